// The sequence panel: a space-time diagram of a run around the playhead. The
// window stays where it is while the playhead moves through it, so that
// mostly a line moves and nothing is drawn anew. The event log says the same
// in words.
import { t } from '../language/text'
import { conversation, everything } from './cast'
import type { Topic } from './cast'
import { choice, download, h, fill } from '../elements/dom'
import type { Option } from '../elements/dom'
import { figure } from '../words/format'
import { mermaid } from './mermaid'
import type { Side } from '../scene/asking'
import type { Scene } from '../scene/scene'
import { diagram, fitting, lengths, mostArrows, mostRecords, placed, whole } from './spacetime'
import type { Diagram } from './spacetime'
import { draw, grain, instant, Plan, printed, themed } from './strokes'
import type { Frame } from './strokes'
import type { Window } from './excerpt'
import type { Trace } from '../trace/trace'

const narrow = 640 // below it a diagram is a phone's
const calm = 500 // milliseconds between two pictures while it plays

/** Whether there is enough to see, and not too much. */
const readable = (d: Diagram) => d.arrows.length >= 8 && d.arrows.length <= 60

export function sequence(scene: Scene): HTMLElement {
  return new Panel(scene).element
}

class Panel {
  readonly element: HTMLElement
  private readonly bar = h('div.row')
  private readonly ground = h('div.ground')
  private readonly says = h('p.says')
  private readonly begin = h(
    'button.link',
    { type: 'button', hidden: true, onclick: () => this.rewind() },
    t('Go to where it begins'),
  )
  private readonly head: Element[] = [h('line.playhead', { 'stroke-width': 1.8 }), h('path.playhead')]
  private slot = 0
  private whom: 'busiest' | 'selected' | 'packets' = 'busiest'
  private length = 0 // of the window; 0: as fits
  private fitted = 0
  private early = false // what is drawn is of a trace that ends before the playhead: another is coming
  private topic: Topic | null = everything
  private d: Diagram | null = null
  private plan: Plan | null = null
  private seen = true
  private stale = true
  private timer = 0
  private last = 0
  private wide = 0 // as drawn
  private offered = '' // what the controls say

  constructor(private readonly scene: Scene) {
    this.ground.addEventListener('click', (e) => this.click(e))
    this.element = h(
      'div.sequence',
      {},
      this.bar,
      this.says,
      this.ground,
      key(),
      h(
        'div.row',
        {},
        h('button', { type: 'button', onclick: () => this.export('svg') }, 'SVG'),
        h('button', { type: 'button', onclick: () => this.export('mermaid') }, 'Mermaid'),
        h('span.hint', {}, t('Pick an arrow to look closer at its message, the ground to go to its instant.')),
      ),
    )
    new IntersectionObserver(
      ([entry]) => {
        this.seen = entry!.isIntersecting
        if (this.seen && this.stale) this.draw()
      },
      { rootMargin: '100px' },
    ).observe(this.ground)
    new ResizeObserver(() => {
      if (this.ground.clientWidth && this.frame().width !== this.wide) this.reread()
    }).observe(this.ground)
    scene.on('runs', () => {
      this.slot = Math.min(this.slot, scene.runs.shown.length - 1)
      this.reread()
    })
    scene.on('window', () => this.reread())
    scene.on('packets', () => {
      if (this.whom === 'packets') this.turnTo()
    })
    scene.on('selected', () => this.selected())
    scene.on('time', () => this.time())
    scene.on('playing', () => {
      if (!scene.playhead.playing) this.time()
    })
    this.controls()
  }

  private side(): Side | undefined {
    return this.scene.runs.sides[this.slot] ?? this.scene.runs.shown[0]
  }
  /** Where it is read from: packets are in a trace of their own, once that is at hand. */
  private trace(side: Side): Trace {
    return (this.whom === 'packets' && this.scene.packets.at(side, this.scene.playhead.t)) || side.trace
  }
  /** Whether a conversation is shown whole, wherever the playhead is. */
  private get entire() {
    return this.length === 0 && this.topic?.msgs != null
  }
  /** Whether the diagram covers the playhead, or need not. */
  private get covers() {
    const w = this.d?.window
    const { t } = this.scene.playhead
    return !!w && !this.early && (this.entire || (t >= w.from && t <= w.to))
  }
  private get most() {
    return this.ground.clientWidth < narrow ? 4 : 8
  }

