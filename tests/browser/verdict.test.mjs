import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { becomes, drawn, figures, guess, playhead, resting, seek, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

/** What stands there, with plain blanks. */
async function words(page, what) {
  return (await page.locator(what).first().textContent()).replaceAll('\u00a0', ' ')
}

/** What the command line says of two variants. */
function compared(name, a, b) {
  const { verdict } = JSON.parse(
    w.run('compare', name, '--variant', `${a},${b}`, '--replications', '20', '--json', '--metric', 'run.window'),
  )
  return verdict.pairs[0].sentences.map((s) => s.text)
}

for (const [name, other] of [
  ['the-retry-storm', 'noRetry'],
  ['the-poison-message', 'deadLetter'],
  ['the-broker-crashes', 'durable'],
]) {
  test(`${name}: the verdict leads with the share served, in the words of the command line`, async () => {
    const { page, leave } = await visit(w, `#v1/scenario/${name}?a=base&b=${other}&t=2&speed=1`)
    await guess(page)
    await page.locator('.words .verdict').waitFor()
    const said = compared(name, 'base', other)
    assert.match(said[0], /^“[A-Z][a-z0-9 ]+” serves [\d.]+ %; “as it stands”, [\d.]+ %\.$/)
    assert.equal(await words(page, '.words .verdict'), said.join(' '))
    assert.equal(await words(page, '.words .verdict b'), said[0])
    await leave()
  })
}

/** The parts of the page that give the answer away, of which nothing but what they are called can be read. */
const veiled = (page) =>
  page.evaluate(() => {
    const hidden = (e) => e.inert && /blur/.test(getComputedStyle(e).filter)
    return ['.chart', '.score', '[aria-label="What must come out"]'].filter((part) =>
      [...document.querySelector(part).children].every((e) => e.matches('.held, h2, .head') || hidden(e)),
    )
  })

test('the verdict waits for the guess, or until the reader does not want to, or plays', async () => {
  const ways = {
    guess,
    skip: (page) => page.locator('.words').getByRole('button', { name: 'Show it anyway' }).click(),
    skipBelow: (page) => page.locator('.score').getByRole('button', { name: 'Show it anyway' }).click(),
    play: (page) => page.getByRole('button', { name: 'Play', exact: true }).click(),
    change: (page) => page.getByLabel('The run beside it').selectOption({ index: 2 }),
  }
  for (const [name, way] of Object.entries(ways)) {
    const { page, leave } = await visit(w, '#v1/scenario/long-polling-or-push')
    await page.locator('.words .held', { hasText: 'Guess first' }).waitFor()
    await page.locator('.score tbody tr').first().waitFor()
    await becomes(
      () => page.locator('.words .verdict, .words .strip, .words .row button').count(),
      0,
      `before: ${name}`,
    )
    assert.deepEqual(await veiled(page), ['.chart', '.score', '[aria-label="What must come out"]'], `before: ${name}`)
    await becomes(() => page.locator('.goal small, .goal .toward').count(), 0)
    await page.locator('.unfold summary', { hasText: /^Table/ }).click()
    await page.locator('.unfold .held').waitFor()
    await way(page)
    await page.locator('.words .verdict').waitFor({ timeout: 60_000 })
    await becomes(() => page.locator('.held').count(), 0, `after: ${name}`)
    assert.deepEqual(await veiled(page), [], `after: ${name}`)
    await page.locator('.goal small').first().waitFor()
    await leave()
  }
})

test('from where the answer will be, one is led to the guess', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/long-polling-or-push', { width: 390, height: 844 })
  for (const part of ['.words', '.chart', '.score']) {
    const first = page.locator(part).getByRole('button', { name: 'Guess first' })
    await first.click()
    assert.ok(await page.locator('.predict').evaluate((e) => e.contains(document.activeElement)), part)
    const { y, height } = await resting(page.locator('.predict'))
    assert.ok(y >= 0 && y + height <= 844, `from ${part} it is seen, at ${y}`)
  }
  await page.keyboard.press('Enter')
  await page.locator('.words .verdict').waitFor()
  await leave()
})

test('who lifts the veil by keyboard goes on from there', async () => {
  for (const part of ['.chart', '.score', '[aria-label="What must come out"]', '.unfold details[open] > div']) {
    const { page, leave } = await visit(w, '#v1/scenario/long-polling-or-push')
    await page.locator('.unfold summary', { hasText: /^Table/ }).click()
    await page.locator(part).getByRole('button', { name: 'Show it anyway' }).press('Enter')
    await page.locator('.words .verdict').waitFor()
    assert.ok(await page.locator(part).evaluate((e) => e.contains(document.activeElement)), part)
    await leave()
  }
})

