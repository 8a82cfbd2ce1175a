// How much of each file that is being uploaded is there, from the records.
import { C, K } from './tables'
import type { Rec, Trace } from './trace'

export type Doing = 'sends' | 'interrupted' | 'asks'

/** A file under way. */
export interface Upload {
  op: number
  flow: number
  from: number // the place that sends it
  stored: number // bytes
  coming: number // bytes of requests under way that are at the other end, and not stored
  again: number // bytes that were stored and had been before
  breaks: number[] // how much was there whenever it was interrupted
  doing: Doing
}

/** The files under way at t, the oldest first; flows: the numbers of those that upload. */
export function uploads(trace: Trace, flows: Set<number>, t: number): Upload[] {
  const desk = new Desk()
  const end = trace.upTo(t)
  for (let i = 0; i < end; i++) {
    if (!told.has(trace.kind(i))) continue
    const r = trace.record(i)
    if (r.kind === K.begin) {
      if (flows.has(r.flow)) desk.begin(r)
    } else desk.take(r)
  }
  const wanted = desk.waiting(t)
  for (let i = end; i < trace.count && wanted.size > 0; i++) {
    const kind = trace.kind(i)
    if ((kind === K.enter || kind === K.arrive || kind === K.lost) && wanted.delete(trace.msg(i)))
      desk.foresee(trace.record(i))
  }
  return desk.files(t)
}

const told = new Set<number>([
  K.begin,
  K.ask,
  K.send,
  K.enter,
  K.arrive,
  K.written,
  K.interrupted,
  K.inquired,
  K.resumed,
  K.end,
])

/** How much of something is there at an instant. */
interface Point {
  at: number
  there: number
}

/** A request with content; what is known of how much of it is there, before and after. */
interface Part {
  op: number
  all: number
  known: Point
  next: Point | null
  lost: boolean
}

class Desk {
  private readonly open = new Map<number, Upload>()
  private readonly parts = new Map<number, Part>()

  begin({ op, flow, node }: Rec) {
    this.open.set(op, { op, flow, from: node, stored: 0, coming: 0, again: 0, breaks: [], doing: 'sends' })
  }

  take(r: Rec) {
    const part = this.parts.get(r.msg)
    if (part && ofMessage.has(r.kind)) return tell(part, r)
    const u = this.open.get(r.op)
    if (!u || ofMessage.has(r.kind)) return
    if (r.kind === K.ask) this.parts.set(r.msg, asked(r))
    else if (r.kind === K.end) this.open.delete(r.op)
    else this.goOn(u, r)
  }

  private goOn(u: Upload, r: Rec) {
    if (r.kind === K.written) {
      u.stored += r.payload - r.aux
      u.again += r.aux
      this.forget(u, ({ known, all, lost }) => lost || known.there === all)
    } else if (r.kind === K.interrupted) {
      u.breaks.push(u.stored + this.coming(u, r.at))
      const alone = [...this.parts.values()].filter(({ op }) => op === u.op).length === 1
      this.forget(u, ({ lost }) => lost || alone)
    }
    u.doing = r.kind === K.interrupted ? 'interrupted' : r.kind === K.inquired ? 'asks' : 'sends'
  }

  /** The messages of which more is to be known. */
  waiting(t: number): Set<number> {
    const wanted = new Set<number>()
    for (const [msg, part] of this.parts) {
      if (part.next && part.next.at <= t) Object.assign(part, { known: part.next, next: null })
      if (this.open.has(part.op) && !part.next && !part.lost) wanted.add(msg)
    }
    return wanted
  }

  /** Takes the first that the trace says of a message after the instant. */
  foresee(r: Rec) {
    const part = this.parts.get(r.msg)!
    if (r.kind !== K.lost) part.next = known(part, r)
  }

  files(t: number): Upload[] {
    return [...this.open.values()].map((u) => ({ ...u, coming: this.coming(u, t) }))
  }

  private coming({ op }: Upload, t: number): number {
    let sum = 0
    for (const part of this.parts.values()) if (part.op === op) sum += there(part, t)
    return Math.round(sum)
  }

  private forget({ op }: Upload, which: (part: Part) => boolean) {
    for (const [msg, part] of this.parts) if (part.op === op && which(part)) this.parts.delete(msg)
  }
}

const ofMessage = new Set<number>([K.send, K.enter, K.arrive, K.lost])

function asked({ op, at }: Rec): Part {
  return { op, all: 0, known: { at, there: 0 }, next: null, lost: false }
}

/** Takes what a record says of a part's message. */
function tell(part: Part, r: Rec) {
  if (r.kind === K.send) part.all = r.payload
  else if (r.kind === K.lost) part.lost = true
  else {
    part.known = known(part, r)
    part.next = r.kind === K.enter && r.cause === C.inFlight && r.aux > 0 ? { at: r.aux, there: r.header } : null
  }
}

/** How much of a part is there at a record of its message. */
function known(part: Part, r: Rec): Point {
  return { at: r.at, there: r.kind === K.arrive ? part.all : r.payload }
}

/** How much of a part is there at t: evenly more, from what is known before to what is known after. */
function there({ known, next }: Part, t: number): number {
  if (!next || next.at <= known.at) return known.there
  const share = Math.min(1, Math.max(0, (t - known.at) / (next.at - known.at)))
  return known.there + share * (next.there - known.there)
}
