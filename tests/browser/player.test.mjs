import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { becomes, drawn, visit, world } from './world.mjs'

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
  const still = async () => {
    const next = pieces(page)
    await page.locator('.track input').press('ArrowLeft')
    return playing > (await next) + 1000
  }
  await becomes(still, true, `${playing} pieces while it plays, and a thousand less while it stands`)
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
  await becomes(() => phones.count(), (few / 8) * 60)
  await becomes(() => close.evaluate((b) => b === document.activeElement), true, 'the focus is where it was')
  await close.click()
  await open.waitFor()
  await becomes(() => phones.count(), few)
  await leave()
})

test('of a wire to many nodes that are drawn as one it is said which one is meant, and any of them can be', async () => {
  const servers = Array.from({ length: 30 }, (_, i) => `s${String(i).padStart(2, '0')}`)
  const text = JSON.stringify({
    version: 1,
    title: 'A village',
    question: 'Which of them?',
    duration: '6s',
    nodes: {
      phone: { kind: 'client', count: 4 },
      lb: { kind: 'balancer', to: servers },
      ...Object.fromEntries(servers.map((id) => [id, { kind: 'server', workers: 4, service: '5ms' }])),
    },
    flows: { ask: { from: 'phone', to: 'lb', pattern: 'requestResponse', send: { rate: '20/s' } } },
  })
  const { page, leave } = await visit(w, '')
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'village.json', mimeType: 'application/json', buffer: Buffer.from(text) })
  await drawn(page)
  await page.locator('.cm-editor').waitFor()
  await page.locator('.stages').scrollIntoViewIfNeeded()
  await page.locator('.places button', { hasText: /^s03 to s29/ }).waitFor({ state: 'attached' })
  const between = await page.waitForFunction(() => {
    const named = (name) => [...document.querySelectorAll('.places button')].find((b) => b.textContent.startsWith(name))
    const [lb, crowd] = ['lb', 's03 to s29'].map((name) => named(name)?.getBoundingClientRect())
    if (!lb || !crowd) return null // the places are being laid out
    return [(lb.right + (crowd.left + crowd.right) / 2) / 2, (lb.top + lb.bottom + crowd.top + crowd.bottom) / 4 - 7]
  })
  await page.mouse.click(...(await between.jsonValue()))
  const hand = page.locator('.hand')
  await hand.getByText('lb – s03', { exact: true }).waitFor()
  const which = hand.getByLabel('one of 27 that are drawn as one')
  assert.deepEqual(await which.locator('option').allTextContents(), servers.slice(3))
  await which.selectOption('s17')
  await hand.getByText('lb – s17', { exact: true }).waitFor()
  await hand.getByRole('button', { name: 'Cut lb – s17' }).click()
  await page
    .getByRole('list', { name: 'What you did' })
    .getByText(/^Cut lb – s17 for 5 s/)
    .waitFor()
  await hand.locator('.down').waitFor()
  await which.selectOption('s03')
  await hand.getByRole('button', { name: 'Cut lb – s03' }).waitFor()
  await becomes(() => hand.locator('.down').count(), 0, 'the others are as they were')
  await leave()
})
