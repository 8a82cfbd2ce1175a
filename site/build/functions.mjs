// The tables that Go's runtime has of a program's functions ($GOROOT/src/runtime/symtab.go, as of Go 1.20), read from
// a program's memory and laid out anew: without what only lines, a debugger, a tracer, or arguments, inlined functions
// and names of Go's own in a trace of the stack would need, each kind by itself, and in the order of the functions.
import { unsigned } from './module.mjs'

export const NONE = 0xffffffff

/** Where fields stand in what the runtime knows of a function; tables by instruction and data follow. */
const FIELD = { entry: 0, name: 4, args: 8, deferreturn: 12, stack: 16, tables: 28, kind: 40 }
const DATA_COUNTED = 43
const FIELDS = 44

// By internal/abi, what is kept: of tables by instruction, which pointers live; of data, which pointers arguments and
// locals have, objects on the stack, and deferred calls.
const STACK_MAP = 1
const TABLES = 2
const KEPT = [0, 1, 2, 4]
const DATA = 5

const SIZE = FIELDS + 4 * (TABLES + DATA)
const BY_ADDRESS = 8 // bytes for each function in the list by address
const BUCKET = 20 // bytes in the index by address, for 4 kB of 64 that each function of Wasm is said to have
const BUCKETS = 16

/** Where the tables are in memory; null where there are none, or others than are known. */
export function tablesIn(memory) {
  const magic = Buffer.from([0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8]) // of Go 1.20; steps of 1; pointers of 8 bytes
  const header = memory.indexOf(magic)
  const module = header < 0 || memory.indexOf(magic, header + 1) >= 0 ? -1 : moduleWith(memory, header)
  if (module < 0) return null
  const word = (i) => Number(memory.readBigUInt64LE(module + 8 * i))
  const tables = {
    ...{ module, names: word(1), values: word(10), functions: word(13), list: word(16), count: word(17) - 1 },
    ...{ index: word(19), data: word(40), end: word(41) },
  }
  return inOrder(tables) && isIndex(memory, tables) ? tables : null
}

/** The runtime's moduledata, which begins with the address of the tables' header, and of the names behind it. */
function moduleWith(memory, header) {
  const address = Buffer.alloc(8)
  address.writeBigUInt64LE(BigInt(header))
  for (let at = memory.indexOf(address); at >= 0; at = memory.indexOf(address, at + 1)) {
    const behind = Number(memory.readBigUInt64LE(at + 8)) - header
    if (behind > 0 && behind < 128) return at
  }
  return -1
}

const inOrder = ({ names, values, functions, list, data, index, end }) =>
  names < values && values < functions && functions === list && list < data && data < index && index < end

/** Whether the index by address is what it is bound to be in Wasm, so that it can be made. */
function isIndex(memory, { list, count, index, end }) {
  const first = memory.readUInt32LE(list)
  for (let i = 0; i <= count; i++) if (memory.readUInt32LE(list + BY_ADDRESS * i) !== first + i) return false
  for (let at = index, k = 0; at < end; at += 4, k++) {
    const number = k % (BUCKET / 4) === 0 ? Math.floor(k / (BUCKET / 4) / BUCKETS) : 0
    if (memory.readUInt32LE(at) !== number) return false
  }
  return true
}

/** What the tables say of the functions, in their order. */
export function functionsOf(memory, tables) {
  const { names, values, functions, list, count } = tables
  const byInstruction = (at) => (at === 0 ? null : memory.subarray(values + at, endOfValues(memory, values + at)))
  return Array.from({ length: count }, (_, i) => {
    const f = functions + memory.readUInt32LE(list + BY_ADDRESS * i + 4)
    const field = (at) => memory.readUInt32LE(f + at)
    const tabled = field(FIELD.tables)
    const table = (k) => byInstruction(k < tabled ? field(FIELDS + 4 * k) : 0)
    const data = Array.from({ length: memory[f + DATA_COUNTED] }, (_, k) => field(FIELDS + 4 * (tabled + k)))
    return {
      ...{ entry: field(FIELD.entry), args: field(FIELD.args), deferreturn: field(FIELD.deferreturn) },
      ...{ name: textAt(memory, names + field(FIELD.name)), kind: field(FIELD.kind) % 2 ** 24, data },
      ...{ stack: byInstruction(field(FIELD.stack)), stackMap: table(STACK_MAP) },
    }
  })
}

const textAt = (memory, at) => memory.toString('latin1', at, memory.indexOf(0, at))

/** Where a table of values by instruction ends: pairs of differences, of values and of places, up to a value's 0. */
function endOfValues(memory, start) {
  for (let at = start; ;) {
    const [difference, next] = unsigned(memory, at)
    if (difference === 0 && at > start) return next
    at = unsigned(memory, next)[1]
  }
}

/**
 * Writes into memory, instead of the tables that are there, the same of functions but for what is left out, and returns
 * what is still to be written: columns, each with the address of its first value, the distance of two, and the values;
 * and where each name begins of those that lie one after another at a place. What they are written for is left empty.
 * null where there is no room.
 */
