import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readFileSync } from 'node:fs'
import zlib from 'node:zlib'
import {
  axe,
  becomes,
  difference,
  drawn,
  figures,
  guess,
  picture,
  playhead,
  resting,
  seek,
  visit,
  world,
} from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const polling = '#v1/scenario/long-polling-or-push'
const balancer = '#v1/scenario/the-balancer-crashes'

test('the gallery shows every scenario that ships, and leads to it', async () => {
  const names = JSON.parse(w.run('list', '--json')).map((e) => e.name)
  const { page, leave } = await visit(w, '')
  await page.waitForSelector('.card')
  const links = await page.locator('.card a').evaluateAll((all) => all.map((a) => a.hash))
  assert.deepEqual(links.sort(), names.map((n) => `#v1/scenario/${n}`).sort())
  const sizes = Object.fromEntries(
    (await (await page.request.get(`${w.url}gallery.json`)).json()).map((c) => [
      c.title,
      c.nodes.reduce((n, [, , most]) => n + most, 0),
    ]),
  )
  for (const [title, who] of await page
    .locator('.card')
    .evaluateAll((all) =>
      all.map((c) => [c.querySelector('h3').textContent, c.querySelector('.chips span:last-child').textContent]),
    )) {
    const kinds = who
      .replaceAll(',', '')
      .replaceAll(/\d+ to /g, '')
      .match(/(\d+|a) \w+/g)
      .map((k) => k.split(' '))
    assert.equal(
      new Set(kinds.map(([, kind]) => kind.replace(/s$/, ''))).size,
      kinds.length,
      `${title}: ${who}: each kind is named once`,
    )
    assert.equal(
      kinds.reduce((n, [count]) => n + (count === 'a' ? 1 : Number(count)), 0),
      sizes[title],
      `${title}: ${who}: all are counted`,
    )
  }
  await page.locator('.card').getByRole('link', { name: 'Long polling or push?' }).click()
  await page.getByRole('heading', { level: 1, name: 'Long polling or push?' }).waitFor()
  await page.getByRole('link', { name: 'Gallery' }).click()
  await page.waitForSelector('.card')
  await leave()
})

test('what began before measuring does is counted no longer once that has begun', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/push-to-a-crowd?a=base&t=1&speed=1')
  await drawn(page, 1)
  const counter = page.locator('.side output').first()
  assert.equal(await counter.textContent(), 'delivered 0✕ missed 2,000not measured', 'nobody has connected yet')
  await seek(page, 2.05)
  await becomes(() => counter.textContent(), 'delivered 200', 'a new count, in which nothing fails')
  await leave()
})

test('nothing plays by itself; play moves the playhead and the picture, pause stops both', async () => {
  const { page, leave } = await visit(w, `${polling}?a=base&b=push&t=2&speed=1`)
  await drawn(page, 2)
  await page.waitForTimeout(400)
  assert.equal(await playhead(page), 2)
  assert.match(await page.locator('.side output').last().textContent(), /^delivered \d+$/, 'nothing can fail')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.waitForFunction(() => Number(document.querySelector('iframe').dataset.drawn) > 2.3, null, {
    timeout: 20_000,
  })
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  const at = await playhead(page)
  await page.waitForTimeout(400)
  assert.equal(await playhead(page), at)
  await leave()
})

test('stepping goes to the next event and back to the last', async () => {
  const { page, leave } = await visit(w, `${polling}?a=base&b=push&t=2.2&speed=1`)
  await drawn(page, 2.2)
  await page.getByRole('button', { name: 'Step to the next event' }).click()
  const next = await playhead(page)
  assert.ok(next > 2.2, `${next} is after 2.2`)
  await page.getByRole('button', { name: 'Step to the next event' }).click()
  await page.getByRole('button', { name: 'Step back to the last event' }).click()
  assert.equal(await playhead(page), next)
  await leave()
})

test('scrubbing back gives the same picture as having stopped there', async () => {
  const { page, leave } = await visit(w, `${polling}?a=base&b=push&t=2.2&speed=1`)
  const stopped = await picture(page, 2.2)
  await seek(page, 41)
  const elsewhere = await picture(page, 41)
  await seek(page, 2.2)
  assert.ok((await picture(page, 2.2)).equals(stopped), 'the picture at 2.2 s, reached from 41 s')
  assert.ok(!elsewhere.equals(stopped), 'the picture at 41 s is another')
  await leave()
})

