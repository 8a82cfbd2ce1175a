import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import zlib from 'node:zlib'
import { memoryOf, withMemory, withStart } from '../../site/build/module.mjs'
import { nameInTraces } from '../../site/build/functions.mjs'
import { inFewPieces, withFoldedTables, withoutManual } from '../../site/build/slim.mjs'
import { folded, unfolding } from '../../site/build/unfold.mjs'

const text = (s) => [...Buffer.from(s)]
const section = (id, ...bytes) => [id, bytes.length, ...bytes]
const piece = (address, s) => [0, 0x41, ...address, 0x0b, s.length, ...text(s)]

/** A program with a page of memory, pieces of data, and a function that it imports. */
const program = Buffer.from([
  ...text('\0asm'),
  1,
  0,
  0,
  0,
  ...section(1, 1, 0x60, 0, 0),
  ...section(2, 1, 1, ...text('m'), 1, ...text('f'), 0, 0),
  ...section(3, 0),
  ...section(5, 1, 0, 1),
  ...section(7, 1, 1, ...text('m'), 2, 0),
  ...section(10, 0),
  ...section(
    11,
    4,
    ...piece([0xe4, 0], 'later'),
    ...piece([8], 'first'),
    ...piece([16], 'near'),
    ...piece([0x80, 0x80, 1], 'far'),
  ), // at 100, 8, 16, 16384
])

const imports = { m: { f: () => {} } }
const memory = (wasm) => Buffer.from(new WebAssembly.Instance(new WebAssembly.Module(wasm), imports).exports.m.buffer)

test('data in few pieces makes the same memory', () => {
  const slim = inFewPieces(program)
  assert.equal(memory(program).toString('latin1', 100, 105), 'later')
  assert.ok(memory(slim).equals(memory(program)))
  assert.ok(slim.length !== program.length, 'pieces are joined')
})

test('what is folded is written out before all else, and what it was folded to is gone', () => {
  const columns = [
    { at: 200, step: 12, values: [4096, 4097, 4097, 4200, 7, 0xffffffff, 0x80000000, 4201, 90000] },
    { at: 204, step: 12, values: Array(9).fill(76) },
  ]
  const bytes = folded(columns)
  const initial = Buffer.concat([memoryOf(program), Buffer.alloc(500)])
  bytes.copy(initial, 1000)
  const index = { from: 2000, to: 2000 + 5 * 20, step: 20, same: 2 }
  const names = { at: 3000, from: 4000, to: 4000 + 3 * 8, step: 8 }
  initial.write('one\0three\0two\0', names.at, 'latin1')
  const wasm = withStart(withMemory(program, initial), unfolding({ at: 1000, length: bytes.length }, index, names))
  const written = memory(wasm)
  const column = (at, step, n) => Array.from({ length: n }, (_, i) => written.readUInt32LE(at + step * i))
  assert.deepEqual(column(200, 12, 9), columns[0].values)
  assert.deepEqual(column(204, 12, 9), columns[1].values)
  assert.deepEqual(column(2000, 20, 6), [0, 0, 1, 1, 2, 0])
  assert.deepEqual(column(4000, 8, 4), [0, 4, 10, 0], 'where names begin')
  assert.ok(written.subarray(1000, 2000).every((byte) => byte === 0))
})

test('a column that begins far from 0 and grows in even steps takes as many bytes a value', () => {
  const column = (n) => folded([{ at: 200, step: 4, values: Array.from({ length: n }, (_, i) => 70000 + 72 * i) }])
  assert.equal(column(2001).length - column(1001).length, 2000)
})

test('a trace names our functions, and of others their packages', () => {
  const WRAPPER = 23
  const named = (name, kind = 0) => nameInTraces({ name, kind })
  for (const ours of [
    'main.main',
    'main.(*lab).run',
    'backchat/sim/node.(*Server).Serve',
    'backchat/sim.Run[go.shape.int]',
  ])
    assert.equal(named(ours), ours)
  assert.equal(named('runtime.gopark'), 'runtime.')
  assert.equal(named('encoding/binary.littleEndian.Uint16'), 'encoding/binary.')
  assert.equal(named('slices.SortFunc[go.shape.[]backchat/sim/node.Job,go.shape.int]'), 'slices.')
  assert.equal(named('gonum.org/v1/gonum/stat/distuv.Beta.CDF'), 'gonum.org/v1/gonum/stat/distuv.')
  assert.equal(named('time.(*Time).String', WRAPPER), 'time.(*Time).String')
})

test('a program without tables that are known is left alone', () => {
  assert.equal(withFoldedTables(program), null)
})

test('what only the manual says of a field is blank, and what an error says of it stays', () => {
  const tags = [
    'json:"a" min:"0" doc:"not \\"here\\""',
    'json:"b" required:"true" doc:"here"',
    'json:"c" absent:"nor" doc:"here"',
  ]
  const blank = [
    'json:"a" min:"0" doc:"            "',
    'json:"b" required:"true" doc:"here"',
    'json:"c" absent:"   " doc:"    "',
  ]
  const slim = withoutManual(withMemory(program, Buffer.from(tags.join('\0'))))
  assert.deepEqual(memoryOf(slim).toString().split('\0'), blank)
})

test('the lab that is sent says nothing of files', () => {
  const dist = path.join(import.meta.dirname, '../../site/dist')
  const file = fs.readdirSync(dist).find((f) => /^lab-\w+\.wasm$/.test(f))
  const lab = zlib.gunzipSync(fs.readFileSync(path.join(dist, file)))
  assert.ok(!lab.includes('patterns/node/server.go'))
  assert.ok(lab.includes('patterns/node.(*Server)'), 'functions have names')
})
