// What is told of the simulator while it is loaded: where a reader waits for it, and nowhere else.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { visit, world } from './world.mjs'

let w
before(async () => (w = await world()))
after(() => w?.end())

/** Has the lab's program, once its worker is there, come so fast, in bytes a second; told: its host says how many there are. */
async function slowLab(page, rate, told = true) {
  const slowly = `const all = self.fetch
    self.fetch = async (...asked) => {
      const answer = await all(...asked)
      const bytes = new Uint8Array(await answer.arrayBuffer())
      const part = ${rate} / 20
      let at = 0
      const slow = new ReadableStream({
        pull: async (to) => {
          await new Promise((resolve) => setTimeout(resolve, 50))
          to.enqueue(bytes.slice(at, (at += part)))
          if (at >= bytes.length) to.close()
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
    await slowLab(page, 4e6, told)
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
    assert.equal(loading.join().match(/false,true/g).length, 1, `it is told once: ${said.join('\n')}`)
    assert.ok(said.some((text) => text.startsWith('Running')))
    await leave()
  }
})

test('of a simulator that is soon there nothing is said, and of one that nobody waits for', async () => {
  for (const [rate, act] of [
    [1e12, true],
    [4e6, false],
  ]) {
    const { page, leave } = await visit(w, '')
    await slowLab(page, rate)
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
  await slowLab(page, 2e6)
  let begun = 0
  page.on('worker', () => begun++)
  await page.goto(`${w.url}#v1/scenario/ask-and-wait?t=2`)
  await page.reload()
  await page.locator('.predict button').first().click()
  begun = 0
  const slider = page.locator('.slider input').first()
  await slider.press('End')
  await page.locator('.status', { hasText: 'The simulator' }).waitFor()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.waitForTimeout(2000) // after which a worker that does not listen is ended
  await slider.press('Home')
  await page.locator('.digest', { hasText: 'this run' }).first().waitFor()
  assert.ok(begun <= 1, `${begun} workers are begun`)
  await leave()
})

test('on the first page, too, it is told what is loaded', async () => {
  const { page, leave } = await visit(w, '')
  await slowLab(page, 4e6)
  await page.reload()
  await page.locator('.race').getByRole('button', { name: 'Send an update' }).click()
  await page
    .locator('.race .says')
    .getByText(/^The simulator: \d\.\d of [12]\.\d MB$/)
    .waitFor()
  await page.locator('.race .says').getByText('Running all five with it').waitFor()
  await leave()
})
