// The variants beside each other, measured on several seeds: in the figures that
// the scenario has chosen, when it is opened; or, where it has chosen none, in
// those that verdicts lead with, when that is asked for.
import { t } from '../language/text'
import { fill, h } from '../elements/dom'
import type { Amount, Heading, Patch, Tabulated } from '../lab/data'
import type { Scene } from '../scene/scene'
import { figure, partlyNever, percent } from '../words/format'
import { label } from './score'

const seeds = 10
/** Where the columns have no room beside each other. */
const narrow = matchMedia('(max-width: 600px)')

export class Overview {
  private readonly note = h('p.hint', { role: 'status' })
  private readonly body = h('div.sideways', {
    tabindex: 0,
    role: 'region',
    'aria-label': t('The table of the variants'),
  })
  private readonly measure = h('button', { type: 'button', onclick: () => void this.ask() })
  private readonly stop = h(
    'button.link',
    { type: 'button', hidden: true, onclick: () => this.scene.study.untabulate() },
    t('Stop'),
  )
  readonly element = h('div.tabled', {}, h('div.row', {}, this.measure, this.note, this.stop), this.body)
  private readonly own: boolean // the scenario's own table
  // What the table is of, what is said of it once it stands, and what it says.
  private of = ''
  private says = ''
  private found: Tabulated | null = null

  constructor(private readonly scene: Scene) {
    this.own = scene.show.table !== ''
    this.measure.textContent = t('Measure all {n} variants', { n: scene.show.variants.length })
    for (const news of ['text', 'busy'] as const) scene.on(news, () => this.age())
    scene.on('runs', () => this.draw())
    narrow.addEventListener('change', () => this.draw())
    if (this.own) void this.ask()
  }

  /** Measures it on what the text is now, where it is of another, or not measured. */
  renew() {
    if (this.of !== this.now) void this.ask()
  }

  private get now() {
    return `${this.scene.seed} ${this.scene.text}`
  }

  private async ask() {
    const { scene, note, measure, stop } = this
    const asked = (this.of = this.now)
    const began = performance.now()
    measure.hidden = true
    stop.hidden = false
    this.says = ''
    this.body.classList.toggle('old', this.found !== null)
    this.progress(0)
    const found = await scene.study.tabulate(
      seeds,
      (share) => this.progress(share),
      this.own ? undefined : usual(scene),
    )
    if (asked !== this.now) return
    measure.hidden = found !== null
    stop.hidden = true
    this.says = note.textContent = found ? manner(found, performance.now() - began) : ''
    if (!found) return
    this.found = found
    this.body.classList.remove('old')
    this.draw()
  }

  private progress(share: number) {
    this.note.textContent = t('Measuring: {percent} %', { percent: Math.round(100 * share) })
  }

  private draw() {
    if (!this.found) return
    const { columns, rows } = this.found
    const told = columns.map((_, i) => i).filter((i) => this.own || rows.some((row) => row.figures[i]!.mean))
    fill(this.body, ...(narrow.matches ? cards : sheet)(this.scene, this.found, told))
  }

  /** Tells of what text the table is, once that is another. */
  private age() {
    if (!this.of) return
    const { measure, note, stop, says } = this
    const old = this.of !== this.now
    if (old) this.scene.study.untabulate()
    if (!old && !says) return
    measure.hidden = !old
    stop.hidden = true
    this.body.classList.toggle('old', old && this.found !== null)
    if (old) measure.textContent = t('Measure it on this text')
    note.textContent = !old ? says : says ? t('Of the text and seed before the change.') : ''
  }
}

/** How a table was made, and how it is read. */
function manner({ seeds, rows }: Tabulated, took: number): string {
  const marked = rows.some((row) => row.figures.some((x) => x.best))
  return [
    t('Means of {n} runs of each, on the same seeds, and how far their 99 % intervals reach.', { n: seeds }),
    marked && t('What is best is bold, where it is shown to be, and where none serves more.'),
    t('Measured in {time}.', { time: figure(took / 1000, 's') }),
  ]
    .filter(Boolean)
    .join(' ')
}

