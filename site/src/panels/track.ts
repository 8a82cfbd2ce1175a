// The scrubber over virtual time: how busy the wires are over the run, what the
// timeline has in it, where the playhead is.
import { t } from '../language/text'
import { h, fill } from '../elements/dom'
import type { Entry, Series } from '../lab/data'
import type { Scene } from '../scene/scene'
import { clock } from '../words/format'
import { withFigures } from './caption'

/** The track, on which the playhead is moved. */
export class Track {
  readonly element: HTMLElement
  readonly range = h<HTMLInputElement>('input', { type: 'range', min: 0, max: 1, step: 1, 'aria-label': t('Time') })
  private readonly picture = h<SVGElement>('svg', {
    viewBox: '0 0 1000 58',
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  })
  private readonly past = h<SVGElement>('line.past', { x1: 0, x2: 0, y1: 44, y2: 44 })
  private readonly head = h<SVGElement>('line.head', { y1: 2, y2: 54 })
  private readonly here = h<SVGElement>('line.here', { y1: 44, y2: 44 })

  constructor(private readonly scene: Scene) {
    this.element = h('div.track', {}, this.picture, this.range)
    this.range.addEventListener('input', () => scene.playhead.seek(Number(this.range.value)))
    this.range.addEventListener('pointerdown', () => scene.playhead.pause())
    scene.on('runs', () => this.draw())
    scene.on('window', () => this.window())
    scene.on('moment', () => this.move())
    scene.on('time', () => this.slide())
    this.draw()
  }

  private draw() {
    const side = this.scene.runs.shown[0]
    if (!side) return
    const { horizon } = this.scene.runs
    this.range.max = String(horizon)
    this.range.step = String(Math.max(1, Math.round(horizon / 6000)))
    const load = bytes(side.outcome.series)
    const most = Math.max(1, ...load)
    const x = (i: number) => ((i + 0.5) / load.length) * 1000
    const path = load.map((n, i) => `L${x(i)},${(38 - 32 * (n / most)).toFixed(1)}`).join('')
    fill(
      this.picture,
      h('path.load', { d: `M0,38${path}L1000,38Z` }),
      h('line.rail', { x1: 0, x2: 1000, y1: 44, y2: 44 }),
      this.here,
      ...marks(this.scene, horizon),
      this.past,
      this.head,
    )
    this.window()
    this.move()
    this.slide()
  }

  /** Marks the part of a run that can be shown at once, as of a film that buffers. */
  private window() {
    const { shown, horizon } = this.scene.runs
    const from = Math.max(...shown.map((s) => s.trace.from))
    const until = Math.min(...shown.map((s) => s.trace.until))
    this.here.toggleAttribute('hidden', from === 0 && until === Infinity)
    this.here.setAttribute('x1', String((1000 * from) / horizon))
    this.here.setAttribute('x2', String((1000 * Math.min(until, horizon)) / horizon))
  }

  private move() {
    const x = ((1000 * this.scene.playhead.moment) / this.scene.runs.horizon).toFixed(2)
    this.past.setAttribute('x2', x)
    this.head.setAttribute('x1', x)
    this.head.setAttribute('x2', x)
  }

  private slide() {
    const { range } = this
    const { t: at } = this.scene.playhead
    const { horizon } = this.scene.runs
    if (document.activeElement !== range || !range.matches(':active')) range.value = String(Math.round(at))
    range.setAttribute(
      'aria-valuetext',
      t('{time} of {length}', { time: clock(at, horizon), length: clock(horizon, 6e11) }),
    )
  }
}

/** How many bytes were on the wires, over the run. */
function bytes(series: Series | null): number[] {
  const flows = series?.flows ?? []
  return (flows[0]?.up ?? []).map((_, i) => flows.reduce((sum, f) => sum + (f.up[i] ?? 0) + (f.down[i] ?? 0), 0))
}

/** What is marked on the track: faults with their ends, and captions. */
function marks(scene: Scene, horizon: number): Element[] {
  const x = (seconds: number) => (seconds * 1e12) / horizon
  const list: Element[] = []
  for (const e of entries(scene)) {
    if (e.fault) {
      const end = e.for === null ? horizon / 1e9 : e.at + e.for
      if (!scene.words.faults.some((f) => f.name === e.fault && f.momentary))
        list.push(h('rect.fault', { x: x(e.at), y: 4, width: Math.max(1, x(end - e.at)), height: 36 }))
      list.push(h('line.begins', { x1: x(e.at), x2: x(e.at), y1: 4, y2: 48 }))
      if (e.for !== null) list.push(h('line.ends', { x1: x(end), x2: x(end), y1: 4, y2: 48 }))
    } else list.push(h('path.note', { d: `M${x(e.at) - 4},50 L${x(e.at) + 4},50 L${x(e.at)},44Z` }))
  }
  return list
}

/** The timeline's entries of all sides, what is the same on both once, in the order of time. */
function entries(scene: Scene): Entry[] {
  const all = new Map<string, Entry>()
  for (const side of scene.runs.shown)
    for (const e of side.variant.timeline) all.set(`${e.id} ${e.at} ${e.for}`, withFigures(scene, side.variant.id, e))
  return [...all.values()].sort((a, b) => a.at - b.at)
}
