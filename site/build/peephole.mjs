// What Go's compiler writes at length, in fewer instructions that do the same.
import { between, constant, instruction, isNegative, numberOf, op, SP, STACK_POINTER, stands } from './instructions.mjs'
import { leb, unsigned } from './module.mjs'

/** The same function in fewer instructions; as it is, where Go has not compiled it. */
export function inFewInstructions({ locals, body }) {
  if (!stands(body, 0, STACK_POINTER)) return { locals, body }
  const used = body.filter((i) => i[0] !== op.nop)
  return { locals, body: returningAtOnce(withOffsets(used)) }
}

/** Where something is on the stack, reckoned in 64 bits. */
const PLACE = [instruction(op.get, SP), instruction(op.extend), op.i64, instruction(op.add64), instruction(op.wrap)]

/** With places on the stack as offsets of what is read or written there: memory ends before they could wrap around. */
function withOffsets(body) {
  const changed = [...body]
  const out = []
  for (let at = 0; at < changed.length; at++) {
    const add = stands(changed, at, PLACE) && !isNegative(changed[at + 2]) ? numberOf(changed[at + 2]) : null
    if (add === null) {
      out.push(changed[at])
      continue
    }
    const access = accessOf(changed, at + PLACE.length)
    out.push(PLACE[0])
    if (access !== null) changed[access] = further(changed[access], add)
    else out.push(constant(op.i32, add), instruction(op.add32))
    at += PLACE.length - 1
  }
  return out
}

/** Where what is on top of the stack of operands is used up as an address; null where it is something else, or unknown. */
function accessOf(body, at) {
  for (let above = 0; at < body.length; at++) {
    const [takes, gives] = EFFECT.get(body[at][0]) ?? []
    if (takes === undefined) return null
    if (takes > above) return addresses(body[at][0]) && takes === above + 1 ? at : null
    above += gives - takes
  }
  return null
}

const LOADS = between(0x28, 0x35)
const STORES = between(0x36, 0x3e)
const addresses = (code) => code >= LOADS[0] && code <= STORES.at(-1)

/** How many operands instructions take and give, of those that do not branch. */
const EFFECT = new Map(
  [
    [[op.get, op.globalGet, ...between(0x41, 0x44)], 0, 1],
    [[op.set, op.globalSet], 1, 0],
    [[op.tee, 0x45, 0x50, ...between(0x67, 0x69), ...between(0x79, 0x7b), ...between(0x8b, 0x91)], 1, 1],
    [[...between(0x99, 0x9f), ...between(0xa7, 0xc4)], 1, 1],
    [[...between(0x46, 0x4f), ...between(0x51, 0x66), ...between(0x6a, 0x78), ...between(0x7c, 0x8a)], 2, 1],
    [[...between(0x92, 0x98), ...between(0xa0, 0xa6)], 2, 1],
    [[0x1b], 3, 1],
    [LOADS, 1, 1],
    [STORES, 2, 0],
  ].flatMap(([codes, takes, gives]) => codes.map((code) => [code, [takes, gives]])),
)

/** A load or store that much further on. */
const further = (access, by) => Buffer.concat([access.subarray(0, 2), leb(unsigned(access, 2)[0] + by)])

const GIVE_BACK = [instruction(op.get, SP), op.i32, instruction(op.add32), instruction(op.tee, SP)]
const TOLD = [instruction(op.globalSet, 0)]
const RETURN = [constant(op.i32, 0), instruction(op.return)]
const AT_ONCE = [...GIVE_BACK, ...TOLD, ...RETURN]
const IN_TWO_STEPS = [...GIVE_BACK, ...TOLD, ...AT_ONCE]

/** With the stack given back in one step where the function returns, and kept in no local. */
function returningAtOnce(body) {
  const out = []
  for (let at = 0; at < body.length; at++) {
    const pattern = [IN_TWO_STEPS, AT_ONCE].find((p) => stands(body, at, p))
    if (!pattern) {
      out.push(body[at])
      continue
    }
    const second = pattern === IN_TWO_STEPS ? numberOf(body[at + GIVE_BACK.length + TOLD.length + 1]) : 0
    const size = constant(op.i32, numberOf(body[at + 1]) + second)
    out.push(GIVE_BACK[0], size, GIVE_BACK[2], ...TOLD, ...RETURN)
    at += pattern.length - 1
  }
  return out
}
