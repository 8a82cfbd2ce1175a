import assert from 'node:assert/strict'
import http from 'node:http'
import { after, before, test } from 'node:test'
import { axe, drawn, visit, world } from './world.mjs'

const polling = '#v1/scenario/long-polling-or-push?a=base&b=push&t=2.2&speed=1'
const embedded = `${polling}&embed=1`

let w, host
before(async () => {
  w = await world()
  host = await outer()
})
after(async () => {
  host?.server.close()
  await w?.end()
})

/** A page of another origin, and even of another site, that holds what html says. */
async function outer() {
  let html = ''
  const server = http.createServer((_, answer) => {
    answer.setHeader('Content-Type', 'text/html; charset=utf-8')
    answer.end(
      `<!doctype html><html lang="en"><title>Somebody's page</title><h1>Somebody's page</h1>${html}<p>And so on.</p>`,
    )
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    server,
    url: `http://localhost:${server.address().port}/`,
    holds(text) {
      html = text
    },
  }
}

/** Opens somebody's page, and gives the embedded page in it. */
async function visitOuter(html, { width = 1000, height = 900, scheme = 'light' } = {}) {
  host.holds(html)
  const context = await w.browser.newContext({ viewport: { width, height }, colorScheme: scheme })
  const page = await context.newPage()
  const troubles = [],
    asked = []
  page.on('console', (m) => {
    if (m.type() === 'error' && !m.location().url.endsWith('favicon.ico')) troubles.push(m.text())
  })
  page.on('pageerror', (e) => troubles.push(e.message))
  page.on('request', (r) => asked.push(r.url()))
  await page.goto(host.url)
  const inner = await (await page.waitForSelector('iframe')).contentFrame()
  return {
    page,
    inner,
    asked,
    async leave() {
      await context.close()
      assert.deepEqual(troubles, [])
    },
  }
}

const code = (url, height = 640) =>
  `<iframe src="${url.replaceAll('&', '&amp;')}" width="100%" height="${height}" title="Backchat" loading="lazy" allow="fullscreen"></iframe>`

test('a page of another origin embeds a scenario, which draws and plays by click and computes nothing', async () => {
  const { page, inner, asked, leave } = await visitOuter(code(w.url + embedded))
  await drawn(inner, 2.2)
  await inner.getByRole('button', { name: 'Play', exact: true }).click()
  await inner.waitForFunction(() => Number(document.querySelector('iframe').dataset.drawn) > 2.4, null, {
    timeout: 30_000,
  })
  await inner.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.waitForTimeout(500)
  assert.equal(page.workers().length, 0)
  assert.deepEqual(
    asked.filter((url) => /lab-.*\.wasm/.test(url)),
    [],
  )
  await leave()
})

test('an embedded scenario has its title, its runs, the deck and the words, and nothing else', async () => {
  const { page, inner, leave } = await visitOuter(code(w.url + embedded))
  await drawn(inner, 2.2)
  for (const there of ['.stages', '.deck', '.caption', '.sentence'])
    assert.ok(await inner.locator(there).isVisible(), there)
  for (const absent of ['.top', '.foot', '.skip', '.crumbs', '.hand', '.score', '.chart', '.goals', '.log'])
    assert.equal(await inner.locator(absent).isVisible(), false, absent)
  const link = inner.getByRole('link', { name: 'Long polling or push?' })
  assert.equal(await link.getAttribute('target'), '_blank')
  assert.equal(await link.getAttribute('rel'), 'noopener')
  const [whole] = await Promise.all([page.context().waitForEvent('page'), link.click()])
  await whole.locator('.score').waitFor()
  assert.equal(new URL(whole.url()).hash, polling)
  await leave()
})

test('another variant in an embedded scenario is run, and not compared', async () => {
  const { page, inner, leave } = await visitOuter(code(w.url + embedded))
  await drawn(inner, 2.2)
  await inner.getByLabel('The run beside it').selectOption('rare')
  await inner.waitForFunction(() => document.querySelector('h1 a').hash.includes('b=rare'), null, { timeout: 30_000 })
  await inner.locator('.status').waitFor({ state: 'hidden' })
  await page.waitForTimeout(500)
  assert.equal(page.workers().length, 1, 'the lab, and none for long work')
  await leave()
})

test('an embedded scenario fits from 320 px on, in light and dark, and axe finds nothing', async () => {
  for (const [width, scheme] of [
    [320, 'light'],
    [390, 'dark'],
    [760, 'light'],
    [1600, 'dark'],
  ]) {
    const { page, leave } = await visit(w, embedded, { width, height: 640, scheme })
    await drawn(page, 2.2)
    assert.ok(
      (await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0,
      `cut off at ${width} px`,
    )
    if (width > 703)
      assert.ok(
        (await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)) <= 0,
        `higher than the frame at ${width} px`,
      )
    const violations = await axe(page)
    assert.deepEqual(
      violations.map((v) => `${width} ${scheme}: ${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`),
      [],
    )
    await leave()
  }
})

test('the Share menu copies a link, and code that embeds this very picture', async () => {
  const { page, leave } = await visit(w, `${polling.replace('t=2.2', 't=3.25')}&seed=11`)
  await drawn(page, 3.25)
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('button', { name: 'Copy code to embed' }).click()
  await page.locator('.toast', { hasText: 'frame' }).waitFor()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  assert.match(
    copied,
    /^<iframe src="http[^"<>]*&amp;embed=1" width="100%" height="\d+" title="Long polling or push\? · Backchat" loading="lazy" allow="fullscreen"><\/iframe>$/,
  )
  await leave()
  const there = await visitOuter(copied)
  await drawn(there.inner, 3.25)
  await there.leave()
})

test('without a clipboard the code is shown, to be copied by hand', async () => {
  const { page, leave } = await visit(w, polling)
  await drawn(page, 2.2)
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('no'))
  })
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('button', { name: 'Copy code to embed' }).click()
  assert.match(await page.getByLabel('The code to embed').inputValue(), /embed=1/)
  const violations = await axe(page)
  assert.deepEqual(
    violations.map((v) => v.id),
    [],
  )
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await leave()
})

test('a damaged link says so in a frame too, and leads to the gallery in a window of its own', async () => {
  const { inner, leave } = await visitOuter(code(`${w.url}#v1/text/AAAA?embed=1`, 300))
  await inner.getByRole('heading', { name: 'This cannot be shown' }).waitFor()
  assert.equal(await inner.locator('.top').isVisible(), false)
  assert.equal(await inner.getByRole('link', { name: 'To the gallery' }).getAttribute('target'), '_blank')
  await leave()
})
