// An excerpt: what a trace says of a window of time. Messages with their ends,
// work and waiting, and who was down.
import { K, S } from '../trace/tables'
import type { Rec, Trace } from '../trace/trace'

export interface Window {
  from: number
  to: number
}

/** arrives: its arrival is recorded, or planned where the records end before it; spurned: it arrived and was thrown away. */
export type Fate = 'arrives' | 'lost' | 'spurned'

export interface Flight {
  msg: number
  parent: number
  from: number
  to: number
  sent: number
  due: number
  ends: number // due: as planned when it was sent; on a transport, where nobody plans, as it ends
  fate: Fate
  shape: number
  status: number
  why: number // why: the status of its loss
  conn: number // of a packet; 0: it is a message
  number: number // of a packet in its direction
  again: boolean // its content was sent before
}
export interface Work extends Window {
  place: number
  msg: number
  shape: number
  served: boolean
  status: number
}
export interface Mark {
  place: number
  at: number
  what: 'down' | 'up' | 'drop'
  status: number
  msg: number
}
export interface Excerpt {
  window: Window
  flights: Flight[]
  works: Work[]
  marks: Mark[]
  looked: Window
  cut: boolean
}

const lookback = 10_000 // records before the window, among which what is still under way was sent

/**
 * What happens in a window, from at most so many records around t; where only
 * some messages are asked for, of those all, wherever they were sent. Flights
 * are in the order of sending.
 */
export function excerpt(
  trace: Trace,
  window: Window,
  t: number,
  most: number,
  only: Set<number> | null = null,
): Excerpt {
  if (only) most = Infinity
  const first = trace.upTo(window.from - 1)
  const last = trace.upTo(window.to)
  const middle = Math.min(Math.max(trace.upTo(t), first), last)
  const begin = last - first <= most ? first : Math.max(first, Math.min(middle - (most >> 1), last - most))
  const end = Math.min(last, begin + most)
  const desk = new Desk()
  for (let i = only ? 0 : Math.max(0, begin - lookback); i < end; i++) {
    const msg = trace.msg(i)
    if (!only || msg === 0 || only.has(msg)) desk.take(trace, i)
  }
  const inside = (w: Window) => w.to >= window.from && w.from <= window.to
  const now = end === last ? window.to : trace.at(end)
  return {
    window,
    cut: last - first > most,
    looked: { from: begin === 0 ? 0 : trace.at(begin - 1), to: end === trace.count ? trace.horizon : trace.at(end) },
    flights: desk.flights.filter((f) => f.sent <= window.to && f.ends >= window.from),
    works: [...desk.works, ...desk.open(now)].filter(inside),
    marks: desk.marks.filter((m) => m.at >= window.from && m.at <= window.to),
  }
}

/** Reads records one after the other, and puts beginnings and ends together. */
class Desk {
  readonly flights: Flight[] = []
  readonly works: Work[] = []
  readonly marks: Mark[] = []
  private readonly known = new Map<number, Flight>()
  private readonly unplanned = new Set<Flight>()
  private readonly usual = new Map<number, number>() // how long packets from a place took last
  private readonly waiting = new Map<string, Work[]>()
  private readonly serving = new Map<string, Work[]>()

  take(trace: Trace, i: number) {
    switch (trace.kind(i)) {
      case K.send:
        return this.send(trace.record(i), trace.horizon)
      case K.packet:
      case K.again:
      case K.spurious:
        return this.packet(trace.record(i))
      case K.arrive:
      case K.lost:
      case K.discard:
        return this.end(trace.record(i))
      case K.queue:
      case K.serve:
      case K.finish:
      case K.drop:
        return this.work(trace.record(i))
      case K.hold:
      case K.free:
        return this.hold(trace.record(i))
      case K.down:
      case K.up: {
        const r = trace.record(i)
        this.marks.push({ place: r.node, at: r.at, what: r.kind === K.down ? 'down' : 'up', status: r.status, msg: 0 })
      }
    }
  }

