// What a scenario says must come out.
import { english } from '../elements/english'
import { t, woven } from '../language/text'
import { fill, h } from '../elements/dom'
import type { Show, Verdict } from '../lab/data'
import type { Scene } from '../scene/scene'
import { figure } from '../words/format'
import { term, word } from '../words/glossary'

const rulings = { holds: t('holds'), fails: t('does not hold'), notShown: t('not shown') }

/** The columns of the table, by the names that the glossary has for them. */
const columns = {
  expectation: t('Expectation'),
  claim: t('Claim'),
  measured: t('Measured'),
  verdict: t('Verdict'),
}

/** What the scenario says must come out, and whether it does. */
export function expectations(scene: Scene): HTMLElement {
  const list = h('tbody')
  const note = h('small')
  const judging = () => {
    note.textContent = t('judging…')
    void scene.study.judge()
  }
  const judge = h('button', { type: 'button', onclick: judging }, t('Judge them on this text'))
  const draw = () => {
    const known = scene.runs.stale ? null : scene.study.judged
    const held = known?.verdicts.filter((v) => v.ruling === 'holds').length
    const seed = String(scene.seed ?? scene.show.seed)
    note.textContent = known ? t('{n} of {all} hold, seed {seed}', { n: held!, all: known.verdicts.length, seed }) : ''
    if (known && scene.name !== null && scene.edited)
      note.textContent += `; ${t('they were written of the scenario as it is shipped')}`
    judge.hidden = known !== null
    fill(list, ...(known?.verdicts ?? scene.show.expect).map((e) => row(scene, e)))
  }
  scene.on('judged', draw)
  scene.on('text', draw)
  draw()
  const heads = Object.entries(columns).map(([name, title]) =>
    h('th', { scope: 'col' }, word(scene.words, 'page', name, title)),
  )
  return h(
    'section',
    { 'aria-label': t('What must come out') },
    h('h2', {}, `${t('What must come out')} `, note),
    h(
      'div.sideways',
      { tabindex: 0, role: 'region', 'aria-label': t('Expectations') },
      h('table.judged', { role: 'table' }, h('thead', {}, h('tr', {}, ...heads)), list),
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
    h('td', { 'data-of': columns.claim }, word(scene.words, 'claim', e.claim, english(e.claim))),
    h('td', { 'data-of': columns.measured }, judged && e.measured !== null && figure(e.measured, e.unit)),
    h(judged && e.ruling === 'fails' ? 'td.fails' : 'td', {}, judged && (e.why || rulings[e.ruling])),
  )
}

/** What the scenario's source says of an expectation. */
function published(says: string): HTMLElement | null {
  return says === '' ? null : h('div.published', {}, ...woven('published: {what}', { what: says }))
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
