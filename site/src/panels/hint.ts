// What reaches a goal, for who asks: a variant, or a change of the base; in words, and to be done.
import { h } from '../elements/dom'
import type { Patch, Wish } from '../lab/data'
import { capital, spoken } from '../words/format'
import type { Scene } from '../scene/scene'

export function hint(scene: Scene, goal: Wish): HTMLElement | null {
  const variant = goal.in ? scene.variant(goal.in) : undefined
  const patch: Patch | null = goal.by ? JSON.parse(goal.by) : null
  if (variant) {
    const says = [`“${variant.title}” reaches it.`, variant.note && ` ${variant.note}`]
    return way(says, 'See it alone', () => scene.alone(variant.id))
  }
  if (!patch) return null
  const says = told(scene, patch)
  return way([says], 'Do that', () => void scene.become(patch, says))
}

function way(says: (string | false)[], offer: string, onclick: () => void): HTMLElement {
  return h(
    'details.way',
    {},
    h('summary', {}, 'A hint'),
    h('p', {}, ...says),
    h('button', { type: 'button', onclick }, offer),
  )
}

/** A change in words: the sliders' where they say it, or else the last names on the way to each value. */
function told(scene: Scene, patch: Patch): string {
  const said = leaves(patch).map(({ path, value }) => {
    const slider = scene.show.sliders.find((s) => s.path === path)
    const name = slider?.label ?? path.split('/').slice(-2).join(' ')
    return value === null
      ? `no ${name}`
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
