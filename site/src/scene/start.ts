// At which instant a scene starts, and how fast it may go.
import type { Variant } from '../lab/data'
import { C, K } from '../trace/tables'
import type { Trace } from '../trace/trace'

/** The speeds that can be chosen, in simulated seconds per second. */
export const speeds = [0.001, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000]

const near = 2e9 // so far from the first caption, a scene opens at the most
const enough = 5e8 // so far on, it does where something has moved by then

/** An instant near the first caption at which most is moving, of those that can be shown: before it, where nothing moves after it. */
export function lively(trace: Trace, variant: Variant, shows: (t: number) => boolean): number {
  const from = (variant.timeline.find((e) => e.at > 0)?.at ?? variant.warmup) * 1e9
  const moving = movements(trace, trace.upTo(from + near))
  const least = trace.upTo(from)
  const after = busiest(trace, moving, least, from, shows)
  const t = after ?? busiest(trace, moving, trace.upTo(from - near), from - near, (t) => t < from && shows(t)) ?? from
  return Math.min(t, trace.horizon)
}

/** The instant at which most moves, of those half-way through what begins to move from record i on; null: nothing does. */
function busiest(trace: Trace, moving: Int32Array, i: number, from: number, shows: (t: number) => boolean) {
  let best: number | null = null
  let most = 0
  for (; i < moving.length - 1; i++) {
    const t = halfway(trace, i)
    const now = t === null ? 0 : moving[Math.min(trace.upTo(t), moving.length - 1)]!
    if (now > most && shows(t!)) {
      most = now
      best = t
    }
    if (most > 0 && i % 64 === 0 && trace.at(i) > from + enough) break
  }
  return best
}

/** When what record i sets in motion is half-way: a message, or the next of its bytes. */
function halfway(trace: Trace, i: number): number | null {
  const kind = trace.kind(i)
  if (kind !== K.send && kind !== K.enter) return null
  const r = trace.record(i)
  if (kind === K.send) return r.until ? Math.round((r.at + r.until) / 2) : null
  return r.msg && r.cause === C.inFlight ? Math.round((r.at + Math.max(r.at, r.aux)) / 2) : null
}

/** How many messages were moving when so many records had been written: under way, and held up by nothing. */
function movements(trace: Trace, end: number): Int32Array {
  const counts = new Int32Array(end + 1)
  const moving = new Set<number>()
  for (let i = 0; i < end; i++) {
    const kind = trace.kind(i)
    if (kind === K.arrive || kind === K.lost) moving.delete(trace.msg(i))
    else if (halfway(trace, i) !== null) moving.add(trace.msg(i))
    else if (kind === K.enter) moving.delete(trace.msg(i))
    counts[i + 1] = moving.size
  }
  return counts
}
