// Where a scenario is on the path through the subject: what there is to do here,
// what of it is done, and where it goes on.
import { t } from '../language/text'
import { h, fill } from '../elements/dom'
import { done, mark } from '../scene/progress'
import type { Part } from '../scene/progress'
import type { Scene } from '../scene/scene'

export function step(scene: Scene): HTMLElement | null {
  const { path, titles } = scene.words
  const name = scene.name ?? ''
  const at = path.findIndex((s) => s.name === name)
  if (at < 0) return null
  const here = path[at]!
  const next = path[at + 1]
  const box = h('section.step', { 'aria-labelledby': 'step' })
  const draw = () => {
    const is = (part: Part) => done(name).includes(part)
    const line = (part: Part, text: string, ...more: (HTMLElement | string)[]) =>
      h(is(part) ? 'li.done' : 'li', {}, text, h('span.sr', {}, ` (${is(part) ? t('done') : t('to do')})`), ...more)
    const off = () => h('button.link', { type: 'button', onclick: () => settle('break') }, t('Tick it off'))
    fill(
      box,
      h(
        'h2',
        { id: 'step' },
        t('Step {n} of {all}', { n: at + 1, all: path.length }),
        h('small', {}, t('on the path through the subject')),
      ),
      h(
        'ol',
        { role: 'list' },
        scene.show.predict ? line('guess', t('Guess how it comes out.')) : null,
        line('play', t('Play it.')),
        line('break', here.break, ...(scene.edited && !is('break') ? [' ', off()] : [])), // whether it was that, the reader knows
      ),
      scene.secret ? null : understood(here.understood, is('understood'), (now) => settle('understood', now)),
      h(
        'p.on',
        {},
        next
          ? h(
              'a',
              { href: `#v1/scenario/${next.name}` },
              h('span', {}, t('Step {n}:', { n: at + 2 })),
              ' ',
              titles[next.name]!,
            )
          : h('a', { href: '#' }, t('The path ends here: to the whole gallery')),
      ),
    )
  }
  const settle = (part: Part, is = true) => {
    if (done(name).includes(part) === is) return
    mark(name, part, is)
    draw()
  }
  scene.on('guessed', () => settle('guess'))
  scene.on('playing', () => settle('play'))
  scene.on('text', draw)
  scene.on('told', draw)
  draw()
  return box
}

/** What one can agree with once it has been seen. */
function understood(text: string, is: boolean, set: (is: boolean) => void): HTMLElement {
  const box = h<HTMLInputElement>('input', { type: 'checkbox', checked: is })
  box.addEventListener('change', () => set(box.checked))
  return h('label.understood', {}, box, h('span', {}, h('b', {}, `${t('Understood:')} `), text))
}