test('the chart shows the playhead before anything is moved, and says its values there, and where it is pointed at', async () => {
  const { page, leave } = await visit(w, `${polling}?a=base&b=push&t=30&speed=1`)
  await guess(page)
  await page.locator('.chart').scrollIntoViewIfNeeded()
  const cursor = page.locator('.u-cursor-x')
  await cursor.waitFor({ timeout: 60_000 })
  const [line, plot] = [await resting(cursor), await resting(page.locator('.u-over'))]
  assert.ok(
    Math.abs(line.x + line.width - plot.x - plot.width / 2) < 4,
    `30 s of 60 s is in the middle of ${plot.width} px`,
  )
  const legend = page.locator('.chart .legend')
  const row = page.locator('.chart details tbody tr')
  await page.getByText('The same as a table').click()
  await row.first().waitFor()
  const width = 60 / (await row.count())
  const read = async (t) => {
    await legend.getByText(`at ${t} s`).waitFor()
    const all = await row
      .nth(Math.floor(t / width))
      .locator('td')
      .allTextContents()
    assert.deepEqual(await legend.locator('b').allTextContents(), all, `what the table has at ${t} s`)
  }
  await read('30.0')
  await page.locator('.u-over').hover({ position: { x: Math.round(plot.width / 4), y: 40 } })
  await legend.getByText(/^at 1[45]\.\d s$/).waitFor()
  await page.mouse.move(0, 0)
  await read('30.0')
  await page.getByRole('slider', { name: 'Values of the chart' }).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await read(width.toFixed(1))
  assert.deepEqual(await axe(page, { part: '.chart' }), [])
  await leave()
})

test('the chart is as wide as the runs are, and shows what its figures come to by formula', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-knee?a=base&b=load80&t=200&speed=1')
  const chart = page.locator('.chart')
  await chart.scrollIntoViewIfNeeded()
  await guess(page)
  const legend = (text) => chart.locator('.legend .key', { hasText: text })
  await legend('As it stands, p99 = 4.605 / (250/s - 125/s)').getByText('36.8 ms').waitFor({ timeout: 60_000 })
  await legend('80 % busy, p99 = 4.605 / (250/s - 200/s)').getByText('92.1 ms').waitFor()
  const [plot, costs, runs] = await Promise.all(
    ['.u-over', '.score > table', '.stages'].map((part) => resting(page.locator(part))),
  )
  assert.ok(plot.width > 0.55 * runs.width, `the chart has ${plot.width} of ${runs.width} px`)
  assert.ok(costs.y > plot.y + plot.height && costs.width > 0.6 * runs.width, 'the table has its width below it')
  await chart.getByRole('combobox').selectOption({ label: 'Utilization of api' })
  await legend('As it stands, utilization = 0.5').waitFor()
  await becomes(() => legend(' = ').count(), 1, 'of the other there is no such formula')
  const slider = page.locator('.slider input').first()
  await slider.press('ArrowRight')
  await legend('As it stands, utilization = 0.5, as shipped').waitFor() // it says nothing of what was moved
  await chart.getByRole('combobox').selectOption({ label: 'Latency' })
  const rate = parseFloat(await slider.getAttribute('aria-valuetext'))
  assert.ok(rate > 125)
  const follows = legend(`As it stands, p99 = 4.605 / (250/s - ${rate}/s)`)
  await follows.getByText(`${Number((4605 / (250 - rate)).toPrecision(3))} ms`).waitFor()
  assert.doesNotMatch(await follows.textContent(), /as shipped/)
  await legend('80 % busy, p99 = 4.605 / (250/s - 200/s)').getByText('92.1 ms').waitFor() // whose rate is its own
  await leave()
})

test('memory is there to see where a connection takes some, and nowhere else', async () => {
  const offered = async (link, loaded) => {
    const { page, leave } = await visit(w, link)
    if (loaded) await guess(page)
    await page.locator('.chart').scrollIntoViewIfNeeded()
    await page.locator('.u-over').waitFor({ timeout: 60_000 })
    const options = await page.locator('.chart select option').allTextContents()
    const memory = options.filter((o) => o.startsWith('Memory'))
    if (loaded) {
      await page.locator('.chart select').selectOption({ label: memory[0] })
      await page.locator('.chart', { hasText: 'held by connections' }).waitFor()
    }
    await leave()
    return memory
  }
  assert.deepEqual(await offered('#v1/scenario/a-thread-for-each?a=base&t=10&speed=1', true), ['Memory of feed'])
  assert.deepEqual(await offered(`${polling}?a=base&b=push&t=30&speed=1`, false), [])
})

test('a crash by click changes the future and not the past', async () => {
  const { page, leave } = await visit(w, `${balancer}?a=base&t=9&speed=1`)
  const past = await picture(page, 9)
  const before = await figures(page)
  await seek(page, 12)
  const future = await picture(page, 12)
  await seek(page, 10)
  await picture(page, 10)
  const api = await resting(page.locator('.places button', { hasText: 'api/1' }))
  await page.mouse.click(api.x + api.width / 2, api.y + api.height / 2)
  await page.getByRole('button', { name: 'Crash api/1' }).click()
  await page.locator('.entries', { hasText: 'Crash api/1' }).waitFor()
  await page.waitForFunction(() => document.querySelector('.digest').textContent.includes('this run'))
  assert.equal(await playhead(page), 10)
  await page.getByRole('button', { name: 'Let go' }).click()
  await seek(page, 9)
  assert.ok((await difference(w, await picture(page, 9), past)) <= 2, 'the picture a second before the crash')
  await seek(page, 12)
  assert.ok((await difference(w, await picture(page, 12), future)) > 2, 'the picture two seconds after it')
  assert.notDeepEqual(await figures(page), before)
  await leave()
})

