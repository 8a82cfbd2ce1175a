// The language that the page speaks, and its texts in it. English is in the
// scripts; any other language is a file of its own, which is there before whatever
// imports this is.

export type Language = 'en' | 'de'

const kept = 'language'

/** The one that was chosen last; else German for whom it comes first, and English for all others. */
function wanted(): Language {
  if (typeof document === 'undefined') return 'en' // a build, or a test
  const chosen = remembered()
  if (chosen === 'en' || chosen === 'de') return chosen
  return /^de\b/i.test(navigator.languages[0] ?? '') ? 'de' : 'en'
}

/** A frame in another page may have no storage. */
function remembered(): string | null {
  try {
    return localStorage.getItem(kept)
  } catch {
    return null
  }
}

/** Keeps a choice for the pages that are loaded from now on; tells whether the browser has taken it. */
export function choose(language: Language): boolean {
  try {
    localStorage.setItem(kept, language)
    return true
  } catch {
    return false
  }
}

interface Said {
  /** What the page says, by its English. */
  page: Record<string, string>
  /** What programs say. */
  programs: Record<string, string>
}

/** German by English; null where it could not be loaded, so that the page is whole in English. */
async function german(): Promise<Said | null> {
  try {
    const [page, programs] = await Promise.all([import('./de.json'), import('../../../language/de.json')])
    return { page: JSON.parse(page.default), programs: JSON.parse(programs.default) }
  } catch {
    return null
  }
}

const loaded = wanted() === 'de' ? await german() : null

export const language: Language = loaded ? 'de' : 'en'
/** What each English text of the page is in that language. */
export const texts = loaded?.page ?? {}
/** What each English text of its programs is in that language: they are handed what they say otherwise than in English. */
export const programs = loaded?.programs ?? {}
