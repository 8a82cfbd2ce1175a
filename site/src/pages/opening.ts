// What a page with a scene shows before the scene is there.
import { t } from '../language/text'
import { fill, h } from '../elements/dom'
import { type Ground, ground } from '../picture/stage'
import { arrival, onArrival } from '../panels/arrival'
import type { Address } from '../scene/address'
import type { Scene } from '../scene/scene'

/** Opens the scene that a link leads to: its ground, and the line that says so until it is replaced. */
export async function open(
  scene: Scene,
  at: Address,
  main: HTMLElement,
): Promise<{ under: Ground; line: HTMLElement }> {
  const under = ground(scene)
  const coming = h('span')
  onArrival(coming, () => (coming.textContent = arrival()?.says ?? ''))
  const line = h(
    'p.status',
    { role: 'status' },
    `${t('Opening…')} `,
    coming,
    at.text === null ? null : h('button.link', { type: 'button', onclick: () => scene.cancel() }, t('Stop')),
  )
  fill(main, line, under.element)
  await scene.open(at).catch((error) => {
    under.player.end()
    throw error
  })
  document.title = `${scene.show.title} · Backchat`
  return { under, line }
}
