// Makes a program that Go has built for Wasm smaller to send. What it does stays the same to the byte.
import { functionsOf, indexOf, layOut, tablesIn } from './functions.mjs'
import { memoryOf, withMemory, withStart } from './module.mjs'
import { blankDocumentation } from './tags.mjs'
import { folded, unfolding } from './unfold.mjs'

/**
 * The same program with its data in few pieces. Go's linker cuts out runs of zeros, which leaves some hundred thousand
 * pieces, each with its address; to brotli zeros cost nothing, and addresses do.
 */
export function inFewPieces(wasm) {
  return withMemory(wasm, memoryOf(wasm))
}

/**
 * The same program with the runtime's tables of its functions folded: a function that runs before all else writes them
 * out. A trace of the stack names our functions and the packages of others, and no files, lines, arguments, and functions
 * that are inlined. null where the tables are not those that are known.
 */
export function withFoldedTables(wasm) {
  const memory = memoryOf(wasm)
  const tables = tablesIn(memory)
  if (tables === null) return null
  const open = layOut(memory, tables, functionsOf(memory, tables))
  if (open === null) return null
  const bytes = folded(open.columns)
  if (tables.index + bytes.length > tables.end) return null
  bytes.copy(memory, tables.index)
  return withStart(
    withMemory(wasm, memory),
    unfolding({ at: tables.index, length: bytes.length }, indexOf(tables), open.names),
  )
}

/** The same program without what only the manual says of a scenario's fields. */
export function withoutManual(wasm) {
  const memory = memoryOf(wasm)
  blankDocumentation(memory)
  return withMemory(wasm, memory)
}
