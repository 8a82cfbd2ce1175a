// The verdict: what the two differ in, in the lab's words, and the runs that it
// is taken from.
import { t, woven } from '../language/text'
import type { Strip } from '../lab/data'
import { h, fill } from '../elements/dom'
import { figureOf, together } from '../words/format'
import { term } from '../words/glossary'
import { replications } from '../scene/study'
import type { Scene } from '../scene/scene'
import { label } from './score'
import { held } from './veil'

/** The verdict, which leads on to the table of all variants where there is one. */
export function verdict(scene: Scene, table: (() => void) | null = null): HTMLElement {
  const box = h('div', { tabindex: -1 })
  const more = h('div.row')
  const draw = () => {
    fill(box, ...says(scene, box))
    fill(more, furtherSeeds(scene), table && !scene.secret && toAll(scene, table))
  }
  for (const news of ['runs', 'compared', 'busy', 'text', 'faults', 'told'] as const) scene.on(news, draw)
  draw()
  return h('section.words', { 'aria-label': t('The verdict') }, box, more)
}

/** The verdict, or why there is none yet. */
function says(scene: Scene, box: HTMLElement): (HTMLElement | null)[] {
  const { runs } = scene
  if (runs.stale || runs.shown.some((s) => s.outcome.digest === '')) return [late(scene)]
  if (scene.secret) return [held(scene, () => box.focus({ preventScroll: true }))]
  return runs.sides[1] ? pair(scene) : single(scene)
}

/** A button that compares on more seeds. */
function furtherSeeds({ runs, secret, study }: Scene): HTMLElement | null {
  if (secret || !runs.sides[1] || !study.compared || runs.stale) return null
  const seeds = replications * 5
  const busy = study.comparing !== null
  return h(
    'button.link',
    { type: 'button', disabled: busy, onclick: () => void study.compare(runs.wanted, seeds) },
    busy
      ? t('Comparing on more seeds: {share}', { share: percent(study.comparing!) })
      : t('Compare on {n} seeds', { n: seeds }),
  )
}

/** A button that leads to all variants, of which at most two are on stage. */
function toAll({ show }: Scene, table: () => void): HTMLElement {
  const says = t('All {n} variants in one table', { n: show.variants.length })
  return h('button.link', { type: 'button', onclick: table }, says)
}

function percent(share: number) {
  return `${Math.round(100 * share)} %`
}

/** Where the figures below are those of another run than is wanted. */
function late(scene: Scene) {
  const { busy, stale } = scene.runs
  return h(
    'p.late',
    {},
    busy === null ? t('Not run.') : t('Being run: {share}.', { share: percent(busy) }),
    stale && ` ${t('The figures below are those of the run before.')}`,
  )
}

/** What a single run came to. */
function single(scene: Scene) {
  const side = scene.runs.sides[0]
  return side ? side.outcome.words.map((text) => h('p.verdict', {}, together(text))) : []
}

function pair(scene: Scene): (HTMLElement | null)[] {
  const c = scene.study.compared
  if (!c)
    return [
      h(
        'p.late',
        {},
        scene.study.comparing === null
          ? t('One run of each: whether a difference is more than chance cannot be said.')
          : t('Comparing on {n} seeds: {share}.', { n: replications, share: percent(scene.study.comparing) }),
      ),
    ]
  const [first, ...rest] = c.sentences
  return [
    ...c.kinds.map((text) => h('p.kinds', {}, together(text))),
    h(
      'p.verdict',
      {},
      h('b', {}, together(first?.text ?? '')),
      rest.length ? ` ${together(rest.map((s) => s.text).join(' '))}` : '',
    ),
    c.strips.length ? h('div.strips', {}, ...c.strips.map((s) => strip(scene, s))) : null,
  ]
}

/** The runs as dots on a line for each variant. */
function strip(scene: Scene, s: Strip) {
  const there = [...s.a, ...s.b].filter((x): x is number => x !== null && Number.isFinite(x))
  const low = Math.min(...there)
  const high = Math.max(...there)
  const never = [...s.a, ...s.b].includes(Infinity)
  const x = (v: number) => 2 + (v === Infinity ? 96 : (high > low ? (v - low) / (high - low) : 0) * (never ? 86 : 96))
  const of = [0, 1].map((slot) => scene.runs.sides[slot]!.variant.title)
  const row = (values: (number | null)[], slot: number) => {
    const piled = new Map<number, number>()
    return h<SVGElement>(
      'svg',
      { role: 'img', 'aria-label': `${of[slot]}: ${t('{n} runs', { n: values.length })}, ${range(s, values)}` },
      h('line.rail', { x1: '2%', x2: '98%', y1: 12, y2: 12 }),
      ...values
        .filter((v): v is number => v !== null)
        .map((v) => {
          const at = Math.round(x(v))
          const k = piled.get(at) ?? 0
          piled.set(at, k + 1)
          return h(slot === 0 ? 'circle.run' : 'circle.run.b', {
            cx: `${x(v).toFixed(2)}%`,
            cy: 12 + [0, -4, 4, -7, 7][k % 5]!,
            r: 3.4,
          })
        }),
    )
  }
  return h(
    'figure.strip',
    {},
    h('figcaption', {}, ...woven('{figure}, run by run', { figure: term(scene.words, s.name, label(s.name, scene)) })),
    h('span', {}, h('i.dot'), of[0]!),
    row(s.a, 0),
    h('span', {}, h('i.dot.b'), of[1]!),
    row(s.b, 1),
    h('span'),
    h(
      'span.ends',
      {},
      h('small', {}, figureOf(s.name, low, s.unit)),
      high > low ? h('small', {}, figureOf(s.name, high, s.unit)) : null,
      never ? h('small', {}, t('never')) : null,
    ),
  )
}

function range(s: Strip, values: (number | null)[]): string {
  const there = values.filter((x): x is number => x !== null)
  const end = (x: number) => figureOf(s.name, x, s.unit)
  return t('{low} to {high}', { low: end(Math.min(...there)), high: end(Math.max(...there)) })
}
