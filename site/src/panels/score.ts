// The scorecard: what each of the two costs, and what the difference is worth.
import { pointed } from '../language/number'
import { t, woven } from '../language/text'
import type { Metric, Row } from '../lab/data'
import { h, fill } from '../elements/dom'
import { differenceOf, figure, figureOf, partlyNever, plain, capital } from '../words/format'
import { replications } from '../scene/study'
import type { Before } from '../scene/before'
import type { Scene } from '../scene/scene'
import { term, word } from '../words/glossary'

interface Line {
  name: string
  unit: string
  a: number | null
  b: number | null
  row: Row | null
  was: (number | null | undefined)[] // on either side, before the last act; undefined: nobody knows
  waiting: [number, number] // on either side, of a time of those alone who are done: how many were not
}

const mostLines = 12
const flowNames = [
  'goodput',
  'losses',
  'retries',
  'redeliveries',
  'appliedTwice',
  'requests',
  'emptyShare',
  'bytes.header',
  'bytes',
  'backlog.max',
]
const nodeNames = ['utilization', 'queue.max', 'connections.max']

/** Which figures are worth a line, in this order: what is served and how soon, then what is expected, then the rest. */
function usual(scene: Scene): string[] {
  const base = scene.show.variants[0]!
  const head: string[] = []
  const names: string[] = []
  const partly = (flow: string) =>
    scene.runs.shown.some((s) => s.outcome.metrics.some((m) => m.name === `${flow}.okShare` && m.value !== 1))
  for (const f of base.flows) {
    const span = f.hears ? 'staleness' : 'latency'
    head.push(
      ...[
        'okShare',
        'withinObjective',
        ...(partly(f.id) ? [`${span}All.p50`, `${span}All.p99`] : []),
        `${span}.p50`,
        `${span}.p99`,
      ].map((n) => `${f.id}.${n}`),
    )
    names.push(...flowNames.map((n) => `${f.id}.${n}`))
  }
  const expected = scene.show.expect.flatMap((e) => e.that.match(/[a-z][A-Za-z0-9-/*+]*(?:\.[a-zA-Z0-9]+)+/g) ?? [])
  for (const n of base.nodes) if (!n.edge) names.push(...nodeNames.map((m) => `${n.id}.${m}`))
  const grows = (id: string) => scene.show.variants.some((v) => v.nodes.some((n) => n.id === id && n.starts < n.count))
  for (const n of base.nodes) if (grows(n.id)) names.push(`${n.id}.replicas.running.mean`)
  const rank = (n: string) => (expected.includes(n) ? 0 : 1)
  return [...head, ...names.sort((x, y) => rank(x) - rank(y))]
}

/** How a figure's name ends that is a time of those alone who are done. */
const ofThoseDone = /\.(latency|staleness|completion)\.(mean|p\d+)$/

function lines(scene: Scene, names: string[]): Line[] {
  const of = (slot: number) =>
    new Map((scene.runs.sides[slot]?.outcome.metrics ?? []).map((m): [string, Metric] => [m.name, m]))
  const a = of(0)
  const b = of(1)
  const rows = new Map((scene.study.compared?.rows ?? []).map((r): [string, Row] => [r.name, r]))
  const { before, runs } = scene
  const was = (name: string, slot: 0 | 1) => (runs.stale ? undefined : before?.figure(name, slot, rows.has(name), runs))
  const waiting = (name: string): [number, number] => {
    if (!ofThoseDone.test(name)) return [0, 0]
    const all = name.replace(ofThoseDone, '.unfinished')
    const row = rows.get(all)
    return row ? [row.a ?? 0, row.b ?? 0] : [a.get(all)?.value ?? 0, b.get(all)?.value ?? 0]
  }
  return names.map((name) => {
    const row = rows.get(name) ?? null
    const unit = a.get(name)?.unit ?? b.get(name)?.unit ?? row?.unit ?? '1'
    return {
      name,
      unit,
      a: row ? row.a : (a.get(name)?.value ?? null),
      b: row ? row.b : (b.get(name)?.value ?? null),
      row,
      was: [was(name, 0), was(name, 1)],
      waiting: waiting(name),
    }
  })
}

/** A line without anything to see: the same on both sides and empty. */
function dull(l: Line): boolean {
  const trivial = (x: number | null) => x === null || x === 0 || (l.name.endsWith('okShare') && x === 1)
  return trivial(l.a) && trivial(l.b)
}

/** The figures that are worth a line, in a table. */
export function costs(scene: Scene): HTMLElement {
  const worth = lines(scene, usual(scene)).filter((l) => !dull(l))
  return h('table', {}, ...figures(scene, worth))
}

export function scorecard(scene: Scene): HTMLElement {
  return new Scorecard(scene).element
}

class Scorecard {
  readonly element: HTMLElement
  private readonly sample = h('small')
  private readonly act = h('p.was', { hidden: true })
  private readonly table = h('table.cards', { role: 'table' })
  private readonly alike = h('details.alike', { hidden: true })
  private readonly all: AllFigures

  constructor(private readonly scene: Scene) {
    this.all = new AllFigures(scene)
    this.element = h(
      'section.score',
      { 'aria-label': t('What it costs') },
      h('h2', {}, `${t('What it costs')} `, this.sample),
      this.act,
      this.table,
      this.alike,
      this.all.element,
    )
    for (const news of ['runs', 'compared', 'busy', 'text', 'faults'] as const) scene.on(news, () => this.draw())
    this.draw()
  }

  private draw() {
    const { scene } = this
    if (!scene.runs.sides[0]) return
    fill(this.sample, ...sampled(scene))
    const worth = lines(scene, usual(scene)).filter((l) => !dull(l))
    const alike = worth.filter((l) => l.row?.finding === 'same' && formerly(l, 0) === null)
    const seen = worth.filter((l) => !alike.includes(l)).slice(0, mostLines)
    fill(this.table, ...figures(scene, seen))
    this.act.hidden = !seen.some((l) => formerly(l, 0) !== null || formerly(l, 1) !== null)
    this.act.textContent = scene.before ? faint(scene.before, scene.study.compared !== null) : ''
    this.fold(alike)
    this.all.draw()
  }

  /** Puts away what is the same on both sides. */
  private fold(alike: Line[]) {
    const says = t(
      '{n} figure is the same on both sides, on every seed | {n} figures are the same on both sides, on every seed',
      { n: alike.length },
    )
    const row = (l: Line) => h('tr', {}, nameOf(this.scene, l), h('td', {}, figured(l, 0)))
    this.alike.hidden = alike.length === 0
    fill(this.alike, h('summary', {}, says), h('table', {}, h('tbody', {}, ...alike.map(row))))
  }
}

/** All figures there are, which can be searched; drawn while it is open. */
class AllFigures {
  readonly element: HTMLDetailsElement
  private readonly table = h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': t('All figures') })
  private readonly sought = h<HTMLInputElement>('input', {
    type: 'search',
    placeholder: t('Find a figure'),
    'aria-label': t('Find a figure'),
    oninput: () => this.draw(),
  })

  constructor(private readonly scene: Scene) {
    const summary = h('summary', {}, t('All figures'))
    this.element = h('details', { ontoggle: () => this.draw() }, summary, h('p', {}, this.sought), this.table)
  }

  draw() {
    if (!this.element.open) return
    const { scene } = this
    const sought = this.sought.value.toLowerCase()
    const names = new Set(scene.runs.shown.flatMap((s) => s.outcome.metrics.map((m) => m.name)))
    const found = [...names].filter((n) => n.toLowerCase().includes(sought))
    fill(this.table, h('table.cards', { role: 'table' }, ...figures(scene, lines(scene, found))))
  }
}

/** Of which runs the figures are. */
function sampled(scene: Scene): (Node | string)[] {
  const { sides, stale } = scene.runs
  const { compared, comparing } = scene.study
  const length = figure(sides[0]!.variant.seconds, 's')
  if (sides[0]!.outcome.digest === '') return [t('being run')]
  if (stale) return [t('of the run before')]
  if (compared) {
    const seeds = word(scene.words, 'page', 'replication', t('{n} replications', { n: compared.seeds }))
    return woven('{length}, {seeds}, same arrivals', { length, seeds })
  }
  if (comparing === null) return [t('{length}, one run', { length })]
  const percent = Math.round(100 * comparing)
  return [t('{length}, one run; comparing on {n} seeds: {percent} %', { length, n: replications, percent })]
}

/**
 * The head and the body of a table of figures. Its parts say what they are, since on a phone each figure is laid out as
 * a card, and what is laid out otherwise is no table to all browsers.
 */
function figures(scene: Scene, all: Line[]): Node[] {
  const both = scene.runs.sides[1] !== null
  return [head(scene, both), h('tbody', { role: 'rowgroup' }, ...all.map((l) => lineRow(scene, l, both)))]
}

function head(scene: Scene, both: boolean) {
  const of = (slot: number) => scene.runs.sides[slot]!.variant.title
  const column = (...said: (Node | string)[]) => h('th', { scope: 'col', role: 'columnheader' }, ...said)
  return h(
    'thead',
    { role: 'rowgroup' },
    h(
      'tr',
      { role: 'row' },
      column(h('span.sr', {}, t('Figure'))),
      column(h('i.dot'), of(0)),
      both ? column(h('i.dot.b'), of(1)) : null,
      both ? column(word(scene.words, 'page', 'interval', t('difference, 95\u00a0% interval'))) : null,
    ),
  )
}

function lineRow(scene: Scene, l: Line, both: boolean) {
  return h('tr', { role: 'row' }, nameOf(scene, l), cell(l, 0), both ? cell(l, 1) : null, both ? difference(l) : null)
}

/** A figure of a side, and what it was before the last act, where that was another. */
function cell(l: Line, slot: 0 | 1) {
  const before = formerly(l, slot)
  return h(
    'td',
    { role: 'cell' },
    figured(l, slot),
    l.waiting[slot] > 0 && h('small.waits', {}, ` ${t('{n} waiting at the end', { n: l.waiting[slot] })}`),
    before !== null && h('small.was', {}, ` ${t('was {value}', { value: before })}`),
  )
}

function figured(l: Line, slot: 0 | 1): string {
  const never = slot === 0 ? l.row?.neverA : l.row?.neverB
  return never ? partlyNever(never) : figureOf(l.name, slot === 0 ? l.a : l.b, l.unit)
}

/** What the faint figures are of. */
function faint({ says, many }: Before, wanted: boolean): string {
  return wanted && !many
    ? t('Faint: before “{act}”, in one run.', { act: says })
    : t('Faint: before “{act}”.', { act: says })
}

/** What a figure was before the last act; null: the same, or nobody knows. */
function formerly(l: Line, slot: 0 | 1): string | null {
  const was = l.was[slot]
  const [before, now] = [was, slot === 0 ? l.a : l.b].map((x) => figureOf(l.name, x, l.unit))
  return was === undefined || before === now ? null : before!
}

function nameOf(scene: Scene, { name }: Line) {
  return h('th', { scope: 'row', role: 'rowheader' }, term(scene.words, name, label(name, scene)))
}

/** "inbox.staleness.p99" as people say it; the flow only where there are several. */
export function label(name: string, scene: Scene): string {
  const dot = name.indexOf('.')
  const subject = name.slice(0, dot)
  const rest = name.slice(dot + 1)
  const single = scene.show.variants[0]!.flows.length === 1 && scene.show.variants[0]!.flows[0]!.id === subject
  const words =
    ofFlow(rest, subject, scene) ?? known[rest] ?? titleOf(rest, scene) ?? partsOf(rest).map(inWords).join(', ')
  return single ? capital(words) : `${subject === 'run' ? t('run') : subject}: ${words}`
}

/**
 * What a figure of a flow is called that others have as well: its bytes are not all that goes over the wire, and what
 * became of it is called as verdicts call it.
 */
function ofFlow(name: string, owner: string, { show }: Scene): string | null {
  const flow = show.variants[0]!.flows.find((f) => f.id === owner)
  if (flow && name === 'bytes') return t('bytes of messages')
  if (flow && name === 'okShare') return flow.hears ? t('delivered') : t('served')
  return null
}

/** What a figure is called in a language in which its name is no words. */
function titleOf(name: string, { words }: Scene): string | undefined {
  return words.metrics.find((m) => m.name === name)?.title
}

/** Figures, and parts of their names, as people say them. */
const known: Record<string, string> = {
  withinObjective: t('within the objective'),
  'bytes.header': t('header bytes'),
  'queue.max': t('longest queue'),
  'replicas.running.mean': t('replicas, on average'),
  'connections.max': t('connections held'),
  emptyShare: t('asked in vain'),
  'backlog.max': t('backlog, at most'),
  appliedTwice: t('done twice'),
  latency: t('latency'),
  'latency of all': t('latency of all'),
  staleness: t('staleness'),
  'staleness of all': t('staleness of all'),
  goodput: t('goodput'),
  losses: t('losses'),
  retries: t('retries'),
  redeliveries: t('redeliveries'),
  requests: t('requests'),
  bytes: t('bytes'),
  utilization: t('utilization'),
}

function partsOf(name: string): string[] {
  return name.replace('All.', ' of all.').split('.')
}

const isQuantile = (part: string) => /^p\d+$/.test(part)

function inWords(part: string): string {
  if (isQuantile(part)) return part === 'p999' ? `p${pointed('99.9')}` : part
  return known[part] ?? plain(part)
}

/** The interval as a line, and in words. */
function difference(l: Line): HTMLElement {
  const r = l.row
  const cell = h('td.diff', { role: 'cell' })
  if (!r) return cell
  if (r.mean === null) {
    // where one side is never, a difference has no size
    const { finding } = r
    if (finding === 'less' || finding === 'more')
      cell.append(h('span', {}, finding === 'less' ? t('less on every seed') : t('more on every seed')))
    if (finding === 'noDifference') {
      cell.classList.add('none')
      cell.append(h('span', {}, t('not shown')))
    }
    return cell
  }
  if (r.finding === 'same') {
    cell.append(h('span', {}, t('the same on every seed')))
    return cell
  }
  const none = r.finding === 'noDifference' || r.low === null || r.high === null
  const size = Math.max(Math.abs(r.a ?? 0), Math.abs(r.b ?? 0), Math.abs(r.mean)) || 1
  const x = (v: number) => 75 + 70 * Math.max(-1, Math.min(1, v / size))
  const low = r.low ?? r.mean
  const high = r.high ?? r.mean
  cell.classList.toggle('none', none)
  cell.append(
    h<SVGElement>(
      'svg',
      { viewBox: '0 0 150 18', 'aria-hidden': 'true' },
      h('line.zero', { x1: 75, x2: 75, y1: 1, y2: 17 }),
      h('line.span', { x1: x(low), x2: Math.max(x(high), x(low) + 0.1), y1: 9, y2: 9 }),
      h('circle.mid', { cx: x(r.mean), cy: 9, r: 4 }),
    ),
    h(
      'span',
      {},
      none
        ? t('not shown')
        : signed(l, low) === signed(l, high)
          ? signed(l, low)
          : t('{low} to {high}', { low: signed(l, low), high: signed(l, high) }),
    ),
  )
  return cell
}

function signed(l: Line, value: number) {
  return (value > 0 ? '+' : value < 0 ? '−' : '') + differenceOf(l.name, Math.abs(value), l.unit)
}
