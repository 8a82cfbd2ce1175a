// The inspector: what is selected, and its history.
import { english } from '../elements/english'
import { t, woven } from '../language/text'
import { choice, h, fill } from '../elements/dom'
import { clock, figure, figureOf, plain } from '../words/format'
import { term, wordFor } from '../words/glossary'
import { wires } from '../picture/still'
import { zoneOf } from '../picture/zones'
import { standing } from './standing'
import { causeInWords, sentence, statusInWords } from '../words/records'
import type { Side } from '../scene/asking'
import type { Ends, Scene } from '../scene/scene'
import { C, causes, statuses } from '../trace/tables'
import type { Rec, Trace } from '../trace/trace'
import { byStep, doings } from '../trace/handler'
import { course, exchanges, history, latest, phases, type Course, type Exchange } from '../trace/waterfall'
import { why, type Why } from '../trace/why'

export function inspector(scene: Scene): HTMLElement {
  const body = h('div')
  const picks = h('div.row')
  const draw = () => {
    const s = scene.selected
    const side = s ? scene.runs.sides[s.slot] : undefined
    fill(picks, ...pickers(scene))
    if (!s || !side) {
      fill(
        body,
        h(
          'p',
          {},
          t('Pick a message or a place in the picture, an event in the log, or a place here.'),
          ' ',
          t('It shows what became of it, and where its time went.'),
        ),
      )
      return
    }
    const parts: (Node | null)[] = []
    if (s.place) parts.push(...facts(scene, side.trace, s.place))
    if (s.wire) parts.push(...wireFacts(scene, side, s.wire))
    const past = s.msg ? history(side.trace, s.msg) : null
    const op = s.op || past?.ops[0] || (s.place ? latest(side.trace, s.place, scene.playhead.moment) : 0)
    if (past) parts.push(headed(s.msg, scene.runs.sides[1] ? side.variant.title : ''))
    if (op) parts.push(...fall(scene, side.trace, op), ...asked(scene, side.trace, op))
    if (past) parts.push(h('h3', {}, t('How it came about')), steps(scene, side.trace, past.records))
    fill(body, ...parts)
  }
  const within = h('div')
  const open = () => {
    if (within.childElementCount || (!scene.selected?.wire && !scene.selected?.msg)) return
    void import('./inside').then(({ connectionInside }) => {
      if (!within.childElementCount) within.append(connectionInside(scene))
    })
  }
  const uploads = h('div')
  const openFiles = () => {
    if (uploads.childElementCount || !scene.runs.shown.some((s) => s.variant.flows.some((f) => f.files))) return
    void import('./files').then(({ files }) => {
      if (!uploads.childElementCount) uploads.append(files(scene))
    })
  }
  scene.on('runs', openFiles)
  openFiles()
  scene.on('selected', open)
  scene.on('selected', draw)
  scene.on('runs', draw)
  scene.on('window', draw)
  draw()
  return h(
    'section.inspector',
    { 'aria-label': t('Inspector') },
    h('h2', {}, t('Look closer')),
    picks,
    standing(scene),
    body,
    within,
    uploads,
  )
}

/** The heading of a message, which names its run where there are two. */
function headed(msg: number, run: string): HTMLElement {
  const number = `${msg}`
  if (!run) return h('h3', {}, t('Message {number}', { number }))
  return h('h3', {}, ...woven('Message {number} of {run}', { number, run: run }))
}

/** Every place by name, for those who do not click at pictures. */
function pickers(scene: Scene) {
  const side = scene.runs.sides[scene.selected?.slot ?? 0] ?? scene.runs.shown[0]
  if (!side) return []
  const slot = Math.max(0, scene.runs.sides.indexOf(side))
  const options: [string, string][] = [['0', t('Pick a place')]]
  side.trace.places.forEach((p, i) => {
    if (!p.sidecar && p.replica < 50) options.push([String(i + 1), side.trace.name(i + 1)])
  })
  return [
    choice(t('A place'), options, String(scene.selected?.place ?? 0), (v) =>
      scene.select(v === '0' ? null : { slot, place: Number(v), msg: 0, op: 0 }),
    ),
    wirePicker(scene, side, slot),
  ]
}

