// The inside of a connection: what it is doing at the playhead, what is said on
// it and what holds that up, and its packets on their way.
import { choice, fill, h } from '../elements/dom'
import type { Side } from '../scene/asking'
import type { Scene } from '../scene/scene'
import { connections, inside } from '../trace/connection'
import type { Connection, Inside, Packet, Said } from '../trace/connection'
import { causes, K, shapes, statuses } from '../trace/tables'
import type { Trace } from '../trace/trace'
import { capital, clock, figure, many, plain } from '../words/format'
import { word } from '../words/glossary'
import { causeInWords } from '../words/records'
import { key, wires } from './packets'

const calm = 250 // milliseconds between two pictures while it plays
const mostOffered = 60 // connections
const mostSaid = 12 // messages

export function connectionInside(scene: Scene): HTMLElement {
  return new Panel(scene).element
}

class Panel {
  readonly element = h('div.inside', { hidden: true })
  private readonly picks = h('div.row')
  private readonly body = h('div')
  private offered = ''
  private of = '' // what the connection was chosen for
  private last = 0
  private timer = 0

  constructor(private readonly scene: Scene) {
    this.element.append(h('h3', {}, 'Inside a connection'), this.picks, this.body)
    for (const news of ['selected', 'runs', 'window', 'packets', 'playing'] as const) scene.on(news, () => this.draw())
    scene.on('moment', () => this.moment())
    this.draw()
  }

  private moment() {
    if (this.timer || !this.scene.selected) return
    this.timer = window.setTimeout(
      () => {
        this.timer = 0
        this.draw()
      },
      Math.max(0, this.last + calm - performance.now()),
    )
  }

  private draw() {
    this.last = performance.now()
    const { selected, runs, playhead } = this.scene
    const side = selected && runs.sides[selected.slot]
    const t = playhead.moment
    if (!side || !side.trace.has(t)) return this.hide()
    const list = this.list(side.trace, t)
    if (list.length === 0) return this.hide()
    const c = this.choose(list)
    this.element.hidden = false
    this.offer(side.trace, list, c)
    const trace = this.scene.packets.at(side, t)
    if (!trace && !playhead.playing) void this.scene.packets.want(side, t)
    const open = this.body.querySelector('details')?.open ?? false
    fill(this.body, ...this.picture(side, trace, inside(trace ?? side.trace, c, t), t, open))
  }

  private hide() {
    this.element.hidden = true
  }

  /** The connections that what is selected may be about. */
  private list(trace: Trace, t: number): Connection[] {
    const { wire, msg } = this.scene.selected!
    const of = `${wire?.a} ${wire?.b} ${msg}`
    if (of !== this.of) this.scene.conn = 0
    this.of = of
    const node = (place: number) => trace.places[place - 1]!.node
    if (wire) return connections(trace, node(wire.from), node(wire.to), t)
    const sent = msg ? sending(trace, msg) : null
    if (!sent || sent.conn === 0 || sent.until) return []
    this.scene.conn = sent.conn
    return connections(trace, node(sent.node), node(sent.peer), t).filter((c) => c.id === sent.conn)
  }

  /** The connection that was picked, or one on which something is under way; best one that is open. */
  private choose(list: Connection[]): Connection {
    const picked = list.find((c) => c.id === this.scene.conn)
    const c = picked ?? list.find((c) => c.life === 'open') ?? list.find((c) => c.carries) ?? list[0]!
    this.scene.conn = c.id
    return c
  }

  private offer(trace: Trace, list: Connection[], c: Connection) {
    const near = list.slice(0, mostOffered)
    if (!near.includes(c)) near.push(c)
    const options = near.map((c): [string, string] => [
      String(c.id),
      `${c.id}, ${doing(c)}: ${trace.name(c.from)} – ${trace.name(c.to)}`,
    ])
    const offered = `${c.id} ${near.map((c) => c.id).join()}`
    if (offered === this.offered) return this.retell(list, options)
    this.offered = offered
    const pick = choice('A connection', options, String(c.id), (v) => {
      this.scene.conn = Number(v)
      this.draw()
    })
    fill(this.picks, pick, h('span.hint', {}, counted(list)))
  }

  /** Says anew what each is doing, in the list that is there: it may be unfolded. */
  private retell(list: Connection[], options: [string, string][]) {
    const shown = [...this.picks.querySelectorAll('option')]
    options.forEach(([, text], i) => {
      if (shown[i]!.text !== text) shown[i]!.text = text
    })
    fill(this.picks.querySelector('.hint')!, counted(list))
  }

  private picture(side: Side, packed: Trace | null, x: Inside, t: number, open: boolean): (Node | null)[] {
    const { trace } = side
    const ends: [string, string] = [trace.name(x.from), trace.name(x.to)]
    return [
      h('p.says', {}, `${this.state(x, trace)} ${packets(x, packed !== null, ends)}`),
      h('div.ends', { 'aria-hidden': 'true' }, h('b', {}, ends[0]), h('b', {}, ends[1])),
      wires(x, Math.max(260, this.element.clientWidth), `${ends.join(' and ')}: ${packets(x, packed !== null, ends)}`),
      key(),
      ...(x.packed ? [windows(x, ends)] : []),
      ...this.messages(side, x, ends),
      x.packets.length ? table(x.packets, ends, t, trace.horizon, open) : null,
    ]
  }

