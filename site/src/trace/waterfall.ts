// What one operation spends its time on, and what it asks for, from the records
// alone: the same reckoning as sim/trace.Course and sim/trace.Exchanges.
import { C, K, statuses } from './tables'
import type { Rec, Trace } from './trace'

export interface Span {
  cause: number
  from: number
  to: number
}
export interface Course {
  op: number
  spans: Span[]
  from: number
  to: number
  status: number
  ended: boolean
  records: Rec[]
}

/** What an operation spends its time on by one of its attempts. */
class Side {
  spans: Span[] = []
  records: Rec[] = []
  since = 0
  cause = 0
  plan: { msg: number; out: number; arrive: number; freed: number } | null = null

  clone(): Side {
    return Object.assign(new Side(), this, {
      spans: this.spans.map((s) => ({ ...s })),
      records: [...this.records],
      plan: this.plan && { ...this.plan },
    })
  }

  turn(r: Rec, block: Rec | undefined): void {
    this.spend(r.at)
    this.since = r.at
    this.cause = r.cause
    this.plan =
      travels.has(r.kind) && r.cause === C.transfer && r.until !== 0
        ? { msg: r.msg, out: r.aux, arrive: r.until, freed: r.until }
        : null
    if (r.kind !== K.send && block) this.block(block)
  }

  block(r: Rec): void {
    if (this.plan?.msg !== r.msg) return
    this.plan.arrive = r.aux
    this.plan.freed = r.until
  }

  spend(at: number): void {
    if (!this.plan) return this.put(this.cause, this.since, at)
    let from = this.since
    for (const [c, end] of [
      [this.cause, this.plan.out],
      [C.inFlight, this.plan.arrive],
      [C.headOfLine, this.plan.freed],
    ] as const) {
      const to = Math.min(end, at)
      this.put(c, from, to)
      from = Math.max(from, to)
    }
  }

  private put(cause: number, from: number, to: number): void {
    if (to <= from) return
    const before = this.spans.at(-1)
    if (before && before.cause === cause && before.to === from) before.to = to
    else this.spans.push({ cause, from, to })
  }
}

const travels = new Set<number>([K.send, K.carry, K.beside])

/** Which of two attempts side by side counts, by the aux of a prevail: this, or else the first. */
const second = 2

/**
 * The course of an operation up to its end, or to the end of the trace. Where attempts
 * are made side by side, it is that by the one which counts.
 */
export function course(trace: Trace, op: number): Course | null {
  const sides = [new Side()]
  const main = () => sides[0]!
  const at = (side: number) => (sides[side] ??= new Side())
  const blocks = new Map<number, Rec>() // of messages under way
  let begun = -1
  let status = 0
  let ended = false
  let last = 0
  for (let i = 0; i < trace.count; i++) {
    const kind = trace.kind(i)
    if (kind === K.block) {
      const r = trace.record(i)
      blocks.set(r.msg, r)
      main().block(r)
      continue
    }
    if (kind === K.arrive || kind === K.lost) blocks.delete(trace.msg(i))
    const first = trace.op(i)
    if (first === 0 || op < first || op >= first + Math.max(1, trace.n(i))) continue
    const r = trace.record(i)
    if (r.kind === K.fork) sides[r.header] = at(r.payload).clone()
    else if (r.kind === K.prevail) {
      if (r.aux === second) sides[r.payload] = at(r.header).clone()
    } else if (r.cause === 0) for (const side of sides) side?.records.push(r)
    else at(r.kind === K.beside ? r.header : 0).records.push(r)
    last = r.at
    if (r.kind === K.begin) {
      begun = main().since = r.aux
      main().cause = r.cause
    } else if (r.kind === K.end) {
      status = r.status
      ended = true
      break
    } else if (r.cause !== 0) at(r.kind === K.beside ? r.header : 0).turn(r, blocks.get(r.msg))
  }
  if (begun < 0) return null
  if (!ended) last = trace.at(trace.count - 1)
  main().spend(last)
  return { op, spans: main().spans, from: begun, to: last, status, ended, records: main().records }
}

/** What an exchange is at, in this order. */
export const phases = ['waiting', 'connecting', 'sending', 'awaiting', 'receiving'] as const

