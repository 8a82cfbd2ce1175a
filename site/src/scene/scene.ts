// A scene is a scenario that is being looked at: its text, the runs beside each
// other, the playhead, and what has been found out. It knows nothing of the
// page; the page listens.
import { t } from '../language/text'
import { opening, words } from '../lab/shipped'
import type { Fault, Opening, Patch, Show, Variant, Words } from '../lab/data'
import { CancelledError, FaultsError } from '../lab/lab'
import { duration } from '../words/format'
import type { Address, Link } from './address'
import { read, withEntry, withPatch, withValue } from './asking'
import type { Subject } from './asking'
import { Before } from './before'
import { guessOf, keepGuess } from './guesses'
import { History } from './history'
import type { Act, State } from './history'
import { Board } from './news'
import type { News } from './news'
import { Packets } from './packets'
import { Playhead } from './playhead'
import { Runs } from './runs'
import { lively } from './start'
import { Study } from './study'

export interface Selection {
  slot: number
  place: number
  msg: number
  op: number
  wire?: Ends
}
/**
 * The ends of a wire: two places, and what a fault of it is aimed at: replicas, or all of a node where it is drawn as a
 * crowd.
 */
export interface Ends {
  from: number
  to: number
  a: string
  b: string
  /** Of an end at which the picture has several nodes as one: these, of which the end is one. */
  among?: { a: string[]; b: string[] }
}

export class Scene {
  show!: Show
  words!: Words
  text = ''
  original = ''
  seed: number | null = null // null: the scenario's own
  trouble = ''
  faults: Fault[] = []
  selected: Selection | null = null
  private selectedIn = '' // the key of the runs in which it was selected
  conn = 0 // the connection whose inside is shown
  acts: readonly Act[] = [] // what the person has added to the timeline
  /** Whether it only does what it is asked to: it does not compare on many seeds of its own accord. */
  modest = false
  guess: number | null = null // which option the reader takes to be right
  /** What the figures were before the last act; null: the last that was done was none. */
  before: Before | null = null
  readonly history = new History()
  private turn = Promise.resolve(true) // of changes, one after another
  private told = false
  private reading: AbortController | undefined
  private readonly board = new Board()
  readonly runs = new Runs(
    {
      subject: () => this.subject,
      variant: (id) => this.variant(id)!,
      t: () => this.playhead.t,
      moved: () => this.playhead.moved(),
      placed: () => this.placed(),
      failed: (error) => this.fail(error),
    },
    this.board,
  )
  readonly packets = new Packets(
    () => this.subject,
    () => this.board.tell('packets'),
  )
  readonly playhead = new Playhead(this.runs, this.board)
  readonly study = new Study(
    () => this.subject,
    this.board,
    (error) => this.fail(error),
  )

  /** The name of a shipped scenario, or null for one that came with the link. */
  constructor(readonly name: string | null) {
    this.on('playing', () => {
      if (this.playhead.playing) this.reveal()
    })
  }

  get file() {
    return `${this.name ?? 'scenario'}.json`
  }

  get edited() {
    return this.name === null || this.text !== this.original
  }

  private get subject(): Subject {
    return { file: this.file, text: this.text, seed: this.seed }
  }

  on(news: News, listener: () => void) {
    this.board.on(news, listener)
  }

  variant(id: string): Variant | undefined {
    return this.show.variants.find((v) => v.id === id)
  }

  /** What a link to all this carries. */
  link(embed = false): Link {
    return {
      name: this.name,
      text: this.edited ? this.text : null,
      a: this.runs.wanted[0] ?? 'base',
      b: this.runs.wanted[1] ?? null,
      seed: this.seed,
      t: this.playhead.t / 1e9,
      speed: this.playhead.speed,
      embed,
    }
  }

  /** Opens what an address says, from what the build has shipped if it can. */
  async open(at: Address) {
    this.words = await words()
    if (this.name === null) await this.openText(at)
    else if (this.name in this.words.titles) await this.openNamed(await opening(this.name), at)
    else if (at.text !== null) await this.openText(at)
    else throw new Error(t('There is no scenario “{name}” in the gallery.', { name: this.name }))
    this.guess = guessOf(this.name, this.show.predict?.options.length ?? 0)
    this.told = this.guess !== null
    this.seed = at.seed !== null && at.seed !== this.show.seed ? at.seed : null
    if (this.runs.shown.length === 0) {
      this.playhead.t = Math.round(Math.min(at.t ?? 0, this.variant(this.runs.wanted[0]!)!.seconds) * 1e9)
      const signal = this.begin()
      await this.runs.preview(signal)
      void this.finish(signal)
    }
    this.settle(at)
    void this.runs.reel.reach(this.playhead.t)
  }

  private async openText(at: Address) {
    this.text = this.original = at.text ?? ''
    this.show = await this.read(this.text)
    this.choose(at)
  }

