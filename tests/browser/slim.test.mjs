import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import zlib from 'node:zlib'
import { inFewPieces, withoutLines } from '../../site/build/slim.mjs'

const text = (s) => [...Buffer.from(s)]
const section = (id, ...bytes) => [id, bytes.length, ...bytes]
const piece = (address, s) => [0, 0x41, ...address, 0x0b, s.length, ...text(s)]

/** A program with a page of memory and nothing but pieces of data. */
const program = Buffer.from([
  ...text('\0asm'),
  1,
  0,
  0,
  0,
  ...section(5, 1, 0, 1),
  ...section(7, 1, 1, ...text('m'), 2, 0),
  ...section(
    11,
    4,
    ...piece([0xe4, 0], 'later'),
    ...piece([8], 'first'),
    ...piece([16], 'near'),
    ...piece([0x80, 0x80, 1], 'far'),
  ), // at 100, 8, 16, 16384
])

const memory = (wasm) => Buffer.from(new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports.m.buffer)

test('data in few pieces makes the same memory', () => {
  const slim = inFewPieces(program)
  assert.equal(memory(program).toString('latin1', 100, 105), 'later')
  assert.ok(memory(slim).equals(memory(program)))
  assert.ok(slim.length !== program.length, 'pieces are joined')
})

test('a program without tables that are known is left alone', () => {
  assert.equal(withoutLines(program), null)
})

test('the lab that is sent says nothing of files', () => {
  const dist = path.join(import.meta.dirname, '../../site/dist')
  const file = fs.readdirSync(dist).find((f) => /^lab-\w+\.wasm$/.test(f))
  const lab = zlib.gunzipSync(fs.readFileSync(path.join(dist, file)))
  assert.ok(!lab.includes('patterns/node/server.go'))
  assert.ok(lab.includes('patterns/node.(*Server)'), 'functions have names')
})
