import assert from 'node:assert/strict'
import fs from 'node:fs'
import { after, before, test } from 'node:test'
import { axe, becomes, drawn, guess, root, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const long = { timeout: 120_000 }
const written = (page) =>
  page.evaluate(() =>
    [...document.querySelector('.sheet').shadowRoot.querySelectorAll('.cm-line')].map((l) => l.textContent).join('\n'),
  )

/** The text that the browser keeps of a shipped scenario; null: it is as it was shipped. */
const kept = (page, name) =>
  page.evaluate((name) => JSON.parse(localStorage.getItem(`draft:${name}`) ?? 'null')?.text ?? null, name)

const folder = `${root}site/src/templates/`
const titles = fs.readdirSync(folder).map((f) => JSON.parse(fs.readFileSync(folder + f, 'utf8')).title)

test('every template begins a scenario that runs, with the editor open, and is left in the browser once it is changed', async () => {
  const { page, leave } = await visit(w, '', { width: 390, height: 844 })
  const making = page.getByRole('region', { name: 'Make one of your own' })
  await making.waitFor()
  const buttons = await making.getByRole('button').allTextContents()
  assert.deepEqual(
    buttons.filter((b) => b !== 'New' && b !== 'Open a file …').sort(),
    titles.filter((t) => t !== 'One client, one server').sort(),
  )
  assert.deepEqual(await axe(page, { part: 'main' }), [])
  const heights = await making
    .getByRole('button')
    .evaluateAll((all) => all.map((b) => b.getBoundingClientRect().height))
  assert.ok(Math.min(...heights) >= 44, String(heights))
  for (const title of buttons.filter((b) => b !== 'Open a file …')) {
    await making.getByRole('button', { name: title, exact: true }).click()
    await page.waitForSelector('.sheet')
    await page.locator('.digest[data-digest]').nth(1).waitFor(long)
    await becomes(() => page.locator('.status.bad').count(), 0)
    await page.goto(w.url)
    await making.waitFor()
  }
  await leave()
})

test('a balancer that is given a wire to a second server sends there, too', async () => {
  const { page, leave } = await visit(w, '')
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await page.getByText('Add a node, a wire, a flow').click(long)
  const node = page.getByRole('form', { name: 'Add a node' })
  const stands = node.getByRole('group', { name: 'In front of' })
  const holds = (text) =>
    page.waitForFunction((t) => document.querySelector('.sheet').shadowRoot.textContent.includes(t), text, long)
  for (const label of await page.locator('.building label').all()) {
    const [says, field] = [await label.innerText(), label.locator('input, select')]
    if (await label.isVisible()) assert.equal(await field.evaluate((e) => e.labels[0].innerText), says)
  }
  await node.getByLabel('Kind').selectOption('server')
  assert.equal(await stands.isVisible(), false, 'only what sends on stands before others')
  await node.getByRole('button').click()
  await holds('server2')
  await node.getByLabel('Kind').selectOption('balancer')
  await becomes(() => stands.getByRole('checkbox').count(), 3)
  await stands.getByLabel('client').uncheck()
  await stands.getByLabel('server', { exact: true }).check()
  await node.getByRole('button').click()
  await holds('balancer')
  const wire = page.getByRole('form', { name: 'Add a wire' })
  await wire.getByLabel('From', { exact: true }).selectOption('balancer')
  await wire.getByLabel('To', { exact: true }).selectOption('server2')
  await wire.getByRole('button').click()
  await becomes(async () => JSON.parse(await written(page)).nodes.balancer?.to, ['server', 'server2'])
  await leave()
})

test('nodes, wires and flows are added by choosing, and what was written can be undone, saved, dropped and found again', async () => {
  const { page, leave } = await visit(w, '')
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await page.getByText('Add a node, a wire, a flow').click(long)
  const node = page.getByRole('form', { name: 'Add a node' })
  await node.getByLabel('Kind').selectOption('server')
  await node.getByRole('button').click()
  await page.waitForFunction(() => /server2/.test(document.querySelector('.sheet').shadowRoot.textContent))
  assert.match(await written(page), /"server2": \{"kind": "server", "workers": 4, "service": "10ms"\}/)
  const wire = page.getByRole('form', { name: 'Add a wire' })
  await wire.getByLabel('To', { exact: true }).selectOption('server2')
  await wire.getByRole('button').click()
  const flow = page.getByRole('form', { name: 'Add a flow' })
  await flow.getByLabel('Who is asked, or tells').selectOption('server2')
  await flow.getByRole('button').click()
  await page.getByRole('button', { name: 'Undo: change of the text' }).waitFor(long)
  await page.waitForFunction(
    () => document.querySelector('.sheet').shadowRoot.textContent.includes('"flow"'),
    null,
    long,
  )
  assert.match(await written(page), /"flow": \{"from": "client", "to": "server2", "pattern": "requestResponse"/)
  assert.deepEqual(await axe(page, { part: '.editor' }), [])
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as a file' }).click(),
  ])
  const text = fs.readFileSync(await saved.path(), 'utf8')
  assert.ok('server2' in JSON.parse(text).nodes)

  await page.goto(w.url)
  await page.getByRole('link', { name: 'One client, one server' }).click()
  await page.locator('.digest[data-digest]').first().waitFor(long)
  await page.getByRole('button', { name: 'Edit JSON' }).click()
  await page.waitForSelector('.sheet')
  assert.match(await written(page), /server2/)

  await page.goto(w.url)
  await page.waitForSelector('.making')
  await page.evaluate((text) => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([text.replace('One client, one server', 'Dropped')], 'mine.json'))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  }, text)
  await page.getByRole('heading', { level: 1, name: 'Dropped' }).waitFor(long)
  await leave()
})

