// Conditions to stop at, and which records of a trace meet them. What meets a
// condition is sought once a trace, when it is first asked for.
import { K, S, statuses } from './tables'
import type { Trace } from './trace'

/** Times in nanoseconds. */
export type Condition =
  | { kind: 'ends'; status: number | null } // an operation, in that way; null: not well
  | { kind: 'takes'; longer: number } // an operation, from its intended start to its end
  | { kind: 'queue'; node: string | null; reaches: number } // a queue of that node, or of any
  | { kind: 'lost' | 'dropped' | 'crashes' | 'returns' | 'breaks' }

const away = new Set<number>([S.expired, S.deadLettered, S.dropped])
const gone = new Set<number>([K.unstore, K.discard, K.lost, K.end])

/** Whether an end is no trouble: what the horizon cuts off is none. */
function well(status: number) {
  return statuses[status]!.well || status === S.unfinished
}

/** The record that meets the condition next: from an index on (1), or the last before it (-1). Null where there is none. */
export function meeting(trace: Trace, condition: Condition, index: number, direction: 1 | -1): number | null {
  const list = meetings(trace, condition)
  const i = firstFrom(list, index)
  return (direction === 1 ? list[i] : list[i - 1]) ?? null
}

const found = new WeakMap<Trace, { key: string; list: Uint32Array }>()

/** All records that meet the condition, in their order; not those of the past that a part of a run begins with. */
export function meetings(trace: Trace, condition: Condition): Uint32Array {
  const key = JSON.stringify(condition)
  const kept = found.get(trace)
  if (kept?.key === key) return kept.list
  const meets = test(trace, condition)
  const list: number[] = []
  for (let i = trace.first; i < trace.count; i++) if (meets(i, trace.kind(i))) list.push(i)
  found.set(trace, { key, list: Uint32Array.from(list) })
  return found.get(trace)!.list
}

/** The position of the first that is at least index. */
function firstFrom(list: Uint32Array, index: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const mid = (low + high) >>> 1
    if (list[mid]! < index) low = mid + 1
    else high = mid
  }
  return low
}

function test(trace: Trace, c: Condition): (i: number, kind: number) => boolean {
  switch (c.kind) {
    case 'ends':
      return (i, kind) => kind === K.end && (c.status === null ? !well(trace.status(i)) : trace.status(i) === c.status)
    case 'takes':
      return (i, kind) => kind === K.end && took(trace, i) > c.longer
    // A queue grows by one at a time, so where it has that length it has just reached it.
    case 'queue': {
      const node = trace.nodes.findIndex((n) => n.id === c.node)
      return (i, kind) =>
        (kind === K.queue || kind === K.store) &&
        trace.aux(i) === c.reaches &&
        (c.node === null || nodeOf(trace, i) === node)
    }
    case 'lost':
      return (_, kind) => kind === K.lost
    case 'dropped':
      return (i, kind) => kind === K.drop || (gone.has(kind) && away.has(trace.status(i)))
    case 'crashes':
      return (_, kind) => kind === K.down
    case 'returns':
      return (_, kind) => kind === K.up
    case 'breaks':
      return (_, kind) => kind === K.reset
  }
}

function nodeOf(trace: Trace, i: number): number {
  return trace.places[trace.node(i) - 1]!.node
}

/** How long the longest took of the operations that an end speaks of. */
export function took(trace: Trace, end: number): number {
  const from = starts(trace)
  const first = trace.op(end)
  let earliest = Infinity
  for (let op = first; op < first + trace.n(end); op++) earliest = Math.min(earliest, from[op] ?? Infinity)
  return trace.at(end) - earliest
}

const started = new WeakMap<Trace, Float64Array>()

/** When each operation was meant to start, by its number. */
function starts(trace: Trace): Float64Array {
  const kept = started.get(trace)
  if (kept) return kept
  let last = 0
  for (let i = 0; i < trace.count; i++) if (trace.kind(i) === K.begin) last = Math.max(last, trace.op(i))
  const list = new Float64Array(last + 1)
  for (let i = 0; i < trace.count; i++) if (trace.kind(i) === K.begin) list[trace.op(i)] = trace.aux(i)
  started.set(trace, list)
  return list
}
