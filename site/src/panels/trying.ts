// What there is to try: goals that tick themselves, sliders, and how to get
// the same run elsewhere.
import { t, woven } from '../language/text'
import type { Slider, Wish } from '../lab/data'
import { h, fill, toast } from '../elements/dom'
import { capital, figureOf, notation, quantity, spoken } from '../words/format'
import { hint } from './hint'
import { explained, word } from '../words/glossary'
import { replications } from '../scene/study'
import type { Scene } from '../scene/scene'

export function trying(scene: Scene): HTMLElement {
  const goals = h('ul')
  const sliders = h('div')
  const command = h('code.cmd', { tabindex: 0 })
  const digests = h('div')
  const reset = h('div.row')
  const expects = h('div')
  const hinted = new Set<string>() // the goals whose hint is open: it stays so, whatever is drawn anew
  const draw = () => {
    fill(goals, ...scene.show.goals.map((g, i) => goalLine(scene, g, i, hinted)))
    fill(
      command,
      ...commandLine(scene)
        .split(' ')
        .flatMap((w) => [h('span', {}, w), ' ']),
    )
    fill(
      digests,
      ...scene.runs.shown
        .filter((s) => s.outcome.digest !== '')
        .map((s) => digestLine(scene, s.variant.title, s.outcome.digest, s.verified)),
    )
    fill(
      reset,
      scene.name !== null && scene.edited
        ? h('button', { type: 'button', onclick: () => void scene.reset() }, t('Back to the original'))
        : null,
    )
  }
  const drawSliders = () => {
    if (sliders.contains(document.activeElement)) return // a slider in the hand stays
    const move: Moved = (...value) => void scene.set(...value)
    fill(sliders, ...scene.show.sliders.map((s) => sliderLine(scene, s, move)))
  }
  scene.on('runs', draw)
  scene.on('verified', draw)
  scene.on('compared', draw)
  scene.on('busy', draw)
  scene.on('told', draw)
  scene.on('text', drawSliders)
  scene.on('runs', drawSliders)
  draw()
  drawSliders()
  const has = scene.show.goals.length > 0
  return h(
    'section.goals',
    { 'aria-label': t('Try it') },
    h('h2', {}, t('Try it')),
    has ? goals : null,
    sliders,
    reset,
    h('h3', {}, t('The same on the command line')),
    command,
    h(
      'button.link',
      {
        type: 'button',
        onclick: () => void navigator.clipboard.writeText(commandLine(scene)).then(() => toast(t('Copied.'))),
      },
      t('Copy'),
    ),
    digests,
    expects,
  )
}

function goalLine(scene: Scene, wish: Wish, i: number, hinted: Set<string>) {
  const results = scene.runs.shown
    .filter((s) => s.variant.id === 'base')
    .concat(scene.runs.shown[0] ?? [])
    .slice(0, 1)
    .map((s) => s.outcome.goals[i])
  const goal = results[0]
  const done = goal?.known === true && goal.holds
  return h(
    done ? 'li.goal.done' : 'li.goal',
    {},
    wish.text,
    h('span.sr', {}, ` (${done ? t('reached') : t('not reached')})`),
    goal?.known && goal.left !== null && !scene.secret
      ? h('small', {}, t('in this run {value}', { value: figureOf(subject(wish.that), goal.left, goal.unit) }))
      : null,
    goal?.known && !scene.secret ? toward(goal.left, goal.right) : null,
    runs(scene, i),
    done ? null : hint(scene, wish, hinted),
  )
}

/** A bar as long as a figure, with a mark where the goal lies. Its words are beside it. */
function toward(figure: number | null, bound: number | null): HTMLElement | null {
  if (figure === null || bound === null || figure < 0 || bound < 0) return null
  const most = Math.max(figure, bound)
  if (!Number.isFinite(most) || most === 0) return null
  const [length, mark] = [h('i'), h('b')]
  length.style.width = `${(100 * figure) / most}%`
  mark.style.left = `${(100 * bound) / most}%`
  return h('span.toward', { 'aria-hidden': 'true' }, length, mark)
}

