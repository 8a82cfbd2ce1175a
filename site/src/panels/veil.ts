// What stands in place of the answer until the reader has guessed.
import { t } from '../language/text'
import { h } from '../elements/dom'
import type { Scene } from '../scene/scene'

/** Leads to the guess; shown: what is done besides where the reader does not want to. */
export function held(scene: Scene, shown = () => {}): HTMLElement {
  const show = () => {
    scene.reveal()
    shown()
  }
  return h(
    'p.held',
    {},
    h('button.link', { type: 'button', onclick: () => scene.ask() }, t('Guess first')),
    h('button.link', { type: 'button', onclick: show }, t('Show it anyway')),
  )
}

/** Covers a part of the page that gives the answer away, but for what it is called. */
export function veil(scene: Scene, part: HTMLElement) {
  if (!scene.secret) return
  const title = part.querySelector(':scope > h2, :scope > .head')
  const covered = ([...part.children] as HTMLElement[]).filter((child) => child !== title)
  const asks = held(scene)
  const cover = (secret: boolean) => {
    part.classList.toggle('veiled', secret)
    for (const child of covered) child.inert = secret
  }
  if (title) title.after(asks)
  else part.prepend(asks)
  cover(true)
  scene.on('told', () => {
    cover(false)
    if (asks.contains(document.activeElement)) take(part)
    asks.remove()
  })
}

/** Has a part take the focus over, of which what had it goes: from there, a keyboard goes on. */
function take(part: HTMLElement) {
  part.tabIndex = -1
  part.focus({ preventScroll: true })
}

/** A part of the page that gives the answer away, which is made once that may be seen. */
export function afterGuess(scene: Scene, make: () => HTMLElement): HTMLElement {
  if (!scene.secret) return make()
  const box = h('div', {}, held(scene))
  scene.on('told', () => {
    if (box.contains(document.activeElement)) take(box)
    box.replaceChildren(make())
  })
  return box
}
