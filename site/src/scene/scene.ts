// A scene is a scenario that is being looked at: its text, the two runs beside
// each other, and the playhead. It knows nothing of the page; the page listens.
import { gallery, opening } from '../lab/data'
import type { Comparison, Fault, Outcome, Judgement, Opening, Show, Variant, Words } from '../lab/data'
import { CancelledError, FaultsError, lab, longLab } from '../lab/lab'
import { duration } from '../words/format'
import { beginning, Trace } from '../trace/trace'
import type { Window } from '../trace/trace'
import { Reel } from './reel'
import type { Address, Link } from './address'
import { gentle, lively } from './start'

export interface Side {
  variant: string
  outcome: Outcome
  trace: Trace
  verified: 'same' | 'differs' | 'unknown'
}
export interface Selection {
  slot: number
  place: number
  msg: number
  op: number
  wire?: Ends
}
/** The ends of a wire: two places, and what a fault of it is aimed at: replicas, or all of a node where it is drawn as a crowd. */
export interface Ends {
  from: number
  to: number
  a: string
  b: string
}
export interface Act {
  id: string
  says: string
}

type News =
  | 'runs'
  | 'verified'
  | 'judged'
  | 'time'
  | 'moment'
  | 'playing'
  | 'text'
  | 'selected'
  | 'compared'
  | 'busy'
  | 'faults'
  | 'window'
  | 'told'

export const replications = 20
const windows = 120
const mostFetched = 24 << 20 // bytes of records, of a part of a long run

export class Scene {
  show!: Show
  words!: Words
  text = ''
  original = ''
  seed: number | null = null // null: the scenario's own
  sides: (Side | null)[] = [null, null]
  wanted: (string | null)[] = ['base', null]
  compared: Comparison | null = null
  judged: Judgement | null = null // of this text and seed
  comparing: number | null = null // the share that is done
  busy: number | null = null
  trouble = ''
  faults: Fault[] = []
  selected: Selection | null = null
  acts: Act[] = [] // what the person has added to the timeline
  t = 0
  /** The instant that the picture shows: while it plays, some frames behind t. */
  private seen = 0
  playing = false
  speed = 1
  private told = false
  /** Whether it only does what it is asked to: it does not compare on many seeds of its own accord. */
  modest = false
  /** Where playing is to stop on its way from one instant to another, the later one included; null: nowhere. */
  halt: ((from: number, to: number) => number | null) | null = null
  private readonly listeners = new Map<News, (() => void)[]>()
  private figured = '' // the key of the runs that are shown
  /** The runs that were last run to their end, and their key. */
  private complete: (Side | null)[] = []
  private completed = ''
  readonly reel = new Reel<Side>(
    () => this.traces(),
    (side, from, progress, signal) =>
      this.part(side.variant, from, (share) => progress(share * side.trace.horizon), signal),
    {
      waiting: () => this.tell('busy'),
      changed: () => this.tell('busy', 'window', 'time'),
      failed: (error) => this.fail(error),
    },
  )
  private running: AbortController | undefined
  private reading: AbortController | undefined
  private contrast: AbortController | undefined
  private beat = 0
  private ended = false

  /** The name of a shipped scenario, or null for one that came with the link. */
  constructor(readonly name: string | null) {}

  get file() {
    return `${this.name ?? 'scenario'}.json`
  }
  /** Whether the figures that are shown are of another run than is wanted: of another text, seed or pair, or while that is being run. */
  get stale() {
    return this.traces().some((s) => s.outcome.digest !== '') && (this.busy !== null || this.superseded)
  }
  /** Whether the runs that are shown are of another text, seed or pair than is wanted. */
  get superseded() {
    return this.figured !== this.key
  }
  private get key() {
    return JSON.stringify([this.seed, this.wanted, this.text])
  }
  get edited() {
    return this.name === null || this.text !== this.original
  }
  get horizon() {
    return Math.max(1, ...this.traces().map((s) => s.trace.horizon))
  }

