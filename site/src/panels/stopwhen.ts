// The breakpoint: playing stops at the very instant at which something of a
// kind happens, on either side, and says what it was.
import { t, told, woven } from '../language/text'
import { meeting, meetings, took as longest } from '../trace/condition'
import type { Condition } from '../trace/condition'
import { statuses } from '../trace/tables'
import { choice, h, fill } from '../elements/dom'
import type { Option } from '../elements/dom'
import { clock, figure, plain } from '../words/format'
import { sentence } from '../words/records'
import type { Side } from '../scene/asking'
import type { Scene, Selection } from '../scene/scene'

/** A record on one of the sides. */
interface Hit {
  slot: number
  side: Side
  index: number
  at: number
  both: boolean
}

type Kind = Condition['kind']

const kinds: [Kind | '', string][] = [
  ['', t('nothing: it plays on')],
  ['ends', t('an operation ends')],
  ['takes', t('an operation takes longer')],
  ['lost', t('a message is lost')],
  ['queue', t('a queue reaches')],
  ['dropped', t('something is dropped or set aside')],
  ['crashes', t('a place crashes')],
  ['returns', t('a place comes back')],
  ['breaks', t('a connection breaks')],
]

/** How operations may end; the first stands for all that is not well. */
const outcomes = ['', ...statuses.filter((s) => s.outcome).map((s) => s.name)]

/** What is chosen to stop at, with what there is to say of any kind. */
interface Chosen {
  kind: Kind | ''
  status: string
  longer: number // milliseconds
  node: string
  reaches: number
}

export function stopWhen(scene: Scene): HTMLElement {
  return new StopWhen(scene).element
}

class StopWhen {
  readonly element: HTMLElement
  private readonly chosen: Chosen
  private readonly said = h('p.said', { 'aria-live': 'polite' })
  private readonly more = h('span.row')
  private readonly ways = h(
    'span.row',
    {},
    h('button', { type: 'button', onclick: () => void this.go(-1) }, t('Previous')),
    h('button', { type: 'button', onclick: () => void this.go(1) }, t('Next')),
  )
  private caught: Hit | null = null
  private counted = false // whether what is said is how often it happens

  constructor(private readonly scene: Scene) {
    this.chosen = { kind: '', status: '', longer: usual(scene), node: '', reaches: deep(scene) }
    const chooses = (kind: string) => {
      this.chosen.kind = kind as Kind | ''
      this.ask()
      this.changed()
    }
    const what = h('label', {}, `${t('Stop when')} `, choice(t('Stop when'), kinds, '', chooses))
    this.element = h(
      'div.stopwhen',
      { role: 'group', 'aria-label': t('Breakpoint') },
      what,
      this.more,
      this.ways,
      this.said,
    )
    scene.on('playing', () => this.played())
    scene.on('window', () => this.recount())
    scene.on('runs', () => {
      if (!this.more.contains(document.activeElement)) this.ask()
      this.recount()
    })
    this.changed()
  }

  /** Asks what else there is to say of what is chosen. */
  private ask() {
    fill(this.more, ...parts(this.scene, this.chosen, () => this.changed()))
  }

  /** Something else is chosen. */
  private changed() {
    const condition = meant(this.chosen)
    const halt = (from: number, to: number) => {
      const hit = nearest(this.scene, condition, from, 1)
      this.caught = hit && hit.at <= to ? hit : null
      return this.caught?.at ?? null
    }
    this.scene.playhead.halt = condition && halt
    this.ways.hidden = !condition
    this.count()
  }

  /** It plays, or does so no longer. */
  private played() {
    const { playhead, runs } = this.scene
    if (playhead.playing) this.said.textContent = ''
    else if (this.caught) this.show(this.caught, true)
    else if (this.chosen.kind !== '' && playhead.t >= runs.horizon) this.said.textContent = nothing
    this.caught = null
  }

  /** Goes to the next, or to the last before. */
  private async go(direction: 1 | -1) {
    this.scene.playhead.pause()
    this.counted = false
    const found = await search(this.scene, meant(this.chosen), direction)
    if (found === 'stopped') return
    if (!found) this.said.textContent = direction === 1 ? nothing : t('Nothing of this kind before this.')
    else {
      this.scene.playhead.seek(found.at)
      this.show(found, false)
    }
  }

  private show(hit: Hit, stopped: boolean) {
    this.counted = false
    fill(this.said, ...inWords(this.scene, hit, this.chosen.kind, stopped))
    this.scene.select(about(hit, this.chosen.kind))
  }

  /** Says how often it happens at all. */
  private count() {
    const condition = meant(this.chosen)
    this.counted = true
    fill(this.said, ...(condition ? counts(this.scene, condition) : []))
  }

  private recount() {
    if (this.counted) this.count()
  }
}

/** The condition that is chosen; null for none. */
function meant({ kind, status, longer, node, reaches }: Chosen): Condition | null {
  switch (kind) {
    case '':
      return null
    case 'ends':
      return { kind, status: status === '' ? null : statuses.findIndex((s) => s.name === status) }
    case 'takes':
      return { kind, longer: Math.round(longer * 1e6) }
    case 'queue':
      return { kind, node: node || null, reaches }
    default:
      return { kind }
  }
}

/** How often something happens, on either side. */
function counts(scene: Scene, condition: Condition): (Node | string)[] {
  const { shown } = scene.runs
  const times = shown.map((s) => [s.variant.title, meetings(s.trace, condition).length] as const)
  const whole = shown.every((s) => s.trace.whole)
  if (times.every(([, n]) => n === 0))
    return whole
      ? [t('Nothing of this kind happens here.')]
      : [t('Nothing of this kind happens in the part of the run at hand.')]
  const end = whole ? '.' : ` ${t('in the part of the run at hand')}.`
  if (times.length === 1) return [t('It happens {often}', { often: often(times[0]![1]) }), end]
  return [...times.flatMap(([run, n], i) => [i ? '; ' : '', run, `: ${often(n)}`]), end]
}

