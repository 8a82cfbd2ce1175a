import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { axe, becomes, drawn, guess, root, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const crash = '#v1/scenario/the-balancer-crashes?a=base&b=pair&t=20.3&speed=1'
const german = JSON.parse(readFileSync(`${root}site/src/language/de.json`, 'utf8'))
const programs = JSON.parse(readFileSync(`${root}language/de.json`, 'utf8'))

/** Opens the page as somebody sees it whose browser asks for German first. */
const visited = (fragment, options) => visit(w, fragment, { locale: 'de-DE', ...options })

/** Opens all that is folded, and shows a place, so that there is as much to read as there can be. */
async function unfolded(page) {
  if (await page.locator('.predict').count()) await guess(page)
  if (await page.locator('.inspector').count()) await page.locator('.inspector select').first().selectOption('1')
  await page.locator('main details').evaluateAll((all) => all.forEach((e) => (e.open = true)))
  await page.waitForFunction(() => !document.querySelector('.hint[role=status]:not(:empty)')?.checkVisibility())
}

/** What can be read or heard, without what is marked as English and what is code. */
function readable(page) {
  return page.evaluate(() => {
    const others = '[lang=en], code, kbd, pre, .cm-editor, iframe'
    const seen = (e) => e.checkVisibility() && !e.closest(others)
    const all = [...document.body.querySelectorAll('*')].filter((e) => seen(e) && !e.matches('script, style'))
    const texts = all.flatMap((e) => [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()))
    const attributes = ['aria-label', 'title', 'alt', 'placeholder', 'aria-valuetext']
    const labels = all.flatMap((e) => attributes.map((name) => e.getAttribute(name)?.trim() ?? ''))
    return [...new Set([...texts, ...labels])].filter(Boolean)
  })
}

/** A text in letters that nothing else on the page has. */
function marked(text) {
  const wide = (letter) => String.fromCodePoint(letter.codePointAt(0) + 0xfee0)
  return text
    .split(/(\{[\w ]+\})/)
    .map((part, i) => (i % 2 ? part : part.replace(/[A-Za-z]/g, wide)))
    .join('')
}

const texts =
  /^(kinds|title|note|question|lesson|symptom|cause|cure|options|text|label|say|says|table|published|titles|do|undo|while|over|lead|break|understood)$/

/** A value with its texts, which are under these names, in such letters. */
function signed(value, is = false) {
  if (typeof value === 'string') return is ? marked(value) : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => signed(one, is))
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, signed(one, is || texts.test(key))]))
}

/** What in a text is no word: units, what the scenario calls its parts, and names. */
function wordless(text, names) {
  const units = /\b(s|ms|B|kB|MB|GB|x|p\d+|Backchat|English|Deutsch|Mermaid|SVG|[0-9a-f]{4})\b/g
  return names.reduce((rest, name) => rest.replaceAll(new RegExp(name, 'gi'), ''), text).replace(units, '')
}

const partsOf = (name) => {
  const [scenario, inGerman] = ['', 'german/'].map((folder) =>
    JSON.parse(readFileSync(`${root}patterns/gallery/${folder}${name}.json`, 'utf8')),
  )
  const titles = [scenario, inGerman].flatMap((said) => Object.values(said.variants ?? {}).map((v) => v.title))
  const parts = ['nodes', 'flows', 'links', 'timeline'].flatMap((part) => Object.keys(scenario[part] ?? {}))
  const faults = Object.values(scenario.timeline ?? {}).map((e) => e.fault ?? '')
  return [scenario.title, ...titles, 'As it stands', 'Short polling', ...parts, ...faults]
    .filter(Boolean)
    .sort((a, b) => b.length - a.length)
}

for (const [view, fragment, names] of [
  ['the gallery', '', partsOf('five-ways-to-hear-of-an-update')],
  ['a scenario', crash, partsOf('the-balancer-crashes')],
]) {
  test(`all that ${view} says is German, or marked as English`, async () => {
    const { page, leave } = await visited('#v1/none')
    await page.route(/\/de-\w+\.js$/, async (route) => {
      const script = await (await route.fetch()).text()
      const said = script.includes('"1,234.5"') ? programs : german
      await route.fulfill({
        contentType: 'text/javascript',
        body: `export default ${JSON.stringify(JSON.stringify(signed(said, true)))}`,
      })
    })
    await page.route(/[.-]de\.json$/, async (route) => {
      const said = await (await route.fetch()).json()
      await route.fulfill({
        json: 'show' in said ? { ...signed(said), text: said.text, words: signed(said.words, true) } : signed(said),
      })
    })
    await page.goto(w.url + fragment)
    await page.reload()
    await page
      .locator(fragment ? '.inspector' : '.race li')
      .first()
      .waitFor()
    if (fragment) await drawn(page, 20.3)
    await unfolded(page)
    const untold = (await readable(page)).filter((text) => /[A-Za-z]{2}/.test(wordless(text, names)))
    assert.deepEqual(untold, [])
    await leave()
  })
}