test('what is taken away by choosing goes with all that names it, in the layout of the text, and comes back with an undo', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-balancer-crashes?a=base&b=pair&t=2&speed=1', {
    width: 360,
    height: 740,
  })
  await drawn(page, 2)
  await guess(page)
  const first = await page.locator('.digest').first().getAttribute('data-digest')
  await page.getByRole('button', { name: 'Edit JSON' }).click()
  await page.getByText('Add a node, a wire, a flow, or take one away').click(long)
  const away = page.getByRole('form', { name: 'Take away' })
  const text = () => kept(page, 'the-balancer-crashes')
  await away.getByLabel('What').selectOption({ label: 'api (node)' })
  await away.getByRole('button').click()
  await page.getByText('“api” stays: “lb” cannot be without it. Take that away first.').waitFor(long)
  assert.equal(await text(), null, 'nothing is half done')
  const box = await away.getByRole('button').boundingBox()
  assert.ok(box.height >= 44 && box.x + box.width <= 360, JSON.stringify(box))
  await away.getByLabel('What').selectOption({ label: 'lb (node)' })
  await away.getByRole('button').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Undo: “lb” taken away, with \d+ wires?, 1 flow, / }).waitFor(long)
  const left = JSON.parse(await text())
  assert.deepEqual(Object.keys(left.nodes).includes('lb'), false)
  assert.deepEqual(left.flows, {})
  assert.ok(Object.values(left.links ?? {}).every(({ from, to }) => ![from, to].includes('lb')))
  assert.ok(Object.values(left.timeline ?? {}).every(({ target }) => !/^lb/.test(target ?? '')))
  const shipped = fs.readFileSync(`${root}patterns/gallery/the-balancer-crashes.json`, 'utf8')
  const lines = (await text()).split('\n')
  assert.deepEqual(
    lines.filter((line) => !/\[\]|{}/.test(line) && !shipped.includes(line.replace(/,$/, ''))),
    [],
    'what is left is laid out as it was',
  )
  await page.getByRole('button', { name: /^Undo: “lb”/ }).click()
  await page.waitForFunction((was) => document.querySelector('.digest')?.dataset.digest === was, first, long)
  await leave()
})

