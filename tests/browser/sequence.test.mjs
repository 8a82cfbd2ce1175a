import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, becomes, drawn, playhead, resting, seek, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const twice = '#v1/scenario/paid-twice?a=base&t=12.3&speed=0.1' // four clients and a bank, now and then cut off
const balancer = '#v1/scenario/the-balancer-crashes?a=base&t=20&speed=0.1'
const crowd = '#v1/scenario/push-to-a-crowd?a=base&b=few&t=2.06&speed=0.1'

/** Opens a scenario's page and the panel. */
async function opened(fragment, how) {
  const all = await visit(w, fragment, how)
  await drawn(all.page)
  await all.page.locator('.unfold summary', { hasText: 'Sequence' }).click()
  await all.page.locator('.ground svg').waitFor()
  return all
}

/** The arrows of the diagram, from their titles. */
function arrows(page) {
  return page.locator('.ground .arrow').evaluateAll((all) =>
    all.map((g) => {
      const [, from, to, words, at] = /^(.+?) to (.+?): (.+), ([\d.]+) s$/.exec(g.querySelector('title').textContent)
      return { from, to, words, at, msg: Number(g.dataset.msg), shape: g.dataset.shape, fate: g.dataset.fate }
    }),
  )
}

/** The window that the diagram shows, in seconds. */
function shown(page) {
  return page.locator('.ground svg').evaluate((s) => [Number(s.dataset.from) / 1e9, Number(s.dataset.to) / 1e9])
}

/** What a button hands out. */
async function handed(page, name) {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('.sequence').getByRole('button', { name, exact: true }).click(),
  ])
  const chunks = []
  for await (const c of await file.createReadStream()) chunks.push(c)
  return { name: file.suggestedFilename(), text: Buffer.concat(chunks).toString('utf8') }
}

/** Clicks an arrow, and says which message it is. What is drawn anew meanwhile is clicked again. */
async function pick(page) {
  for (let tries = 1; ; tries++) {
    const drawn = page.locator('.ground .arrow')
    await drawn.first().waitFor({ state: 'attached' })
    await drawn.nth(Math.floor((await drawn.count()) / 2)).dispatchEvent('click') // arrows may overlap
    const chosen = page.locator('.ground .arrow.chosen')
    try {
      await chosen.waitFor({ timeout: 5000 })
      return Number(await chosen.getAttribute('data-msg'))
    } catch (error) {
      if (tries === 4) throw error
    }
  }
}

test('the diagram shows the messages that the event log lists', async () => {
  const { page, leave } = await opened(twice)
  await page.getByLabel('Length of time shown').selectOption({ label: '500 ms' })
  await page.waitForFunction(() => {
    const s = document.querySelector('.ground svg').dataset
    return s.to - s.from === 5e8
  })
  await page.getByLabel('Which events').selectOption('messages')
  const [from, to] = await shown(page)
  const lines = (
    await page
      .locator('.log li')
      .evaluateAll((all) =>
        all.map((l) => [l.querySelector('time').textContent, l.querySelector('button').textContent]),
      )
  ).filter(([at]) => parseFloat(at) >= from && parseFloat(at) <= to)
  const listed = lines
    .map(([at, says]) => [at, /^(\S+) sends an? (.+) to (\S+),/.exec(says)])
    .filter(([, m]) => m)
    .map(([at, [, a, shape, b]]) => `${parseFloat(at)} ${a} ${shape} ${b}`)
  const all = await arrows(page)
  const sent = all
    .filter((a) => Number(a.at) >= from && Number(a.at) <= to)
    .map((a) => `${Number(a.at)} ${a.from} ${a.words.split(',')[0]} ${a.to}`)
  assert.ok(sent.length >= 8, `${sent.length} messages`)
  assert.deepEqual(sent.sort(), listed.sort())
  const lost = lines.filter(([, says]) => says.includes('is lost'))
  assert.ok(lost.length > 0)
  await becomes(() => page.locator('.ground .arrow[data-fate=lost] .cross').count(), lost.length)
  await leave()
})

test('a default window shows neither too little nor too much', async () => {
  for (const fragment of [
    twice,
    balancer,
    '#v1/scenario/long-polling-or-push?a=base&b=push&t=2.2',
    '#v1/scenario/the-tail-at-scale?t=0.95',
  ]) {
    const { page, leave } = await opened(fragment)
    const n = await page.locator('.ground .arrow').count()
    assert.ok(n >= 9 && n <= 60, `${fragment}: ${n} messages`)
    await leave()
  }
})

