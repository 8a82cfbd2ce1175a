// What is told of the simulator while it is loaded: where a reader waits for it, and nowhere else.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { visit, world } from './world.mjs'

let w
before(async () => (w = await world()))
after(() => w?.end())

/**
 * Has the lab's program come as a line of some kind lets it, with its length told by its host or not: at once; in many
 * parts; or half of it so, and the rest when the page says 'rest'.
 */
async function line(page, kind, told = true) {
  const slowly = `const all = self.fetch
    const wait = (time) => new Promise((resolve) => setTimeout(resolve, time))
    const rest = new Promise((resolve) => (new BroadcastChannel('rest').onmessage = resolve))
    self.fetch = async (...asked) => {
      const answer = await all(...asked)
      const bytes = new Uint8Array(await answer.arrayBuffer())
      const parts = ${kind === 'fast' ? 1 : 20}
      let k = 0
      const slow = new ReadableStream({
        pull: async (to) => {
          if (parts > 1) await wait(150)
          if (k === 10 && ${kind === 'stuck'}) await rest
          const at = (k) => Math.round((bytes.length * k) / parts)
          to.enqueue(bytes.slice(at(k), at(++k)))
          if (k === parts) to.close()
        },
      })
      return new Response(slow, { headers: ${told} ? answer.headers : {} })
    }
    `
  await page.route('**/labworker-*.js', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: slowly + (await answer.text()) })
  })
}

/** All that the page says while something is done, in elements of some kind. */
async function saidMeanwhile(page, where, act) {
  await page.evaluate((where) => {
    window.said = []
    const look = () => {
      const text = document.querySelector(where)?.textContent ?? ''
      if (text !== window.said.at(-1)) window.said.push(text)
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
  }, where)
  await act()
  return page.evaluate(() => window.said)
}

test('what is loaded of the simulator is told in bytes where a reader waits for it on a slow line', async () => {
  for (const [told, says] of [
    [true, /^The simulator: \d\.\d of [12]\.\d MB/],
    [false, /^The simulator: \d+ %/],
  ]) {
    const { page, leave } = await visit(w, '')
    await line(page, 'slow', told)
    await page.goto(`${w.url}#v1/scenario/ask-and-wait?t=2`)
    await page.reload()
    await page.locator('.predict button').first().click()
    const crash = page.locator('.hand button', { hasText: /^Crash/ })
    await page.getByLabel('A place', { exact: true }).selectOption({ label: 'api' })
    const said = await saidMeanwhile(page, '.status', async () => {
      await crash.click()
      await page.getByRole('list', { name: 'What you did' }).waitFor()
      await page.waitForFunction(() => !document.querySelector('.lower').classList.contains('old'))
    })
    const loading = said.map((text) => says.test(text))
    assert.ok(loading.filter(Boolean).length > 2, said.join('\n'))
    assert.equal([false, ...loading].join().match(/false,true/g).length, 1, `it is told once: ${said.join('\n')}`)
    assert.ok(said.some((text) => text.startsWith('Running')))
    await leave()
  }
})

test('of a simulator that is soon there nothing is said, and of one that nobody waits for', async () => {
  for (const [kind, act] of [
    ['fast', true],
    ['slow', false],
  ]) {
    const { page, leave } = await visit(w, '')
    await line(page, kind)
    await page.goto(`${w.url}#v1/scenario/ask-and-wait?t=2`)
    await page.reload()
    await page.locator('.predict button').first().click()
    const said = await saidMeanwhile(page, 'main > .status', async () => {
      if (act) {
        await page.getByLabel('A place', { exact: true }).selectOption({ label: 'api' })
        await page.locator('.hand button', { hasText: /^Crash/ }).click()
        await page.getByRole('list', { name: 'What you did' }).waitFor()
      } else await page.locator('.digest', { hasText: 'identical' }).first().waitFor()
    })
    assert.equal(
      said.find((text) => text.includes('The simulator:')),
      undefined,
    )
    await leave()
  }
})

test('a simulator on its way is not begun anew when what it was asked for is taken back', async () => {
  const { page, leave } = await visit(w, '')
  await line(page, 'stuck')
  let begun = 0
  page.on('worker', () => begun++)
  await page.goto(`${w.url}#v1/scenario/ask-and-wait?t=2`)
  await page.reload()
  await page.locator('.predict button').first().click()
  const slider = page.locator('.slider input').first()
  await slider.press('End')
  await page.locator('.status', { hasText: 'The simulator' }).waitFor()
  begun = 0
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.waitForTimeout(2000) // after which a worker that does not listen is ended
  await slider.press('Home')
  await page.waitForTimeout(300)
  assert.equal(begun, 0)
  await page.evaluate(() => new BroadcastChannel('rest').postMessage(''))
  await page.locator('.digest', { hasText: 'this run' }).first().waitFor()
  await leave()
})

test('on the first page, too, it is told what is loaded', async () => {
  const { page, leave } = await visit(w, '')
  await line(page, 'slow')
  await page.reload()
  await page.locator('.race').getByRole('button', { name: 'Send an update' }).click()
  await page
    .locator('.race .says')
    .getByText(/^The simulator: \d\.\d of [12]\.\d MB$/)
    .waitFor()
  await page.locator('.race .says').getByText('Running all five with it').waitFor()
  await leave()
})
