// A plain picture of a run at an instant, in SVG: what is seen until the
// player is there, and where it cannot be.
import { h } from '../elements/dom'
import { resting, wire } from '../trace/resting'
import type { Line, Resting } from '../trace/resting'
import { K, shapes } from '../trace/tables'
import type { Trace, TraceNode } from '../trace/trace'
import { figure } from '../words/format'
import { families } from './members'
import type { Family } from './members'

const width = 560
const height = 320
const letters = 12 // how high a box is that has room for its name
const pitch = 22 // from one client to the next

interface Spot {
  x: number
  y: number
  w: number
  h: number
}
/** Where a family stands: its members, and behind those the crowd of the others. */
interface Stand extends Family {
  spots: Spot[]
  crowd: boolean
}

/** The picture of a trace at t. The side gives the colour. */
export function still(trace: Trace, t: number, side: 'a' | 'b'): SVGElement {
  const stands = lay(trace)
  const spot = (place: number) => spotOf(stands, trace, place)
  const svg = h<SVGElement>('svg', { viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' })
  const down = downAt(trace, t)
  const now = resting(trace, t)
  for (const [from, to] of wires(trace)) {
    for (const a of standOf(stands, trace.nodes[from]!).spots)
      for (const b of standOf(stands, trace.nodes[to]!).spots) svg.append(h('path.wire', { d: curve(a, b) }))
  }
  for (const stand of stands) drawStand(svg, stand, down)
  svg.append(...captions(stands))
  for (const [place, n] of now.held) {
    const s = spot(place)
    if (s && n > 0) svg.append(...held(s, n, side))
  }
  svg.append(...bundles(trace, stands, now, side))
  for (const m of flying(trace, t)) {
    const a = spot(m.node)
    const b = spot(m.peer)
    if (!a || !b) continue
    const p = along(a, b, m.share)
    svg.append(
      m.lost
        ? cross(p.x, p.y)
        : h(`circle.msg.${side}${shapes[m.shape]?.manner === 'asks' ? '.asks' : ''}`, { cx: p.x, cy: p.y, r: 3.6 }),
    )
  }
  return svg
}

/** The column of a node: who begins, what stands in the middle, who answers. */
function column({ edge, relays, keeps }: TraceNode) {
  return edge ? 0 : relays || keeps ? 1 : 2
}

function lay(trace: Trace): Stand[] {
  const all = families(trace).map((f): Stand => ({ ...f, spots: [], crowd: f.shown < f.count }))
  const columns = [0, 1, 2].map((c) => all.filter((f) => column(f.node) === c)).filter((c) => c.length > 0)
  columns.forEach((list, c) => {
    const x = columns.length === 1 ? width / 2 : 80 + (c * (width - 160)) / (columns.length - 1)
    const high = (height - 60) / list.reduce((n, f) => n + wish(f), 0)
    let y = 24
    for (const f of list) {
      f.spots = f.node.edge ? dots(f, x, y, wish(f) * high) : boxes(f, x, y, wish(f) * high)
      y += wish(f) * high
    }
  })
  return all
}

const members = (f: Stand) => f.shown + (f.crowd ? 1 : 0)
const wish = (f: Stand) => Math.min(members(f), 6) + (f.crowd && f.node.edge ? 2 : 0)

/** Clients, in rows and columns, and the crowd of the others below them. */
function dots(f: Stand, x: number, y: number, high: number): Spot[] {
  const room = f.crowd ? high - 44 : high
  const cols = Math.ceil(f.shown / Math.max(1, Math.min(f.shown, Math.floor(room / pitch))))
  const rows = Math.ceil(f.shown / cols)
  const spots = Array.from({ length: f.shown }, (_, i) => ({
    x: x + ((i % cols) - (cols - 1) / 2) * pitch,
    y: y + ((Math.floor(i / cols) + 0.5) * room) / rows,
    w: 12,
    h: Math.min(16, room / rows - 2),
  }))
  return f.crowd ? [...spots, { x, y: y + high - 22, w: 84, h: 36 }] : spots
}

function boxes(f: Stand, x: number, y: number, high: number): Spot[] {
  const each = high / members(f)
  const h = Math.min(48, Math.max(each - 18, 0.7 * each))
  return Array.from({ length: members(f) }, (_, i) => ({ x, y: y + (i + 0.5) * each, w: 74, h }))
}

/** The spot of a place: its own, or that of its crowd. */
function spotOf(stands: Stand[], trace: Trace, place: number): Spot | undefined {
  const at = trace.places[place - 1]
  const f = at && standOf(stands, trace.nodes[at.node]!)
  return f?.spots[Math.min(trace.nodes[at!.node]!.first + at!.replica - f.first, f.shown)]
}

const standOf = (stands: Stand[], node: TraceNode) =>
  stands.find((f) => f.first <= node.first && node.first < f.first + f.count)!

const speaks = new Set<number>([K.send, K.open, K.opened])

/** Who talks to whom, as pairs of nodes: what messages and connections say, once each. */
export function wires(trace: Trace): [number, number][] {
  const seen = new Map<number, [number, number]>()
  for (let i = 0; i < Math.min(trace.count, 4000); i++) {
    if (!speaks.has(trace.kind(i))) continue
    const r = trace.record(i)
    const a = trace.places[r.node - 1]?.node
    const b = trace.places[r.peer - 1]?.node
    if (a !== undefined && b !== undefined && a !== b) seen.set(Math.min(a, b) * 4096 + Math.max(a, b), [a, b])
  }
  return [...seen.values()]
}

function drawStand(svg: SVGElement, f: Stand, down: Set<number>) {
  f.spots.forEach((s, i) => {
    const crowd = i === f.shown
    const g = h(!crowd && down.has(f.first + i) ? 'g.down' : 'g')
    const box = { x: s.x - s.w / 2, y: s.y - s.h / 2, width: s.w, height: s.h }
    g.append(h('rect.node', { ...box, rx: f.node.edge && !crowd ? 3 : 8 }))
    const name = crowd ? `× ${figure(f.count - i, '1')}` : f.count > 1 ? `${f.node.id}/${i}` : f.node.id
    if ((crowd || !f.node.edge) && s.h >= letters) g.append(h('text', { x: s.x, y: s.y + 4 }, name))
    if (g.classList.contains('down')) g.append(cross(s.x, f.node.edge ? s.y : s.y - s.h / 4))
    svg.append(g)
  })
}

const cross = (x: number, y: number) => h('path.msg.lost', { d: `M${x - 4},${y - 4}l8,8m0,-8l-8,8` })

/** Requests that are held at a place: a ring for each, up to some, and how many there are. */
function held(s: Spot, n: number, side: string): Element[] {
  const rings = Math.min(n, 6)
  const y = s.y + s.h / 2 + 8
  const x = (i: number) => s.x - 30 + i * 7.5
  return [
    ...Array.from({ length: rings }, (_, i) => h(`circle.holds.msg.${side}.asks`, { cx: x(i), cy: y, r: 2.6 })),
    h('text.holds', { x: x(rings) + 12, y: y + 4 }, figure(n, '1')),
  ]
}

const marks = 8 // so many streams of a connection have a mark each
const mostRows = 12
const apart = 6 // so many connections of a wire a row each

/** What the connections of wires carry: a row for each, and in that a mark for each stream. */
function bundles(trace: Trace, stands: Stand[], now: Resting, side: string): Element[] {
  const wires = new Map<string, Line[]>()
  for (const line of now.lines.values()) if (line.open) wires.set(wire(line), [...(wires.get(wire(line)) ?? []), line])
  return [...wires.values()].flatMap((lines) => {
    const [a, b] = [spotOf(stands, trace, lines[0]!.from), spotOf(stands, trace, lines[0]!.to)]
    const crowds = stands.filter((f) => f.crowd).map((f) => f.spots[f.shown])
    if (!a || !b || crowds.includes(a) || crowds.includes(b)) return []
    if (lines.length === 1 && lines[0]!.streams < 2) return [] // its wire tells enough
    return sheaf(along(a, b, 0.4), lines, side)
  })
}

function sheaf({ x, y }: { x: number; y: number }, lines: Line[], side: string): Element[] {
  const rows = shared(lines.map((line) => line.streams))
  const high = 5 * rows.length + 4
  const top = y - (5 * (rows.length - 1)) / 2
  return [
    h('rect.sheaf', { x: x - 28, y: y - high / 2, width: 56, height: high, rx: 4 }),
    ...rows.flatMap((n, k) => [
      h('path.row', { d: `M${x - 24},${top + 5 * k}h48` }),
      n > marks
        ? h(`rect.stream.${side}`, { x: x - 24, y: top + 5 * k - 1.6, width: barred(n), height: 3.2, rx: 1.6 })
        : h(`g.stream.${side}`, {}, ...beads(x - 24, top + 5 * k, n)),
    ]),
  ]
}

const beads = (x: number, y: number, n: number) =>
  Array.from({ length: n }, (_, i) => h('circle', { cx: x + 2 + 4.4 * i, cy: y, r: 1.7 }))

/** How long the bar of so many streams is: as long as the row for a thousand. */
const barred = (n: number) => 35 + 13 * Math.min(1, Math.log(n / marks) / Math.log(1000 / marks))

/** The rows of connections, the fullest first: one each, or, of many, what they have on average. */
function shared(streams: number[]): number[] {
  const n = streams.length
  if (n <= apart) return streams.sort((x, y) => y - x)
  const rows = Math.min(apart + Math.ceil(2 * Math.log2(n / apart)), mostRows)
  const all = Math.round((streams.reduce((sum, k) => sum + k, 0) * rows) / n)
  return Array.from({ length: rows }, (_, k) => Math.floor((all + rows - 1 - k) / rows))
}

/** The names of those who begin, below their column, which has no room for them in it. */
function captions(stands: Stand[]): Element[] {
  const begins = stands.filter((f) => f.node.edge)
  const name = (f: Stand) => (f.node === f.last ? f.node.id : `${f.node.id} – ${f.last.id}`)
  const names = begins.map((f) => (f.count > 1 ? `${name(f)} × ${figure(f.count, '1')}` : name(f)))
  if (!begins.length) return []
  const xs = begins[0]!.spots.map((s) => s.x)
  return [h('text', { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: height - 14 }, names.join(', '))]
}

function downAt(trace: Trace, t: number): Set<number> {
  const down = new Set<number>()
  if (trace.tally(t).down === 0) return down
  for (let i = 0, end = trace.upTo(t); i < end; i++) {
    const kind = trace.kind(i)
    if (kind === K.down) down.add(trace.record(i).node)
    else if (kind === K.up) down.delete(trace.record(i).node)
  }
  return down
}

/** The messages under way at t, at most 400. */
function flying(
  trace: Trace,
  t: number,
): { node: number; peer: number; share: number; shape: number; lost: boolean }[] {
  const list: { node: number; peer: number; share: number; shape: number; lost: boolean }[] = []
  const lost = new Set<number>()
  const over = new Set<number>()
  const end = trace.upTo(t)
  for (let i = end - 1; i >= 0 && i > end - 6000 && list.length < 400; i--) {
    const kind = trace.kind(i)
    if (kind === K.lost) lost.add(trace.msg(i))
    if (kind === K.lost || kind === K.arrive) over.add(trace.msg(i))
    if (kind !== K.send) continue
    const r = trace.record(i)
    const planned = r.until !== 0
    if (planned ? r.until > t : !over.has(r.msg))
      list.push({
        node: r.node,
        peer: r.peer,
        share: planned ? (t - r.at) / (r.until - r.at) : 0.5, // on a transport nobody plans
        shape: r.shape,
        lost: lost.has(r.msg),
      })
  }
  return list
}

function curve(a: Spot, b: Spot) {
  const m = (a.x + b.x) / 2
  return `M${a.x},${a.y}C${m},${a.y} ${m},${b.y} ${b.x},${b.y}`
}

function along(a: Spot, b: Spot, s: number) {
  const m = (a.x + b.x) / 2
  const u = 1 - s
  const at = (p0: number, p1: number, p2: number, p3: number) =>
    u * u * u * p0 + 3 * u * u * s * p1 + 3 * u * s * s * p2 + s * s * s * p3
  return { x: at(a.x, m, m, b.x), y: at(a.y, a.y, b.y, b.y) }
}
