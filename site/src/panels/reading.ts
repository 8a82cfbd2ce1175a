// What a chart shows at an instant: the playhead's, or the one that is pointed
// at, by a mouse or by the arrow keys.
import { t } from '../language/text'
import { fill, h } from '../elements/dom'
import { clock } from '../words/format'
import type { Values } from './measures'

/** A line that can be read: what it is, and its values, one a window. */
export interface Readable {
  key: Element
  label: string
  values: Values
  was: Values | null // before the last act
  waiting: Values | null // how many its values are without, since they are not done
}

/** A value of a line, and what it was before the last act, where that was another. */
export function withFormer({ values, was }: Pick<Readable, 'values' | 'was'>, says: (all: Values) => string) {
  const [now, before] = [says(values), was && says(was)]
  return [now, before !== null && before !== now && h('small.was', {}, ` ${t('was {value}', { value: before })}`)]
}

/** How many wait besides, by the end of a window. */
export function waits({ waiting }: Pick<Readable, 'waiting'>, i: number) {
  const n = waiting?.[i] ?? 0
  return n > 0 && h('small.waits', {}, ` ${t('{n} waiting', { n })}`)
}

export class Reading {
  /** The legend, with the values. */
  readonly legend = h('div.legend')
  /** Where it is pointed at, in the chart. */
  readonly mark = h('i.mark', { hidden: true })
  private readonly time = h('span.at')
  private lines: (Readable & { value: HTMLElement })[] = []
  private width = 1 // of a window, in seconds
  private says: (x: number | null) => string = String
  private pointed: number | null = null // in seconds
  private playhead = 0

  constructor(
    private readonly place: HTMLElement,
    private readonly x: (t: number) => number | undefined,
  ) {
    const says = { tabindex: '0', role: 'slider', 'aria-label': t('Values of the chart'), 'aria-valuenow': '0' }
    for (const [name, value] of Object.entries(says)) place.setAttribute(name, value)
    place.addEventListener('keydown', (e) => this.key(e))
    place.addEventListener('focus', () => this.show())
    place.addEventListener('blur', () => this.point(null))
  }

  /** Reads other lines, of windows of so many seconds. */
  read(lines: Readable[], width: number, says: (x: number | null) => string) {
    this.lines = lines.map((l) => ({ ...l, value: h('b') }))
    this.width = width
    this.says = says
    this.pointed = null
    fill(
      this.legend,
      ...this.lines.map((l) => h('span.key', {}, l.key, h('span', {}, l.label, ' '), l.value)),
      this.time,
    )
    this.place.setAttribute('aria-valuemax', String(this.end))
    this.place.setAttribute('aria-valuemin', '0')
    this.show()
  }

  /** Reads at the playhead, in seconds, where nothing is pointed at. */
  follow(t: number) {
    this.playhead = t
    this.show()
  }

  /** Reads where somebody points at; null: nobody does. */
  point(t: number | null) {
    this.pointed = t === null ? null : Math.max(0, Math.min(t, this.end))
    this.show()
  }

  private get end(): number {
    return Math.max(1, ...this.lines.map((l) => l.values.length)) * this.width
  }

  private show() {
    const now = this.pointed ?? this.playhead
    const i = Math.min(Math.floor(now / this.width), this.end / this.width - 1)
    for (const l of this.lines) fill(l.value, ...withFormer(l, (all) => this.says(all[i] ?? null)), waits(l, i))
    this.time.textContent = t('at {time}', { time: clock(now * 1e9, 6e11) })
    const left = this.pointed === null ? undefined : this.x(this.pointed)
    this.mark.hidden = left === undefined
    if (left !== undefined) this.mark.style.left = `${left}px`
    if (document.activeElement !== this.place) return
    this.place.setAttribute('aria-valuenow', String(now))
    this.place.setAttribute('aria-valuetext', this.legend.textContent)
  }

  private key(e: KeyboardEvent) {
    const now = this.pointed ?? this.playhead
    const to = { ArrowLeft: now - this.width, ArrowRight: now + this.width, Home: 0, End: this.end }[e.key]
    if (to === undefined) return
    e.preventDefault()
    this.point(to)
  }
}