  on(news: News, listener: () => void) {
    this.listeners.set(news, [...(this.listeners.get(news) ?? []), listener])
  }
  private tell(...news: News[]) {
    if (news.includes('time') && !this.playing) news.push('moment')
    for (const n of news) for (const l of this.listeners.get(n) ?? []) l()
  }

  /** The sides that are there. */
  traces(): Side[] {
    return this.sides.filter((s): s is Side => s !== null)
  }
  variant(id: string): Variant | undefined {
    return this.show.variants.find((v) => v.id === id)
  }

  /** What a variant is called. */
  title(id: string): string {
    return this.variant(id)!.title
  }

  /** What a link to all this carries. */
  link(embed = false): Link {
    return {
      name: this.edited ? null : this.name,
      text: this.edited ? this.text : null,
      a: this.wanted[0] ?? 'base',
      b: this.wanted[1] ?? null,
      seed: this.seed,
      t: this.t / 1e9,
      speed: this.speed,
      embed,
    }
  }

  /** Opens what an address says, from what the build has shipped if it can. */
  async open(at: Address) {
    const { words, list } = await gallery()
    this.words = words
    if (this.name !== null) {
      if (!list.some((c) => c.name === this.name))
        throw new Error(`There is no scenario “${this.name}” in the gallery.`)
      const first = await opening(this.name)
      this.show = first.show
      this.text = this.original = first.text
      const pair = this.choose(at)
      if (at.seed === null || at.seed === this.show.seed) {
        this.judged = first.judged
        this.raise(pair, first)
      }
    } else {
      this.text = this.original = at.text ?? ''
      this.show = await this.read(this.text)
      this.choose(at)
    }
    this.seed = at.seed !== null && at.seed !== this.show.seed ? at.seed : null
    this.speed = at.speed !== null && at.speed > 0 && at.speed <= 1000 ? at.speed : 0
    if (this.traces().length === 0) {
      this.t = Math.round(Math.min(at.t ?? 0, this.variant(this.wanted[0]!)!.seconds) * 1e9)
      const signal = this.begin()
      await this.preview(signal)
      void this.finish(signal)
    }
    this.settle(at.t)
    void this.reel.reach(this.t)
  }

  /** What a text is, if it is a scenario. It can be stopped, as a run can. */
  private async read(text: string): Promise<Show> {
    this.reading?.abort()
    this.reading = new AbortController()
    return (await lab.ask<Show>({ do: 'show', file: this.file, text }, undefined, this.reading.signal)).answer
  }

  private choose(at: Address): [string, string | null] {
    const known = (id: string | null) => (id !== null && this.variant(id) ? id : null)
    const a = known(at.a) ?? 'base'
    const other = at.a !== null ? known(at.b) : (this.show.variants[1]?.id ?? null)
    this.wanted = [a, other === a ? null : other]
    return [a, this.wanted[1]!]
  }

  /** Shows the runs that the build has made, and of their traces the parts that it ships. */
  private raise(pair: [string, string | null], { runs, parts, compared }: Opening) {
    const made = pair.map((id) => (id === null ? null : runs.findIndex((r) => r.variant === id)))
    if (made.includes(-1)) return
    this.sides = made.map((i) => {
      if (i === null) return null
      const { bytes, window } = parts[i]!
      return {
        variant: runs[i]!.variant,
        outcome: runs[i]!,
        trace: new Trace(bytes, window),
        verified: 'unknown',
      }
    })
    this.complete = this.sides
    this.figured = this.completed = this.key
    if (pair[0] === runs[0]?.variant && pair[1] === runs[1]?.variant) this.compared = compared
  }

  /** Puts the playhead where a link says, or where something is going on. */
  private settle(t: number | null) {
    const side = this.traces()[0]
    if (this.speed === 0) this.speed = side ? gentle(side.trace) : 1
    if (t !== null) this.t = Math.min(Math.round(t * 1e9), this.horizon)
    else if (side) this.t = lively(side.trace, this.variant(side.variant)!, (t) => this.reel.has(t))
  }

