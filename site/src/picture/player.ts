// The player in its frame: what is said to it, and what it answers. It keeps
// nothing that the page does not have, so it can be lost and come back.
import { language, programs } from '../language/language'
import { t } from '../language/text'
import { zones } from './zones'
import type { Scene } from '../scene/scene'
import type { Trace } from '../trace/trace'

declare const PLAYER_BYTES: number

// What the player tells: wasm/player/PROTOCOL.md has all of it, here is what the
// page goes by.
export interface Spot {
  place: number
  name: string
  node: string
  count: number
  /** At the crowd of a family, which can be opened, or at the first of one that is open: how it is called. */
  family: string
  open: boolean
  x: number
  y: number
  w: number
  h: number
}
export interface Layout {
  slot: number
  places: Spot[]
}
export interface Hit {
  slot: number
  place?: number
  msg?: number
  from?: number
  to?: number
  counts?: [number, number] // of the places that are drawn as one at either end of a wire
}
interface Drawn {
  t: number
  sentence: string[]
}

const shortest = 3000 // milliseconds
const first = 45_000 // and of one that has not been there yet, over whatever line

const names = ['paper', 'stage', 'raised', 'line', 'ink', 'soft', 'faint', 'good', 'warn', 'bad'].concat(
  ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `flow-${letter}`),
)
const extra = ['flowC', 'flowD', 'flowE', 'flowF', 'flowG', 'flowH']

export interface Listener {
  state(): void
  layout(l: Layout): void
  hit(h: Hit): void
  said(sentence: string[]): void
}

export class Player {
  readonly frame: HTMLIFrameElement
  state: 'loading' | 'ready' | 'absent' = 'loading'
  loaded = 0
  /** How many bytes it takes to load, as they are sent; 0: nobody knows. */
  sent = 0
  last: Drawn | null = null
  /** Kept once the player is there, or is known not to come: what else is to be loaded can wait for that. */
  readonly settled: Promise<void>
  private settle!: () => void
  private hear: Listener = { state() {}, layout() {}, hit() {}, said() {} }
  private readonly ac = new AbortController()
  private inView = true // a frame that is not in view draws nothing
  private readonly watch = new IntersectionObserver((entries) => {
    this.inView = entries.at(-1)!.isIntersecting
  })
  private patience = first // milliseconds for which a player that is awaited may be silent; 0: none is
  private silence = 0
  private readonly open = new Set<string>() // families of which more is shown one by one
  private given: (Trace | undefined)[] = [] // the traces that it has got
  private alone: number | null = null // the side that alone is seen; null: all are
  private snapped: ((png: Blob) => void) | undefined

