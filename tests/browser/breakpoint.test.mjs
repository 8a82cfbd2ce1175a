import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { axe, becomes, drawn, root, seek, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const lossy = '#v1/scenario/paid-twice?a=base&b=key&t=1&speed=10'
const bar = (page) => page.getByRole('group', { name: 'Breakpoint' })

/** Opens the breakpoint and picks a condition. */
async function stopWhen(page, label) {
  await page.getByRole('button', { name: 'Stop when' }).click()
  await page.getByLabel('Stop when').selectOption({ label })
}

/** Waits until the picture is that of an instant, to the nanosecond. */
async function shown(page, ns) {
  await page.locator('.stages').scrollIntoViewIfNeeded()
  await page.waitForFunction(
    (t) => Math.abs(Number(document.querySelector('iframe').dataset.drawn) * 1e9 - t) < 0.5,
    ns,
    { timeout: 60_000 },
  )
}

/** The records of a run, as the command line writes them. */
function records(name, variant = 'base') {
  const [head, ...rows] = w.run('trace', name, '--variant', variant, '--format', 'csv', '-o', '-').trim().split('\n')
  const names = head.split(',')
  return rows.map((row) => Object.fromEntries(row.split(',').map((value, i) => [names[i], value])))
}

const instants = (rows, wanted) => [...new Set(rows.filter(wanted).map((r) => Number(r.at_ns)))]

test('playing stops at the very instant, says what stopped it, and selects it', async () => {
  const { page, leave } = await visit(w, lossy)
  await drawn(page, 1)
  const lost = [
    ...instants(records('paid-twice'), (r) => r.kind === 'lost'),
    ...instants(records('paid-twice', 'key'), (r) => r.kind === 'lost'),
  ].sort((a, b) => a - b)
  await stopWhen(page, 'a message is lost')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByText(/Stopped at .* is lost/).waitFor({ timeout: 60_000 })
  await shown(page, lost[0])
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  await page.locator('.hand', { hasText: 'Message' }).waitFor()
  await becomes(() => bar(page).locator('[aria-live]').count(), 1)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await shown(page, [...new Set(lost)][1])
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  await leave()
})

test('a frame that began before Play was pressed does not play backwards', async () => {
  const { page, leave } = await visit(w, lossy)
  await drawn(page, 1)
  const [first, second] = instants(records('paid-twice'), (r) => r.kind === 'lost')
  await stopWhen(page, 'a message is lost')
  await bar(page).getByRole('button', { name: 'Next' }).click()
  await shown(page, first)
  await page.evaluate(() => {
    const asked = window.requestAnimationFrame.bind(window)
    window.requestAnimationFrame = (tick) => asked((now) => tick(now - 60))
  })
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await shown(page, second)
  await leave()
})

test('Previous and Next go from one to the other without playing, and say when there is none', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-balancer-crashes?a=base&t=2&speed=1')
  await drawn(page, 2)
  const rows = records('the-balancer-crashes')
  const [down] = instants(rows, (r) => r.kind === 'down'),
    [up] = instants(rows, (r) => r.kind === 'up')
  await stopWhen(page, 'a place crashes')
  await bar(page).getByRole('button', { name: 'Next' }).click()
  await shown(page, down)
  await bar(page)
    .getByText(/^At .* crashes/)
    .waitFor()
  await page.getByRole('button', { name: 'Restore lb' }).waitFor()
  await bar(page).getByRole('button', { name: 'Next' }).click()
  await bar(page).getByText('Nothing of this kind in the rest of the run.').waitFor()
  await shown(page, down)
  await page.getByLabel('Stop when').selectOption({ label: 'a place comes back' })
  await bar(page).getByRole('button', { name: 'Previous' }).click()
  await bar(page).getByText('Nothing of this kind before this.').waitFor()
  await bar(page).getByRole('button', { name: 'Next' }).click()
  await shown(page, up)
  await seek(page, 60)
  await bar(page).getByRole('button', { name: 'Previous' }).click()
  await shown(page, up)
  await leave()
})

test('playing to the end without meeting it says so, and without a condition nothing stops', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-balancer-crashes?a=base&t=40&speed=1000')
  await drawn(page, 40)
  await stopWhen(page, 'a place crashes')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await bar(page).getByText('Nothing of this kind in the rest of the run.').waitFor()
  await page.getByLabel('Stop when').selectOption({ label: 'nothing: it plays on' })
  await seek(page, 2)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.waitForFunction(() => {
    const i = document.querySelector('.track input')
    return i.value === i.max
  })
  await leave()
})

test('the breakpoint works by keyboard, on a phone, and axe finds nothing', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-retry-storm?t=5&speed=1', { width: 390, height: 844 })
  await drawn(page, 5)
  await page.getByRole('button', { name: 'Stop when' }).focus()
  await page.keyboard.press('Enter')
  await page.getByLabel('Stop when').waitFor()
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Stop when')
  for (const label of ['an operation ends', 'an operation takes longer', 'a queue reaches']) {
    await page.getByLabel('Stop when').selectOption({ label })
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, label)
    const small = await bar(page)
      .locator('button, select, input')
      .evaluateAll((all) => all.filter((e) => e.offsetHeight < 44).map((e) => e.outerHTML))
    assert.deepEqual(small, [])
    const violations = await axe(page, { part: '.breakpoint' })
    assert.deepEqual(
      violations.map((v) => v.id),
      [],
    )
  }
  await page.getByLabel('Whose queue').selectOption({ label: 'db' })
  await page.getByLabel('How long the queue is').fill('20')
  await bar(page).getByRole('button', { name: 'Next' }).focus()
  await page.keyboard.press('Enter')
  await bar(page).getByText('waits at db, 20 in the queue').waitFor()
  await page.locator('.hand b', { hasText: 'db' }).waitFor()
  await leave()
})

