// Records in words, as sim/trace has them, which is in English.
import { figure, plain } from './format'
import { causes, K, kinds, S, shapes, statuses } from '../trace/tables'
import type { Field } from '../trace/tables'
import type { Rec, Trace } from '../trace/trace'

/** One record as a short sentence. */
export function sentence(trace: Trace, r: Rec): string {
  const fill = (text: string) => text.replace(/\{(.*?)\}/g, (_, field: Field) => fields[field](r, trace))
  const whole = (part: string) =>
    [...part.matchAll(/\{(.*?)\}/g)].every(([, field]) => fields[field as Field](r, trace))
  const says = kinds[r.kind]?.says ?? ''
  return fill(says.replace(/\[(.*?)\]/g, (_, part: string) => (whole(part) ? part : '')))
}

/** What a record says in each of the fields of a sentence; nothing where it has nothing to say. */
const fields: Record<Field, (r: Rec, trace: Trace) => string> = {
  node: (r, trace) => trace.name(r.node),
  peer: (r, trace) => trace.name(r.peer),
  ops: (r) => (r.op === 0 ? '' : r.n > 1 ? `operations ${r.op} to ${r.op + r.n - 1}` : `operation ${r.op}`),
  ends: (r) => (r.n > 1 ? 'end' : 'ends'),
  msg: (r) => String(r.msg),
  message: (r) => (r.msg ? `message ${r.msg}` : ''),
  number: (r) => String(r.parent),
  work: (r) => (r.msg ? `message ${r.msg}` : 'work'),
  conn: (r) => String(r.conn),
  'a shape': (r) => article(r.shape || r.msg ? shapes[r.shape]!.one : 'work'),
  bytes: (r) => figure(r.payload + r.header, 'B'),
  cause: (r) => causeInWords(r.cause),
  status: (r) => (r.status ? plain(statuses[r.status]!.name) : ''),
  held: (r) => (r.kind === K.down && r.aux ? String(r.aux) : ''),
  other: (r) => (r.aux === 1 ? 'another machine' : ''),
  host: (r) => (r.status === S.silent ? 'its host' : ''),
  again: (r) => (r.aux > 1 ? String(r.aux) : ''),
  partition: (r) => String(r.payload - 1),
  offset: (r) => String(r.aux),
  rank: (r) => (r.parent ? String(r.parent) : ''),
  repeats: (r) => (r.aux > 0 ? `${r.aux} before` : ''),
  count: (r) => String(r.aux),
  key: (r) => (r.payload ? `key ${r.payload}` : 'what it keeps'),
  later: (r) => (r.aux > 0 ? String(r.aux) : ''),
  wait: (r) => (r.aux > 0 ? figure(r.aux / 1e9, 's') : ''),
  speed: (r) =>
    r.aux === 0
      ? 'nothing: it is paused'
      : r.aux === 1e6
        ? 'its full speed'
        : `${figure(r.aux / 1e6, '1')} of its speed`,
  life: (r) => ['is gone', 'starts', 'is ready', 'drains'][r.aux] ?? '',
  waits: (r) => (r.kind === K.opened && r.aux ? 'waits' : ''),
  killed: (r) => (r.kind === K.turn && r.status === S.crashed ? 'killed' : ''),
  lost: (r) => (r.payload ? String(r.payload) : ''),
  fleet: (r, trace) => trace.name(r.node).split('/')[0]!,
  measured: (r) => figure(r.payload / 1e3, '1'),
  asked: (r) => `${r.header} ${r.header === 1 ? 'replica' : 'replicas'}`,
  restarted: (r) => (r.header ? 'is restarted' : ''),
  failing: (r) =>
    r.aux === 0 ? 'nothing' : r.aux === 1e6 ? 'everything' : `${figure(r.aux / 1e6, '1')} of what it is asked`,
  aside: (r) => (r.status === S.deadLettered ? 'joins' : r.status === S.ok ? 'is put back from' : 'is lost with'),
  which: (r) => (r.aux === 2 ? 'the attempt beside' : 'the first attempt'),
  panic: (r) =>
    r.aux ? `panics: it sends to all, ${r.aux} of which are not well` : 'sends to those alone that are well',
  clock: (r) =>
    r.aux === 0 ? 'is right' : `is ${figure(Math.abs(r.aux) / 1e9, 's')} ${r.aux > 0 ? 'ahead' : 'behind'}`,
  disk: (r) => (r.aux ? 'makes no progress' : 'goes on'),
  worse: (r) => {
    const parts = [
      r.aux > 0 ? `has ${figure(r.aux / 1e9, 's')} more latency` : '',
      r.header > 0 ? `has ${figure(r.header / 1e4, '1')} % of its bandwidth` : '',
      r.parent > 0 ? `refuses ${figure(r.parent / 1e4, '1')} % of new connections` : '',
      r.payload > 0 ? `loses ${figure(r.payload / 1e4, '1')} % more` : '',
    ]
    return parts.filter(Boolean).join(' and ') || 'is as usual again'
  },
}

/** A message on its way, as a picture of it is labelled. */
interface Labelled {
  conn: number // of a packet; 0: it is a message
  number: number
  again: boolean
  shape: number
  status: number
  fate: 'arrives' | 'lost' | 'spurned'
  why: number
}

/** A message in a few words: its shape, and what is wrong with it. */
export function tag(f: Labelled): string {
  const shape = f.conn ? `packet ${f.number}${f.again ? ', sent again' : ''}` : shapes[f.shape]!.one
  const status = statuses[f.status]!
  const own = status.refuses || f.status === S.empty ? `, ${plain(status.name)}` : ''
  const why = plain(statuses[f.why]!.name)
  if (f.fate === 'lost') return `${shape}${own}, lost: ${why}`
  return shape + own + (f.fate === 'spurned' ? `, thrown away: ${why}` : '')
}

/** From where to where a message goes, what it is and when it is sent. */
export function sentFrom(from: string, to: string, f: Labelled, when: string): string {
  return `${from} to ${to}: ${tag(f)}, ${when}`
}

/** A cause as people say it. */
export function causeInWords(cause: number): string {
  const { name, words } = causes[cause]!
  return words ?? plain(name)
}

function article(thing: string): string {
  return thing === 'work' ? thing : `${/^[aeiou]/.test(thing) ? 'an' : 'a'} ${thing}`
}

const dire = new Set<number>([K.lost, K.down, K.reset, K.drop, K.cut])

/** Whether a record is trouble. */
export function isTrouble(r: Rec): boolean {
  const ends = r.kind === K.end || r.kind === K.finish
  return dire.has(r.kind) || (ends && r.status !== S.none && !statuses[r.status]!.well)
}
