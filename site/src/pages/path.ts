// The path through the subject, as the gallery begins with it: its steps, which of
// them are understood, and where to go on.
import { t } from '../language/text'
import { h, fill } from '../elements/dom'
import type { PathStep, Words } from '../lab/data'
import { done, startOver } from '../scene/progress'

export function path({ path: steps, titles }: Words): HTMLElement {
  const box = h('section.path', { 'aria-labelledby': 'path' })
  const draw = () => {
    const ticked = steps.filter(behind).length
    const last = steps.findLastIndex((s) => done(s.name).length > 0) // where the reader was, whatever is left out before
    const begun = last >= 0
    const next = steps.slice(Math.max(0, last)).find((s) => !behind(s)) ?? steps.find((s) => !behind(s))
    fill(
      box,
      h('h2', { id: 'path' }, t('The subject in a dozen steps')),
      h(
        'p',
        {},
        `${t('At each: guess, play, break one thing, and say what you have understood.')} `,
        begun ? `${t('{ticked} of {all} are behind you.', { ticked, all: steps.length })} ` : '',
        begun ? h('button.link', { type: 'button', onclick: () => (startOver(), draw()) }, t('Start over')) : null,
      ),
      h('ol', { role: 'list' }, ...steps.map((s, i) => line(s, i, titles[s.name]!, s === next))),
      next
        ? h('a.go', { href: to(next) }, begun ? t('Go on with step {n}', { n: steps.indexOf(next) + 1 }) : t('Begin'))
        : h('p', {}, t('All of it is behind you. The gallery below has the rest.')),
    )
  }
  draw()
  return box
}

const to = (s: PathStep) => `#v1/scenario/${s.name}`
const behind = (s: PathStep) => done(s.name).includes('understood')

function line(s: PathStep, i: number, title: string, next: boolean): HTMLElement {
  const is = behind(s)
  return h(
    is ? 'li.done' : next ? 'li.next' : 'li',
    {},
    h('span.number', { 'aria-hidden': 'true' }, is ? '✓' : i + 1),
    h('a', { href: to(s), 'aria-current': next ? 'step' : null }, title),
    h('span.sr', {}, is ? ` (${t('understood')})` : ''),
  )
}
