import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import zlib from 'node:zlib'
import { becomes, drawn, guess, root, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w.end())

test('a table is measured when it is opened, as the command line measures it, and puts a row on stage', async () => {
  const told = JSON.parse(w.run('table', 'five-ways-to-hear-of-an-update', '--seeds', '10', '--format', 'json'))
  const { page, leave } = await visit(w, '#v1/scenario/five-ways-to-hear-of-an-update?a=base&b=webSocket&t=12&speed=1')
  await drawn(page, 12)
  await guess(page)
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
    assert.equal((await row.locator('th').textContent()).replace(' on stage', ''), told.rows[i].title)
    const lost = (await row.locator('td').last().textContent()).split(/[ ,±]/)[0]
    assert.equal(Number(lost), Number(told.rows[i].figures.at(-1).mean.toPrecision(3)), told.rows[i].title)
    const best = await row.locator('td').evaluateAll((cells) => cells.map((cell) => cell.classList.contains('best')))
    assert.deepEqual(
      best,
      told.rows[i].figures.map((x) => x.best === true),
    )
  }
  assert.ok(
    told.rows.every((row) => row.figures[0].mean > 0),
    'each way is heard after some time',
  )
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
  await guess(page)
  await page.getByRole('heading', { name: 'Table Five ways to hear of an update' }).click()
  await page.getByText(/^Measuring: /).waitFor()
  await page.locator('.stages select').last().selectOption('serverSentEvents')
  await page.locator('.tabled table').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Measure it on this text' }).isVisible(), false)
  await leave()
})

test('a scenario without a table of its own has one of all its variants, measured when it is asked for', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-balancer-crashes?a=base&b=pair&t=5&speed=1')
  await drawn(page, 5)
  await guess(page)
  await page.getByRole('heading', { name: 'Table all 4 variants beside each other' }).click()
  await page.getByRole('button', { name: 'Measure all 4 variants' }).click()
  const table = page.locator('.tabled table')
  await table.waitFor({ timeout: 240_000 })
  await page.getByText(/Measured in [\d.]+ m?s\./).waitFor()
  const heads = await table.locator('thead th').allTextContents()
  assert.deepEqual(heads.slice(0, 2), ['Variant', 'Served'])
  assert.ok(heads.includes('Requests') && heads.some((head) => head.startsWith('Latency')), heads.join())
  const titles = await table.locator('tbody th button').allTextContents()
  const shown = await page.locator('.stages select').first().locator('option').allTextContents()
  assert.deepEqual(titles, shown)
  const figures = ['page.okShare', 'page.losses', 'page.latency.p99']
  const columns = figures.map((figure) => ({
    title: figure,
    figure,
    best: figure.endsWith('Share') ? 'most' : 'least',
  }))
  const file = path.join(os.tmpdir(), `tabled-${process.pid}.json`)
  const scenario = JSON.parse(readFileSync(path.join(root, 'patterns/gallery/the-balancer-crashes.json'), 'utf8'))
  writeFileSync(file, JSON.stringify({ ...scenario, table: { title: 'all', columns } }))
  const said = JSON.parse(w.run('table', file, '--seeds', '10', '--format', 'json'))
  rmSync(file)
  const [served, , late] = ['Served', 'Losses', 'Latency, p99'].map((head) => heads.indexOf(head))
  for (const [i, row] of (await table.locator('tbody tr').all()).entries()) {
    const cells = await row.locator('th, td').allInnerTexts()
    const [share, , p99] = said.rows[i].figures
    assert.ok(Math.abs(parseFloat(cells[served]) - 100 * share.mean) < 0.1, `${cells[served]} is ${share.mean}`)
    const seconds = parseFloat(cells[late]) / (/^[\d.,]+ ms/.test(cells[late]) ? 1000 : 1)
    assert.ok(Math.abs(seconds / p99.mean - 1) < 0.01, `${cells[late]} is ${p99.mean} s`)
    assert.equal(/best/.test(cells[served]), share.best === true)
  }
  await becomes(() => table.locator('tbody .staged').count(), 2, 'the two that are on stage are marked')
  assert.ok((await table.locator('.best').count()) > 0, 'something is best')
  const cells = await table.locator('td').allTextContents()
  await page.setViewportSize({ width: 360, height: 740 })
  await becomes(() => table.locator('caption').allTextContents(), heads.slice(1), 'on a phone a card for each figure')
  assert.deepEqual(
    await table.locator('td').allTextContents(),
    heads.slice(1).flatMap((_, i) => titles.map((_, k) => cells[k * (heads.length - 1) + i])),
    'and in each what it comes to in every variant',
  )
  const wide = await page.locator('.tabled .sideways').evaluate((e) => [e.scrollWidth, e.clientWidth])
  assert.deepEqual(wide, [328, 328], 'it is not moved sideways')
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360)
  await page.setViewportSize({ width: 1440, height: 1000 })
  await becomes(() => table.locator('caption').count(), 0)
  await table.locator('tbody th button').nth(1).click()
  await page.waitForFunction(() => document.querySelector('.stages select')?.value === 'replaced')
  await page.waitForFunction(() => document.querySelectorAll('.tabled .staged')[0]?.closest('tr').rowIndex === 2)
  await leave()
})

