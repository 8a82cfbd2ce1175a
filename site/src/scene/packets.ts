// The packets of a run, of which the traces at hand have none: they are fetched
// for what is looked at closely, in a part around the playhead, by running again.
import { CancelledError } from '../lab/lab'
import type { Trace } from '../trace/trace'
import { packed } from './asking'
import type { Side, Subject } from './asking'

const ahead = 0.5e9 // before the playhead, a part begins

export class Packets {
  private side: Side | null = null
  private part: Trace | null = null
  private control: AbortController | undefined
  private aim = -1 // the instant that was last asked for

  constructor(
    private readonly subject: () => Subject,
    private readonly changed: () => void,
  ) {}

  /** The trace of a side with its packets, where that is at hand and covers t; null: it is not. */
  at(side: Side, t: number): Trace | null {
    return this.side === side && this.part?.has(t) ? this.part : null
  }

  /** Fetches the packets of a side around t, unless they are at hand or on their way. */
  async want(side: Side, t: number) {
    if (this.at(side, t) || (this.side === side && this.aim === t)) return
    this.stop()
    this.side = side
    this.aim = t
    const { signal } = (this.control = new AbortController())
    try {
      const part = await packed(this.subject(), side.variant, Math.max(0, Math.round(t - ahead)), signal)
      if (signal.aborted) return
      this.part = part
      this.changed()
    } catch (error) {
      if (!signal.aborted) this.stop()
      if (!(error instanceof CancelledError)) throw error
    }
  }

  /** Lets go of all. */
  stop() {
    this.control?.abort()
    this.side = this.part = null
    this.aim = -1
  }
}