/** The next on either side, or the last before: the nearer one. */
function nearest(scene: Scene, condition: Condition | null, t: number, direction: 1 | -1): Hit | null {
  let best: Hit | null = null
  for (const [slot, side] of scene.runs.sides.entries()) {
    if (!condition || !side) continue
    const index = meeting(side.trace, condition, side.trace.upTo(direction === 1 ? t : Math.ceil(t) - 1), direction)
    if (index === null) continue
    const at = side.trace.at(index)
    if (best !== null && at === best.at) best.both = true
    else if (best === null || (at - best.at) * direction < 0) best = { slot, side, index, at, both: false }
  }
  return best
}

const nothing = t('Nothing of this kind in the rest of the run.')

/** The next from the playhead on, or the last before it; of a long run, part by part. */
async function search(scene: Scene, condition: Condition | null, direction: 1 | -1): Promise<Hit | null | 'stopped'> {
  for (let t = scene.playhead.t; ;) {
    const traces = scene.runs.shown.map((s) => s.trace)
    const edge = direction === 1 ? Math.min(...traces.map((x) => x.until)) : Math.max(...traces.map((x) => x.from))
    const hit = nearest(scene, condition, t, direction)
    if (hit && (direction === 1 ? hit.at < edge : hit.at >= edge)) return hit
    if (edge === Infinity || edge === 0) return null
    t = direction === 1 ? edge - 1 : edge
    if (!(await scene.runs.reel.reach(direction === 1 ? edge : edge - 1, direction === -1))) return 'stopped'
  }
}

/** When it was, what it was, and on which side. */
function inWords(scene: Scene, { side, index, at, both }: Hit, kind: Kind | '', stopped: boolean): (Node | string)[] {
  const { trace, variant } = side
  const time = clock(at, trace.horizon)
  const took = kind === 'takes' ? figure(longest(trace, index) / 1e9, 's') : ''
  return [
    ...woven(stopped ? 'Stopped at {time}: {what}' : 'At {time}: {what}', {
      time,
      what: sentence(trace, trace.record(index)),
    }),
    took && `, ${t('{time} after it was meant to start', { time: took })}`,
    ...(scene.runs.sides[1] ? [' (', both ? t('on both sides') : variant.title, ')'] : []),
    '.',
  ]
}

/** What to look at: of operations the operation, of queues the place, of all else the message if there is one. */
function about({ slot, side, index }: Hit, kind: Kind | ''): Selection | null {
  const r = side.trace.record(index)
  if ((kind === 'ends' || kind === 'takes') && r.op) return { slot, msg: 0, op: r.op, place: 0 }
  if (kind !== 'queue' && r.msg) return { slot, msg: r.msg, op: 0, place: 0 }
  return r.node ? { slot, msg: 0, op: 0, place: r.node } : null
}

/** What else there is to say of what is chosen. */
function parts(scene: Scene, chosen: Chosen, changed: () => void): (Node | string)[] {
  const number = (label: string, field: 'longer' | 'reaches', min: number, step: string) => {
    const { [field]: value } = chosen
    const input = h<HTMLInputElement>('input', {
      type: 'number',
      min,
      step,
      value,
      'aria-label': label,
      required: true,
    })
    input.addEventListener('input', () => {
      if (!input.checkValidity()) return
      chosen[field] = Number(input.value)
      changed()
    })
    return input
  }
  const pick = (label: string, field: 'status' | 'node', options: Option[]) =>
    choice(label, options, chosen[field], (v) => {
      chosen[field] = v
      changed()
    })
  switch (chosen.kind) {
    case 'ends':
      return [
        pick(
          t('How it ends'),
          'status',
          outcomes.map((o) => [o, o === '' ? t('otherwise than well') : told(plain(o))]),
        ),
      ]
    case 'takes':
      return [t('than'), number(t('Milliseconds'), 'longer', 0, 'any'), 'ms']
    case 'queue':
      return [
        number(t('How long the queue is'), 'reaches', 1, '1'),
        t('at'),
        pick(t('Whose queue'), 'node', [['', t('any place')], ...nodes(scene)]),
      ]
    default:
      return []
  }
}

/** The nodes of either side where anything may wait. */
function nodes(scene: Scene): [string, string][] {
  const ids = scene.runs.shown
    .flatMap((s) => s.trace.nodes)
    .filter((n) => !n.edge)
    .map((n) => n.id)
  return [...new Set(ids)].map((id) => [id, id])
}

function often(n: number) {
  return n === 0 ? t('never') : t('once | {n} times', { n })
}

/** A time that few operations take longer than, in milliseconds. */
function usual(scene: Scene): number {
  const ms =
    1000 *
    (scene.runs.shown[0]?.outcome.metrics.find(
      (m) => /^[^/]*\.(latency|staleness)\.p99$/.test(m.name) && m.value !== null,
    )?.value ?? 0.1)
  const digit = 10 ** (Math.floor(Math.log10(Math.max(ms, 1e-6))) - 1)
  return Number((Math.floor(ms / digit) * digit).toPrecision(2))
}

/** A length that the longest queue of a run reaches, if there is any. */
function deep(scene: Scene): number {
  const most = Math.max(
    0,
    ...scene.runs.shown
      .flatMap((s) => s.outcome.metrics)
      .filter((m) => m.name.endsWith('.queue.max'))
      .map((m) => m.value ?? 0),
  )
  return Math.max(1, Math.min(10, most))
}
