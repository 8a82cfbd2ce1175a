// Every term explained where it stands. What they mean comes from the lab, with
// the words of the records.
import { t } from '../language/text'
import type { Words } from '../lab/data'
import { h, fill } from '../elements/dom'
import { sentenceOf } from './format'

/** A figure's name as a button that explains it. */
export function term(words: Words, name: string, text: string | HTMLElement): HTMLElement {
  const rest = name.slice(name.indexOf('.') + 1)
  return explained(text, name, words.metrics.find((d) => d.name === rest)?.says)
}

/** Any other term as a button that explains it: a word of the page, a pattern, a node, a cause, a status, a claim. */
export function word(words: Words, of: string, name: string, text: string | HTMLElement): HTMLElement {
  return explained(
    text,
    of === 'page' ? '' : of === 'claim' ? `claim ${name}` : name,
    words.terms.find((t) => t.of === of && t.name === name)?.says,
  )
}

/** A term by its title in the page's language, or by its own name in words. */
export function wordFor(words: Words, of: string, name: string, own: string): HTMLElement {
  return word(words, of, name, titleFor(words, of, name, own))
}

/** A term's title in the page's language, or its own name in words. */
export function titleFor(words: Words, of: string, name: string, own: string): string {
  return words.terms.find((t) => t.of === of && t.name === name)?.title ?? own
}

/** The name of a pattern, as people write it. */
export function pattern(words: Words, id: string): string {
  return words.patterns.find((p) => p.name === id)?.title ?? id
}

/** A text that explains itself: says is known, or is found out when it is wanted. */
export function explained(
  text: string | HTMLElement,
  name: string,
  says: string | undefined | (() => Promise<string>),
): HTMLElement {
  if (!says) return h('span', {}, text)
  const button = h<HTMLButtonElement>('button.term', { type: 'button', 'aria-haspopup': 'dialog' }, text)
  button.addEventListener('click', () => {
    if (dismissed === button && performance.now() - dismissedAt < 300) return // this click has closed it
    if (typeof says === 'string') explain(button, says, name)
    else void says().then((found) => explain(button, found, name))
  })
  return button
}

let tip: HTMLElement | undefined
let told: HTMLElement | undefined
let dismissed: HTMLElement | undefined
let dismissedAt = 0

function explain(at: HTMLElement, says: string, name: string) {
  if (!at.isConnected) return
  tip ??= document.body.appendChild(bubble())
  tip.setAttribute('aria-label', at.textContent ?? '')
  const meaning = says ? sentenceOf(says) : t('Nothing more is said of this.')
  fill(tip, meaning, name ? h('div', {}, h('code', {}, name)) : null)
  tip.hidePopover()
  at.focus({ preventScroll: true }) // where the focus goes back to
  tip.style.left = tip.style.top = '0'
  tip.showPopover()
  told = at
  place(tip, at)
  tip.focus({ preventScroll: true })
}

/** Puts the bubble below its term, or above where there is no room. */
function place(bubble: HTMLElement, at: HTMLElement) {
  const box = at.getBoundingClientRect()
  const own = bubble.getBoundingClientRect()
  const below = box.bottom + own.height + 8 < innerHeight
  bubble.style.left = `${Math.max(12, Math.min(box.left, document.documentElement.clientWidth - own.width - 12))}px`
  bubble.style.top = `${below ? box.bottom + 6 : Math.max(8, box.top - own.height - 6)}px`
}

/** The bubble takes the focus, so that it is read out, and gives it back. */
function bubble(): HTMLElement {
  const box = h('div.tip', { popover: 'auto', role: 'dialog', tabindex: -1 })
  box.addEventListener('beforetoggle', (e) => {
    if ((e as ToggleEvent).newState === 'closed') {
      dismissed = told
      dismissedAt = performance.now()
    }
  })
  box.addEventListener('keydown', (e) => {
    if (e.key === 'Tab') box.hidePopover()
  })
  addEventListener(
    'scroll',
    () => {
      if (!told || !box.matches(':popover-open')) return
      const { top, bottom } = told.getBoundingClientRect()
      if (bottom < 0 || top > innerHeight) box.hidePopover()
      else place(box, told)
    },
    { passive: true },
  )
  return box
}
