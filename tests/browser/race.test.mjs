import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, becomes, resting, visit, world } from './world.mjs'

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
  for (const { id, said, heard, asks, bytes, missed } of film.ways) {
    const { metrics } = JSON.parse(w.run('run', scenario, '--variant', id, '--json'))
    const value = (name) => metrics[name].value
    assert.equal(said.at(-1)[1], value('news.operations'), id)
    assert.equal(heard.length, value('news.ok'), id)
    assert.equal(said.at(-1)[1] - heard.length - missed.length, value('news.unfinished'), `${id}: who waits at the end`)
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
  await lane(page, 'Long polling').getByText('20 held').waitFor()
  assert.equal(
    await lane(page, 'Short polling').locator('.holds:visible').count(),
    0,
    'who polls now and then waits for nothing',
  )
  assert.deepEqual(await axe(page), [])

  await page.getByRole('button', { name: 'Send an update' }).click()
  await page.getByText('Your update, at 22.0 s').waitFor({ timeout: 90_000 })
  await lane(page, 'Webhook').locator('b').getByText('140', { exact: true }).waitFor() // the next is not before 31.7 s
  assert.equal((await figures(page, 'Server-sent events'))[1], '0')
  await page.getByRole('button', { name: 'Crash the server' }).click()
  await page.getByText(/The server is down from \d+\.\d s on/).waitFor({ timeout: 90_000 })
  await page.getByText('misses it, and any more until they connect again').waitFor()
  await lane(page, 'Server-sent events').locator('b').getByText('20', { exact: true }).waitFor() // all come back
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  const [before] = await page.locator('.race output').allTextContents()
  await page.waitForTimeout(300)
  assert.deepEqual(await page.locator('.race output').allTextContents(), [before])
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0)
  await leave()
})

/** Lets the film run to its end, as fast as it can be drawn. */
async function toTheEnd(page) {
  await page.evaluate(() => {
    let now = performance.now()
    let frames = 0
    const soon = (call) => (++frames % 25 ? queueMicrotask(call) : setTimeout(call))
    window.requestAnimationFrame = (call) => soon(() => call((now += 100)))
    for (const strip of document.querySelectorAll('.race canvas')) strip.hidden = true
  })
  await page.getByRole('button', { name: 'Again' }).waitFor()
  await page.locator('.race .says', { hasText: 'Again begins afresh' }).waitFor()
}

test('who waits, and how many updates are never heard, stands beside when the others heard, until all begins afresh', async () => {
  const { page, leave } = await visit(w, '', { width: 390, height: 844, motion: 'reduce' })
  await page.getByText('22.0 s').waitFor()
  await page.getByRole('button', { name: 'Crash the server' }).click()
  await page.getByText(/The server is down from/).waitFor({ timeout: 90_000 })
  await page.getByRole('button', { name: 'Send an update' }).click()
  await page.getByText(/Your update, at/).waitFor({ timeout: 90_000 })
  await lane(page, 'Short polling')
    .getByText(/^\d+ waiting$/)
    .waitFor()
  for (const way of ['Server-sent events', 'WebSocket', 'Webhook'])
    await lane(page, way).getByText('20 of 140 updates never heard').waitFor()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await becomes(() => page.getByRole('list', { name: 'Signs' }).getByText('never heard').count(), 1)
  for (const [way, none] of [
    ['WebSocket', false],
    ['Webhook', false],
    ['Short polling', true],
  ])
    assert.equal((await crossed(lane(page, way))) === 0, none, `${way}: what is never heard is crossed out below`)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await toTheEnd(page)
  await lane(page, 'Webhook').getByText('20 of 500 updates never heard').waitFor()
  await page.getByRole('button', { name: 'Again' }).click()
  assert.equal(await page.locator('.race .says').textContent(), '')
  await toTheEnd(page)
  assert.equal((await figures(page, 'Webhook'))[1], '480', 'the updates of the film alone')
  await becomes(() => page.locator('.race .missed:visible').count(), 0)
  await leave()
})

test('what is under way when the server crashes, and is heard all the same, is never counted as not heard', async () => {
  const { page, leave } = await visit(w, '', { motion: 'reduce', locale: 'de-DE' })
  await page.getByText('22,0 s').waitFor()
  await page.evaluate(() => {
    let now = performance.now()
    window.requestAnimationFrame = (call) => (window.pass = (ms) => call((now += ms)))
  })
  await becomes(() => page.evaluate(() => typeof window.pass), 'function')
  await page.evaluate(() => window.pass(1))
  await page.getByRole('button', { name: 'Meldung senden' }).click()
  await page.getByText('Die Meldung, bei 22,0 s').waitFor()
  await page.evaluate(() => window.pass(10))
  await page.getByRole('button', { name: 'Den Server abstürzen lassen' }).click()
  await page.getByText('3 s lang').waitFor()
  await page.evaluate(() => [...Array(5)].forEach(() => window.pass(100)))
  assert.equal((await figures(page, 'Webhook'))[1], '140', 'all twenty are told')
  await becomes(() => lane(page, 'Webhook').locator('.late:visible, .missed:visible').count(), 0)
  await leave()
})

/** How many pixels around the app's line have the colour of trouble. */
const crossed = (lane) =>
  lane.locator('canvas').evaluate((canvas) => {
    const probe = document.body.appendChild(document.createElement('i'))
    probe.style.color = 'var(--bad)'
    const bad = getComputedStyle(probe).color.match(/\d+/g).map(Number)
    probe.remove()
    const { data } = canvas.getContext('2d').getImageData(0, canvas.height - 20, canvas.width, 20)
    const same = (i) => bad.every((x, k) => Math.abs(data[i + k] - x) < 8)
    return Array.from({ length: data.length / 4 }, (_, i) => same(4 * i)).filter(Boolean).length
  })

test('the figures of all five stand in columns, at any width', async () => {
  for (const width of [1440, 390, 360]) {
    const { page, leave } = await visit(w, '', { width, height: 844, motion: 'reduce' })
    await page.getByText('22.0 s').waitFor()
    const lefts = await page
      .locator('.race .figures')
      .evaluateAll((all) => all.map((p) => [...p.children].slice(0, 3).map((e) => e.getBoundingClientRect().left)))
    for (const row of lefts) assert.deepEqual(row, lefts[0], `at ${width} px`)
    const over = await page
      .locator('.race .figures span')
      .evaluateAll((all) => all.some((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0))
    assert.equal(over, false, `at ${width} px nothing reaches into its neighbour`)
    await leave()
  }
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
    const { y, height: high, width: wide } = await resting(strip)
    assert.ok(y + high <= height, `the first strip ends at ${y + high}`)
    assert.ok(wide > Math.min(600, width - 70), `and is ${wide} px wide`)
    await leave()
  })
}
