// Drafts: texts that the person has changed or brought, kept by the browser, where
// it keeps anything, so that nothing is lost with the page.

/** A text as it was left, and the last of it that was a scenario. */
export interface Draft {
  key: string
  title: string
  text: string
  good: string
  at: number // when it was left, in milliseconds
}

const prefix = 'draft:'
const most = 20

/** All drafts, the last one first. */
export function drafts(): Draft[] {
  try {
    const keys = Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i)!)
    const all = keys.filter((key) => key.startsWith(prefix)).map((key) => draft(key.slice(prefix.length)))
    return all.filter((d) => d !== null).sort((a, b) => b.at - a.at)
  } catch {
    return []
  }
}

/** The draft of a key; null: there is none. */
export function draft(key: string): Draft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(prefix + key) ?? 'null') as Draft | null
    return kept && typeof kept.text === 'string' && typeof kept.good === 'string' ? { ...kept, key } : null
  } catch {
    return null
  }
}

/** Keeps a draft, and lets go of the oldest of too many; tells whether the browser has taken it. */
export function keepDraft(key: string, d: Pick<Draft, 'title' | 'text' | 'good'>): boolean {
  try {
    localStorage.setItem(prefix + key, JSON.stringify({ ...d, at: Date.now() }))
    for (const old of drafts().slice(most)) forgetDraft(old.key)
    return true
  } catch {
    return false
  }
}

export function forgetDraft(key: string) {
  try {
    localStorage.removeItem(prefix + key)
  } catch {
    // there is none, then
  }
}

/** The key of a draft: the name of the shipped scenario that it was made of, or one by its title. */
export function draftKey(name: string | null, title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? ['scenario']
  return name ?? `own-${words.join('-')}`.slice(0, 60)
}
