// Messages that have the colour of what they are about.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { drawn, visit, world } from './world.mjs'

let w
before(async () => (w = await world()))
after(() => w.end())

test('where messages have the colour of their key, a legend says of which, and the player is told', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/whose-session-is-it?a=base&t=0.1&speed=0.01')
  await drawn(page, 0.1)
  assert.equal(
    (await page.locator('.colours').innerText()).replace(/\s+/g, ' '),
    'visit: the colour and number of a message are its account, one of 60 keys ● 1 ● 2 ● 3 ● 4 ● 5 ● 6 and so on, from the first colour again',
  )
  await leave()
})

test('where they have the colour of their flow, there is no such legend', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/the-hot-partition?a=base&t=2&speed=0.01')
  await drawn(page, 2)
  assert.equal(await page.locator('.colours').isVisible(), false)
  await leave()
})
