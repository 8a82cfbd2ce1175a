// What a handler is at, step by step, in the inspector.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { drawn, visit, world } from './world.mjs'

let w
before(async () => (w = await world()))
after(() => w.end())

/** The rows of the waterfall: what its time went to, and at which step. */
const rows = (page) =>
  page
    .locator('.inspector .fall:not(.facts):not(.requests) > span:nth-child(3n + 1)')
    .evaluateAll((spans) =>
      spans.map((s) => [s.firstChild.textContent, s.querySelector('.step')?.textContent ?? ''].join(' | ')),
    )

for (const [scenario, t, want] of [
  [
    'the-starved-pool',
    6.37,
    [
      'in flight | ',
      'in service | api: work 1 ms',
      'waiting unit | api: hold db',
      'in flight | api: call rows',
      'in service | rows: service 5 ms',
      'in flight | api: call rows',
      'in flight | ',
    ],
  ],
  [
    'a-social-network',
    6.008180416,
    [
      'in flight | ',
      'in service | nginx: work 300 µs',
      'in flight | nginx: call compose-post',
      'in service | compose-post: work 200 µs',
      'gathering | compose-post: side by side',
      'in flight | nginx: call compose-post',
      'in flight | ',
    ],
  ],
]) {
  test(`the waterfall of ${scenario} names the step of the handler that each part of the time belongs to`, async () => {
    const { page, leave } = await visit(w, `#v1/scenario/${scenario}?a=base&t=${t}&speed=0.01`)
    await drawn(page, t)
    await page.getByLabel('A place').selectOption({ label: 'user' })
    await page.getByText('Operation ').first().waitFor()
    assert.deepEqual(await rows(page), want)
    await leave()
  })
}
