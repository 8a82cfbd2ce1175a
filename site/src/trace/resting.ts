// What rests at an instant: requests that servers hold, and what is open on the
// connections of each wire, as the player tells it (wasm/player/view/bundle.go).
import { K, S, shapes, statuses } from './tables'
import type { Rec, Trace } from './trace'

/** A connection: streams are the requests on it whose answers are not there yet, and subscriptions. */
export interface Line {
  from: number
  to: number
  open: boolean
  streams: number
}

interface Asking {
  conn: number
  asker: number
  parent: number
  lasts: boolean
  there: boolean // it has arrived
}

const known = new WeakMap<Trace, Resting>()

/** What rests at t. */
export function resting(trace: Trace, t: number): Resting {
  const is = known.get(trace) ?? new Resting(trace)
  known.set(trace, is)
  is.moveTo(trace.upTo(t))
  return is
}

export class Resting {
  held = new Map<number, number>() // requests, by place
  lines = new Map<number, Line>() // by connection
  private at = 0
  private asked = new Map<number, Asking>()
  private made = new Map<number, number[]>() // requests by operation, as its speaker has made them
  private answers = new Map<number, number>()

  constructor(private readonly trace: Trace) {}

  moveTo(end: number) {
    if (end < this.at) {
      this.at = 0
      for (const map of [this.held, this.lines, this.asked, this.made, this.answers]) map.clear()
    }
    for (; this.at < end; this.at++) if (tells.has(this.trace.kind(this.at))) this.take(this.trace.record(this.at))
  }

  private take(r: Rec) {
    switch (r.kind) {
      case K.hold:
      case K.free:
        this.held.set(r.node, (this.held.get(r.node) ?? 0) + (r.kind === K.hold ? 1 : -1))
        break
      case K.opened:
        this.line(r).open = true
        break
      case K.close:
      case K.reset:
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

  /** The line of a record's connection, which need not be open yet. */
  private line(r: Rec): Line {
    const line = this.lines.get(r.conn) ?? { from: r.node, to: r.peer, open: false, streams: 0 }
    this.lines.set(r.conn, line)
    return line
  }

  private send(r: Rec) {
    const { name, manner } = shapes[r.shape]!
    if (name === 'cancel') {
      if (this.asked.get(r.parent)?.asker === r.node) this.end(r.parent)
    } else if (manner === 'asks' && r.conn) {
      this.asked.set(r.msg, {
        conn: r.conn,
        asker: r.node,
        parent: r.parent,
        lasts: name === 'subscribe',
        there: false,
      })
      this.line(r).streams++
    } else if (manner === 'answers' && r.status && this.asked.has(r.parent)) this.answers.set(r.msg, r.parent)
  }

  /** A message has arrived, or is lost. */
  private over(r: Rec) {
    const asking = this.asked.get(r.msg)
    if (asking) asking.there = true
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
    for (const request of this.made.get(op) ?? []) if (this.asked.get(request)?.there) this.end(request)
    this.made.delete(op)
  }

  private end(request: number) {
    const line = this.lines.get(this.asked.get(request)?.conn ?? 0)
    if (line) line.streams--
    this.asked.delete(request)
  }
}

const tells = new Set<number>([
  ...[K.hold, K.free, K.opened, K.close, K.reset, K.ask, K.end, K.drop, K.finish, K.send, K.arrive, K.lost],
])

/** The wire of a connection. */
export const wire = ({ from, to }: { from: number; to: number }) => `${Math.min(from, to)} ${Math.max(from, to)}`
