// Takes the screenshots of the README: node tests/browser/screenshots.mjs FOLDER
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { drawn, visit, world } from './world.mjs'

const folder = process.argv[2] ?? 'docs/screenshots'
mkdirSync(folder, { recursive: true })

const shots = [
  { name: 'gallery-light', fragment: '', width: 1440, height: 900, scheme: 'light' },
  {
    name: 'polling-or-push-light',
    fragment: '#v1/scenario/long-polling-or-push?a=base&b=push&t=2.208&speed=0.1',
    t: 2.208,
    width: 1440,
    height: 1180,
    scheme: 'light',
  },
  {
    name: 'crowd-dark',
    fragment: '#v1/scenario/push-to-a-crowd?a=base&b=few&t=2.06&speed=0.1',
    t: 2.06,
    width: 1440,
    height: 1180,
    scheme: 'dark',
  },
  {
    name: 'polling-or-push-phone',
    fragment: '#v1/scenario/long-polling-or-push?a=base&b=push&t=2.208&speed=0.1',
    t: 2.208,
    width: 390,
    height: 844,
    scheme: 'light',
  },
]

const w = await world()
for (const { name, fragment, t, ...how } of shots) {
  const { page, leave } = await visit(w, fragment, how)
  if (t === undefined) await page.waitForSelector('.card')
  else {
    await drawn(page, t)
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.digest')].every((d) => d.dataset.verified === 'same'),
    )
  }
  await page.waitForTimeout(300)
  await page.screenshot({ path: path.join(folder, `${name}.png`) })
  await leave()
}
await w.end()