  /** Opens a shipped scenario, or the text that was made of it. */
  private async openNamed(first: Opening, at: Address) {
    if (at.text === null || at.text === first.text) return this.openShipped(first, at)
    this.original = first.text
    this.text = at.text
    this.show = await this.read(at.text)
    this.choose(at)
  }

  private openShipped(first: Opening, at: Address) {
    this.show = first.show
    this.text = this.original = first.text
    this.choose(at)
    if (at.seed !== null && at.seed !== this.show.seed) return
    this.study.judged = first.judged
    const usual = this.runs.wanted.every((id, slot) => id === (first.runs[slot]?.variant ?? null))
    if (this.runs.raise(first) && usual) this.study.compared = first.compared
  }

  /** What a text is, if it is a scenario. It can be stopped, as a run can. */
  private read(text: string): Promise<Show> {
    return read(this.file, text, this.asking())
  }

  /** Begins to ask about a text, instead of what was asked before. */
  private asking(): AbortSignal {
    this.reading?.abort()
    this.reading = new AbortController()
    return this.reading.signal
  }

  private choose(at: Address) {
    const known = (id: string | null) => (id !== null && this.variant(id) ? id : null)
    const a = known(at.a) ?? 'base'
    const b = at.a !== null ? known(at.b) : (this.show.variants[1]?.id ?? null)
    this.runs.wanted = [a, b === a ? null : b]
  }

  /** Puts the playhead where a link says, or where something is going on, and at the speed that it says, if it says one. */
  private settle({ t, speed }: Address) {
    const { playhead, runs } = this
    const side = runs.shown[0]
    if (typeof speed === 'number' && speed > 0 && speed <= 1000) playhead.speed = speed
    if (t !== null) playhead.t = Math.min(Math.round(t * 1e9), runs.horizon)
    else if (side) {
      const leadsOn = (t: number) => runs.reel.has(t) && runs.reel.has(side.trace.after(t) ?? t)
      playhead.t = lively(side.trace, side.variant, leadsOn)
    }
  }

  /** Whether the answer is held back, until the reader has guessed. */
  get secret() {
    return this.show.predict !== null && !this.told
  }

  /** The reader would guess before the answer is seen. */
  ask() {
    this.board.tell('asked')
  }

  /** The reader has guessed, which of the options. */
  guessed(guess: number) {
    this.guess = guess
    keepGuess(this.name, guess)
    this.board.tell('guessed')
    this.reveal()
  }

  /** The reader has guessed, does not want to, or has played: the answer may be seen. */
  reveal() {
    if (this.told) return
    this.told = true
    this.board.tell('told')
  }

  /** Runs what is wanted, and keeps the playhead where it is. */
  private async run() {
    this.reveal()
    const signal = this.begin()
    if (this.runs.long) await this.runs.preview(signal)
    await this.finish(signal)
  }

  private begin(): AbortSignal {
    this.study.rest()
    this.trouble = ''
    return this.runs.begin()
  }

  private async finish(signal: AbortSignal) {
    if ((await this.runs.finish(signal)) && !this.modest) void this.study.compare(this.runs.wanted)
  }

  /** Other runs are shown: of what was found out, of the selection and of the time, keeps what is left. */
  private placed() {
    this.study.forget()
    this.packets.stop()
    this.playhead.t = Math.min(this.playhead.t, this.runs.horizon)
    this.selected = this.kept()
    this.board.tell('busy', 'runs', 'selected')
    this.playhead.moved()
    this.board.tell('judged')
    void this.runs.reel.reach(this.playhead.t)
  }

  /** What of the selection outlives a new run: all if it is the same run; a place or a wire, if it is still there. */
  private kept(): Selection | null {
    const s = this.selected
    if (this.selectedIn === this.runs.figured) return s
    const side = s ? this.runs.sides[s.slot] : null
    const there = side && s && [s.place, s.wire?.from ?? 0, s.wire?.to ?? 0].every((p) => p <= side.trace.places.length)
    return s && there && (s.place > 0 || s.wire) ? { ...s, msg: 0, op: 0 } : null
  }

  /** Stops the run that is under way; the one before stays. */
  cancel() {
    this.reading?.abort()
    this.study.stop()
    this.runs.cancel()
    this.playhead.t = this.runs.reel.nearest(this.playhead.t)
    this.board.tell('busy', 'compared')
    this.playhead.moved()
  }

  private fail(error: unknown) {
    this.runs.busy = this.study.comparing = null
    if (error instanceof FaultsError) this.faults = error.faults
    this.trouble =
      error instanceof FaultsError
        ? t('The scenario has faults: see the editor.')
        : String(error instanceof Error ? error.message : error)
    this.board.tell('busy', 'faults')
  }

  setVariant(slot: number, id: string | null) {
    this.history.did(t('another run on stage'), this.state)
    this.before = null
    this.runs.wanted[slot] = id
    void this.run()
  }

  /** Shows one variant, and none beside it. */
  alone(id: string) {
    this.history.did(t('another run on stage'), this.state)
    this.before = null
    this.runs.wanted = [id, null]
    void this.run()
  }

