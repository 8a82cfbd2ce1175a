// The scenario's table: its variants beside each other, in the figures that it
// has chosen, measured on several seeds when it is opened.
import { fill, h } from '../elements/dom'
import type { Amount, Heading, Tabulated } from '../lab/data'
import type { Scene } from '../scene/scene'
import { figure, percent } from '../words/format'

const seeds = 10

export function table(scene: Scene): HTMLElement {
  const note = h('p.hint', { role: 'status' })
  const body = h('div.sideways', { tabindex: 0, role: 'region', 'aria-label': 'The table of the variants' })
  const measure = h('button', { type: 'button', onclick: () => void ask() }, 'Measure it on this text')
  const progress = (share: number) => {
    note.textContent = `Measuring: ${Math.round(100 * share)} %`
  }
  // What the table is of, and what is said of it once it stands.
  let of = ''
  let says = ''
  const now = () => `${scene.seed} ${scene.text}`
  const ask = async () => {
    const asked = (of = now())
    measure.hidden = true
    says = ''
    progress(0)
    const found = await scene.study.tabulate(seeds, progress)
    if (asked !== now()) return
    measure.hidden = found !== null
    says = note.textContent = found ? manner(found.seeds) : ''
    if (found) fill(body, drawn(scene, found))
  }
  const age = () => {
    const old = of !== now()
    if (old) scene.study.untabulate()
    if (!old && !says) return
    measure.hidden = !old
    note.textContent = !old ? says : says ? 'Of the text and seed before the change.' : ''
  }
  for (const news of ['text', 'busy'] as const) scene.on(news, age)
  void ask()
  return h('div.tabled', {}, note, body, measure)
}

const manner = (runs: number) =>
  `Means of ${runs} runs of each, on the same seeds, and how far their 99 % intervals reach. What is best is bold, where it is shown to be.`

function drawn(scene: Scene, { columns, rows }: Tabulated): HTMLElement {
  const head = h('tr', {}, h('th', { scope: 'col' }, h('span.sr', {}, 'Variant')), ...columns.map(above))
  const line = (row: Tabulated['rows'][number]) =>
    h(
      'tr',
      {},
      h(
        'th',
        { scope: 'row' },
        h('button.link', { type: 'button', onclick: () => scene.setVariant(0, row.variant) }, row.title),
      ),
      ...row.figures.map((x, i) => h(x.best ? 'td.best' : 'td', {}, ...told(x, columns[i]!))),
    )
  return h('table', {}, h('thead', {}, head), h('tbody', {}, ...rows.map(line)))
}

function above({ title }: Heading): HTMLElement {
  return h('th', { scope: 'col' }, title)
}

/** A figure, and how far its interval reaches where seeds differ. */
function told(x: Amount, { unit, share }: Heading): (Node | string)[] {
  const amount = (value: number | null) => (share && value !== null ? percent(value) : figure(value, unit))
  const wide = x.half !== null && x.half > 1e-6 * Math.abs(x.mean ?? 0)
  return [amount(x.mean), wide ? h('small', {}, ` ±${amount(x.half)}`) : '', x.best ? h('span.sr', {}, ', best') : '']
}
