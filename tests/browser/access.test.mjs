import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, becomes, drawn, figures, guess, picture, playhead, resting, seek, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const polling = '#v1/scenario/long-polling-or-push?a=base&b=push&t=2.2&speed=1'

/** Has the page in dark or light colours at once. */
async function coloured(page, colorScheme) {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('* { transition: none !important }')
    document.adoptedStyleSheets = [sheet]
  })
  await page.emulateMedia({ colorScheme })
}

// Of a table and of a list of terms, what is alike in each row: axe takes a second for 300 elements.
const more = 'tbody tr:nth-child(n + 12), dialog :is(dt, dd):nth-of-type(n + 12)'

/** Asserts that axe finds nothing in the light, nor, of colours, in the dark; and says where it does. */
async function noViolations(page, view, part) {
  await coloured(page, 'dark')
  const dark = await axe(page, { part, but: more, rules: ['color-contrast', 'link-in-text-block'] })
  await coloured(page, 'light')
  const light = await axe(page, { part, but: more })
  const said = (scheme) => (v) =>
    `${view}, ${scheme}: ${v.id}: ${v.nodes
      .slice(0, 3)
      .map((n) => `${n.target} ${n.failureSummary}`)
      .join('; ')}`
  assert.deepEqual([...dark.map(said('dark')), ...light.map(said('light'))], [])
}

for (const width of [1440, 390]) {
  test(`no accessibility violations in any view, light or dark, ${width} px`, async () => {
    const { page, leave } = await visit(w, '', { width, height: 900 })
    await page.waitForSelector('.card')
    await noViolations(page, 'gallery')
    await page.goto(w.url + polling)
    await drawn(page, 2.2)
    await noViolations(page, 'scenario')
    await guess(page)
    await page.getByLabel('A place').selectOption({ label: 'api' })
    await page.getByText('All figures', { exact: true }).click()
    await page.getByText('The same as a table').click()
    await noViolations(page, 'a place selected, tables open', ['.inspector', '.chart', '.score', '.goals'])
    await page.getByRole('button', { name: 'Edit JSON' }).click()
    await page.locator('.cm-content').waitFor()
    await noViolations(page, 'editor', '.editor')
    await page.getByRole('button', { name: 'Export' }).click()
    await noViolations(page, 'export', '.top')
    await page.getByRole('button', { name: 'Glossary' }).click()
    await noViolations(page, 'glossary', 'dialog[open]')
    await leave()
  })
}

test('Tab goes through the whole page and is never trapped', async () => {
  const { page, leave } = await visit(w, polling)
  await drawn(page, 2.2)
  await guess(page)
  await page.getByRole('button', { name: 'Edit JSON' }).click()
  await page.locator('.cm-content').waitFor()
  await page.locator('.skip').focus()
  const seen = ['Skip to content']
  for (let i = 0; i < 160; i++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const e = document.activeElement
      return e === document.body
        ? 'body'
        : `${e.tagName}.${e.className} ${e.id} ${e.getAttribute('aria-label') ?? e.textContent.slice(0, 30)}`
    })
    if (at === 'body' || (seen.length > 5 && at === seen[0])) break
    seen.push(at)
  }
  assert.ok(seen.at(-1).includes('Licences'), `the last stop is the page's last link, not ${seen.at(-1)}`)
  for (const stop of [
    'Skip to content',
    'Share',
    'api, Long polling',
    'Play',
    'Time',
    'Speed',
    'What the chart shows',
    'slider-flows',
    'Copy',
    'A place',
    'Events around',
    'sheet',
    'Theme',
  ]) {
    assert.ok(
      seen.some((s) => s.includes(stop)),
      `${stop} among ${seen.join(' | ')}`,
    )
  }
  await leave()
})