test('who is led from the verdict to a table that is not measured has it measured', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-balancer-crashes?a=base&b=pair&t=5&speed=1')
  await drawn(page, 5)
  await guess(page)
  await page.getByRole('button', { name: 'All 4 variants in one table' }).click()
  await page.getByText(/^Measuring: /).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Measure all 4 variants' }).isVisible(), false)
  await leave()
})

test('where no more variants are there than are on stage there is no table', async () => {
  const text = { version: 1, title: 'two', duration: '10s', nodes: { a: { kind: 'client' }, b: { kind: 'server' } } }
  text.flows = { f: { from: 'a', to: 'b', pattern: 'requestResponse', send: { rate: '5/s' } } }
  text.variants = { other: { title: 'other', flows: { f: { send: { rate: '9/s' } } } } }
  const { page, leave } = await visit(w, `#v1/text/${zlib.deflateRawSync(JSON.stringify(text)).toString('base64url')}`)
  await drawn(page)
  await becomes(() => page.locator('.unfold h2', { hasText: /^Table/ }).count(), 0)
  await leave()
})

test('the verdict of two leads on to the table of all, once it may be seen', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/five-ways-to-hear-of-an-update?t=20&speed=1')
  const all = page.getByRole('button', { name: 'All 5 variants in one table' })
  await page.locator('.words').waitFor()
  await becomes(() => all.count(), 0)
  await page.locator('.predict button').first().click()
  await all.click()
  const table = page.getByRole('region', { name: 'Table', exact: true }).locator('table').first()
  await table.waitFor()
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SUMMARY')
  const amount = table.locator('tbody tr').first().locator('td')
  assert.match(await amount.first().textContent(), /^1\.\d+ s ±\d/)
  assert.match(await amount.nth(1).textContent(), /^1\.\d+ kB$/, 'without an interval that no digit shows')
  const first = await amount.first().textContent()
  await page.locator('.slider input').first().press('End')
  await page.locator('.tabled .old table').waitFor()
  await page.locator('.words .verdict').waitFor()
  await all.click()
  await becomes(async () => (await amount.first().textContent()) === first, false, 'it is of the text as it is now')
  await becomes(() => page.locator('.tabled .old').count(), 0)
  assert.match(await amount.first().textContent(), /^\d\d?\.?\d* s ±\d/, 'and asks every 20 s')
  await leave()
})

test('on a phone there is a card of what is never heard, and where the columns have a little more room a shade says where they go on', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/five-ways-to-hear-of-an-update?t=20&speed=1', {
    width: 360,
    height: 740,
  })
  await drawn(page, 20)
  await guess(page)
  await page.locator('.unfold summary', { hasText: /^Table/ }).click()
  await page.locator('.tabled').getByRole('table', { name: 'never heard' }).waitFor()
  await page.setViewportSize({ width: 610, height: 740 })
  await page.locator('.tabled').getByRole('columnheader', { name: 'never heard' }).waitFor()
  const box = page.locator('.tabled .sideways')
  await box.evaluate((e) => (e.style.width = '400px'))
  const at = async (x) => {
    const { width } = await box.evaluate((e, x) => ((e.scrollLeft = x * e.scrollWidth), e.getBoundingClientRect()), x)
    const shot = await box.screenshot({ scale: 'css' })
    return page.evaluate(
      async ([png, width]) => {
        const image = new Image()
        image.src = `data:image/png;base64,${png}`
        await image.decode()
        const to = new OffscreenCanvas(image.width, image.height).getContext('2d')
        to.drawImage(image, 0, 0)
        const [edge, ground] = [1, 24].map((in_) => to.getImageData(width - in_ - 1, 4, 1, 1).data[0])
        return ground - edge
      },
      [shot.toString('base64'), Math.floor(width)],
    )
  }
  assert.ok((await at(0)) > 20, 'there is more to the right')
  assert.ok((await at(1)) < 5, 'there it ends')
  await leave()
})
