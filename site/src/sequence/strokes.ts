// How a space-time diagram is drawn, in SVG: on the page in the colours of its
// style sheet, in a file in colours of its own.
import { t } from '../language/text'
import { h } from '../elements/dom'
import { fixed } from '../language/number'
import { sentFrom, shapeInWords, tag } from '../words/records'
import { shapes, statuses } from '../trace/tables'
import type { Arrow, Bar, Diagram } from './spacetime'

export interface Ink {
  paper: string
  raised: string
  ink: string
  soft: string
  edge: string
  line: string
  bad: string
  good: string
  flows: [string, string]
}

const ofPage = (name: string) => `var(--${name})`
export const themed: Ink = {
  paper: ofPage('paper'),
  raised: ofPage('raised'),
  ink: ofPage('ink'),
  soft: ofPage('soft'),
  edge: ofPage('edge'),
  line: ofPage('line'),
  bad: ofPage('bad'),
  good: ofPage('good'),
  flows: [ofPage('flow-a'), ofPage('flow-b')],
}
export const printed: Ink = {
  paper: '#ffffff',
  raised: '#ffffff',
  ink: '#1d2129',
  soft: '#5b6270',
  edge: '#8d8a83',
  line: '#dedad2',
  bad: '#c0272d',
  good: '#007a5a',
  flows: ['#d55e00', '#0072b2'],
}

export interface Frame {
  width: number
  height: number
  ink: Ink
  slot: number
  says: string
  selected: number
}

const font = 'ui-sans-serif, system-ui, "Segoe UI", Roboto, Arial, sans-serif'
const top = 46
const foot = 12
const widest = 280
const letter = 8 // about how wide one is, at 14 px

/** An instant, exact to a tenth of a step. */
export function instant(ns: number, step: number): string {
  return `${fixed(ns / 1e9, Math.max(0, Math.min(9, Math.ceil(9 - Math.log10(step) - 1e-9))))} s`
}

/** A step of the time axis, of which some eight make the window. */
function stepOf(length: number): number {
  const scale = 10 ** Math.floor(Math.log10(length / 8))
  return [1, 2, 5, 10].map((n) => n * scale).find((n) => length / n <= 10) ?? length
}

/** The finest difference of time that a reader can make out. */
export function grain(length: number): number {
  return stepOf(length) / 10
}

/** Where instants and lifelines stand. */
export class Plan {
  readonly axis: number
  readonly width: number
  readonly bottom: number
  constructor(
    readonly d: Diagram,
    f: Frame,
  ) {
    const step = stepOf(d.window.to - d.window.from)
    this.axis = 14 + letter * instant(d.window.to, step).length
    this.width = Math.min(f.width, this.axis + Math.max(2, d.lifelines.length) * widest)
    this.bottom = f.height - foot
  }
  get gap() {
    return (this.width - this.axis) / Math.max(1, this.d.lifelines.length)
  }
  x(line: number) {
    return this.axis + (line + 0.5) * this.gap
  }
  y(t: number) {
    const { from, to } = this.d.window
    return top + ((t - from) / Math.max(1, to - from)) * (this.bottom - top)
  }
  t(y: number) {
    const { from, to } = this.d.window
    return Math.round(from + ((y - top) / (this.bottom - top)) * (to - from))
  }
  /** y, no further than the ground goes. */
  held(t: number) {
    return Math.max(top, Math.min(this.bottom, this.y(t)))
  }
  get top() {
    return top
  }
}