  /** Repeats the shipped runs here, and tells whether they are identical. */
  async verify() {
    for (const [slot, side] of this.sides.entries()) {
      if (!side || side.verified !== 'unknown') continue
      try {
        const again = await this.ask(side.variant)
        if (this.sides[slot] !== side) return
        side.verified = again.outcome.digest === side.outcome.digest ? 'same' : 'differs'
        this.tell('verified')
        // What the build ships is a part of the run; this is all of it, or its beginning.
        if (!side.trace.whole && again.trace.has(this.t)) {
          side.trace = again.trace
          this.tell('window')
        }
      } catch (error) {
        if (!(error instanceof CancelledError)) this.fail(error)
        return
      }
    }
  }

  private async ask(
    variant: string,
    bench = lab,
    progress?: (share: number) => void,
    signal?: AbortSignal,
  ): Promise<Side> {
    const { answer, bytes } = await bench.ask<Outcome>(
      { do: 'run', file: this.file, text: this.text, variant, windows, ...this.seeded() },
      progress,
      signal,
    )
    return { variant, outcome: answer, trace: new Trace(bytes!, beginning(instant(answer.kept))), verified: 'same' }
  }

  private seeded() {
    return this.seed === null ? {} : { seed: this.seed }
  }

  /** Whether the answer is held back, until the reader has guessed. */
  get secret() {
    return this.show.predict !== null && !this.told
  }

  /** The reader has guessed, does not want to, or has played: the answer may be seen. */
  reveal() {
    if (this.told) return
    this.told = true
    this.tell('told')
  }

  /** Runs what is wanted, and keeps the playhead where it is. */
  async run() {
    this.reveal()
    const signal = this.begin()
    if (this.traces().some((s) => s.outcome.kept !== null)) await this.preview(signal)
    await this.finish(signal)
  }

  private begin(): AbortSignal {
    this.running?.abort()
    this.contrast?.abort()
    this.comparing = null
    this.reel.stop()
    this.running = new AbortController()
    this.busy = 0
    this.trouble = ''
    this.tell('busy')
    return this.running.signal
  }

  /** Of runs that may be long, shows the part around the playhead; the figures follow when all is run. */
  private async preview(signal: AbortSignal) {
    const wanted = this.wanted.filter((v): v is string => v !== null)
    const sides: Side[] = []
    const from = Math.max(
      0,
      Math.round(this.t - Math.min(this.t / 50, ...this.traces().map((s) => (s.trace.until - s.trace.from) / 8))),
    )
    try {
      for (const variant of wanted)
        sides.push({
          variant,
          outcome: unknown(variant),
          trace: await this.part(variant, from, () => {}, signal),
          verified: 'unknown',
        })
      if (signal.aborted || this.ended) return
      this.compared = this.judged = null
      this.place(sides)
    } catch (error) {
      if (!(error instanceof CancelledError)) this.fail(error)
    }
  }

  /** Runs all of what is wanted; what is shown of it already stays. */
  private async finish(signal: AbortSignal) {
    const wanted = this.wanted.filter((v): v is string => v !== null)
    const done: Side[] = []
    const shown = this.traces().filter((s) => s.outcome.digest === '')
    try {
      for (const [i, variant] of wanted.entries()) {
        // While a part is shown, its worker is to be free for other parts.
        done.push(
          await this.ask(
            variant,
            shown.length > 0 ? longLab : lab,
            (share) => {
              this.busy = (i + share) / wanted.length
              this.tell('busy')
            },
            signal,
          ),
        )
      }
    } catch (error) {
      if (!(error instanceof CancelledError)) this.fail(error)
      return
    }
    if (signal.aborted || this.ended) return
    for (const side of done) {
      const early = this.sides.find((s) => s?.variant === side.variant)?.trace
      if (shown.length > 0 && early && side.outcome.kept !== null) side.trace = early
    }
    this.busy = null
    this.compared = this.judged = null
    this.place(done)
    this.complete = this.sides
    this.completed = this.figured
    if (!this.modest) void this.contrastBoth(replications)
  }

