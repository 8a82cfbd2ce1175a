// What the build does to the code of programs that Go has built for Wasm.
import fs from 'node:fs'
import { pathToFileURL } from 'node:url'
import { callsInShort } from './calls.mjs'
import { withFunctions } from './instructions.mjs'
import { CODE, functionsImported, IMPORT, memoryOf, moduleOf, sectionsOf } from './module.mjs'
import { withoutReturns } from './noreturn.mjs'
import { inFewInstructions } from './peephole.mjs'

/** The same program, faster and smaller to send; null where its functions are not those that are known. */
export function asSent(wasm) {
  const told = withoutReturns(wasm)
  return told && inShort(told)
}

/** The same program with code that packs well, once it is told which calls never come back. */
function inShort(wasm) {
  const sections = sectionsOf(wasm)
  const of = (id) => sections.find((section) => section.id === id).content
  const shorter = callsInShort(functionsImported(of(IMPORT)), memoryOf(wasm))
  const content = withFunctions(of(CODE), (f, i) => shorter(inFewInstructions(f), i))
  return moduleOf(sections.map((section) => (section.id === CODE ? { id: CODE, content } : section)))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const program = asSent(fs.readFileSync(process.argv[2]))
  if (program === null) throw new Error(`${process.argv[2]}: its functions are not those that are known`)
  fs.writeFileSync(process.argv[2], program)
}
