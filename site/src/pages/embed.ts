// A scene in somebody else's page: the title, the runs, the time, and what is
// said about them. It computes nothing unless it is asked to.
import { caption } from '../panels/caption'
import { colours } from '../picture/colours'
import { deck, thrift } from '../panels/deck'
import { h } from '../elements/dom'
import type { Shown } from './scenario'
import { Scene } from '../scene/scene'
import { fragment } from '../scene/address'
import type { Address } from '../scene/address'
import { Stage } from '../picture/stage'
import { open } from './opening'
import { playWhileSeen } from './keeping'
import { status } from '../panels/status'

export async function showEmbedded(at: Address, main: HTMLElement): Promise<Shown> {
  const scene = new Scene(at.name)
  scene.modest = true
  const { under, line } = await open(scene, at, main)
  const view = new Stage(scene, under)
  line.replaceWith(heading(scene))
  const time = deck(scene)
  view.element.after(time, thrift(scene), caption(scene), view.sentence, colours(scene), status(scene))
  const unwatch = playWhileSeen(scene, view.element, time)
  return {
    keep: () => Promise.resolve(),
    end: () => {
      unwatch()
      view.end()
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
