// A plain picture of a run at an instant, in SVG: what is seen until the
// player is there, and where it cannot be.
import { h } from '../elements/dom'
import { K, shapes } from '../trace/tables'
import type { Trace, TraceNode } from '../trace/trace'

const width = 560
const height = 320
const shownReplicas = 12
const letters = 12 // how high a box is that has room for its name

interface Spot {
  x: number
  y: number
  w: number
  h: number
}

/** The picture of a trace at t. The side gives the colour. */
export function still(trace: Trace, t: number, side: 'a' | 'b'): SVGElement {
  const spots = lay(trace)
  const svg = h<SVGElement>('svg', { viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' })
  const down = downAt(trace, t)
  for (const [from, to] of wires(trace)) {
    for (const a of spotsOf(trace.nodes[from]!, spots))
      for (const b of spotsOf(trace.nodes[to]!, spots)) {
        svg.append(h('path.wire', { d: curve(a, b) }))
      }
  }
  for (const node of trace.nodes) drawNode(svg, node, spots, down)
  svg.append(...caption(trace, spots))
  for (const m of flying(trace, t)) {
    const a = spots.get(m.node)
    const b = spots.get(m.peer)
    if (!a || !b) continue
    const p = along(a, b, m.share)
    svg.append(
      m.lost
        ? h('path.msg.lost', { d: `M${p.x - 4},${p.y - 4}l8,8m0,-8l-8,8` })
        : h(`circle.msg.${side}${shapes[m.shape]?.manner === 'asks' ? '.asks' : ''}`, { cx: p.x, cy: p.y, r: 3.6 }),
    )
  }
  return svg
}

/** The column of a node: who begins, what stands in the middle, who answers. */
function column({ edge, relays, keeps }: TraceNode) {
  return edge ? 0 : relays || keeps ? 1 : 2
}

function lay(trace: Trace): Map<number, Spot> {
  const columns = [0, 1, 2].map((c) => trace.nodes.filter((n) => column(n) === c)).filter((c) => c.length > 0)
  const spots = new Map<number, Spot>()
  columns.forEach((nodes, c) => {
    const x = columns.length === 1 ? width / 2 : 80 + (c * (width - 160)) / (columns.length - 1)
    const rows = nodes.reduce((n, node) => n + rowsOf(node), 0)
    const high = (height - 60) / rows
    let row = 0
    for (const node of nodes) {
      const many = node.edge && node.count > shownReplicas
      const shown = Math.min(node.count, shownReplicas)
      for (let i = 0; i < node.count; i++) {
        const k = i % shown
        const across = many ? (Math.floor(i / shown) % 3) * 22 - 22 : 0
        const y = 24 + (row + Math.min(k, rowsOf(node) - 1) + 0.5) * high
        spots.set(
          node.first + i,
          node.edge
            ? { x: x + across, y, w: 12, h: 16 }
            : { x, y, w: 74, h: Math.min(48, Math.max(high - 18, 0.7 * high)) },
        )
      }
      row += rowsOf(node)
    }
  })
  return spots
}

function rowsOf(node: TraceNode) {
  return Math.min(node.count, node.edge ? shownReplicas : 6)
}
function spotsOf(node: TraceNode, spots: Map<number, Spot>) {
  return Array.from({ length: rowsOf(node) }, (_, i) => spots.get(node.first + i)!)
}

/** Who talks to whom, as pairs of nodes: what the messages say, once each. */
export function wires(trace: Trace): [number, number][] {
  const seen = new Map<number, [number, number]>()
  for (let i = 0; i < Math.min(trace.count, 4000); i++) {
    if (trace.kind(i) !== K.send) continue
    const r = trace.record(i)
    const a = trace.places[r.node - 1]?.node
    const b = trace.places[r.peer - 1]?.node
    if (a !== undefined && b !== undefined && a !== b) seen.set(Math.min(a, b) * 4096 + Math.max(a, b), [a, b])
  }
  return [...seen.values()]
}

function drawNode(svg: SVGElement, node: TraceNode, spots: Map<number, Spot>, down: Set<number>) {
  const list = spotsOf(node, spots)
  list.forEach((s, i) => {
    const g = h(down.has(node.first + i) ? 'g.down' : 'g')
    g.append(
      h('rect.node', {
        x: s.x - s.w / 2,
        y: s.y - s.h / 2,
        width: s.w,
        height: s.h,
        rx: node.edge ? 3 : 8,
      }),
    )
    if (!node.edge && s.h >= letters)
      g.append(h('text', { x: s.x, y: s.y + 4 }, node.count > 1 ? `${node.id}/${i}` : node.id))
    svg.append(g)
  })
}

/** The names of those who begin, below their column, which has no room for them in it. */
function caption(trace: Trace, spots: Map<number, Spot>): Element[] {
  const begins = trace.nodes.filter((n) => n.edge)
  const names = begins.map((n) => (n.count > 1 ? `${n.id} × ${n.count}` : n.id))
  return begins.length ? [h('text', { x: spots.get(begins[0]!.first)!.x, y: height - 14 }, names.join(', '))] : []
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
