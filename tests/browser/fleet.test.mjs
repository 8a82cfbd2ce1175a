// A fleet whose size changes: what its card says, its figures, and its lesson while it is measured.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { drawn, visit, world } from './world.mjs'

let w
before(async () => (w = await world({ optimizing: true })))
after(() => w.end())

test('a card says how many servers there are at first, and at most', async () => {
  const { page, leave } = await visit(w, '')
  const card = page.locator('.card', { hasText: 'A surge at noon' })
  assert.equal(await card.locator('.chips span:last-child').textContent(), '4 to 18 servers, a balancer, 20 clients')
  await leave()
})

test('how many replicas there were on average is in the scorecard of a fleet that grows', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/a-surge-at-noon?a=base&b=four&t=0&speed=1')
  const row = page.locator('.score tbody tr', { hasText: 'eplicas, on average' }).first()
  await page.locator('.score tbody tr').first().waitFor({ timeout: 180_000 })
  await row.waitFor({ timeout: 5_000 })
  assert.equal(await row.locator('td').nth(1).textContent(), '4')
  await leave()
})

test('a lesson says what its figures wait for, and no longer once they are there', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/a-surge-at-noon?a=base&seed=5&t=0&speed=1')
  await drawn(page, 0)
  await page.locator('.predict button').first().click()
  await page.getByRole('button', { name: 'What comes out?' }).click()
  assert.equal(
    (await page.locator('.measuring').textContent()).trim(),
    '(… is being measured, by the runs of all 6 variants.)',
  )
  await page.waitForFunction(() => !document.querySelector('.answer').textContent.includes('…'), null, {
    timeout: 180_000,
  })
  assert.equal(await page.locator('.measuring').textContent(), '')
  await leave()
})

test('the title of a variant is not cut on a phone', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/a-surge-at-noon?a=base&t=0&speed=1', { width: 390 })
  await drawn(page, 0)
  const cut = await page
    .locator('.side select')
    .first()
    .evaluate((s) => s.scrollWidth > s.clientWidth)
  assert.equal(cut, false)
  await leave()
})