test('a line follows the playhead, and the window follows the line', async () => {
  const { page, leave } = await opened(balancer)
  const line = page.locator('.ground line.playhead')
  const [from, to] = await shown(page)
  const at = async () => Number(await line.getAttribute('y1'))
  const before = await at()
  await seek(page, 20 + (to - 20) / 2)
  while ((await at()) <= before) await page.waitForTimeout(20)
  assert.deepEqual(await shown(page), [from, to], 'within the window only the line moves')
  const wide = () => page.locator('.ground svg').getAttribute('viewBox')
  const old = await wide()
  await page.setViewportSize({ width: 1100, height: 800 })
  while ((await wide()) === old) await page.waitForTimeout(20)
  assert.deepEqual(await shown(page), [from, to], 'a page of another width shows the same window')
  await seek(page, 30)
  await page.waitForFunction((old) => Number(document.querySelector('.ground svg').dataset.from) / 1e9 > old, to)
  const [a, b] = await shown(page)
  assert.ok(a <= 30 && 30 <= b)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  const moved = (what) => page.waitForFunction(what, 30.02e9, { timeout: 60_000 })
  await moved((t) => Number(document.querySelector('.track input').value) > t) // what is out of sight waits
  await page.locator('.ground').scrollIntoViewIfNeeded()
  await moved((t) => Number(document.querySelector('.ground line.playhead').dataset.t) > t)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.locator('.ground').scrollIntoViewIfNeeded()
  await page.waitForFunction(
    () =>
      Math.abs(
        document.querySelector('.ground line.playhead').dataset.t - document.querySelector('.track input').value,
      ) < 1e7,
  )
  await leave()
})

test('an arrow selects its message, the ground seeks to its instant', async () => {
  const { page, leave } = await opened(balancer)
  const msg = await pick(page)
  await page
    .locator('.inspector h3', { hasText: `Message ${msg}` })
    .first()
    .waitFor()
  assert.equal(Number(await page.locator('.ground .arrow.chosen').getAttribute('data-msg')), msg)
  const box = await resting(page.locator('.ground svg')),
    [from, to] = await shown(page)
  await page.locator('.ground svg').click({ position: { x: 10, y: 46 + (box.height - 58) * 0.75 } })
  const line = page.locator('.ground line.playhead')
  assert.ok(Math.abs(Number(await line.getAttribute('data-t')) / 1e9 - (from + 0.75 * (to - from))) < (to - from) / 100)
  await leave()
})

test('the conversation of what is selected: its causes and effects, or a place and its partners', async () => {
  const { page, leave } = await opened(balancer)
  const whom = page.getByLabel('Whose messages')
  await whom.selectOption('selected')
  await page.locator('.says', { hasText: 'Select a message' }).waitFor()
  await becomes(() => page.locator('.ground svg').count(), 0)
  await whom.selectOption('busiest')
  await page.locator('.ground svg').waitFor()
  const msg = await pick(page)
  await whom.selectOption('selected')
  await page.waitForFunction(() => document.querySelectorAll('.ground .arrow').length < 10)
  const all = await arrows(page)
  assert.ok(all.length >= 2 && all.some((a) => a.msg === msg))
  await seek(page, 5)
  await page.locator('.sequence').getByRole('button', { name: 'Go to where it begins' }).click()
  assert.ok(Math.abs((await playhead(page)) - Number(all[0].at)) < 0.02)
  await page.getByLabel('A place').selectOption({ label: 'api/1' })
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.ground .head title')].some((t) => t.textContent === 'api/1'),
  )
  const theirs = await arrows(page)
  assert.ok(theirs.length >= 8)
  assert.deepEqual(
    theirs.filter((a) => a.from !== 'api/1' && a.to !== 'api/1'),
    [],
  )
  await leave()
})

