import assert from 'node:assert/strict'
import fs from 'node:fs'
import { after, before, test } from 'node:test'
import { drawn, root, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const long = { timeout: 120_000 }
/** Waits until the browser keeps all of these files. */
const keeps = (page, ...files) =>
  page.waitForFunction(
    async (files) => {
      const [name] = await caches.keys()
      const kept = (await (await caches.open(name ?? '')).keys()).map((r) => r.url)
      return files.every((file) => kept.some((url) => url.includes(file)))
    },
    files,
    long,
  )

test('after a first visit the browser keeps what the page and what was visited are made of', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/ask-and-wait?t=2&speed=1', { offline: true })
  await drawn(page, 2)
  await keeps(page, 'player.wasm', 'lab-', 's/ask-and-wait.bin', 'words.json', 'index.html')
  await page.goto(`${w.url}#v1/scenario/the-knee`)
  await drawn(page)
  await keeps(page, 's/the-knee.bin')
  await leave()
})

test('another build keeps nothing of the one before', async () => {
  const worker = fs.readFileSync(`${root}site/dist/sw.js`, 'utf8')
  assert.match(worker, /"[0-9a-f]{16}"/)
  const { page, leave } = await visit(w, '', { offline: true })
  await page.evaluate(() => caches.open('backchat-0123456789abcdef'))
  await page.waitForFunction(
    async () => {
      const names = await caches.keys()
      return names.length === 1 && names[0] !== 'backchat-0123456789abcdef'
    },
    null,
    long,
  )
  await leave()
})
