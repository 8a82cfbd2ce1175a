import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, becomes, guess, visit, world } from './world.mjs'

let w
before(async () => {
  w = await world()
})
after(() => w?.end())

test('the path leads through a dozen scenarios, and knows how far its reader has come', async () => {
  const { page, leave } = await visit(w, '', { width: 390, height: 844 })
  const path = page.getByRole('region', { name: 'The subject in a dozen steps' })
  await path.waitFor()
  await becomes(() => path.getByRole('listitem').count(), 12)
  await path.getByRole('link', { name: 'Begin' }).click()

  const step = page.getByRole('region', { name: 'Step 1 of 12' })
  await step.waitFor()
  const ticked = () => step.locator('li.done').count()
  assert.equal(await ticked(), 0)
  await becomes(() => step.getByText('Understood:').count(), 0, 'it would tell the answer')
  await page.locator('.predict button').first().click()
  assert.equal(await ticked(), 1)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  assert.equal(await ticked(), 2)
  await becomes(() => step.getByRole('button', { name: 'Tick it off' }).count(), 0, 'nothing was changed yet')
  await page.locator('.slider input').first().press('ArrowRight')
  await step.getByRole('button', { name: 'Tick it off' }).waitFor()
  assert.equal(await ticked(), 2, 'what was changed may be something else')
  await step.getByRole('button', { name: 'Tick it off' }).click()
  await step.getByText('Crash api').and(step.locator('.done')).waitFor()
  await step.getByRole('checkbox', { name: 'Understood:' }).check()
  await page.waitForFunction(() => !document.querySelector('.old')) // figures of the run before are grey
  assert.deepEqual(await axe(page), [])

  await page.getByRole('link', { name: 'Backchat', exact: true }).first().click()
  await page.getByText('1 of 12 are behind you.').waitFor()
  await page.reload()
  await page.getByText('1 of 12 are behind you.').waitFor()
  assert.deepEqual(await axe(page), [])
  await path.getByRole('link', { name: 'Go on with step 2' }).click()
  await page.getByRole('region', { name: 'Step 2 of 12' }).waitFor()
  await page.goBack()
  await path.getByRole('listitem').nth(4).getByRole('link').click()
  await page.getByRole('region', { name: 'Step 5 of 12' }).waitFor()
  await guess(page)
  await page.getByRole('link', { name: 'Backchat', exact: true }).first().click()
  await path.getByRole('link', { name: 'Go on with step 5' }).waitFor()
  await path.getByRole('button', { name: 'Start over' }).click()
  await path.getByRole('link', { name: 'Begin' }).waitFor()
  await leave()
})

test('who looks for something is not shown the path, and what is on no path says nothing of it', async () => {
  const { page, leave } = await visit(w, '')
  const path = page.getByRole('region', { name: 'The subject in a dozen steps' })
  await path.waitFor()
  await page.getByRole('searchbox').fill('kafka')
  await path.waitFor({ state: 'hidden' })
  await page.goto(`${w.url}#v1/scenario/more-servers-more-work`)
  await page.getByRole('heading', { level: 1, name: 'More servers, more work' }).waitFor()
  await becomes(() => page.locator('.step').count(), 0)
  await leave()
})