  setSeed(seed: number | null) {
    this.history.did(t('another seed'), this.state)
    this.before = null
    this.seed = seed === this.show.seed ? null : seed
    void this.run()
  }

  /** All that can be undone, as it is. */
  private get state(): State {
    const { text, acts, seed } = this
    return { text, acts, seed, wanted: [...this.runs.wanted] }
  }

  /** Undoes what was done last, or does again what was undone last. */
  async travel(back: boolean) {
    const taken = await this.inTurn(async () => {
      const to = this.history.go(back, this.state)
      if (to === null) return false
      this.before = null
      this.acts = to.acts
      this.seed = to.seed
      this.runs.wanted = [...to.wanted]
      return to.text === this.text || this.take(to.text)
    })
    if (taken) await this.run()
  }

  /** Takes another text, if it is a scenario; tells whether it is. */
  setText(text: string, says = t('change of the text'), acts?: readonly Act[]): Promise<boolean> {
    return this.change(says, () => Promise.resolve({ text, acts: acts ?? this.acts }))
  }

  /** Changes the text, if what comes of it is a scenario, and runs it; tells whether it is. */
  private async change(
    says: string,
    make: (signal: AbortSignal) => Promise<Pick<State, 'text' | 'acts'>>,
  ): Promise<boolean> {
    this.runs.busy ??= 0
    this.board.tell('busy')
    const taken = await this.inTurn(async () => {
      const was = this.state
      const { text, acts } = await make(this.asking())
      return this.take(text, () => {
        this.history.did(says, was)
        this.before = new Before(says, this.runs, this.study)
        this.acts = acts
      })
    })
    if (taken) await this.run()
    return taken
  }

  /** One change after another: each begins with what the one before has made of the text. */
  private inTurn(change: () => Promise<boolean>): Promise<boolean> {
    const tried = () =>
      change().catch((error: unknown) => {
        if (!(error instanceof CancelledError)) this.fail(error)
        return false
      })
    return (this.turn = this.turn.then(tried))
  }

  private async take(text: string, taken = () => {}): Promise<boolean> {
    this.runs.busy ??= 0
    this.board.tell('busy')
    let show: Show
    try {
      show = await this.read(text)
    } catch (error) {
      if (!(error instanceof CancelledError)) this.fail(error)
      return false
    }
    taken()
    this.text = text
    this.show = show
    this.faults = []
    this.trouble = ''
    const there = (v: string | null) => v !== null && this.variant(v) !== undefined
    this.runs.wanted = this.runs.wanted.map((v, i) => (there(v) ? v : i === 0 ? 'base' : null))
    this.board.tell('text', 'faults')
    return true
  }

  reset() {
    return this.setText(this.original, t('all changes taken back'), [])
  }

  /** Sets the value at a JSON pointer, perhaps as an act, and runs again. */
  set(pointer: string, value: string, says = t('change of the text'), act?: Act): Promise<boolean> {
    return this.change(says, async (signal) => ({
      text: await withValue(this.text, pointer, value, signal),
      acts: act ? [...this.acts, act] : this.acts,
    }))
  }

  /** Changes the text by a merge patch, and runs again. */
  become(patch: Patch, says: string): Promise<boolean> {
    return this.change(says, async (signal) => ({
      text: await withPatch(this.subject, patch, signal),
      acts: this.acts,
    }))
  }

  /**
   * When what is done now happens: at the playhead, which moves on to the next whole millisecond, or microsecond, where
   * nothing happens on the way there, so that the text says it shortly.
   */
  now(): number {
    const t = Math.round(this.playhead.t)
    const { shown, horizon } = this.runs
    const free = Math.min(horizon, ...shown.map((s) => s.trace.after(t) ?? Infinity))
    const round = [1e6, 1e3].map((unit) => Math.ceil(t / unit) * unit).find((at) => at < free)
    if (round !== undefined && round > this.playhead.t) this.playhead.seek(round)
    return round ?? t
  }

  /** Adds an entry to the timeline, at the playhead, and runs again. */
  act(prefix: string, entry: Record<string, string | number>, says: string): Promise<boolean> {
    const members = Object.entries({ at: duration(this.now()), ...entry })
    const value = `{${members.map(([key, v]) => `${JSON.stringify(key)}: ${JSON.stringify(v)}`).join(', ')}}`
    return this.change(says, async (signal) => {
      const { id, text } = await withEntry(this.subject, prefix, value, signal)
      return { text, acts: [...this.acts, { id, says }] }
    })
  }

  select(selection: Selection | null) {
    this.selected = selection
    this.selectedIn = this.runs.figured
    this.board.tell('selected')
  }

  /** Lets go of all that is under way. */
  end() {
    this.playhead.pause()
    this.reading?.abort()
    this.study.stop()
    this.runs.end()
    this.packets.stop()
    this.board.clear()
  }
}