test('on a phone, what is picked in the picture brings what can be done to it into view', async () => {
  for (const motion of ['reduce', 'no-preference']) {
    const { page, leave } = await visit(w, `${balancer}?a=base&b=replaced&t=10&speed=1`, {
      width: 390,
      height: 640,
      motion,
    })
    await picture(page, 10)
    const api = page.locator('.places button', { hasText: 'api/1' }).first(),
      crash = page.getByRole('button', { name: 'Crash api/1' })
    await page.evaluate(() => scrollTo(0, document.querySelector('.stages').offsetTop - 60))
    const box = await resting(api)
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await crash.waitFor()
    await page.waitForFunction(() => document.querySelector('.hand').getBoundingClientRect().bottom <= innerHeight)
    await page.getByRole('button', { name: 'Let go' }).click()
    await api.focus()
    await page.keyboard.press('Enter')
    await crash.waitFor()
    assert.match(
      await page.evaluate(() => document.activeElement.textContent),
      /^api\/1/,
      'the focus stays where it was',
    )
    await leave()
  }
})

test('where the run ends nothing can be done to what is picked, and it is said why', async () => {
  const { page, leave } = await visit(w, `${balancer}?a=base&t=10&speed=1`)
  await picture(page, 10)
  await page.getByLabel('A place').selectOption({ label: 'api/1' })
  const crash = page.getByRole('button', { name: 'Crash api/1' })
  await crash.waitFor()
  await seek(page, 1e6)
  await page.locator('.hand .hint', { hasText: 'Here the run ends' }).waitFor()
  assert.equal(await crash.count(), 0)
  await seek(page, 10)
  await crash.waitFor()
  await leave()
})

test('to have a client send is proposed where some client can', async () => {
  for (const [name, can] of [
    ['the-balancer-crashes', true],
    ['long-polling-or-push', false],
  ]) {
    const { page, leave } = await visit(w, `#v1/scenario/${name}?t=2&speed=1`)
    const hint = page.locator('.hand .hint', { hasText: 'Pick a server' })
    await hint.waitFor()
    assert.equal((await hint.textContent()).includes('a client to send'), can, name)
    await leave()
  }
})

test('a single link is cut and mended by click', async () => {
  const { page, leave } = await visit(w, `${balancer}?a=base&t=10&speed=1`)
  await picture(page, 10)
  const middle = async (name) => {
    const box = await resting(page.locator('.places button', { hasText: name }))
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, left: box.x }
  }
  const [lb, api] = [await middle('lb'), await middle('api/0')]
  const before = await figures(page)
  await page.mouse.click(api.left - 6, api.y + (lb.y - api.y) * 0.14)
  await page.getByRole('button', { name: /^Cut .*lb.*$/ }).waitFor()
  assert.match(await page.locator('.hand b').textContent(), /lb – api\/0|api\/0 – lb/)
  await page.getByRole('button', { name: /^Cut .* – / }).click()
  await page.locator('.hand .down', { hasText: 'is cut' }).waitFor()
  await seek(page, 12)
  await picture(page, 12)
  await page.getByRole('button', { name: /^Mend / }).click()
  await page.locator('.entries', { hasText: /Mend .* at 12.000 s/ }).waitFor()
  await page.locator('.hand .down').waitFor({ state: 'detached' })
  assert.notDeepEqual(await figures(page), before)
  await leave()
})

test('every fault that the lab knows is offered where it can happen, and greyed where it would do nothing', async () => {
  const { page, leave } = await visit(w, '')
  const words = await (await page.request.get(`${w.url}words.json`)).json()
  const { faults } = words
  faults.push({ ...faults.find((f) => f.on === 'wires'), name: 'congestion', do: 'congest {it}' })
  await page.route('**/words.json', (route) => route.fulfill({ json: words }))
  await page.goto('about:blank')
  await page.goto(`${w.url}${balancer}?a=base&t=10&speed=1`)
  await drawn(page, 10)
  const offered = async (list, name, it, ...on) => {
    await page.getByLabel(list).selectOption({ label: name })
    const buttons = page.locator('.hand > button:not(.link)')
    const labels = faults
      .filter((f) => on.includes(f.on) && !f.bounded) // no wire here has a bandwidth
      .map((f) => f.do.replace('{it}', it(f)).toLowerCase())
    const shown = await buttons.evaluateAll((all) => all.map((b) => b.textContent.toLowerCase()))
    assert.deepEqual(
      shown.filter((label) => !/^send|^one more/.test(label)),
      labels,
      name,
    )
    return buttons.evaluateAll((all) => all.filter((b) => b.ariaDisabled === 'true').map((b) => b.title))
  }
  const place = (name) => (f) => (f.on === 'wires' ? 'its wires' : f.on === 'fleets' ? name.split('/')[0] : name)
  const ofServers = ['workers', 'processes', 'wires', 'answers', 'replicas', 'fleets']
  assert.deepEqual(await offered('A place', 'api/0', place('api/0'), ...ofServers), [])
  assert.deepEqual(await offered('A place', 'users/0', place('users/0'), 'processes', 'wires'), [])
  const idle = await offered('A place', 'lb', place('lb'), 'workers', 'processes', 'wires')
  assert.equal(idle.length, faults.filter((f) => f.on === 'workers').length)
  await page.getByRole('button', { name: 'Pause lb' }).click({ force: true })
  await page.locator('.toast', { hasText: 'lb works in no time' }).waitFor()
  await becomes(() => page.locator('.hand .entries').count(), 0)
  await offered('A wire', 'lb – api', () => 'lb – api', 'wires')
  await leave()
})

