import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, becomes, drawn, guess, resting, seek, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const phone = { width: 360, height: 740 }
const crash = '#v1/scenario/the-balancer-crashes?a=base&b=pair&t=20.3&speed=1'

/** The names of the places that can be picked in the picture. */
const places = (page) => page.locator('.places button').allTextContents()

test('on a phone there is a tab for each run: one is seen, both are counted, on one clock', async () => {
  const { page, leave } = await visit(w, crash, phone)
  await drawn(page, 20.3)
  const tabs = page.getByRole('tab')
  await becomes(() => tabs.count(), 2)
  const [one, other] = [tabs.nth(0), tabs.nth(1)]
  const counted = (tab) => tab.locator('output').innerText()
  await other.getByText(/failed/).waitFor()
  for (const tab of [one, other]) assert.match(await counted(tab), /served \d+\s+✕ failed \d+/)
  const seen = () => page.locator('.stages figure:visible select').evaluateAll((all) => all.map((s) => s.value))
  assert.deepEqual(await seen(), ['base'])
  await page.locator('.places button').first().waitFor()
  assert.ok((await places(page)).every((name) => name.endsWith('As it stands')))
  await one.focus()
  await page.keyboard.press('ArrowRight')
  assert.equal(await other.getAttribute('aria-selected'), 'true')
  assert.equal(await page.locator(':focus').getAttribute('id'), await other.getAttribute('id'))
  assert.deepEqual(await seen(), ['pair'])
  await page.waitForFunction(() => {
    const all = [...document.querySelectorAll('.places button')]
    return all.length > 0 && all.every((e) => e.textContent.endsWith('A pair of balancers'))
  })
  const before = await Promise.all([one, other].map(counted))
  await seek(page, 22)
  await drawn(page, 22)
  const now = await Promise.all([one, other].map(counted))
  for (const i of [0, 1]) assert.notEqual(now[i], before[i], 'the one that is not seen is counted on')
  await page.keyboard.press('Home')
  assert.deepEqual(await seen(), ['base'])
  await page.getByRole('button', { name: 'Slowest operation of A pair of balancers' }).click()
  assert.deepEqual(await seen(), ['pair'], 'what is looked at is what is seen')
  assert.deepEqual(await axe(page), [])
  await page.setViewportSize({ width: 1000, height: 740 })
  await page.waitForFunction(() => document.querySelectorAll('.stages figure:not([hidden])').length === 2)
  await becomes(() => tabs.count(), 0, 'where there is room both are seen')
  assert.match(await page.locator('.side output').first().innerText(), /served \d+/)
  await leave()
})

test('long titles leave room for what is counted, on either side or alone', async () => {
  for (const pair of ['a=fallback&b=uneven', 'a=fallback']) {
    const { page, leave } = await visit(w, `#v1/scenario/the-zone-next-door?${pair}`, phone)
    await drawn(page)
    for (const output of await page.locator('.sides output').all()) {
      const box = await resting(output)
      assert.match(await output.innerText(), /served [\d,]+/)
      assert.ok(box.x >= 0 && box.x + box.width <= 360 && box.height > 10, JSON.stringify(box))
    }
    await leave()
  }
})

test('on a phone each figure is a card that can be read without scrolling sideways', async () => {
  const { page, leave } = await visit(w, crash, phone)
  await drawn(page, 20.3)
  await guess(page)
  await page.locator('.cards .diff svg').first().waitFor()
  const cards = await page.locator('.score > .cards tbody tr').evaluateAll((rows) =>
    rows.map((row) => {
      const [name, ...cells] = [...row.children].map((e) => e.getBoundingClientRect())
      const { left, right } = row.getBoundingClientRect()
      const inside = [name, ...cells].every((b) => b.width === 0 || (b.left >= left && b.right <= right))
      return { inside, under: cells.every((b) => b.height === 0 || b.top >= name.bottom - 1), wide: right - left }
    }),
  )
  assert.ok(cards.length > 3)
  for (const card of cards) assert.ok(card.inside && card.under && card.wide > 300, JSON.stringify(card))
  await becomes(() => page.getByRole('rowheader', { name: 'Served' }).count(), 1, 'and it is a table to who hears it')
  await leave()
})

test('on a phone what must come out is read without scrolling sideways, with a name for each figure', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/when-polling-is-cheaper?t=20&speed=1', phone)
  await drawn(page, 20)
  await guess(page)
  const box = page.getByRole('region', { name: 'Expectations' })
  await box.getByText('holds', { exact: true }).first().waitFor()
  assert.ok(await box.evaluate((e) => e.scrollWidth <= e.clientWidth))
  const rows = await box.getByRole('row').allInnerTexts()
  const longest = rows.find((text) => text.includes('within 5%'))
  assert.match(longest.replace(/\s+/g, ' '), /== 5s within 5% XP-3 [\d.]+ s holds$/)
  const named = await box
    .locator('tbody tr')
    .first()
    .locator('td')
    .evaluateAll((all) => all.map((td) => getComputedStyle(td, '::before').content))
  assert.match(named.join(), /Claim.*Measured.*none/)
  await leave()
})

test('a stage with many nodes is higher', async () => {
  const heights = []
  for (const name of ['ask-and-wait', 'a-social-network']) {
    const { page, leave } = await visit(w, `#v1/scenario/${name}?t=10&speed=1`)
    await drawn(page, 10)
    heights.push((await page.locator('.stages').boundingBox()).height)
    await leave()
  }
  assert.ok(heights[1] > heights[0] + 100, `${heights}`)
})

