import assert from 'node:assert/strict'
import fs from 'node:fs'
import { after, before, test } from 'node:test'
import { drawn, guess, resting, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

/** A file without its styles, which the page that reads it here may not apply. */
const bare = (source) => source.replace(/<style[^]*?<\/style>/g, '')

/** What a choice of the menu hands over. */
async function taken(page, choice) {
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: choice, exact: true }).click(),
  ])
  return { name: file.suggestedFilename(), bytes: fs.readFileSync(await file.path()) }
}

const crash = '#v1/scenario/the-balancer-crashes?t=20.01&speed=1'

test('the picture is taken away with its names, its time and its signs', async () => {
  const { page, leave } = await visit(w, crash)
  await drawn(page, 20.01)
  const stages = await resting(page.locator('.stages'))
  const png = await taken(page, 'Picture, PNG')
  const [width, height] = [png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)]
  assert.equal(width, stages.width + 40)
  assert.ok(height > stages.height + 150, 'there is room for what is written')
  const written = await page.evaluate(async (bytes) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(bytes)]))
    const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
    pen.drawImage(bitmap, 0, 0)
    const ink = (y, h) => {
      const { data } = pen.getImageData(0, y, bitmap.width, h)
      let n = 0
      for (let i = 0; i < data.length; i += 4) if (data[i] < 120) n++
      return n
    }
    return [ink(20, 24), ink(100, 330), ink(470, 80)]
  }, Array.from(png.bytes))
  for (const n of written) assert.ok(n > 200, `a part of it is empty: ${written}`)

  const svg = await taken(page, 'Picture, SVG')
  assert.equal(svg.name, 'the-balancer-crashes.svg')
  const text = await page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, 'image/svg+xml')
    return [...parsed.querySelectorAll('text')].map((t) => t.textContent).join('\n')
  }, bare(svg.bytes.toString()))
  for (const part of [
    'The balancer crashes',
    'At 20.010 s of 60 s',
    '● As it stands',
    'api/0',
    'crossed out: lost, or down',
  ])
    assert.ok(text.includes(part), `${part} is not in ${text}`)
  await leave()
})

/** Of an animation, how many frames it has, how large it is, and after how many hundredths of a second they change. */
function frames(gif) {
  assert.equal(gif.subarray(0, 6).toString(), 'GIF89a')
  const bits = (flags) => 3 * 2 ** ((flags & 7) + 1)
  const skip = (at) => {
    while (gif[at]) at += gif[at] + 1
    return at + 1
  }
  const delays = new Set()
  let [count, at] = [0, 13 + (gif[10] & 128 ? bits(gif[10]) : 0)]
  while (gif[at] !== 0x3b) {
    if (gif[at] === 0x21) {
      if (gif[at + 1] === 0xf9) delays.add(gif.readUInt16LE(at + 4))
      at = skip(at + 2)
    } else {
      assert.equal(gif[at], 0x2c)
      count++
      at = skip(at + 10 + (gif[at + 9] & 128 ? bits(gif[at + 9]) : 0) + 1)
    }
  }
  return { count, width: gif.readUInt16LE(6), delays: [...delays] }
}

test('a stretch is taken away as an animation, which the browser plays, and the playhead is where it was', async () => {
  const { page, leave } = await visit(w, crash)
  await drawn(page, 20.01)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByRole('button', { name: 'Animation, GIF', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Animation' })
  await dialog.locator('input[name=from]').fill('20')
  await dialog.locator('input[name=to]').fill('19')
  await dialog.getByRole('button', { name: 'Make it' }).click()
  await dialog.getByText('The stretch ends before it begins').waitFor()
  await dialog.locator('input[name=to]').fill('20.4')
  await dialog.locator('input[name="shown in"]').fill('2')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Make it' }).click(),
  ])
  assert.equal(file.suggestedFilename(), 'the-balancer-crashes.gif')
  const bytes = fs.readFileSync(await file.path())
  assert.deepEqual(frames(bytes), { count: 25, width: 960, delays: [8] })
  const differs = await page.evaluate(async (data) => {
    const decoder = new ImageDecoder({ data: Uint8Array.from(data), type: 'image/gif' })
    const pixels = async (frameIndex) => {
      const { image } = await decoder.decode({ frameIndex })
      const pen = new OffscreenCanvas(image.displayWidth, image.displayHeight).getContext('2d')
      pen.drawImage(image, 0, 0)
      return pen.getImageData(0, 100, image.displayWidth, 300).data
    }
    const [a, b] = [await pixels(0), await pixels(12)]
    let n = 0
    for (let i = 0; i < a.length; i += 4) if (Math.abs(a[i] - b[i]) > 40) n++
    return n
  }, Array.from(bytes))
  assert.ok(differs > 50 && differs < 60_000, `${differs} pixels have changed in a second`)
  await dialog.getByText('Made:').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await drawn(page, 20.01)
  await leave()
})

test('the report has the question, the guess, the runs with their digests, the figures and the scenario', async () => {
  const { page, leave } = await visit(w, crash, { width: 390, height: 844 })
  await drawn(page, 20.01)
  await guess(page)
  const question = await page.locator('.intro p').first().textContent()
  const mine = await page.locator('.predict button').first().textContent()
  const digests = await page.locator('.digest').evaluateAll((all) => all.map((e) => e.dataset.digest))
  const verdict = await page.locator('.verdict b').textContent()
  const done = await page.locator('.score tbody tr').first().locator('td').first().textContent()
  const report = await taken(page, 'Report, to print')
  const source = report.bytes.toString()
  assert.ok(!/<script|\son\w+=/.test(source), 'it runs nothing')
  const text = await page.evaluate(
    (source) => new DOMParser().parseFromString(source, 'text/html').body.textContent,
    bare(source),
  )
  for (const part of [question, `The guess: ${mine}.`, ...digests, verdict, done, '"lb":    {"kind": "balancer"'])
    assert.ok(text.includes(part), `${part} is not in it`)
  assert.match(source, /<img src="data:image\/png;base64,/)
  await leave()
})

test('without WebGL the picture is taken as SVG, and the report has none', async () => {
  const plain = await world({ webgl: false })
  try {
    const { page, leave } = await visit(plain, crash)
    await page.getByText('This browser has no WebGL 2').waitFor()
    assert.match((await taken(page, 'Picture, SVG')).bytes.toString(), /^<\?xml/)
    assert.doesNotMatch((await taken(page, 'Report, to print')).bytes.toString(), /<img/)
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByRole('button', { name: 'Picture, PNG' }).click()
    await page.getByText('There is no picture to export without WebGL.').waitFor()
    await leave()
  } finally {
    await plain.end()
  }
})
