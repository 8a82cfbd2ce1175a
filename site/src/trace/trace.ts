// The binary form of a trace, read in place. What the fields mean stands in
// sim/trace; here are only those that the page speaks of.
import { K, S } from './tables'

const recordSize = 64

/** What a node does, whatever its kind is called. */
export interface Traits {
  edge: boolean // it begins operations, or hears of them, and is asked nothing
  relays: boolean // it passes on what it is asked
  keeps: boolean // it stands in the middle of flows, and keeps what some say for others
}
export interface TraceNode extends Traits {
  id: string
  kind: string
  first: number
  count: number
}
export interface TraceLink {
  id: string
  from: number
  to: number
}

export interface Rec {
  index: number
  at: number
  until: number
  aux: number
  op: number
  window: number // of a packet: the congestion window of who sends it, in bytes
  msg: number
  parent: number
  node: number
  peer: number
  conn: number
  payload: number
  header: number
  flow: number
  n: number
  kind: number
  cause: number
  status: number
  shape: number
}

export class Trace {
  readonly nodes: TraceNode[] = []
  readonly flows: string[] = []
  readonly links: TraceLink[] = []
  readonly places: { node: number; replica: number; sidecar: boolean }[] = []
  readonly horizon: number
  readonly warmup: number // where measuring begins
  readonly count: number
  /** What it covers: all records from an instant on, up to another, left out; before them, from index 0, what matters of the past. */
  readonly from: number
  readonly until: number
  readonly first: number // the index of the first record that is not of the past
  private readonly view: DataView
  private readonly offsets: Uint32Array // of each record
  private sums: Sums | undefined

  constructor(
    readonly buffer: ArrayBuffer,
    private readonly window: Window = everything,
    private readonly done = Infinity, // when measuring ends
  ) {
    this.from = window.from
    this.until = window.whole ? Infinity : window.until
    this.first = window.before
    this.view = new DataView(buffer)
    if (buffer.byteLength < 20 || this.view.getUint32(0, false) !== 0x89424354) throw new Error('this is no trace')
    const head = new Cursor(this.view, 16)
    this.horizon = head.int()
    this.warmup = head.int()
    const nodes = head.num()
    const end = 16 + this.view.getUint32(12, true)
    for (let i = 0; i < nodes; i++) {
      const node = { id: head.str(), kind: head.str(), first: head.num(), count: head.num() }
      head.skip(8 + 1 + 8 + 4) // its workers, whether they share all work, its queue and its sidecar
      this.nodes.push({ ...node, ...traits(this.view.getUint8(end - nodes + i)) })
    }
    for (let n = head.num(); n > 0; n--)
      this.places.push({ node: head.num(), replica: head.num(), sidecar: head.bool() })
    for (let n = head.num(); n > 0; n--) {
      this.links.push({ id: head.str(), from: head.num(), to: head.num() })
      head.skip(1) // whether messages may overtake each other
    }
    for (let n = head.num(); n > 0; n--) this.flows.push(flow(head))
    this.offsets = this.locate(end + 4)
    this.count = this.offsets.length
  }

  /** Where the records stand: in frames of up to 4096. */
  private locate(at: number): Uint32Array {
    const offsets = new Uint32Array(Math.ceil((this.view.byteLength - at) / recordSize))
    let count = 0
    for (let n = this.view.getUint32(at, true); n !== 0; n = this.view.getUint32(at, true)) {
      at += 8
      for (let i = 0; i < n; i++, at += recordSize) offsets[count++] = at
    }
    return offsets.subarray(0, count)
  }

  /** Whether it covers all of the run. */
  get whole(): boolean {
    return this.from === 0 && this.until === Infinity
  }

  /** Whether the state of the world at t can be told. */
  has(t: number): boolean {
    return this.from <= t && t < this.until
  }