test('a conversation is shown whole, however long it takes', async () => {
  const { page, leave } = await opened(crowd.replace('2.06', '15'), { height: 5000 }) // out of view it is not drawn anew
  await page.waitForFunction(
    () => [...document.querySelectorAll('.digest')].every((d) => d.dataset.verified === 'same'),
    null,
    { timeout: 60_000 },
  )
  const msg = await pick(page) // a push, of which the cause is a subscription of long ago
  await page.getByLabel('Whose messages').selectOption('selected')
  await page.locator('.ground .arrow[data-shape="subscribe"]').first().waitFor({ state: 'attached' })
  const [from, to] = await shown(page)
  assert.ok(to - from > 10, `from ${from} to ${to} s`)
  const all = await arrows(page)
  assert.ok(
    all.some((a) => a.msg === msg) && all.some((a) => a.shape === 'subscribe'),
    `${msg} of ${JSON.stringify(all)}`,
  )
  await leave()
})

test('what a server holds is a long wait', async () => {
  const { page, leave } = await opened('#v1/scenario/long-polling-or-push?a=base&t=2.2&speed=0.1')
  const tall = await page
    .locator('.ground .waited')
    .evaluateAll((all) => Math.max(...all.map((r) => Number(r.getAttribute('height')))))
  assert.ok(tall > 100, `${tall} px`)
  await leave()
})

test('of thousands of places a few are shown, and the rest is told', async () => {
  const { page, leave } = await opened(crowd)
  await becomes(() => page.locator('.ground .head').count(), 8)
  assert.match(await page.locator('.says').textContent(), /\d{3,} more places with \d+ messages are left out/)
  await seek(page, 2.2)
  await page.waitForFunction(() => document.querySelector('.ground svg').dataset.from / 1e9 > 2.1)
  await leave()
})

/** Of the words in the diagram, those that lie upon others, or that a stroke goes through. */
function overlapping(page) {
  return page.locator('.ground svg').evaluate((svg) => {
    const words = [...svg.querySelectorAll('text')].map((text) => {
      const { x, y, width, height } = text.getBBox()
      return { says: text.textContent, text, x, y: y + 2, right: x + width, bottom: y + height - 2 } // without its leading
    })
    const upon = words.flatMap((a, i) =>
      words
        .slice(i + 1)
        .filter((b) => a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom)
        .map((b) => `${a.says} and ${b.says}`),
    )
    const strokes = [...svg.querySelectorAll('.arrow, line.playhead')]
    const later = words.filter(({ text }) =>
      strokes.some((s) => text.compareDocumentPosition(s) & 4 && text.matches('.word')),
    )
    return [...upon, ...later.map(({ says }) => `a stroke and ${says}`)]
  })
}

test('no word lies upon another, however busy it is, and who points at one reads all of it', async () => {
  for (const [fragment, width, locale] of [
    [balancer, 1440, 'en-US'],
    [balancer, 390, 'de-DE'],
    [crowd, 1440, 'en-US'],
    ['#v1/scenario/a-deploy-at-noon?a=base&t=31&speed=0.1', 1440, 'de-DE'],
  ]) {
    const { page, leave } = await visit(w, fragment, { width, height: 900, locale })
    await drawn(page)
    await page.locator('.unfold summary', { hasText: /^(Sequence|Ablauf)/ }).click()
    await page.locator('.ground .word').first().waitFor()
    for (const length of [0, 4]) {
      if (length) await page.locator('.sequence select').last().selectOption({ index: length })
      await page.waitForTimeout(200)
      assert.deepEqual(await overlapping(page), [], `${fragment} ${width}`)
    }
    const labels = page.locator('.ground .label')
    await labels.nth(3).waitFor({ state: 'attached' })
    const said = await labels.evaluateAll((all) =>
      all.map((g) => [
        g.querySelector('title').textContent,
        document.querySelector(`.arrow[data-msg="${g.dataset.msg}"] title`).textContent,
      ]),
    )
    for (const [title, ofArrow] of said) assert.equal(title, ofArrow)
    await leave()
  }
})