test('on a phone all that is touched is 44 px high, but words within a text', async () => {
  const { page, leave } = await visit(w, crash, phone)
  await drawn(page, 20.3)
  const small = await page.locator('button, select, input, summary, .foot a, .step a').evaluateAll((all) =>
    all
      .filter(
        (e) =>
          e.checkVisibility() &&
          !e.closest('.places, .legend, th, td, code, .digest, small, details:not([open]) > div'),
      )
      .filter((e) => e.type !== 'checkbox' && e.getBoundingClientRect().height < 43.5)
      .map((e) => `${e.tagName}.${e.className} ${e.textContent} ${e.getBoundingClientRect().height}`),
  )
  assert.deepEqual(small, [])
  await leave()
})

for (const { width, height } of [
  { width: 390, height: 844 },
  { width: 360, height: 740 },
]) {
  test(`what is picked stays in sight in the picture, with what is done to it most below, ${width} px`, async () => {
    const { page, leave } = await visit(w, crash, { width, height })
    await drawn(page, 20.3)
    const api = page.locator('.places button', { hasText: 'api/1' })
    await api.waitFor({ state: 'attached' })
    await page.evaluate(() => scrollTo(0, document.querySelector('.stages').offsetTop - 20))
    await api.waitFor()
    const box = await resting(api)
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await page.getByRole('button', { name: 'Crash api/1' }).waitFor()
    await page.waitForFunction(() => {
      const of = (s) => document.querySelector(s)?.getBoundingClientRect()
      const [stages, hand, deck, picked] = ['.stages', '.hand', '.deck', '.places [aria-pressed=true]'].map(of)
      return picked?.top >= 0 && stages.bottom <= hand.top + 1 && hand.bottom <= deck.top
    })
    assert.equal(await api.getAttribute('aria-pressed'), 'true')
    const offered = page.locator('.hand > button:not(.link):visible')
    await becomes(() => offered.count(), 2)
    const further = page.getByRole('button', { name: /^\d+ more$/ })
    const more = Number.parseInt(await further.textContent())
    await further.click()
    await becomes(() => offered.count(), 2 + more)
    await page.getByRole('button', { name: 'fewer', expanded: true }).click()
    await becomes(() => offered.count(), 2)
    await leave()
  })
}

test('a word in the table of variants is whole, or parted as its language parts it', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/paid-twice', { ...phone, locale: 'de-DE' })
  await guess(page)
  await page.locator('.unfold summary', { hasText: 'Tabelle' }).click()
  await page.getByRole('button', { name: /^Alle \d Varianten messen$/ }).click()
  await page.locator('.tabled tbody th').first().waitFor()
  const broken = await page.locator('.tabled th button').evaluateAll((all) =>
    all.flatMap(({ firstChild: text }) =>
      [...text.data.matchAll(/[\p{L}]+/gu)].flatMap(({ 0: word, index }) => {
        const range = document.createRange()
        range.setStart(text, index)
        range.setEnd(text, index + word.length)
        return range.getClientRects().length > 1 ? [word] : []
      }),
    ),
  )
  assert.deepEqual(broken, [])
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), phone.width)
  await leave()
})

test('on a phone the deck leaves most of what is in sight to the picture', async () => {
  for (const { width, height } of [phone, { width: 390, height: 844 }]) {
    const { page, leave } = await visit(w, '#v1/scenario/the-balancer-crashes?t=20.3', { width, height })
    await drawn(page, 20.3)
    await page.locator('.speed span', { hasText: /^now / }).waitFor()
    const deck = await resting(page.locator('.deck'))
    assert.ok(deck.height <= 0.18 * height, `${deck.height} of ${height}`)
    const parts = await page.locator('.deck :is(button, select, input)').evaluateAll((all) =>
      all.map((e) => {
        const { left, right, width, height } = e.getBoundingClientRect()
        return left >= 0 && right <= innerWidth && width >= 44 && height >= 44
      }),
    )
    assert.deepEqual(parts, Array(6).fill(true))
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width)
    await leave()
  }
})

test('on a phone what is said for a few seconds covers nothing of the deck', async () => {
  const { page, leave } = await visit(w, crash, phone)
  await drawn(page, 20.3)
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('button', { name: 'Copy link' }).click()
  const toast = await resting(page.locator('.toast'))
  const deck = await resting(page.locator('.deck'))
  assert.ok(deck.y < phone.height && toast.y + toast.height <= deck.y, JSON.stringify({ toast, deck }))
  await leave()
})

test('on a phone it is seen beside what was tapped that it is being run, and lies over no title', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-knee?t=2&speed=1', { width: 390, height: 844 })
  await drawn(page, 2)
  await guess(page)
  await page.getByLabel('A place', { exact: true }).selectOption({ label: 'api' })
  await page.evaluate(() => {
    window.seen = []
    const look = () => {
      const status = document.querySelector('.status progress')?.parentElement.getBoundingClientRect()
      const deck = document.querySelector('.deck').getBoundingClientRect()
      const title = document.querySelector('h1').getBoundingClientRect()
      const apart = status && (status.bottom <= title.top || title.bottom <= status.top)
      if (status) window.seen.push(status.top > 0 && status.bottom <= deck.top + 1 && status.bottom > 0 && apart)
      requestAnimationFrame(look)
    }
    look()
  })
  await page.locator('.hand').scrollIntoViewIfNeeded()
  await page.locator('.hand button', { hasText: /^Crash/ }).click()
  await page.evaluate(() => document.querySelector('h1').scrollIntoView({ behavior: 'instant' }))
  await page.getByRole('list', { name: 'What you did' }).waitFor()
  const seen = await page.evaluate(() => window.seen)
  assert.ok(seen.length > 2 && seen.every(Boolean), `${seen.filter(Boolean).length} of ${seen.length}`)
  await leave()
})
