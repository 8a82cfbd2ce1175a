// A button that opens a short list of what to do.
import { h } from './dom'

/** The list goes away when something in it is chosen, on Escape, and when the focus leaves it. */
export function menu(label: string, look: string, choices: [string, () => void][]): HTMLElement {
  const open = (shown: boolean) => {
    list.hidden = !shown
    button.setAttribute('aria-expanded', String(shown))
  }
  const list = h(
    'div',
    { hidden: true, role: 'group', 'aria-label': label },
    ...choices.map(([text, act]) =>
      h(
        'button',
        {
          type: 'button',
          onclick: () => {
            open(false)
            button.focus()
            act()
          },
        },
        text,
      ),
    ),
  )
  const button = h(
    `button.${look}`,
    { type: 'button', 'aria-expanded': 'false', onclick: () => open(list.hidden === true) },
    label,
  )
  const box = h('div.menu', {}, button, list)
  box.addEventListener('keydown', (e) => {
    if (e.key === 'Escape') {
      open(false)
      button.focus()
    }
  })
  box.addEventListener('focusout', (e) => {
    if (!box.contains(e.relatedTarget as Node | null)) open(false)
  })
  return box
}
