// The charts: a figure over the run, of both sides, with the playhead as the
// cursor, and the same numbers as a table.
import { t } from '../language/text'
import type uPlot from 'uplot'
import { choice, h, fill } from '../elements/dom'
import type { Option } from '../elements/dom'
import type { Scene } from '../scene/scene'
import { endOf } from '../scene/timeline'
import { clock, figure, figureOf } from '../words/format'
import { linesOf, measures, timesOf, told } from './measures'
import type { Measure, Values } from './measures'
import { Reading, waits, withFormer } from './reading'
import { Theory } from './theory'

export function charts(scene: Scene): HTMLElement {
  return new Charts(scene).element
}

class Charts {
  readonly element: HTMLElement
  private readonly place = h('div.plot')
  private readonly bar = h('div.head')
  private readonly heading = h('h2', {}, t('Over time'))
  private readonly reading = new Reading(this.place, (t) => this.plot?.valToPos(t, 'x'))
  private readonly former = h('p.was', { hidden: true })
  private readonly table = h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': t('The chart as a table') })
  private readonly twin = h<HTMLDetailsElement>('details', {}, h('summary', {}, t('The same as a table')), this.table)
  private readonly theory: Theory
  private all: Measure[]
  private chosen: string
  private plot: uPlot | undefined
  private plotted: typeof import('./plot').plotted | undefined

  constructor(private readonly scene: Scene) {
    this.theory = new Theory(scene, () => this.draw())
    this.all = measures(scene)
    this.chosen = this.all[0]!.id
    this.twin.addEventListener('toggle', () => this.tabulate())
    this.element = h(
      'section.chart',
      { 'aria-label': t('Charts') },
      this.bar,
      this.place,
      this.reading.legend,
      this.former,
      this.twin,
    )
    scene.on('runs', () => {
      this.all = measures(scene)
      this.head()
      this.draw()
    })
    scene.on('time', () => this.cursor())
    this.resized()
    this.recoloured()
    this.loadWhenNear()
    this.head()
  }

  private get measure() {
    return this.all.find((m) => m.id === this.chosen) ?? this.all[0]!
  }

  private get lines() {
    return linesOf(this.scene, this.measure, (side, measure) => this.theory.levels(side, measure))
  }

  private head() {
    const options = this.all.map((m): Option => [m.id, m.label])
    const chosen = (id: string) => {
      this.chosen = id
      this.head()
      this.draw()
    }
    fill(this.bar, this.heading, choice(t('What the chart shows'), options, this.measure.id, chosen))
  }

  private draw() {
    const { id, unit } = this.measure
    if (this.scene.runs.shown.some((s) => s.outcome.series)) this.theory.renew(id)
    const { lines } = this
    this.plot?.destroy()
    this.plot = undefined
    const act = lines.some((l) => l.was) && this.scene.before?.says
    this.former.hidden = !act
    this.former.textContent = act ? t('Faint, and called before: what it was before “{act}”.', { act }) : ''
    if (!lines.length || !this.place.isConnected || !this.plotted) return
    this.plot = this.plotted(this.place, {
      end: this.scene.runs.horizon / 1e9,
      times: timesOf(this.scene, lines),
      bands: bands(this.scene),
      lines,
      says: (x) => figureOf(id, x, unit),
      pick: (t) => this.scene.playhead.seek(Math.round(t * 1e9)),
      point: (t) => this.reading.point(t),
    })
    const readable = lines.map((l) => ({ ...l, key: key(l.slot, l.dash), label: told(l) }))
    this.reading.read(readable, this.scene.runs.shown[0]!.outcome.series!.width, (x) => figureOf(id, x, unit))
    this.plot.over.append(this.reading.mark)
    requestAnimationFrame(() => this.cursor()) // a plot knows its scales once it has been drawn
    this.tabulate()
  }

  private cursor() {
    const { plot } = this
    this.reading.follow(this.scene.playhead.t / 1e9)
    if (plot) plot.setCursor({ left: Math.max(0, plot.valToPos(this.scene.playhead.t / 1e9, 'x')), top: 10 }, false)
  }

  private tabulate() {
    if (!this.twin.open) return
    const { unit } = this.measure
    const { lines } = this
    const names = [t('Time'), ...lines.map(told)]
    const row = (t: number, i: number) => {
      const value = (all: Values) => figure(all[i] ?? null, unit)
      const values = lines.map((l) => h('td', {}, ...withFormer(l, value), waits(l, i)))
      return h('tr', {}, h('th', { scope: 'row' }, clock(t * 1e9, 6e11)), ...values)
    }
    const head = h('thead', {}, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name))))
    fill(this.table, h('table', {}, head, h('tbody', {}, ...timesOf(this.scene, lines).map(row))))
  }

  /** Draws anew when there is another width to fill. */
  private resized() {
    let width = 0
    const watch = new ResizeObserver(() => {
      if (!this.place.isConnected) {
        this.plot?.destroy()
        watch.disconnect()
      } else if (width !== this.place.clientWidth) {
        width = this.place.clientWidth
        this.draw()
      }
    })
    watch.observe(this.place)
  }

  /** Draws anew when colours change. */
  private recoloured() {
    const draw = () => {
      if (this.place.isConnected) this.draw()
    }
    for (const media of ['(prefers-color-scheme: dark)', '(forced-colors: active)'])
      matchMedia(media).addEventListener('change', draw)
    document.addEventListener('themechange', draw)
  }

  /** Loads what draws when somebody comes near. */
  private loadWhenNear() {
    const seen = (entries: IntersectionObserverEntry[]) => {
      if (!entries.some((e) => e.isIntersecting)) return
      near.disconnect()
      void import('./plot').then(({ plotted }) => {
        this.plotted = plotted
        this.draw()
      })
    }
    const near = new IntersectionObserver(seen, { rootMargin: '300px' })
    near.observe(this.place)
  }
}

/** When there is a fault on any side, in seconds: from when to when. */
function bands({ runs, words }: Scene): [number, number][] {
  const lasts = (name: string) => words.faults.some((f) => f.name === name && !f.momentary)
  const faults = runs.shown.flatMap((s) => s.variant.timeline.filter((e) => lasts(e.fault)))
  const all = faults.map((e): [number, number] => [e.at, Math.min(endOf(e), runs.horizon) / 1e9])
  return all.filter(([from, to], i) => all.findIndex((b) => b[0] === from && b[1] === to) === i)
}

function key(slot: number, dash: number[] | undefined) {
  return h<SVGElement>(
    'svg',
    { width: 26, height: 10, 'aria-hidden': 'true' },
    h(`line.key-${slot === 0 ? 'a' : 'b'}`, {
      x1: 1,
      x2: 25,
      y1: 5,
      y2: 5,
      'stroke-dasharray': dash?.join(' ') ?? null,
    }),
  )
}
