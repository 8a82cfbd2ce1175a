// The page reckons a waterfall from the records itself; here it is held against
// the command line's.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { command, root } from './world.mjs'

const { buildSync } = createRequire(new URL('../../site/package.json', import.meta.url))('esbuild')
const folder = mkdtempSync(path.join(os.tmpdir(), 'backchat-'))
let w, page
before(async () => {
  w = command(folder)
  const outfile = path.join(folder, 'page.mjs')
  buildSync({
    stdin: {
      contents:
        "export { Trace } from './trace'; export { course, exchanges } from './waterfall'; export { causes, statuses } from './tables'; export { why } from './why'",
      resolveDir: path.join(root, 'site', 'src', 'trace'),
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    outfile,
  })
  page = await import(pathToFileURL(outfile))
})
after(() => rmSync(folder, { recursive: true }))

/** The run of a scenario as the page reads it. */
function traceOf(name, variant) {
  const file = path.join(folder, 'run.trace')
  w.run('trace', name, '--variant', variant, '--format', 'binary', '-o', file)
  const bytes = readFileSync(file)
  return new page.Trace(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

/** Spans by cause alone, which the command line tells apart by place too. */
function byCause(spans) {
  const all = []
  for (const { cause, from, to } of spans) {
    const last = all.at(-1)
    if (last?.cause === cause && last.to === from) last.to = to
    else all.push({ cause, from, to })
  }
  return all
}

for (const [name, variant] of [
  ['long-polling-or-push', 'base'],
  ['the-retry-storm', 'backoff'],
  ['accept-now-work-later', 'base'],
  ['threads-or-event-loop', 'eventLoop'],
  ['six-connections-or-one', 'base'],
  ['six-connections-or-one', 'one'],
  ['a-second-opinion', 'hedged'],
  ['two-queues-one-turn', 'tied'],
]) {
  test(`the page says of operations of ${name}, ${variant}, what the command line says`, () => {
    const trace = traceOf(name, variant)
    const slow = JSON.parse(w.run('waterfall', name, '--variant', variant, '--json'))
    for (const op of [1, 2, 3, 25, slow.operation]) {
      const want = JSON.parse(w.run('waterfall', name, '--variant', variant, '--operation', String(op), '--json'))
      want.spans = byCause(want.spans)
      const got = page.course(trace, op)
      assert.deepEqual(
        {
          operation: op,
          status: got.ended ? page.statuses[got.status].name : '',
          from: got.from,
          to: got.to,
          spans: got.spans.map((s) => ({ cause: page.causes[s.cause].name, from: s.from, to: s.to })),
          exchanges: page.exchanges(trace, op).map((x) => ({
            request: x.request,
            attempt: x.attempt,
            status: x.status ? page.statuses[x.status].name : '',
            counts: x.counts,
            instants: x.instants,
          })),
        },
        want,
      )
    }
  })
}

test('why an operation took so long is what took the largest part of it, where, and who came before it there', () => {
  const trace = traceOf('the-knee', 'base')
  const slow = JSON.parse(w.run('waterfall', 'the-knee', '--json'))
  const longest = byCause(slow.spans).reduce((most, s) => (s.to - s.from > most.to - most.from ? s : most))
  assert.equal(longest.cause, 'queued')
  const file = path.join(folder, 'run.csv')
  w.run('trace', 'the-knee', '--format', 'csv', '-o', file)
  const [head, ...rows] = readFileSync(file, 'utf8').trim().split('\n')
  const [at, kind, node, msg] = ['at_ns', 'kind', 'node', 'msg'].map((column) => head.split(',').indexOf(column))
  const records = rows.map((row) => row.split(','))
  const queued = records.findIndex((r) => Number(r[at]) === longest.from && r[kind] === 'queue')
  const own = records[queued][msg]
  const taken = records.findIndex((r) => r[kind] === 'serve' && r[msg] === own)
  const before = records.slice(queued, taken).filter((r) => r[kind] === 'serve' && r[node] === 'api').length
  const { cause, time, place, ...why } = page.why(trace, page.course(trace, slow.operation))
  assert.deepEqual(
    { cause: page.causes[cause].name, time, place: trace.name(place), before: why.before },
    { cause: 'queued', time: longest.to - longest.from, place: 'api', before },
  )
  assert.ok(before > 5, `${before} came before it`)
})