/** The wires between nodes, by name. */
function wirePicker(scene: Scene, { variant, trace }: Side, slot: number) {
  const now = scene.selected?.wire
  const pairs: [string, string][] = [
    ...variant.links.map((l): [string, string] => [l.from, l.to]),
    ...variant.flows.flatMap((f) => f.from.map((from): [string, string] => [from, f.to])),
    ...wires(trace).map(([a, b]): [string, string] => [trace.nodes[a]!.id, trace.nodes[b]!.id]),
    ...(now ? [[now.a, now.b] as [string, string]] : []),
  ]
  const once = pairs.filter(
    ([a, b], i) => a !== b && pairs.findIndex(([c, d]) => (a === c && b === d) || (a === d && b === c)) === i,
  )
  const name = ([a, b]: [string, string]) => `${a} – ${b}`
  const first = (id: string) => trace.placeNamed(id) || trace.nodes.find((n) => n.id === id)!.first
  const pick = (chosen: string) => {
    const [a, b] = once.find((pair) => name(pair) === chosen) ?? ['', '']
    scene.select(a ? { slot, place: 0, msg: 0, op: 0, wire: { from: first(a), to: first(b), a, b } } : null)
  }
  const options = once.map((pair): [string, string] => [name(pair), name(pair)])
  const current = now && once.find(([a, b]) => (a === now.a && b === now.b) || (a === now.b && b === now.a))
  return choice(t('A wire'), [['', t('Pick a wire')], ...options], current ? name(current) : '', pick)
}

/** What a place did over the run. */
function facts(scene: Scene, trace: Trace, place: number): Node[] {
  const name = trace.name(place)
  const spot = trace.places[place - 1]!
  const node = trace.nodes[spot.node]!
  const side = scene.runs.sides[scene.selected!.slot]!
  const zone = zoneOf(side.variant.nodes, node.id, spot.replica)
  const where = zone === undefined ? '' : `, ${t('in zone {zone}', { zone })}`
  return [
    h('h3', {}, `${name} `, h('small', {}, wordFor(scene.words, 'node', node.kind, node.kind), where)),
    list(scene, side, [name, node.id], ofPlaces),
  ]
}

/** What went over the link that a wire is one of. */
function wireFacts(scene: Scene, side: Side, { from, to, a, b }: Ends): Node[] {
  const node = (place: number) => side.trace.places[place - 1]?.node
  const link = side.trace.links.find(
    (l) => (l.from === node(from) && l.to === node(to)) || (l.from === node(to) && l.to === node(from)),
  )
  return [
    h(
      'h3',
      {},
      `${a} – ${b} `,
      h('small', {}, link ? t('link {id}', { id: link.id }) : t('no link of its own: the default')),
    ),
    ...(link ? [list(scene, side, [link.id], ofLinks)] : []),
  ]
}

/** Figures of a place, and what they are called. */
const ofPlaces = {
  requests: t('requests'),
  served: t('served'),
  utilization: t('utilization'),
  'queue.max': t('queue, at most'),
  'connections.max': t('connections, at most'),
  'memory.max': t('memory, at most'),
  hits: t('hits'),
  misses: t('misses'),
  lost: t('lost'),
  'bytes.out': t('bytes out'),
  downtime: t('downtime'),
}

/** Figures of a link; those of packets are there where its connections have some. */
const ofLinks = {
  messages: t('messages'),
  lost: t('lost'),
  'bytes.up': t('bytes up'),
  'bytes.down': t('bytes down'),
  packets: t('packets'),
  'packets.lost': t('packets lost'),
  'packets.repeated': t('packets repeated'),
  'bytes.content': t('bytes content'),
  'bytes.overhead': t('bytes overhead'),
  handshakes: t('handshakes'),
  'handshakes.roundTrips.mean': t('handshakes round trips, on average'),
  'bytes.handshake': t('bytes handshake'),
  'bytes.acknowledgement': t('bytes acknowledgement'),
  'bytes.repeated': t('bytes repeated'),
  goodput: t('goodput'),
  'cwnd.mean': t('congestion window, on average'),
  'flight.max': t('flight, at most'),
}

