// What has been done to a scene, so that it can be undone, and done again.

/** All that a person may change, as it was. */
export interface State {
  text: string
  acts: readonly Act[]
  seed: number | null
  wanted: readonly (string | null)[]
}
/** Something the person has added to the timeline. */
export interface Act {
  id: string
  says: string
}
interface Step {
  says: string
  was: State
}

const most = 100 // of steps that are kept

export class History {
  private past: Step[] = []
  private future: Step[] = []

  /** What would be undone, in words; null: nothing. */
  get undoes(): string | null {
    return this.past.at(-1)?.says ?? null
  }

  /** What would be done again, in words; null: nothing. */
  get redoes(): string | null {
    return this.future.at(-1)?.says ?? null
  }

  /** Keeps what was before something was done. */
  did(says: string, was: State) {
    this.past = [...this.past, { says, was }].slice(-most)
    this.future = []
  }

  /** Takes a step back, or forth, from what is now; returns what is to be, or null. */
  go(back: boolean, now: State): State | null {
    const [from, to] = back ? [this.past, this.future] : [this.future, this.past]
    const step = from.pop()
    if (!step) return null
    to.push({ says: step.says, was: now })
    return step.was
  }
}