test('a wire and a flow are taken away, and what is new is, too, where it is listed', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/ask-and-wait?t=2&speed=1')
  await drawn(page, 2)
  await guess(page)
  await page.getByRole('button', { name: 'Edit JSON' }).click()
  await page.getByText('Add a node, a wire, a flow, or take one away').click(long)
  const node = page.getByRole('form', { name: 'Add a node' })
  await node.getByLabel('Name').fill('other')
  await node.getByRole('button').click()
  await page.getByRole('button', { name: 'Undo: change of the text' }).waitFor(long)
  await page.getByText('What differs from the shipped one').click()
  await page.getByRole('button', { name: 'Take /nodes/other away' }).click()
  await page.getByRole('button', { name: 'Undo: “other” taken away' }).waitFor(long)
  await page.locator('.differing li', { hasText: 'Nothing.' }).waitFor(long)
  const away = page.getByRole('form', { name: 'Take away' })
  for (const [kind, part] of [
    ['wire', 'links'],
    ['flow', 'flows'],
  ]) {
    const choice = away.getByLabel('What').locator('option', { hasText: `(${kind})` })
    const id = (await choice.textContent()).replace(` (${kind})`, '')
    await away.getByLabel('What').selectOption(`/${part}/${id}`)
    await away.getByRole('button').click()
    await page.getByRole('button', { name: `Undo: “${id}” taken away` }).waitFor(long)
    await becomes(() => choice.count(), 0)
    await becomes(async () => id in (JSON.parse(await kept(page, 'ask-and-wait'))[part] ?? {}), false)
  }
  await leave()
})

test('of a list only what names it goes along, wherever it stands', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/which-of-the-three?a=base&t=12&speed=1')
  await drawn(page, 12)
  await guess(page)
  await page.getByRole('button', { name: 'Edit JSON' }).click()
  await page.getByText('Add a node, a wire, a flow, or take one away').click(long)
  const away = page.getByRole('form', { name: 'Take away' })
  await away.getByLabel('What').selectOption('/flows/say')
  await away.getByRole('button').click()
  await page.getByRole('button', { name: /^Undo: “say” taken away/ }).waitFor(long)
  const shipped = JSON.parse(fs.readFileSync(`${root}patterns/gallery/which-of-the-three.json`, 'utf8'))
  const others = shipped.expect.filter(({ that }) => !/\bsay\./.test(that))
  assert.ok(others.length > 0 && others.length < shipped.expect.length - 1)
  assert.deepEqual(JSON.parse(await kept(page, 'which-of-the-three')).expect, others)
  await leave()
})

test('a text that was no JSON can be added to as soon as it is', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/ask-and-wait?t=2&speed=1')
  await drawn(page, 2)
  await page.getByRole('button', { name: 'Edit JSON' }).click()
  await page.getByText('Add a node, a wire, a flow').click(long)
  const node = page.getByRole('form', { name: 'Add a node' })
  await node.waitFor()
  await page.locator('.cm-content').click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('x')
  await page.getByText('What is no JSON cannot be added to.').waitFor(long)
  await page.keyboard.press('Backspace')
  await node.waitFor(long)
  await leave()
})

test('what differs from the shipped scenario is listed, put back one by one, and brought back after it was left', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/ask-and-wait?t=2&speed=1')
  await drawn(page, 2)
  await guess(page)
  await page.locator('.slider input').first().focus()
  await page.keyboard.press('End')
  await page.getByRole('button', { name: /^Undo: / }).waitFor(long)
  await page.getByRole('button', { name: 'Edit JSON' }).click()
  await page.getByText('What differs from the shipped one').click(long)
  const list = page.locator('.differing li')
  assert.match(await list.first().textContent(), /^\/links\/\w+\/latency.*: ".*" is now "200ms"Put it back$/)
  await becomes(() => list.count(), 1)
  await page.goto(`${w.url}#`)
  await page.goto(`${w.url}#v1/scenario/ask-and-wait?t=2&speed=1`)
  await drawn(page, 2)
  await page.getByText(/^You changed this on /).waitFor()
  await page.getByRole('button', { name: 'Bring it back' }).click()
  await page.waitForFunction(() => location.hash.includes('of=ask-and-wait'), null, long)
  await page.getByText('What differs from the shipped one').click()
  await page.getByRole('button', { name: /^Put \/links/ }).click()
  await page.locator('.differing li', { hasText: 'Nothing.' }).waitFor(long)
  await page.waitForFunction(() => location.hash.startsWith('#v1/scenario/ask-and-wait'), null, long)
  await leave()
})