test('where an autoscaler says how many replicas there are, nobody else is offered to', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/a-surge-at-noon?a=fixed&t=2&speed=1')
  await page.getByLabel('A place').selectOption({ label: 'api/0' })
  await page.getByRole('button', { name: 'Deploy api anew' }).waitFor()
  await becomes(() => page.getByRole('button', { name: /^Scale/ }).count(), 0)
  await leave()
})

test('whatever goes wrong is told as long as it lasts, and can be ended', async () => {
  const { page, leave } = await visit(w, `${balancer}?a=base&t=10&speed=1`)
  await drawn(page, 10)
  await page.getByLabel('A place').selectOption({ label: 'api/1' })
  await page.getByRole('button', { name: 'Slow api/1 down' }).click()
  await page.getByRole('button', { name: 'Let api/1 be as fast as before' }).waitFor()
  await page.locator('.caption', { hasText: 'api/1 works at another speed.' }).waitFor()
  await page.getByRole('button', { name: 'Cut its wires' }).click()
  await page.getByRole('button', { name: 'Mend the wires of api/1' }).waitFor()
  assert.deepEqual((await page.locator('.hand .down').allTextContents()).sort(), [
    'is cut off',
    'works at another speed',
  ])
  await seek(page, 12)
  await page.getByRole('button', { name: 'Let api/1 be as fast as before' }).click()
  await page.locator('.entries', { hasText: 'Let api/1 be as fast as before at 12.000 s' }).waitFor()
  await page.locator('.caption', { hasText: '12 sapi/1 is as fast as before.' }).waitFor()
  assert.deepEqual(await page.locator('.hand .down').allTextContents(), ['is cut off'])
  await leave()
})

test('a link is picked by name too, and its traffic told', async () => {
  const { page, leave } = await visit(w, `${polling}?a=base&b=push&t=10&speed=1`)
  await drawn(page, 10)
  await page.getByLabel('A wire').selectOption({ index: 1 })
  const name = await page.getByLabel('A wire').inputValue()
  assert.match(await page.locator('.inspector .facts').textContent(), /messages/)
  await page.getByRole('button', { name: `Cut ${name}` }).click()
  await page.locator('.entries', { hasText: `Cut ${name} for 5 s` }).waitFor()
  await leave()
})

test('the requests of a page are drawn one by one, with what each of them waits for', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/six-connections-or-one?t=12.5')
  await page.locator('.log button', { hasText: 'request' }).first().click()
  const bars = page.locator('.inspector .requests svg')
  await bars.first().waitFor()
  const said = await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-label')))
  assert.equal(said.length, 31)
  assert.equal(said.filter((s) => s.startsWith('connecting')).length, 6, 'each of six connections is opened for one')
  assert.equal(said.filter((s) => s.startsWith('waiting')).length, 24, 'and all but one of the others wait for one')
  await becomes(() => bars.nth(30).locator('rect.phase-0').count(), 1)
  await page.locator('.inspector .requests button').last().click()
  await page.locator('.inspector h3', { hasText: 'Message' }).waitFor()
  await becomes(() => bars.count(), 31, 'a picked request shows the page it is of')
  await leave()
})

test('what is done by click can be done by keyboard, and undone', async () => {
  const { page, leave } = await visit(w, `${balancer}?a=base&t=10&speed=1`)
  await drawn(page, 10)
  const digest = await page.locator('.digest').getAttribute('data-digest')
  await page.locator('.places button', { hasText: 'api/0' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Crash api/0' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Restore api/0' }).waitFor()
  assert.notEqual(await page.locator('.digest').getAttribute('data-digest'), digest)
  await becomes(() => page.getByRole('button', { name: /^Undo/ }).count(), 1, 'one thing alone is called that')
  await page.locator('.hand').getByRole('button', { name: 'Back to the original' }).click()
  await page.waitForFunction((d) => document.querySelector('.digest').dataset.digest === d, digest)
  await leave()
})

test('restoring a crashed server ends the crash at the playhead', async () => {
  const { page, leave } = await visit(w, `${balancer}?a=base&t=5&speed=1`)
  await drawn(page, 5)
  await page.getByLabel('A place').selectOption({ label: 'api/2' })
  await page.getByLabel('For how long').selectOption('20s')
  await page.getByRole('button', { name: 'Crash api/2' }).click()
  await page.getByRole('button', { name: 'Restore api/2' }).waitFor()
  await seek(page, 8)
  await picture(page, 8)
  await page.locator('.sentence', { hasText: 'api/2 is down' }).waitFor()
  await page.getByRole('button', { name: 'Restore api/2' }).click()
  await page.locator('.entries', { hasText: 'Restore api/2 at 8.000 s' }).waitFor()
  await seek(page, 9)
  await picture(page, 9)
  await page.locator('.sentence:not(:has-text("api/2 is down"))').waitFor()
  await leave()
})