test('the verdict stands between the player and the table, whose equal rows are folded', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-retry-storm?a=base&b=noRetry&t=2&speed=1')
  await guess(page)
  await page.locator('.words .verdict').waitFor()
  const top = async (what) => (await resting(page.locator(what).first())).y
  assert.ok((await top('.deck')) < (await top('.words')) && (await top('.words')) < (await top('.score')))
  const names = (at) => page.locator(`${at} tbody th`).allTextContents()
  assert.ok(!(await names('.score > table')).includes('Requests'), 'requests are the same by construction')
  assert.ok((await names('.score .alike')).includes('Requests'), 'and folded')
  await becomes(() => page.locator('.strip').first().locator('svg').first().locator('.run').count(), 20)
  await seek(page, 30)
  await page
    .locator('.side output', { hasText: /failed [1-9]/ })
    .nth(1)
    .waitFor()
  const counted = await page.locator('.side output').evaluateAll((all) =>
    all.map((o) => {
      const [served, failed] = o.textContent.match(/[\d,]+/g).map((n) => Number(n.replaceAll(',', '')))
      const part = (name) => Number(o.querySelector(`.${name}`).getAttribute('width'))
      return { served, failed, off: Math.abs(part('good') / part('bad') - served / failed) }
    }),
  )
  assert.ok(counted[0].served < counted[1].served && counted[0].failed > counted[1].failed, 'it serves fewer')
  for (const { off } of counted) assert.ok(off < 0.05, 'the bar shows what the words say')
  await leave()
})

test('sentence and caption are true at every instant, while it plays too', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-balancer-crashes?a=base&b=replaced&t=21&speed=10')
  await drawn(page, 21)
  const read = () =>
    page.evaluate(() => ({
      t: Number(document.querySelector('iframe').dataset.drawn),
      sentence: document.querySelector('.sentence').textContent,
      caption: document.querySelector('.caption').textContent,
    }))
  assert.match((await read()).sentence, /lb is down.*Back after 2 s: .*lb is down/)
  await page.evaluate(() => {
    const text = (of) => document.querySelector(of).textContent
    window.looks = []
    const look = () =>
      document.querySelector('.play').ariaLabel === 'Pause' && // what is drawn after a pause is of before it
      window.looks.push({
        t: Number(document.querySelector('iframe').dataset.drawn),
        clock: text('.clock b'),
        sentence: text('.sentence'),
        caption: text('.caption'),
      })
    new MutationObserver(look).observe(document.querySelector('iframe'), { attributeFilter: ['data-drawn'] })
  })
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  while ((await playhead(page)) < 44) await page.waitForTimeout(60)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  const looks = await page.evaluate(() => window.looks)
  const seen = looks.filter((s) => s.sentence !== 'This part of the run is on its way.')
  const between = seen.filter((s) => s.t >= 22 && s.t < 35),
    later = seen.filter((s) => s.t >= 35)
  for (const s of seen) assert.equal(s.clock, `${s.t.toFixed(3)} s`, 'clock and picture have one instant')
  assert.ok(between.length > 2 && later.length > 2, `${seen.length} looks`)
  for (const s of between) {
    assert.match(s.sentence, /^As it stands: .*lb is down.*Back after 2 s: /, `at ${s.t} s`)
    assert.doesNotMatch(s.sentence, /Back after 2 s: .*lb is down/, `at ${s.t} s`)
    assert.match(s.caption, /^20 sAs it stands: .*22 sBack after 2 s: lb is back\./, `at ${s.t} s`)
  }
  for (const s of later) {
    assert.doesNotMatch(s.sentence, /is down/, `at ${s.t} s`)
    assert.match(s.caption, /^35 sAs it stands: .*22 sBack after 2 s: lb is back\./, `at ${s.t} s`)
  }
  await leave()
})

test('a caption that holds for both is said once', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-balancer-crashes?a=base&b=pair&t=21&speed=1')
  await page.locator('.caption .time').waitFor()
  await becomes(() => page.locator('.caption .time').count(), 1)
  assert.doesNotMatch(await page.locator('.caption').textContent(), /As it stands|Pair/)
  await seek(page, 10)
  await becomes(() => page.locator('.caption .time').count(), 0)
  await leave()
})

