// The inside of a connection: what it is doing at the playhead, what is said on
// it and what holds that up, and its packets on their way.
import { t, woven } from '../language/text'
import { choice, fill, h } from '../elements/dom'
import type { Side } from '../scene/asking'
import type { Scene } from '../scene/scene'
import { connections, inside } from '../trace/connection'
import type { Connection, Inside, Packet, Said } from '../trace/connection'
import { causes, K } from '../trace/tables'
import type { Trace } from '../trace/trace'
import { capital, clock, figure } from '../words/format'
import { word, wordFor } from '../words/glossary'
import { causeInWords, shapeInWords, statusInWords } from '../words/records'
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
    this.element.append(h('h3', {}, t('Inside a connection')), this.picks, this.body)
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
      `${c.id}, ${doings[c.life]}: ${trace.name(c.from)} – ${trace.name(c.to)}`,
    ])
    const offered = `${c.id} ${near.map((c) => c.id).join()}`
    if (offered === this.offered) return this.retell(list, options)
    this.offered = offered
    const pick = choice(t('A connection'), options, String(c.id), (v) => {
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
      h('p.says', {}, ...this.state(x, trace), ` ${packets(x, packed !== null, ends)}`),
      h('div.ends', { 'aria-hidden': 'true' }, h('b', {}, ends[0]), h('b', {}, ends[1])),
      wires(x, Math.max(260, this.element.clientWidth), `${ends.join(' – ')}: ${packets(x, packed !== null, ends)}`),
      key(),
      ...(x.packed ? [windows(x, ends)] : []),
      ...this.messages(side, x, ends),
      x.packets.length ? table(x.packets, ends, t, trace.horizon, open) : null,
    ]
  }

  private state(x: Inside, trace: Trace): (Node | string)[] {
    const id = String(x.id)
    const time = clock(x.since, trace.horizon)
    switch (x.life) {
      case 'opening':
        return [t('Connection {id} is being opened, since {time}.', { id, time })]
      case 'open':
        return [
          t('Connection {id} carries {n} message. | Connection {id} carries {n} messages.', { id, n: x.said.length }),
        ]
      case 'idle':
        return [t('Connection {id} is open, and no message is under way on it, since {time}.', { id, time })]
      case 'closed':
        return [t('Connection {id} is closed in good order, since {time}.', { id, time })]
      case 'reset':
        if (!x.why) return [t('Connection {id} is reset, since {time}.', { id, time })]
        return woven('Connection {id} is reset: {why}, since {time}.', {
          id,
          why: statusInWords(x.why),
          time,
        })
    }
  }

  /** What is said on it, the oldest first, and what each waits for. */
  private messages({ trace }: Side, x: Inside, ends: [string, string]): Node[] {
    if (!x.said.length) return []
    const more = x.said.length - mostSaid
    const time = clock(this.scene.playhead.moment, trace.horizon)
    const rows = x.said.slice(0, mostSaid).flatMap((s) => this.message(s, ends))
    return [
      h('h4', {}, t('What is said on it')),
      h('div.fall.said', { role: 'group', 'aria-label': t('Messages under way, {time}', { time }) }, ...rows),
      ...(more > 0 ? [h('p', {}, t('And {n} more.', { n: more }))] : []),
    ]
  }

  private message(s: Said, ends: [string, string]): Node[] {
    const cause = causes[s.cause]!.name
    const share = s.all ? s.there / s.all : 0
    const name = `${capital(shapeInWords(s.shape))} ${s.msg}`
    const pick = () => this.scene.select({ ...this.scene.selected!, place: 0, msg: s.msg, op: 0 })
    return [
      h(
        'button.link',
        { type: 'button', onclick: pick, title: t('to {place}', { place: ends[1 - s.way]! }) },
        name,
        s.way ? ' ←' : ' →',
      ),
      bar(share, t('{part} of {all} there', { part: figure(s.there, 'B'), all: figure(s.all, 'B') })),
      h(
        'span',
        {},
        waits[cause]
          ? word(this.scene.words, 'cause', cause, waits[cause])
          : wordFor(this.scene.words, 'cause', cause, causeInWords(s.cause)),
      ),
    ]
  }
}

