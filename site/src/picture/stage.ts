// The two runs side by side: their headings, the player over them, and the
// plain picture where there is none.
import { t, woven } from '../language/text'
import { choice, h, fill } from '../elements/dom'
import type { Option } from '../elements/dom'
import { megabytes, plain } from '../words/format'
import { Counter, fails } from './counter'
import { pattern, word } from '../words/glossary'
import { Player } from './player'
import type { Hit, Layout, Listener } from './player'
import type { Ends, Scene, Selection } from '../scene/scene'
import { Places } from './places'
import { still } from './still'
import { Tabs } from './tabs'
import type { Side } from '../scene/asking'
import type { Tally } from '../trace/trace'

export interface Ground {
  element: HTMLElement
  player: Player
}

/** What tells a variant from the base, in a few words. */
function subtitle(scene: Scene, id: string): string {
  if (id === 'base') return t('base')
  const base = scene.variant('base')!
  const v = scene.variant(id)!
  const other = v.flows.find((f) => base.flows.some((g) => g.id === f.id && g.pattern !== f.pattern))
  const way = other ? pattern(scene.words, other.pattern) : ''
  return way === plain(id) ? '' : way
}

/** The subtitle as a term: the base, or the pattern of the flow that differs. */
function named(scene: Scene, id: string, sub: string) {
  const flow = scene.variant(id)!.flows.find((f) => pattern(scene.words, f.pattern) === sub)
  return flow ? word(scene.words, 'pattern', flow.pattern, sub) : word(scene.words, 'page', 'base', sub)
}

/** Where the system sets all colours, a canvas has none that fit. */
const forced = matchMedia('(forced-colors: active)')

/** Where the runs are shown, with a player that loads while the scene opens. */
export function ground(scene: Scene): Ground {
  const player = new Player(scene)
  return { player, element: h('section.stages', { 'aria-label': t('The runs, on one clock') }, player.frame) }
}

/** The scene on its ground; picked is told when something in the picture was picked, and whether a key picks the same place again. */
export class Stage implements Listener {
  readonly element: HTMLElement
  readonly player: Player
  /** What the picture shows, in words. */
  readonly sentence = h('p.sentence')
  private readonly heads = [h('figcaption.side'), h('figcaption.side')]
  private readonly counts = [new Counter(), new Counter()]
  private readonly stills = [h('div.still'), h('div.still')]
  private readonly figures = [0, 1].map((slot) => h('figure', {}, this.heads[slot]!, this.stills[slot]!))
  private readonly loading = h('div.loading', { role: 'status' })
  private readonly places: Places
  private readonly tabs: Tabs
  private readonly ac = new AbortController()
  private wanted: readonly (string | null)[] = []
  private words: string[] = []
  private spoken = ''
  private failing = false // something fails, on some side

  constructor(
    private readonly scene: Scene,
    { player, element }: Ground,
    private readonly picked: (again: boolean) => void = () => {},
  ) {
    this.player = player
    this.element = element
    this.places = new Places(
      scene,
      (slot, place) => this.pick({ slot, place, msg: 0, op: 0 }),
      (family, open) => player.unfold(family, open),
    )
    this.tabs = new Tabs(element, () => this.look())
    this.tabs.watch(() => this.runs(), this.ac.signal)
    element.before(this.tabs.element)
    element.prepend(...this.figures) // the frame stays where it is: moved, it would load again
    element.append(this.places.element, this.loading)
    scene.on('runs', () => this.runs())
    scene.on('window', () => this.move())
    scene.on('busy', () => this.wait())
    scene.on('moment', () => this.move())
    scene.on('playing', () => setTimeout(() => this.speak(), 60))
    scene.on('selected', () => {
      this.places.draw()
      if (scene.selected) this.tabs.see(scene.selected.slot)
    })
    this.runs()
    player.show(this)
  }

  end() {
    this.ac.abort()
    this.player.end()
  }

