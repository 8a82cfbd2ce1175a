// What one operation spends its time on, from the records alone: the same
// reckoning as sim/trace.Course.
import { C, K } from './tables'
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

/** The course of an operation up to its end, or to the end of the trace. */
export function course(trace: Trace, op: number): Course | null {
  const spans: Span[] = []
  const records: Rec[] = []
  let since = 0
  let cause = 0
  let plan: { msg: number; out: number; arrive: number; freed: number } | null = null
  let begun = -1
  let status = 0
  let ended = false
  let last = 0
  const put = (c: number, from: number, to: number) => {
    if (to <= from) return
    const before = spans.at(-1)
    if (before && before.cause === c && before.to === from) before.to = to
    else spans.push({ cause: c, from, to })
  }
  const flush = (at: number) => {
    if (!plan) return put(cause, since, at)
    let from = since
    for (const [c, end] of [
      [cause, plan.out],
      [C.inFlight, plan.arrive],
      [C.headOfLine, plan.freed],
    ] as const) {
      const to = Math.min(end, at)
      put(c, from, to)
      from = Math.max(from, to)
    }
  }
  for (let i = 0; i < trace.count; i++) {
    const first = trace.op(i)
    const mine = first !== 0 && first <= op && op < first + Math.max(1, trace.n(i))
    if (!mine && !(plan && trace.kind(i) === K.block && trace.msg(i) === plan.msg)) continue
    const r = trace.record(i)
    records.push(r)
    last = r.at
    if (r.kind === K.begin) {
      begun = since = r.aux
      cause = r.cause
      plan = null
    } else if (r.kind === K.block) {
      if (plan && plan.msg === r.msg) {
        plan.arrive = r.aux
        plan.freed = r.until
      }
    } else if (r.kind === K.end) {
      flush(r.at)
      status = r.status
      ended = true
      break
    } else if (r.cause !== 0) {
      flush(r.at)
      since = r.at
      cause = r.cause
      plan =
        (r.kind === K.send || r.kind === K.carry) && r.cause === C.transfer && r.until !== 0
          ? { msg: r.msg, out: r.aux, arrive: r.until, freed: r.until }
          : null
    }
  }
  if (begun < 0) return null
  if (!ended) {
    last = trace.at(trace.count - 1)
    flush(last)
  }
  return { op, spans, from: begun, to: last, status, ended, records }
}

/** The records of a message, and the messages it follows from, first to last. */
export function history(trace: Trace, msg: number): { records: Rec[]; ops: number[] } {
  const records: Rec[] = []
  const ops = new Set<number>()
  const wanted = new Set([msg])
  for (let i = trace.count - 1; i >= 0; i--) {
    const id = trace.msg(i)
    if (id === 0 || !wanted.has(id)) continue
    const r = trace.record(i)
    records.unshift(r)
    if (id === msg && r.op) ops.add(r.op)
    if (r.kind === K.send && r.parent && wanted.size < 8) wanted.add(r.parent)
  }
  return { records, ops: [...ops] }
}
