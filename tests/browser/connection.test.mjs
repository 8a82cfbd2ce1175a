// The inside of a connection: what is said on it, its windows and its packets,
// which the page fetches for what is looked at.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, becomes, visit, world } from './world.mjs'

const wait = { timeout: 60_000 }
let w
before(async () => {
  w = await world({ webgl: false })
})
after(() => w?.end())

/** Opens a page that is being loaded over a line that loses packets, and picks its wire. */
async function look(t, how) {
  const story = await visit(w, `#v1/scenario/one-page-three-protocols?a=http2Lossier&t=${t}`, how)
  const { page } = story
  await page.getByRole('combobox', { name: 'A wire' }).selectOption('reader – site', wait)
  const inside = page.locator('.inside')
  await inside.getByText(/Packets under way: /).waitFor(wait)
  return { ...story, inside }
}

/** The packets of the table. */
async function rows(inside) {
  await inside.getByText('Its packets as a table').click()
  await inside.locator('tbody tr').first().waitFor({ state: 'attached' })
  return inside.locator('tbody tr').allTextContents()
}

for (const how of [
  { width: 1440, scheme: 'light' },
  { width: 390, scheme: 'dark' },
]) {
  test(`a picked wire shows a connection with its messages, windows and packets at ${how.width} px`, async () => {
    const { page, inside, leave } = await look(2.75, how)
    const says = await inside.locator('.says').textContent()
    const [, up, down, , lost = 0] =
      /^Connection \d+ carries \d+ messages\. Packets under way: (\d+) to site, (\d+) to reader[^\s,]*(, (\d+) packets? lost)?/.exec(
        says,
      )
    const packets = Number(up) + Number(down) + Number(lost)
    await becomes(() => inside.locator('.wires').first().locator('g').count(), packets)
    assert.match(await inside.locator('.fall').first().textContent(), /Window of site[\d.]+ kB of [\d.]+ kB/)
    assert.match(await inside.locator('.said').textContent(), /Answer \d+ ←.*(wire|window|turn|hole)/)
    assert.equal((await rows(inside)).length, packets)
    const bars = await inside.locator('.said svg').evaluateAll((all) => all.map((b) => b.getBoundingClientRect().width))
    assert.ok(bars.length > 0 && Math.min(...bars) > 40, String(bars))
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
    const violations = await axe(page, { part: '.inspector' })
    assert.deepEqual(
      violations.map((v) => [v.id, v.nodes.map((n) => n.html)]),
      [],
    )
    await leave()
  })
}

test('the panel opens on a connection that carries something, and its list says what each is doing', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/one-page-three-protocols?a=base&t=2.75')
  await page.getByRole('combobox', { name: 'A wire' }).selectOption('reader – site', wait)
  const inside = page.locator('.inside')
  await inside.getByText('Connection 7 carries 1 message').waitFor(wait)
  const list = await inside.locator('option').allTextContents()
  assert.equal(list.filter((text) => /^[1-6], idle: reader\/0 – site$/.test(text)).length, 6)
  assert.ok(list.includes('7, busy: reader/1 – site'))
  assert.equal(await inside.locator('.hint').textContent(), '7 connections, 1 of them busy')
  await inside.getByRole('combobox', { name: 'A connection' }).selectOption('1')
  await inside.getByText('Connection 1 is open, and no message is under way on it').waitFor(wait)
  await leave()
})

for (const width of [390, 360]) {
  test(`the packets of a connection can be read in their table at ${width} px`, async () => {
    const { inside, leave } = await look(2.75, { width, scheme: 'dark' })
    await rows(inside)
    const lines = await inside.locator('th').evaluateAll((cells) =>
      cells.map((c) => {
        const range = document.createRange()
        range.selectNodeContents(c)
        return `${c.textContent}: ${range.getClientRects().length}`
      }),
    )
    assert.ok(lines.length > 0 && lines.every((line) => line.endsWith(': 1')), `each stands on one line: ${lines}`)
    const region = inside.getByRole('region', { name: 'Packets under way' })
    assert.ok(await region.evaluate((r) => r.scrollWidth <= r.clientWidth))
    await leave()
  })
}

test('a packet that is lost is crossed out, and told of', async () => {
  const [head, ...lines] = w
    .run('trace', 'one-page-three-protocols', '--variant', 'http2Lossier', '--packets', '--format', 'csv', '-o', '-')
    .split('\n')
  const names = head.split(',')
  const records = lines.map((line) => Object.fromEntries(line.split(',').map((v, i) => [names[i], v])))
  const lost = records.find(
    (r) => r.kind === 'packet' && r.status === 'noise' && r.conn === '1' && Number(r.payload_bytes) > 0,
  )
  const { inside, leave } = await look((Number(lost.at_ns) + 1e6) / 1e9, {
    width: 1440,
    scheme: 'light',
  })
  const crosses = inside.locator('.wires').first().locator('.cross')
  await crosses.first().waitFor({ state: 'attached', ...wait })
  await becomes(() => crosses.count(), 1)
  assert.match(await inside.locator('.says').textContent(), /1 packet lost a moment ago/)
  const told = (await rows(inside)).filter((row) => /lost: noise/.test(row))
  assert.equal(told.length, 1)
  assert.ok(told[0].startsWith(lost.parent))
  await leave()
})

test('the sequence shows the packets of the connection that is looked at', async () => {
  const { page, leave } = await look(2.75, { width: 1440, scheme: 'light' })
  await page.locator('.unfold summary', { hasText: 'Sequence' }).click()
  await page.getByRole('combobox', { name: 'Whose messages' }).selectOption('packets')
  await page.locator('.ground .arrow').first().waitFor(wait)
  const titles = await page.locator('.ground .arrow title').allTextContents()
  assert.ok(titles.length > 5 && titles.every((title) => /: packet \d+/.test(title)))
  assert.match(await page.locator('.sequence .says').textContent(), /\d+ packets between 2 places/)
  await leave()
})

test('whichever object of a page is picked, the requests of the page are shown', async () => {
  const { page, inside, leave } = await look(2.75, { width: 1440, scheme: 'light' })
  await inside
    .getByRole('button', { name: /^Answer/ })
    .last()
    .click()
  await page.getByRole('group', { name: 'Requests' }).waitFor(wait)
  assert.ok((await page.locator('.requests button').count()) > 90)
  await leave()
})

test('a picked reader shows the page that is being loaded', async () => {
  const { page, leave } = await look(2.75, { width: 390, scheme: 'dark' })
  await page.getByRole('combobox', { name: 'A place' }).selectOption('reader/0')
  await page.locator('.inspector h3', { hasText: /^Operation 1/ }).waitFor(wait)
  assert.ok((await page.locator('.requests button').count()) > 90)
  await leave()
})
