// Tells the engine of calls that never come back. Go's compiler has each call followed by a branch, for the case that the
// stack of WebAssembly is to be unwound (cmd/internal/obj/wasm): after a pointer that is nil and a stack that has to grow
// it always is. Where the branch asks all the same, an engine takes it that the call may come back, having written to
// memory and moved the stack's pointer, and forgets what it knew of both after each check: a fifth of a run's time.
import { functionsOf, tablesIn } from './functions.mjs'
import { CODE, functionsImported, IMPORT, leb, memoryOf, moduleOf, sectionsOf } from './module.mjs'

const NEVER_COME_BACK = ['runtime.sigpanic', 'runtime.morestack', 'runtime.morestack_noctxt']

const CALL = [0x41, 0, 0x10] // i32.const 0, call
const STACK = [0x23, 0, 0x21, 1] // global.get 0, local.set 1: where the stack is after the call
const BR = 0x0c
const BR_IF = 0x0d

/** The same program with branches that do not ask after calls that never come back; null where none is known. */
export function withoutReturns(wasm) {
  const memory = memoryOf(wasm)
  const tables = tablesIn(memory)
  if (tables === null) return null
  const functions = functionsOf(memory, tables)
  const sections = sectionsOf(wasm).map(({ id, content }) => ({
    id,
    content: id === CODE ? Buffer.from(content) : content,
  }))
  const of = (id) => sections.find((section) => section.id === id).content
  const imported = functionsImported(of(IMPORT))
  const told = NEVER_COME_BACK.map((name) => {
    const number = functions.findIndex((f) => f.name === name)
    return number < 0 ? 0 : branchAfter(of(CODE), imported + number)
  })
  return told.every((n) => n > 0) ? moduleOf(sections) : null
}

/** Has what follows calls of a function branch without asking, and returns how many they are. */
function branchAfter(code, number) {
  const call = Buffer.from([...CALL, ...leb(number), ...STACK, BR_IF])
  let found = 0
  for (let at = code.indexOf(call); at >= 0; at = code.indexOf(call, at + 1), found++) code[at + call.length - 1] = BR
  return found
}
