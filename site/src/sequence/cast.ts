// The cast of a diagram: whose messages it shows, and which places get
// a lifeline.
import type { Flight } from './excerpt'
import type { Selection } from '../scene/scene'
import { K, shapes } from '../trace/tables'
import type { Trace, TraceNode } from '../trace/trace'

/** What is wanted: all messages, those of a place, or these; or the packets of a connection. */
export interface Topic {
  place: number
  conn?: number
  msgs: Set<number> | null
  from: number
  to: number
}

export const everything: Topic = { place: 0, msgs: null, from: 0, to: 0 }

const mostMessages = 200
const mostRecords = 200_000

/** Tells whether a message belongs to a topic. */
export function belongs(topic: Topic, f: Flight): boolean {
  if (topic.conn || f.conn) return topic.conn === f.conn
  return topic.msgs ? topic.msgs.has(f.msg) : topic.place === 0 || f.from === topic.place || f.to === topic.place
}

/** The conversation of what is selected; null where there is none. */
export function conversation(trace: Trace, s: Selection): Topic | null {
  if (s.msg) return around(trace, kin(trace, s.msg))
  if (s.op) return around(trace, riders(trace, s.op))
  return s.place ? { ...everything, place: s.place } : null
}

/** A message, those it follows from, and those that follow from it. */
function kin(trace: Trace, msg: number): Set<number> {
  const found = new Set([msg])
  let at = 0
  for (let i = trace.count - 1, next = msg; i >= 0 && next; i--) {
    if (trace.msg(i) !== next || trace.kind(i) !== K.send) continue
    found.add(next)
    if (next === msg) at = i
    next = trace.record(i).parent
  }
  for (let i = at + 1, end = Math.min(trace.count, at + mostRecords); i < end && found.size < mostMessages; i++) {
    if (trace.kind(i) !== K.send) continue
    const r = trace.record(i)
    if (r.parent && found.has(r.parent)) found.add(r.msg)
  }
  return found
}

/** The messages that an operation travels on. */
function riders(trace: Trace, op: number): Set<number> {
  const found = new Set<number>()
  for (let i = 0; i < trace.count && found.size < mostMessages; i++) {
    const kind = trace.kind(i)
    const first = trace.op(i)
    if ((kind === K.send || kind === K.carry) && first !== 0 && first <= op && op < first + Math.max(1, trace.n(i)))
      found.add(trace.msg(i))
  }
  return found
}

/** A set of messages, with the time from the first sending to the last arrival. */
function around(trace: Trace, msgs: Set<number>): Topic | null {
  let from = Infinity
  let to = 0
  for (let i = 0; i < trace.count; i++) {
    const kind = trace.kind(i)
    if ((kind !== K.send && kind !== K.arrive) || !msgs.has(trace.msg(i))) continue
    const r = trace.record(i)
    if (kind === K.send) from = Math.min(from, r.at)
    to = Math.max(to, r.at, r.until)
  }
  return from <= to ? { place: 0, msgs, from, to } : null
}

/**
 * The places that get a lifeline, at most so many: the busiest of each node in
 * turn, so that no end of a conversation is missing, and of equally busy ones
 * those that are busy near t. A place after the first has spoken with one
 * before it, where there is such a one.
 */
export function cast(trace: Trace, flights: Flight[], t: number, most: number, first = 0): number[] {
  const talk = talkOf(flights, t)
  const total = new Map([...talk].map(([p, list]) => [p, [...list.values()].reduce((a, b) => a + b, 0)]))
  const score = new Map<number, number>() // what the places that are left have said to the chosen
  const chosen: number[] = []
  const perNode = new Map<number, number>()
  const node = (p: number) => {
    const s = trace.places[p - 1]!
    return s.node * 2 + Number(s.sidecar)
  }
  const take = (p: number) => {
    chosen.push(p)
    score.delete(p)
    total.delete(p)
    perNode.set(node(p), (perNode.get(node(p)) ?? 0) + 1)
    for (const [q, n] of talk.get(p) ?? []) if (total.has(q)) score.set(q, (score.get(q) ?? 0) + n)
  }
  if (first) take(first)
  while (chosen.length < most && total.size) take(best(score.size ? score : total, (p) => perNode.get(node(p)) ?? 0))
  return ordered(trace, chosen, flights)
}

/** How much every two places have to say to each other; what is near t weighs a little more. */
function talkOf(flights: Flight[], t: number): Map<number, Map<number, number>> {
  const talk = new Map<number, Map<number, number>>()
  const note = (a: number, b: number, n: number) => {
    const list = talk.get(a) ?? new Map<number, number>()
    talk.set(a, list)
    list.set(b, (list.get(b) ?? 0) + n)
  }
  const away = (f: Flight) => Math.abs(f.sent - t)
  const span = flights.reduce((most, f) => Math.max(most, away(f)), 1)
  for (const f of flights) {
    const weight = 1.5 - away(f) / span / 2
    note(f.from, f.to, weight)
    note(f.to, f.from, weight)
  }
  return talk
}

function best(scores: Map<number, number>, taken: (place: number) => number): number {
  let found = 0
  let most = -1
  let fewest = Infinity
  for (const [p, n] of scores) {
    const k = taken(p)
    if (k < fewest || (k === fewest && (n > most || (n === most && p < found)))) {
      found = p
      most = n
      fewest = k
    }
  }
  return found
}

/** Who begins, who passes on, who answers, who keeps. */
function rankOf({ edge, relays, keeps }: TraceNode): number {
  return edge ? 0 : relays ? 1 : keeps ? 3 : 2
}

/**
 * From left to right as a conversation goes: who asks first, then who passes
 * on, who answers, who keeps; of the same rank, who asks the others first.
 * A sidecar stands on the side its host is spoken to.
 */
function ordered(trace: Trace, places: number[], flights: Flight[]): number[] {
  const rank = (node: number) => rankOf(trace.nodes[node]!)
  const asks = (f: Flight) => shapes[f.shape]!.manner === 'asks'
  const asked = new Map<number, number>() // how often by others of its rank
  for (const f of flights) {
    const from = trace.places[f.from - 1]!.node
    const to = trace.places[f.to - 1]!.node
    if (asks(f) && from !== to && rank(from) === rank(to)) asked.set(to, (asked.get(to) ?? 0) + 1)
  }
  const key = (p: number) => {
    const s = trace.places[p - 1]!
    return [
      rank(s.node),
      asked.get(s.node) ?? 0,
      s.node,
      s.replica,
      rank(s.node) === 0 ? Number(s.sidecar) : -Number(s.sidecar),
    ]
  }
  return places
    .map((p) => ({ p, key: key(p) }))
    .sort((a, b) => {
      const k = a.key.findIndex((x, i) => x !== b.key[i])
      return k < 0 ? 0 : a.key[k]! - b.key[k]!
    })
    .map(({ p }) => p)
}
