// Makes a program that Go has built for Wasm smaller to send. What it does stays the same to the byte.

const DATA = 11 // the section that says what is in memory at first
const I32_CONST = 0x41
const END = 0x0b

/**
 * The same program with its data in few pieces. Go's linker cuts out runs of zeros, which leaves some hundred thousand
 * pieces, each with its address; to brotli zeros cost nothing, and addresses do.
 */
export function inFewPieces(wasm) {
  return withData(wasm, dataOf(wasm))
}

/**
 * The same program without the tables of lines: a trace of its stack names functions, and no files and lines. It knows
 * the tables of Go 1.20 and later ($GOROOT/src/runtime/symtab.go) and returns null where it finds others.
 */
export function withoutLines(wasm) {
  const data = dataOf(wasm)
  const tables = functionTables(data.memory)
  if (tables === null) return null
  forgetLines(data.memory, tables)
  return withData(wasm, data)
}

/** The data section: where it stands, and the memory that its pieces make, each piece as [from, to]. */
function dataOf(wasm) {
  for (let at = 8; at < wasm.length;) {
    const [size, start] = unsigned(wasm, at + 1)
    if (wasm[at] === DATA) return { from: at, to: start + size, ...piecesOf(wasm, start) }
    at = start + size
  }
  throw new Error('slim: a program without data')
}

function piecesOf(wasm, start) {
  const copies = []
  let [count, at] = unsigned(wasm, start)
  for (; count > 0; count--) {
    if (wasm[at] !== 0 || wasm[at + 1] !== I32_CONST) throw new Error('slim: data at no fixed address')
    const [address, end] = unsigned(wasm, at + 2) // below 2^31, so that its sign makes no difference
    const [length, bytes] = unsigned(wasm, end + 1)
    copies.push([address, bytes, length])
    at = bytes + length
  }
  const memory = Buffer.alloc(Math.max(...copies.map(([address, , length]) => address + length)))
  for (const [address, bytes, length] of copies) wasm.copy(memory, address, bytes, bytes + length)
  return { memory, pieces: copies.map(([address, , length]) => [address, address + length]) }
}

/** The program with other data: pieces that lie near each other are one. */
function withData(wasm, { from, to, memory, pieces }) {
  const near = 64
  const joined = []
  for (const [start, end] of pieces.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1)
    if (last && start - last[1] < near) last[1] = end
    else joined.push([start, end])
  }
  const body = [leb(joined.length)]
  for (const [start, end] of joined)
    body.push(Buffer.of(0, I32_CONST), signedLeb(start), Buffer.of(END), leb(end - start), memory.subarray(start, end))
  const section = Buffer.concat(body)
  return Buffer.concat([wasm.subarray(0, from), Buffer.of(DATA), leb(section.length), section, wasm.subarray(to)])
}

/** Where Go's tables of functions are in memory: its pcHeader; null where there is none, or more than one. */
function functionTables(memory) {
  const magic = Buffer.from([0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8]) // of Go 1.20; steps of 1; pointers of 8 bytes
  const at = memory.indexOf(magic)
  if (at < 0 || memory.indexOf(magic, at + 1) >= 0) return null
  const word = (i) => Number(memory.readBigUInt64LE(at + 8 * i))
  return { count: word(1), units: at + word(5), files: at + word(6), values: at + word(7), functions: at + word(8) }
}

// Fields of Go's _func, in bytes from its beginning.
const PCSP = 16
const PCFILE = 20
const PCLN = 24
const NPCDATA = 28
const CU_OFFSET = 32
const PCDATA = 44

/** Clears which lines functions are of, and whatever nothing else refers to. */
function forgetLines(memory, { count, units, files, values, functions }) {
  const kept = new Uint8Array(functions - values)
  const keep = (table) => {
    if (table !== 0) kept.fill(1, table, endOfValues(memory, values + table) - values)
  }
  for (let i = 0; i < count; i++) {
    const f = functions + memory.readUInt32LE(functions + 8 * i + 4)
    keep(memory.readUInt32LE(f + PCSP))
    for (let k = memory.readUInt32LE(f + NPCDATA) - 1; k >= 0; k--) keep(memory.readUInt32LE(f + PCDATA + 4 * k))
    for (const field of [PCFILE, PCLN, CU_OFFSET]) memory.writeUInt32LE(0, f + field)
  }
  for (let i = 0; i < kept.length; i++) if (!kept[i]) memory[values + i] = 0
  memory.fill(0, units, values) // files follow the compilation units
}

/** Where a table of values by instruction ends: pairs of differences, of values and of places, up to a value's 0. */
function endOfValues(memory, start) {
  for (let at = start; ;) {
    const [difference, next] = unsigned(memory, at)
    if (difference === 0 && at > start) return next
    at = unsigned(memory, next)[1]
  }
}

/** A number in LEB128, and where it ends. */
function unsigned(bytes, at) {
  let value = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]
    value += (byte & 127) * 2 ** shift
    if (byte < 128) return [value, at]
  }
}

function leb(value) {
  const bytes = []
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128)
  return Buffer.from([...bytes, value])
}

/** A number that is not negative in signed LEB128: the sixth bit of its last byte is 0. */
function signedLeb(value) {
  const bytes = leb(value)
  return bytes.at(-1) < 64 ? bytes : Buffer.concat([bytes.subarray(0, -1), Buffer.of(bytes.at(-1) | 128, 0)])
}
