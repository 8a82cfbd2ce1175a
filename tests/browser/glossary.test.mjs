import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, becomes, drawn, guess, resting, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const polling = '#v1/scenario/long-polling-or-push?a=base&b=push&t=2.2&speed=1'
const phone = { width: 390, height: 844 }
const tip = (page) => page.locator('.tip:popover-open')

async function noViolations(page, part) {
  const violations = await axe(page, { part })
  assert.deepEqual(
    violations.map((v) => `${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`),
    [],
  )
}

for (const [where, fragment] of [
  ['a scenario', polling],
  ['the gallery', ''],
]) {
  test(`on a phone the glossary is reachable from ${where}, fits, and can be searched`, async () => {
    const { page, leave } = await visit(w, fragment, phone)
    if (fragment) await drawn(page, 2.2)
    else await page.waitForSelector('.card')
    await page.getByRole('button', { name: 'Glossary' }).click()
    const dialog = page.getByRole('dialog', { name: 'Glossary' })
    await dialog.waitFor()
    const box = await resting(dialog)
    assert.ok(box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box))
    assert.equal(await dialog.evaluate((d) => d.scrollWidth - d.clientWidth), 0)
    await page.getByLabel('Find a term').fill('head-of-line')
    assert.deepEqual(await dialog.locator('dt').allTextContents(), ['Head of line', 'MX-3'])
    await page.getByLabel('Find a term').fill('no such term')
    await dialog.getByText('There is no such term.').waitFor()
    await noViolations(page, 'dialog')
    await dialog.getByRole('button', { name: 'Close' }).click()
    await dialog.waitFor({ state: 'detached' })
    await leave()
  })
}

test('on a desk there is one way to the glossary, in the header', async () => {
  const { page, leave } = await visit(w, polling)
  await drawn(page, 2.2)
  await becomes(() => page.getByRole('button', { name: 'Glossary' }).count(), 1)
  assert.ok(await page.locator('header').getByRole('button', { name: 'Glossary' }).isVisible())
  await leave()
})

test('where time goes, how it ended, claims, figures, patterns and sliders are explained where they stand', async () => {
  const { page, leave } = await visit(w, polling)
  await drawn(page, 2.2)
  await guess(page)
  await page.getByLabel('Which events').selectOption('operations')
  await page.locator('.log button', { hasText: 'ends: ok' }).first().click()
  await page.locator('.inspector h3', { hasText: /^Operation \d+: ok/ }).waitFor()
  const explains = async (label, scope, says) => {
    await page.locator(scope).getByRole('button', { name: label, exact: true }).first().click()
    await tip(page).getByText(says).waitFor()
    await page.keyboard.press('Escape')
    await tip(page).waitFor({ state: 'hidden' })
  }
  await explains('in flight', '.inspector', 'On its way between the ends of a link')
  await explains('ok', '.inspector', 'It went well.')
  await explains('PU-1', '[aria-label="What must come out"]', 'Push delivers as soon as it is known')
  await explains('inbox.staleness.max@push', '[aria-label="What must come out"]', 'the greatest')
  await explains('difference, 95 % interval', '.score', '19 of 20')
  await explains('Seed', '[aria-label="The run"]', 'Where all randomness comes from')
  await explains('base', '.stages', 'without any variant')
  await explains('Pause before asking again', '.goals', '/flows/inbox/longPolling/pause')
  await leave()
})

test('every slider of the gallery has an explanation from the schema', async () => {
  const { page, leave } = await visit(w, '', { height: 900 })
  await page.route('**/*.wasm', () => {}) // nothing is run
  const some = JSON.parse(w.run('list', '--json')).filter((_, i) => i % 6 === 0)
  for (const { name, title } of some) {
    await page.evaluate((name) => {
      location.hash = `#v1/scenario/${name}`
    }, name)
    await page.locator('.crumbs b').getByText(title, { exact: true }).waitFor()
    await page.waitForSelector('.goals')
    for (const label of await page.locator('.slider .term').all()) {
      await label.click()
      await tip(page).waitFor()
      assert.ok(!(await tip(page).textContent()).includes('Nothing more'), `${name}: ${await tip(page).textContent()}`)
      await page.keyboard.press('Escape')
    }
  }
  await leave()
})

test('every claim, node and pattern that the page shows has an explanation', async () => {
  const { page, leave } = await visit(w, polling)
  const shipped = (file) => page.evaluate((file) => fetch(file).then((r) => r.json()), file)
  const [words, list] = [await shipped('words.json'), await shipped('gallery.json')]
  const known = new Set(words.terms.map((t) => `${t.of} ${t.name}`))
  const wanted = [
    ...list.flatMap((c) => c.claims.map((id) => `claim ${id}`)),
    ...list.flatMap((c) => c.nodes.map(([kind]) => `node ${kind}`)),
    ...list.flatMap((c) => c.patterns.map((p) => `pattern ${p}`)),
  ]
  assert.deepEqual(
    wanted.filter((t) => !known.has(t)),
    [],
  )
  await leave()
})

test('an explanation opens by keyboard, is read out, and gives the focus back', async () => {
  const { page, leave } = await visit(w, polling)
  await drawn(page, 2.2)
  await guess(page)
  const button = page.locator('.score .term', { hasText: 'Staleness, p50' })
  const at = () => page.evaluate(() => document.activeElement.className)
  await button.focus()
  await page.keyboard.press('Enter')
  await tip(page).waitFor()
  assert.equal(await at(), 'tip')
  await noViolations(page, '.tip')
  await page.keyboard.press('Escape')
  assert.equal(await button.evaluate((b) => b === document.activeElement), true)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await tip(page).waitFor({ state: 'hidden' })
  assert.notEqual(await at(), 'tip')
  assert.equal(
    await page.evaluate(() => document.querySelector('.score').contains(document.activeElement)),
    true,
    'Tab goes on from the term',
  )
  await leave()
})

test('an explanation opens by touch, stays within a phone, and a second touch closes it', async () => {
  const context = await w.browser.newContext({ viewport: phone, hasTouch: true, isMobile: true })
  const page = await context.newPage()
  await page.goto(w.url + polling)
  await drawn(page, 2.2)
  await guess(page)
  await page.getByLabel('A place').selectOption({ label: 'api' })
  const terms = await page.locator('.term').all()
  assert.ok(terms.length > 20, `${terms.length} terms`)
  for (const term of terms) {
    if (!(await term.isVisible())) continue
    await term.scrollIntoViewIfNeeded()
    await term.tap()
    await tip(page).waitFor()
    const box = await resting(tip(page))
    assert.ok(
      box.x >= 0 && box.x + box.width <= 390 && box.y >= 0 && box.y + box.height <= 844,
      `${await term.textContent()}: ${JSON.stringify(box)}`,
    )
    await page.keyboard.press('Escape')
  }
  const one = page.locator('.score .term').first()
  await one.tap()
  await tip(page).waitFor()
  await one.tap()
  await tip(page).waitFor({ state: 'hidden' })
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0)
  await context.close()
})
