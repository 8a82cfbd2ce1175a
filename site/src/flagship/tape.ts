// What is shown of the flagship's runs: of each way to hear of news what one app says
// and hears, and what has become of all apps by every instant. Times in milliseconds.
import { K, S } from '../trace/tables'
import type { Trace } from '../trace/trace'

export interface Way {
  id: string
  title: string
  /** The messages of the app that is drawn. */
  flights: { sent: number; ends: number; up: boolean; lost: boolean }[]
  /** The news for it; heard: null where it never is. */
  news: { said: number; heard: number | null }[]
  /** Of all apps: when each heard of something, and how old that was, */
  heard: [number, number][]
  /** when one was given up, */
  missed: number[]
  /** when somebody asked, */
  asks: number[]
  /** and how many bytes had been sent, at the instants at which some were. */
  bytes: [number, number][]
  /** When the server was down. */
  down: [number, number][]
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
  private readonly told = new Set<number>() // operations that somebody has heard of
  private readonly heard: Way['heard'] = []
  private readonly missed: number[] = []
  private readonly asks: number[] = []
  private readonly bytes: Way['bytes'] = []
  private readonly down: Way['down'] = []

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
        if (r.peer === this.app) this.mine.set(r.op, { said: at, heard: null })
        break
      case K.ask:
        if (counts) this.asks.push(at)
        break
      case K.send:
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
        if (counts) this.carry(at, r.payload + r.header)
        break
      case K.down:
        if (r.node === this.host) this.down.push([at, this.end])
        break
      case K.up:
        if (r.node === this.host && this.down.length) this.down.at(-1)![1] = at
        break
    }
  }

  private carry(at: number, bytes: number) {
    const last = this.bytes.at(-1)
    if (last?.[0] === at) last[1] += bytes
    else this.bytes.push([at, (last?.[1] ?? 0) + bytes])
  }

  private fly(msg: number, op: number, sent: number, up: boolean) {
    this.flights.set(msg, { sent, ends: this.end, up, lost: false })
    const said = this.said.get(op)
    if (op && !up && said !== undefined && !this.mine.has(op)) this.mine.set(op, { said, heard: null })
  }

  private land(msg: number, at: number, lost: boolean) {
    const flight = this.flights.get(msg)
    if (!flight || flight.ends < this.end) return
    flight.ends = at
    flight.lost = lost
  }

  /** An operation takes effect where it is heard; where nothing is said of that, it ends there. */
  private hear(op: number, at: number) {
    const said = this.said.get(op)
    if (said === undefined || this.told.has(op)) return
    this.told.add(op)
    if (said >= this.from) this.heard.push([at, at - said])
    const mine = this.mine.get(op)
    if (mine) mine.heard = at
  }

  private settle(op: number, at: number, status: number) {
    if (status === S.ok) this.hear(op, at)
    else if (!this.told.has(op) && status !== S.unfinished && this.said.get(op)! >= this.from) this.missed.push(at)
  }

  done(): Omit<Way, 'id' | 'title'> {
    const { heard, missed, asks, bytes, down } = this
    return { flights: [...this.flights.values()], news: [...this.mine.values()], heard, missed, asks, bytes, down }
  }
}

/** What had come of all apps by an instant. */
export function tally(way: Way, t: number) {
  const heard = way.heard.slice(
    0,
    upTo(way.heard, t, ([at]) => at),
  )
  const age = heard.reduce((sum, [, age]) => sum + age, 0) / heard.length
  const sent = upTo(way.bytes, t, ([at]) => at)
  return {
    heard: heard.length,
    age,
    missed: upTo(way.missed, t, (at) => at),
    asks: upTo(way.asks, t, (at) => at),
    bytes: sent ? way.bytes[sent - 1]![1] : 0,
  }
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
