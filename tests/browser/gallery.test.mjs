import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, becomes, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

const titles = (page) => page.locator('.card h3').allTextContents()

test('the gallery is in the order of the command line, section by section', async () => {
  const list = JSON.parse(w.run('list', '--json'))
  const { page, leave } = await visit(w, '')
  await page.waitForSelector('.card')
  assert.deepEqual(
    await titles(page),
    list.map((e) => e.title),
  )
  assert.deepEqual(await page.locator('.group h2').allTextContents(), [...new Set(list.map((e) => e.section))])
  await leave()
})

test('a failure is found by what one sees of it, and says where it was reported', async () => {
  const { page, leave } = await visit(w, '', { width: 390, height: 844 })
  const search = page.getByRole('searchbox', { name: 'Find a scenario' })
  await page.waitForSelector('.card')
  const tall = await page.evaluate(() => document.documentElement.scrollHeight)
  assert.ok(tall < 9000, `all sections but the first are folded on a phone, and it is ${tall} px tall`)
  await page.locator('.group summary').nth(1).click()
  await page.locator('.group').nth(1).locator('.card').first().waitFor()
  await search.fill('502 econnreset')
  await page.getByRole('status').getByText('One scenario').waitFor()
  assert.deepEqual(await titles(page), ['The 502 that comes once in a thousand'])
  await search.fill('LONG polling server crash')
  const some = await titles(page)
  assert.ok(some.length > 1 && some.length < 40, `${some.length} found`)
  await search.fill('vrrp failover.pair')
  await page.getByRole('status').getByText('One scenario').waitFor()
  assert.deepEqual(await titles(page), ['The balancer crashes'], 'by what a system calls what it uses')
  await search.fill('websocket disconnects every 60 zebras')
  await page
    .getByRole('status')
    .getByText(/^None has all of these words; .+ near$/)
    .waitFor()
  assert.ok((await titles(page)).includes('The line that went dead'), 'what has the most of the words is offered')
  await search.fill('rst')
  assert.ok((await titles(page)).length < 5, 'a short word is one of its own')
  await search.fill('zebra')
  await page.getByText('None is like that').waitFor()
  assert.deepEqual(await axe(page), [])
  await search.fill('visibility timeout')
  await page.getByRole('link', { name: 'The invoice sent twice' }).click()
  await page.getByText('What one sees:').waitFor()
  await page.getByText('Reported:').waitFor()
  assert.equal(await page.getByText('What is behind it:').isVisible(), false, 'the answer is kept back')
  await page.locator('.predict button').first().click()
  await page.getByRole('button', { name: 'What comes out?' }).click()
  await page.getByText('What ends it: One at a time.').waitFor()
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0)
  await leave()
})

test('what is found is what the command line finds, in its order', async () => {
  const { page, leave } = await visit(w, '')
  const search = page.getByRole('searchbox', { name: 'Find a scenario' })
  await page.waitForSelector('.card')
  for (const sought of [
    'retry storm',
    'thundering herd',
    'connection pool exhausted',
    'visibility timeouts',
    'socket hang up',
    '502 bad gateway during deploy',
    'HTTP/3 loss',
    '504 gateway timeout',
    'Liveness probe failed: Get "http://10.2.0.7:8080/healthz": context deadline exceeded',
    'HikariPool-1 - Connection is not available, request timed out after 30000ms',
    'ERROR 1040 (HY000): Too many connections',
    'ThrottlingException: Rate exceeded',
  ]) {
    const list = JSON.parse(w.run('list', '--grep', sought, '--json'))
    await search.fill(sought)
    const same = async () => JSON.stringify(await titles(page)) === JSON.stringify(list.map((e) => e.title))
    await becomes(same, true, `by ${sought} is found what the command line finds`)
    await becomes(() => page.locator('.group').count(), 0, 'sections are for who looks for nothing')
  }
  await search.fill('')
  await page.locator('.group').first().waitFor()
  await leave()
})

test('a scenario leads to the next, and back to the one before', async () => {
  const names = JSON.parse(w.run('list', '--json'))
  const { page, leave } = await visit(w, `#v1/scenario/${names[1].name}`)
  const onward = page.getByRole('navigation', { name: 'Other scenarios' })
  await onward.getByRole('link', { name: `Before: ${names[0].title}` }).waitFor()
  await onward.getByRole('link', { name: `Next: ${names[2].title}` }).click()
  await page.getByRole('heading', { level: 1, name: names[2].title }).waitFor()
  await page.getByText('Rests on:').getByRole('link', { name: names[1].title }).waitFor()
  await page.goto(`${w.url}#v1/scenario/${names.at(-1).name}`)
  await onward.getByRole('link', { name: 'Before:' }).waitFor()
  await becomes(() => onward.getByRole('link').count(), 1)
  await leave()
})
