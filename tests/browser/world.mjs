// What every story needs: the page served by the command line, and a browser.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'

const require = createRequire(new URL('../../site/package.json', import.meta.url))
const { chromium } = require('playwright-core')
const { default: AxeBuilder } = require('@axe-core/playwright')
export const root = fileURLToPath(new URL('../../', import.meta.url))

// WebGL in software; the page itself is painted without it, which takes a fifth of the time.
const gl = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader']
const software = [...gl, '--disable-gpu-rasterization', '--disable-gpu-compositing']
const withoutGL = ['--disable-gpu', '--disable-3d-apis', '--disable-software-rasterizer']
// Most stories run a second of Wasm: to compile it well takes longer than it saves.
const hasty = ['--js-flags=--liftoff-only']

/** The command line: that which BACKCHAT names, or one that is built. */
export function command(folder) {
  const program = process.env.BACKCHAT ?? path.join(folder, 'backchat')
  if (!process.env.BACKCHAT)
    execFileSync('go', ['build', '-pgo=off', '-o', program, './cmd/backchat'], { cwd: root, stdio: 'inherit' })
  return { program, run: (...args) => execFileSync(program, args, { encoding: 'utf8', maxBuffer: 64 << 20 }) }
}

/** Serves the page and starts a browser, for all stories of a file; optimizing: Wasm is compiled as it is for everyone. */
export async function world({ webgl = true, optimizing = false } = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'backchat-'))
  const { program, run } = command(folder)
  const server = spawn(program, ['serve', '--addr', '127.0.0.1:0', '--dir', path.join(root, 'site', 'dist')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise((resolve) => server.stdout.once('data', (text) => resolve(String(text).trim())))
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox', ...(optimizing ? [] : hasty), ...(webgl ? software : withoutGL)],
  })
  return {
    url,
    browser,
    run,
    /** Takes the server away, and tells when it is gone. */
    unplug: () =>
      new Promise((resolve) => {
        server.once('exit', resolve)
        server.kill()
      }),
    async end() {
      await browser.close()
      server.kill()
      rmSync(folder, { recursive: true })
    },
  }
}

const patience = 120_000 // milliseconds that a story waits for what must come: machines are slow at times

/** Has the page run as many times slower as SLOW says, if it does: what a story takes for granted shows then. */
async function slowed(page) {
  const rate = Number(process.env.SLOW ?? 1)
  if (rate === 1) return
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate })
}

/** Opens the page for one story, which fails on any error in the console and on any request to another host. */
export async function visit(
  world,
  fragment,
  {
    width = 1440,
    height = 1000,
    scale = 1,
    scheme = 'light',
    motion = 'no-preference',
    forced = 'none',
    offline = false,
    locale = 'en-US',
    spared = false,
  } = {},
) {
  const context = await world.browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: scheme,
    reducedMotion: motion,
    forcedColors: forced,
    locale,
    serviceWorkers: offline ? 'allow' : 'block', // what one answers, no story could stand in for
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  context.setDefaultTimeout(patience)
  // A machine without a graphics card is slow, and its picture simpler: not where stories look at pictures.
  if (!spared) await context.addInitScript(() => self.origin === 'null' || localStorage.setItem('picture', 'full'))
  const page = await context.newPage()
  await slowed(page)
  const troubles = []
  page.on('console', (m) => {
    if (m.type() === 'error') troubles.push(m.text())
  })
  page.on('pageerror', (e) => troubles.push(e.message))
  page.on('request', (r) => {
    if (!r.url().startsWith(world.url) && !/^(blob|data):/.test(r.url())) troubles.push(`a request to ${r.url()}`)
  })
  await page.goto(world.url + fragment)
  return {
    page,
    troubles,
    async leave() {
      await page.unrouteAll({ behavior: 'ignoreErrors' }) // what is still on its way is waited for by nobody
      await context.close()
      assert.deepEqual(troubles, [])
    },
  }
}

/** Waits until the player has drawn the instant t, in seconds. */
export async function drawn(page, t) {
  await page.waitForFunction(
    (t) => {
      const at = document.querySelector('iframe')?.dataset.drawn
      return at !== undefined && (t === null || Math.abs(Number(at) - t) < 1e-6)
    },
    t ?? null,
    { timeout: 180_000 },
  )
}

/**
 * Waits until what is read is so, and says what it was in the end, if it never is. What a page finds out in its own
 * time is waited for so too: waitForFunction takes a promise for an answer.
 */
export async function becomes(read, wanted, says) {
  for (const end = Date.now() + patience; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50)))
    if (isDeepStrictEqual(await read(), wanted)) return
  assert.deepEqual(await read(), wanted, says)
}

/** The box of something, once it rests: while the page is laid out anew a thing may be nowhere, or on its way. */
export async function resting(locator) {
  let before = null
  for (const end = Date.now() + patience; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const box = await locator.boundingBox()
    if (box && isDeepStrictEqual(box, before)) return box
    before = box
  }
  assert.fail(`${locator} is ${before ? 'never at rest' : 'nowhere to be seen'}`)
}

/**
 * What axe finds amiss in the page, or in parts of it but for what is left out, by all rules or by some; of what is
 * well it tells nothing.
 */
export async function axe(page, { part, but, rules } = {}) {
  const search = new AxeBuilder({ page }).options({ resultTypes: ['violations'] })
  for (const selector of [part ?? []].flat()) search.include(selector)
  if (but) search.exclude(but)
  if (rules) search.withRules(rules)
  return (await search.analyze()).violations
}

/** Takes the first of the guesses, upon which the verdict is shown. */
export async function guess(page) {
  await page.locator('.predict button').first().click()
}

/** Moves the playhead to an instant, in seconds. */
export async function seek(page, t) {
  await page.locator('.track input').evaluate((input, t) => {
    input.step = '1'
    input.value = String(Math.round(t * 1e9))
    input.dispatchEvent(new Event('input'))
  }, t)
}

/** The picture, once it is that of the instant t. */
export async function picture(page, t) {
  await page.locator('.stages').scrollIntoViewIfNeeded()
  await drawn(page, t)
  await page.waitForTimeout(150)
  return page.locator('.stages').screenshot({ animations: 'disabled' })
}

/**
 * By how much of 255 a colour of two pictures of one size differs, where that is most. A player that has begun anew
 * keeps its shapes elsewhere in its atlas, which rounds the edge of one by a step.
 */
export async function difference(world, one, other) {
  const page = await world.browser.newPage()
  const most = await page.evaluate(
    async (pictures) => {
      const [a, b] = await Promise.all(
        pictures.map(async (data) => {
          const image = new Image()
          image.src = `data:image/png;base64,${data}`
          await image.decode()
          const to = new OffscreenCanvas(image.width, image.height).getContext('2d')
          to.drawImage(image, 0, 0)
          return to.getImageData(0, 0, image.width, image.height)
        }),
      )
      if (a.width !== b.width || a.height !== b.height) return 255
      return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i])), 0)
    },
    [one, other].map((picture) => picture.toString('base64')),
  )
  await page.close()
  return most
}

/** The playhead, in seconds. */
export async function playhead(page) {
  return Number(await page.locator('.track input').inputValue()) / 1e9
}

/** The scorecard's figures, by name: [left, right]. It waits until there are some. */
export async function figures(page) {
  const rows = page.locator('.score > table tbody tr')
  await rows.first().waitFor()
  return rows.evaluateAll((rows) =>
    Object.fromEntries(
      rows.map((r) => [
        r.querySelector('th').textContent,
        [...r.querySelectorAll('td:not(.diff)')].map((d) => d.firstChild.textContent), // not what it was before
      ]),
    ),
  )
}
