// What many runs say: how the two that are shown differ, and whether what the
// scenario says must come out does.
import type { Comparison, Judgement, Patch, Tabulated } from '../lab/data'
import { CancelledError } from '../lab/lab'
import { compare, judge, tabulate, withPatch } from './asking'
import type { Subject } from './asking'
import type { Board } from './news'

/** On how many seeds two variants are compared. */
export const replications = 20

export class Study {
  compared: Comparison | null = null
  /** Of the text and seed that are shown. */
  judged: Judgement | null = null
  /** The share of a comparison that is done; null: none is under way. */
  comparing: number | null = null
  private control: AbortController | undefined
  private tabling: AbortController | undefined

  constructor(
    private readonly subject: () => Subject,
    private readonly board: Board,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Compares two variants on so many seeds. */
  async compare([a, b]: (string | null)[], seeds = replications) {
    this.rest()
    if (!a || !b) return this.board.tell('compared')
    const signal = (this.control = new AbortController()).signal
    const progress = (share: number) => {
      this.comparing = share
      this.board.tell('compared')
    }
    progress(0)
    try {
      const answer = await compare(this.subject(), a, b, seeds, progress, signal)
      if (signal.aborted) return
      this.compared = answer
      this.comparing = null
      this.board.tell('compared')
    } catch (error) {
      if (!(error instanceof CancelledError)) this.failed(error)
    }
  }

  /**
   * Measures a table on so many seeds: the scenario's own, or another in its place. Null: it was stopped, or could not
   * be.
   */
  async tabulate(seeds: number, progress: (share: number) => void, table?: Patch): Promise<Tabulated | null> {
    this.tabling?.abort()
    const { signal } = (this.tabling = new AbortController())
    try {
      const subject = this.subject()
      const text = table ? await withPatch(subject, { table }) : subject.text
      return await tabulate({ ...subject, text }, seeds, progress, signal)
    } catch (error) {
      if (!(error instanceof CancelledError)) this.failed(error)
      return null
    }
  }

  /** Judges what the scenario says must come out. */
  async judge() {
    const { text, seed } = this.subject()
    try {
      const answer = await judge(this.subject())
      const now = this.subject()
      if (text === now.text && seed === now.seed) this.judged = answer
      this.board.tell('judged')
    } catch (error) {
      this.failed(error)
    }
  }

  /** Forgets what has been found out, since it is of other runs. */
  forget() {
    this.compared = this.judged = null
  }

  /** Stops comparing: other two are shown. The table is of all, whoever is shown. */
  rest() {
    this.control?.abort()
    this.comparing = null
  }

  /** Stops measuring the table. */
  untabulate() {
    this.tabling?.abort()
  }

  /** Stops comparing and measuring. */
  stop() {
    this.rest()
    this.untabulate()
  }
}
