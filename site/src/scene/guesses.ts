// What the reader has guessed of scenarios, for as long as the tab is open: a page that
// is loaded anew, in another language for one, does not ask again.
const key = (name: string) => `guess ${name}`

/** Which of so many options was guessed; null: none. */
export function guessOf(name: string | null, options: number): number | null {
  if (name === null) return null
  try {
    const kept = sessionStorage.getItem(key(name))
    return kept !== null && Number(kept) < options ? Number(kept) : null
  } catch {
    return null // a frame in another page may have no storage
  }
}

export function keepGuess(name: string | null, guess: number) {
  if (name === null) return
  try {
    sessionStorage.setItem(key(name), String(guess))
  } catch {
    // it is asked again
  }
}
