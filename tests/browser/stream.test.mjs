import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { drawn, figures, picture, playhead, seek, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world({ optimizing: true })
})
after(() => w?.end())

const name = 'two-choices' // a run of 240 s and two million records

test('a long run that came with the link is shown while it is being run, and its figures follow', async () => {
  const text = JSON.stringify({ ...JSON.parse(w.run('show', name)), seed: 99 })
  const { page, leave } = await visit(
    w,
    `#v1/text/${deflateRawSync(text).toString('base64url')}?a=base&b=twoChoices&t=20&speed=1`,
  )
  await drawn(page, 20)
  assert.match(await page.locator('.score h2').textContent(), /being run/)
  await page.locator('.status progress').waitFor()
  await seek(page, 22)
  await picture(page, 22)
  await page.waitForFunction(() => document.querySelectorAll('.digest').length === 2, null, { timeout: 120_000 })
  assert.equal(await playhead(page), 22)
  const digests = await page.locator('.digest').evaluateAll((all) => all.map((d) => d.dataset.digest))
  assert.deepEqual(
    digests,
    ['base', 'twoChoices'].map((v) => w.run('digest', name, '--seed', '99', '--variant', v).trim()),
  )
  assert.ok((await figures(page))['Latency, p99'][0].endsWith('s'))
  await leave()
})

test('an act in a long run is seen before its figures', async () => {
  const { page, leave } = await visit(w, `#v1/scenario/${name}?a=base&t=20&speed=1`)
  await drawn(page, 20)
  await page.waitForFunction(() => document.querySelector('.digest')?.dataset.verified === 'same', null, {
    timeout: 120_000,
  })
  await page.getByLabel('A place').selectOption({ label: 'api/1' })
  await page.getByRole('button', { name: 'Crash api/1' }).click()
  await page.getByRole('button', { name: 'Restore api/1' }).waitFor()
  await page.locator('.status progress').waitFor()
  await page.waitForFunction(() => document.querySelector('.digest')?.textContent.includes('this run'), null, {
    timeout: 120_000,
  })
  await leave()
})
