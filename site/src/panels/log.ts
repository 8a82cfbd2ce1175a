// The event log: what is recorded around the playhead. Picking a line selects
// what it is about.
import { t, told } from '../language/text'
import { choice, h, fill } from '../elements/dom'
import type { Option } from '../elements/dom'
import { clock } from '../words/format'
import { isTrouble, sentence } from '../words/records'
import type { Scene } from '../scene/scene'
import { kinds } from '../trace/tables'
import type { Trace } from '../trace/trace'

const before = 30
const after = 30
const mostLooked = 20_000 // records that are looked at, either way

const subjects = [...new Set(kinds.map((k) => k.about))].filter((about) => about !== 'nothing')
const filters: Option[] = [
  ['all', t('everything')],
  ...subjects.map((s): Option => [s, told(s)]),
  ['trouble', t('trouble')],
  ['selected', t('what is selected')],
]

export function log(scene: Scene): HTMLElement {
  return new Log(scene).element
}

class Log {
  readonly element: HTMLElement
  private readonly bar = h('div.row')
  private readonly list = h('ol.log', { tabindex: 0, role: 'list', 'aria-label': t('Events around the playhead') })
  private slot = 0
  private filter = 'all'
  private waiting = 0
  private seen = true
  private stale = false

  constructor(private readonly scene: Scene) {
    this.element = h('section', { 'aria-label': t('Events') }, h('h2', {}, t('Events')), this.bar, this.list)
    const looked = (entries: IntersectionObserverEntry[]) => {
      this.seen = entries.at(-1)!.isIntersecting
      if (this.seen && this.stale) this.draw()
    }
    new IntersectionObserver(looked, { rootMargin: '200px' }).observe(this.list)
    scene.on('runs', () => {
      this.slot = Math.min(this.slot, scene.runs.shown.length - 1)
      this.head()
      this.draw()
    })
    scene.on('time', () => this.later())
    scene.on('window', () => this.later())
    scene.on('selected', () => {
      if (this.filter === 'selected') this.draw()
    })
    this.head()
    this.draw()
    requestAnimationFrame(() => this.draw())
  }

  private head() {
    const { shown, sides } = this.scene.runs
    const runs = shown.map((s, slot): Option => [String(slot), s.variant.title])
    const ofRun = (slot: string) => {
      this.slot = Number(slot)
      this.draw()
    }
    const ofKind = (filter: string) => {
      this.filter = filter
      this.draw()
    }
    fill(
      this.bar,
      sides[1] && choice(t('The log of which run'), runs, String(this.slot), ofRun),
      choice(t('Which events'), filters, this.filter, ofKind),
    )
  }

  /** Draws soon: while it plays, five times a second, which is more than can be read. */
  private later() {
    if (this.waiting || !this.list.isConnected) return
    const draw = () => {
      this.waiting = 0
      this.draw()
    }
    this.waiting = window.setTimeout(draw, this.scene.playhead.playing ? 200 : 0)
  }

  private draw() {
    const { scene, slot, list } = this
    const side = scene.runs.sides[slot] ?? scene.runs.shown[0]
    this.stale = !this.seen // nobody looks at it
    if (!side || this.stale) return
    const { trace } = side
    const { past, rest } = around(trace, scene.playhead.t, (i) => fits(scene, trace, this.filter, slot, i))
    const focused = list.contains(document.activeElement)
    fill(list, ...[...past, ...rest].map((i) => line(scene, trace, slot, i, i === past.at(-1))))
    if (!list.hasChildNodes()) fill(list, h('li', {}, h('span'), t('Nothing of this kind near the playhead.')))
    const now = list.querySelector<HTMLElement>('.now')
    if (now)
      list.scrollTop += now.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 2
    if (focused) list.focus({ preventScroll: true })
  }
}

/** The records nearest to an instant that are wanted: those up to it, and those after it. */
function around(trace: Trace, t: number, wanted: (i: number) => boolean): { past: number[]; rest: number[] } {
  const at = trace.upTo(t)
  const past: number[] = []
  const rest: number[] = []
  for (let i = at - 1; i >= trace.first && past.length < before && at - i < mostLooked; i--)
    if (wanted(i)) past.unshift(i)
  for (let i = at; i < trace.count && rest.length < after && i - at < mostLooked; i++) if (wanted(i)) rest.push(i)
  return { past, rest }
}

function fits(scene: Scene, trace: Trace, filter: string, slot: number, i: number): boolean {
  if (filter === 'all') return true
  if (filter === 'trouble') return isTrouble(trace.record(i))
  if (filter === 'selected') {
    const s = scene.selected
    if (!s || s.slot !== slot) return false
    const r = trace.record(i)
    return (
      (s.place !== 0 && (r.node === s.place || r.peer === s.place)) ||
      (s.msg !== 0 && (r.msg === s.msg || r.parent === s.msg)) ||
      (s.op !== 0 && r.op <= s.op && s.op < r.op + r.n)
    )
  }
  return kinds[trace.kind(i)]?.about === filter
}

function line(scene: Scene, trace: Trace, slot: number, i: number, now: boolean) {
  const r = trace.record(i)
  const pick = () => {
    scene.playhead.jump(r.at)
    if (r.msg || r.op || r.node)
      scene.select({ slot, msg: r.msg, op: r.msg ? 0 : r.op, place: r.msg || r.op ? 0 : r.node })
  }
  return h(
    now ? 'li.now' : 'li',
    now ? { 'aria-current': 'true' } : {},
    h('time', {}, clock(r.at, trace.horizon)),
    h(isTrouble(r) ? 'button.bad' : 'button', { type: 'button', onclick: pick, tabindex: -1 }, sentence(trace, r)),
  )
}
