// Of a long run only a part of the trace is at hand, around the playhead. The
// reel fetches other parts, by running again up to there: when the playhead
// goes where nothing is known yet, and ahead of it while it plays.
import { CancelledError } from '../lab/lab'
import type { Trace } from '../trace/trace'

export interface Piece {
  trace: Trace
}
export type Fetch<P> = (piece: P, from: number, progress: (at: number) => void, signal: AbortSignal) => Promise<Trace>

export class Reel<P extends Piece> {
  /** What the person waits for: where the playhead is to go, and the share that is done. */
  awaited: { t: number; share: number } | null = null
  private aim: number | null = null // of what is under way
  private control: AbortController | undefined

  constructor(
    private readonly pieces: () => P[],
    private readonly fetch: Fetch<P>,
    private readonly hear: { waiting(): void; changed(): void; failed(error: unknown): void },
  ) {}

  /** Whether the picture at t can be shown. */
  has(t: number): boolean {
    return this.pieces().every((p) => p.trace.has(t))
  }

  /** Sees to it that the picture at t can be shown, and what follows, or, back, what was before; tells whether it can. */
  async reach(t: number, back = false): Promise<boolean> {
    if (this.has(t)) return true
    if (this.aim !== null && t >= this.aim && t < this.aim + this.span() / 2) {
      this.wait(t, this.awaited?.share ?? 0) // it is coming
      return false
    }
    this.wait(t, 0)
    return this.get(t, (trace) => !trace.has(t), back)
  }

  /** Fetches what comes next, if what is at hand ends soon after t. */
  ahead(t: number) {
    const ends = (trace: Trace) => trace.until < Infinity && t > trace.until - (trace.until - trace.from) / 4
    if (this.aim === null && this.pieces().some((p) => ends(p.trace))) void this.get(t, ends)
  }

  /** Gives up what is under way. */
  stop() {
    this.control?.abort()
    this.aim = this.awaited = null
  }

  /** The instant nearest to t whose picture can be shown. */
  nearest(t: number): number {
    for (const { trace } of this.pieces()) if (!trace.has(t)) t = t < trace.from ? trace.from : trace.until - 1
    return t
  }

  private wait(t: number, share: number) {
    this.awaited = { t, share }
    this.hear.waiting()
  }

  private async get(t: number, wanting: (trace: Trace) => boolean, back = false): Promise<boolean> {
    this.control?.abort()
    const signal = (this.control = new AbortController()).signal
    this.aim = t
    const pieces = this.pieces().filter((p) => wanting(p.trace))
    const begin = Math.max(0, Math.round(t - this.span() * (back ? 0.8 : 0.125)))
    try {
      for (const [i, piece] of pieces.entries()) {
        const part = await this.fetch(
          piece,
          begin,
          (at) => {
            if (this.awaited && !signal.aborted) this.wait(this.awaited.t, (i + Math.min(1, at / t)) / pieces.length)
          },
          signal,
        )
        if (signal.aborted) return false
        if (!this.pieces().includes(piece)) break // others have come in their place
        piece.trace = part
      }
    } catch (error) {
      if (!signal.aborted) this.stop()
      if (!(error instanceof CancelledError)) this.hear.failed(error)
      return false
    }
    const { awaited } = this
    this.aim = this.awaited = null
    if (awaited && !this.has(awaited.t)) return this.reach(awaited.t, back)
    this.hear.changed()
    return this.has(t)
  }

  /** How long the parts at hand are, at least. */
  private span(): number {
    return Math.min(...this.pieces().map(({ trace }) => Math.min(trace.until, trace.horizon) - trace.from))
  }
}