/** A request that an operation has made, and its answer, as its asker sees them. */
export interface Exchange {
  request: number // the number of its message
  attempt: number // which of its call, from 1
  status: number // 0: it had not ended with its operation
  counts: boolean // its answer is what its call has come to: of several attempts the one that counts
  instants: number[] // when each phase begins, and when the last is over; of what has not come about, the next that has
}

const none = -1

/** The exchanges of an operation, in the order of their asking, up to its end or to the end of the trace. */
export function exchanges(trace: Trace, op: number): Exchange[] {
  const all: (Exchange & { asker: number; answer: number })[] = []
  const requests = new Map<number, (typeof all)[number]>()
  const answers = new Map<number, (typeof all)[number]>()
  const openings = new Map<number, { from: number; to: number }>()
  const settle = (at: number) => {
    for (const x of all) {
      if (x.instants[5] === none) {
        x.instants[5] = at
        x.status = 0
      }
      for (let k = 4; k > 0; k--) {
        const next = x.instants[k + 1]!
        x.instants[k] = x.instants[k] === none ? next : Math.min(x.instants[k]!, next)
      }
    }
    return all
  }
  const sent = (r: Rec) => {
    const x = requests.get(r.msg)
    if (x) {
      const o = openings.get(r.conn)
      const opening = o && o.from >= x.instants[0]! && (o.to === r.at || o.to === none)
      x.instants.splice(1, 3, opening ? o.from : none, r.at, r.until ? r.aux : r.at)
      return
    }
    const asked = requests.get(r.parent)
    if (asked && asked.answer === 0 && asked.asker === r.peer) {
      asked.answer = r.msg
      asked.status = r.status
      answers.set(r.msg, asked)
    }
  }
  const came = (r: Rec) => {
    const x = answers.get(r.msg) ?? (r.kind === K.lost ? requests.get(r.msg) : undefined)
    if (!x || x.instants[5] !== none) return
    x.instants[r.kind === K.began ? 4 : 5] = r.at
    if (r.kind === K.lost) x.status = r.status
    x.counts = r.kind === K.arrive && good(x.status)
  }
  for (let i = 0; i < trace.count; i++) {
    const kind = trace.kind(i)
    if (!followed.has(kind)) continue
    const r = trace.record(i)
    const mine = r.n !== 0 && r.op <= op && op < r.op + r.n
    if (kind === K.end && mine) return settle(r.at)
    if (kind === K.ask && mine) {
      const x = {
        request: r.msg,
        attempt: r.aux,
        status: 0,
        counts: false,
        asker: r.node,
        answer: 0,
        instants: [r.at, none, none, none, none, none],
      }
      all.push(x)
      requests.set(r.msg, x)
    } else if (kind === K.open) openings.set(r.conn, { from: r.at, to: none })
    else if (kind === K.opened && openings.has(r.conn)) openings.get(r.conn)!.to = r.at
    else if (kind === K.send) sent(r)
    else if (kind !== K.discard) came(r)
    else if (answers.has(r.msg)) answers.get(r.msg)!.counts = false
  }
  return settle(trace.count ? trace.at(trace.count - 1) : 0)
}

const followed = new Set<number>([K.ask, K.open, K.opened, K.send, K.began, K.arrive, K.discard, K.lost, K.end])

/** That there is nothing of the kind is an answer like any. */
const good = (status: number) => statuses[status]!.well || statuses[status]!.name === 'notFound'

/** The records of a message and of the messages it follows from, first to last; and the operations that they are of, its own first. */
export function history(trace: Trace, msg: number): { records: Rec[]; ops: number[] } {
  const records: Rec[] = []
  const own = new Set<number>()
  const before = new Set<number>()
  const wanted = new Set([msg])
  for (let i = trace.count - 1; i >= 0; i--) {
    const id = trace.msg(i)
    if (id === 0 || !wanted.has(id)) continue
    const r = trace.record(i)
    records.unshift(r)
    if (r.op) (id === msg ? own : before).add(r.op)
    if (r.kind === K.send && r.parent && wanted.size < 8) wanted.add(r.parent)
  }
  return { records, ops: [...own, ...before] }
}

/** The operation that a place has begun last, up to t; 0: none. */
export function latest(trace: Trace, place: number, t: number): number {
  for (let i = trace.upTo(t) - 1; i >= 0; i--)
    if (trace.kind(i) === K.begin && trace.record(i).node === place) return trace.op(i)
  return 0
}