test('a slider changes the figures', async () => {
  const { page, leave } = await visit(w, `${polling}?a=base&b=push&t=2&speed=1`)
  await page.waitForSelector('.score tbody tr')
  const before = await figures(page)
  const slider = page.getByLabel('One way to a phone')
  await slider.focus()
  for (let i = 0; i < 10; i++) await page.keyboard.press('PageUp')
  const median = ([old, same]) =>
    ([...document.querySelectorAll('.score > table tbody tr')]
      .find((r) => r.textContent.startsWith('Staleness, p50'))
      ?.querySelector('td')
      .textContent.startsWith(old) ?? false) === same
  await page.waitForFunction(median, [before['Staleness, p50'][0], false], { timeout: 30_000 })
  const after = await figures(page)
  assert.notDeepEqual(after['Staleness, p50'], before['Staleness, p50'])
  await page.getByRole('button', { name: 'Back to the original' }).click()
  await page.waitForFunction(median, [before['Staleness, p50'][0], true], { timeout: 60_000 })
  await leave()
})

test('each arrow key moves a slider to another value, and Home and End to its ends', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/ask-and-wait?t=2&speed=1')
  await drawn(page, 2)
  const slider = page.getByRole('slider', { name: 'Clients' })
  const said = async (value) =>
    page.waitForFunction(
      ([e, value]) => e.getAttribute('aria-valuetext') === value,
      [await slider.elementHandle(), value],
    )
  await slider.press('Home')
  for (const value of ['2', '3', '4']) {
    await slider.press('ArrowRight')
    await said(value)
  }
  await slider.press('End')
  await said('50')
  await slider.press('ArrowDown')
  await said('49')
  await leave()
})

/** Chooses a word in the editor by a double click: again, where the text has moved under the pointer. */
async function choose(place, word) {
  const chosen = () => place.evaluate((e) => e.getRootNode().getSelection().toString())
  for (let tries = 0; tries < 10; tries++) {
    await place.dblclick()
    if ((await chosen()) === word) return
  }
  assert.equal(await chosen(), word)
}

test('an error in the editor is shown at its line, with a remedy', async () => {
  const { page, leave } = await visit(w, `${polling}?a=base&t=2&speed=1`)
  await page.getByRole('button', { name: 'Edit JSON' }).click()
  const content = page.locator('.cm-content')
  await content.waitFor()
  const line = page.locator('.cm-line', { hasText: '"count": 10' })
  const number =
    1 +
    (await page.locator('.cm-line').evaluateAll((all) => all.findIndex((l) => l.textContent.includes('"count": 10'))))
  await choose(line.getByText('"count"'), 'count')
  await page.keyboard.type('cuont')
  const fault = page.locator('.faults li', { hasText: 'cuont' })
  await fault.waitFor()
  assert.match(await fault.textContent(), new RegExp(`^${number}:\\d+ .*count`))
  await page.locator('.cm-lint-marker-error').waitFor()
  const digest = await page.locator('.digest').getAttribute('data-digest')
  await page.getByRole('button', { name: 'Run this' }).click()
  await page.locator('.status', { hasText: 'faults' }).waitFor()
  assert.equal(await page.locator('.digest').getAttribute('data-digest'), digest, 'nothing has run')
  await page.getByRole('button', { name: 'Reset' }).click()
  await page.waitForFunction(() => !document.querySelector('.faults li'))
  await leave()
})

test('a variant that is shown may be taken out of the scenario', async () => {
  const { page, leave } = await visit(w, `${balancer}?a=base&b=replaced&t=10&speed=1`)
  await drawn(page, 10)
  await page.getByRole('button', { name: 'Edit JSON' }).click()
  await page.locator('.cm-content').click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(`{"version": 1, "title": "alone", "duration": "30s",
    "nodes": {"users": {"kind": "client"}, "api": {"kind": "server"}},
    "flows": {"page": {"from": "users", "to": "api", "pattern": "requestResponse", "send": {"rate": "1/s"}}}}`)
  await page.getByRole('button', { name: 'Run this' }).click()
  await page.waitForFunction(() => document.querySelector('.digest').textContent.includes('this run'))
  await becomes(() => page.locator('.digest').count(), 1)
  assert.equal(await page.getByLabel('The run beside it').isVisible(), false)
  await leave()
})

test('Escape leaves the editor', async () => {
  const { page, leave } = await visit(w, `${polling}?a=base&t=2&speed=1`)
  await page.getByRole('button', { name: 'Edit JSON' }).click()
  await page.locator('.cm-content').click()
  await page.locator('.cm-editor.cm-focused').waitFor()
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.activeElement.textContent === 'Run this')
  await leave()
})

