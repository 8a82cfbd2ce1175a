import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, becomes, drawn, resting, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const crash = '#v1/scenario/the-balancer-crashes?a=base&b=pair&t=5&speed=1'

const opener = (page) => page.getByRole('button', { name: 'Edit JSON' })

async function edit(page) {
  await opener(page).click()
  await page.locator('.cm-content').waitFor()
}

test('on a wide screen the editor stands beside the runs, and goes as it came', async () => {
  const { page, leave } = await visit(w, crash, { width: 1200, height: 800 })
  await drawn(page, 5)
  const before = await resting(page.locator('.stages'))
  await edit(page)
  const [stages, editor] = await Promise.all(['.stages', '.editor'].map((s) => resting(page.locator(s))))
  assert.ok(stages.x + stages.width <= editor.x, `the runs end at ${stages.x + stages.width}, it begins at ${editor.x}`)
  assert.ok(editor.x + editor.width <= 1200 && editor.y < stages.y && editor.height <= 800, JSON.stringify(editor))
  await drawn(page, 5)
  await page.evaluate(() => scrollTo(0, document.querySelector('.score').offsetTop))
  const still = await resting(page.locator('.editor'))
  assert.ok(still.y >= -1 && still.y + still.height <= 801, `it stays in sight, at ${still.y}`)
  assert.deepEqual(await axe(page), [])
  await page.locator('.cm-content').click()
  await page.keyboard.press('Escape')
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Run this', 'the text is left')
  await page.keyboard.press('Escape')
  await page.locator('.editor').waitFor({ state: 'hidden' })
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Edit JSON', 'and the editor')
  assert.deepEqual(Math.round((await resting(page.locator('.stages'))).width), Math.round(before.width))
  await page.setViewportSize({ width: 1100, height: 800 })
  await edit(page)
  const [above, below] = await Promise.all(['.stages', '.editor'].map((s) => resting(page.locator(s))))
  assert.ok(above.y + above.height <= below.y, 'where there is no room for a column it stands below')
  await leave()
})

test('what a fault says to write is written by a button, and undone in one step', async () => {
  const { page, leave } = await visit(w, crash)
  await drawn(page, 5)
  await edit(page)
  const faulty = `{"version": 1, "title": "t", "duration": 30, "sed": 3,
    "nodes": {"a": {"kind": "clint"}, "api": {"kind": "server", "service": "5msec"}},
    "links": {"l": {"from": "a", "to": "apii", "latency": "5ms"}},
    "flows": {"f": {"from": "a", "to": "api", "pattern": "requestResponse", "send": {"rate": "10/s"}}}}`
  await page.locator('.cm-content').click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(faulty)
  const text = () =>
    page.evaluate(() =>
      [...document.querySelector('.sheet').shadowRoot.querySelectorAll('.cm-line')]
        .map((l) => l.textContent)
        .join('\n'),
    )
  const fault = (about) => page.locator('.faults li', { hasText: about })
  for (const [about, fix, made] of [
    ['/duration', 'Write "30s"', '"duration": "30s"'],
    ['/sed', 'Write "seed"', '"seed": 3'],
    ['/nodes/a/kind', 'Write "client"', '{"kind": "client"}'],
    ['/nodes/api/service', 'Write "5ms"', '"service": "5ms"'],
    ['/links/l/to', 'Write "api"', '"to": "api", "latency"'],
  ]) {
    await fault(about).getByRole('button', { name: fix }).click()
    await fault(about).waitFor({ state: 'detached' })
    assert.ok((await text()).includes(made), `${made} in ${await text()}`)
  }
  await becomes(() => page.locator('.faults li').count(), 0)
  await page.locator('.cm-content').focus()
  await page.keyboard.press('Control+z')
  assert.ok((await text()).includes('"apii"') && (await text()).includes('"5ms"}'), 'the last alone is undone')
  for (let i = 0; i < 4; i++) await page.keyboard.press('Control+z')
  assert.equal(await text(), faulty)
  await leave()
})

