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
        "export { Trace } from './trace'; export { course, exchanges } from './waterfall'; export { causes, statuses } from './tables'",
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
    const file = path.join(folder, 'run.trace')
    w.run('trace', name, '--variant', variant, '--format', 'binary', '-o', file)
    const bytes = readFileSync(file)
    const trace = new page.Trace(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
    const slow = JSON.parse(w.run('waterfall', name, '--variant', variant, '--json'))
    for (const op of [1, 2, 3, 25, slow.operation]) {
      const want = JSON.parse(w.run('waterfall', name, '--variant', variant, '--operation', String(op), '--json'))
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
