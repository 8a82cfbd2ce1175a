// What is shown of the flagship's runs: of each way to hear of news what one app says
// and hears, and what has become of all apps by every instant. Times in milliseconds.
import { K, S } from '../trace/tables'
import type { Trace } from '../trace/trace'

export interface Way {
  id: string
  title: string
  /** The messages of the app that is drawn. */
  flights: { sent: number; ends: number; up: boolean; lost: boolean }[]
  /** The news for it; heard: null where it never is, lost: when it was given up. */
  news: { said: number; heard: number | null; lost: number | null }[]
  /** Of all apps: how many updates had been said, one an app, at the instants at which some were, */
  said: [number, number][]
  /** when each heard of something, and how old that was, */
  heard: [number, number][]
  /** when one was given up, */
  missed: number[]
  /** when somebody asked, */
  asks: number[]
  /** and how many bytes had been sent, at the instants at which some were. */
  bytes: [number, number][]
  /** When the server was down, */
  down: [number, number][]
  /** when it held a request of the app that is drawn, until it had news, */
  held: [number, number][]
  /** and how many requests it held, of all apps, at the instants at which that changed. */
  holds: [number, number][]
}

const drawn = 'app/0'
const server = 'api'

/** Reads a trace, which has packets, from an instant on, in milliseconds. */
export function way(trace: Trace, id: string, title: string, from: number): Way {
  const reader = new Reader(trace, from)
  for (let i = 0; i < trace.count; i++) reader.take(i)
  return { id, title, ...reader.done() }
}

class Reader {
  private readonly end: number // of the run: of what is under way there, too
  private readonly app: number
  private readonly host: number
  private readonly flights = new Map<number, Way['flights'][number]>()
  private readonly said = new Map<number, number>() // when, by operation
  private readonly mine = new Map<number, Way['news'][number]>() // by operation, of the app that is drawn
  private readonly sent = new Set<number>() // operations of which something was sent
  private readonly told = new Set<number>() // operations that somebody has heard of
  private readonly updates: Way['said'] = []
  private readonly heard: Way['heard'] = []
  private readonly missed = new Map<number, number>() // when it was given up, by operation
  private readonly asks: number[] = []
  private readonly bytes: Way['bytes'] = []
  private readonly down: Way['down'] = []
  private readonly held: Way['held'] = []
  private readonly holds: Way['holds'] = []

  constructor(
    private readonly trace: Trace,
    private readonly from: number,
  ) {
    this.end = trace.horizon / 1e6
    this.app = trace.placeNamed(drawn)
    this.host = trace.placeNamed(server)
  }

  take(i: number) {
    const r = this.trace.record(i)
    const at = r.at / 1e6
    const counts = at >= this.from
    switch (r.kind) {
      case K.begin:
        for (let op = r.op; op < r.op + r.n; op++) this.said.set(op, at)
        if (r.peer === this.app) this.mine.set(r.op, { said: at, heard: null, lost: null })
        if (counts) add(this.updates, at, r.n)
        break
      case K.ask:
        if (counts) this.asks.push(at)
        break
      case K.send:
        this.sent.add(r.op)
        if (r.node === this.app || r.peer === this.app) this.fly(r.msg, r.op, at, r.node === this.app)
        break
      case K.arrive:
      case K.lost:
      case K.discard:
        this.land(r.msg, at, r.kind !== K.arrive)
        break
      case K.applied:
        for (let op = r.op; op < r.op + r.n; op++) this.hear(op, at)
        break
      case K.end:
        for (let op = r.op; op < r.op + r.n; op++) this.settle(op, at, r.status)
        break
      case K.packet:
      case K.again:
      case K.spurious:
        if (counts) add(this.bytes, at, r.payload + r.header)
        break
      case K.hold:
      case K.free:
        if (r.node === this.host) this.hold(r.peer, at, r.kind === K.hold)
        break
      case K.down:
        if (r.node === this.host) this.down.push([at, this.end])
        break
      case K.up:
        if (r.node === this.host && this.down.length) this.down.at(-1)![1] = at
        break
    }
  }

