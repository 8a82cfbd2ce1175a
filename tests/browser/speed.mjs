// Measures what the page's time budgets speak of, and prints it beside them:
// the first animated frame over 10 Mbit/s, and the time of Go in a frame with
// some 2,000 messages in flight. Machines are noisy, so that nothing fails
// here; it is for people to look at.
//
//	node tests/browser/speed.mjs
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import zlib from 'node:zlib'
import { drawn, seek, visit, world } from './world.mjs'

const bitsPerSecond = 10e6
const w = await world()
try {
  await firstFrame()
  await frames()
} finally {
  await w.end()
}

/** From the click on a link to the first picture that the player has drawn, and to the first that moves. */
async function firstFrame() {
  const line = await narrow(Number(new URL(w.url).port))
  const times = []
  for (let i = 0; i < 3; i++) {
    const { page, leave } = await visit(
      { browser: w.browser, url: `http://127.0.0.1:${line.port}/` },
      '#v1/scenario/long-polling-or-push',
    )
    const since = await page.evaluate(() => performance.timeOrigin)
    await page.locator('.still svg .node').first().waitFor()
    const still = await page.evaluate(() => performance.now())
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await drawn(page, null)
    const first = await page.locator('iframe').evaluate((f) => f.dataset.drawn)
    await page.waitForFunction((first) => document.querySelector('iframe').dataset.drawn !== first, first)
    times.push({ still, moving: Date.now() - since })
    await leave()
  }
  line.close()
  const of = (name) => times.map((t) => t[name]).sort((a, b) => a - b)[1]
  row('first still picture at 10 Mbit/s', `${(of('still') / 1000).toFixed(2)} s`, '', '')
  row('first animated frame at 10 Mbit/s', `${(of('moving') / 1000).toFixed(2)} s`, '3 s', '5 s')
}

/** A way to the server through which all connections together get 10 Mbit/s. */
function narrow(port) {
  const slice = 5 // milliseconds
  let free = 0 // when the line is free again
  const server = net.createServer((from) => {
    const to = net.connect(port, '127.0.0.1')
    from.pipe(to)
    to.on('error', () => from.destroy())
    from.on('error', () => to.destroy())
    to.on('data', async (bytes) => {
      to.pause()
      for (let at = 0; at < bytes.length;) {
        const part = bytes.subarray(at, at + (bitsPerSecond / 8000) * slice)
        at += part.length
        free = Math.max(free, performance.now()) + (part.length * 8000) / bitsPerSecond
        await sleep(Math.max(0, free - performance.now()))
        if (from.destroyed) return
        from.write(part)
      }
      to.resume()
    })
    to.on('end', () => from.end())
  })
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve({ port: server.address().port, close: () => server.close() })),
  )
}

/** What Go takes for a frame, one by one and while playing. */
async function frames() {
  const text = readFileSync(new URL('flock.json', import.meta.url))
  const { page, leave } = await visit(
    w,
    `#v1/text/${zlib.deflateRawSync(text).toString('base64url')}?a=base&t=3&speed=0.3`,
  )
  await drawn(page, 3)
  await page.locator('.stages').scrollIntoViewIfNeeded()
  await page.evaluate(() => {
    window.costs = []
    addEventListener('message', (e) => {
      if (e.data?.type === 'drawn') window.costs.push(e.data.goMs)
    })
  })
  await oneByOne(page, 150, 0) // the browser compiles better what has run for a while
  await taken(page)
  await oneByOne(page, 40, 60) // at rest: the one before is on the screen
  const calm = await taken(page)
  const flying = await page.locator('.sentence').textContent()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await sleep(4000)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  const playing = await taken(page)
  console.log(`\n${flying}\n${await renderer(page)}; ${calm.n} frames one by one, then ${playing.n} in 4 s of play`)
  row('Go time of a frame, median', `${calm.median} ms`, '2 ms', '4 ms')
  row('  nine of ten are below', `${calm.most} ms`, '', '')
  row('  while playing, median', `${playing.median} ms`, '', '')
  row('  while playing, nine of ten below', `${playing.most} ms`, '', '')
  await leave()
}

async function oneByOne(page, n, rest) {
  for (let i = 1; i <= n; i++) {
    await seek(page, 3 + i / 100)
    await drawn(page, 3 + i / 100)
    await sleep(rest)
  }
}

async function taken(page) {
  const costs = (await page.evaluate(() => window.costs.splice(0))).sort((a, b) => a - b)
  return {
    n: costs.length,
    median: costs[costs.length >> 1].toFixed(1),
    most: costs[Math.floor(costs.length * 0.9)].toFixed(1),
  }
}

async function renderer(page) {
  return page.evaluate(() => {
    const gl = document.createElement('canvas').getContext('webgl2')
    return gl.getParameter(gl.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER)
  })
}

function row(name, value, target, fail) {
  console.log(
    `${name.padEnd(34)} ${value.padStart(9)}${target && `   target ${target.padStart(6)}   fail ${fail.padStart(6)}`}`,
  )
}