  /** Offers what can be chosen, where that is not what is offered already: a list that is open stays open. */
  private controls() {
    const side = this.side()
    if (!side) return
    const { horizon } = side.trace
    const { shown } = this.scene.runs
    const still = this.entire || !this.topic
    const all = [still, this.slot, this.whom, this.length, this.fitted, horizon, ...shown.map((s) => s.variant.id)]
    const offered = all.join(' ')
    if (offered === this.offered) return
    this.offered = offered
    const way = (name: string, by: -1 | 1) =>
      h('button', { type: 'button', 'aria-label': name, disabled: still, onclick: () => this.turn(by) }, name)
    fill(this.bar, ...this.choices(horizon), way(t('Earlier'), -1), way(t('Later'), 1))
  }

  /** The lists to choose from: whose messages to draw, and of how long a time. */
  private choices(horizon: number): (Node | null)[] {
    const { sides, shown } = this.scene.runs
    const runs = shown.map((s, i): Option => [String(i), s.variant.title])
    const usual = this.fitted || this.length || horizon
    const near = lengths(horizon).filter((n) => n === this.length || (n >= usual / 60 && n <= usual * 60))
    const fits = this.fitted ? t('as fits: {length}', { length: figure(this.fitted / 1e9, 's') }) : t('as fits')
    return [
      sides[1] && choice(t('The diagram of which run'), runs, String(this.slot), (v) => this.choose(Number(v))),
      choice(
        t('Whose messages'),
        [
          ['busiest', t('the busiest places')],
          ['selected', t('what is selected')],
          ['packets', t('packets of a connection')],
        ],
        this.whom,
        (v) => {
          this.whom = v as Panel['whom']
          this.turnTo()
        },
      ),
      choice(
        t('Length of time shown'),
        [['0', fits], ...near.map((n): [string, string] => [String(n), figure(n / 1e9, 's')])],
        String(this.length),
        (v) => {
          this.length = Number(v)
          this.renew()
        },
      ),
    ]
  }

  private choose(slot: number) {
    this.slot = slot
    if (this.scene.selected?.slot !== slot) this.whom = 'busiest'
    this.turnTo()
  }

  /** Draws another topic, or the same of another run. */
  private turnTo() {
    this.topic = this.talk()
    this.fitted = 0
    this.renew()
  }

  /** Draws what the records say now: the window that is read stays, where the playhead is in it and its messages still fit. */
  private reread() {
    const side = this.side()
    this.topic = this.talk()
    const kept = side && this.topic && !this.entire && this.covers ? this.within(side, this.d!.window) : null
    if (!kept || (!this.length && !readable(kept))) return this.turnTo()
    this.d = kept
    this.draw()
  }

  /** What is to be shown; null where nothing fit for it is selected. */
  private talk(): Topic | null {
    const { selected } = this.scene
    if (this.whom === 'busiest') return everything
    if (selected && this.scene.runs.sides[selected.slot]) this.slot = selected.slot
    const side = this.side()
    if (this.whom === 'packets') {
      const { conn, playhead, packets } = this.scene
      if (side && conn) void packets.want(side, playhead.t)
      return side && conn && packets.at(side, playhead.t) ? { ...everything, conn } : null
    }
    return selected && side ? conversation(side.trace, selected) : null
  }

  private selected() {
    if (this.whom !== 'busiest') this.turnTo()
    else this.draw()
  }

  /** Draws another window. */
  private renew() {
    this.d = null
    this.draw()
  }

  private time() {
    if (this.seen && this.covers) return this.move()
    this.stale = true
    if (this.timer || !this.shown()) return
    this.timer = window.setTimeout(
      () => {
        this.timer = 0
        if (this.stale) this.renew()
      },
      this.scene.playhead.playing ? Math.max(0, this.last + calm - performance.now()) : 0,
    )
  }

  private shown() {
    return this.seen && this.ground.clientWidth > 0 && this.ground.isConnected
  }

  private draw() {
    const side = this.side()
    if (!side || !this.shown()) {
      this.stale = true
      return
    }
    this.stale = false
    this.last = performance.now()
    if (this.topic && !this.covers) this.d = this.look(side)
    if (!this.topic) this.d = null
    this.controls()
    this.picture()
  }

