// Why an operation took so long: what most of its time went to, where that was, and
// behind whom it waited there.
import { C, K } from './tables'
import type { Rec, Trace } from './trace'
import type { Course, Span } from './waterfall'

export interface Why {
  cause: number
  time: number // that went to it, there, in nanoseconds
  place: number // where it waited, or was worked on; 0: the records do not say
  peer: number // of a message that was under way, or lost: where it went
  before: number // how many others were taken up there while it waited for a worker, or got a unit
}

/** What took the largest part of an operation's time; null: it took none. */
export function why(trace: Trace, course: Course): Why | null {
  const parts = new Map<string, Why>()
  for (const span of course.spans) {
    const part = partOf(trace, course.records, span)
    const key = [part.cause, part.place, part.peer].join()
    const known = parts.get(key)
    if (!known) parts.set(key, part)
    else {
      known.time += part.time
      known.before += part.before
    }
  }
  return [...parts.values()].reduce<Why | null>((most, part) => (most && most.time >= part.time ? most : part), null)
}

/** Where an operation was in a span, by the last record that put it there. */
function partOf(trace: Trace, records: readonly Rec[], { cause, from, to }: Span): Why {
  const sent = cause === C.inFlight || cause === C.headOfLine || cause === C.transfer
  const r = records.findLast((r) => r.at <= from && (sent ? r.kind === K.send : r.cause === cause))
  const part = { cause, time: to - from, place: 0, peer: 0, before: 0 }
  if (!r) return part
  return { ...part, place: r.node, peer: sent || r.kind === K.lost ? r.peer : 0, before: takenUp(trace, r, to) }
}

/** How many others the place of a wait turned to from then on, before an instant. */
function takenUp(trace: Trace, wait: Rec, until: number): number {
  const turns = wait.kind === K.queue ? K.serve : wait.kind === K.want ? K.take : K.none
  if (turns === K.none) return 0
  let n = 0
  for (let i = wait.index + 1; i < trace.count && trace.at(i) <= until; i++) {
    if (trace.kind(i) !== turns || trace.node(i) !== wait.node || trace.msg(i) === wait.msg) continue
    if (turns === K.serve || trace.record(i).payload === wait.payload) n++
  }
  return n
}