  private send(r: Rec, horizon: number) {
    const f: Flight = {
      msg: r.msg,
      parent: r.parent,
      from: r.node,
      to: r.peer,
      sent: r.at,
      due: r.until || horizon,
      ends: r.until || horizon,
      fate: 'arrives',
      shape: r.shape,
      status: r.status,
      why: 0,
      conn: 0,
      number: 0,
      again: false,
    }
    this.flights.push(f)
    this.known.set(f.msg, f)
    if (!r.until) this.unplanned.add(f)
  }

  /** Noise and a cut take a packet half-way, a full buffer where it begins. */
  private packet(r: Rec) {
    if (r.until) this.usual.set(r.node, r.until - r.at)
    const due = r.until || Math.max(r.aux, r.at + (this.usual.get(r.node) ?? 1e6))
    const lost = r.at + (due - r.at) * (r.status === S.dropped ? 0.1 : 0.5)
    this.flights.push({
      msg: 0,
      parent: 0,
      from: r.node,
      to: r.peer,
      sent: r.at,
      due,
      ends: r.status ? lost : due,
      fate: r.status ? 'lost' : 'arrives',
      shape: r.shape,
      status: 0,
      why: r.status,
      conn: r.conn,
      number: r.parent,
      again: r.kind === K.again || r.kind === K.spurious,
    })
  }

  private end(r: Rec) {
    const f = this.known.get(r.msg)
    if (!f) return
    f.ends = r.at
    if (this.unplanned.has(f)) f.due = r.at
    if (r.kind === K.arrive) return
    f.fate = r.kind === K.lost ? 'lost' : 'spurned'
    f.why = r.status
  }

  /** Queue, serve, and finish or drop; a job that has to let another go first is queued again. */
  private work(r: Rec) {
    const key = `${r.node} ${r.msg} ${r.shape}`
    const begun = (served: boolean, from: number): Work => ({
      place: r.node,
      msg: r.msg,
      shape: r.shape,
      served,
      from,
      to: r.at,
      status: 0,
    })
    const close = (w: Work | undefined) => {
      if (w && r.at > w.from) this.works.push({ ...w, to: r.at, status: r.status })
    }
    if (r.kind === K.queue) {
      if (r.msg) close(this.serving.get(key)?.shift())
      push(this.waiting, key, begun(false, r.at))
    } else if (r.kind === K.serve) {
      const w = this.waiting.get(key)?.shift()
      if (w) close(w)
      else if (r.aux > 0) this.works.push(begun(false, r.at - r.aux))
      push(this.serving, key, begun(true, r.at))
    } else if (r.kind === K.finish) close(this.serving.get(key)?.shift())
    else {
      close(this.waiting.get(key)?.shift())
      this.marks.push({ place: r.node, at: r.at, what: 'drop', status: r.status || S.rejected, msg: r.msg })
    }
  }

  /** What is parked until there is news waits, too. */
  private hold(r: Rec) {
    const key = `${r.node} ${r.msg} held`
    if (r.kind === K.hold)
      return push(this.waiting, key, {
        place: r.node,
        msg: r.msg,
        shape: r.shape,
        served: false,
        from: r.at,
        to: r.at,
        status: 0,
      })
    const w = this.waiting.get(key)?.shift()
    if (w) this.works.push({ ...w, to: r.at })
  }

  /** What has begun and not ended, as far as is known. */
  open(now: number): Work[] {
    return [this.waiting, this.serving].flatMap((all) => [...all.values()].flat()).map((w) => ({ ...w, to: now }))
  }
}

function push(all: Map<string, Work[]>, key: string, w: Work) {
  const list = all.get(key)
  if (list) list.push(w)
  else all.set(key, [w])
}

const downs = new WeakMap<Trace, Map<number, Window[]>>()

/** When a place was down, over the whole run. */
export function downtimes(trace: Trace, place: number): Window[] {
  let all = downs.get(trace)
  if (!all) {
    downs.set(trace, (all = new Map()))
    for (let i = 0; i < trace.count; i++) {
      const kind = trace.kind(i)
      if (kind !== K.down && kind !== K.up) continue
      const { node, at } = trace.record(i)
      const list = all.get(node) ?? []
      all.set(node, list)
      if (kind === K.down) list.push({ from: at, to: trace.horizon })
      else if (list.length) list.at(-1)!.to = at
    }
  }
  return all.get(place) ?? []
}
