// Which step of a handler an operation is at, from the records and from what the
// scenario says that each server does.
import { C, K, shapes } from './tables'
import type { Rec, Trace } from './trace'
import type { Span } from './waterfall'

/** One of what a server does for requests, as its records tell it apart from others. */
export interface Step {
  does: 'first' | 'work' | 'wait' | 'call' | 'hold' | 'gather' // first: the work that a worker takes up first
  of: string // the node that is called; the number of the pool, from 1
  says: string // as the scenario writes it
}

/** From an instant on, an operation is at a step of a place; step '': of none, such as its asker's. */
export interface Doing {
  from: number
  place: number
  step: string
}

const nowhere = { place: 0, step: '' }

/**
 * The steps that an operation was at, one after the other, as its records tell. What
 * is sent for a step, and comes back, is of that step, and so is what places do for it
 * that take no steps themselves.
 */
export function doings(trace: Trace, records: readonly Rec[], stepsOf: (node: string) => readonly Step[]): Doing[] {
  const list: Doing[] = []
  const sentFor = new Map<number, Where>() // by message
  const served = new Set<number>() // the messages that a worker was at
  const node = (place: number) => trace.nodes[trace.places[place - 1]!.node]!.id
  const step = (place: number, does: Step['does'], of = ''): Where | undefined => {
    const fit = stepsOf(node(place)).filter((s) => s.does === does && (of === '' || s.of === of))
    const same = fit.every((s) => s.says === fit[0]!.says)
    return fit[0] && { place, step: same ? fit[0].says : bare(fit[0]) }
  }
  const asks = (r: Rec | undefined) =>
    r && r.kind === K.send && shapes[r.shape]!.manner === 'asks' ? step(r.node, 'call', node(r.peer)) : undefined
  const begins = (r: Rec, i: number): Where | undefined => {
    if (r.kind === K.begin) return nowhere
    if (r.kind === K.queue || r.kind === K.serve) return step(r.node, served.has(r.msg) ? 'work' : 'first')
    if (r.kind === K.beside && busy.has(r.cause)) return step(r.node, served.has(r.msg) ? 'work' : 'first')
    if (r.kind === K.want) return step(r.node, 'hold', String(r.payload))
    if (r.kind === K.send) return asks(r)
    if (before.has(r.cause)) return asks(records.slice(i).find((s) => s.kind === K.send && s.node === r.node))
    if (r.kind !== K.enter && r.kind !== K.beside) return undefined
    return r.cause === C.pausing ? step(r.node, 'wait') : r.cause === C.gathering ? step(r.node, 'gather') : undefined
  }
  for (const [i, r] of records.entries()) {
    const now = begins(r, i) ?? sentFor.get(r.msg) ?? sentFor.get(r.parent)
    if (r.kind === K.finish) served.add(r.msg)
    if (r.kind === K.send) sentFor.set(r.msg, now ?? nowhere)
    const last = list.at(-1)
    if (!now || r.cause === C.none || (last && last.place === now.place && last.step === now.step)) continue
    if (last?.from === r.at) list.pop()
    list.push({ from: r.kind === K.begin ? r.aux : r.at, ...now })
  }
  return list
}

/** What an operation is on before a request is sent. */
const before = new Set<number>([C.connecting, C.handshake, C.waitingConnection, C.backingOff])

/** What an operation is on at a worker, or before one. */
const busy = new Set<number>([C.queued, C.inService])

type Where = Omit<Doing, 'from'>

/** What steps have in common that are told apart by nothing but how they go on. */
function bare({ does, says }: Step): string {
  return does === 'call' ? says.split(',')[0]! : does === 'gather' ? 'side by side' : does === 'first' ? 'work' : does
}

/** The spans, divided where another step begins. */
export function byStep(spans: readonly Span[], steps: readonly Doing[]): (Span & Where)[] {
  return spans.flatMap((span) => {
    const cuts = [span.from, ...steps.map((d) => d.from).filter((t) => span.from < t && t < span.to)]
    return cuts.map((from, i) => {
      const { place, step } = steps.findLast((d) => d.from <= from) ?? nowhere
      return { cause: span.cause, from, to: cuts[i + 1] ?? span.to, place, step }
    })
  })
}
