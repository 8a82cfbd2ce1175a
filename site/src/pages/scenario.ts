// A scenario's page: the question first, then the guess, then the two runs on
// one clock, then what it costs, then what to try.
import { breakpoint } from '../panels/breakpoint'
import { charts } from '../panels/charts'
import { bring, h, fill, toast } from '../elements/dom'
import { caption } from '../panels/caption'
import { deck } from '../panels/deck'
import { openGlossary } from '../panels/later'
import { term, word } from '../words/glossary'
import { exporting } from '../panels/exporting'
import { hand } from '../panels/hand'
import { inspector } from '../panels/inspector'
import { lab, longLab } from '../lab/lab'
import { log } from '../panels/log'
import { Scene } from '../scene/scene'
import type { Side } from '../scene/asking'
import { scorecard } from '../panels/score'
import type { Address } from '../scene/address'
import { sharing } from '../panels/sharing'
import { SheetPanel } from '../panels/sheet'
import { Stage } from '../picture/stage'
import { open } from './opening'
import { status } from '../panels/status'
import { trying } from '../panels/trying'
import { unfold } from '../elements/unfold'
import { verdict } from '../panels/verdict'
import { capital, figure, together } from '../words/format'

export interface Shown {
  end(): void
}

export async function showScene(
  at: Address,
  main: HTMLElement,
  crumbs: HTMLElement,
  acts: HTMLElement,
): Promise<Shown> {
  const scene = new Scene(at.name)
  const { under, line } = await open(scene, at, main)
  fill(
    crumbs,
    h('a', { href: '#' }, 'Gallery'),
    h('span', { 'aria-hidden': 'true' }, '/'),
    h('b', { 'aria-current': 'page' }, scene.show.title),
  )

  const json = new SheetPanel(scene)
  const closer = inspector(scene)
  const tools = hand(scene, () => closer.scrollIntoView({ block: 'start' }))
  const view = new Stage(scene, under, () => bring(tools))
  const lower = h('div.lower', {}, scorecard(scene), charts(scene), trying(scene))
  const age = () => lower.classList.toggle('old', scene.runs.stale)
  for (const news of ['busy', 'runs', 'text', 'faults'] as const) scene.on(news, age)
  line.replaceWith(intro(scene))
  view.element.after(
    tools,
    deck(scene),
    breakpoint(scene),
    caption(scene),
    view.sentence,
    status(scene),
    verdict(scene),
    lower,
    h('div.more', {}, closer, log(scene)),
    unfold('Sequence', 'who says what to whom, and when', async () =>
      (await import('../sequence/sequence')).sequence(scene),
    ),
    h('div.more.plain', {}, expectations(scene), settings(scene)),
    json.element,
  )
  fill(
    acts,
    h('button.quiet.wide', { type: 'button', onclick: () => openGlossary(scene.words) }, 'Glossary'),
    h('button.quiet', { type: 'button', onclick: () => void json.open() }, 'Edit JSON'),
    exporting(scene, () => view.player.snapshot()),
    sharing(scene),
  )
  lab.onrestart = longLab.onrestart = () => toast('The simulator has crashed, and is started again.')
  void view.player.settled.then(() => {
    if (scene.name !== null && !scene.edited && scene.seed === null) void scene.runs.verify()
    if (scene.study.compared === null && scene.runs.busy === null && scene.runs.sides[1])
      void scene.study.compare(scene.runs.wanted)
  })
  return {
    end: () => {
      view.player.end()
      scene.end()
    },
  }
}

/** The lesson, with the figures of the runs in it; they are worked out when it is to be seen and has some. */
function lesson(scene: Scene): { text: HTMLElement; draw(): void } {
  const text = h('span')
  const draw = () => {
    text.textContent = together(scene.study.judged?.lesson ?? scene.show.lesson)
    if (!scene.study.judged && text.offsetParent && scene.show.lesson.includes('…')) void scene.study.judge()
  }
  scene.on('judged', draw)
  scene.on('text', draw)
  draw()
  return { text, draw }
}

