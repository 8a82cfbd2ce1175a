// The speed that is chosen by itself: it shows the whole run in about half a
// minute, and goes slowly where the timeline has something to see.
import type { Variant } from '../lab/data'
import { beginOf, endOf } from './timeline'

/** A speed: simulated seconds per second, or whatever fits. */
export type Speed = number | 'auto'

const shortest = 30 // seconds that a run takes in which nothing happens
const longest = 40 // and that one takes at the most, however much does
const each = 2 // so much longer it is for each instant at which something happens
const slower = 5 // so much more time passes there, beside that which passes anyway
const around = 0.05 // of the run: so long before an instant it becomes slower, and as long after it is as fast again
const steps = 1000 // in which the run is reckoned through

/** The instants of timelines at which something happens, in nanoseconds, as far as they are within the run. */
export function instants(variants: Variant[], horizon: number): number[] {
  const all = variants.flatMap(({ timeline }) =>
    timeline.flatMap((e) => (e.fault ? [beginOf(e), endOf(e)] : [beginOf(e)])),
  )
  return [...new Set(all)].filter((t) => t <= horizon)
}

/** How fast to play at each instant of a run, so that all of it takes as long as it should. */
export function pacing(horizon: number, at: number[]): (t: number) => number {
  const near = (t: number) => Math.max(0, ...at.map((e) => 1 - Math.abs(t - e) / (around * horizon)))
  const weight = (t: number) => 1 + slower * smooth(near(t))
  let all = 0
  for (let i = 0; i < steps; i++) all += weight(((i + 0.5) / steps) * horizon)
  const takes = Math.min(longest, shortest + each * at.length)
  const mean = (all / steps) * (horizon / 1e9 / takes)
  return (t) => mean / weight(t)
}

/** From 0 to 1 without a corner at either end. */
function smooth(x: number): number {
  return x * x * (3 - 2 * x)
}