  /** When record i happened, in nanoseconds. */
  at(i: number): number {
    return this.int(this.offsets[i]!)
  }
  private int(o: number): number {
    return this.view.getUint32(o, true) + this.view.getInt32(o + 4, true) * 4294967296
  }
  private u32(i: number, o: number): number {
    return this.view.getUint32(this.offsets[i]! + o, true)
  }
  kind(i: number): number {
    return this.view.getUint8(this.offsets[i]! + 60)
  }
  aux(i: number): number {
    return this.int(this.offsets[i]! + 16)
  }
  /** The first operation of which record i speaks; 0 for none. */
  op(i: number): number {
    return this.n(i) && this.u32(i, 24)
  }
  private packed(i: number): boolean {
    const kind = this.kind(i)
    return kind === K.packet || kind === K.again || kind === K.spurious
  }
  msg(i: number): number {
    return this.u32(i, 28)
  }
  node(i: number): number {
    return this.u32(i, 36)
  }
  n(i: number): number {
    return this.view.getUint16(this.offsets[i]! + 58, true)
  }
  shape(i: number): number {
    return this.view.getUint8(this.offsets[i]! + 63)
  }
  status(i: number): number {
    return this.view.getUint8(this.offsets[i]! + 62)
  }

  record(i: number): Rec {
    const o = this.offsets[i]!
    const v = this.view
    return {
      index: i,
      at: this.int(o),
      until: this.int(o + 8),
      aux: this.int(o + 16),
      op: this.op(i),
      window: this.packed(i) ? this.u32(i, 24) : 0,
      msg: v.getUint32(o + 28, true),
      parent: v.getUint32(o + 32, true),
      node: v.getUint32(o + 36, true),
      peer: v.getUint32(o + 40, true),
      conn: v.getUint32(o + 44, true),
      payload: v.getUint32(o + 48, true),
      header: v.getUint32(o + 52, true),
      flow: v.getUint16(o + 56, true),
      n: v.getUint16(o + 58, true),
      kind: v.getUint8(o + 60),
      cause: v.getUint8(o + 61),
      status: v.getUint8(o + 62),
      shape: v.getUint8(o + 63),
    }
  }

  /** How many records happened up to t: the first of the rest is at that index. */
  upTo(t: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const mid = (low + high) >>> 1
      if (this.at(mid) <= t) low = mid + 1
      else high = mid
    }
    return low
  }

  /** The next instant at which something happens, or null: there is none. */
  after(t: number): number | null {
    const i = this.upTo(t)
    return i < this.count ? this.at(i) : this.until < Infinity ? this.until : null
  }

  /** The last instant before t at which something happened; null: there is none; undefined: it is not covered. */
  before(t: number): number | null | undefined {
    const i = this.upTo(t - 1)
    return i > this.first ? this.at(i - 1) : this.from > 0 ? undefined : null
  }

  /** A place as a scenario addresses it. */
  name(place: number): string {
    const spot = this.places[place - 1]
    if (!spot) return 'nowhere'
    const node = this.nodes[spot.node]!
    return node.id + (node.count > 1 ? `/${spot.replica}` : '') + (spot.sidecar ? '+sidecar' : '')
  }

  /** The place of that name, or 0. */
  placeNamed(name: string): number {
    for (let p = 1; p <= this.places.length; p++) if (this.name(p) === name) return p
    return 0
  }

  /** Whether what happens or begins at t is measured. */
  measures(t: number): boolean {
    return this.warmup <= t && t < this.done
  }

  /** What had been counted up to t. */
  tally(t: number): Tally {
    this.sums ??= new Sums(this, this.window.tally)
    const i = this.upTo(t)
    const sums = this.sums.at(i)
    const fresh = this.warmup <= t && (i === 0 || this.at(i - 1) < this.warmup) // nothing has happened since
    return fresh ? { ...sums, asked: 0, ok: 0, notOk: 0 } : sums
  }
}

/** What a trace covers, as the lab says it; times in nanoseconds. */
export interface Window {
  from: number
  until: number
  whole: boolean
  before: number
  tally: Tally
}

/** The window of a run's first records; null: of all of them. */
export function beginning(until: number | null): Window {
  return until === null ? everything : { ...everything, until, whole: false }
}

/**
 * What has been counted up to some instant. Once measuring has begun, what was asked and what has ended counts as in
 * the figures; until then, as if it were measured.
 */
export interface Tally {
  asked: number
  ok: number
  notOk: number
  open: number
  flying: number
  lost: number
  down: number
}