  /** Whether the player draws, and its picture can be seen. */
  private get drawn() {
    return this.player.state === 'ready' && this.player.last !== null && !forced.matches
  }

  state() {
    const { state } = this.player
    this.element.classList.toggle('drawn', this.drawn)
    if (state === 'absent') this.loading.textContent = t('This browser has no WebGL 2: a plain picture instead.')
    else this.loading.textContent = state === 'loading' ? arriving(this.player) : ''
    if (state !== 'ready') this.move()
  }

  layout(layout: Layout) {
    if (this.seen(layout.slot)) this.places.lay(layout)
  }

  hit({ slot, place = 0, msg = 0, from, to, counts = [1, 1] }: Hit) {
    const wire = from && to ? ends(this.scene, slot, [from, to], counts) : undefined
    if (msg || place || wire) this.pick({ slot, place, msg, op: 0, ...(wire ? { wire } : {}) })
    else this.scene.select(null)
  }

  said(words: string[]) {
    this.words = words
    this.speak()
  }

  private pick(selection: Selection) {
    const was = this.scene.selected
    const again = was !== null && was.slot === selection.slot && was.place === selection.place
    this.scene.select(selection)
    this.picked(again && this.places.element.contains(document.activeElement))
  }

  private runs() {
    const { sides, wanted } = this.scene.runs
    const { tabs, element } = this
    const titles = wanted.filter((id) => id !== null).map((id) => this.scene.variant(id)!.title)
    const counts = this.counts.map((c) => c.element)
    tabs.set(sides[1] ? titles : titles.slice(0, 1), counts)
    const changed = wanted.flatMap((id, slot) => (id !== null && id !== this.wanted[slot] ? [slot] : []))
    if (changed.length === 1) tabs.see(changed[0]!)
    this.wanted = [...wanted]
    const nodes = wanted.map((id) => (id === null ? 0 : this.scene.variant(id)!.nodes.length))
    element.style.setProperty('--nodes', String(Math.max(...nodes)))
    for (const slot of [0, 1]) fill(this.heads[slot]!, ...heading(this.scene, slot))
    if (!tabs.counting) for (const slot of [0, 1]) this.heads[slot]!.append(counts[slot]!)
    this.failing = this.scene.runs.shown.some(fails)
    this.look()
  }

  /** Whether a side is seen: where there is room for one, the other is not. */
  private seen(slot: number) {
    return this.tabs.only === null || this.tabs.only === slot
  }

  /** Shows the sides that are to be seen. */
  private look() {
    const { tabs, element, figures } = this
    element.classList.toggle('one', this.scene.runs.sides[1] === null || tabs.only !== null)
    for (const [slot, figure] of figures.entries()) figure.hidden = !this.scene.runs.sides[slot] || !this.seen(slot)
    tabs.draw()
    this.places.clear()
    this.player.only(tabs.only)
    this.move()
  }

  private move() {
    const { sides } = this.scene.runs
    const { moment } = this.scene.playhead
    for (const [slot, side] of sides.entries()) {
      if (!side) fill(this.stills[slot]!)
      else if (side.trace.has(moment)) this.show(slot, side, moment)
    }
    if (!this.player.draws) {
      const words = sides.map((s, i) => (s && this.seen(i) ? tell(s.trace.tally(moment)) : ''))
      this.said(words)
    }
  }

  /** Shows an instant of a run: what was counted, and a plain picture where there is no other. */
  private show(slot: number, side: Side, moment: number) {
    const { trace } = side
    const now = trace.tally(moment)
    const ill = now.notOk > 0
    this.failing ||= ill && moment >= trace.warmup
    this.counts[slot]!.show(side, moment, now, this.failing || ill)
    if (!this.drawn) fill(this.stills[slot]!, still(trace, moment, slot === 0 ? 'a' : 'b'))
  }

  private wait() {
    const waiting = this.scene.runs.reel.awaited !== null
    this.element.classList.toggle('waiting', waiting)
    if (waiting || !this.scene.playhead.playing) this.speak()
  }

