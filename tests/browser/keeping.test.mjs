import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, becomes, drawn, guess, resting, seek, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const time = (page) => page.locator('.clock b').textContent()

test('to load a page anew goes on at the same instant, and Back comes to what was changed, with the original', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/ask-and-wait')
  await drawn(page)
  await seek(page, 7.25)
  await page.waitForFunction(() => location.hash.includes('t=7.25&speed=auto'))
  assert.match(await page.locator('.speed').textContent(), /now [\d.]+x$/)
  await page.reload()
  await drawn(page, 7.25)
  assert.equal(await time(page), '7.250 s')
  await guess(page)
  const slider = page.locator('.slider input').first()
  await slider.focus()
  await page.keyboard.press('End')
  await page.waitForFunction(() => location.hash.includes('of=ask-and-wait'))
  const moved = await slider.getAttribute('aria-valuetext')
  await page.getByRole('link', { name: 'Gallery' }).click()
  await page.waitForSelector('.card')
  await page.goBack()
  await drawn(page, 7.25)
  assert.equal(await slider.getAttribute('aria-valuetext'), moved)
  await page.getByRole('button', { name: 'Back to the original' }).click()
  await page.waitForFunction(() => location.hash.startsWith('#v1/scenario/ask-and-wait?'))
  assert.notEqual(await slider.getAttribute('aria-valuetext'), moved)
  await leave()
})

test('what plays waits while it is out of sight, and goes on where it was', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/ask-and-wait?t=2&speed=1')
  await drawn(page, 2)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.waitForFunction(() => parseFloat(document.querySelector('.clock b').textContent) > 2.2)
  await page.evaluate(() => scrollTo(0, 1e6))
  let left = ''
  for (let tries = 0; left !== (left = await time(page)); tries++) {
    assert.ok(tries < 8, `it plays on, and is at ${left}`)
    await page.waitForTimeout(1000)
  }
  await page.evaluate(() => scrollTo(0, 0))
  await page.waitForFunction(
    (left) => parseFloat(document.querySelector('.clock b').textContent) > left + 0.1,
    parseFloat(left),
  )
  await leave()
})

test('a run that cannot keep its speed says how fast it is', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/ask-and-wait?t=2&speed=1')
  await drawn(page, 2)
  await page.evaluate(() => {
    window.requestAnimationFrame = (call) => setTimeout(() => call(performance.now()), 400)
  })
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByText(/^Slower than asked for: 0\.2\d*x\.$/).waitFor()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  assert.equal(await page.locator('.pace').textContent(), '')
  await leave()
})

test('a slow machine is spared: the picture is simpler, stays where it was, says so, and is whole again when asked for', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/ask-and-wait?t=2&speed=1', { scale: 2, spared: true })
  await drawn(page, 2)
  const frame = page.locator('.stages iframe')
  const inside = () => page.frames()[1].evaluate(() => innerWidth)
  const places = () =>
    page.locator('.places button').evaluateAll((all) => all.map((b) => `${b.textContent} ${b.style.cssText}`))
  const [box, width, there] = [await resting(frame), await inside(), await places()]
  await page.evaluate(() => {
    window.requestAnimationFrame = (call) => setTimeout(() => call(performance.now()), 100)
  })
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByText('This machine is slow, so the picture is kept simple.').waitFor()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.waitForTimeout(1000)
  assert.ok(Math.abs((await inside()) - width / 2) <= 1, 'the frame has half the pixels a side')
  assert.deepEqual(rounded(await resting(frame)), rounded(box))
  assert.deepEqual(await places(), there)
  const api = await resting(page.locator('.places button', { hasText: 'api' }).first())
  await page.mouse.click(api.x + api.width / 2, api.y + api.height / 2)
  await page.getByRole('heading', { name: /^api/ }).first().waitFor()
  await page.getByRole('button', { name: 'Draw all of it' }).click()
  await becomes(() => page.getByText('This machine is slow').count(), 0)
  assert.ok(Math.abs((await inside()) - width) <= 1)
  await leave()
})

/** A box, to whole pixels. */
const rounded = (box) => Object.fromEntries(Object.entries(box).map(([side, size]) => [side, Math.round(size)]))

for (const [width, height] of [
  [390, 844],
  [360, 740],
]) {
  test(`on a phone of ${width} px the deck is at hand while the runs are on the screen`, async () => {
    const { page, leave } = await visit(w, '#v1/scenario/four-ways-to-hear-the-news', { width, height })
    await drawn(page)
    await page.locator('.stages').evaluate((e) => scrollTo(0, e.offsetTop - 60))
    const deck = await resting(page.locator('.deck'))
    assert.ok(deck.y > 0 && deck.y + deck.height <= height + 1, `the deck is at ${deck.y} to ${deck.y + deck.height}`)
    assert.deepEqual(await axe(page, { part: '.deck' }), [])
    await leave()
  })
}

test('the deck of an embedded pair stays inside its frame on a phone', async () => {
  for (const width of [390, 360, 320]) {
    const { page, leave } = await visit(w, '#v1/scenario/the-knee?embed=1', { width, height: 640 })
    await drawn(page)
    const deck = await resting(page.locator('.deck'))
    assert.ok(deck.y + deck.height <= 641, `at ${width} px it ends at ${deck.y + deck.height}`)
    assert.ok(deck.y > (await resting(page.locator('.stages'))).y + 250)
    await leave()
  }
})
