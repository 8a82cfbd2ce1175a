// The inside of a connection at an instant, from the records: what it is doing,
// what is said on it and what holds that up, and, where the trace has packets,
// which are under way and how much may be.
import { C, K, shapes, statuses } from './tables'
import type { Rec, Trace } from './trace'

export type Life = 'opening' | 'open' | 'idle' | 'closed' | 'reset'

/** One connection: from is who opened it. */
export interface Connection {
  id: number
  from: number
  to: number
  life: Life
  since: number // when it began to be so
  why: number // the status of a reset
  carries: number // messages under way on it
}

/** A message under way: way 0 goes from who opened the connection. */
export interface Said {
  msg: number
  way: 0 | 1
  shape: number
  sent: number
  there: number // bytes of its content that are
  all: number
  cause: number
}

export type Purpose = 'content' | 'opens' | 'acknowledges' | 'keeps' | 'ends'

/** A packet: share is how far it is on its way, or was when it was lost. */
export interface Packet {
  number: number
  way: 0 | 1
  at: number
  until: number // when it arrives; of one that is lost, when its last bit was out
  share: number
  purpose: Purpose
  bytes: number // of content
  again: boolean
  lost: number // the status that says why; 0: it is not
}

/** One direction: the congestion window of its last content, and bytes under way of it. */
export interface Way {
  window: number
  flight: number
}

export interface Inside extends Connection {
  said: Said[]
  packets: Packet[]
  ways: [Way, Way]
  packed: boolean // the trace has packets of it
}

/** How long a lost packet is shown. */
const shown = 150e6

/** All connections between places of two nodes at t, those that are over for no longer than a second among them. */
export function connections(trace: Trace, a: number, b: number, t: number): Connection[] {
  const all = new Map<number, Connection>()
  const on = new Map<number, Connection>() // by the message under way on it
  const node = (place: number) => trace.places[place - 1]?.node
  const ours = (r: Rec) => (node(r.node) === a && node(r.peer) === b) || (node(r.node) === b && node(r.peer) === a)
  for (let i = 0, end = trace.upTo(t); i < end; i++) {
    const kind = trace.kind(i)
    if (!lives.has(kind)) continue
    if (kind === K.arrive || kind === K.lost) {
      landed(on, trace.msg(i))
      continue
    }
    const r = trace.record(i)
    const known = all.get(r.conn)
    if (known) live(known, r)
    else if ((kind === K.open || kind === K.opened) && r.conn && ours(r)) all.set(r.conn, begun(r))
    else if (kind === K.send && r.conn && !r.until && ours(r)) all.set(r.conn, { ...begun(r), life: 'open' })
    const c = all.get(r.conn)
    if (kind === K.send && c) {
      on.set(r.msg, c)
      c.carries++
    }
  }
  const shown = [...all.values()].filter((c) => !over(c) || c.since > t - 1e9)
  return shown
    .map((c) => (c.life === 'open' && !c.carries ? { ...c, life: 'idle' as const } : c))
    .sort((x, y) => x.id - y.id)
}

const lives = new Set<number>([K.open, K.opened, K.close, K.reset, K.send, K.arrive, K.lost])

/** A message is no longer under way on the connection that it was on. */
function landed(on: Map<number, Connection>, msg: number) {
  const c = on.get(msg)
  if (!c) return
  c.carries--
  on.delete(msg)
}

function begun(r: Rec): Connection {
  const life = r.kind === K.opened ? 'open' : 'opening'
  return { id: r.conn, from: r.node, to: r.peer, life, since: r.at, why: 0, carries: 0 }
}

const over = (c: Connection) => c.life === 'closed' || c.life === 'reset'

function live(c: Connection, r: Rec) {
  if (over(c) || (r.kind !== K.opened && r.kind !== K.close && r.kind !== K.reset)) return
  c.life = r.kind === K.opened ? 'open' : r.kind === K.close ? 'closed' : 'reset'
  c.since = r.at
  c.why = r.kind === K.reset ? r.status : 0
}

/** The inside of a connection at t. */
export function inside(trace: Trace, c: Connection, t: number): Inside {
  const view = new View(c, t)
  for (let i = 0, end = trace.upTo(t); i < end; i++) if (told.has(trace.kind(i))) view.take(trace.record(i))
  return view.inside()
}

/** Reads records up to an instant. */
class View {
  private readonly said = new Map<number, Saying>()
  private readonly packets: Packet[] = []
  private readonly ways: [Way, Way] = [
    { window: 0, flight: 0 },
    { window: 0, flight: 0 },
  ]
  private last = 0 // when a message ended
  private packed = false

  constructor(
    private readonly c: Connection,
    private readonly t: number,
  ) {}

  take(r: Rec) {
    const way = r.node === this.c.from ? 0 : 1
    if (r.kind === K.enter) hold(this.said.get(r.msg), r)
    else if (r.kind === K.arrive || r.kind === K.lost) {
      if (this.said.delete(r.msg)) this.last = r.at
    } else if (r.conn !== this.c.id) return
    else if (r.kind === K.send) this.said.set(r.msg, saying(r, way))
    else this.packet(r, way)
  }

  private packet(r: Rec, way: 0 | 1) {
    this.packed = true
    const p = packet(r, way, this.t)
    if (p.purpose === 'content') this.ways[way].window = r.window
    if (!p.lost && p.until > this.t) this.ways[way].flight += r.payload + r.header
    if (p.until > this.t || (p.lost && p.until + shown > this.t)) this.packets.push(p)
  }

  inside(): Inside {
    const { c, t, packets, ways, packed } = this
    const said = [...this.said.values()].map(({ next, then, ...s }) => (next && next <= t ? { ...s, there: then } : s))
    const idle = (c.life === 'open' || c.life === 'idle') && said.length === 0
    const now = idle ? { life: 'idle' as const, since: Math.max(this.last, c.since) } : {}
    return { ...c, ...now, said, packets, ways, packed }
  }
}

/** next: when so much, then, is there. */
type Saying = Said & { next: number; then: number }

function saying(r: Rec, way: 0 | 1): Saying {
  const { msg, shape, payload } = r
  return { msg, way, shape, sent: r.at, there: 0, all: payload, cause: r.cause || C.transfer, next: 0, then: 0 }
}

const told = new Set<number>([K.send, K.enter, K.arrive, K.lost, K.packet, K.again, K.spurious])

function hold(s: Saying | undefined, r: Rec) {
  if (!s) return
  s.cause = r.cause
  s.there = r.payload
  s.next = r.cause === C.inFlight ? r.aux : 0
  s.then = r.header
}

const purposes: Record<string, Purpose> = { handshake: 'opens', ack: 'acknowledges', health: 'keeps', reset: 'ends' }

const begins = 0.03 // of its way a packet stands at while it waits for the wire

function packet(r: Rec, way: 0 | 1, t: number): Packet {
  const lost = r.status
  const out = Math.max(r.aux, r.at)
  const until = lost ? out : r.until
  return {
    number: r.parent,
    way,
    at: r.at,
    until,
    share: lost ? lostAt(lost) : until > out && t > out ? begins + (1 - begins) * ((t - out) / (until - out)) : begins,
    purpose: purposes[shapes[r.shape]!.name] ?? 'content',
    bytes: r.payload,
    again: r.kind !== K.packet,
    lost,
  }
}

/** Nobody says where on its way a packet is lost: noise and a cut take it half-way, a full buffer where it begins. */
function lostAt(why: number): number {
  return statuses[why]!.name === 'dropped' ? begins : 0.5
}