  private look(side: Side): Diagram {
    const { scene } = this
    const topic = this.topic!
    const trace = this.trace(side)
    this.early = scene.playhead.t >= trace.until
    const at = (length: number) =>
      this.within(side, placed(trace, scene.playhead.t, length, scene.playhead.playing ? 0.06 : 0.4))
    if (this.length) return at(this.length)
    if (this.entire) {
      const window = whole(trace, topic)
      this.fitted = window.to - window.from
      return diagram(trace, window, (topic.from + topic.to) / 2, topic, this.most)
    }
    const found = this.fitted ? at(this.fitted) : null
    if (found && (scene.playhead.playing || readable(found))) return found
    const length = fitting(trace, scene.playhead.t, topic, this.most)
    this.fitted = this.early ? 0 : length
    return at(length)
  }

  private within(side: Side, window: Window): Diagram {
    return diagram(this.trace(side), window, this.scene.playhead.t, this.topic!, this.most)
  }

  private frame(ink = themed): Frame {
    const width = Math.max(280, this.ground.clientWidth)
    return {
      width,
      height: width < narrow ? 500 : 580,
      ink,
      slot: this.slot,
      says: this.sentence(),
      selected: this.scene.selected?.slot === this.slot ? this.scene.selected.msg : 0,
    }
  }

  private picture() {
    const { d } = this
    const frame = this.frame()
    this.wide = frame.width
    const run = d && [this.side()!.variant.title, ', ']
    fill(this.says, ...(run ?? []), `${this.told()}${d ? left(d, this.side()!.trace.until) : ''} `, this.begin)
    this.begin.hidden = true
    if (!d) {
      this.plan = null
      fill(this.ground)
      return
    }
    this.plan = new Plan(d, frame)
    const svg = draw(d, { ...frame, says: `${this.sentence()} ${t('The event log lists them in words.')}` })
    svg.setAttribute('data-from', String(d.window.from))
    svg.setAttribute('data-to', String(d.window.to))
    const word = svg.querySelector('.label, text.bad, text.good') // through which the line must not go
    if (word) word.before(...this.head)
    else svg.append(...this.head)
    fill(this.ground, svg)
    this.move()
  }

  /** Puts the line across at the playhead. */
  private move() {
    const { plan, scene } = this
    if (!plan) return
    const y = plan.held(scene.playhead.t).toFixed(1)
    const [line, knob] = this.head
    const { from, to } = plan.d.window
    const outside = this.entire && (scene.playhead.t < from || scene.playhead.t > to)
    for (const e of this.head) e.toggleAttribute('hidden', outside)
    this.begin.hidden = !outside
    for (const [key, v] of [
      ['x1', plan.axis - 6],
      ['x2', plan.width],
      ['y1', y],
      ['y2', y],
    ] as const)
      line!.setAttribute(key, String(v))
    knob!.setAttribute('d', `M${plan.axis - 6},${Number(y) - 5}l7,5l-7,5z`)
    line!.setAttribute('data-t', String(Math.round(scene.playhead.t)))
  }

  /** What is shown, and of which run. */
  private sentence(): string {
    return this.d ? `${this.side()!.variant.title}, ${this.told()}` : this.told()
  }

  /** What is shown, or why nothing is. */
  private told(): string {
    const { d, scene } = this
    const side = this.side()
    if ((!d || !side) && this.whom === 'packets')
      return scene.conn
        ? t('The packets are being fetched.')
        : t('Select a wire first: by the inspector or in the picture.')
    if (!d || !side)
      return scene.selected
        ? t('Nothing is recorded of what is selected.')
        : t('Select a message, an operation or a place first: in the picture, in the event log, or by an arrow here.')
    const step = grain(d.window.to - d.window.from)
    const lost = d.arrows.filter((a) => a.fate === 'lost').length
    const when = t('{from} to {to}', { from: instant(d.window.from, step), to: instant(d.window.to, step) })
    return `${when}: ${counted(d, this.whom === 'packets')}${lost ? `, ${t('{n} of them lost', { n: lost })}` : ''}.`
  }

