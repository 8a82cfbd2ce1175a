// What is worth a look in a run: the operation that took longest, the first
// message that was lost, the first operation that timed out.
import { K, statuses } from './tables'
import type { Trace } from './trace'

const timedOut = statuses.findIndex((s) => s.name === 'timedOut')

/** Something that happened: when, with which operation or message. */
export interface Found {
  at: number
  op: number
  msg: number
}

/** The first message of a trace that was lost; null: none was. */
export function firstLost(trace: Trace): Found | null {
  for (let i = trace.first; i < trace.count; i++)
    if (trace.kind(i) === K.lost) return { at: trace.at(i), op: 0, msg: trace.msg(i) }
  return null
}

/** The first operation of a trace that timed out; null: none did. */
export function firstTimedOut(trace: Trace): Found | null {
  for (let i = trace.first; i < trace.count; i++)
    if (trace.kind(i) === K.end && trace.status(i) === timedOut) return { at: trace.at(i), op: trace.op(i), msg: 0 }
  return null
}

/** The operation that took longest of those that were meant to begin from one instant on and before another; null: none ended. */
export function slowest(trace: Trace, from: number, to: number): Found | null {
  const begun = new Map<number, number>()
  let best: Found | null = null
  let most = 0
  for (let i = 0; i < trace.count; i++) {
    const kind = trace.kind(i)
    if (kind !== K.begin && kind !== K.end) continue
    const first = trace.op(i)
    for (let op = first; op < first + trace.n(i); op++) {
      const at = begun.get(op)
      if (kind === K.begin) begun.set(op, trace.aux(i))
      else if (at !== undefined && at >= from && at < to && trace.at(i) - at > most) {
        most = trace.at(i) - at
        best = { at, op, msg: 0 }
      }
    }
  }
  return best
}
