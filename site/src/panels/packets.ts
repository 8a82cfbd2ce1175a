// The two directions of a connection with their packets, as SVG.
import { t } from '../language/text'
import { h } from '../elements/dom'
import type { Inside, Packet } from '../trace/connection'

const tall = 84
const lanes = [26, 58] as const // of each direction
const margin = 12

/** The wires, as wide as there is room. */
export function wires(x: Inside, width: number, says: string): Element {
  const lane = (way: 0 | 1) => {
    const y = lanes[way]
    const tip = way ? margin : width - margin
    const back = way ? tip + 7 : tip - 7
    return [
      h('line', { x1: margin, x2: width - margin, y1: y, y2: y }),
      h('path.tip', { d: `M${tip},${y}L${back},${y - 4}V${y + 4}Z` }),
    ]
  }
  return h<SVGElement>(
    'svg',
    { viewBox: `0 0 ${width} ${tall}`, width, height: tall, role: 'img', 'aria-label': says, class: `wires ${x.life}` },
    ...lane(0),
    ...lane(1),
    ...x.packets.map((p) => packet(p, width)),
  )
}

function packet(p: Packet, width: number): Element {
  const share = p.way ? 1 - p.share : p.share
  const at = margin + share * (width - 2 * margin)
  return h('g', {}, h('title', {}, t('packet {number}', { number: `${p.number}` })), ...mark(p, at, lanes[p.way]))
}

/** Content is a bar, an acknowledgement a dot, all else a square on its tip; what was sent before is hollow. */
function mark(p: Packet, x: number, y: number): Element[] {
  if (p.lost) return [h('path.cross', { d: `M${x - 5},${y - 5}l10,10m0,-10l-10,10` })]
  const look = p.again ? 'again' : p.purpose
  if (p.purpose === 'acknowledges') return [h('circle.acknowledges', { cx: x, cy: y, r: 3 })]
  if (p.purpose === 'content') return [h(`rect.${look}`, { x: x - 3, y: y - 8, width: 6, height: 16, rx: 1.5 })]
  return [h(`path.${look}`, { d: `M${x},${y - 6}l6,6l-6,6l-6,-6Z` })]
}

/** What the signs mean. */
export function key(): HTMLElement {
  const sample = (text: string, p: Partial<Packet>) =>
    h(
      'span.key',
      {},
      h<SVGElement>(
        'svg',
        { width: 16, height: 20, 'aria-hidden': 'true', class: 'wires' },
        ...mark({ purpose: 'content', again: false, lost: 0, ...p } as Packet, 8, 10),
      ),
      text,
    )
  return h(
    'div.legend',
    {},
    sample(t('content'), {}),
    sample(t('sent again'), { again: true }),
    sample(t('acknowledgement'), { purpose: 'acknowledges' }),
    sample(t('opens, keeps or ends'), { purpose: 'opens' }),
    sample(t('lost'), { lost: 1 }),
  )
}
