// Keys of one letter that do something anywhere on the page. Whoever dictates, or
// rests a hand on the keyboard, can turn them off.
const kept = 'keys'

/** Whether keys of one letter do anything. */
export function keysWork(): boolean {
  try {
    return localStorage.getItem(kept) !== 'off'
  } catch {
    return true
  }
}

/** Turns them on or off, for good where the browser has room for it. */
export function letKeysWork(on: boolean) {
  try {
    if (on) localStorage.removeItem(kept)
    else localStorage.setItem(kept, 'off')
  } catch {
    /* they stay as they are */
  }
}

/** Does what a key says when it is pressed, unless it is written; what is returned ends it. */
export function onKeys(acts: Record<string, () => void>): () => void {
  const pressed = (e: KeyboardEvent) => {
    const act = acts[e.key]
    if (!act || e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || !keysWork()) return
    const target = e.composedPath()[0]
    if (written(target) || target instanceof HTMLSelectElement || document.querySelector('dialog[open]')) return
    e.preventDefault()
    act()
  }
  addEventListener('keydown', pressed)
  return () => removeEventListener('keydown', pressed)
}

/** Whether what has the focus is written into. */
export function written(element: EventTarget | undefined): boolean {
  if (element instanceof HTMLInputElement) return !['range', 'checkbox', 'radio'].includes(element.type)
  return element instanceof HTMLTextAreaElement || (element instanceof HTMLElement && element.isContentEditable)
}
