import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { drawn, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const polling = '#v1/scenario/long-polling-or-push?a=base&b=push&t=2.2&speed=1'

/** Loses the picture, while its program takes so long to come; tells how often its page was asked for. */
async function lose(page, delay) {
  await page.route('**/player.wasm', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, delay))
    await route.continue()
  })
  const asked = []
  page.on('request', (r) => {
    if (r.url().endsWith('player.html')) asked.push(r.url())
  })
  const frame = page.frames().find((f) => f.url().endsWith('player.html'))
  await page.locator('iframe').evaluate((f) => {
    delete f.dataset.drawn
  })
  await frame.evaluate(() =>
    document.querySelector('canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext(),
  )
  return asked
}

test('a lost player that loads slowly is not cut off by another start', async () => {
  const { page, leave } = await visit(w, polling)
  await drawn(page, 2.2)
  const asked = await lose(page, 2500)
  await drawn(page, 2.2)
  assert.equal(asked.length, 1, 'it has loaded itself anew, once')
  await leave()
})

test('a lost player that gives no sign of life is set anew', async () => {
  const { page, leave } = await visit(w, polling)
  await drawn(page, 2.2)
  await page.evaluate(() => {
    const frame = document.querySelector('iframe')
    delete frame.dataset.drawn
    const dead = frame.contentWindow
    dispatchEvent(new MessageEvent('message', { source: dead, origin: location.origin, data: { type: 'lost' } }))
    dead.stop()
  })
  await drawn(page, 2.2)
  await leave()
})

/** Of how many pieces the next picture is made: a flow takes many of them. */
const pieces = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('message', (e) => e.data?.type === 'drawn' && resolve(e.data.sprites))
      }),
  )

test('what passes too fast is a flow while it plays, and message by message once it stands still', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-retry-storm?a=base&t=12&speed=1')
  await drawn(page, 12)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.waitForFunction(() => Number(document.querySelector('iframe').dataset.drawn) > 12.2)
  const playing = await pieces(page)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.waitForTimeout(500) // the last picture of what played
  const next = pieces(page)
  await page.locator('.track input').press('ArrowLeft')
  const still = await next
  assert.ok(playing > still + 1000, `${playing} pieces while it plays, ${still} while it stands`)
  await leave()
})

test('a crowd is shown one by one by its button, on both sides, and taken together again', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/everybody-comes-back-at-once?a=base&t=20&speed=1')
  await drawn(page, 20)
  const phones = page.locator('.places button', { hasText: /^phone\/\d+(, |$)/ })
  const few = await phones.count()
  const open = page.getByRole('button', { name: 'Show phone/8 to phone/999 one by one' }).first()
  await open.focus()
  await page.keyboard.press('Enter')
  const close = page.getByRole('button', { name: 'Group phone again' }).first()
  await close.waitFor()
  assert.equal(await phones.count(), (few / 8) * 60)
  assert.equal(await close.evaluate((b) => b === document.activeElement), true, 'the focus is where it was')
  await close.click()
  await open.waitFor()
  assert.equal(await phones.count(), few)
  await leave()
})
