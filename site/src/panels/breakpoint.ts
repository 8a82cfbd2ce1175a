// The way to the breakpoint: a button by the deck. What is behind it is loaded
// when it is first wanted.
import { h, toast } from '../elements/dom'
import type { Scene } from '../scene/scene'

export function breakpoint(scene: Scene): HTMLElement {
  const open = h<HTMLButtonElement>('button.link', { type: 'button', 'aria-expanded': 'false' }, 'Stop when …')
  const box = h('div.breakpoint', {}, open)
  open.addEventListener('click', () => {
    open.disabled = true
    import('./extras').then(({ stopWhen }) => {
      const bar = stopWhen(scene)
      box.replaceChildren(bar)
      bar.querySelector('select')?.focus()
    }, () => { open.disabled = false; toast('This could not be loaded. Try again.') })
  })
  return box
}
