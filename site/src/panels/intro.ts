// What a page begins with: the question, the reader's guess, and the lesson once
// it may be seen.
import { t, woven } from '../language/text'
import { fill, h } from '../elements/dom'
import type { Show } from '../lab/data'
import type { Scene } from '../scene/scene'
import { together } from '../words/format'

/** The lesson, with the figures of the runs in it; they are worked out when it is to be seen and has some. */
function lesson(scene: Scene): { text: HTMLElement; draw(): void } {
  const words = h('span')
  const status = h('span.measuring', { role: 'status' })
  const other = h(
    'em',
    {},
    t('Written of the scenario as it is shipped; the figures are those of the changed one.'),
    ' ',
  )
  const text = h('span', {}, other, words, status)
  const draw = () => {
    words.textContent = together(scene.study.judged?.lesson ?? scene.show.lesson)
    other.hidden = scene.name === null || !scene.edited
    status.textContent = words.textContent.includes('…') ? ` ${measured(scene)}` : ''
    if (!scene.study.judged && text.offsetParent && scene.show.lesson.includes('…')) void scene.study.judge()
  }
  scene.on('judged', draw)
  scene.on('text', draw)
  draw()
  return { text, draw }
}

/** What a figure that is not there yet waits for. */
function measured({ show: { variants } }: Scene): string {
  return variants.length === 1
    ? t('(… is being measured, by the run.)')
    : t('(… is being measured, by the runs of all {n} variants.)', { n: variants.length })
}

export function intro(scene: Scene): HTMLElement {
  const { predict } = scene.show
  const question = h('p')
  const ask = () => {
    question.textContent = together(scene.study.judged?.question ?? scene.show.question)
  }
  scene.on('judged', ask)
  ask()
  return h(
    'section.intro',
    {},
    h('h1', {}, scene.show.title),
    question,
    symptom(scene),
    origin(scene),
    rests(scene),
    ...(predict ? guess(scene, predict) : [told(scene)]),
  )
}

/** What one should have understood before. */
function rests({ name, words }: Scene): HTMLElement | null {
  const on = words.restsOn.find((r) => r.name === name)?.on ?? []
  const links = on.map((n) => h('a', { href: `#v1/scenario/${n}` }, words.titles[n] ?? n))
  return on.length ? h('p.rests', {}, `${t('Rests on:')} `, ...links.flatMap((a, i) => (i ? [', ', a] : [a]))) : null
}

/** What is seen of the failure that the scenario shows, and where. */
function symptom({ show }: Scene): HTMLElement | null {
  if (!show.case) return null
  const { symptom, systems } = show.case
  return h(
    'p.symptom',
    {},
    h('b', {}, `${t('What one sees:')} `),
    symptom,
    systems.length ? ` (${systems.join(', ')})` : '',
  )
}

/** What keeps that failure going, and what ends it: part of the answer. */
function behind({ show }: Scene): HTMLElement | null {
  if (!show.case) return null
  const { cause, cure } = show.case
  const ends = cure ? [' ', ...woven('What ends it: {variant}.', { variant: cure })] : []
  return h('p.behind', {}, h('b', {}, `${t('What is behind it:')} `), cause, ...ends)
}

/** Where the result was published that the scenario reproduces, or the failure reported that it shows. */
function origin({ show: { source, case: reported } }: Scene): HTMLElement | null {
  if (!source) return null
  const { title, year, url } = source
  const name = /^https?:\/\//.test(url)
    ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, title)
    : title
  return h('p.origin', {}, `${reported ? t('Reported:') : t('Published:')} `, name, `, ${year}`)
}

/** The lesson of a scenario that lets nobody guess. */
function told(scene: Scene): HTMLElement | null {
  if (!scene.show.lesson) return null
  const { text, draw } = lesson(scene)
  return h('details', { ontoggle: draw }, h('summary', {}, t('What comes out')), h('p', {}, text), behind(scene))
}

/** What the reader may guess, and the answer, which comes when it is asked for. */
function guess(scene: Scene, { options, right }: NonNullable<Show['predict']>): HTMLElement[] {
  const teaching = lesson(scene)
  const says = h('span')
  const answer = h('div.answer', { hidden: true }, h('p', {}, says, teaching.text), behind(scene))
  const buttons = options.map((text, i) =>
    h('button', { type: 'button', 'aria-pressed': String(scene.guess === i), onclick: () => choose(i) }, text),
  )
  let chosen = scene.guess ?? 0
  const reveal = () => {
    buttons[right]?.classList.add('right')
    const otherwise = () => woven('It comes out otherwise: {answer}.', { answer: options[right]! })
    fill(says, ...(chosen === right ? [t('That is how it comes out.')] : otherwise()), ' ')
    answer.hidden = false
    teaching.draw()
  }
  const show = h('button.link', { type: 'button', hidden: scene.guess === null, onclick: reveal }, t('What comes out?'))
  const choose = (i: number) => {
    chosen = i
    scene.guessed(i)
    buttons.forEach((b, k) => b.setAttribute('aria-pressed', String(k === i)))
    show.hidden = false
    if (!answer.hidden) reveal()
  }
  const group = { role: 'group', 'aria-label': t('Your guess') }
  const choice = h('div.predict', group, h('span', {}, t('Your guess:')), ...buttons, show)
  scene.on('asked', () => {
    choice.scrollIntoView({ block: 'center' })
    buttons[0]!.focus({ preventScroll: true })
  })
  return [choice, answer]
}
