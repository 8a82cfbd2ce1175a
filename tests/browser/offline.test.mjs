import assert from 'node:assert/strict'
import fs from 'node:fs'
import { after, before, test } from 'node:test'
import { becomes, drawn, root, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const long = { timeout: 120_000 }
/** Waits until the browser keeps all of these files. */
const keeps = (page, ...files) =>
  becomes(
    () =>
      page.evaluate(async (files) => {
        const name = (await caches.keys()).find((n) => n.startsWith('backchat-'))
        if (!name) return files
        const kept = (await (await caches.open(name)).keys()).map((r) => r.url)
        return files.filter((file) => !kept.some((url) => url.includes(file)))
      }, files),
    [],
    'what is not kept',
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
  const others = () => page.evaluate(async () => (await caches.keys()).map((n) => n === 'backchat-0123456789abcdef'))
  await becomes(others, [false])
  await leave()
})

test('what was visited opens, runs and is changed where there is no network', async () => {
  const { page, leave } = await visit(w, '', { offline: true, motion: 'reduce' })
  await page.locator('.race canvas').first().waitFor()
  await page.waitForSelector('.card')
  await page.goto(`${w.url}#v1/scenario/ask-and-wait?t=2&speed=1`)
  await drawn(page, 2)
  await keeps(page, 'player.wasm', 'lab-', 's/ask-and-wait.bin', 'words.json', 'gallery.json', 'flagship.json', 'race-')
  await keeps(page, 'editor-', 'schema.json')
  await w.unplug()
  await page.goto('about:blank')
  await page.goto(w.url)
  await page.locator('.race canvas').first().waitFor()
  await page.locator('.card').getByRole('link', { name: 'Ask and wait' }).click()
  await drawn(page)
  const digest = await page.locator('.digest').first().getAttribute('data-digest')
  await page.locator('.slider input').first().press('End')
  await page.waitForFunction((old) => document.querySelector('.digest').dataset.digest !== old, digest, long)
  await page.getByRole('button', { name: 'Edit JSON' }).click() // which nobody has opened before
  await page.locator('.cm-content').waitFor()
  await leave()
})
