// How far the reader has come on the path through the subject: kept by the browser,
// where it keeps anything.

/** What there is to do at a step of the path. */
export type Part = 'guess' | 'play' | 'break' | 'understood'
type Done = Record<string, Part[]>

const key = 'path'
let here: Done = {} // where the browser keeps nothing, as in a frame of another page

function all(): Done {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    return typeof kept === 'object' && kept !== null ? (kept as Done) : {}
  } catch {
    return here
  }
}

function keep(done: Done) {
  here = done
  try {
    localStorage.setItem(key, JSON.stringify(done))
  } catch {
    // it is kept for as long as the page is open
  }
}

/** What has been done of a step. */
export function done(name: string): Part[] {
  const parts = all()[name]
  return Array.isArray(parts) ? parts : []
}

/** Marks a part of a step as done, or as not done. */
export function mark(name: string, part: Part, is = true) {
  const others = done(name).filter((p) => p !== part)
  keep({ ...all(), [name]: is ? [...others, part] : others })
}

/** Forgets how far the reader has come. */
export function startOver() {
  keep({})
}
