// What a page can do without at first is loaded when any of it is wanted.
import { t } from '../language/text'
import { toast } from '../elements/dom'
import type { Words } from '../lab/data'

/** Loads the extras, for a use of them. Where they cannot be loaded, the person is told, and so is the caller. */
export function later(use: (extras: typeof import('./extras')) => void, failed = () => {}) {
  import('./extras').then(use, () => {
    failed()
    toast(t('This could not be loaded. Try again.'))
  })
}

/** Opens the list of all terms. */
export function openGlossary(words: Words) {
  later(({ dictionary }) => dictionary(words))
}

/** Opens the list of keys and of the picture's signs. */
export function openSigns() {
  later(({ signs }) => signs())
}
