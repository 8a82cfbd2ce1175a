// A space-time diagram: places side by side, time downwards, messages aslant.
// From a trace, a window and a topic to what is to be drawn; how it is drawn
// stands in strokes.ts.
import { belongs, cast, everything } from './cast'
import type { Topic } from './cast'
import { downtimes, excerpt } from './excerpt'
import type { Flight, Mark, Window, Work } from './excerpt'
import type { Trace } from '../trace/trace'

export interface Lifeline {
  place: number
  name: string
  down: Window[]
}
export interface Arrow extends Flight {
  a: number
  b: number
} // from lifeline a to lifeline b
export interface Bar extends Work {
  line: number
  lane: number
}
export interface Diagram {
  window: Window
  lifelines: Lifeline[]
  arrows: Arrow[]
  bars: Bar[]
  marks: (Mark & { line: number })[]
  more: { places: number; messages: number } // that belong to the topic and have no lifeline
  undrawn: number // messages between lifelines beyond what is drawn
  cut: boolean // not all records of the window were looked at
}

export const mostRecords = 20_000
export const mostArrows = 240
const lanes = 4
const some = 9
const enough = 18
const plenty = 400 // messages
const shortest = 1e4

/** What a window shows of a topic, on at most so many lifelines. */
export function diagram(trace: Trace, window: Window, t: number, topic: Topic, most: number): Diagram {
  const all = excerpt(trace, window, t, mostRecords, topic.msgs)
  const flights = all.flights.filter((f) => belongs(topic, f))
  const places = cast(trace, flights, t, most, topic.place)
  const line = new Map(places.map((p, k) => [p, k]))
  const between = flights.filter((f) => line.has(f.from) && line.has(f.to))
  const others = new Set(flights.flatMap((f) => [f.from, f.to]).filter((p) => !line.has(p)))
  const arrows = nearest(between, t)
  const said = new Set(between.map((f) => f.msg))
  const theirs = (w: Work | Mark) =>
    line.has(w.place) &&
    (topic === everything || w.place === topic.place || said.has(w.msg) || ('what' in w && w.what !== 'drop'))
  return {
    window,
    cut: all.cut,
    lifelines: places.map((p) => ({
      place: p,
      name: trace.name(p),
      down: downtimes(trace, p).filter((d) => d.to >= window.from && d.from <= window.to),
    })),
    arrows: arrows.map((f) => ({ ...f, a: line.get(f.from)!, b: line.get(f.to)! })),
    bars: laid(all.works.filter(theirs), line),
    marks: all.marks.filter(theirs).map((m) => ({ ...m, line: line.get(m.place)! })),
    more: { places: others.size, messages: flights.length - between.length },
    undrawn: between.length - arrows.length,
  }
}

function nearest(flights: Flight[], t: number): Flight[] {
  if (flights.length <= mostArrows) return flights
  return [...flights]
    .sort((a, b) => Math.abs(a.sent - t) - Math.abs(b.sent - t))
    .slice(0, mostArrows)
    .sort((a, b) => a.sent - b.sent)
}

/** Puts what overlaps beside each other; beyond a few lanes, in the last. */
function laid(works: Work[], line: Map<number, number>): Bar[] {
  const free = new Map<string, number[]>()
  return [...works]
    .sort((a, b) => a.from - b.from)
    .map((w) => {
      const key = `${w.place} ${w.served}`
      const until = free.get(key) ?? []
      free.set(key, until)
      let lane = until.findIndex((end) => end <= w.from)
      if (lane < 0) lane = Math.min(until.length, lanes - 1)
      until[lane] = Math.max(until[lane] ?? 0, w.to)
      return { ...w, line: line.get(w.place)!, lane }
    })
}

/** Lengths that a window may have: 1, 2 and 5 of each power of ten of nanoseconds, from 10 µs. */
export function lengths(horizon: number): number[] {
  const all: number[] = []
  for (let scale = shortest; scale < horizon; scale *= 10)
    for (const n of [1, 2, 5]) if (n * scale < horizon) all.push(n * scale)
  return [...all, horizon]
}

/** The shortest length around t that shows enough messages, each whole; fewer where more would leave them hardly aslant. */
export function fitting(trace: Trace, t: number, topic: Topic, most: number): number {
  const all = lengths(trace.horizon)
  const near = excerpt(trace, { from: 0, to: trace.horizon }, t, mostRecords)
  const flights = near.flights.filter((f) => belongs(topic, f))
  for (const length of all) {
    const { from, to } = placed(trace, t, length, 0.4)
    if (near.cut && (from < near.looked.from || to > near.looked.to)) return length
    const sent = flights.filter((f) => f.sent >= from && f.sent <= to)
    if (sent.length < some && length < trace.horizon) continue
    const line = new Set(cast(trace, sent, t, most, topic.place))
    const shown = sent.filter((f) => line.has(f.from) && line.has(f.to))
    const times = shown.map((f) => f.ends - f.sent).sort((a, b) => a - b)
    const typical = times[Math.floor(times.length * 0.8)] ?? 0
    const least = typical < length / 70 ? some : enough
    if (length >= 1.5 * typical && (shown.length >= least || sent.length >= plenty)) return length
  }
  return trace.horizon
}

/** A window of a length in which t stands at a share of the way down. */
export function placed(trace: Trace, t: number, length: number, share: number): Window {
  const from = Math.round(Math.max(0, Math.min(t - length * share, trace.horizon - length)))
  return { from, to: Math.min(trace.horizon, from + length) }
}

/** The window in which a conversation fits whole, with some room around it. */
export function whole(trace: Trace, { from, to }: Topic): Window {
  return placed(trace, (from + to) / 2, Math.min(trace.horizon, Math.max(shortest, 1.16 * (to - from))), 0.5)
}
