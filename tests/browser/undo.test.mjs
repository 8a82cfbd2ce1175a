import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, becomes, drawn, figures, guess, resting, seek, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const digests = (page) => page.locator('.digest').evaluateAll((all) => all.map((e) => e.dataset.digest))
/** Waits until the page shows the runs with these digests, or others than these. */
const shows = (page, wanted, same = true) =>
  page.waitForFunction(
    ([wanted, same]) => {
      const now = [...document.querySelectorAll('.digest')].map((e) => e.dataset.digest)
      const fresh = !document.querySelector('.lower').classList.contains('old')
      return fresh && now.length > 0 && (JSON.stringify(now) === JSON.stringify(wanted)) === same
    },
    [wanted, same],
    { timeout: 120_000 },
  )

test('acts, sliders and the seed are undone and done again, one by one, and the runs are the same to the byte', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/ask-and-wait?t=2&speed=1', { width: 390, height: 844 })
  await drawn(page, 2)
  await guess(page)
  const undo = page.getByRole('button', { name: /^Undo: / })
  const redo = page.getByRole('button', { name: /^Redo: / })
  await becomes(() => undo.count(), 0)
  const first = await digests(page)
  await page.locator('.slider input').first().focus()
  await page.keyboard.press('End')
  await shows(page, first, false)
  const slid = await digests(page)
  await page.getByLabel('A place', { exact: true }).selectOption({ label: 'api' })
  await page.locator('.hand button', { hasText: /^Crash/ }).click()
  await shows(page, slid, false)
  const crashed = await digests(page)
  assert.match(await undo.textContent(), /^Undo: Crash api for 5 s at 2\.000 s$/)
  await undo.click()
  await shows(page, slid)
  await becomes(() => page.getByRole('list', { name: 'What you did' }).count(), 0)
  await page.keyboard.press('Control+z')
  await shows(page, first)
  await becomes(() => undo.count(), 0)
  await page.keyboard.press('Control+Shift+z')
  await shows(page, slid)
  await redo.click()
  await shows(page, crashed)
  await becomes(() => page.getByRole('list', { name: 'What you did' }).getByRole('listitem').count(), 1)
  assert.deepEqual(await axe(page, { part: '.undoing' }), [])
  assert.ok((await resting(undo)).height >= 44)
  const own = await page.getByLabel('Seed').inputValue()
  await page.getByLabel('Seed').fill('77')
  await page.getByLabel('Seed').press('Tab')
  await page.getByRole('button', { name: 'Undo: another seed' }).click()
  await shows(page, crashed)
  assert.equal(await page.getByLabel('Seed').inputValue(), own)
  await leave()
})

test('what is done at any instant is written with a time that is read at a glance, at which the page shows it', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/ask-and-wait?t=10.037530433&speed=1')
  await drawn(page, 10.037530433)
  await guess(page)
  const first = await digests(page)
  await page.getByLabel('A place', { exact: true }).selectOption({ label: 'api' })
  await page.locator('.hand button', { hasText: /^Crash/ }).click()
  await shows(page, first, false)
  const entry = await page.evaluate(() => {
    const { text } = JSON.parse(localStorage.getItem('draft:ask-and-wait'))
    return Object.values(JSON.parse(text).timeline).at(-1)
  })
  assert.deepEqual([entry.fault, entry.at], ['crash', '10.038s'])
  assert.equal(await page.locator('.clock b').textContent(), '10.038 s')
  await page.getByRole('button', { name: 'Undo: Crash api for 5 s at 10.038 s' }).waitFor()
  await page.locator('.hand .down').waitFor()
  await leave()
})

test('the hint of a goal is done, or the variant that it names is seen, and the goal is reached', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/four-ways-to-hear-the-news?t=2&speed=1')
  await drawn(page, 2)
  await guess(page)
  const goal = (i) => page.locator('.goal').nth(i)
  const beyond = (i) =>
    goal(i)
      .locator('.toward')
      .evaluate((bar) => bar.querySelector('i').offsetWidth > bar.querySelector('b').offsetLeft + 2)
  const first = await digests(page)
  assert.equal(await beyond(0), true, 'the bar is longer than the goal allows')
  await goal(0).getByText('A hint').click()
  assert.match(await goal(0).locator('.way p').textContent(), /: 200 ms\.$/)
  assert.deepEqual(await axe(page, { part: '.goals' }), [])
  await page.getByRole('button', { name: 'What comes out?' }).click()
  const written = page.getByText('Written of the scenario as it is shipped')
  assert.equal(await written.isVisible(), false)
  await goal(0).getByRole('button', { name: 'Do that' }).click()
  await written.waitFor()
  await page.locator('.goal.done').first().waitFor({ timeout: 120_000 })
  assert.match(await page.locator('.goal.done').textContent(), /half a second on average \(reached\)/)
  assert.equal(await beyond(0), false, 'the bar ends before the mark')
  await page.getByRole('button', { name: /^Undo: .*: 200 ms\.$/ }).click()
  await shows(page, first)
  await becomes(() => page.locator('.goal.done').count(), 0)
  await goal(1).getByText('A hint').click()
  await goal(1).getByRole('button', { name: 'See it alone' }).click()
  await page.locator('.goal.done', { hasText: 'empty answers' }).waitFor({ timeout: 120_000 })
  await becomes(() => page.locator('.digest').count(), 1)
  await leave()
})