export function draw(d: Diagram, f: Frame): SVGElement {
  const p = new Plan(d, f)
  const svg = h<SVGElement>(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${p.width} ${f.height}`,
      width: p.width,
      height: f.height,
      role: 'img',
      'aria-label': f.says,
      'font-family': font,
      'font-size': 14,
    },
    ...(f.ink === printed
      ? [h('title', {}, f.says), h('rect', { width: p.width, height: f.height, fill: f.ink.paper })]
      : []),
    ...axis(p, f),
    ...lifelines(p, f),
    ...d.bars.map((b) => bar(p, f, b)),
  )
  const taken: Box[] = []
  const arrows = d.arrows.map((a) => ({ a, ...arrow(p, f, a) }))
  const first = [...arrows].sort(
    (l, r) =>
      Number(r.a.msg === f.selected) - Number(l.a.msg === f.selected) ||
      Number(r.a.fate !== 'arrives') - Number(l.a.fate !== 'arrives'),
  )
  svg.append(...arrows.map((x) => x.g), ...marks(p, f, taken)) // no stroke goes through a word:
  svg.append(...first.flatMap((x) => label(p, f, x.a, x.ends, taken) ?? []))
  return svg
}

function axis(p: Plan, f: Frame): Element[] {
  const { from, to } = p.d.window
  const step = stepOf(to - from)
  const list: Element[] = []
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) {
    const y = p.y(t)
    list.push(
      h('line', { x1: p.axis, x2: p.width, y1: y, y2: y, stroke: f.ink.line, 'stroke-width': 1 }),
      h('text.soft', { x: p.axis - 10, y: y + 4.5, fill: f.ink.soft, 'text-anchor': 'end' }, instant(t, step)),
    )
  }
  return list
}

function lifelines(p: Plan, f: Frame): Element[] {
  const room = Math.floor((p.gap - 14) / letter)
  return p.d.lifelines.flatMap((l, i) => {
    const x = p.x(i)
    const short = shortened(l.name, room)
    const wide = Math.min(p.gap - 6, short.length * letter + 20)
    const parts: [number, number, boolean][] = []
    let from = p.d.window.from
    for (const w of l.down) {
      parts.push([from, w.from, false], [Math.max(w.from, p.d.window.from), w.to, true])
      from = w.to
    }
    parts.push([from, p.d.window.to, false])
    return [
      ...parts
        .filter(([a, b]) => b > a)
        .map(([a, b, down]) =>
          h(down ? 'line.lifeline.down' : 'line.lifeline', {
            x1: x,
            x2: x,
            y1: p.held(a),
            y2: p.held(b),
            stroke: down ? f.ink.bad : f.ink.edge,
            'stroke-width': 1.4,
            'stroke-dasharray': down ? '3 5' : null,
          }),
        ),
      h(
        'g.head',
        {},
        h('title', {}, l.name),
        h('rect', { x: x - wide / 2, y: 4, width: wide, height: 30, rx: 8, fill: f.ink.raised, stroke: f.ink.edge }),
        h('text', { x, y: 24, fill: f.ink.ink, 'text-anchor': 'middle' }, short),
      ),
    ]
  })
}

/** A name within so many letters: its end tells replicas apart. */
function shortened(name: string, room: number): string {
  if (name.length <= room) return name
  const tail = Math.min(name.length - 1, Math.max(2, Math.ceil(room / 2) - 1))
  return `${name.slice(0, Math.max(1, room - tail - 1))}…${name.slice(-tail)}`
}

/** Service right on the lifeline, waiting paler and to the left of it. */
function bar(p: Plan, f: Frame, b: Bar): Element {
  const y = p.held(b.from)
  const tall = Math.max(1.5, p.held(b.to) - y)
  const x = p.x(b.line)
  const failed = statuses[b.status]!.refuses
  return b.served
    ? h('rect.served', {
        x: x - 4 + b.lane * 5,
        y,
        width: 8,
        height: tall,
        rx: 1.5,
        fill: failed ? f.ink.bad : f.ink.soft,
        stroke: tall > 4 ? f.ink.paper : null,
      })
    : h('rect.waited', {
        x: x - 9 - b.lane * 4,
        y,
        width: 4,
        height: tall,
        rx: 1,
        fill: tall > 4 ? f.ink.line : f.ink.edge,
        stroke: tall > 4 ? f.ink.edge : null,
        'stroke-width': 0.8,
      })
}

interface Point {
  x: number
  y: number
}
interface Ends {
  from: Point
  to: Point
  whole: boolean
} // whole: its end is in the window

/** The ends of an arrow as far as they are within the window. */
function endsOf(p: Plan, a: Arrow): Ends {
  const way = a.b > a.a ? 5 : -5
  const x1 = p.x(a.a) + way
  const share =
    a.fate === 'lost' && a.due > a.sent ? Math.min(1, Math.max(0.08, (a.ends - a.sent) / (a.due - a.sent))) : 1
  const x2 = x1 + (p.x(a.b) - way - x1) * share
  const y1 = p.y(a.sent)
  const y2 = p.y(a.ends)
  const at = (y: number) => ({ x: y2 === y1 ? x2 : x1 + ((x2 - x1) * (y - y1)) / (y2 - y1), y })
  return {
    from: y1 < top ? at(top) : { x: x1, y: y1 },
    to: y2 > p.bottom ? at(p.bottom) : { x: x2, y: y2 },
    whole: y2 <= p.bottom,
  }
}

/** From where to where a message goes, what it is and when it is sent. */
function described(d: Diagram, a: Arrow): string {
  const when = instant(a.sent, grain(d.window.to - d.window.from))
  return sentFrom(d.lifelines[a.a]!.name, d.lifelines[a.b]!.name, a, when)
}

function arrow(p: Plan, f: Frame, a: Arrow): { g: SVGElement; ends: Ends } {
  const ends = endsOf(p, a)
  const { from, to } = ends
  const how = shapes[a.shape]!.manner
  const chosen = a.msg !== 0 && a.msg === f.selected
  const colour = hue(f, a)
  const wide = chosen ? 3.4 : 1.6
  const line = { x1: from.x, y1: from.y, x2: to.x, y2: to.y }
  const g = h<SVGElement>(
    chosen ? 'g.arrow.chosen' : 'g.arrow',
    { 'data-msg': a.msg, 'data-shape': shapes[a.shape]!.name, 'data-fate': a.fate },
    h('title', {}, described(p.d, a)),
    f.ink === printed ? null : h('line.hit', { ...line, stroke: 'transparent', 'stroke-width': 14 }),
    h('line', { ...line, stroke: colour, 'stroke-width': wide, 'stroke-dasharray': how === 'answers' ? '6 4' : null }),
  )
  if (ends.whole && a.fate !== 'lost')
    g.append(head(from, to, chosen ? 12 : 9, colour, how === 'asks' ? f.ink.paper : colour))
  if (a.fate === 'lost' && a.ends < a.due) g.append(rest(p, f, a))
  if (ends.whole && a.fate !== 'arrives')
    g.append(
      cross(
        a.fate === 'lost'
          ? to
          : {
              x: to.x - Math.sign(to.x - from.x) * 14,
              y: to.y - (14 * (to.y - from.y)) / Math.max(14, Math.hypot(to.x - from.x, to.y - from.y)),
            },
        f.ink.bad,
      ),
    )
  return { g, ends }
}

/** The rest of the way of what is lost, faintly: where it was going. */
function rest(p: Plan, f: Frame, a: Arrow): Element {
  const from = endsOf(p, a).to
  const to = endsOf(p, { ...a, fate: 'arrives', ends: a.due }).to
  return h('line', {
    x1: from.x,
    y1: from.y,
    x2: to.x,
    y2: to.y,
    stroke: f.ink.bad,
    'stroke-width': 1,
    'stroke-dasharray': '1 5',
    opacity: 0.7,
  })
}

function hue(f: Frame, a: Arrow): string {
  const shape = shapes[a.shape]!
  if (a.fate === 'lost' || shape.name === 'reset' || statuses[a.status]!.refuses) return f.ink.bad
  return shape.aside ? f.ink.soft : f.ink.flows[f.slot]!
}

function head(from: Point, to: Point, size: number, stroke: string, fill: string): Element {
  const long = Math.hypot(to.x - from.x, to.y - from.y) || 1
  const u = { x: (to.x - from.x) / long, y: (to.y - from.y) / long }
  const back = { x: to.x - size * u.x, y: to.y - size * u.y }
  const half = size * 0.45
  return h('path', {
    d: `M${n(to.x)},${n(to.y)}L${n(back.x - half * u.y)},${n(back.y + half * u.x)}L${n(back.x + half * u.y)},${n(back.y - half * u.x)}Z`,
    fill,
    stroke,
    'stroke-width': 1.4,
    'stroke-linejoin': 'round',
  })
}

function cross(at: Point, stroke: string): Element {
  return h('path.cross', {
    d: `M${n(at.x - 5)},${n(at.y - 5)}l10,10m0,-10l-10,10`,
    stroke,
    'stroke-width': 2.2,
    fill: 'none',
  })
}

function n(x: number) {
  return Number(x.toFixed(1))
}

/** A text that stands somewhere: the middle of its line, and how wide it is. */
interface Box {
  x: number
  y: number
  w: number
}

const lineHeight = 16

/** Tells whether a text has room between the edges, beside those that are there. */
function free(p: Plan, at: Box, taken: Box[]): boolean {
  const inside = at.x - at.w / 2 > p.axis - 6 && at.x + at.w / 2 < p.width && at.y > top + 8 && at.y < p.bottom
  return inside && !taken.some((b) => Math.abs(b.x - at.x) < (b.w + at.w) / 2 + 4 && Math.abs(b.y - at.y) < lineHeight)
}

const pen = document.createElement('canvas').getContext('2d')!

/** How wide a text is, in that size and weight. */
function widthOf(text: string, size: number, weight: number): number {
  pen.font = `${weight} ${size}px ${font}`
  return pen.measureText(text).width
}

/** What is behind a word, so that it can be read on strokes. */
function halo(f: Frame) {
  return { stroke: f.ink.paper, 'stroke-width': 4, 'stroke-linejoin': 'round', 'paint-order': 'stroke' }
}

/** An arrow's label where there is room on it, in fewer words if need be; where there is none, its title has to do. */
function label(p: Plan, f: Frame, a: Arrow, { from, to }: Ends, taken: Box[]): Element | null {
  const chosen = a.msg !== 0 && a.msg === f.selected
  const weight = chosen ? 700 : 400
  const room = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y) > 40 ? p.gap : 0)
  for (const words of new Set([tag(a), a.conn ? String(a.number) : shapeInWords(a.shape)])) {
    const w = widthOf(words, 13, weight)
    if (w > room) continue
    for (const share of [0.5, 0.36, 0.64, 0.24, 0.76]) {
      const at = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share - 4, w }
      if (!free(p, at, taken)) continue
      taken.push(at)
      const place = { x: n(at.x), y: n(at.y), 'text-anchor': 'middle', 'font-size': 13, 'font-weight': weight }
      const text = h('text.word', { ...place, fill: f.ink.ink, ...halo(f) }, words)
      return h('g.label', { 'data-msg': a.msg }, h('title', {}, described(p.d, a)), text)
    }
  }
  return null
}

function marks(p: Plan, f: Frame, taken: Box[]): Element[] {
  return p.d.marks.flatMap((m) => {
    if (m.what === 'drop') return [cross({ x: p.x(m.line), y: p.y(m.at) }, f.ink.bad)]
    return turn(p, f, p.x(m.line), p.y(m.at), m.what === 'down', taken) ?? []
  })
}

/** The word for that a place goes down, or is back: beside the instant, on either side and a line or two off where others stand. */
function turn(p: Plan, f: Frame, x: number, y: number, down: boolean, taken: Box[]): Element | null {
  const text = down ? t('crashes') : t('is back')
  const w = widthOf(text, 14, 600)
  const near = y + (down ? 14 : -4)
  for (const lines of down ? [0, 1, 2, -2] : [0, -1, -2, 2]) {
    for (const side of [1, -1]) {
      const at = { x: x + side * (8 + w / 2), y: near + lines * lineHeight, w }
      if (!free(p, at, taken)) continue
      taken.push(at)
      const place = { x: n(at.x), y: n(at.y), 'text-anchor': 'middle', 'font-size': 14, 'font-weight': 600 }
      const colour = down ? f.ink.bad : f.ink.good
      return h(down ? 'text.bad' : 'text.good', { ...place, fill: colour, ...halo(f) }, text)
    }
  }
  return null
}