test('the player takes no key: the deck works by keyboard', async () => {
  const { page, leave } = await visit(w, polling)
  await drawn(page, 2.2)
  await page.locator('.track input').focus()
  await page.keyboard.press('.')
  const next = await playhead(page)
  assert.ok(next > 2.2)
  await page.keyboard.press('ArrowRight')
  assert.ok((await playhead(page)) > next)
  await page.keyboard.press('Home')
  assert.equal(await playhead(page), 0)
  assert.match(await page.locator('.track input').getAttribute('aria-valuetext'), /^0\.000 s of 60/)
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
  await page.getByRole('button', { name: 'api, Push' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Crash api' }).waitFor()
  await becomes(() => page.locator('.places :focus').count(), 1)
  await page.keyboard.press('Enter')
  await becomes(() => page.locator('.hand :focus').count(), 1, 'a second Enter leads on to what can be done to it')
  await leave()
})

for (const width of [1440, 768, 390]) {
  test(`nothing is cut off at ${width} px`, async () => {
    const { page, leave } = await visit(w, '', { width, height: 844 })
    await page.waitForSelector('.card')
    const over = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok((await over()) <= 0, 'the gallery')
    await page.goto(w.url + polling)
    await drawn(page, 2.2)
    assert.ok((await over()) <= 0, 'a scenario')
    await page.getByRole('button', { name: 'Edit JSON' }).click()
    await page.locator('.cm-content').waitFor()
    assert.ok((await over()) <= 0, 'the editor')
    await leave()
  })
}

test('on a very wide screen the runs have more of it', async () => {
  for (const [width, least] of [
    [1440, 260],
    [2560, 500],
    [3840, 720],
  ]) {
    const { page, leave } = await visit(w, polling, { width, height: width * 0.6 })
    const { width: wide, height } = await resting(page.locator('.stages'))
    assert.ok(wide > 0.65 * width && height > least, `${wide} by ${height} of ${width} px`)
    await leave()
  }
})

test('on a phone, what is to be touched is large enough', async () => {
  const { page, leave } = await visit(w, polling, { width: 390, height: 844 })
  await drawn(page, 2.2)
  const small = await page
    .locator('.deck button, .deck select, .acts button, .predict button, .side select')
    .evaluateAll((all) =>
      all
        .filter((e) => e.offsetParent && (e.offsetHeight < 44 || e.offsetWidth < 44))
        .map((e) => `${e.textContent} ${e.offsetWidth}x${e.offsetHeight}`),
    )
  assert.deepEqual(
    small.filter((s) => !/ \d+x4[0-9]/.test(s)),
    [],
  )
  await leave()
})

test('reduced motion: nothing plays by itself, messages step', async () => {
  const { page, leave } = await visit(w, polling, { motion: 'reduce' })
  await drawn(page, 2.2)
  await page.waitForTimeout(300)
  assert.equal(await playhead(page), 2.2)
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  await leave()
})

test('without WebGL there are pictures, figures, charts and events all the same', async () => {
  const plain = await world({ webgl: false })
  try {
    const { page, leave } = await visit(plain, polling)
    await page.locator('.loading', { hasText: 'no WebGL' }).waitFor()
    assert.ok((await page.locator('.still svg .node').count()) >= 22, 'the places of both runs')
    const seen = await page.locator('.still svg .msg').count()
    await seek(page, 20)
    await page.locator('.sentence', { hasText: 'operations' }).waitFor()
    await becomes(async () => (await page.locator('.still svg .msg').count()) !== seen, true, 'other messages')
    assert.ok((await figures(page))['Staleness, p99'][1].includes('ms'))
    await page.getByLabel('A place').selectOption({ label: 'api' })
    await page.getByRole('button', { name: 'Crash api' }).click()
    await page.getByRole('button', { name: 'Restore api' }).waitFor()
    await leave()
  } finally {
    await plain.end()
  }
})

test('with forced colours there is a plain picture', async () => {
  const { page, leave } = await visit(w, polling, { forced: 'active' })
  await page.locator('.still svg .node').first().waitFor()
  assert.equal(await page.locator('iframe').evaluate((f) => getComputedStyle(f).visibility), 'hidden')
  await noViolations(page, 'scenario')
  await leave()
})

test('the theme can be chosen, and the picture follows', async () => {
  const { page, leave } = await visit(w, polling)
  const day = await picture(page, 2.2)
  await page.getByRole('button', { name: 'Theme: as the system' }).click()
  await page.getByRole('button', { name: 'Theme: light' }).click()
  await page.getByRole('button', { name: 'Theme: dark' }).waitFor()
  await page.waitForTimeout(400)
  const night = await picture(page, 2.2)
  assert.ok(!night.equals(day))
  await leave()
})

test('what is exported is what was run', async () => {
  const { page, leave } = await visit(w, polling)
  await drawn(page, 2.2)
  for (const [label, ending, begins] of [
    ['Scenario, JSON', '.json', '{'],
    ['Figures, CSV', '.csv', 'variant,metric'],
    ['Events, CSV', '.csv', 'at_ns,kind'],
    ['Trace for Perfetto', '.json', '{"displayTimeUnit"'],
    ['Picture, PNG', '.png', '\x89PNG'],
  ]) {
    await page.locator('.stages').scrollIntoViewIfNeeded()
    await page.getByRole('button', { name: 'Export' }).click()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: label }).click()])
    assert.ok(file.suggestedFilename().endsWith(ending), file.suggestedFilename())
    const stream = await file.createReadStream()
    const chunks = []
    for await (const c of stream) chunks.push(c)
    assert.ok(Buffer.concat(chunks).toString('latin1').startsWith(begins), `${label} begins with ${begins}`)
  }
  await leave()
})
