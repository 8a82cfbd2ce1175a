// What the scenario says of the runs that are shown: what is so in each, and what
// to look at.
import { h, fill } from '../elements/dom'
import type { Scene } from '../scene/scene'

export function notes(scene: Scene): HTMLElement {
  const box = h('div.notes')
  const draw = () => {
    const said = scene.runs.sides.map((side, slot) => note(side?.variant.note ?? '', slot))
    fill(box, ...(scene.runs.sides[1] ? said : said.slice(0, 1)))
    box.hidden = box.textContent === ''
  }
  scene.on('runs', draw)
  draw()
  return box
}

function note(text: string, slot: number): HTMLElement {
  const mark = h(slot === 0 ? 'i.dot' : 'i.dot.b', { 'aria-hidden': 'true' })
  return text ? h('p', {}, mark, h('span', {}, text)) : h('p')
}
