// A trace in little, for sending: field by field, each as its difference from
// where it stood in a record that is much alike. What deflate makes of that is
// a third of what it makes of the trace. Unpacked it is the same, byte for byte.
//
//	packed   the trace without its records: its head, the head of each frame,
//	         and the closing frame, as sim/trace writes them; then the fields,
//	         one after another, each of all records: differences, of which the
//	         sign is the lowest bit, 7 bits a byte, lowest first, more to come
//	         where the highest bit is set

const recordSize = 64
const fileHead = 16
const frameHead = 8
const closing = 24 // of the closing frame, after its head

/** The record that a field is told from: the last before that is alike in this. */
type Like = 'nothing' | 'before' | 'kind' | 'turn' | 'place' | 'line' | 'itself'

/** The fields of a record in the order in which they are told: where they stand, their bytes, and what they are told from. */
const fields: [at: number, bytes: 1 | 2 | 4 | 8, like: Like][] = [
  [60, 1, 'nothing'], // Kind, which the likeness of the rest goes by,
  [36, 4, 'before'], // as by Node,
  [40, 4, 'place'], // and Peer
  [0, 8, 'before'], // At
  [8, 8, 'itself'], // Until
  [16, 8, 'kind'], // Aux
  [24, 4, 'turn'], // Op
  [28, 4, 'kind'], // Msg
  [32, 4, 'turn'], // Parent
  [44, 4, 'kind'], // Conn
  [48, 4, 'line'], // Payload
  [52, 4, 'line'], // Header
  [56, 2, 'before'], // Flow
  [58, 2, 'turn'], // N
  [61, 1, 'turn'], // Cause
  [62, 1, 'line'], // Status
  [63, 1, 'line'], // Shape
]

/** Packs a trace in its binary form. */
export function pack(trace: Uint8Array): Uint8Array {
  const out = new Out(trace.length)
  const view = new DataView(trace.buffer, trace.byteOffset, trace.byteLength)
  const records: number[] = []
  let at = headOf(view)
  out.bytes(trace.subarray(0, at))
  for (let n = view.getUint32(at, true); n > 0; n = view.getUint32(at, true)) {
    out.bytes(trace.subarray(at, (at += frameHead)))
    for (; n > 0; n--, at += recordSize) records.push(at)
  }
  out.bytes(trace.subarray(at))
  for (const field of fields) eachOf(view, records, field, (cell) => out.number(cell.difference()))
  return out.all()
}

/** Makes the trace again of what pack made of it. */
export function unpack(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  const within = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  const parts: [from: number, to: number, records: number][] = []
  let at = headOf(within)
  parts.push([0, at, 0])
  let count = 0
  for (let n = within.getUint32(at, true); n > 0; n = within.getUint32(at, true)) {
    parts.push([at, (at += frameHead), n])
    count += n
  }
  parts.push([at, (at += frameHead + closing), 0])
  const trace = new Uint8Array(at + count * recordSize)
  const view = new DataView(trace.buffer)
  const records: number[] = []
  let to = 0
  for (const [from, until, n] of parts) {
    trace.set(packed.subarray(from, until), to)
    to += until - from
    for (let i = 0; i < n; i++, to += recordSize) records.push(to)
  }
  const inn = new In(packed, at)
  for (const field of fields) eachOf(view, records, field, (cell) => cell.follow(inn.number()))
  return trace
}

/** The bytes of the head of a file. */
function headOf(view: DataView): number {
  return fileHead + view.getUint32(12, true) + 4
}

/** Visits a field of each record, in order. */
function eachOf(
  view: DataView,
  records: number[],
  [at, bytes, like]: (typeof fields)[number],
  visit: (cell: Cell) => void,
) {
  const last = new Map<string | number, number>()
  const cell = new Cell(view, at, bytes, like === 'itself')
  let before = -1
  for (const record of records) {
    const key = likeness[like](view, record, before)
    cell.move(record, like === 'itself' ? record : (last.get(key) ?? -1))
    visit(cell)
    if (like !== 'nothing') last.set(key, record)
    before = record
  }
}

