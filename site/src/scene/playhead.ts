// The playhead: an instant of the runs, which can be moved and plays.
import type { Board } from './news'
import { instants, pacing } from './pacing'
import type { Speed } from './pacing'
import type { Runs } from './runs'
import { Thrift } from './thrift'

const span = 2000 // milliseconds over which its real speed is found out
const hidden = 1000 // between two frames of a page that is seen there are fewer

const start = () => ({ frames: 0, took: 0, went: 0, due: 0 })

export class Playhead {
  /** In nanoseconds. */
  t = 0
  speed: Speed = 'auto'
  playing = false
  /** Where playing is to stop on its way from one instant to another, the later one included; null: nowhere. */
  halt: ((from: number, to: number) => number | null) | null = null
  /** The instant that the picture shows: while it plays, some frames behind t. */
  private seen = 0
  private beat = 0
  /** Nobody can see what plays: it waits, and goes on where it was. */
  away = false
  /** How fast it really is, where that is well below its speed; null: it keeps up. */
  pace: number | null = null
  /** Of the last while: its frames, how long it took, in milliseconds, how much of the run went by, and how much should have. */
  private gone = start()
  private auto: ((t: number) => number) | undefined
  /** Whether what is drawn while it plays is made simpler, since the machine is slow. */
  readonly thrift: Thrift

  constructor(
    private readonly runs: Runs,
    private readonly board: Board,
  ) {
    this.thrift = new Thrift(board)
    board.on('runs', () => (this.auto = undefined))
  }

  /** How fast it goes now, in simulated seconds per second. */
  get rate(): number {
    if (this.speed !== 'auto') return this.speed
    const { shown, horizon } = this.runs
    this.auto ??= pacing(
      horizon,
      instants(
        shown.map((s) => s.variant),
        horizon,
      ),
    )
    return this.auto(this.t)
  }

  /** The instant that all texts tell of: while it plays, that of the picture beside them. */
  get moment() {
    return this.playing ? this.seen : this.t
  }

  /** Says which instant the picture shows. */
  see(t: number) {
    this.seen = t
    if (this.playing) this.board.tell('moment')
  }

  /** Tells that there is another instant, or something else to see at it. */
  moved() {
    this.board.tell('time')
    if (!this.playing) this.board.tell('moment')
  }

  seek(t: number) {
    this.t = Math.max(0, Math.min(t, this.runs.horizon))
    this.moved()
    void this.runs.reel.reach(this.t)
  }

  /** Goes to an instant, and stays there. */
  jump(t: number) {
    this.pause()
    this.seek(t)
  }

  /** Moves to the next instant at which anything happens on either side. */
  step(direction: 1 | -1) {
    this.pause()
    const traces = this.runs.shown.map((s) => s.trace)
    const found = traces.map((trace) => (direction === 1 ? trace.after(this.t) : trace.before(this.t)))
    if (found.includes(undefined)) {
      const before = Math.max(0, Math.max(...traces.map((trace) => trace.from)) - 1)
      void this.runs.reel.reach(before, true).then((there) => {
        if (there) this.step(direction)
      })
      return
    }
    const times = found.filter((t): t is number => typeof t === 'number')
    if (times.length > 0) this.seek(direction === 1 ? Math.min(...times) : Math.max(...times))
    else this.seek(direction === 1 ? this.runs.horizon : 0)
  }

  play() {
    if (this.playing || this.runs.shown.length === 0) return
    if (this.t >= this.runs.horizon) this.t = 0
    this.playing = true
    this.seen = this.t
    this.pace = null
    this.gone = start()
    this.board.tell('playing')
    let last = performance.now()
    const tick = (now: number) => {
      if (!this.playing) return
      // A hidden tab picks up where it was; a frame may have begun before it was asked for.
      const passed = Math.min(Math.max(now - last, 0), 100)
      const { t, rate } = this
      if (!this.away) this.advance(passed * 1e6 * rate)
      this.reckon(this.away ? Infinity : now - last, this.t - t, rate)
      last = Math.max(now, last)
      if (this.playing) this.beat = requestAnimationFrame(tick)
    }
    this.beat = requestAnimationFrame(tick)
  }

  /** Finds out whether playing keeps its speed, every other second; a long pause, as of a hidden tab, does not count. */
  private reckon(took: number, went: number, rate: number) {
    const { gone } = this
    if (took > hidden) return void (this.gone = start())
    gone.frames++
    gone.took += took
    gone.went += went
    gone.due += took * 1e6 * rate
    if (gone.took < span) return
    this.thrift.note(gone.frames, gone.took)
    const pace = gone.went < 0.8 * gone.due ? gone.went / (gone.took * 1e6) : null
    this.gone = start()
    if (pace === this.pace) return
    this.pace = pace
    this.board.tell('pace')
  }

  /** Moves on by so much, unless something stops it or is not there yet. */
  private advance(by: number) {
    const next = Math.min(this.t + by, this.runs.horizon)
    const stop = this.halt?.(this.t, next) ?? null
    if (this.runs.reel.has(stop ?? next)) {
      this.seek(stop ?? next)
      this.runs.reel.ahead(next)
      if (stop !== null) this.pause()
    } else void this.runs.reel.reach(next) // and wait for it
    if (this.t >= this.runs.horizon) this.pause()
  }

  pause() {
    if (!this.playing) return
    this.playing = false
    cancelAnimationFrame(this.beat)
    this.t = Math.round(this.t)
    this.board.tell('playing')
    this.moved()
  }
}