test('a link restores scenario, variants, seed, time and speed', async () => {
  const { page, leave } = await visit(w, `${polling}?a=stream&b=streamPush&seed=11&t=3.25&speed=0.1`)
  await drawn(page, 3.25)
  const seen = await figures(page)
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('button', { name: 'Copy link' }).click()
  await page.locator('.toast').waitFor()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  await leave()
  const again = await visit(w, new URL(link).hash)
  await drawn(again.page, 3.25)
  assert.equal(await again.page.getByLabel('The run on the left').inputValue(), 'stream')
  assert.equal(await again.page.getByLabel('The run beside it').inputValue(), 'streamPush')
  assert.equal(await again.page.getByLabel('Seed').inputValue(), '11')
  assert.equal(await again.page.getByLabel('Speed, simulated').inputValue(), '0.1')
  assert.equal(await playhead(again.page), 3.25)
  assert.deepEqual(Object.keys(await figures(again.page)), Object.keys(seen))
  await again.leave()
})

test('a link carries what was changed', async () => {
  const { page, leave } = await visit(w, `${balancer}?a=base&t=10&speed=1`)
  await drawn(page, 10)
  await page.getByLabel('A place').selectOption({ label: 'api/2' })
  await page.getByRole('button', { name: 'Crash api/2' }).click()
  await page.locator('.entries', { hasText: 'Crash api/2' }).waitFor()
  await page.waitForFunction(() => document.querySelector('.digest').textContent.includes('this run'))
  const digest = await page.locator('.digest').getAttribute('data-digest')
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('button', { name: 'Copy link' }).click()
  await page.locator('.toast').waitFor()
  const hash = await page.evaluate(() => location.hash)
  assert.match(hash, /^#v1\/text\//)
  await leave()
  const again = await visit(w, hash)
  await again.page.locator('.digest').waitFor()
  assert.equal(await again.page.locator('.digest').getAttribute('data-digest'), digest)
  assert.equal(await playhead(again.page), 10)
  await again.leave()
})

test('a damaged link says so', async () => {
  for (const hash of ['#v1/text/AAAA', '#v9/scenario/x', '#v1/scenario/..%2fx', '#nowhere']) {
    const { page, leave } = await visit(w, hash)
    await page.getByRole('heading', { name: 'This cannot be shown' }).waitFor()
    await leave()
  }
})

test('a lost WebGL context comes back to the same instant', async () => {
  const { page, leave } = await visit(w, `${polling}?a=base&b=push&t=2.2&speed=1`)
  const seen = await picture(page, 2.2)
  const frame = page.frames().find((f) => f.url().endsWith('player.html'))
  const again = page.waitForEvent('framenavigated', (f) => f === frame)
  await frame.evaluate(() =>
    document.querySelector('canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext(),
  )
  await again
  assert.ok((await difference(w, await picture(page, 2.2), seen)) <= 2, 'the same picture')
  assert.equal(await playhead(page), 2.2)
  await leave()
})

test('a dead worker is replaced, and what it owed is done', async () => {
  const { page, troubles } = await visit(w, `${balancer}?a=base&t=10&speed=1`)
  await page.waitForFunction(() => document.querySelector('.digest')?.dataset.verified === 'same', null, {
    timeout: 60_000,
  })
  const digest = await page.locator('.digest').getAttribute('data-digest')
  for (const worker of page.workers())
    await worker.evaluate(() => {
      setTimeout(() => {
        throw new Error('crash on purpose')
      })
    })
  await page.locator('.toast', { hasText: 'crashed' }).waitFor()
  await page.getByLabel('A place').selectOption({ label: 'api/2' })
  await page.getByRole('button', { name: 'Crash api/2' }).click()
  await page.waitForFunction((d) => document.querySelector('.digest').dataset.digest !== d, digest, { timeout: 60_000 })
  assert.equal(await playhead(page), 10)
  assert.deepEqual(
    troubles.filter((t) => !t.includes('crash on purpose')),
    [],
  )
  await page.context().close()
})

test('a run that takes long can be stopped, and the one before stays', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/two-choices?t=10&speed=1')
  await page.waitForFunction(() => document.querySelector('.digest')?.dataset.verified === 'same', null, {
    timeout: 120_000,
  })
  const digest = await page.locator('.digest').first().getAttribute('data-digest')
  await page.getByLabel('Seed').fill('12345')
  await page.getByLabel('Seed').press('Tab')
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.locator('.status progress').waitFor({ state: 'detached' })
  assert.equal(await page.locator('.digest').first().getAttribute('data-digest'), digest)
  await leave()
})

test('digests in the browser equal the native ones', async () => {
  for (const [name, a, b] of [
    ['long-polling-or-push', 'base', 'push'],
    ['paid-twice', 'base', 'key'],
    ['the-balancer-crashes', 'base', 'replaced'],
  ]) {
    const { page, leave } = await visit(w, `#v1/scenario/${name}?a=${a}&b=${b}`)
    await page.waitForFunction(
      () => [...document.querySelectorAll('.digest')].map((d) => d.dataset.verified).join() === 'same,same',
      null,
      { timeout: 60_000 },
    )
    const digests = await page.locator('.digest').evaluateAll((all) => all.map((d) => d.dataset.digest))
    assert.deepEqual(
      digests,
      [a, b].map((v) => w.run('digest', name, '--variant', v).trim()),
    )
    await leave()
  }
})

test('the scorecard compares on the same seeds as the command line', async () => {
  const { page, leave } = await visit(w, `${polling}?a=rare&b=rarePush&t=2&speed=1`)
  await page.waitForFunction(() => document.querySelector('.score h2')?.textContent.includes('20 replications'), null, {
    timeout: 120_000,
  })
  const command = (await page.locator('.cmd').textContent()).trim()
  assert.equal(command, 'backchat compare long-polling-or-push --variant rare,rarePush --replications 20')
  const rows = JSON.parse(w.run(...command.split(/\s+/).slice(1), '--metric', 'inbox.requests', '--json'))
  const text = JSON.stringify(rows)
  const shown = (await figures(page)).Requests[0]
  const mean = Number(/"mean":\s*([0-9.e+]+)/.exec(text)[1])
  assert.equal(Number(shown), Number(mean.toPrecision(3)), text.slice(0, 400))
  await leave()
})

test('the lesson has the figures of the run: the one that was built, and another', async () => {
  for (const [address, seed] of [
    [polling, []],
    [`${polling}?seed=8`, ['--seed', '8']],
  ]) {
    const { lesson } = JSON.parse(w.run('run', 'long-polling-or-push', '--json', ...seed))
    const { page, leave } = await visit(w, address)
    await page.locator('.predict button').first().click()
    await page.getByRole('button', { name: 'What comes out?' }).click()
    await page.locator('.answer', { hasText: lesson }).waitFor({ timeout: 60_000 })
    await leave()
  }
})

test('a slider says which of the runs that are looked at it does not move', async () => {
  for (const [pair, says] of [
    ['a=base&b=http2', null],
    ['a=base&b=http2Lossier', 'Moves one side only: HTTP/2, 2 % lost has 0.02 of its own.'],
    [
      'a=http1Lossy&b=http2Lossier',
      /^Moves nothing that is shown: HTTP\/1.1, 1 % lost has 0.01 of its own, HTTP\/2, 2 % lost/,
    ],
  ]) {
    const { page, leave } = await visit(w, `#v1/scenario/one-page-three-protocols?${pair}&t=3`)
    const loss = page.locator('.slider', { hasText: 'Packets lost each way' })
    await loss.waitFor({ timeout: 120_000 })
    if (says === null) await becomes(() => loss.locator('small').count(), 0)
    else {
      await loss.locator('small').waitFor({ timeout: 120_000 })
      const text = await loss.locator('small').textContent()
      if (says instanceof RegExp) assert.match(text, says)
      else assert.equal(text, says)
    }
    await leave()
  }
})

test('on a phone no line of an expectation ends within the part of a name', async () => {
  for (const width of [390, 360]) {
    const { page, leave } = await visit(w, '#v1/scenario/the-first-byte', { width, height: 844 })
    await page.getByRole('region', { name: 'Expectations' }).locator('.term').first().waitFor()
    const cut = await page.locator('.sideways th .term, .sideways th span').evaluateAll((all) =>
      all
        .flatMap((element) => [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE))
        .filter((node) => {
          const range = document.createRange()
          range.selectNodeContents(node)
          return new Set([...range.getClientRects()].map((box) => box.top)).size > 1
        })
        .map((node) => node.data),
    )
    assert.deepEqual(cut, [], `at ${width} px`)
    await leave()
  }
})

for (const width of [390, 360]) {
  test(`a long title of a variant can be read in full at ${width} px`, async () => {
    const { page, leave } = await visit(w, '#v1/scenario/the-zone-next-door?a=fallback&b=uneven', { width })
    await page.getByRole('tab').nth(1).waitFor()
    const [one, other] = await page.getByRole('tab').all()
    for (const tab of [one, other]) {
      await tab.click()
      const title = page.locator('.side select:visible')
      const short = await title.evaluate((t) => {
        const shown = t.getBoundingClientRect().width
        t.style.flex = 'none'
        t.style.maxWidth = 'none'
        return t.getBoundingClientRect().width - shown
      })
      const text = await title.locator('option:checked').textContent()
      assert.ok(short < 1, `${short} px of ${text} are cut off`)
      const over = await tab.locator('> span').evaluate((t) => t.scrollHeight - t.clientHeight)
      assert.ok(over < 1, `${over} px of ${text} are cut off its tab`)
    }
    await leave()
  })
}

test('one click leads to the slowest operation and the first that was lost or timed out; f shows the runs on the whole screen, and ? what all signs mean', async () => {
  const { page, leave } = await visit(w, `${balancer}?a=base&b=pair&t=10&speed=1`)
  await drawn(page, 10)
  await page.getByText('Go to:').nth(1).waitFor()
  await page.getByRole('button', { name: 'First lost message of As it stands' }).click()
  await page.locator('.inspector li', { hasText: /is lost/ }).waitFor()
  const lost = await playhead(page)
  assert.ok(lost > 20 && lost < 20.1, `the balancer is gone from 20 s on, and this is ${lost} s`)
  await page.getByRole('button', { name: 'First timeout of As it stands' }).click()
  await page.locator('.inspector h3', { hasText: /Operation \d+: timed out after 1 s/ }).waitFor()
  await page.getByRole('button', { name: 'Slowest operation of As it stands' }).click()
  const said = w.run('waterfall', 'the-balancer-crashes').match(/[Oo]peration (\d+)/)[1]
  await page.locator('.inspector h3', { hasText: `Operation ${said}: ` }).waitFor()
  const why = page.locator('.inspector').getByText('Most of it, 954 ms of 1 s: what api/2 sent to lb is lost')
  await why.waitFor()
  await page.keyboard.press('f')
  await page.getByRole('button', { name: 'Leave full screen' }).waitFor()
  const larger = () =>
    page.evaluate(() => {
      const { zoom } = document.querySelector('main').style
      const under = ['.stages', '.deck', '.caption'].map(
        (s) => document.querySelector(s).getBoundingClientRect().bottom,
      )
      return Number(zoom) > 1.1 && under.every((y) => y > 0 && y <= innerHeight)
    })
  await becomes(larger, true, 'letters are larger, and nothing lies below the screen')
  await page.keyboard.press('f')
  await page.getByRole('button', { name: 'Full screen' }).waitFor()
  await becomes(() => page.evaluate(() => document.querySelector('main').style.zoom), '')
  await page.keyboard.press('?')
  const signs = page.getByRole('dialog', { name: 'Keys and signs' })
  for (const sign of [
    'a pool:',
    'a log: a lane for each partition',
    'what it keeps by key',
    'tokens',
    'dead letters',
    'a connection',
  ])
    await signs.getByText(sign).waitFor()
  assert.deepEqual(await axe(page, { part: 'dialog' }), [])
  await signs.getByRole('checkbox').uncheck()
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await becomes(() => signs.count(), 0, 'who wants no keys of one letter has none')
  await leave()
})

test('zones have numbers, which a legend tells, and the inspector says which zone a place is in', async () => {
  const text = readFileSync(new URL('../../patterns/gallery/the-zone-next-door.json', import.meta.url), 'utf8')
  const { page, leave } = await visit(w, `#v1/text/${zlib.deflateRawSync(text).toString('base64url')}?t=10.5`)
  await page.locator('.colours').getByText('zones: 1 east, 2 west').waitFor()
  for (const [place, zone] of [
    ['east/1', 'east'],
    ['lb/1', 'west'],
    ['web/2', 'east'],
  ]) {
    await page.getByRole('combobox', { name: 'A place' }).selectOption({ label: place })
    await page.locator('.inspector h3', { hasText: `in zone ${zone}` }).waitFor()
  }
  await leave()
})

test('the inspector says whom a balancer has ejected, for how long, and when it panics', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-black-hole?a=ejection&t=9&speed=1')
  const pick = (label) => page.getByRole('combobox', { name: 'A place' }).selectOption({ label })
  const standing = page.locator('.standing')
  await pick('lb')
  assert.equal(await standing.isVisible(), false)
  await seek(page, 11)
  await standing.getByText('lb sends nothing to api/3 until 40.289 s: it has ejected it.').waitFor()
  await pick('api/3')
  await standing.getByText('until 40.289 s').waitFor()
  await pick('api/0')
  await standing.waitFor({ state: 'hidden' })
  await page.goto(`${w.url}#v1/scenario/the-zone-next-door?a=fallback&t=37.87&speed=1`)
  await pick('lb/0')
  await standing.getByText('lb/0 panics: it sends to all, 3 of which are not well.').waitFor()
  await seek(page, 40)
  await standing.waitFor({ state: 'hidden' })
  await leave()
})