export function layOut(memory, tables, functions) {
  const texts = Buffer.from(functions.map((f) => nameInTraces(f) + '\0').join(''), 'latin1')
  const objects = new Objects(memory, tables, functions)
  const values = new Values()
  const column = (of) => functions.map(of)
  const fields = [
    [FIELD.entry, column((f) => f.entry)],
    [FIELD.args, column((f) => f.args)],
    [FIELD.deferreturn, column((f) => f.deferreturn)],
    [FIELD.stack, column((f) => values.at(f.stack))],
    [FIELD.tables, column(() => TABLES)],
    [FIELD.kind, column((f) => f.kind + DATA * 2 ** 24)],
    [FIELDS + 4 * STACK_MAP, column((f) => values.at(f.stackMap))],
    ...Array.from({ length: DATA }, (_, k) => [
      FIELDS + 4 * (TABLES + k),
      column((f) => objects.at(KEPT.includes(k) ? (f.data[k] ?? NONE) : NONE)),
    ]),
  ]
  return write(memory, tables, { functions, fields, texts, values: values.bytes(), objects })
}

/**
 * The name by which a trace of the stack knows a function: of Go's own the package alone, as their texts say what went
 * wrong, and ours where. Those that the runtime knows by their kind keep theirs, since it reads that of a wrapper.
 */
export function nameInTraces({ name, kind }) {
  const [own] = PACKAGE.exec(name) ?? []
  return own === undefined || kind % 256 !== 0 || OURS.test(own) ? name : own
}

const PACKAGE = /^(?:[^[(]*\/)?[^./[(]+\./
const OURS = /^(main|backchat)\b/

function write(memory, { module, names, data, index, end }, { functions, fields, texts, values, objects }) {
  const count = functions.length
  const list = Math.ceil((names + texts.length + values.length) / 8) * 8
  const rows = BY_ADDRESS * (count + 1)
  const length = rows + SIZE * count
  if (list + length > data || objects.length > index - data) return null
  memory.fill(0, names, end)
  texts.copy(memory, names)
  values.copy(memory, names + texts.length)
  objects.write(memory)
  const slice = (word, at, n) =>
    [at, n, n].forEach((v, k) => memory.writeBigUInt64LE(BigInt(v), module + 8 * (word + k)))
  slice(1, names, texts.length)
  slice(10, names + texts.length, values.length)
  slice(13, list, length)
  slice(16, list, count + 1)
  const first = functions[0].entry
  const numbers = Array.from({ length: count + 1 }, (_, i) => i)
  const columns = [
    { at: list, step: BY_ADDRESS, values: numbers.map((i) => first + i) },
    { at: list + 4, step: BY_ADDRESS, values: numbers.slice(0, count).map((i) => rows + SIZE * i) },
    ...fields.map(([field, values]) => ({ at: list + rows + field, step: SIZE, values })),
  ]
  const from = list + rows + FIELD.name
  return { columns, names: { at: names, from, to: from + SIZE * count, step: SIZE } }
}

/** Tables of values by instruction, each once; at 0 there is none. */
class Values {
  #places = new Map([['\0', 0]])
  #length = 1

  at(table) {
    const key = table === null ? '\0' : table.toString('latin1')
    if (!this.#places.has(key)) {
      this.#places.set(key, this.#length)
      this.#length += key.length
    }
    return this.#places.get(key)
  }

  bytes() {
    return Buffer.from([...this.#places.keys()].join(''), 'latin1')
  }
}

/** Data of functions, moved together as it is asked for. */
class Objects {
  #memory
  #tables
  #ends = new Map()
  #moved = new Map()
  #bytes = []
  #length = 0

  constructor(memory, tables, functions) {
    this.#memory = memory
    this.#tables = tables
    const starts = [...new Set(functions.flatMap((f) => f.data))].filter((at) => at !== NONE).sort((a, b) => a - b)
    starts.forEach((at, i) => this.#ends.set(at, starts[i + 1] ?? tables.index - tables.data))
  }

  /** Where the object at a place is moved to. */
  at(place) {
    if (place === NONE) return NONE
    if (!this.#moved.has(place)) this.#move(place)
    return this.#moved.get(place)
  }

  #move(place) {
    const { data } = this.#tables
    const bytes = Buffer.alloc(Math.ceil((this.#ends.get(place) - place) / 4) * 4)
    this.#memory.copy(bytes, 0, data + place, data + this.#ends.get(place))
    this.#moved.set(place, this.#length)
    this.#bytes.push(bytes)
    this.#length += bytes.length
  }

  get length() {
    return this.#length
  }

  write(memory) {
    Buffer.concat(this.#bytes).copy(memory, this.#tables.data)
  }
}

/** The index by address, as numbers of functions in their order. */
export const indexOf = ({ index, end }) => ({ from: index, to: end, step: BUCKET, same: BUCKETS })
