// A part of the page that is closed at first, and whose code comes when it is
// opened.
import { t } from '../language/text'
import { h, fill } from './dom'

export function unfold(name: string, hint: string | HTMLElement, load: () => Promise<HTMLElement>): HTMLElement {
  const body = h('div', {}, h('p.hint', { role: 'status' }, t('Opening…')))
  const box = h<HTMLDetailsElement>(
    'details',
    {},
    h('summary', {}, h('h2', {}, `${name} `, h('small', {}, hint))),
    body,
  )
  let asked = false
  box.addEventListener('toggle', () => {
    if (!box.open || asked) return
    asked = true
    load().then(
      (element) => fill(body, element),
      () => {
        asked = false
        fill(body, h('p', {}, t('It could not be loaded. Close it and try again.')))
      },
    )
  })
  return h('section.unfold', { 'aria-label': name }, box)
}

/** Opens such a part, and goes there. */
export function reach(part: HTMLElement) {
  part.querySelector('details')!.open = true
  part.querySelector('summary')!.focus({ preventScroll: true })
  part.scrollIntoView({ block: 'start' })
}