const nothing: Tally = { asked: 0, ok: 0, notOk: 0, open: 0, flying: 0, lost: 0, down: 0 }
const everything: Window = { from: 0, until: 0, whole: true, before: 0, tally: nothing }

/** Where each is among the running counts. */
const column = { asked: 0, ok: 1, notOk: 2, open: 3, flying: 4, lost: 5, down: 6 } as const
const counted = Object.keys(column) as (keyof Tally)[]

/** Running counts, kept at every record; what has been counted before the trace begins is given. */
class Sums {
  private readonly rows: Int32Array
  private readonly apart = new Set<number>() // operations that are open and do not count
  private warm: boolean // measuring has begun

  constructor(
    private readonly trace: Trace,
    past: Tally,
  ) {
    const width = counted.length
    this.rows = new Int32Array((trace.count - trace.first + 1) * width)
    const now = Int32Array.from(counted, (name) => past[name])
    this.rows.set(now)
    this.warm = trace.from > trace.warmup
    for (let i = 0; i < trace.first; i++) if (trace.kind(i) === K.begin) this.begins(i)
    for (let i = trace.first; i < trace.count; i++) {
      this.count(now, i)
      this.rows.set(now, (i - trace.first + 1) * width)
    }
  }

  at(i: number): Tally {
    const row = this.rows.subarray(Math.max(0, i - this.trace.first) * counted.length)
    return Object.fromEntries(counted.map((name) => [name, row[column[name]]!])) as unknown as Tally
  }

  private count(now: Int32Array, i: number) {
    const { trace } = this
    if (!this.warm && trace.at(i) >= trace.warmup) {
      this.warm = true
      now[column.asked] = now[column.ok] = now[column.notOk] = 0
    }
    switch (trace.kind(i)) {
      case K.begin:
        now[column.open]! += trace.n(i)
        this.begins(i)
        break
      case K.ask:
        if (!this.warm || trace.measures(trace.at(i))) now[column.asked]!++
        break
      case K.end:
        now[column.open]! -= trace.n(i)
        now[trace.status(i) === S.ok ? column.ok : column.notOk]! += this.ends(i)
        break
      case K.send:
        now[column.flying]!++
        break
      case K.arrive:
        now[column.flying]!--
        break
      case K.lost:
        now[column.flying]!--
        now[column.lost]!++
        break
      case K.down:
        now[column.down]!++
        break
      case K.up:
        now[column.down]!--
        break
    }
  }

  /** Takes down operations that are not measured. */
  private begins(i: number) {
    const { trace, apart } = this
    if (trace.measures(trace.aux(i))) return
    for (let k = 0; k < trace.n(i); k++) apart.add(trace.op(i) + k)
  }

  /** How many of the operations that end count. */
  private ends(i: number): number {
    const { trace, apart } = this
    let n = trace.n(i)
    for (let k = trace.n(i); apart.size > 0 && k-- > 0;) if (apart.delete(trace.op(i) + k) && this.warm) n--
    return n
  }
}

/** The traits of a node: a bit each. */
function traits(bits: number): Traits {
  return { edge: (bits & 1) > 0, relays: (bits & 2) > 0, keeps: (bits & 4) > 0 }
}

/** The name of a flow, which the page has the rest of from its scenario. */
function flow(head: Cursor): string {
  const id = head.str()
  head.str() // its pattern
  head.skip(1) // whether it hears news
  head.nums() // who begins,
  head.num() // who is spoken to,
  head.nums() // and who works
  return id
}

class Cursor {
  constructor(
    private readonly view: DataView,
    private at: number,
  ) {}
  skip(bytes: number) {
    this.at += bytes
  }
  int() {
    this.at += 8
    return this.view.getUint32(this.at - 8, true) + this.view.getInt32(this.at - 4, true) * 4294967296
  }
  num() {
    this.at += 4
    return this.view.getUint32(this.at - 4, true)
  }
  bool() {
    this.at++
    return this.view.getUint8(this.at - 1) !== 0
  }
  str() {
    const n = this.num()
    this.at += n
    return new TextDecoder().decode(new Uint8Array(this.view.buffer, this.at - n, n))
  }
  nums() {
    const n = this.num()
    return Array.from({ length: n }, () => this.num())
  }
}
