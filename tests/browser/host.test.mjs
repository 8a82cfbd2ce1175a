// The page on a host that only hands out files: it compresses nothing, and knows no brotli.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { drawn, root, visit, world } from './world.mjs'

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' }
const dist = path.join(root, 'site', 'dist')

let w, host
before(async () => {
  w = await world()
  host = createServer(({ url }, answer) => {
    const file = path.join(dist, path.normalize(url === '/' ? '/index.html' : url))
    try {
      const bytes = readFileSync(file)
      answer.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' }).end(bytes)
    } catch {
      answer.writeHead(404).end()
    }
  })
  await new Promise((resolve) => host.listen(0, '127.0.0.1', resolve))
})
after(() => {
  host?.close()
  return w?.end()
})

test('a host that only hands out files shows and computes all', async () => {
  const url = `http://127.0.0.1:${host.address().port}/`
  const { page, leave } = await visit({ browser: w.browser, url }, '#v1/scenario/long-polling-or-push')
  await drawn(page, null)
  await page.locator('[data-verified=same]').first().waitFor({ state: 'attached', timeout: 120_000 })
  await leave()
})