/** What stands there, with plain blanks. */
async function words(page, what) {
  return (await page.locator(what).first().textContent()).replaceAll('\u00a0', ' ')
}

test('the verdict is told in German, in the words of the command line, and so is that of a comparison made here', async () => {
  const name = 'long-polling-or-push'
  const { page, leave } = await visited(`#v1/scenario/${name}?a=base&b=push&t=2&speed=1`)
  await guess(page)
  const verdict = page.locator('.words .verdict')
  await verdict.waitFor()
  const compared = (other) => {
    const json = w.run(
      'compare',
      name,
      '--variant',
      `base,${other}`,
      '--replications',
      '20',
      '--json',
      '--language',
      'de',
    )
    return JSON.parse(json).verdict.pairs[0].sentences.map((s) => s.text)
  }
  const told = compared('push')
  assert.match(told[0], /^Bei „Push“ /)
  assert.equal(await words(page, '.words .verdict'), told.join(' '))
  const [other] = await page.getByLabel('Der Lauf daneben').selectOption({ index: 2 })
  assert.notEqual(other, 'push')
  const here = compared(other).join(' ')
  await page.waitForFunction(
    (text) => document.querySelector('.words .verdict')?.textContent.replaceAll('\u00a0', ' ') === text,
    here,
    { timeout: 120_000 },
  )
  await becomes(() => verdict.locator('xpath=self::*[@lang] | .//*[@lang]').count(), 0)
  await leave()
})

test('what one run came to is told in German', async () => {
  const { page, leave } = await visited('#v1/scenario/the-retry-storm?a=base&t=2&speed=1')
  await guess(page)
  await page.locator('.words .verdict').waitFor()
  assert.match(await words(page, '.words .verdict'), /^Von [\d.]+ Operationen wurden \d+,\d % bedient; /)
  await leave()
})

test('records, the picture and the sequence are told in German', async () => {
  const { page, leave } = await visited(crash)
  await drawn(page, 20.3)
  await unfolded(page)
  const german = async (selector, words) => {
    const all = page.locator(selector)
    await all.first().waitFor({ state: 'attached' })
    const texts = (await all.allTextContents()).join('\n')
    for (const word of words) assert.match(texts, word, selector)
    await becomes(
      () => all.locator('xpath=self::*[@lang] | .//*[@lang]').count(),
      0,
      `${selector} is marked as English`,
    )
  }
  await german('.sentence', [/Nichts ist unterwegs; 3 Nachrichten gingen eben verloren; lb ist ausgefallen\./])
  await german('.log li button', [/ sendet eine Anfrage an lb, /, / geht verloren: verstummt/, / endet: in Ordnung/])
  await german('.sequence .word', [/Anfrage/])
  await german('.sequence .arrow title', [/ an lb: Anfrage, /])
  await leave()
})

test('what comes next on the time line is told in German', async () => {
  const { page, leave } = await visited('#v1/scenario/the-balancer-crashes?a=base&t=15&speed=1')
  await drawn(page, 15)
  await page.locator('.caption button', { hasText: 'Weiter zu 20 s: Absturz' }).waitFor()
  await leave()
})

test('a template has its texts in German, and no fault', async () => {
  const { page, leave } = await visited('')
  await page.getByRole('button', { name: 'Pollen oder pushen' }).click()
  await page.getByRole('heading', { level: 1, name: 'Pollen oder pushen' }).waitFor()
  await page.locator('.cm-content').getByText('"zwischen zwei Polls"').waitFor()
  await page.locator('.run, .stages').first().waitFor()
  await becomes(() => page.locator('.cm-lintRange-error').count(), 0)
  await leave()
})

test('what is wrong with a scenario is told in German, with a button that mends it, and so is what a field means', async () => {
  const { page, leave } = await visited(crash)
  await drawn(page, 20.3)
  await page.getByRole('button', { name: 'Editor', exact: true }).click()
  await page.locator('.cm-content').click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(`{"version": 1, "title": "t", "duration": 30, "sed": 3,
    "nodes": {"a": {"kind": "clint"}, "api": {"kind": "server"}}, "links": {"l": {"from": "a", "to": "apii"}},
    "flows": {"f": {"from": "a", "to": "api", "pattern": "requestResponse", "send": {"rate": "10/s"}}}}`)
  const faults = page.locator('.faults li')
  for (const [about, says] of [
    ['/duration', '30 hat keine Einheit; "30s" oder "30ms" schreiben'],
    ['/sed', 'unbekanntes Feld "sed"; gemeint: "seed"? Ein Szenario hat: $schema, version, title, '],
    ['/nodes/a/kind', '"clint" ist keines von diesen: client, server, balancer, broker und store; gemeint: "client"?'],
    ['/links/l/to', '"apii" gibt es nicht als Knoten; gemeint: "api"?'],
  ]) {
    const fault = faults.filter({ hasText: about })
    await fault.filter({ hasText: says }).waitFor()
  }
  await becomes(() => faults.locator('[lang]').count(), 0)
  await becomes(() => page.locator('.sheet [lang=en]').count(), 0)
  await faults.filter({ hasText: '/sed' }).getByRole('button', { name: '"seed" schreiben' }).click()
  await faults.filter({ hasText: '/sed' }).waitFor({ state: 'detached' })
  await page.locator('.cm-content').focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.insertText('"warm": "1s", ')
  for (let i = 0; i < 9; i++) await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Control+Space')
  await page
    .locator('.cm-completionInfo', { hasText: /^wo das Messfenster beginnt: .*; mindestens 0s; höchstens/ })
    .waitFor()
  await leave()
})

