// A scene in somebody else's page: the title, the runs, the time, and what is
// said about them. It computes nothing unless it is asked to.
import { caption } from '../panels/caption'
import { deck } from '../panels/deck'
import { h, fill } from '../elements/dom'
import type { Shown } from './scenario'
import { Scene } from '../scene/scene'
import { fragment } from '../scene/address'
import type { Address } from '../scene/address'
import { ground, Stage } from '../picture/stage'
import { status } from '../panels/status'

export async function showEmbedded(at: Address, main: HTMLElement): Promise<Shown> {
  const scene = new Scene(at.name)
  scene.modest = true
  const under = ground(scene)
  const opening = h(
    'p.status',
    { role: 'status' },
    'Opening… ',
    at.text === null ? null : h('button.link', { type: 'button', onclick: () => scene.cancel() }, 'Stop'),
  )
  fill(main, opening, under.element)
  await scene.open(at).catch((error) => {
    under.player.end()
    throw error
  })
  document.title = `${scene.show.title} · Backchat`
  const view = new Stage(scene, under)
  opening.replaceWith(heading(scene))
  view.element.after(deck(scene), caption(scene), view.sentence, status(scene))
  return {
    end: () => {
      view.player.end()
      scene.end()
    },
  }
}

/** The title, which leads to the whole page at the same instant. */
function heading(scene: Scene): HTMLElement {
  const link = h<HTMLAnchorElement>('a', { target: '_blank', rel: 'noopener' }, scene.show.title)
  let timer = 0
  const aim = () =>
    void fragment(scene.link()).then((to) => {
      link.href = location.href.split('#')[0] + (to ?? `#v1/scenario/${scene.name}`)
    })
  const later = () => {
    clearTimeout(timer)
    timer = window.setTimeout(aim, 250)
  }
  for (const news of ['time', 'runs', 'playing'] as const) scene.on(news, later)
  aim()
  return h('h1', {}, link, h('small', {}, 'Backchat'))
}
