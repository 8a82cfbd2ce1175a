// Calls in bytes that repeat. Go's compiler (cmd/internal/obj/wasm) has a function put on the stack where each of its
// calls comes from, in a number of which half says the function, and branch to its end where the stack is to be unwound;
// and each pointer that may be nil has a call of its own. Nothing that came before is like these numbers and depths.
import { functionsOf, tablesIn } from './functions.mjs'
import { constant, I32, I64, instruction, numberOf, op, SP, STACK_POINTER, stands, VOID } from './instructions.mjs'
import { unsigned } from './module.mjs'

const HERE = 2 // the local that is put in: the function's half of where its calls come from
const FIRST = 0x1000 // that of the first function
const PLACES = 0x10000 // what the other half counts to

const EPILOGUE = [instruction(op.end), constant(op.i32, 1), instruction(op.end)]
const PUSH = [
  ...[instruction(op.get, SP), constant(op.i32, 8), instruction(op.sub32)],
  ...[instruction(op.tee, SP), instruction(op.globalSet, 0), instruction(op.get, SP)],
]
const STORE = Buffer.of(op.store64, 3, 0)
const ORIGIN = [...PUSH, op.i64, STORE]
const UNWIND = [...STACK_POINTER, op.brIf]
const NEVER_BACK = [...STACK_POINTER, op.br]
const LEAVE = [constant(op.i32, 1), instruction(op.return)]
const IF = Buffer.of(op.if, VOID)
const END = instruction(op.end)

/** What makes the calls of a function short, in a program that imports so many and whose memory is as Go has made it. */
export function callsInShort(imported, memory) {
  const known = functionsOf(memory, tablesIn(memory))
  const fault = known.findIndex(({ name }) => name === 'runtime.sigpanic')
  const toFault = [constant(op.i32, 0), instruction(op.call, imported + fault)]
  const nil = [IF, ...ORIGIN, ...toFault, ...NEVER_BACK, END]
  return (f, i) => {
    const about = { half: FIRST + i, toFault, nil, name: known[i].name, stack: known[i].stack }
    const calls = stands(f.body, 0, STACK_POINTER) && f.body.some((_, at) => isOrigin(f.body, at, about.half))
    return calls ? new Caller(f, about).shortened() : f
  }
}

/** Whether a function puts on the stack there where a call comes from. */
function isOrigin(body, at, half) {
  return stands(body, at, ORIGIN) && Math.floor(originAt(body, at) / PLACES) === half
}

const originAt = (body, at) => numberOf(body[at + PUSH.length])

/** A function that calls, on its way to be a shorter one. */
class Caller {
  #body
  #locals
  #about
  #depth = 0
  #calling = false
  #faults = []
  #out

  constructor({ body, locals }, about) {
    this.#body = body
    this.#locals = locals
    this.#about = about
    this.#out = [...this.#here(), ...STACK_POINTER]
  }

  shortened() {
    const end = this.#body.length - EPILOGUE.length
    if (!stands(this.#body, STACK_POINTER.length, [op.block]) || !stands(this.#body, end, EPILOGUE))
      this.#fail('another form')
    for (let at = STACK_POINTER.length; at < end;) at += this.#next(at)
    if (this.#depth !== 1) this.#fail('blocks that are not within its first')
    this.#out.push(END, ...this.#ending())
    return { locals: this.#withHere(), body: this.#out }
  }

  /** Writes what stands at a place, and returns how many instructions that was. */
  #next(at) {
    const body = this.#body
    const { nil } = this.#about
    if (stands(body, at, nil)) {
      if (!isOrigin(body, at + 1, this.#about.half)) this.#fail('a call from nowhere')
      this.#faults.push(originAt(body, at + 1))
      this.#checkLeaves(body[at + nil.length - 2], this.#depth)
      this.#out.push(instruction(op.brIf, this.#depth - 1))
      return nil.length
    }
    if (isOrigin(body, at, this.#about.half)) {
      this.#calling = true
      this.#out.push(...this.#pushed(originAt(body, at)))
      return ORIGIN.length
    }
    if (stands(body, at, UNWIND) || stands(body, at, NEVER_BACK)) {
      const branch = body[at + STACK_POINTER.length]
      if (!this.#calling) this.#fail('a call from nowhere')
      this.#calling = false
      this.#checkLeaves(branch, this.#depth - 1)
      this.#out.push(...STACK_POINTER, ...(branch[0] === op.brIf ? [IF, ...LEAVE, END] : LEAVE))
      return UNWIND.length
    }
    this.#copy(body[at])
    return 1
  }

  #copy(instruction) {
    const code = instruction[0]
    if (code === op.block || code === op.loop || code === op.if) this.#depth++
    else if (code === op.end) this.#depth--
    else if (targetsOf(instruction).some((depth) => depth >= this.#depth - 1)) this.#fail('a branch to its end')
    this.#out.push(renumbered(instruction))
  }

  #checkLeaves(branch, depth) {
    if (numberOf(branch) !== depth) this.#fail('a call after which it goes on elsewhere')
  }

  /** Where the function is left at: after a pointer that is nil, which where in the function nobody asks. */
  #ending() {
    if (this.#faults.length === 0) return EPILOGUE.slice(1)
    const { stack, toFault } = this.#about
    const depths = this.#faults.map((pc) => valueAt(stack, pc % PLACES))
    if (depths.some((depth) => depth !== depths[0])) this.#fail('nil pointers with stacks of different depth')
    return [...this.#pushed(this.#faults[0]), ...toFault, END]
  }

  #here() {
    return [constant(op.i64, this.#about.half), constant(op.i64, 16), instruction(op.left64), instruction(op.set, HERE)]
  }

  #pushed(pc) {
    const place = pc % PLACES
    const more = place === 0 ? [] : [constant(op.i64, place), instruction(op.add64)]
    return [...PUSH, instruction(op.get, HERE), ...more, STORE]
  }

  #withHere() {
    const [stack, ...others] = this.#locals
    if (stack[0] !== 1 || stack[1] !== I32) this.#fail('another pointer of the stack')
    if (others[0]?.[1] !== I64) return [stack, [1, I64], ...others]
    return [stack, [others[0][0] + 1, I64], ...others.slice(1)]
  }

  #fail(what) {
    throw new Error(`calls: ${this.#about.name} has ${what}`)
  }
}

/** An instruction after a local was put in. */
function renumbered(i) {
  const local = i[0] === op.get || i[0] === op.set || i[0] === op.tee
  return local && numberOf(i) >= HERE ? instruction(i[0], numberOf(i) + 1) : i
}

/** The depths that an instruction branches to. */
function targetsOf(i) {
  if (i[0] === op.br || i[0] === op.brIf) return [numberOf(i)]
  if (i[0] !== op.brTable) return []
  let [more, at] = unsigned(i, 1)
  return Array.from({ length: more + 1 }, () => {
    const [depth, next] = unsigned(i, at)
    at = next
    return depth
  })
}

/** What a table of values by instruction says of a place: it has differences of values, and of places where they end. */
function valueAt(table, place) {
  let value = -1
  for (let at = 0, end = 0; at < table.length && end <= place;) {
    const [change, next] = unsigned(table, at)
    const [length, after] = unsigned(table, next)
    value += change % 2 === 0 ? change / 2 : -(change + 1) / 2
    end += length
    at = after
  }
  return value
}