for (const width of [1440, 390]) {
  test(`in German nothing is wider than the page, and axe finds nothing, ${width} px`, async () => {
    const { page, leave } = await visited('', { width, height: 900 })
    await page.locator('.race li').first().waitFor()
    for (const at of ['', crash]) {
      await page.goto(w.url + at)
      if (at) await drawn(page, 20.3)
      const violations = await axe(page)
      assert.deepEqual(
        violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join()}`),
        [],
      )
      await unfolded(page)
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width)
    }
    await leave()
  })
}

test('the language that is chosen lasts, and what is shown is shown again in it', async () => {
  const { page, leave } = await visit(w, crash)
  await drawn(page, 20.3)
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
  await page.getByRole('button', { name: 'Step to the next event' }).click()
  const at = await page.locator('.clock b').textContent()
  await page.getByRole('button', { name: 'Deutsch' }).click()
  await page.getByRole('button', { name: 'Vor zum nächsten Ereignis' }).waitFor()
  await page.getByRole('button', { name: 'Deutsch', pressed: true }).waitFor()
  assert.equal(await page.locator('.clock b').textContent(), at.replace('.', ','))
  await page.reload()
  await page.getByRole('link', { name: 'Galerie' }).waitFor()
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'de')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('link', { name: 'Gallery' }).waitFor()
  assert.equal(await page.locator('.clock b').textContent(), at)
  await leave()
})

for (const [fragment, width] of [
  ['', 1440],
  [crash, 390],
]) {
  test(`who chooses another language stays where they are on the page, ${width} px`, async () => {
    const { page, leave } = await visit(w, fragment, { width, height: 800 })
    await page
      .locator(fragment ? '.digest' : '.race li')
      .first()
      .waitFor()
    const top = (name, pressed) =>
      page.getByRole('button', { name, pressed }).evaluate((e) => Math.round(e.getBoundingClientRect().top))
    await page.getByRole('button', { name: 'Deutsch' }).scrollIntoViewIfNeeded()
    const before = await top('Deutsch', false)
    await page.getByRole('button', { name: 'Deutsch' }).click()
    await page
      .getByText(fragment ? 'Was herauskommen soll' : 'Alle fünf')
      .or(page.locator('.race li'))
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Deutsch', pressed: true }).waitFor()
    await page.waitForFunction(() => document.activeElement.textContent === 'Deutsch')
    await page.waitForTimeout(1500)
    assert.ok(Math.abs((await top('Deutsch', true)) - before) <= 2)
    assert.ok((await page.evaluate(() => scrollY)) > 1000)
    await leave()
  })
}

test('what is written in the editor outlives another language', async () => {
  const { page, leave } = await visit(w, crash)
  await drawn(page, 20.3)
  await page.getByRole('button', { name: 'Edit JSON' }).click()
  await page.locator('.cm-content').click()
  await page.keyboard.type(' ')
  await page.getByRole('button', { name: 'Deutsch' }).click()
  await page.getByText(/^Hier gibt es Änderungen vom /).waitFor()
  await leave()
})

test('an English page asks for no other language', async () => {
  const { page, leave } = await visit(w, '#v1/none')
  const asked = []
  page.on('request', (r) => asked.push(r.url()))
  await page.goto(w.url)
  await page.reload()
  await page.locator('.card').first().waitFor()
  assert.deepEqual(
    asked.filter((url) => /\/de-/.test(url)),
    [],
  )
  await leave()
})

test('in German figures have decimal commas, and thousands are parted by points', async () => {
  const { page, leave } = await visited('#v1/scenario/the-retry-storm')
  await guess(page)
  const figures = page.locator('.score tbody td:not(.diff)')
  await figures.first().waitFor()
  const all = await figures.allTextContents()
  assert.ok(all.includes('12.853'), `the longest queue, among ${all.join(' | ')}`)
  assert.ok(all.some((text) => /^\d+,\d+ (%|ms|s|MB)$/.test(text)))
  assert.deepEqual(
    all.filter((text) => /\d\.\d(?!\d\d)/.test(text)),
    [],
  )
  await leave()
})
