// The files that are being uploaded: how much of each is there, and where it was interrupted.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, becomes, seek, visit, world } from './world.mjs'

const wait = { timeout: 60_000 }
let w
before(async () => {
  w = await world({ webgl: false })
})
after(() => w?.end())

/** The records of a run, as the command line has them. */
function records(variant) {
  const [head, ...lines] = w
    .run('trace', 'upload-on-a-train', '--variant', variant, '--format', 'csv', '-o', '-')
    .split('\n')
  const names = head.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((v, i) => [names[i], v])))
}

/** What is stored at t of each file under way, in megabytes, and how often it was interrupted, by its sender. */
function stored(variant, t) {
  const files = new Map()
  for (const r of records(variant)) {
    if (Number(r.at_ns) > t * 1e9) break
    if (r.kind === 'begin') files.set(r.op, { from: r.node, bytes: 0, breaks: 0 })
    else if (r.kind === 'written') files.get(r.op).bytes += Number(r.payload_bytes) - Number(r.aux)
    else if (r.kind === 'interrupted') files.get(r.op).breaks++
    else if (r.kind === 'end') files.delete(r.op)
  }
  return [...files.values()]
}

for (const how of [
  { width: 1440, scheme: 'light' },
  { width: 390, scheme: 'dark' },
]) {
  test(`of each file under way the page shows how much is stored, and its interruptions, at ${how.width} px`, async () => {
    const { page, leave } = await visit(w, '#v1/scenario/upload-on-a-train?a=base&b=oneShot&t=121', how)
    const sides = page.locator('.files .fall')
    await sides.nth(1).waitFor(wait)
    for (const [i, variant] of ['base', 'oneShot'].entries()) {
      const files = stored(variant, 121)
      assert.ok(files.some((f) => f.breaks > 0))
      assert.deepEqual(
        await sides.nth(i).locator('button').allTextContents(),
        files.map((f) => f.from),
      )
      const says = await sides.nth(i).locator('span').allTextContents()
      files.forEach((f, k) => assert.equal(says[k].split(',')[0], `${f.bytes ? `${f.bytes / 1e6} M` : '0 '}B of 10 MB`))
      const bars = await sides.nth(i).locator('svg').all()
      for (const [k, bar] of bars.entries()) await becomes(() => bar.locator('.break').count(), files[k].breaks)
    }
    assert.match(await sides.first().textContent(), /1\.5 MB of 10 MB, interrupted/)
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
    const violations = await axe(page, { part: '.files' })
    assert.deepEqual(
      violations.map((v) => [v.id, v.nodes.map((n) => n.html)]),
      [],
    )
    await sides.first().locator('button').first().click()
    await page.locator('.inspector h3', { hasText: 'Operation' }).waitFor(wait)
    await leave()
  })
}

test('what has come of a request grows from instant to instant, and back', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/upload-on-a-train?a=oneShot&t=121')
  const row = page.locator('.files .fall svg', { hasText: 'more there' }).first()
  await row.waitFor(wait)
  const coming = async () => Number(await row.locator('.coming').getAttribute('width'))
  const first = await coming()
  await seek(page, 121.5)
  await becomes(async () => (await coming()) > first, true, `more than ${first}`)
  await seek(page, 121)
  await becomes(coming, first)
  await leave()
})

test('where there is no player the dark shows the plain picture, not a white frame', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/upload-on-a-train', { width: 390, scheme: 'dark' })
  await page.getByText('This browser has no WebGL 2').waitFor(wait)
  const png = (await page.locator('.stages').screenshot()).toString('base64')
  const brightness = await page.evaluate(async (png) => {
    const image = new Image()
    image.src = `data:image/png;base64,${png}`
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d')
    canvas.drawImage(image, 0, 0)
    const { data } = canvas.getImageData(0, 0, image.width, image.height)
    return data.reduce((sum, x, i) => (i % 4 === 3 ? sum : sum + x), 0) / (data.length * 0.75)
  }, png)
  assert.ok(brightness < 60, `${brightness} of 255`)
  await leave()
})