/** What a connection does, in a word or two. */
const doings = { opening: t('being opened'), open: t('busy'), idle: t('idle'), closed: t('closed'), reset: t('reset') }

function counted(list: Connection[]): string {
  const busy = list.filter((c) => c.life === 'open').length
  return t('{n} connection, {busy} of them busy | {n} connections, {busy} of them busy', { n: list.length, busy })
}

/** What a message that is held up so does, in words. */
const waits: Record<string, string> = {
  transfer: t('waits for the wire, or gets onto it'),
  inFlight: t('is on the wire'),
  headOfLine: t('waits behind a hole'),
  congestion: t('waits for the congestion window'),
  receiver: t('waits for room at the other end'),
  recovering: t('is lost, to be sent again'),
  connecting: t('waits for the connection'),
  handshake: t('waits for the keys'),
}

function sending(trace: Trace, msg: number) {
  for (let i = 0; i < trace.count; i++) if (trace.kind(i) === K.send && trace.msg(i) === msg) return trace.record(i)
  return null
}

/** The packets under way, in a sentence. */
function packets(x: Inside, known: boolean, ends: [string, string]): string {
  if (!known) return t('Its packets are being fetched.')
  const lost = x.packets.filter((p) => p.lost).length
  const to = (way: 0 | 1) => {
    const count = x.packets.filter((p) => p.way === way && !p.lost).length
    return t('{count} to {place}', { count, place: ends[1 - way]! })
  }
  const parts = [to(0), to(1)]
  if (lost) parts.push(t('{n} packet lost a moment ago | {n} packets lost a moment ago', { n: lost }))
  return t('Packets under way: {parts}.', { parts: parts.join(', ') })
}

/** How much of its congestion window each end has under way. */
function windows(x: Inside, ends: [string, string]): Node {
  const rows = ([0, 1] as const).flatMap((way) => {
    const { window, flight } = x.ways[way]
    if (!window && !flight) return []
    const part = figure(flight, 'B')
    const says = window ? t('{part} of {all}', { part, all: figure(window, 'B') }) : part
    return [
      h('span', {}, t('Window of {place}', { place: ends[way] })),
      bar(window ? flight / window : 1, says),
      h('span', {}, says),
    ]
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
  content: t('content'),
  opens: t('handshake'),
  acknowledges: t('acknowledgement'),
  keeps: t('keeps the connection alive'),
  ends: t('ends the connection'),
}

function table(packets: Packet[], ends: [string, string], now: number, horizon: number, open: boolean): Element {
  const row = (p: Packet) => {
    const purpose = purposes[p.purpose]
    const what = p.bytes ? t('{size} of {purpose}', { size: figure(p.bytes, 'B'), purpose }) : purpose
    const fate = p.lost
      ? woven('lost: {why}', { why: statusInWords(p.lost) })
      : [t('in {time}', { time: figure((p.until - now) / 1e9, 's') })]
    const cells = [
      [ends[1 - p.way]],
      [p.again ? t('{what}, sent again', { what }) : what],
      [clock(p.at, horizon)],
      fate,
    ]
    return h('tr', {}, h('th', { scope: 'row' }, String(p.number)), ...cells.map((c) => h('td', {}, ...c)))
  }
  const names = [t('Packet'), t('To'), t('What'), t('Sent'), t('Arrives')]
  const head = h('thead', {}, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name))))
  const all = h('table', {}, head, h('tbody', {}, ...packets.slice(0, 200).map(row)))
  const region = { tabindex: 0, role: 'region', 'aria-label': t('Packets under way') }
  return h('details', { open }, h('summary', {}, t('Its packets as a table')), h('div.scroll', region, all))
}