test('what a broker has set aside stands in a legend, and the inspector counts it at the playhead', async () => {
  const text = JSON.stringify({
    version: 1,
    title: 'The old work comes back',
    question: 'When?',
    lesson: 'Later.',
    duration: '30s',
    nodes: { shop: { kind: 'client' }, bus: { kind: 'broker' }, mail: { kind: 'server', service: '100ms' } },
    flows: {
      letter: {
        ...{ from: 'shop', to: 'bus', pattern: 'queue', send: { arrivals: 'constant', rate: '5/s', stop: '20s' } },
        queue: { consumers: 'mail', deliveries: 2, deadLetters: 'keep' },
      },
    },
    timeline: {
      bug: { at: '5s', for: '2s', fault: 'errors', target: 'mail' },
      redrive: { at: '10s', fault: 'redrive', target: 'bus' },
    },
  })
  const { page, leave } = await visit(w, `#v1/text/${zlib.deflateRawSync(text).toString('base64url')}?t=3`)
  await page.getByRole('combobox', { name: 'A place' }).selectOption({ label: 'bus' })
  await page.locator('.colours').getByText('a dead letter').waitFor()
  const standing = page.locator('.standing')
  assert.equal(await standing.isVisible(), false)
  await seek(page, 9)
  await standing.getByText('10 dead letters are set aside at bus.').waitFor()
  await page.locator('.sentence').getByText('10 set aside at bus').waitFor()
  await seek(page, 15)
  await standing.getByText('0 dead letters are set aside at bus.').waitFor()
  await becomes(() => page.locator('.track .begins').count(), 2)
  await becomes(() => page.locator('.track .fault').count(), 1, 'a redrive happens at its instant')
  await leave()
})