  /** Shows runs, and what of the selection and of the time is left. */
  private place(runs: Side[]) {
    this.sides = this.wanted.map((v) => runs.find((s) => s.variant === v) ?? null)
    this.figured = this.key
    this.t = Math.min(this.t, this.horizon)
    this.selected = this.kept()
    this.tell('busy', 'runs', 'selected', 'time', 'judged')
    void this.reel.reach(this.t)
  }

  /** The part of a run from an instant on. */
  private async part(
    variant: string,
    from: number,
    progress: (share: number) => void,
    signal: AbortSignal,
  ): Promise<Trace> {
    const { answer, bytes } = await lab.ask<Window>(
      { do: 'window', file: this.file, text: this.text, variant, from, keep: mostFetched, ...this.seeded() },
      progress,
      signal,
    )
    return new Trace(bytes!, answer)
  }

  /** What of the selection outlives a new run: a place or a wire, if it is still there. */
  private kept(): Selection | null {
    const s = this.selected
    const side = s ? this.sides[s.slot] : null
    const there = side && s && [s.place, s.wire?.from ?? 0, s.wire?.to ?? 0].every((p) => p <= side.trace.places.length)
    return s && there && (s.place > 0 || s.wire) ? { ...s, msg: 0, op: 0 } : null
  }

  /** Stops the run that is under way; the one before stays. */
  cancel() {
    this.running?.abort()
    this.reading?.abort()
    this.contrast?.abort()
    this.reel.stop()
    this.busy = this.comparing = null
    if (this.complete.length > 0 && this.sides !== this.complete) {
      this.sides = this.complete
      this.figured = this.completed
      this.tell('runs')
    }
    this.t = this.reel.nearest(this.t)
    this.tell('busy', 'compared', 'time')
  }

  private fail(error: unknown) {
    this.busy = this.comparing = null
    if (error instanceof FaultsError) this.faults = error.faults
    this.trouble =
      error instanceof FaultsError
        ? 'The scenario has faults: see the editor.'
        : String(error instanceof Error ? error.message : error)
    this.tell('busy', 'faults')
  }

  /** Compares the two on many seeds, in a worker of its own. */
  async contrastBoth(n: number) {
    this.contrast?.abort()
    const [a, b] = this.wanted
    if (!a || !b) {
      this.comparing = null
      this.tell('compared')
      return
    }
    const signal = (this.contrast = new AbortController()).signal
    this.comparing = 0
    this.tell('compared')
    try {
      const { answer } = await longLab.ask<Comparison>(
        { do: 'compare', file: this.file, text: this.text, variant: a, other: b, replications: n, ...this.seeded() },
        (share) => {
          this.comparing = share
          this.tell('compared')
        },
        signal,
      )
      if (signal.aborted) return
      this.compared = answer
      this.comparing = null
      this.tell('compared')
    } catch (error) {
      if (!(error instanceof CancelledError)) this.fail(error)
    }
  }

  /** Judges what the scenario says must come out. */
  async judge() {
    const text = this.text
    const seed = this.seed
    try {
      const { answer } = await longLab.ask<Judgement>({ do: 'judge', file: this.file, text, ...this.seeded() })
      if (text === this.text && seed === this.seed) this.judged = answer
      this.tell('judged')
    } catch (error) {
      this.fail(error)
    }
  }

  setVariant(slot: number, id: string | null) {
    this.wanted[slot] = id
    void this.run()
  }

  setSeed(seed: number | null) {
    this.seed = seed === this.show.seed ? null : seed
    void this.run()
  }

