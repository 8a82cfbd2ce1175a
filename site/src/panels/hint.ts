// What reaches a goal, for who asks: a variant, or a change of the base; in words, and to be done.
import { t, woven } from '../language/text'
import { h } from '../elements/dom'
import type { Patch, Variant, Wish } from '../lab/data'
import { capital, spoken } from '../words/format'
import type { Scene } from '../scene/scene'

/** A goal's hint; hinted: the goals whose hint is open. */
export function hint(scene: Scene, goal: Wish, hinted: Set<string>): HTMLElement | null {
  const variant = goal.in ? scene.variant(goal.in) : undefined
  if (!variant && !goal.by) return null
  const offered = variant ? seen(scene, variant) : done(scene, JSON.parse(goal.by))
  const details = h<HTMLDetailsElement>(
    'details.way',
    { open: hinted.has(goal.text) },
    h('summary', {}, t('A hint')),
    ...offered,
  )
  details.addEventListener('toggle', () => hinted[details.open ? 'add' : 'delete'](goal.text))
  return details
}

function seen(scene: Scene, { id, title, note }: Variant): HTMLElement[] {
  const says = h('p', {}, ...woven('“{run}” reaches it.', { run: title }), ' ', note)
  return [says, h('button', { type: 'button', onclick: () => scene.alone(id) }, t('See it alone'))]
}

function done(scene: Scene, patch: Patch): HTMLElement[] {
  const says = told(scene, patch)
  const make = () => void scene.become(patch, says)
  return [h('p', {}, says), h('button', { type: 'button', onclick: make }, t('Do that'))]
}

/** A change in words: the sliders' where they say it, or else the last names on the way to each value. */
function told(scene: Scene, patch: Patch): string {
  const said = leaves(patch).map(({ path, value }) => {
    const slider = scene.show.sliders.find((s) => s.path === path)
    const name = slider?.label ?? path.split('/').slice(-2).join(' ')
    return value === null
      ? t('no {name}', { name })
      : `${name}: ${typeof value === 'object' ? JSON.stringify(value) : spoken(String(value))}`
  })
  return capital(`${said.join('; ')}.`)
}

/** The values that a patch sets, each with its JSON pointer; null: it removes what is there. */
function leaves(patch: Patch, above = ''): { path: string; value: unknown }[] {
  return Object.entries(patch).flatMap(([name, value]) => {
    const path = `${above}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const inner = typeof value === 'object' && value !== null && !Array.isArray(value)
    return inner ? leaves(value as Patch, path) : [{ path, value }]
  })
}
