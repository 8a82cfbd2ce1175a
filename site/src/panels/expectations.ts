// What a scenario says must come out.
import { fill, h } from '../elements/dom'
import type { Show, Verdict } from '../lab/data'
import type { Scene } from '../scene/scene'
import { capital, figure } from '../words/format'
import { term, word } from '../words/glossary'

const rulings = { holds: 'holds', fails: 'does not hold', notShown: 'not shown' }

/** What the scenario says must come out, and whether it does. */
export function expectations(scene: Scene): HTMLElement {
  const list = h('tbody')
  const note = h('small')
  const judging = () => {
    note.textContent = 'judging…'
    void scene.study.judge()
  }
  const judge = h('button', { type: 'button', onclick: judging }, 'Judge them on this text')
  const draw = () => {
    const known = scene.runs.stale ? null : scene.study.judged
    const held = known?.verdicts.filter((v) => v.ruling === 'holds').length
    note.textContent = known ? `${held} of ${known.verdicts.length} hold, seed ${scene.seed ?? scene.show.seed}` : ''
    judge.hidden = known !== null
    fill(list, ...(known?.verdicts ?? scene.show.expect).map((e) => row(scene, e)))
  }
  scene.on('judged', draw)
  scene.on('text', draw)
  draw()
  const heads = ['expectation', 'claim', 'measured', 'verdict'].map((name) =>
    h('th', { scope: 'col' }, word(scene.words, 'page', name, capital(name))),
  )
  return h(
    'section',
    { 'aria-label': 'What must come out' },
    h('h2', {}, 'What must come out ', note),
    h(
      'div.sideways',
      { tabindex: 0, role: 'region', 'aria-label': 'Expectations' },
      h('table', {}, h('thead', {}, h('tr', {}, ...heads)), list),
    ),
    judge,
  )
}

/** An expectation, with its verdict where there is one. */
function row(scene: Scene, e: Verdict | Show['expect'][number]): HTMLElement {
  const judged = 'ruling' in e
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, h('code', {}, ...figuresIn(scene, e.that)), published(e.published)),
    h('td', {}, word(scene.words, 'claim', e.claim, e.claim)),
    h('td', {}, judged && e.measured !== null && figure(e.measured, e.unit)),
    h(judged && e.ruling === 'fails' ? 'td.fails' : 'td', {}, judged && (e.why || rulings[e.ruling])),
  )
}

/** What the scenario's source says of an expectation. */
function published(says: string): HTMLElement | null {
  return says === '' ? null : h('div.published', {}, `published: ${says}`)
}

/** An expectation with its figures explained. */
function figuresIn(scene: Scene, that: string): (Node | string)[] {
  return that
    .split(/([a-z][\w/*+-]*(?:\.\w+)+(?:@[\w-]+)?)/)
    .map((part, i) => (i % 2 === 1 ? foldable(term(scene.words, part.replace(/@.*/, ''), part), part) : part))
}

/** A figure's name whose line may end between its parts, and so not within one. */
function foldable(element: HTMLElement, name: string): HTMLElement {
  const parts = name.split(/(?<=[.@])/)
  fill(element, ...parts.flatMap((part, i) => (i ? [h('wbr'), part] : [part])))
  return element
}
