// What is sent of a scenario, packed and unpacked.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import zlib from 'node:zlib'
import { source } from '../../site/build/source.mjs'
import { command } from './world.mjs'

const recordSize = 64
const folder = mkdtempSync(path.join(os.tmpdir(), 'backchat-'))
after(() => rmSync(folder, { recursive: true }))
let columns, parcel, trace
before(async () => {
  columns = (await source('trace/columns.ts')).module
  parcel = (await source('lab/parcel.ts')).module
  const file = path.join(folder, 'trace')
  command(folder).run('trace', 'the-balancer-crashes', '--output', file)
  trace = new Uint8Array(readFileSync(file))
})

/** Where the records of a trace are. */
function records(trace) {
  const view = new DataView(trace.buffer, trace.byteOffset)
  const found = []
  let at = 20 + view.getUint32(12, true)
  for (let n = view.getUint32(at, true); n > 0; n = view.getUint32(at, true))
    for (at += 8; n > 0; n--, at += recordSize) found.push(at)
  return found
}

test('a trace that is packed in columns is the same when it is unpacked, and deflates to less than half', () => {
  const packed = columns.pack(trace)
  assert.ok(Buffer.from(columns.unpack(packed)).equals(trace))
  const [small, before] = [packed, trace].map((bytes) => zlib.deflateSync(bytes, { level: 9 }).length)
  assert.ok(small < before / 2, `${small} of ${before} bytes`)
})

test('records of any bytes come through', () => {
  const wild = trace.slice()
  let seed = 1n
  for (const at of records(wild)) {
    for (let i = 0; i < recordSize; i++) {
      seed = (seed * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn
      const dice = Number(seed >> 60n)
      wild[at + i] = dice < 5 ? 0 : dice < 9 ? 255 : Number(seed >> 40n) & 255
    }
  }
  assert.ok(Buffer.from(columns.unpack(columns.pack(wild))).equals(wild))
})

test('a trace without records comes through', () => {
  const all = records(trace)
  const empty = Buffer.concat([trace.subarray(0, all[0] - 8), trace.subarray(all.at(-1) + recordSize)])
  assert.ok(Buffer.from(columns.unpack(columns.pack(empty))).equals(empty))
})

test('an opening that is wrapped is the same when it is unwrapped', () => {
  const figure = (name, value) => ({ name, value, unit: 'ns', kind: 'span' })
  const row = (name, a) => ({ name, unit: 'ns', kind: 'span', a, b: null, finding: 'same' })
  const opening = {
    show: {
      title: 'Is "this" 1e999?',
      variants: [
        { id: 'a', nodes: [{ id: 'x' }] },
        { id: 'b', nodes: [] },
      ],
    },
    text: '{"": 1}',
    runs: [
      { variant: 'a', metrics: [figure('p50', 1.5), figure('p99', Infinity)], series: null, words: [] },
      { variant: 'b', metrics: [figure('p99', -0.25), figure('max', null), figure('p50', 3)], series: null, words: [] },
    ],
    compared: { seeds: 20, rows: [row('p50', Infinity), row('p99', 7), row('only here', 0)], kinds: [] },
    judged: { verdicts: [{}, {}], question: '', lesson: '', captions: [] },
    parts: [{ window: { from: 0, whole: false }, bytes: trace.buffer }],
  }
  assert.deepEqual(parcel.unwrap(parcel.wrap(opening)), opening)
  assert.deepEqual(parcel.unwrap(parcel.wrap({ ...opening, compared: null, parts: [] })).compared, null)
})
