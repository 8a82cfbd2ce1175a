// The breakpoint: playing stops at the very instant at which something of a
// kind happens, on either side, and says what it was.
import { meeting, meetings, took } from '../trace/condition'
import type { Condition } from '../trace/condition'
import { statuses } from '../trace/tables'
import { choice, h, fill } from '../elements/dom'
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
  ['', 'nothing: it plays on'],
  ['ends', 'an operation ends'],
  ['takes', 'an operation takes longer'],
  ['lost', 'a message is lost'],
  ['queue', 'a queue reaches'],
  ['dropped', 'something is dropped or set aside'],
  ['crashes', 'a place crashes'],
  ['returns', 'a place comes back'],
  ['breaks', 'a connection breaks'],
]

/** How operations may end; the first stands for all that is not well. */
const outcomes = ['', ...statuses.filter((s) => s.outcome).map((s) => s.name)]

export function stopWhen(scene: Scene): HTMLElement {
  const chosen = { kind: '' as Kind | '', status: '', longer: usual(scene), node: '', reaches: deep(scene) }
  const said = h('p.said', { 'aria-live': 'polite' })
  const more = h('span.row')
  const back = h<HTMLButtonElement>('button', { type: 'button', onclick: () => void go(-1) }, 'Previous')
  const on = h<HTMLButtonElement>('button', { type: 'button', onclick: () => void go(1) }, 'Next')
  let caught: Hit | null = null
  let counted = false // whether what is said is how often it happens

  const condition = (): Condition | null => {
    switch (chosen.kind) {
      case '':
        return null
      case 'ends':
        return {
          kind: 'ends',
          status: chosen.status === '' ? null : statuses.findIndex((s) => s.name === chosen.status),
        }
      case 'takes':
        return { kind: 'takes', longer: Math.round(chosen.longer * 1e6) }
      case 'queue':
        return { kind: 'queue', node: chosen.node || null, reaches: chosen.reaches }
      default:
        return { kind: chosen.kind }
    }
  }
  const go = async (direction: 1 | -1) => {
    scene.playhead.pause()
    counted = false
    const found = await search(scene, condition(), direction)
    if (found === 'stopped') return
    if (!found) said.textContent = direction === 1 ? nothing : 'Nothing of this kind before this.'
    else {
      scene.playhead.seek(found.at)
      show(found, 'At')
    }
  }
  const show = (hit: Hit, how: string) => {
    counted = false
    said.textContent = `${how} ${inWords(scene, hit, chosen.kind)}.`
    scene.select(about(hit, chosen.kind))
  }
  /** How often it happens at all. */
  const count = () => {
    const c = condition()
    counted = true
    if (!c) {
      said.textContent = ''
      return
    }
    const times = scene.runs.shown.map((s) => [s.variant.title, meetings(s.trace, c).length] as const)
    const where = scene.runs.shown.every((s) => s.trace.whole) ? '' : ' in the part of the run at hand'
    said.textContent = times.every(([, n]) => n === 0)
      ? `Nothing of this kind happens${where || ' here'}.`
      : times.length === 1
        ? `It happens ${often(times[0]![1])}${where}.`
        : `${times.map(([name, n]) => `${name}: ${often(n)}`).join('; ')}${where}.`
  }

  const changed = () => {
    scene.playhead.halt =
      chosen.kind === ''
        ? null
        : (from, to) => {
            const hit = nearest(scene, condition(), from, 1)
            caught = hit && hit.at <= to ? hit : null
            return caught?.at ?? null
          }
    back.hidden = on.hidden = chosen.kind === ''
    count()
  }
  const draw = () => {
    fill(more, ...parts(scene, chosen, changed))
    changed()
  }
  scene.on('playing', () => {
    if (scene.playhead.playing) said.textContent = ''
    else if (caught) show(caught, 'Stopped at')
    else if (chosen.kind !== '' && scene.playhead.t >= scene.runs.horizon) said.textContent = nothing
    caught = null
  })
  scene.on('window', () => {
    if (counted) count()
  })
  scene.on('runs', () => {
    if (!more.contains(document.activeElement)) fill(more, ...parts(scene, chosen, changed))
    if (counted) count()
  })
  const what = h(
    'label',
    {},
    'Stop when ',
    choice('Stop when', kinds, '', (v) => {
      chosen.kind = v as Kind | ''
      draw()
    }),
  )
  draw()
  return h('div.stopwhen', { role: 'group', 'aria-label': 'Breakpoint' }, what, more, h('span.row', {}, back, on), said)
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

const nothing = 'Nothing of this kind in the rest of the run.'

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
function inWords(scene: Scene, { side, index, at, both }: Hit, kind: Kind | ''): string {
  const { trace, variant } = side
  const whole = kind === 'takes' ? `, ${figure(took(trace, index) / 1e9, 's')} after it was meant to start` : ''
  const where = scene.runs.sides[1] ? ` (${both ? 'on both sides' : variant.title})` : ''
  return `${clock(at, trace.horizon)}: ${sentence(trace, trace.record(index))}${whole}${where}`
}

/** What to look at: of operations the operation, of queues the place, of all else the message if there is one. */
function about({ slot, side, index }: Hit, kind: Kind | ''): Selection | null {
  const r = side.trace.record(index)
  if ((kind === 'ends' || kind === 'takes') && r.op) return { slot, msg: 0, op: r.op, place: 0 }
  if (kind !== 'queue' && r.msg) return { slot, msg: r.msg, op: 0, place: 0 }
  return r.node ? { slot, msg: 0, op: 0, place: r.node } : null
}

/** What else there is to say of a condition. */
function parts(
  scene: Scene,
  chosen: { kind: Kind | ''; status: string; longer: number; node: string; reaches: number },
  changed: () => void,
): (Node | string)[] {
  const number = (label: string, value: number, least: number, step: string, set: (x: number) => void) => {
    const input = h<HTMLInputElement>('input', {
      type: 'number',
      min: least,
      step,
      value,
      'aria-label': label,
      required: true,
    })
    input.addEventListener('input', () => {
      if (input.checkValidity()) {
        set(Number(input.value))
        changed()
      }
    })
    return input
  }
  switch (chosen.kind) {
    case 'ends':
      return [
        choice(
          'How it ends',
          outcomes.map((o) => [o, o === '' ? 'otherwise than well' : plain(o)]),
          chosen.status,
          (v) => {
            chosen.status = v
            changed()
          },
        ),
      ]
    case 'takes':
      return [
        'than',
        number('Milliseconds', chosen.longer, 0, 'any', (x) => {
          chosen.longer = x
        }),
        'ms',
      ]
    case 'queue':
      return [
        number('How long the queue is', chosen.reaches, 1, '1', (x) => {
          chosen.reaches = x
        }),
        'at',
        choice('Whose queue', [['', 'any place'], ...nodes(scene)], chosen.node, (v) => {
          chosen.node = v
          changed()
        }),
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
  return n === 1 ? 'once' : n === 0 ? 'never' : `${figure(n, '1')} times`
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