  private speak() {
    const text = this.told()
    if (text !== this.spoken) this.sentence.textContent = this.spoken = text
  }

  /** What is said of the instant, of each side that something is said of. */
  private told(): string {
    const { sides, shown, reel } = this.scene.runs
    if (reel.awaited) return t('This part of the run is on its way.')
    if (shown.length < 2) return this.words[0] ?? ''
    const said = this.words.flatMap((text, slot) =>
      text && sides[slot] ? [`${sides[slot].variant.title}: ${text}`] : [],
    )
    return said.join(' ')
  }
}

/** The wire between two places; none where they are on one host. Of nodes that are drawn as one, it is that of the first. */
function ends(scene: Scene, slot: number, places: [number, number], counts: [number, number]): Ends | undefined {
  const trace = scene.runs.sides[slot]!.trace
  const node = (place: number) => trace.nodes[trace.places[place - 1]!.node]!.id
  const target = (end: 0 | 1) => {
    const place = places[end]
    const nodes = new Set(Array.from({ length: counts[end] }, (_, k) => node(place + k)))
    return { nodes: [...nodes], name: counts[end] > 1 ? node(place) : trace.name(place).replace('+sidecar', '') }
  }
  const [a, b] = [target(0), target(1)]
  const [from, to] = places
  return a.name === b.name ? undefined : { from, to, a: a.name, b: b.name, among: { a: a.nodes, b: b.nodes } }
}

/** How many letters of a title have room on a phone in their usual size. */
const longTitle = 30

function heading(scene: Scene, slot: number): (Node | string | null)[] {
  const id = scene.runs.wanted[slot] ?? null
  const options: Option[] = scene.show.variants.map((v) => [v.id, v.title])
  if (slot === 1 || scene.runs.wanted[1] === null) options.push(['', slot === 1 ? t('nothing beside it') : ''])
  const select = choice(
    slot === 0 ? t('The run on the left') : t('The run beside it'),
    options.filter(([v, t]) => v !== '' || t !== ''),
    id ?? '',
    (v) => scene.setVariant(slot, v || null),
  )
  select.classList.toggle('long', (scene.variant(id ?? '')?.title.length ?? 0) > longTitle)
  const parts: (Node | string | null)[] = [h(slot === 0 ? 'i.dot' : 'i.dot.b'), select]
  const sub = id === null ? '' : subtitle(scene, id)
  if (sub) parts.push(h('small', {}, named(scene, id!, sub)))
  if (slot === 0 && scene.runs.wanted[1] === null && scene.show.variants.length > 1) {
    parts.push(
      h(
        'button.link',
        {
          type: 'button',
          onclick: () => scene.setVariant(1, scene.show.variants.find((v) => v.id !== scene.runs.wanted[0])!.id),
        },
        ...woven('{put} another {beside}', { put: h('span', {}, t('put')), beside: h('span', {}, t('beside it')) }),
      ),
    )
  }
  return parts
}

/** How much of the player is there: in bytes, as they are sent, where it is known how many those are. */
function arriving({ loaded, sent }: Player): string {
  if (loaded === 0) return ''
  if (sent === 0) return t('The player: {percent} %', { percent: Math.round(100 * loaded) })
  return t('The player: {part} of {all} MB', { part: megabytes(loaded * sent), all: megabytes(sent) })
}

/** What had been counted at some instant, in words. */
function tell(n: Tally): string {
  const parts = [
    t('{n} message under way | {n} messages under way', { n: n.flying }),
    t('{n} operation open | {n} operations open', { n: n.open }),
    t('{n} done', { n: n.ok }),
  ]
  if (n.notOk) parts.push(t('{n} failed', { n: n.notOk }))
  if (n.lost) parts.push(t('{n} message lost | {n} messages lost', { n: n.lost }))
  if (n.down) parts.push(t('{n} down', { n: n.down }))
  return parts.join(', ') + '.'
}