  /** Takes another text, if it is a scenario; tells whether it is. */
  async setText(text: string): Promise<boolean> {
    let show: Show
    this.busy ??= 0
    this.tell('busy')
    try {
      show = await this.read(text)
    } catch (error) {
      if (!(error instanceof CancelledError)) this.fail(error)
      return false
    }
    this.text = text
    this.show = show
    this.faults = []
    this.trouble = ''
    this.wanted = this.wanted.map((v, i) => (v !== null && this.variant(v) ? v : i === 0 ? 'base' : null))
    this.tell('text', 'faults')
    await this.run()
    return true
  }

  reset() {
    this.acts = []
    return this.setText(this.original)
  }

  /** Sets the value at a JSON pointer, and runs again. */
  async set(pointer: string, value: string): Promise<boolean> {
    const { answer } = await lab.ask<{ text: string }>({ do: 'set', text: this.text, pointer, value })
    return this.setText(answer.text)
  }

  /** Adds an entry to the timeline, at the playhead, and runs again. */
  async act(prefix: string, entry: Record<string, string | number>, says: string) {
    const members = Object.entries({ at: duration(Math.round(this.t)), ...entry })
    const value = `{${members.map(([key, v]) => `${JSON.stringify(key)}: ${JSON.stringify(v)}`).join(', ')}}`
    try {
      const { answer } = await lab.ask<{ id: string; text: string }>({
        do: 'entry',
        file: this.file,
        text: this.text,
        prefix,
        value,
      })
      this.acts.push({ id: answer.id, says })
      await this.setText(answer.text)
    } catch (error) {
      this.fail(error)
    }
  }

  select(selection: Selection | null) {
    this.selected = selection
    this.tell('selected')
  }

  /** The instant that all texts tell of: while it plays, that of the picture beside them. */
  get moment() {
    return this.playing ? this.seen : this.t
  }

  /** Says which instant the picture shows. */
  see(t: number) {
    this.seen = t
    if (this.playing) this.tell('moment')
  }

  seek(t: number) {
    this.t = Math.max(0, Math.min(t, this.horizon))
    this.tell('time')
    void this.reel.reach(this.t)
  }

  /** Moves to the next instant at which anything happens on either side. */
  step(direction: 1 | -1) {
    this.pause()
    const found = this.traces().map((s) => (direction === 1 ? s.trace.after(this.t) : s.trace.before(this.t)))
    if (found.includes(undefined)) {
      void this.reel.reach(Math.max(0, Math.max(...this.traces().map((s) => s.trace.from)) - 1), true).then((there) => {
        if (there) this.step(direction)
      })
      return
    }
    const times = found.filter((t): t is number => typeof t === 'number')
    if (times.length > 0) this.seek(direction === 1 ? Math.min(...times) : Math.max(...times))
    else this.seek(direction === 1 ? this.horizon : 0)
  }

  play() {
    if (this.playing || this.traces().length === 0) return
    if (this.t >= this.horizon) this.t = 0
    this.reveal()
    this.playing = true
    this.seen = this.t
    this.tell('playing')
    let last = performance.now()
    const tick = (now: number) => {
      if (!this.playing) return
      const passed = Math.min(now - last, 100) // a hidden tab picks up where it was
      last = now
      const next = Math.min(this.t + passed * 1e6 * this.speed, this.horizon)
      const stop = this.halt?.(this.t, next) ?? null
      if (this.reel.has(stop ?? next)) {
        this.seek(stop ?? next)
        this.reel.ahead(next)
        if (stop !== null) this.pause()
      } else void this.reel.reach(next) // and wait for it
      if (this.t >= this.horizon) this.pause()
      else this.beat = requestAnimationFrame(tick)
    }
    this.beat = requestAnimationFrame(tick)
  }

  pause() {
    if (!this.playing) return
    this.playing = false
    cancelAnimationFrame(this.beat)
    this.t = Math.round(this.t)
    this.tell('playing', 'time')
  }

  /** Lets go of all that is under way. */
  end() {
    this.ended = true
    this.pause()
    this.running?.abort()
    this.reading?.abort()
    this.contrast?.abort()
    this.reel.stop()
    this.listeners.clear()
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

/** Seconds in nanoseconds. */
function instant(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds * 1e9)
}