/** What verdicts lead with: what is served, what is lost or done twice, how soon, and what it costs. */
const leading: [name: string, best: 'most' | 'least'][] = [
  ['okShare', 'most'],
  ['losses', 'least'],
  ['appliedTwice', 'least'],
  ['latency.p50', 'least'],
  ['latency.p99', 'least'],
  ['staleness.p99', 'least'],
  ['requests', 'least'],
  ['bytes', 'least'],
]

/** A table of all variants in what verdicts lead with, of each flow. */
function usual(scene: Scene): Patch {
  const there = new Set(scene.runs.shown.flatMap((s) => s.outcome.metrics.map((m) => m.name)))
  const columns = scene.show.variants[0]!.flows.flatMap(({ id, hears }) =>
    leading
      .filter(([name]) => !name.startsWith(hears ? 'latency' : 'staleness'))
      .map(([name, best]) => ({ figure: `${id}.${name}`, best }))
      .filter((column) => there.size === 0 || there.has(column.figure))
      .map((column) => ({ ...column, title: label(column.figure, scene) })),
  )
  return { title: t('All variants'), columns: columns.slice(0, 30) }
}

type Line = Tabulated['rows'][number]

/** A line for each variant, and in it what it comes to in all that is told. */
function sheet(scene: Scene, { columns, rows }: Tabulated, told: number[]): HTMLElement[] {
  const head = h(
    'tr',
    {},
    h('th', { scope: 'col' }, h('span.sr', {}, t('Variant'))),
    ...told.map((i) => h('th', { scope: 'col' }, columns[i]!.title)),
  )
  const line = (row: Line) => h('tr', {}, named(scene, row), ...told.map((i) => amount(row.figures[i]!, columns[i]!)))
  return [h('table', {}, h('thead', {}, head), h('tbody', {}, ...rows.map(line)))]
}

/** A table for each of what is told, in which the variants are below each other. */
function cards(scene: Scene, { columns, rows }: Tabulated, told: number[]): HTMLElement[] {
  const line = (i: number) => (row: Line) => h('tr', {}, named(scene, row), amount(row.figures[i]!, columns[i]!))
  return told.map((i) => h('table', {}, h('caption', {}, columns[i]!.title), h('tbody', {}, ...rows.map(line(i)))))
}

/** The name of a variant, which puts it on stage. */
function named(scene: Scene, { variant, title }: Line): HTMLElement {
  const stage = () => scene.setVariant(0, variant)
  const button = h('button.link', { type: 'button', onclick: stage }, title)
  return h('th', { scope: 'row' }, button, onStage(scene.runs.wanted.indexOf(variant)))
}

/** Marks a variant that is on stage. */
function onStage(slot: number): HTMLElement | null {
  if (slot < 0) return null
  return h('span.staged', {}, h(slot === 0 ? 'i.dot' : 'i.dot.b'), h('span.sr', {}, ` ${t('on stage')}`))
}

function amount(x: Amount, of: Heading): HTMLElement {
  return h(x.best ? 'td.best' : 'td', {}, ...figured(x, of))
}

/** A figure, and how far its interval reaches where seeds differ. */
function figured(x: Amount, { unit, share }: Heading): (Node | string)[] {
  if (x.never) return [partlyNever(x.never)]
  const amount = (value: number | null) => (share && value !== null ? percent(value) : figure(value, unit))
  const wide = x.half !== null && x.half > 5e-4 * Math.abs(x.mean ?? 0) // what is said of the mean has three digits
  return [
    amount(x.mean),
    ...(wide ? [' ', h('small', {}, `±${amount(x.half)}`)] : []),
    x.best ? h('span.sr', {}, `, ${t('best')}`) : '',
  ]
}