  private state(x: Inside, trace: Trace): string {
    const why = x.why ? `: ${plain(statuses[x.why]!.name)}` : ''
    const says = {
      opening: 'is being opened',
      open: `carries ${many(x.said.length, 'message')}`,
      idle: 'is open, and no message is under way on it',
      closed: 'is closed in good order',
      reset: `is reset${why}`,
    }
    const since = x.life === 'open' ? '' : `, since ${clock(x.since, trace.horizon)}`
    return `Connection ${x.id} ${says[x.life]}${since}.`
  }

  /** What is said on it, the oldest first, and what each waits for. */
  private messages({ trace }: Side, x: Inside, ends: [string, string]): Node[] {
    if (!x.said.length) return []
    const more = x.said.length - mostSaid
    const rows = x.said.slice(0, mostSaid).flatMap((s) => this.message(s, ends))
    return [
      h('h4', {}, 'What is said on it'),
      h(
        'div.fall.said',
        { role: 'group', 'aria-label': `Messages under way, ${clock(this.scene.playhead.moment, trace.horizon)}` },
        ...rows,
      ),
      ...(more > 0 ? [h('p', {}, `And ${more} more.`)] : []),
    ]
  }

  private message(s: Said, ends: [string, string]): Node[] {
    const cause = causes[s.cause]!.name
    const share = s.all ? s.there / s.all : 0
    const name = `${capital(shapes[s.shape]!.one)} ${s.msg}`
    const pick = () => this.scene.select({ ...this.scene.selected!, place: 0, msg: s.msg, op: 0 })
    return [
      h(
        'button.link',
        { type: 'button', onclick: pick, title: `to ${ends[1 - s.way]}` },
        `${name} ${s.way ? '←' : '→'}`,
      ),
      bar(share, `${figure(s.there, 'B')} of ${figure(s.all, 'B')} there`),
      h('span', {}, word(this.scene.words, 'cause', cause, waits[cause] ?? causeInWords(s.cause))),
    ]
  }
}

/** What a connection does, in a word or two. */
function doing(c: Connection): string {
  const words = { opening: 'being opened', open: 'busy', idle: 'idle', closed: 'closed', reset: 'reset' }
  return words[c.life]
}

function counted(list: Connection[]): string {
  const busy = list.filter((c) => c.life === 'open').length
  return `${many(list.length, 'connection')}, ${busy} of them busy`
}

/** What a message that is held up so does, in words. */
const waits: Record<string, string> = {
  transfer: 'waits for the wire, or gets onto it',
  inFlight: 'is on the wire',
  headOfLine: 'waits behind a hole',
  congestion: 'waits for the congestion window',
  receiver: 'waits for room at the other end',
  recovering: 'is lost, to be sent again',
  connecting: 'waits for the connection',
  handshake: 'waits for the keys',
}

function sending(trace: Trace, msg: number) {
  for (let i = 0; i < trace.count; i++) if (trace.kind(i) === K.send && trace.msg(i) === msg) return trace.record(i)
  return null
}

/** The packets under way, in a sentence. */
function packets(x: Inside, known: boolean, ends: [string, string]): string {
  if (!known) return 'Its packets are being fetched.'
  const lost = x.packets.filter((p) => p.lost).length
  const to = (way: 0 | 1) => `${x.packets.filter((p) => p.way === way && !p.lost).length} to ${ends[1 - way]}`
  return `Packets under way: ${to(0)}, ${to(1)}${lost ? `, ${many(lost, 'packet')} lost a moment ago` : ''}.`
}

/** How much of its congestion window each end has under way. */
function windows(x: Inside, ends: [string, string]): Node {
  const rows = ([0, 1] as const).flatMap((way) => {
    const { window, flight } = x.ways[way]
    if (!window && !flight) return []
    const says = window ? `${figure(flight, 'B')} of ${figure(window, 'B')}` : figure(flight, 'B')
    return [h('span', {}, `Window of ${ends[way]}`), bar(window ? flight / window : 1, says), h('span', {}, says)]
  })
  return h('div.fall', {}, ...rows)
}

function bar(share: number, says: string): Element {
  return h<SVGElement>(
    'svg',
    { viewBox: '0 0 100 14', preserveAspectRatio: 'none', role: 'img', 'aria-label': says },
    h('title', {}, says),
    h('rect.track', { x: 0, y: 2, width: 100, height: 10 }),
    h('rect.bar', { x: 0, y: 2, width: 100 * Math.min(1, share), height: 10 }),
  )
}

const purposes = {
  content: 'content',
  opens: 'handshake',
  acknowledges: 'acknowledgement',
  keeps: 'keeps the connection alive',
  ends: 'ends the connection',
}

function table(packets: Packet[], ends: [string, string], t: number, horizon: number, open: boolean): Element {
  const row = (p: Packet) => {
    const much = p.bytes ? `${figure(p.bytes, 'B')} of ` : ''
    const what = `${much}${purposes[p.purpose]}${p.again ? ', sent again' : ''}`
    const fate = p.lost ? `lost: ${plain(statuses[p.lost]!.name)}` : `in ${figure((p.until - t) / 1e9, 's')}`
    const cells = [ends[1 - p.way], what, clock(p.at, horizon), fate]
    return h('tr', {}, h('th', { scope: 'row' }, p.number), ...cells.map((c) => h('td', {}, c)))
  }
  const names = ['Packet', 'To', 'What', 'Sent', 'Arrives']
  const head = h('thead', {}, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name))))
  const all = h('table', {}, head, h('tbody', {}, ...packets.slice(0, 200).map(row)))
  const region = { tabindex: 0, role: 'region', 'aria-label': 'Packets under way' }
  return h('details', { open }, h('summary', {}, 'Its packets as a table'), h('div.scroll', region, all))
}