function intro(scene: Scene): HTMLElement {
  const predict = scene.show.predict
  const teaching = lesson(scene)
  const question = h('p')
  const box = h('div')
  const answer = h('div.answer', { hidden: true })
  const buttons: HTMLElement[] = []
  const reveal = (chosen: number | null) => {
    if (!predict) return
    buttons[predict.right]?.classList.add('right')
    answer.hidden = false
    fill(
      answer,
      h(
        'p',
        {},
        chosen === null
          ? ''
          : chosen === predict.right
            ? 'That is how it comes out. '
            : `It comes out otherwise: ${predict.options[predict.right]}. `,
        teaching.text,
      ),
    )
    teaching.draw()
  }
  const ask = () => {
    question.textContent = together(scene.study.judged?.question ?? scene.show.question)
  }
  scene.on('judged', ask)
  ask()
  if (predict) {
    let chosen: number | null = null
    const show = h('button.link', { type: 'button', hidden: true, onclick: () => reveal(chosen) }, 'What comes out?')
    predict.options.forEach((text, i) =>
      buttons.push(
        h(
          'button',
          {
            type: 'button',
            'aria-pressed': 'false',
            onclick: () => {
              chosen = i
              scene.reveal()
              buttons.forEach((b, k) => b.setAttribute('aria-pressed', String(k === i)))
              show.hidden = false
              if (!answer.hidden) reveal(chosen)
            },
          },
          text,
        ),
      ),
    )
    fill(
      box,
      h('div.predict', { role: 'group', 'aria-label': 'Your guess' }, h('span', {}, 'Your guess:'), ...buttons, show),
    )
  } else if (scene.show.lesson) {
    fill(box, h('details', { ontoggle: teaching.draw }, h('summary', {}, 'What comes out'), h('p', {}, teaching.text)))
  }
  return h('section.intro', {}, h('h1', {}, scene.show.title), question, box, answer)
}

const rulings = { holds: 'holds', fails: 'does not hold', notShown: 'not shown' }

/** What the scenario says must come out, and whether it does. */
function expectations(scene: Scene): HTMLElement {
  const list = h('tbody')
  const note = h('small')
  const judge = h<HTMLButtonElement>(
    'button',
    {
      type: 'button',
      onclick: () => {
        note.textContent = 'judging…'
        void scene.study.judge()
      },
    },
    'Judge them on this text',
  )
  const draw = () => {
    const known = scene.runs.stale ? null : scene.study.judged
    const verdicts =
      known?.verdicts ??
      scene.show.expect.map((e) => ({ ...e, unit: '1', measured: null, bound: null, ruling: 'notShown', why: ' ' }))
    note.textContent = known
      ? `${verdicts.filter((v) => v.ruling === 'holds').length} of ${verdicts.length} hold, seed ${scene.seed ?? scene.show.seed}`
      : ''
    judge.hidden = known !== null
    fill(
      list,
      ...verdicts.map((v) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, h('code', {}, ...figuresIn(scene, v.that))),
          h('td', {}, word(scene.words, 'claim', v.claim, v.claim)),
          h('td', {}, v.measured === null ? '' : figure(v.measured, v.unit)),
          h(v.ruling === 'fails' ? 'td.fails' : 'td', {}, v.why ? v.why : rulings[v.ruling]),
        ),
      ),
    )
  }
  scene.on('judged', draw)
  scene.on('text', draw)
  draw()
  return h(
    'section',
    { 'aria-label': 'What must come out' },
    h('h2', {}, 'What must come out ', note),
    h(
      'div.sideways',
      { tabindex: 0, role: 'region', 'aria-label': 'Expectations' },
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ...['expectation', 'claim', 'measured', 'verdict'].map((t) =>
              h('th', { scope: 'col' }, word(scene.words, 'page', t, capital(t))),
            ),
          ),
        ),
        list,
      ),
    ),
    judge,
  )
}

/** An expectation with its figures explained. */
function figuresIn(scene: Scene, that: string): (Node | string)[] {
  return that
    .split(/([a-z][\w/*+-]*(?:\.\w+)+(?:@[\w-]+)?)/)
    .map((part, i) => (i % 2 === 1 ? term(scene.words, part.replace(/@.*/, ''), part) : part))
}

/** A term that stands as the label of a field. */
function labelled(label: HTMLElement, field: HTMLElement): HTMLElement {
  label.id = `${field.id}-label`
  field.setAttribute('aria-labelledby', label.id)
  return label
}

/** How large a run was. */
function size({ variant, outcome }: Side): string {
  const part = outcome.kept === null ? '' : '; the page keeps those around the playhead'
  const counts = `${figure(outcome.events, '1')} events, ${figure(outcome.records, '1')} records`
  return `${variant.title}: ${counts}${part}.`
}

function settings(scene: Scene): HTMLElement {
  const seed = h<HTMLInputElement>('input', {
    type: 'number',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    step: 1,
    value: scene.seed ?? scene.show.seed,
    id: 'seed',
  })
  seed.addEventListener('change', () => {
    if (seed.checkValidity() && seed.value !== '') scene.setSeed(Number(seed.value))
  })
  const facts = h('p')
  const draw = () => {
    facts.textContent = scene.runs.shown
      .filter((s) => s.outcome.digest !== '')
      .map((s) => size(s))
      .join(' ')
  }
  scene.on('runs', draw)
  draw()
  return h(
    'section',
    { 'aria-label': 'The run' },
    h('h2', {}, 'The run'),
    h('div.row', {}, labelled(word(scene.words, 'page', 'seed', 'Seed'), seed), seed),
    h('p', {}),
    facts,
  )
}
