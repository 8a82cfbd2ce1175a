import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { drawn, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w.end())

test('a table is measured when it is opened, as the command line measures it, and puts a row on stage', async () => {
  const told = JSON.parse(w.run('table', 'five-ways-to-hear-of-an-update', '--seeds', '10', '--format', 'json'))
  const { page, leave } = await visit(w, '#v1/scenario/five-ways-to-hear-of-an-update?a=base&b=webSocket&t=12&speed=1')
  await drawn(page, 12)
  await page.getByRole('heading', { name: 'Table Five ways to hear of an update' }).click()
  const table = page.locator('.tabled table')
  await table.waitFor({ timeout: 240_000 })
  const heads = await table.locator('thead th:not(:first-child)').allTextContents()
  assert.deepEqual(
    heads,
    told.columns.map((c) => c.title),
  )
  const rows = await table.locator('tbody tr').all()
  assert.equal(rows.length, told.rows.length)
  for (const [i, row] of rows.entries()) {
    assert.equal(await row.locator('th').textContent(), told.rows[i].title)
    const lost = (await row.locator('td').last().textContent()).split(/[ ,±]/)[0]
    assert.equal(Number(lost), Number(told.rows[i].figures.at(-1).mean.toPrecision(3)), told.rows[i].title)
    const best = await row.locator('td').evaluateAll((cells) => cells.map((cell) => cell.classList.contains('best')))
    assert.deepEqual(
      best,
      told.rows[i].figures.map((x) => x.best === true),
    )
  }
  assert.ok(
    told.rows.some((row) => row.figures.some((x) => x.best)),
    'something is best',
  )
  await table.getByRole('button', { name: 'Server-sent events', exact: true }).click()
  await page.waitForFunction(() => document.querySelector('.stages select')?.value === 'serverSentEvents')
  await leave()
})

test('a table goes on being measured while other variants are put on stage and compared', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/five-ways-to-hear-of-an-update?a=base&b=webSocket&t=12&speed=1')
  await drawn(page, 12)
  await page.getByRole('heading', { name: 'Table Five ways to hear of an update' }).click()
  await page.getByText(/^Measuring: /).waitFor()
  await page.locator('.stages select').last().selectOption('serverSentEvents')
  await page.locator('.tabled table').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Measure it on this text' }).isVisible(), false)
  await leave()
})

test('a scenario without a table offers none', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/long-polling-or-push?a=base&b=push&t=2.2&speed=1')
  await drawn(page, 2.2)
  assert.equal(await page.locator('.unfold h2', { hasText: /^Table/ }).count(), 0)
  await leave()
})
