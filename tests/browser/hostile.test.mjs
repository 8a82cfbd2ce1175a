// What a link brings may be anything: words without end, faults, a bomb.
import assert from 'node:assert/strict'
import zlib from 'node:zlib'
import { after, before, test } from 'node:test'
import { drawn, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

/** The fragment of a link to a text. */
function link(text, query = 'a=base') {
  return `#v1/text/${zlib.deflateRawSync(text, { level: 9 }).toString('base64url')}?${query}`
}

const word = 'x'.repeat(3000),
  id = 'n' + 'o'.repeat(63),
  flow = 'f' + 'o'.repeat(63),
  variant = 'v' + 'o'.repeat(63)
const wide = {
  version: 1,
  title: word,
  question: word,
  lesson: word,
  duration: '10s',
  nodes: { phone: { kind: 'client' }, [id]: { kind: 'server', service: '5ms' } },
  links: { ['l' + 'o'.repeat(63)]: { from: 'phone', to: id, latency: '10ms' } },
  flows: { [flow]: { from: 'phone', to: id, pattern: 'requestResponse', send: { rate: '5/s' } } },
  timeline: { ['t' + 'o'.repeat(63)]: { at: '2s', for: '2s', fault: 'crash', target: `${id}/0`, say: word } },
  variants: { [variant]: { nodes: { [id]: { service: '20ms' } } } },
  expect: [{ that: `${flow}.latency.p99@${variant} > ${flow}.latency.p99` }],
  goals: [{ text: word, that: `${flow}.ok > 1` }],
  predict: { options: [word, 'no'], right: 0 },
  sliders: [{ path: `/nodes/${id}/service`, label: word, min: '1ms', max: '50ms' }],
}

/** What reaches beyond the right edge of the page, and is not in something that scrolls. */
function beyond(page) {
  return page.evaluate(() => {
    const edge = document.documentElement.clientWidth
    const scrolls = (e) =>
      e !== null &&
      e !== document.body &&
      (/(auto|scroll|hidden|clip)/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement))
    return {
      width: document.documentElement.scrollWidth - edge,
      all: [...document.querySelectorAll('body *')]
        .filter(
          (e) =>
            e.getClientRects().length > 0 &&
            e.getBoundingClientRect().right > edge + 1 &&
            !scrolls(e.parentElement) &&
            !e.closest('.sr, .skip, .toast'),
        )
        .slice(0, 5)
        .map((e) => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 40)}`),
    }
  })
}

for (const width of [360, 1440]) {
  test(`words of 3,000 letters and ids of 64 break no layout at ${width} px`, async () => {
    const { page, leave } = await visit(w, link(JSON.stringify(wide), `a=base&b=${variant}&t=2.5`), {
      width,
      height: 800,
    })
    await page.locator('.goal').first().waitFor({ timeout: 120_000 })
    await page.locator('.predict button').first().click()
    await page.getByRole('button', { name: 'What comes out?' }).click()
    if (process.env.PICTURES)
      await page.screenshot({ path: `${process.env.PICTURES}/wide-${width}.png`, fullPage: true })
    assert.deepEqual(await beyond(page), { width: 0, all: [] })
    await leave()
  })
}

test('a link that cannot be shown says why', async () => {
  for (const [fragment, says] of [
    ['#v9/x', /of version 9\. This page reads version 1/],
    ['#v1/elsewhere', /does not lead anywhere\. One to a scenario begins with #v1\/scenario\//],
    ['#v1/scenario/nope', /There is no scenario “nope” in the gallery\./],
    ['#v1/scenario/No%20pe', /names no scenario/],
    ['#v1/text/zzz', /damaged/],
  ]) {
    const { page, leave } = await visit(w, fragment)
    await page.getByRole('heading', { name: 'This cannot be shown' }).waitFor()
    assert.match(await page.locator('main').innerText(), says)
    assert.doesNotMatch(await page.locator('main').innerText(), /404|scenario\.json/)
    await leave()
  }
})

test('the faults of a scenario in a link stand one a line', async () => {
  const { page, leave } = await visit(
    w,
    link('{"version": 1, "title": "t", "duration": 5, "nodes": {"a": {"kind": "clint"}}, "flows": {}}'),
  )
  await page.locator('.faults li').first().waitFor({ timeout: 60_000 })
  const lines = await page.locator('.faults li').allInnerTexts()
  assert.ok(lines.length >= 2, lines.join('\n'))
  for (const line of lines) assert.match(line, /^\d+:\d+ \//)
  assert.ok(
    lines.some((l) => l.includes('write "5s" or "5ms"')),
    lines.join('\n'),
  )
  await leave()
})

test('what is not run is said where it is seen', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/ask-and-wait', { height: 700 })
  await page.getByRole('button', { name: 'Edit JSON' }).click()
  await page.locator('.sheet .cm-content').waitFor({ timeout: 60_000 })
  await page.locator('.sheet .cm-content').fill('{"version": 1,\n "title": "t",\n "duration": 5}')
  await page.getByRole('button', { name: 'Run this' }).click()
  const says = page.locator('.refusal')
  await says.filter({ hasText: /This is not run: there are \d+ faults\./ }).waitFor()
  assert.ok(
    await says.evaluate((e) => {
      const r = e.getBoundingClientRect()
      return r.top >= 0 && r.bottom <= innerHeight
    }),
    'it is in sight',
  )
  await leave()
})

test('a short link to a scenario without end does not stall the page, and can be stopped', async () => {
  const nodes = Array.from({ length: 20_000 }, () => '"api"').join(',')
  for (const text of [
    `{"version":1,"title":"t","duration":"1s","nodes":{"lb":{"kind":"balancer","to":[${nodes}]}}}`,
    '['.repeat(500_000),
    '{"a":'.repeat(90_000),
    ' '.repeat(3_000_000),
  ]) {
    const fragment = link(text)
    assert.ok(fragment.length < 6000, `${fragment.length} letters`)
    const { page, leave } = await visit(w, fragment)
    await page.getByRole('heading', { name: 'This cannot be shown' }).waitFor({ timeout: 60_000 })
    await leave()
  }
})

test('two hundred nodes are shown without a fault', async () => {
  const nodes = { phone: { kind: 'client' } }
  for (let i = 0; i < 199; i++) nodes[`s${i}`] = { kind: 'server' }
  const flows = {
    f: { from: 'phone', to: 's0', pattern: 'requestResponse', send: { rate: '1/s' } },
  }
  const text = JSON.stringify({ version: 1, title: 'many', duration: '5s', nodes, flows })
  const { page, leave } = await visit(w, link(text))
  await drawn(page)
  await leave()
})