/** What two records have the same where they are alike. */
const likeness: Record<Like, (view: DataView, record: number, before: number) => string | number> = {
  nothing: () => 0,
  before: () => 0,
  itself: () => 0,
  kind: (view, r) => view.getUint8(r + 60),
  turn: (view, r, before) => view.getUint8(r + 60) + (before < 0 ? 0 : 256 * (1 + view.getUint8(before + 60))),
  place: (view, r) => view.getUint8(r + 60) + 256 * view.getUint32(r + 36, true),
  line: (view, r) => `${view.getUint8(r + 60)} ${view.getUint32(r + 36, true)} ${view.getUint32(r + 40, true)}`,
}

/** A field of a record, and what it is told from. */
class Cell {
  private record = 0
  private from = -1 // the record that it is told from; -1: from 0

  constructor(
    private readonly view: DataView,
    private readonly at: number,
    private readonly bytes: 1 | 2 | 4 | 8,
    private readonly planned: boolean, // it is an instant from the record's own on, or 0: there is none
  ) {}

  move(record: number, from: number) {
    this.record = record
    this.from = from
  }

  /** What is to be told, 0 or more. */
  difference(): bigint {
    const value = this.get(this.record)
    if (this.planned) return value === 0n ? 0n : 1n + folded(value - this.base())
    return folded(value - this.base())
  }

  /** Takes what was told. */
  follow(told: bigint) {
    if (this.planned) this.set(told === 0n ? 0n : this.base() + unfolded(told - 1n))
    else this.set(this.base() + unfolded(told))
  }

  private base(): bigint {
    if (this.planned) return this.view.getBigInt64(this.record, true)
    return this.from < 0 ? 0n : this.get(this.from)
  }

  private get(record: number): bigint {
    const at = record + this.at
    if (this.bytes === 8) return this.view.getBigInt64(at, true)
    if (this.bytes === 4) return BigInt(this.view.getUint32(at, true))
    return BigInt(this.bytes === 2 ? this.view.getUint16(at, true) : this.view.getUint8(at))
  }

  private set(value: bigint) {
    const at = this.record + this.at
    if (this.bytes === 8) this.view.setBigInt64(at, value, true)
    else if (this.bytes === 4) this.view.setUint32(at, Number(value), true)
    else if (this.bytes === 2) this.view.setUint16(at, Number(value), true)
    else this.view.setUint8(at, Number(value))
  }
}

/** A whole number as one without a sign: 0, -1, 1, -2 ... as 0, 1, 2, 3 ... */
const folded = (x: bigint) => (x < 0n ? -x * 2n - 1n : x * 2n)
const unfolded = (x: bigint) => (x & 1n ? -(x + 1n) / 2n : x / 2n)

class Out {
  private buffer: Uint8Array
  private n = 0

  constructor(room: number) {
    this.buffer = new Uint8Array(Math.max(64, room))
  }
  bytes(part: Uint8Array) {
    this.reserve(part.length)
    this.buffer.set(part, this.n)
    this.n += part.length
  }
  number(x: bigint) {
    this.reserve(10)
    for (; x > 127n; x >>= 7n) this.buffer[this.n++] = Number(x & 127n) | 128
    this.buffer[this.n++] = Number(x)
  }
  all(): Uint8Array {
    return this.buffer.subarray(0, this.n)
  }
  private reserve(more: number) {
    if (this.n + more <= this.buffer.length) return
    const larger = new Uint8Array(2 * (this.n + more))
    larger.set(this.buffer)
    this.buffer = larger
  }
}

class In {
  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}
  number(): bigint {
    let low = 0
    let scale = 1
    for (let i = 0; i < 7; i++, scale *= 128) {
      const byte = this.bytes[this.at++]!
      if (byte < 128) return BigInt(low + byte * scale)
      low += (byte - 128) * scale
    }
    return this.long(BigInt(low))
  }
  /** The rest of a number of more than 49 bits. */
  private long(x: bigint): bigint {
    for (let shift = 49n; ; shift += 7n) {
      const byte = BigInt(this.bytes[this.at++]!)
      x |= (byte & 127n) << shift
      if (byte < 128n) return x
    }
  }
}
