// The languages that the page speaks. One that is chosen has the page loaded anew, as it
// is and where it is.
import { language, choose } from '../language/language'
import type { Language } from '../language/language'
import { t } from '../language/text'
import { h, toast } from '../elements/dom'

const names: [Language, string][] = [
  ['en', 'English'],
  ['de', 'Deutsch'],
]
const stood = 'stood' // how far from the upper edge of the window the one that was chosen stood
const settling = 5000 // milliseconds in which a page that is there may still grow

/** Buttons to choose a language by; keep has the browser keep what is shown. */
export function tongues(keep: () => Promise<void>): HTMLElement {
  const speak = async (chosen: Language, button: HTMLElement) => {
    await keep()
    if (!choose(chosen)) return toast(t('This browser has no room to keep it.'))
    sessionStorage.setItem(stood, String(button.getBoundingClientRect().top))
    location.reload()
  }
  const buttons = names.map(([lang, name]) => {
    const button: HTMLElement = h(
      'button.link',
      { type: 'button', lang, 'aria-pressed': String(lang === language), onclick: () => void speak(lang, button) },
      name,
    )
    return button
  })
  return h('span.tongues', { role: 'group', 'aria-label': t('Language') }, ...buttons)
}

/** Scrolls a page that is loaded anew in another language to where it was: the language that was chosen stands where it stood. */
export function comeBack(main: HTMLElement) {
  const top = taken()
  const chosen = document.querySelector<HTMLElement>('.tongues [aria-pressed=true]')
  if (top === null || !chosen) return
  const go = () => scrollBy({ top: chosen.getBoundingClientRect().top - top, behavior: 'instant' })
  const grows = new ResizeObserver(go)
  grows.observe(main)
  chosen.focus({ preventScroll: true })
  const stay = () => grows.disconnect()
  for (const act of ['wheel', 'touchstart', 'pointerdown', 'keydown']) addEventListener(act, stay, { once: true })
  setTimeout(stay, settling)
}

/** Where it stood, once. A frame in another page may have no storage. */
function taken(): number | null {
  try {
    const top = sessionStorage.getItem(stood)
    sessionStorage.removeItem(stood)
    return top === null ? null : Number(top)
  } catch {
    return null
  }
}
