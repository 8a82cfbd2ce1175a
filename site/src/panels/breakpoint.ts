// The way to the breakpoint: a button by the deck. What is behind it is loaded
// when it is first wanted.
import { t } from '../language/text'
import { h } from '../elements/dom'
import { later } from './later'
import type { Scene } from '../scene/scene'

export function breakpoint(scene: Scene): HTMLElement {
  const open = h<HTMLButtonElement>('button.link', { type: 'button', 'aria-expanded': 'false' }, t('Stop when …'))
  const box = h('div.breakpoint', {}, open)
  open.addEventListener('click', () => {
    open.disabled = true
    const shut = () => {
      open.disabled = false
    }
    later(({ stopWhen }) => {
      const bar = stopWhen(scene)
      box.replaceChildren(bar)
      bar.querySelector('select')?.focus()
    }, shut)
  })
  return box
}
