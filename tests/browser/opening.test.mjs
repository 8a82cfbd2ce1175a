import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { playhead, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

/** Whether steps to the next event move the clock: the first, or after it one of a hundred, since much happens at once. */
async function leadOn(page) {
  const clock = page.locator('.clock b')
  const at = await clock.textContent()
  const step = page.getByRole('button', { name: 'Step to the next event' })
  await step.click()
  await step.evaluate((button, at) => {
    for (let i = 0; i < 100 && document.querySelector('.clock b').textContent === at; i++) button.click()
  }, at)
  return (await clock.textContent()) !== at
}

test('every scenario opens with a picture, figures and a next step before any Wasm has arrived', async () => {
  const { page, leave } = await visit(w, '')
  await page.route('**/*.wasm', () => {}) // it is on its way
  await page.locator('.card a').nth(30).waitFor()
  const links = await page
    .locator('.card a')
    .evaluateAll((all) => all.map((a) => [a.getAttribute('href'), a.textContent]))
  const titles = new Map(links)
  for (const [name, title] of titles) {
    await page.evaluate((hash) => {
      location.hash = hash
    }, name)
    await page.locator('.crumbs b').getByText(title, { exact: true }).waitFor()
    const sides = page.locator('.stages figure:visible')
    const count = await sides.count()
    for (let i = 0; i < count; i++) {
      await sides
        .nth(i)
        .locator('.still svg')
        .waitFor({ timeout: 5000 })
        .catch(() => assert.fail(`${name}: no picture on side ${i}`))
      assert.match(await sides.nth(i).locator('output').textContent(), /\d/, `${name}: what has happened on side ${i}`)
    }
    assert.match(await page.locator('.sentence').textContent(), /under way/, name)
    assert.ok((await page.locator('.score tbody tr').count()) > 2, `${name}: figures`)
    assert.ok(await leadOn(page), `${name}: steps lead on`)
    assert.match(await page.locator('.sentence').textContent(), /under way/, name)
  }
  await leave()
})

test('a scenario opens where something moves: where its first event stops all, before that', async () => {
  const { page, leave } = await visit(w, '#v1/scenario/upload-on-a-train')
  await page
    .locator('.sentence')
    .getByText(/in flight/)
    .waitFor()
  const t = await playhead(page)
  assert.ok(t > 118 && t < 120, `it opens at ${t} s, before the tunnel`)
  await leave()
})

test('what is loaded of the player is told in bytes as they are sent, or in percent where nobody knows how many', async () => {
  for (const [length, says] of [
    [true, /^The player: \d\.\d of [12]\.\d MB$/],
    [false, /^The player: \d+ %$/],
  ]) {
    const { page, leave } = await visit(w, '')
    await page.route('**/player.html', async (route) => {
      const answer = await route.fetch()
      const body = (await answer.text()).replace('<head>', `<head><script src="slowly.js"></script>`)
      await route.fulfill({ response: answer, body })
    })
    // Of the program the first half arrives, and the rest is on its way.
    const slowly = `const all = window.fetch
      window.fetch = async (...asked) => {
        const answer = await all(...asked)
        const bytes = new Uint8Array(await answer.arrayBuffer())
        const half = new ReadableStream({ start: (to) => to.enqueue(bytes.slice(0, bytes.length / 2)) })
        const headers = ${length} ? answer.headers : new Headers()
        return new Response(half, { headers })
      }`
    await page.route('**/slowly.js', (route) => route.fulfill({ contentType: 'text/javascript', body: slowly }))
    await page.goto(`${w.url}#v1/scenario/ask-and-wait?t=2`)
    await page.reload()
    await page.locator('.loading').getByText(says).waitFor({ timeout: 60_000 })
    await leave()
  }
})
