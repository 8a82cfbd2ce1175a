// Where a scene starts: how fast, and at which instant.
import type { Variant } from '../lab/data'
import { K } from '../trace/tables'
import type { Trace } from '../trace/trace'

/** The speeds there are, in simulated seconds per second. */
export const speeds = [0.001, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000]

/** A speed at which a typical message is on its way for about a second. */
export function gentle(trace: Trace): number {
  const flights: number[] = []
  const sent = new Map<number, number>() // when, of what nobody plans, since it is on a transport
  for (let i = trace.first; i < trace.count && flights.length < 300; i++) {
    const kind = trace.kind(i)
    if (kind !== K.send && kind !== K.arrive) continue
    const r = trace.record(i)
    if (kind === K.send) {
      if (r.until > r.at) flights.push(r.until - r.at)
      else if (!r.until) sent.set(r.msg, r.at)
    } else if (sent.has(r.msg)) {
      flights.push(Math.max(1, r.at - sent.get(r.msg)!))
      sent.delete(r.msg)
    }
  }
  flights.sort((a, b) => a - b)
  const typical = (flights[flights.length >> 1] ?? 1e9) / 1e9
  return speeds.findLast((s) => s <= Math.max(typical * 2, 0.1)) ?? 1
}

/** An instant near the first caption at which messages are under way, of those that can be shown. */
export function lively(trace: Trace, variant: Variant, shows: (t: number) => boolean): number {
  const from = (variant.timeline.find((e) => e.at > 0)?.at ?? variant.warmup) * 1e9
  let best = from
  let most = 0
  for (let i = trace.upTo(from); i < trace.count && trace.at(i) < from + 2e9; i++) {
    if (trace.kind(i) !== K.send) continue
    const r = trace.record(i)
    const half = Math.round((r.at + (r.until || r.at)) / 2)
    const flying = trace.tally(half).flying
    if (flying > most && shows(half)) {
      most = flying
      best = half
    }
    if (most > 0 && i % 64 === 0 && trace.at(i) > from + 5e8) break
  }
  return Math.min(best, trace.horizon)
}
