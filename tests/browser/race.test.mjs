import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AxeBuilder, becomes, visit, world } from './world.mjs'

const scenario = 'five-ways-to-hear-of-an-update'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const lane = (page, name) => page.locator('.race li').filter({ hasText: name })
const figures = async (page, name) => (await lane(page, name).locator('b').allTextContents()).slice(0, 3)

test('what the flagship counts is what the command line measures', async () => {
  const film = await (await fetch(`${w.url}flagship.json`)).json()
  assert.equal(film.ways.length, 5)
  for (const { id, heard, asks, bytes, missed } of film.ways) {
    const { metrics } = JSON.parse(w.run('run', scenario, '--variant', id, '--json'))
    const value = (name) => metrics[name].value
    assert.equal(heard.length, value('news.ok'), id)
    assert.equal(missed.length, value('news.operations') - value('news.ok') - value('news.unfinished'), id)
    assert.equal(asks.length, value('news.requests'), id)
    assert.equal(bytes.at(-1)[1], value('access.bytes'), id)
    const age = heard.reduce((sum, [, ms]) => sum + ms / 1e3, 0) / heard.length
    assert.ok(Math.abs(age - value('news.completion.mean')) < 1e-9, `${id}: ${age}`)
  }
})

test('the first page begins with five ways on one clock, to which the reader may send an update, and a crash', async () => {
  const { page, leave } = await visit(w, '', { width: 390, height: 844, motion: 'reduce' })
  await page.getByRole('heading', { name: 'Should my app poll or push?' }).waitFor()
  await page.getByText('22.0 s').waitFor()
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  const webhook = await figures(page, 'Webhook')
  assert.equal(webhook[1], '120', 'six updates, to twenty apps')
  assert.deepEqual((await new AxeBuilder({ page }).analyze()).violations, [])

  await page.getByRole('button', { name: 'Send an update' }).click()
  await page.getByText('Your update, at 22.0 s').waitFor({ timeout: 90_000 })
  await lane(page, 'Webhook').getByText('140', { exact: true }).waitFor() // the next is not before 31.7 s
  assert.equal((await figures(page, 'Server-sent events'))[1], '0')
  await page.getByRole('button', { name: 'Crash the server' }).click()
  await page.getByText(/The server is down from \d+\.\d s on/).waitFor({ timeout: 90_000 })
  await lane(page, 'Server-sent events').getByText('20', { exact: true }).waitFor() // all come back
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  const [before] = await page.locator('.race output').allTextContents()
  await page.waitForTimeout(300)
  assert.deepEqual(await page.locator('.race output').allTextContents(), [before])
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0)
  await leave()
})

test('the first page runs by itself, and rests where it is not seen', async () => {
  const { page, leave } = await visit(w, '')
  const clock = page.locator('.race output')
  await clock.waitFor()
  const now = async () => parseFloat(await clock.textContent())
  const first = await now()
  await page.waitForFunction((t) => parseFloat(document.querySelector('.race output').textContent) > t + 0.5, first)
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
  const rests = async () => {
    const left = await now()
    await page.waitForTimeout(700)
    return (await now()) === left
  }
  await becomes(rests, true, 'it rests')
  await leave()
})

for (const [width, height, locale] of [
  [1440, 1000, 'en-US'],
  [768, 1024, 'de-DE'],
  [390, 844, 'de-DE'],
  [360, 740, 'de-DE'],
]) {
  test(`who opens the first page sees the flagship run, without a scroll, at ${width} by ${height} px`, async () => {
    const { page, leave } = await visit(w, '', { width, height, locale })
    const strip = page.locator('.race canvas').first()
    await strip.waitFor()
    const { y, height: high, width: wide } = await strip.boundingBox()
    assert.ok(y + high <= height, `the first strip ends at ${y + high}`)
    assert.ok(wide > Math.min(600, width - 70), `and is ${wide} px wide`)
    await leave()
  })
}
