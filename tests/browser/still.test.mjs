// The plain picture, which is there before the player is and where it cannot be, tells what the player tells.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { becomes, drawn, visit, world } from './world.mjs'

let w
let plain
before(async () => {
  w = await world()
  plain = await world({ webgl: false })
})
after(async () => {
  await w?.end()
  await plain?.end()
})

/** The plain picture of a side, at an instant of a run that the lab has made. */
async function still(page, slot) {
  const picture = page.locator('.stages figure .still svg').nth(slot)
  await picture.locator('.node').first().waitFor({ state: 'attached' })
  return picture
}

test('as many stand by themselves, and in crowds, in the plain picture as in the player', async () => {
  for (const [name, places] of [
    ['five-ways-to-hear-of-an-update', 21], // twenty apps, each by itself
    ['push-to-a-crowd', 10], // eight of two thousand, their crowd, and the server
    ['a-surge-at-noon', 25], // of twenty clients, a balancer and eighteen servers three
  ]) {
    const { page, leave } = await visit(w, `#v1/scenario/${name}?a=base&t=2&speed=1`)
    await drawn(page, 2)
    const numbers = page
      .locator('.places button[data-place]')
      .evaluateAll((all) => [...new Set(all.map((b) => b.dataset.place).filter((place) => /^0 \d+$/.test(place)))])
    assert.equal((await numbers).length, places, name)
    await leave()
    const other = await visit(plain, `#v1/scenario/${name}?a=base&t=2&speed=1`)
    assert.equal(await (await still(other.page, 0)).locator('.node').count(), places, name)
    await other.leave()
  }
})

test('a server that holds requests differs from one that nobody asks, in the plain picture', async () => {
  const { page, leave } = await visit(plain, '#v1/scenario/five-ways-to-hear-of-an-update?a=base&b=longPolling&t=22')
  const held = (slot) => still(page, slot).then((picture) => picture.locator('text.holds').allTextContents())
  await becomes(() => held(1), ['20'])
  assert.deepEqual(await held(0), [])
  await leave()
})

/** What each row of a side's connections has: how many marks, or "bar". */
async function rows(page, slot) {
  const streams = (await still(page, slot)).locator('.stream')
  const all = await streams.evaluateAll((all) => all.map((s) => (s.tagName === 'rect' ? 'bar' : s.childElementCount)))
  return all.filter((n) => n !== 0)
}

test('six connections with one request each and one with all of them differ, in the plain picture', async () => {
  for (const [t, slot, wanted] of [
    [12.35, 0, [1, 1, 1, 1, 1, 1]],
    [12.25, 1, ['bar']],
  ]) {
    const { page, leave } = await visit(plain, `#v1/scenario/six-connections-or-one?a=base&b=one&t=${t}&speed=0.1`)
    await becomes(() => rows(page, slot), wanted)
    await leave()
  }
})
