import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { drawn, picture, playhead, seek, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world({ optimizing: true })
})
after(() => w?.end())

// A run of 240 s, of whose trace the page keeps less than a quarter: one alone, where a second shows no more.
const long = '#v1/scenario/two-choices?a=twoChoices&t=10&speed=1'
const pair = '#v1/scenario/two-choices?a=base&b=twoChoices&t=10&speed=1'

test('any instant of a long run can be gone to, and has one picture, whichever part of the run it is shown from', async () => {
  const { page, leave } = await visit(w, pair)
  await drawn(page, 10)
  await seek(page, 200)
  await page.locator('.status', { hasText: 'Running to 200.000 s' }).waitFor()
  const late = await picture(page, 200)
  const said = await page.locator('.sentence').textContent()
  await seek(page, 30)
  const early = await picture(page, 30)
  assert.ok(!early.equals(late))
  await seek(page, 215)
  await picture(page, 215)
  await seek(page, 200)
  assert.ok((await picture(page, 200)).equals(late), `the picture at 200 s, from a part that begins elsewhere: ${said}`)
  await leave()
})

test('what was counted before the part at hand is counted', async () => {
  const { page, leave } = await visit(w, long)
  await drawn(page, 10)
  await seek(page, 240)
  await picture(page, 240)
  const [, served] = /served ([\d,]+)/.exec(await page.locator('.side output').first().textContent())
  const { metrics } = JSON.parse(w.run('run', 'two-choices', '--variant', 'twoChoices', '--json'))
  const measured = metrics['page.ok'].value.toLocaleString('en')
  assert.equal(served, measured, 'which is what is measured, from when the run is warm')
  await leave()
})

test('play waits for what is not there yet, and goes on', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/two-choices?a=base&b=twoChoices&t=50&speed=30')
  await drawn(page, 50)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.waitForFunction(() => Number(document.querySelector('.track input').value) > 190e9, null, {
    timeout: 180_000,
  })
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await picture(page, null)
  await leave()
})

test('stepping back goes on before the beginning of the part at hand', async () => {
  const { page, leave } = await visit(w, long)
  await drawn(page, 10)
  await seek(page, 120)
  await picture(page, 120)
  const from = await page.locator('.track .here').evaluate((line) => (Number(line.getAttribute('x1')) / 1000) * 240)
  assert.ok(from > 60 && from < 120, `the part begins at ${from} s`)
  await seek(page, Math.floor(from * 1e9 + 2e5) / 1e9)
  for (let i = 0; i < 40 && (await playhead(page)) > from; i++)
    await page.getByRole('button', { name: 'Step back to the last event' }).click()
  await page.waitForFunction((t) => Number(document.querySelector('.track input').value) < t * 1e9 - 1, from, {
    timeout: 20_000,
  })
  const at = await playhead(page)
  assert.ok(from - at < 0.1, `a step back from ${from} s leads to ${at} s`)
  await leave()
})

test('a wait for another part can be stopped, and leaves the playhead where there is a picture', async () => {
  const { page, leave } = await visit(w, long)
  await drawn(page, 10)
  await seek(page, 230)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.locator('.status progress').waitFor({ state: 'detached' })
  const at = await playhead(page)
  assert.ok(at < 230)
  await picture(page, null)
  await leave()
})
