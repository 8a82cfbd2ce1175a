// Measures what the page's time budgets speak of, and prints it beside them:
// the first animated frame over 10 Mbit/s, and the time of Go in a frame with
// some 2,000 messages in flight; and how much faster than its own clock a system of
// twenty-two services runs, and whether it plays as fast as that; and what 200,000 idle WebSockets take. Machines
// are noisy, so that nothing fails here; it is for people to look at.
//
//	node tests/browser/speed.mjs
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import zlib from 'node:zlib'
import { drawn, playhead, seek, visit, world } from './world.mjs'

const bitsPerSecond = 10e6
const w = await world({ optimizing: true })
try {
  await firstFrame()
  await frames()
  await services()
  await crowd()
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

/** The gallery's social network at a thousand requests a second: how fast it runs in the lab, and plays. */
async function services() {
  const short = await ran(network(10))
  await short.leave()
  const long = await ran(network(70))
  const seconds = (a, b) => ((b - a) / 1000).toFixed(1)
  console.log('\ntwenty-two services, 1,000 requests a second: 60 s of virtual time')
  row('run in the lab, on the clock', `${seconds(short.wall, long.wall)} s`, '60 s', '60 s')
  row('  of the processor', `${(long.cpu - short.cpu).toFixed(1)} s`, '', '')
  const { page } = long
  await seek(page, 20)
  await drawn(page, 20)
  await page.locator('.stages').scrollIntoViewIfNeeded()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await sleep(2000)
  const [from, since] = [await playhead(page), performance.now()]
  await sleep(10_000)
  const [to, until] = [await playhead(page), performance.now()]
  row('played at 1x, of real time', ((1000 * (to - from)) / (until - since)).toFixed(2), '1', '0.95')
  await long.leave()
}

/** The social network, so many seconds of it, as a fragment. */
function network(seconds) {
  const file = new URL('../../patterns/gallery/a-social-network.json', import.meta.url)
  const { version, title, seed, nodes, links, flows, hop } = JSON.parse(readFileSync(file, 'utf8'))
  const question = 'How fast does it run?'
  for (const flow of Object.values(flows)) flow.send.rate = `${20 * parseFloat(flow.send.rate)}/s`
  const text = JSON.stringify({ version, title, question, seed, duration: `${seconds}s`, nodes, links, flows, hop })
  return `#v1/text/${zlib.deflateRawSync(text).toString('base64url')}?a=base&t=0&speed=1`
}

/** 200,000 clients that open a WebSocket within 50 s and then hear next to nothing. */
async function crowd() {
  const listeners = {
    ...{ version: 1, title: 'A crowd at rest', duration: '60s', hop: { latency: '20ms' } },
    nodes: { phone: { kind: 'client', count: 200_000 }, api: { kind: 'server', workers: 1000 } },
    links: { net: { from: 'phone', to: 'api', latency: '20ms', transport: { preset: 'websocket' } } },
    flows: {
      news: { from: 'phone', to: 'api', pattern: 'push', updates: { totalRate: '1/s' }, push: { join: '50s' } },
    },
  }
  const { page, leave, wall } = await ran(
    `#v1/text/${zlib.deflateRawSync(JSON.stringify(listeners)).toString('base64url')}?a=base&t=0&speed=1`,
  )
  const since = performance.now()
  await seek(page, 55)
  await drawn(page, 55)
  console.log('\n200,000 idle WebSockets')
  row('run in the lab, on the clock', `${(wall / 1000).toFixed(0)} s`, '', '')
  row('from there to 55 s, drawn', `${((performance.now() - since) / 1000).toFixed(0)} s`, '', '')
  row('most memory of the page', `${await peak()} MB`, '', '')
  await leave()
}

/** The most memory that the process of a page has had, in MB: of those that are there, of the largest. */
async function peak() {
  const session = await w.browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const most = processInfo
    .filter((p) => p.type === 'renderer')
    .map((p) => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${p.id}/status`, 'utf8'))[1]))
  return Math.round((Math.max(...most) * 1024) / 1e6)
}

/** Opens a page, and waits for the figures of its run: how long that took, on the clock (ms) and of the processor (s). */
async function ran(fragment) {
  const session = await w.browser.newBrowserCDPSession()
  const since = performance.now()
  const { page, leave } = await visit(w, fragment)
  await page.locator('.score > table tbody tr').first().waitFor({ timeout: 600_000 })
  const wall = performance.now() - since
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const cpu = Math.max(...processInfo.filter((p) => p.type === 'renderer').map((p) => p.cpuTime))
  return { page, leave, wall, cpu }
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