  /** Starts loading at once: the scene may open meanwhile. */
  constructor(private readonly scene: Scene) {
    this.settled = new Promise((resolve) => {
      this.settle = resolve
    })
    this.frame = document.createElement('iframe')
    this.frame.src = 'player.html'
    this.frame.title = t('The picture of the runs')
    this.frame.tabIndex = -1
    const signal = this.ac.signal
    addEventListener(
      'message',
      (e) => {
        if (e.source === this.frame.contentWindow && e.origin === location.origin) this.heard(e.data)
      },
      { signal },
    )
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.theme(), { signal })
    document.addEventListener('themechange', () => this.theme(), { signal })
    matchMedia('(prefers-reduced-motion: reduce)').addEventListener('change', () => this.motion(), { signal })
    this.frame.addEventListener('load', () => this.expect())
    scene.on('runs', () => {
      this.given = []
      this.load()
    })
    scene.on('window', () => this.load())
    scene.on('time', () => {
      this.seek()
      if (!this.draws) scene.playhead.see(scene.playhead.t)
    })
    this.watch.observe(this.frame)
    scene.on('selected', () => this.select())
    scene.on('thrift', () => this.spare())
    this.expect()
  }

  /** Whether a picture follows each seek. */
  get draws() {
    return this.state === 'ready' && this.last !== null && this.inView
  }

  end() {
    clearTimeout(this.silence)
    this.ac.abort()
    this.watch.disconnect()
    this.frame.remove()
  }

  /**
   * A lost player's page loads itself anew. One that gives no sign of life, also at first, is set anew, each time
   * after a longer silence; one that has loaded is given longer still, since it says nothing while it is compiled.
   */
  private expect() {
    clearTimeout(this.silence)
    if (this.patience === 0) return
    this.silence = window.setTimeout(
      () => {
        if (this.state !== 'loading' || !this.frame.isConnected) return
        this.loaded = 0
        this.patience *= 2
        this.frame.src = 'player.html'
        this.expect()
      },
      this.loaded < 1 ? this.patience : 10 * this.patience,
    )
  }

  /** Shows the scene, which is open now, and tells a listener what comes of it. */
  show(hear: Listener) {
    this.hear = hear
    this.given = []
    this.load()
    hear.state()
  }

  private say(message: { type: string; [key: string]: unknown }, transfer: Transferable[] = []) {
    if (this.state === 'ready') this.frame.contentWindow?.postMessage(message, location.origin, transfer)
  }

  private heard(m: { type: string; [key: string]: unknown }) {
    switch (m.type) {
      case 'ready':
        this.state = m.webgl ? 'ready' : 'absent'
        this.patience = 0
        this.speak()
        this.theme()
        this.motion()
        this.spare()
        this.given = []
        this.load()
        break
      case 'failed':
        this.state = 'absent'
        break
      case 'lost':
        this.state = 'loading'
        this.loaded = 0
        this.last = null
        delete this.frame.dataset.drawn
        this.patience = shortest
        this.expect()
        break
      case 'progress':
        this.loaded = Math.min(1, Number(m.loaded) / PLAYER_BYTES)
        this.sent = Number(m.sent) || 0
        this.expect()
        break
      case 'layout':
        this.hear.layout(m as unknown as Layout)
        return
      case 'hit':
        this.hear.hit(m as unknown as Hit)
        return
      case 'drawn':
        if (this.state !== 'ready' || !this.given.some(Boolean)) return // the last of one that is lost, or an empty stage
        this.last = m as unknown as Drawn
        this.hear.said(this.last.sentence)
        this.frame.dataset.drawn = String(this.last.t)
        this.scene.playhead.see(Math.round(this.last.t * 1e9))
        break
      case 'snapshot':
        this.snapped?.(m.png as Blob)
        return
      default:
        return
    }
    if (this.state !== 'loading') this.settle()
    this.hear.state()
  }

  /** Shows one side alone, or all where it is null. */
  only(slot: number | null) {
    if (slot === this.alone) return
    this.alone = slot
    this.load()
  }

  /** Hands over copies of the traces that it has not got: the page reads its own. */
  private load() {
    const { sides } = this.scene.runs
    const seen = sides.map((side, slot) => (this.alone === null || this.alone === slot ? side : null))
    for (const [slot, side] of seen.entries()) {
      if (side || !this.given[slot]) continue
      this.given[slot] = undefined
      this.say({ type: 'unload', slot })
    }
    for (const [slot, side] of seen.entries()) {
      if (!side || side.trace === this.given[slot]) continue
      this.given[slot] = side.trace
      const trace = side.trace.buffer.slice(0)
      const flows = side.trace.flows.map((_, i) =>
        i === 0 ? (slot === 0 ? 'flowA' : 'flowB') : (extra[i - 1] ?? 'ink'),
      )
      const keyed = side.trace.flows.map((id) => !!side.variant.flows.find((f) => f.id === id)?.keys)
      const all = zones(this.scene.show.variants)
      const numbers = side.trace.nodes.map(
        ({ id }) => side.variant.nodes.find((n) => n.id === id)?.zones?.map((z) => all.indexOf(z) + 1) ?? [],
      )
      const from = side.trace.from / 1e9
      this.say({ type: 'load', slot, trace, flows, keyed, zones: numbers, from, open: [...this.open] }, [trace])
    }
    this.seek()
    this.select()
  }

  /** Opens a family on both sides, or closes it. */
  unfold(family: string, open: boolean) {
    if (open) this.open.add(family)
    else this.open.delete(family)
    for (const [slot, side] of this.scene.runs.sides.entries())
      if (side) this.say({ type: 'open', slot, open: [...this.open] })
    this.seek()
    this.select()
  }

  private seek() {
    const { playhead, runs } = this.scene
    if (!runs.reel.has(playhead.t)) return
    this.say({ type: 'seek', t: playhead.t / 1e9, speed: playhead.playing ? playhead.rate : 0 })
  }

  private select() {
    const s = this.scene.selected
    this.say({
      type: 'select',
      slot: s?.slot ?? null,
      place: s?.place || null,
      msg: s?.msg || null,
      from: s?.wire?.from ?? null,
      to: s?.wire?.to ?? null,
      all: !!s?.wire && !`${s.wire.a}${s.wire.b}`.includes('/'),
    })
  }

  /** The player speaks English by itself. */
  private speak() {
    if (language !== 'en') this.say({ type: 'language', texts: programs })
  }

  private motion() {
    this.say({ type: 'motion', reduced: matchMedia('(prefers-reduced-motion: reduce)').matches })
  }

  /** On a slow machine one pixel of the picture is one of the page, however fine the screen is. */
  private spare() {
    const spare = this.scene.playhead.thrift.on
    const grain = spare ? Math.max(1, devicePixelRatio) : 1
    this.frame.style.setProperty('--grain', String(grain))
    this.frame.classList.toggle('grainy', grain > 1)
    this.say({ type: 'spare', spare, grain })
  }

  theme() {
    const colours: Record<string, string> = {}
    for (const name of names) colours[name.replace(/-(.)/, (_, c: string) => c.toUpperCase())] = colour(name)
    this.say({ type: 'theme', dark: isDark(), colours })
  }

  /** The picture as a file; null where there is none. */
  snapshot(): Promise<Blob | null> {
    if (this.state !== 'ready') return Promise.resolve(null)
    return new Promise((resolve) => {
      this.snapped = resolve
      this.say({ type: 'snapshot' })
      setTimeout(() => resolve(null), 4000)
    })
  }
}

/** Whether the page is dark now, by the system or by choice. */
function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
}

/** A colour of the style sheet as rgb(...). */
export function colour(name: string): string {
  const probe = document.createElement('i')
  probe.style.color = `var(--${name})`
  document.body.append(probe)
  const value = getComputedStyle(probe).color
  probe.remove()
  return value
}
