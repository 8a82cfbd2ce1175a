import assert from 'node:assert/strict'
import fs from 'node:fs'
import { after, before, test } from 'node:test'
import { drawn, guess, root, visit, world } from './world.mjs'

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

test('after a first visit what was visited works without a network, and what was not says so', async () => {
  const { page, troubles, leave } = await visit(w, '#v1/scenario/ask-and-wait?t=2&speed=1', { offline: true })
  await drawn(page, 2)
  await keeps(page, 'player.wasm', 'lab-', 's/ask-and-wait.bin', 'words.json', 'index.html')
  await page.goto(`${w.url}#v1/scenario/the-knee`)
  await drawn(page)
  await keeps(page, 's/the-knee.bin')
  await page.context().setOffline(true)
  await page.goto('about:blank')
  await page.goto(`${w.url}#v1/scenario/ask-and-wait?t=2&speed=1`)
  await drawn(page, 2)
  await guess(page)
  const digest = await page.locator('.digest').first().getAttribute('data-digest')
  await page.locator('.slider input').first().press('End')
  await page.waitForFunction((old) => document.querySelector('.digest').dataset.digest !== old, digest, long)
  await page.getByRole('link', { name: 'Gallery' }).click()
  await page.getByRole('link', { name: 'The knee', exact: true }).first().click()
  await drawn(page)
  await page.getByRole('link', { name: 'Gallery' }).click()
  await page.getByRole('link', { name: 'The retry storm', exact: true }).first().click()
  await page.getByText('There is no network, and this was not opened before.').waitFor()
  troubles.splice(0, troubles.length, ...troubles.filter((t) => !/net::ERR_(FAILED|INTERNET_DISCONNECTED)/.test(t)))
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