  private fly(msg: number, op: number, sent: number, up: boolean) {
    this.flights.set(msg, { sent, ends: this.end, up, lost: false })
    const said = this.said.get(op)
    if (op && !up && said !== undefined && !this.mine.has(op)) this.mine.set(op, { said, heard: null, lost: null })
  }

  private land(msg: number, at: number, lost: boolean) {
    const flight = this.flights.get(msg)
    if (!flight || flight.ends < this.end) return
    flight.ends = at
    flight.lost = lost
  }

  /** The server begins to hold a request, or no longer does. */
  private hold(app: number, at: number, begins: boolean) {
    add(this.holds, at, begins ? 1 : -1)
    if (app !== this.app) return
    if (begins) this.held.push([at, this.end])
    else if (this.held.length) this.held.at(-1)![1] = at
  }

  /**
   * An operation takes effect where it is heard; where nothing is said of that, it ends there. What was under way when
   * the server crashed, which gives it up, is heard all the same.
   */
  private hear(op: number, at: number) {
    const said = this.said.get(op)
    if (said === undefined || this.told.has(op)) return
    this.told.add(op)
    this.missed.delete(op)
    if (said >= this.from) this.heard.push([at, at - said])
    const mine = this.mine.get(op)
    if (mine) Object.assign(mine, { heard: at, lost: null })
  }

  private settle(op: number, at: number, status: number) {
    if (status === S.ok) return this.hear(op, at)
    if (this.told.has(op) || status === S.unfinished) return
    if (this.said.get(op)! >= this.from) this.missed.set(op, at)
    const mine = this.mine.get(op) ?? this.ownerless(op)
    if (mine) mine.lost = at
  }

  /** Of the news that went to nobody, one an instant is for the app that is drawn, as all apps are told then. */
  private ownerless(op: number): Way['news'][number] | null {
    const said = this.said.get(op)!
    if (this.sent.has(op) || [...this.mine.values()].some((news) => news.said === said)) return null
    const news = { said, heard: null, lost: null }
    this.mine.set(op, news)
    return news
  }

  done(): Omit<Way, 'id' | 'title'> {
    const { updates: said, heard, asks, bytes, down, held, holds } = this
    return {
      flights: [...this.flights.values()],
      news: [...this.mine.values()],
      said,
      heard,
      missed: [...this.missed.values()],
      asks,
      bytes,
      down,
      held,
      holds,
    }
  }
}

/** Adds to a sum over time. */
function add(sum: [number, number][], at: number, more: number) {
  const last = sum.at(-1)
  if (last?.[0] === at) last[1] += more
  else sum.push([at, (last?.[1] ?? 0) + more])
}

/** What had come of all apps by an instant. */
export function tally(way: Way, t: number) {
  const heard = way.heard.slice(
    0,
    upTo(way.heard, t, ([at]) => at),
  )
  const age = heard.reduce((sum, [, age]) => sum + age, 0) / heard.length
  const said = sumAt(way.said, t)
  const missed = upTo(way.missed, t, (at) => at)
  return {
    said,
    heard: heard.length,
    age,
    missed,
    waiting: said - heard.length - missed,
    asks: upTo(way.asks, t, (at) => at),
    bytes: sumAt(way.bytes, t),
    holds: sumAt(way.holds, t),
  }
}

/** A sum over time, as it was at t. */
function sumAt(sum: [number, number][], t: number): number {
  const passed = upTo(sum, t, ([at]) => at)
  return passed ? sum[passed - 1]![1] : 0
}

/** How many of what is in the order of time were there by t. */
function upTo<T>(all: T[], t: number, at: (one: T) => number): number {
  let low = 0
  let high = all.length
  while (low < high) {
    const mid = (low + high) >>> 1
    if (at(all[mid]!) <= t) low = mid + 1
    else high = mid
  }
  return low
}