/** The figure that alone stands on the left of an expectation. */
export function subject(that: string): string {
  return /^\s*([a-z][\w/*+-]*(?:\.\w+)+)\s*[<>=!]/.exec(that)?.[1] ?? ''
}

/** How many of the replications reach a goal, with the interval of the share that would. */
function runs(scene: Scene, i: number) {
  const slot = scene.runs.sides.findIndex((s) => s?.variant.id === 'base')
  const of = scene.study.compared?.goals[i]
  const n = of && (slot === 1 ? of.b : of.a)
  return n && n.of > 1 && !scene.runs.stale && !scene.secret
    ? h(
        'small',
        {},
        t('{met} of {all} runs reach it; of all, {low} to {high} would (95\u00a0% interval)', {
          met: n.met,
          all: n.of,
          low: figureOf('share', n.low, '1'),
          high: figureOf('share', n.high, '1'),
        }),
      )
    : null
}

/** Writes a value at a JSON pointer into the text, and runs it. */
export type Moved = (pointer: string, json: string, says: string) => void

/** A slider that moves a value of the text. */
export function sliderLine(scene: Scene, s: Slider, move: Moved): HTMLElement {
  const low = quantity(s.min)!
  const high = quantity(s.max)!
  const unit = high.unit || low.unit
  const whole = s.bare && !s.min.includes('.') && !s.max.includes('.') && high.value > 1
  const now = quantity(s.value)?.value ?? low.value
  const log = s.scale === 'log'
  const most = whole && !log ? high.value - low.value : 1000 // steps of the slider: one for each number, where they are whole
  const share = (v: number) =>
    log ? Math.log(v / low.value) / Math.log(high.value / low.value) : (v - low.value) / (high.value - low.value)
  const to = (v: number) => Math.round(most * share(v))
  const from = (x: number) =>
    log ? low.value * (high.value / low.value) ** (x / most) : low.value + ((high.value - low.value) * x) / most
  const id = `slider${s.path.replaceAll('/', '-')}`
  const out = h('output', { for: id }, s.value ? spoken(s.value) : '–')
  const input = h<HTMLInputElement>('input', {
    id,
    type: 'range',
    min: 0,
    max: most,
    step: 1,
    value: to(Math.max(low.value, Math.min(high.value, now))),
    'aria-valuetext': spoken(s.value),
  })
  const written = (x = Number(input.value)) => notation(from(x), unit, whole)
  stepping(input, written)
  input.addEventListener('input', () => {
    const text = written()
    out.textContent = spoken(text)
    input.setAttribute('aria-valuetext', spoken(text))
  })
  input.addEventListener('change', () => {
    const text = written()
    move(s.path, s.bare ? text : JSON.stringify(text), t('{what} to {value}', { what: s.label, value: spoken(text) }))
  })
  const label = explained(capital(s.label), s.path, async () => {
    const { meaning, schema } = await import('./extras')
    return meaning(await schema(), JSON.parse(scene.text), s.path)
  })
  label.id = `${id}-label`
  input.setAttribute('aria-labelledby', label.id)
  return h('div.slider', {}, label, out, input, unmoved(scene, s.path))
}

const arrows: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }

/** Has the arrow keys move a slider as far as it takes to come to another value. */
function stepping(input: HTMLInputElement, written: (x?: number) => string) {
  input.addEventListener('keydown', (e) => {
    const by = arrows[e.key]
    if (!by || e.ctrlKey || e.metaKey || e.altKey) return
    e.preventDefault()
    let x = input.valueAsNumber
    while (written(x) === written() && x + by >= 0 && x + by <= Number(input.max)) x += by
    if (written(x) === written()) return
    input.valueAsNumber = x
    for (const news of ['input', 'change']) input.dispatchEvent(new Event(news))
  })
}

/** Which of the variants that are looked at a slider does not move, since they have a value of their own. */
function unmoved(scene: Scene, path: string): HTMLElement | null {
  const { variants = {} } = JSON.parse(scene.text)
  const own = scene.runs.shown
    .map(({ variant }) => ({ title: variant.title, value: at(variants[variant.id], path) }))
    .filter(({ value }) => value !== undefined)
  if (own.length === 0) return null
  const told = own.map(({ title, value }) => {
    const run = title
    return isQuantity(value)
      ? woven('{run} has {value} of its own', { run, value: spoken(String(value)) })
      : woven('{run} has a value of its own', { run })
  })
  const what = own.length === scene.runs.shown.length ? t('Moves nothing that is shown') : t('Moves one side only')
  return h('small', {}, `${what}: `, ...told.flatMap((parts, i) => (i ? [', ', ...parts] : parts)), '.')
}

const isQuantity = (value: unknown) => typeof value === 'string' || typeof value === 'number'

/** What a merge patch puts in the place of a path; undefined: it leaves that be. */
export function at(patch: unknown, path: string): unknown {
  let value = patch
  for (const key of path.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return value
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** The command that gives the same figures. */
export function commandLine(scene: Scene): string {
  const what = scene.edited ? scene.file : scene.name!
  const [a, b] = scene.runs.wanted
  const seed = scene.seed === null ? '' : ` --seed ${scene.seed}`
  if (b === null || b === undefined) return `backchat run ${what}${a === 'base' ? '' : ` --variant ${a}`}${seed}`
  return `backchat compare ${what} --variant ${a},${b} --replications ${scene.study.compared?.seeds ?? replications}${seed}`
}

function digestLine(scene: Scene, title: string, digest: string, verified: string) {
  const same = verified === 'same' && !scene.edited && !scene.runs.superseded
  const short = (digest.slice(0, 12).match(/.{4}/g) ?? []).join(' ')
  const said = scene.runs.superseded
    ? t('the run before the change')
    : verified === 'same'
      ? scene.edited
        ? t('this run')
        : t('verified identical')
      : verified === 'differs'
        ? t('differs from the shipped run')
        : t('not verified yet')
  return h(
    `p.digest${same ? '.same' : ''}`,
    { 'data-digest': digest, 'data-verified': verified },
    same
      ? h<SVGElement>(
          'svg',
          { width: 14, height: 14, viewBox: '0 0 14 14', 'aria-hidden': 'true' },
          h('path', {
            d: 'M2 7.5 5.5 11 12 3.5',
            fill: 'none',
            stroke: 'currentColor',
            'stroke-width': 2,
            'stroke-linecap': 'round',
            'stroke-linejoin': 'round',
          }),
        )
      : null,
    h('span', {}, title, `: ${said}, `),
    word(scene.words, 'page', 'digest', short),
  )
}
