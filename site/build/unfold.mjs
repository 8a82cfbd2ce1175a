// Columns of numbers, written so that a packer makes little of them, and the code that writes them out when a program
// is started, before all else.
import { leb, signedLeb } from './module.mjs'

/**
 * Columns, one after another: the address of the first value, the distance of two, and where it ends, then the values;
 * a 0 after the last. A value is in LEB128: twice how much more it is than the largest so far, and one; or twice the
 * value and one, of 32 bits.
 */
export function folded(columns) {
  const parts = columns.flatMap(({ at, step, values }) => [
    words(at, step, at + step * values.length),
    ...inTurn(values),
  ])
  return Buffer.concat([...parts, words(0)])
}

function words(...numbers) {
  const bytes = Buffer.alloc(4 * numbers.length)
  numbers.forEach((number, i) => bytes.writeUInt32LE(number, 4 * i))
  return bytes
}

/** More than columns of places grow by, the first from 0, and less than what says that there is none. */
const FAR = 0xffffff

function inTurn(values) {
  let top = 0
  return values.map((value) => {
    const more = value - top
    if (more <= 0 || more > FAR) return leb(((value + 1) % 2 ** 32) * 2)
    top = value
    return leb(2 * more + 1)
  })
}

const i32 = (n) => Buffer.concat([Buffer.of(0x41), signedLeb(n)])
const i64 = (n) => Buffer.concat([Buffer.of(0x42), signedLeb(n)])
const [I32, I64] = [0x7f, 0x7e]
const VOID = 0x40
const op = { block: 2, loop: 3, if: 4, else: 5, end: 0x0b, br: 0x0c, brIf: 0x0d, get: 0x20, set: 0x21, tee: 0x22 }
const load = Buffer.of(0x28, 0, 0)
const load8 = Buffer.of(0x31, 0, 0) // to 64 bits
const store = Buffer.of(0x36, 0, 0)
const [isZero32, less32, add32, sub32, shift32] = [0x45, 0x49, 0x6a, 0x6b, 0x76]
const [more64, and64, or64, left64, right64, add64, wrap] = [0x56, 0x83, 0x84, 0x86, 0x88, 0x7c, 0xa7]
const fill = Buffer.of(0xfc, 0x0b, 0)

const code = (...parts) => Buffer.concat(parts.flat(Infinity).map((p) => (typeof p === 'number' ? Buffer.of(p) : p)))

/**
 * The code, with its locals, that writes out what is folded at a place and clears it there, and then numbers: a list of
 * words from and to an address, so far apart, of which so many have the same number, from 0; and where names begin: words
 * as well, of texts that lie one after another at a place, each with a 0 after it.
 */
export function unfolding({ at, length }, { from, to, step, same }, names) {
  const [source, place, distance, end, top, value, shift, byte] = [0, 1, 2, 3, 4, 5, 6, 7]
  const set = (local, ...what) => [what, op.set, local]
  const get = (local) => [op.get, local]
  const grow = (local, by) => set(local, get(local), by, add32)
  const readByte = [
    set(byte, get(source), load8),
    grow(source, i32(1)),
    set(value, get(value), get(byte), i64(127), and64, get(shift), left64, or64),
    set(shift, get(shift), i64(7), add64),
  ]
  const writeValue = [
    [get(place), get(value), i64(1), and64, wrap],
    [op.if, I32, get(top), get(value), i64(1), right64, wrap, add32, op.tee, top],
    [op.else, get(value), i64(1), right64, wrap, i32(1), sub32, op.end],
    [store, grow(place, get(distance))],
  ]
  const column = [
    set(distance, get(source), i32(4), add32, load),
    set(end, get(source), i32(8), add32, load),
    grow(source, i32(12)),
    set(top, i32(0)),
    [op.loop, VOID, set(value, i64(0)), set(shift, i64(0))],
    [op.loop, VOID, readByte, get(byte), i64(127), more64, op.brIf, 0, op.end],
    [writeValue, get(place), get(end), less32, op.brIf, 0, op.end],
  ]
  const columns = [
    set(source, i32(at)),
    [op.block, VOID, op.loop, VOID],
    [get(source), load, op.tee, place, isZero32, op.brIf, 1, column, op.br, 0],
    [op.end, op.end, i32(at), i32(0), i32(length), fill],
  ]
  const numbers = [
    [set(place, i32(from)), set(top, i32(0)), op.loop, VOID],
    [get(place), get(top), i32(Math.log2(same)), shift32, store, grow(place, i32(step)), grow(top, i32(1))],
    [get(place), i32(to), less32, op.brIf, 0, op.end],
  ]
  const beginnings = [
    [set(place, i32(names.from)), set(source, i32(names.at)), op.loop, VOID],
    [get(place), get(source), i32(names.at), sub32, store, grow(place, i32(names.step))],
    [op.loop, VOID, set(byte, get(source), load8), grow(source, i32(1)), get(byte), i64(0), more64, op.brIf, 0, op.end],
    [get(place), i32(names.to), less32, op.brIf, 0, op.end],
  ]
  return { locals: Buffer.of(2, 5, I32, 3, I64), code: code(columns, numbers, beginnings) }
}