test('an old verdict never stands beside a run that is being made', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/ask-and-wait?a=base&b=near&t=2&speed=1')
  await guess(page)
  await page.locator('.words .verdict').waitFor()
  const old = await page.locator('.words .verdict').textContent()
  await page.evaluate(() => {
    window.looks = []
    const look = () =>
      window.looks.push([
        document.querySelector('.status').textContent,
        document.querySelector('.words').textContent,
        document.querySelector('.lower').classList.contains('old'),
      ])
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    })
  })
  await page.locator('.slider input').first().focus()
  await page.keyboard.press('Home')
  await page.waitForFunction(
    (old) => {
      const v = document.querySelector('.words .verdict')
      return v && v.textContent !== old && window.looks.length > 2
    },
    old,
    { timeout: 120_000 },
  )
  const running = (await page.evaluate(() => window.looks)).filter(([status]) => status.startsWith('Running'))
  assert.ok(running.length > 0, 'nothing was run')
  for (const [status, words] of running) assert.ok(!words.includes(old), `${status}: ${words}`)
  assert.ok(
    running.some(
      ([, words, aged]) => aged && /^Being run: \d+ %\. The figures below are those of the run before\./.test(words),
    ),
    running[0].join(' / '),
  )
  await leave()
})

test('one run alone is told in the words of the command line', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-poison-message?a=base&t=2&speed=1')
  await guess(page)
  await page.locator('.words .verdict').first().waitFor({ timeout: 60_000 })
  const told = await words(page, '.words .verdict')
  assert.match(told, /^Of \d+ operations \d/)
  assert.ok(w.run('run', 'the-poison-message').replaceAll(/\s+/g, ' ').includes(told), told)
  await leave()
})

test('figures have one notation', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-retry-storm?a=base&b=noRetry&t=2&speed=1')
  await guess(page)
  await page.locator('.words .verdict').waitFor()
  const text = await page.locator('.lower').textContent()
  assert.match(text, /\d,\d{3}/)
  assert.doesNotMatch(text, /\d[\u2009\u202f\u00a0]\d{3}/, 'no blanks within a number')
  const differences = await page
    .locator('.score > table tbody tr', { hasText: 'Served' })
    .locator('td.diff')
    .textContent()
  assert.match(differences, /^\+\d[\d.]* pp to \+\d[\d.]* pp$/)
  await leave()
})

test('what is of one run, of several, and of messages or of the whole wire says so', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/five-ways-to-hear-of-an-update?t=12&speed=1')
  await guess(page)
  await page.locator('.score small', { hasText: '20 replications' }).waitFor()
  assert.match(await page.locator('.goal small').first().textContent(), /^in this run [\d.]+ m?s$/)
  assert.match(await page.locator('.goal small').nth(1).textContent(), /^0 of 20 runs reach it; .*\(95\s% interval\)$/)
  assert.ok('Bytes of messages' in (await figures(page)))
  assert.match(await page.locator('.verdict').textContent(), /sends? [\d.]+\s[kM]B of messages instead of/)
  await page.getByRole('button', { name: 'What comes out?' }).click()
  assert.match(await page.locator('.answer').textContent(), /kB an update on the wire, with all that is around it/)
  await leave()
})

test('the dots beside the verdict are of the figure that it begins with', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/paid-twice')
  await guess(page)
  assert.match(await page.locator('.words .verdict b').textContent(), /does none twice/)
  assert.match(await page.locator('.strip figcaption').first().textContent(), /^Done twice, /)
  await leave()
})

test('who waits still stands beside the times of those who are done, in the costs and in the chart', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-slow-subscriber?t=100&speed=1')
  await guess(page)
  const told = JSON.parse(
    w.run('compare', 'the-slow-subscriber', '--replications', '20', '--json', '--metric', 'event.unfinished'),
  )
  const waiting = Math.round(told.metrics[0].variants[0].mean)
  const row = page.locator('.score > table tbody tr', { hasText: 'Staleness, p99' })
  await row.getByText(`${waiting} waiting at the end`).waitFor()
  await page.locator('.chart').scrollIntoViewIfNeeded()
  await page.locator('.chart select').selectOption({ label: 'Staleness' })
  const end = Number(await page.locator('.track input').getAttribute('max')) / 1e9
  await seek(page, end)
  const { metrics } = JSON.parse(w.run('run', 'the-slow-subscriber', '--json'))
  const left = new Intl.NumberFormat('en').format(metrics['event.unfinished'].value)
  await page.locator('.chart .legend .key', { hasText: 'p50' }).first().getByText(`${left} waiting`).waitFor()
  await leave()
})
