// The code of a module of WebAssembly: its functions, each with its locals and its instructions as bytes.
import { leb, signedLeb, unsigned } from './module.mjs'

export const op = {
  ...{
    nop: 0x01,
    block: 0x02,
    loop: 0x03,
    if: 0x04,
    end: 0x0b,
    br: 0x0c,
    brIf: 0x0d,
    brTable: 0x0e,
    return: 0x0f,
    call: 0x10,
  },
  ...{ get: 0x20, set: 0x21, tee: 0x22, globalGet: 0x23, globalSet: 0x24, store64: 0x37, i32: 0x41, i64: 0x42 },
  ...{ add32: 0x6a, sub32: 0x6b, add64: 0x7c, left64: 0x86, wrap: 0xa7, extend: 0xad },
}
export const VOID = 0x40
export const [I32, I64] = [0x7f, 0x7e]

/**
 * A section of code with other functions: change makes them of those that are there, each with its locals as [how many,
 * type], and its body as a list of instructions, and of its number.
 */
export function withFunctions(code, change) {
  let [count, at] = unsigned(code, 0)
  const parts = [leb(count)]
  for (let i = 0; i < count; i++) {
    const [length, start] = unsigned(code, at)
    at = start + length
    parts.push(bytesOf(change(functionAt(code, start, at), i)))
  }
  return Buffer.concat(parts)
}

function functionAt(code, start, end) {
  let [groups, at] = unsigned(code, start)
  const locals = Array.from({ length: groups }, () => {
    const [count, type] = unsigned(code, at)
    at = type + 1
    return [count, code[type]]
  })
  const body = []
  while (at < end) {
    const next = endOf(code, at)
    body.push(code.subarray(at, next))
    at = next
  }
  if (at !== end) throw new Error('instructions: a function does not end where it should')
  return { locals, body }
}

function bytesOf({ locals, body }) {
  const groups = locals.flatMap(([count, type]) => [leb(count), Buffer.of(type)])
  const content = Buffer.concat([leb(locals.length), ...groups, ...body])
  return Buffer.concat([leb(content.length), content])
}

export const between = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

/** How many numbers in LEB128 follow an instruction of one byte. */
const NUMBERS = new Map([
  ...[0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b, ...between(0x45, 0xc4)].map((code) => [code, 0]),
  ...[0x02, 0x03, 0x04, 0x0c, 0x0d, 0x10, ...between(0x20, 0x24), 0x3f, 0x40, 0x41, 0x42].map((code) => [code, 1]),
  ...[0x11, ...between(0x28, 0x3e)].map((code) => [code, 2]),
])
const BYTES = new Map([0x43, 0x44].map((code, i) => [code, 4 + 4 * i])) // constants of floating point
const MORE = 0xfc
const OF_MORE = new Map([...between(0, 7).map((code) => [code, 0]), [10, 2], [11, 1]])

/** Where an instruction ends. */
function endOf(code, start) {
  const known = NUMBERS.get(code[start])
  if (known !== undefined) return past(code, start + 1, known)
  if (BYTES.has(code[start])) return start + 1 + BYTES.get(code[start])
  const [number, at] = unsigned(code, start + 1)
  if (code[start] === op.brTable) return past(code, at, number + 1)
  if (code[start] === MORE && OF_MORE.has(number)) return past(code, at, OF_MORE.get(number))
  throw new Error(`instructions: ${code.toString('hex', start, start + 2)} is none that is known`)
}

function past(code, at, numbers) {
  for (; numbers > 0; numbers--) while (code[at++] > 127);
  return at
}

/** An instruction with one number that is not negative, or none. */
export const instruction = (code, number) =>
  number === undefined ? Buffer.of(code) : Buffer.concat([Buffer.of(code), leb(number)])

/** A constant that is not negative, of 32 or of 64 bits. */
export const constant = (code, number) => Buffer.concat([Buffer.of(code), signedLeb(number)])

/** The number of an instruction that has one; a constant's where that is not negative. */
export const numberOf = (instruction) => unsigned(instruction, 1)[0]

export const isNegative = (constant) => (constant.at(-1) & 64) !== 0

/** Whether what stands at a place are these instructions; of one that is given by its code, any. */
export const stands = (body, at, pattern) =>
  pattern.every((p, i) => (typeof p === 'number' ? body[at + i]?.[0] === p : body[at + i]?.equals(p)))

/** The local in which functions that Go has compiled have the stack's pointer, and what puts it there. */
export const SP = 1
export const STACK_POINTER = [instruction(op.globalGet, 0), instruction(op.set, SP)]