test('the panel works by keyboard', async () => {
  const { page, leave } = await opened(balancer)
  const [from] = await shown(page)
  await page.locator('.sequence').getByRole('button', { name: 'Earlier' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForFunction((old) => Number(document.querySelector('.ground svg').dataset.from) / 1e9 < old, from)
  assert.ok((await playhead(page)) < 20)
  await page.locator('.sequence').getByRole('button', { name: 'Later' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.waitForFunction((old) => Number(document.querySelector('.ground svg').dataset.from) / 1e9 > old, from)
  const [a, b] = await shown(page)
  await page.getByLabel('Length of time shown').focus()
  await page.keyboard.press('ArrowDown')
  await page.waitForFunction((old) => {
    const s = document.querySelector('.ground svg').dataset
    return (s.to - s.from) / 1e9 < old * 0.9
  }, b - a)
  assert.match(
    await page.evaluate(() => document.activeElement.getAttribute('aria-label')),
    /Length/,
    'the focus stays',
  )
  await leave()
})

test('the exported SVG is XML that stands on its own, with every arrow', async () => {
  const { page, leave } = await opened(balancer)
  const { name, text } = await handed(page, 'SVG')
  assert.equal(name, 'the-balancer-crashes.base.sequence.svg')
  const seen = await page.evaluate((text) => {
    const doc = new DOMParser().parseFromString(text, 'image/svg+xml')
    return {
      wrong: doc.querySelector('parsererror')?.textContent ?? '',
      root: doc.documentElement.namespaceURI,
      title: doc.documentElement.firstElementChild.textContent,
      arrows: doc.querySelectorAll('g.arrow').length,
    }
  }, text)
  assert.equal(seen.wrong, '')
  assert.equal(seen.root, 'http://www.w3.org/2000/svg')
  assert.match(seen.title, /^.+ \d+ messages between 8 places, \d+ of them lost\.$/)
  assert.equal(seen.arrows, await page.locator('.ground .arrow').count())
  assert.ok(!/var\(|style=|class="hit"/.test(text), 'its colours are its own')
  await leave()
})

test('the Mermaid text has a line for each message, in the order of sending, and declares whom it names', async () => {
  const { page, leave } = await opened(balancer)
  const { name, text } = await handed(page, 'Mermaid')
  assert.equal(name, 'the-balancer-crashes.base.sequence.mmd')
  const lines = text
    .trim()
    .split('\n')
    .map((l) => l.trim())
  assert.equal(lines[1], 'sequenceDiagram')
  const declared = new Map(
    lines.filter((l) => l.startsWith('participant ')).map((l) => /^participant (\w+) as (.+)$/.exec(l).slice(1)),
  )
  const messages = lines.map((l) => /^(\w+?)(--?(?:>>|x))(\w+): ([\d.]+) s (.+)$/.exec(l)).filter(Boolean)
  const all = await arrows(page)
  assert.deepEqual(
    messages.map(([, a, , b, at, words]) => [declared.get(a), declared.get(b), at, words.replaceAll('#44;', ',')]),
    all.map((a) => [a.from, a.to, a.at, a.words]),
  )
  assert.deepEqual(
    messages.map((m) => m[2].endsWith('x')),
    all.map((a) => a.fate === 'lost'),
  )
  assert.deepEqual(
    messages.map((m) => m[2].startsWith('--')),
    all.map((a) => a.shape === 'response'),
  )
  assert.equal(lines.filter((l) => /^Note over \w+: 20\.\d+ s crashes$/.test(l)).length, 1)
  assert.equal(lines.length, 2 + declared.size + messages.length + 1, 'and nothing else')
  const times = messages.map((m) => Number(m[4]))
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
  )
  await leave()
})

for (const [width, scheme] of [
  [1440, 'light'],
  [390, 'dark'],
]) {
  test(`with the diagram open there are no accessibility violations and nothing is cut off, ${width} px, ${scheme}`, async () => {
    const { page, leave } = await opened(crowd, { width, height: 900, scheme })
    const violations = await axe(page)
    assert.deepEqual(
      violations.map(
        (v) =>
          `${v.id}: ${v.nodes
            .slice(0, 3)
            .map((n) => `${n.target} ${n.failureSummary}`)
            .join('; ')}`,
      ),
      [],
    )
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0)
    assert.match(
      await page.locator('.ground svg').getAttribute('aria-label'),
      /\d+ messages between \d places.*event log/,
    )
    await becomes(() => page.locator('.ground .head').count(), width < 700 ? 4 : 8)
    const small = await page
      .locator('.sequence button:not(.link), .sequence select')
      .evaluateAll((all, least) => all.filter((e) => e.offsetHeight < least).length, width < 700 ? 44 : 24)
    assert.equal(small, 0)
    await leave()
  })
}