test('after an act what the figures were stands beside them, until it is undone', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-balancer-crashes?a=base&b=pair&t=5&speed=1')
  await drawn(page, 5)
  await guess(page)
  const was = () =>
    page
      .locator('.score > table tbody tr')
      .evaluateAll((rows) =>
        Object.fromEntries(
          rows.map((r) => [
            r.querySelector('th').textContent,
            [...r.querySelectorAll('td .was')].map((e) => e.textContent),
          ]),
        ),
      )
  const many = () =>
    page.waitForFunction(() => document.querySelector('.score small').textContent.includes('replications'))
  await many()
  const first = await digests(page)
  const before = await figures(page)
  assert.deepEqual(Object.values(await was()).flat(), [])
  await page.getByLabel('A place', { exact: true }).selectOption({ label: 'api/0' })
  await page.getByRole('button', { name: 'Crash api/0' }).click()
  await shows(page, first, false)
  await page.getByText(/^Faint: before “Crash api\/0/).waitFor()
  await many()
  const [now, told] = [await figures(page), await was()]
  let changed = 0
  for (const [name, values] of Object.entries(now)) {
    const said = values.flatMap((v, i) => (before[name] && v !== before[name][i] ? [` was ${before[name][i]}`] : []))
    if (before[name]) assert.deepEqual(told[name], said, name)
    changed += said.length
  }
  assert.ok(changed >= 2, JSON.stringify({ before, now }))
  await page.getByRole('button', { name: /^Undo: Crash/ }).click()
  await shows(page, first)
  assert.deepEqual(Object.values(await was()).flat(), [])
  await leave()
})

for (const name of ['ask-and-wait', 'five-ways-to-hear-of-an-update'])
  test(`after an act the curves of before are faintly behind those of now, and gone when it is undone: ${name}`, async () => {
    const { page, leave } = await visit(w, `#v1/scenario/${name}?a=base&t=15&speed=1`)
    await drawn(page, 15)
    await guess(page)
    await page.locator('.plot').scrollIntoViewIfNeeded()
    await page.locator('.plot canvas').waitFor()
    const legend = () => page.locator('.chart .legend .key b').evaluateAll((all) => all.map((b) => b.textContent))
    const pictureOf = () => page.locator('.plot canvas').evaluate((c) => c.toDataURL())
    const values = () =>
      page
        .locator('.chart tbody tr')
        .evaluateAll((rows) => rows.map((r) => r.querySelectorAll('td')[0].firstChild.textContent))
    const formerly = () =>
      page
        .locator('.chart tbody tr')
        .evaluateAll((rows) => rows.map((r) => r.querySelectorAll('td')[0].querySelector('.was')?.textContent))
    await page.getByText('The same as a table').click()
    await page.locator('.chart tbody tr').first().waitFor()
    const first = await digests(page)
    const was = await values()
    assert.ok(was.length > 50)
    assert.ok((await legend()).every((text) => !/was/.test(text)))
    await page.getByLabel('A place', { exact: true }).selectOption({ label: 'api' })
    await page.locator('.hand button', { hasText: /^Crash/ }).click()
    await shows(page, first, false)
    await page.locator('.plot').scrollIntoViewIfNeeded()
    const now = await values()
    assert.notDeepEqual(now, was)
    assert.deepEqual(
      await formerly(),
      was.map((v, i) => (v === now[i] ? undefined : ` was ${v}`)),
    )
    const end = Number(await page.locator('.track input').getAttribute('max')) / 1e9
    await page.getByText(/^Faint, and called before: what it was before “Crash api.* at 15\.000 s”\.$/).waitFor()
    const i = now.findIndex((v, i) => v !== was[i])
    await seek(page, ((i + 0.5) * end) / now.length)
    assert.ok((await legend()).some((text) => / was /.test(text)))
    const both = await pictureOf()
    await page.getByRole('button', { name: /^Undo: Crash/ }).click()
    await shows(page, first)
    assert.deepEqual(await values(), was)
    assert.ok((await formerly()).every((v) => v === undefined))
    await becomes(() => page.getByText(/^Faint, and called before/).count(), 0)
    await page.getByRole('button', { name: /^Redo: Crash/ }).click()
    await shows(page, first, false)
    assert.deepEqual(await values(), now)
    assert.notEqual(await pictureOf(), both, 'the same run without what was before is drawn otherwise')
    await leave()
  })