/** Figures of the first of some owners that has them. */
function list(scene: Scene, side: Side, owners: string[], names: Record<string, string>): HTMLElement {
  const { metrics } = side.outcome
  const of = (name: string) =>
    owners.map((o) => metrics.find((m) => m.name === `${o}.${name}`)).find((m) => m !== undefined)
  const rows = Object.entries(names).flatMap(([name, says]) => {
    const m = of(name)
    if (!m?.value) return []
    return [h('span', {}, term(scene.words, m.name, says)), h('span'), h('span', {}, figureOf(m.name, m.value, m.unit))]
  })
  return h('div.fall.facts', {}, ...rows)
}

/** Where the time of an operation went. */
function fall(scene: Scene, trace: Trace, op: number): (Node | null)[] {
  const c = course(trace, op)
  if (!c) return []
  const all = Math.max(1, c.to - c.from)
  const { nodes } = scene.runs.sides[scene.selected!.slot]!.variant
  const steps = doings(trace, c.records, (id) => nodes.find((n) => n.id === id)?.steps ?? [])
  const rows = byStep(c.spans, steps).flatMap((s) => {
    const cause = causes[s.cause]!
    const step = s.step && english(h('small.step', {}, `${trace.name(s.place)}: ${s.step}`))
    return [
      h('span', {}, wordFor(scene.words, 'cause', cause.name, causeInWords(s.cause)), step || null),
      h<SVGElement>(
        'svg',
        { viewBox: '0 0 100 14', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
        h(`rect.bar.${cause.spent}`, {
          x: (100 * (s.from - c.from)) / all,
          y: 2,
          width: Math.max(0.6, (100 * (s.to - s.from)) / all),
          height: 10,
        }),
      ),
      h('span', {}, figure((s.to - s.from) / 1e9, 's')),
    ]
  })
  const status = statuses[c.status]!.name
  const ended = () => wordFor(scene.words, 'status', status, statusInWords(c.status))
  const [number, time] = [`${op}`, figure(all / 1e9, 's')]
  return [
    h(
      'h3',
      {},
      ...(c.ended
        ? woven('Operation {number}: {status} after {time}', { number, status: ended(), time })
        : [t('Operation {number}: still under way after {time}', { number, time })]),
    ),
    reason(trace, c),
    h('div.fall', {}, ...rows),
    h(
      'button.link',
      {
        type: 'button',
        onclick: () => scene.playhead.jump(c.from),
      },
      t('Go to where it begins, {time}', { time: clock(c.from, trace.horizon) }),
    ),
  ]
}

/** Why it took so long, in a sentence. */
function reason(trace: Trace, c: Course): HTMLElement | null {
  const w = why(trace, c)
  if (!w) return null
  const [time, all] = [figure(w.time / 1e9, 's'), figure((c.to - c.from) / 1e9, 's')]
  const what = spent(trace, w)
  return h(
    'p.why',
    {},
    w.time > (c.to - c.from) / 2
      ? t('Most of it, {time} of {all}: {what}.', { time, all, what })
      : t('The largest part, {time} of {all}: {what}.', { time, all, what }),
  )
}

/** What an operation was about, where, and behind whom. */
function spent(trace: Trace, { cause, place, peer, before: n }: Why): string {
  if (!place) return causeInWords(cause)
  const where = { place: trace.name(place) }
  if (cause === C.queued && n)
    return t(
      'it waits at {place} while one other is taken up first | it waits at {place} while {n} others are taken up first',
      { ...where, n },
    )
  if (cause === C.waitingUnit && n)
    return t(
      'it waits at {place} for a unit that one other gets first | it waits at {place} for a unit that {n} others get first',
      { ...where, n },
    )
  if (cause === C.inService) return t('{place} is at work on it', where)
  if (cause === C.unanswered && !peer) return t('no answer comes')
  if (!peer) return t('{cause}, at {place}', { ...where, cause: causeInWords(cause) })
  const way = { from: where.place, peer: trace.name(peer) }
  if (cause === C.unanswered) return t('what {from} sent to {peer} is lost, and no answer comes', way)
  if (cause === C.headOfLine) return t('it waits behind earlier messages from {from} to {peer}', way)
  return t('{cause} from {from} to {peer}', { ...way, cause: causeInWords(cause) })
}

/** The phases of a request, as people call them. */
const called: Record<(typeof phases)[number], string> = {
  waiting: t('waiting'),
  connecting: t('connecting'),
  sending: t('sending'),
  awaiting: t('awaiting an answer'),
  receiving: t('receiving'),
}

/** How many of an operation's requests are drawn. */
const mostRequests = 200

/** The requests of an operation that has several, a page and its objects, as browsers draw them. */
function asked(scene: Scene, trace: Trace, op: number): Node[] {
  const all = exchanges(trace, op)
  if (all.length < 2) return []
  const from = all[0]!.instants[0]!
  const to = Math.max(...all.map((x) => x.instants.at(-1)!))
  const more = all.length - mostRequests
  const marked = all.some((x) => x.attempt > 1)
  return [
    h('h3', {}, t('Its {n} requests', { n: all.length })),
    h(
      'p.phases',
      {},
      ...phases.map((name, k) => h('span', {}, h(`i.phase-${k}`, { 'aria-hidden': 'true' }), called[name])),
    ),
    h(
      'div.fall.requests',
      { role: 'group', 'aria-label': t('Requests'), tabindex: 0 },
      ...all.slice(0, mostRequests).flatMap((x) => request(scene, x, from, Math.max(1, to - from), marked)),
    ),
    ...(more > 0 ? [h('p', {}, t('And {n} more.', { n: more }))] : []),
  ]
}

/** One request: a bar with a part for each phase, and how long it took; where it is marked, whether it is the one that counts. */
function request(scene: Scene, x: Exchange, from: number, all: number, marked: boolean): Node[] {
  const share = (t: number) => (100 * t) / all
  const took = x.instants.at(-1)! - x.instants[0]!
  const trouble = statuses[x.status]!.name
  const parts = phases.flatMap((name, k) => {
    const [begin, end] = [x.instants[k]!, x.instants[k + 1]!]
    if (end <= begin) return []
    const bar = { x: share(begin - from), y: 1, width: Math.max(0.4, share(end - begin)), height: 8 }
    return [h(`rect.phase-${k}`, bar, h('title', {}, `${called[name]} ${figure((end - begin) / 1e9, 's')}`))]
  })
  return [
    h(
      'button.link',
      {
        type: 'button',
        onclick: () => scene.select({ slot: scene.selected!.slot, place: 0, msg: x.request, op: 0 }),
      },
      x.attempt > 1 ? t('{number}, again', { number: `${x.request}` }) : String(x.request),
      marked && x.counts ? h('small.step', {}, t('counts')) : null,
    ),
    h<SVGElement>(
      'svg',
      { viewBox: '0 0 100 10', preserveAspectRatio: 'none', role: 'img', 'aria-label': phased(x) },
      ...parts,
    ),
    h('span', {}, trouble === 'ok' ? figure(took / 1e9, 's') : wordFor(scene.words, 'status', trouble, plain(trouble))),
  ]
}

/** The phases of a request, for those who do not see its bar. */
function phased(x: Exchange): string {
  return phases
    .map((name, k) => ({ name, time: x.instants[k + 1]! - x.instants[k]! }))
    .filter(({ time }) => time > 0)
    .map(({ name, time }) => `${called[name]} ${figure(time / 1e9, 's')}`)
    .join(', ')
}

function steps(scene: Scene, trace: Trace, records: Rec[]) {
  return h(
    'ul.entries',
    {},
    ...records.slice(0, 24).map((r) =>
      h(
        'li',
        {},
        h(
          'button.link',
          {
            type: 'button',
            onclick: () => scene.playhead.jump(r.at),
          },
          clock(r.at, trace.horizon),
        ),
        h('span', {}, sentence(trace, r)),
      ),
    ),
  )
}