  private turn(way: 1 | -1) {
    if (!this.d) return
    const { from, to } = this.d.window
    const { playhead } = this.scene
    playhead.jump(Math.round(playhead.t + way * (to - from) * 0.75))
    this.renew()
  }

  private rewind() {
    if (this.topic) this.scene.playhead.jump(this.topic.from)
  }

  private click(e: MouseEvent) {
    const { scene, plan } = this
    if (!plan) return
    const msg = Number((e.target as Element).closest('[data-msg]')?.getAttribute('data-msg') ?? 0)
    if (msg) return scene.select({ slot: this.slot, place: 0, msg, op: 0 })
    const y = e.clientY - this.ground.firstElementChild!.getBoundingClientRect().top
    if (y < plan.top || y > plan.bottom) return
    scene.playhead.jump(plan.t(y))
  }

  private export(form: 'svg' | 'mermaid') {
    const { d, scene } = this
    const side = this.side()
    if (!d || !side) return
    const says = `${scene.show.title} ${this.sentence()}`
    const name = `${scene.name ?? 'scenario'}.${side.variant.id}.sequence`
    if (form === 'mermaid') return download(`${name}.mmd`, mermaid(d, says), 'text/plain')
    const svg = new XMLSerializer().serializeToString(
      draw(d, { ...this.frame(printed), width: Math.max(760, this.frame().width), says, selected: 0 }),
    )
    download(`${name}.svg`, `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`, 'image/svg+xml')
  }
}

/** How much there is to see in a diagram. */
function counted({ arrows, lifelines }: Diagram, packets: boolean): string {
  const n = arrows.length
  if (n === 0) return packets ? t('no packets') : t('no messages')
  const what = packets ? t('{n} packet | {n} packets', { n }) : t('{n} message | {n} messages', { n })
  return t('{what} between {n} place | {what} between {n} places', { what, n: lifelines.length })
}

/** What a diagram does not show, in words. */
function left(d: Diagram, until: number): string {
  const parts: string[] = []
  if (d.window.to > until)
    parts.push(
      t('What is at hand of this long run ends at {time}.', {
        time: instant(until, grain(d.window.to - d.window.from)),
      }),
    )
  if (d.more.places)
    parts.push(
      t('{n} more place with {messages} is left out. | {n} more places with {messages} are left out.', {
        n: d.more.places,
        messages: t('{n} message | {n} messages', { n: d.more.messages }),
      }),
    )
  if (d.undrawn)
    parts.push(
      t('Only the {most} messages nearest to the playhead are drawn, {more} more are not.', {
        most: mostArrows,
        more: d.undrawn,
      }),
    )
  if (d.cut)
    parts.push(
      t('Only the {most} records around the playhead were looked at: a shorter time shows all of it.', {
        most: mostRecords,
      }),
    )
  return parts.map((part) => ` ${part}`).join('')
}

/** What the strokes mean. */
function key(): HTMLElement {
  const sample = (...parts: Element[]) =>
    h<SVGElement>('svg', { width: 34, height: 14, 'aria-hidden': 'true' }, ...parts)
  const line = (dash: boolean) => h('line', { x1: 0, x2: 24, y1: 7, y2: 7, 'stroke-dasharray': dash ? '6 4' : null })
  const item = (text: string, picture: Element) => h('span.key', {}, picture, text)
  return h(
    'div.legend',
    {},
    item(t('asks'), sample(line(false), h('path.hollow', { d: 'M33,7l-10,-4v8z' }))),
    item(t('tells'), sample(line(false), h('path', { d: 'M33,7l-10,-4v8z' }))),
    item(t('answers'), sample(line(true), h('path', { d: 'M33,7l-10,-4v8z' }))),
    item(
      t('lost'),
      sample(h('line.bad', { x1: 0, x2: 24, y1: 7, y2: 7 }), h('path.bad', { d: 'M19,2l10,10m0,-10l-10,10' })),
    ),
    item(t('is worked on'), sample(h('rect.served', { x: 8, y: 1, width: 8, height: 12, rx: 1.5 }))),
    item(t('waits'), sample(h('rect.waited', { x: 10, y: 1, width: 4, height: 12, rx: 1 }))),
    item(t('is down'), sample(h('line.bad.gone', { x1: 0, x2: 30, y1: 7, y2: 7 }))),
  )
}