/** The pure part, outside any browser. */
async function pure() {
  const { build } = createRequire(new URL('../../site/package.json', import.meta.url))('esbuild')
  const code = "export { Trace } from './trace'; export { S } from './tables'; export * from './condition'"
  const made = await build({
    stdin: { contents: code, resolveDir: path.join(root, 'site', 'src', 'trace') },
    bundle: true,
    write: false,
    format: 'esm',
  })
  return import(`data:text/javascript;base64,${Buffer.from(made.outputFiles[0].text).toString('base64')}`)
}

/** A run's trace, as the page reads it. */
function traced(Trace, name, variant = 'base') {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'backchat-'))
  try {
    const file = path.join(folder, 'trace')
    w.run('trace', name, '--variant', variant, '-o', file)
    const bytes = readFileSync(file)
    return new Trace(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('every condition finds the records that the rows of the command line say it must', async () => {
  const { Trace, S, meetings, meeting } = await pure()
  for (const name of ['upload-compress-notify', 'paid-twice', 'the-slow-subscriber', 'push-to-a-crowd']) {
    const rows = records(name),
      trace = traced(Trace, name)
    assert.equal(trace.count, rows.length)
    const begun = new Map(rows.filter((r) => r.kind === 'begin').map((r) => [Number(r.op), Number(r.aux)]))
    const longest = (r) =>
      Math.max(...Array.from({ length: Number(r.n) }, (_, k) => Number(r.at_ns) - begun.get(Number(r.op) + k)))
    const node = trace.nodes.find((n) => !n.edge).id
    const gone = ['dropped', 'expired', 'deadLettered']
    const models = [
      [{ kind: 'ends', status: null }, (r) => r.kind === 'end' && !['ok', 'empty', 'unfinished'].includes(r.status)],
      [{ kind: 'ends', status: S.unfinished }, (r) => r.kind === 'end' && r.status === 'unfinished'],
      [{ kind: 'takes', longer: 5e7 }, (r) => r.kind === 'end' && longest(r) > 5e7],
      [{ kind: 'queue', node: null, reaches: 2 }, (r) => ['queue', 'store'].includes(r.kind) && r.aux === '2'],
      [
        { kind: 'queue', node, reaches: 1 },
        (r) => ['queue', 'store'].includes(r.kind) && r.aux === '1' && r.node.split(/[/+]/)[0] === node,
      ],
      [{ kind: 'lost' }, (r) => r.kind === 'lost'],
      [
        { kind: 'dropped' },
        (r) => r.kind === 'drop' || (['unstore', 'discard', 'lost', 'end'].includes(r.kind) && gone.includes(r.status)),
      ],
      [{ kind: 'crashes' }, (r) => r.kind === 'down'],
      [{ kind: 'returns' }, (r) => r.kind === 'up'],
      [{ kind: 'breaks' }, (r) => r.kind === 'reset'],
    ]
    for (const [condition, meets] of models) {
      const wanted = rows.flatMap((r, i) => (meets(r) ? [i] : []))
      assert.deepEqual([...meetings(trace, condition)], wanted, `${name}: ${JSON.stringify(condition)}`)
      for (const from of [0, 1, trace.count >> 1, trace.count]) {
        assert.equal(meeting(trace, condition, from, 1), wanted.find((i) => i >= from) ?? null)
        assert.equal(meeting(trace, condition, from, -1), wanted.findLast((i) => i < from) ?? null)
      }
    }
  }
})

test('a queue reaches a length by growing to it, one at a time', () => {
  for (const name of ['the-retry-storm', 'many-hands']) {
    const length = new Map()
    for (const r of records(name)) {
      if (r.kind !== 'queue') {
        if (['serve', 'drop'].includes(r.kind) && length.get(r.node) > 0) length.set(r.node, length.get(r.node) - 1)
        continue
      }
      assert.ok(Number(r.aux) <= (length.get(r.node) ?? 0) + 1, `${name}: ${r.node} at ${r.at_ns}`)
      length.set(r.node, Number(r.aux))
    }
  }
})

test('two million records are searched at once, and then by a few looks', async () => {
  const { Trace, meeting } = await pure()
  const trace = traced(Trace, 'two-choices')
  assert.ok(trace.count > 1e6)
  const condition = { kind: 'takes', longer: 1e8 }
  const start = performance.now()
  meeting(trace, condition, 0, 1)
  const first = performance.now() - start
  for (let i = 0; i < 10_000; i++) meeting(trace, condition, i * 100, 1)
  const rest = performance.now() - start - first
  assert.ok(first < 3000 && rest < 1000, `${first.toFixed()} ms, then ${rest.toFixed()} ms for 10,000 more`)
})
