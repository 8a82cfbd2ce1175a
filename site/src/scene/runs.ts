// The runs that are looked at: of one variant or of two beside each other,
// whole or in the part around the playhead.
import type { Opening, Outcome, Variant } from '../lab/data'
import { CancelledError, lab, longLab } from '../lab/lab'
import { Trace } from '../trace/trace'
import { end, part, run } from './asking'
import type { Side, Subject } from './asking'
import type { Board } from './news'
import { Reel } from './reel'

/** Whose runs they are. */
interface Owner {
  subject(): Subject
  /** A variant of it. */
  variant(id: string): Variant
  /** Where the playhead is. */
  t(): number
  /** Is told that there is something else to see at the playhead. */
  moved(): void
  /** Is told that other runs are about to be shown, and what has been found out is of those before. */
  placed(): void
  failed(error: unknown): void
}

export class Runs {
  sides: (Side | null)[] = [null, null]
  wanted: (string | null)[] = ['base', null]
  /** The share of what is under way that is done; null: nothing is. */
  busy: number | null = null
  readonly reel = new Reel<Side>(
    () => this.shown,
    (side, from, progress, signal) => {
      const reached = (share: number) => progress(share * side.trace.horizon)
      return part(this.owner.subject(), side.variant, from, reached, signal)
    },
    {
      waiting: () => this.board.tell('busy'),
      changed: () => {
        this.board.tell('busy', 'window')
        this.owner.moved()
      },
      failed: (error) => this.owner.failed(error),
    },
  )
  /** The key of the runs that are shown. */
  figured = ''
  /** The runs that were last run to their end, and their key. */
  private complete: (Side | null)[] = []
  private completed = ''
  private running: AbortController | undefined
  private ended = false

  constructor(
    private readonly owner: Owner,
    private readonly board: Board,
  ) {}

  /** The sides that are there. */
  get shown(): Side[] {
    return this.sides.filter((s): s is Side => s !== null)
  }

  get horizon() {
    return Math.max(1, ...this.shown.map((s) => s.trace.horizon))
  }

  /** Whether the figures that are shown are of another run than is wanted, or another is being run. */
  get stale() {
    return this.shown.some((s) => s.outcome.digest !== '') && (this.busy !== null || this.superseded)
  }

  /** Whether the runs that are shown are of another text, seed or pair than is wanted. */
  get superseded() {
    return this.figured !== this.key
  }

  private get key() {
    const { text, seed } = this.owner.subject()
    return JSON.stringify([seed, this.wanted, text])
  }

  private get variants(): Variant[] {
    return this.wanted.filter((id) => id !== null).map((id) => this.owner.variant(id))
  }

  /** Shows the runs that the build has made, and of their traces the parts that it ships; tells whether it could. */
  raise({ runs, parts }: Opening): boolean {
    const made = this.wanted.map((id) => (id === null ? null : runs.findIndex((r) => r.variant === id)))
    if (made.includes(-1)) return false
    this.sides = made.map((i) => {
      if (i === null) return null
      const outcome = runs[i]!
      const { bytes, window } = parts[i]!
      const variant = this.owner.variant(outcome.variant)
      return { variant, outcome, trace: new Trace(bytes, window, end(variant)), verified: 'unknown' }
    })
    this.complete = this.sides
    this.figured = this.completed = this.key
    return true
  }

  /** Repeats the shipped runs here, and tells whether they are identical. */
  async verify() {
    for (const [slot, side] of this.sides.entries()) {
      if (!side || side.verified !== 'unknown') continue
      try {
        const shipped = side.trace
        const again = await run(this.owner.subject(), side.variant)
        if (this.sides[slot] !== side) return
        side.verified = again.outcome.digest === side.outcome.digest ? 'same' : 'differs'
        this.board.tell('verified')
        if (again.trace.whole || side.trace === shipped) this.extend(side, again.trace)
      } catch (error) {
        if (!(error instanceof CancelledError)) this.owner.failed(error)
        return
      }
    }
  }

  /** Takes all of a run, or its beginning, in place of a part of it, unless the playhead is beyond. */
  private extend(side: Side, trace: Trace) {
    if (side.trace.whole || !trace.has(this.owner.t())) return
    side.trace = trace
    this.board.tell('window')
  }

  /** Whether a run may take so long that its part around the playhead is to be shown first. */
  get long() {
    return this.shown.some((s) => s.outcome.kept !== null)
  }

  /** Gives up what is under way, for what is wanted now. */
  begin(): AbortSignal {
    this.stop()
    this.running = new AbortController()
    this.busy = 0
    this.board.tell('busy')
    return this.running.signal
  }

  /** Shows the part of what is wanted around the playhead; the figures follow when all is run. */
  async preview(signal: AbortSignal) {
    const t = this.owner.t()
    const lead = Math.min(t / 50, ...this.shown.map((s) => (s.trace.until - s.trace.from) / 8))
    const from = Math.max(0, Math.round(t - lead))
    const sides: Side[] = []
    try {
      for (const variant of this.variants) {
        const trace = await part(this.owner.subject(), variant, from, () => {}, signal)
        sides.push({ variant, outcome: unknown(variant.id), trace, verified: 'unknown' })
      }
      if (!signal.aborted && !this.ended) this.place(sides)
    } catch (error) {
      if (!(error instanceof CancelledError)) this.owner.failed(error)
    }
  }

  /** Runs all of what is wanted; what is shown of it already stays. Tells whether it came to an end. */
  async finish(signal: AbortSignal): Promise<boolean> {
    const wanted = this.variants
    const done: Side[] = []
    const early = this.shown.some((s) => s.outcome.digest === '')
    const bench = early ? longLab : lab // while a part is shown, its worker is to be free for other parts
    try {
      for (const [i, variant] of wanted.entries()) {
        const progress = (share: number) => {
          this.busy = (i + share) / wanted.length
          this.board.tell('busy')
        }
        done.push(await run(this.owner.subject(), variant, bench, progress, signal))
      }
    } catch (error) {
      if (!(error instanceof CancelledError)) this.owner.failed(error)
      return false
    }
    if (signal.aborted || this.ended) return false
    for (const side of done) {
      const shown = this.sides.find((s) => s?.variant.id === side.variant.id)?.trace
      if (early && shown && side.outcome.kept !== null) side.trace = shown
    }
    this.busy = null
    this.place(done)
    this.complete = this.sides
    this.completed = this.figured
    return true
  }

  private place(runs: Side[]) {
    this.sides = this.wanted.map((v) => runs.find((s) => s.variant.id === v) ?? null)
    this.figured = this.key
    this.owner.placed()
  }

  /** Gives up what is under way; the runs before stay. */
  cancel() {
    this.stop()
    this.busy = null
    if (this.complete.length === 0 || this.sides === this.complete) return
    this.sides = this.complete
    this.figured = this.completed
    this.board.tell('runs')
  }

  private stop() {
    this.running?.abort()
    this.reel.stop()
  }

  /** Lets go of all that is under way. */
  end() {
    this.ended = true
    this.stop()
  }
}

/** The outcome of a run of which only a part is known so far. */
function unknown(variant: string): Outcome {
  return {
    variant,
    seed: 0,
    digest: '',
    events: 0,
    records: 0,
    seconds: 0,
    limit: '',
    kept: 0,
    broken: [],
    metrics: [],
    series: null,
    goals: [],
    words: [],
  }
}
