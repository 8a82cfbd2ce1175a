// What rests at an instant: requests that servers hold, and what is open on the
// connections of each wire, as the player tells it (wasm/player/view/bundle.go).
import { K, S, shapes, statuses } from './tables'
import type { Rec, Trace } from './trace'

/** A connection: streams are the requests on it whose answers are not there yet, and subscriptions. */
export interface Line {
  from: number
  to: number
  streams: number
}

interface Asking {
  conn: number
  asker: number
  parent: number
  lasts: boolean
}

const known = new WeakMap<Trace, Resting>()

/** What rests at t. */
export function resting(trace: Trace, t: number): Resting {
  let is = known.get(trace)
  if (!is) {
    const all = new Resting(trace)
    all.moveTo(trace.count)
    known.set(trace, (is = new Resting(trace, all.several)))
  }
  is.moveTo(trace.upTo(t))
  return is
}

export class Resting {
  held = new Map<number, number>() // requests, by place
  lines = new Map<number, Line>() // by connection
  part = false // something was before these records: nobody says what was asked then
  private at = 0
  private readonly counts = new Map<string, number>() // connections, by wire
  private asked = new Map<number, Asking>()
  private made = new Map<number, number[]>() // requests by operation, as its speaker has made them
  private answers = new Map<number, number>()

  constructor(
    private readonly trace: Trace,
    /** The wires that have several connections at some time, or several streams on one. */
    readonly several = new Set<string>(),
  ) {}

  moveTo(end: number) {
    if (end < this.at) {
      this.at = 0
      for (const map of [this.held, this.lines, this.counts, this.asked, this.made, this.answers]) map.clear()
    }
    for (; this.at < end; this.at++) if (tells.has(this.trace.kind(this.at))) this.take(this.trace.record(this.at))
  }

  private take(r: Rec) {
    switch (r.kind) {
      case K.hold:
      case K.free:
        this.held.set(r.node, (this.held.get(r.node) ?? 0) + (r.kind === K.hold ? 1 : -1))
        break
      case K.open:
      case K.opened:
        this.begin(r)
        break
      case K.close:
      case K.reset:
        if (this.lines.has(r.conn)) this.count(this.lines.get(r.conn)!, -1)
        this.lines.delete(r.conn)
        break
      case K.ask:
        if (r.n === 1) this.made.set(r.op, [...(this.made.get(r.op) ?? []), r.msg])
        break
      case K.end:
        for (let op = r.op; op < r.op + r.n; op++) this.settle(op)
        break
      case K.drop:
      case K.finish:
        if (r.status === S.timedOut || r.status === S.cancelled) this.end(r.msg)
        break
      case K.send:
        this.send(r)
        break
      default:
        this.over(r)
    }
  }

  private begin(r: Rec) {
    this.part ||= r.conn === 0
    if (!r.conn || this.lines.has(r.conn)) return
    const line = { from: r.node, to: r.peer, streams: 0 }
    this.lines.set(r.conn, line)
    if (this.count(line, 1) > 1) this.several.add(wire(line))
  }

  /** Counts the connections of a wire. */
  private count(line: Line, by: number): number {
    const n = (this.counts.get(wire(line)) ?? 0) + by
    this.counts.set(wire(line), n)
    return n
  }

  private send(r: Rec) {
    const line = this.lines.get(r.conn)
    const { name, manner } = shapes[r.shape]!
    if (name === 'cancel') {
      if (this.asked.get(r.parent)?.asker === r.node) this.end(r.parent)
    } else if (manner === 'asks' && line) {
      this.asked.set(r.msg, { conn: r.conn, asker: r.node, parent: r.parent, lasts: name === 'subscribe' })
      if (++line.streams > 1) this.several.add(wire(line))
    } else if (manner === 'answers' && r.status && this.asked.has(r.parent)) this.answers.set(r.msg, r.parent)
  }

  /** A message has arrived, or is lost. */
  private over(r: Rec) {
    const request = this.answers.get(r.msg)
    this.answers.delete(r.msg)
    if (r.kind === K.lost) {
      this.end(r.msg)
      if (request) this.end(request)
    } else if (request) this.answered(request, r)
  }

  /** An answer to a request is there, or to one that it forwards. */
  private answered(request: number, r: Rec) {
    const a = this.asked.get(request)
    if (!a) return
    if (!a.lasts || !statuses[r.status]!.well) this.end(request)
    if (a.asker !== r.node && a.parent < request) this.answered(a.parent, r)
  }

  /** An operation is over: its speaker waits for no answer any more. */
  private settle(op: number) {
    for (const request of this.made.get(op) ?? []) this.end(request)
    this.made.delete(op)
  }

  private end(request: number) {
    const line = this.lines.get(this.asked.get(request)?.conn ?? 0)
    if (line) line.streams--
    this.asked.delete(request)
  }
}

const tells = new Set<number>([
  ...[K.hold, K.free, K.open, K.opened, K.close, K.reset, K.ask, K.end, K.drop, K.finish, K.send, K.arrive, K.lost],
])

/** The wire of a connection. */
export const wire = ({ from, to }: { from: number; to: number }) => `${Math.min(from, to)} ${Math.max(from, to)}`