for (const width of [1440, 390]) {
  test(`what may be written is offered with what it means, within the column of the editor, ${width} px`, async () => {
    const { page, leave } = await visit(w, crash, { width, height: 900 })
    await drawn(page, 5)
    await edit(page)
    const key = page.locator('.cm-line', { hasText: '"lb":' }).getByText('"policy"')
    await key.scrollIntoViewIfNeeded()
    const { x, y, height } = await resting(key)
    await page.mouse.click(x + 20, y + height / 2)
    await page.keyboard.press('Control+Space')
    await page.locator('.cm-tooltip-autocomplete li').first().waitFor()
    const means = page.locator('.cm-completionInfo')
    await means.getByText(/\w{3}/).waitFor()
    const [info, column] = await Promise.all([means, page.locator('.sheet')].map((part) => resting(part)))
    assert.ok(info.width > 120, `${info.width} px for what it means`)
    assert.ok(
      info.x >= column.x - 1 && info.x + info.width <= column.x + column.width + 1,
      `from ${info.x} to ${info.x + info.width}, in a column from ${column.x} to ${column.x + column.width}`,
    )
    await leave()
  })
}

test('any number of the text has a slider while the cursor is on it, which runs it, and is undone', async () => {
  const { page, leave } = await visit(w, crash)
  await drawn(page, 5)
  await edit(page)
  await page.getByText('With the cursor on a number, there is a slider for it here.').waitFor()
  const line = (text) => page.locator('.cm-line', { hasText: text })
  const moved = page.locator('.anynumber')
  await line('"workers": 2').getByText('2', { exact: true }).click()
  await moved.getByText('Api workers').waitFor()
  const slider = moved.getByRole('slider', { name: 'Api workers' })
  assert.equal(await slider.getAttribute('aria-valuetext'), '2')
  const digest = await page.locator('.digest').first().getAttribute('data-digest')
  await slider.press('ArrowRight')
  await line('"workers": 3').waitFor()
  await slider.press('End')
  await line('"workers": 20').waitFor()
  await page.getByRole('button', { name: 'Undo: api workers to 20' }).waitFor()
  await page.waitForFunction((old) => document.querySelector('.digest').dataset.digest !== old, digest)
  assert.equal(await slider.evaluate((e) => e === document.activeElement), true, 'it stays in the hand')
  assert.deepEqual(await axe(page, { part: '.editor' }), [])

  await line('"latency": "10ms"').getByText('"10ms"').click()
  await moved.getByText('Web latency').waitFor()
  await page.keyboard.press('End')
  await page.keyboard.type(' ') // now there is more in the text than has been run
  await line('"latency": "10ms"').getByText('"10ms"').click()
  await moved.getByRole('slider', { name: 'Web latency' }).press('Home')
  await line('"latency": "1ms"').waitFor()
  await page.getByRole('button', { name: 'Undo: change of the text' }).waitFor()
  await leave()
})

for (const size of [
  { width: 1440, height: 1000 },
  { width: 360, height: 740 },
])
  test(`the first fault of what is written is told beside the button that runs it, ${size.width} px`, async () => {
    const { page, leave } = await visit(w, crash, size)
    await drawn(page, 5)
    await edit(page)
    await page.locator('.cm-content').click()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText('{"version": 1, "title": "t", "duration": 30, "sed": 3, "nodes": {}, "flows": {}}')
    const first = page.locator('.first')
    await first.filter({ hasText: /^1:42 \/duration: 30 has no unit; write "30s" or "30ms"/ }).waitFor()
    const run = page.getByRole('button', { name: 'Run this' })
    await run.scrollIntoViewIfNeeded()
    const [above, below] = [await resting(run), await resting(first)]
    assert.ok(below.y - above.y < 190 && below.x + below.width <= size.width, JSON.stringify({ above, below }))
    await first.getByRole('button', { name: 'Write "30s"' }).click()
    await first.filter({ hasText: '"seed"' }).waitFor()
    await first.getByRole('button', { name: 'Write "seed"' }).click()
    await becomes(() => first.innerText(), '')
    await leave()
  })
