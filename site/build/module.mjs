// A module of WebAssembly as its bytes lie: sections, numbers in LEB128, and the memory that its data makes.

const CUSTOM = 0
const TYPE = 1
export const IMPORT = 2
const FUNCTION = 3
const START = 8
export const CODE = 10
const DATA = 11
const I32_CONST = 0x41
const END = 0x0b
const FUNCTION_TYPE = 0x60

/** The sections of a module in their order, each with its id and its content. */
export function sectionsOf(wasm) {
  const sections = []
  for (let at = 8; at < wasm.length;) {
    const [size, start] = unsigned(wasm, at + 1)
    sections.push({ id: wasm[at], content: wasm.subarray(start, start + size) })
    at = start + size
  }
  return sections
}

/** A module of these sections. */
export function moduleOf(sections) {
  const head = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
  return Buffer.concat([head, ...sections.flatMap(({ id, content }) => [Buffer.of(id), leb(content.length), content])])
}

/** The memory that the data of a module makes, up to the last byte of it. */
export function memoryOf(wasm) {
  const data = sectionsOf(wasm).find(({ id }) => id === DATA)
  if (!data) throw new Error('slim: a program without data')
  const pieces = []
  let [count, at] = unsigned(data.content, 0)
  for (; count > 0; count--) {
    if (data.content[at] !== 0 || data.content[at + 1] !== I32_CONST) throw new Error('slim: data at no fixed address')
    const [address, end] = unsigned(data.content, at + 2) // below 2^31, so that its sign makes no difference
    const [length, bytes] = unsigned(data.content, end + 1)
    pieces.push([address, data.content.subarray(bytes, bytes + length)])
    at = bytes + length
  }
  const memory = Buffer.alloc(Math.max(...pieces.map(([address, bytes]) => address + bytes.length)))
  for (const [address, bytes] of pieces) bytes.copy(memory, address)
  return memory
}

/** The module with this memory at first, in pieces with few zeros between them. */
export function withMemory(wasm, memory) {
  const pieces = piecesOf(memory)
  const body = [leb(pieces.length)]
  for (const [start, end] of pieces)
    body.push(Buffer.of(0, I32_CONST), signedLeb(start), Buffer.of(END), leb(end - start), memory.subarray(start, end))
  const content = Buffer.concat(body)
  return moduleOf(sectionsOf(wasm).map((section) => (section.id === DATA ? { id: DATA, content } : section)))
}

/** What is in a memory, as [from, to]: an address costs more than zeros, unless they are many. */
function piecesOf(memory) {
  const many = Buffer.alloc(4096)
  const pieces = []
  for (let from = 0; from < memory.length;) {
    while (memory[from] === 0) from++
    if (from >= memory.length) break
    const zeros = memory.indexOf(many, from)
    const to = zeros < 0 ? memory.length : zeros
    pieces.push([from, to])
    from = to
  }
  return pieces
}

/** The module with a function more, which runs before any other does; null where there is such a one. */
export function withStart(wasm, { locals, code }) {
  const sections = sectionsOf(wasm)
  const of = (id) => sections.find((section) => section.id === id)
  if (of(START) || !of(IMPORT)) return null
  const type = append(of(TYPE), Buffer.of(FUNCTION_TYPE, 0, 0))
  const number = append(of(FUNCTION), leb(type)) + functionsImported(of(IMPORT).content)
  const body = Buffer.concat([locals, code, Buffer.of(END)])
  append(of(CODE), Buffer.concat([leb(body.length), body]))
  const before = sections.findIndex(({ id }) => id !== CUSTOM && id > START)
  return moduleOf(sections.toSpliced(before, 0, { id: START, content: leb(number) }))
}

/** Appends an entry to a section that is a list, and returns its number. */
function append(section, entry) {
  const [count, at] = unsigned(section.content, 0)
  section.content = Buffer.concat([leb(count + 1), section.content.subarray(at), entry])
  return count
}

/** How many functions are imported, and nothing else: so it is with Go's programs. */
export function functionsImported(content) {
  let [count, at] = unsigned(content, 0)
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < 2; k++) {
      const [length, name] = unsigned(content, at)
      at = name + length
    }
    if (content[at] !== 0) throw new Error('slim: what is imported is no function')
    at = unsigned(content, at + 1)[1]
  }
  return count
}

/** A number in LEB128, and where it ends. */
export function unsigned(bytes, at) {
  let value = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]
    value += (byte & 127) * 2 ** shift
    if (byte < 128) return [value, at]
  }
}

export function leb(value) {
  const bytes = []
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128)
  return Buffer.from([...bytes, value])
}

/** A number that is not negative in signed LEB128: the sixth bit of its last byte is 0. */
export function signedLeb(value) {
  const bytes = leb(value)
  return bytes.at(-1) < 64 ? bytes : Buffer.concat([bytes.subarray(0, -1), Buffer.of(bytes.at(-1) | 128, 0)])
}
