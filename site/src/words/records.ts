// Records in words: the sentences are those of sim/trace (trace/tables.ts).
import { t, told } from '../language/text'
import { figure, plain } from './format'
import { causes, K, kinds, S, shapes, statuses } from '../trace/tables'
import type { Field } from '../trace/tables'
import type { Rec, Trace } from '../trace/trace'

/** One record as a short sentence. */
export function sentence(trace: Trace, r: Rec): string {
  const fill = (text: string) => text.replace(/\{(.*?)\}/g, (_, field: Field) => fields[field](r, trace))
  const whole = (part: string) =>
    [...part.matchAll(/\{(.*?)\}/g)].every(([, field]) => fields[field as Field](r, trace))
  const says = told(kinds[r.kind]?.says ?? '')
  return fill(says.replace(/\[(.*?)\]/g, (_, part: string) => (whole(part) ? part : '')))
}

/** What a record says in each of the fields of a sentence; nothing where it has nothing to say. */
const fields: Record<Field, (r: Rec, trace: Trace) => string> = {
  node: (r, trace) => trace.name(r.node),
  peer: (r, trace) => trace.name(r.peer),
  ops: (r) => {
    if (r.op === 0) return ''
    if (r.n > 1) return t('operations {first} to {last}', { first: `${r.op}`, last: `${r.op + r.n - 1}` })
    return t('operation {number}', { number: `${r.op}` })
  },
  ends: (r) => t(r.n > 1 ? 'end' : 'ends'),
  msg: (r) => String(r.msg),
  message: (r) => (r.msg ? message(r) : ''),
  number: (r) => String(r.parent),
  work: (r) => (r.msg ? message(r) : t('work')),
  conn: (r) => String(r.conn),
  'a shape': (r) => (r.shape || r.msg ? told(article(shapes[r.shape]!.one)) : t('work')),
  bytes: (r) => (r.payload + r.header ? figure(r.payload + r.header, 'B') : ''),
  cause: (r) => causeInWords(r.cause),
  status: (r) => (r.status ? statusInWords(r.status) : ''),
  held: (r) => (r.kind === K.down && r.aux ? String(r.aux) : ''),
  other: (r) => (r.aux === 1 ? t('another machine') : ''),
  host: (r) => (r.status === S.silent ? t('its host') : ''),
  again: (r) => (r.aux > 1 ? String(r.aux) : ''),
  partition: (r) => String(r.payload - 1),
  offset: (r) => String(r.aux),
  rank: (r) => (r.parent ? String(r.parent) : ''),
  repeats: (r) => (r.aux > 0 ? t('{times} before', { times: `${r.aux}` }) : ''),
  count: (r) => String(r.aux),
  key: (r) => (r.payload ? t('key {number}', { number: `${r.payload}` }) : t('what it keeps')),
  later: (r) => (r.aux > 0 ? String(r.aux) : ''),
  wait: (r) => (r.aux > 0 ? figure(r.aux / 1e9, 's') : ''),
  speed: (r) => {
    if (r.aux === 0) return t('nothing: it is paused')
    return r.aux === 1e6 ? t('its full speed') : t('{share} of its speed', { share: figure(r.aux / 1e6, '1') })
  },
  life: (r) => lives[r.aux] ?? '',
  waits: (r) => (r.kind === K.opened && r.aux ? t('waits') : ''),
  killed: (r) => (r.kind === K.turn && r.status === S.crashed ? t('killed') : ''),
  lost: (r) => (r.payload ? String(r.payload) : ''),
  fleet: (r, trace) => trace.name(r.node).split('/')[0]!,
  measured: (r) => figure(r.payload / 1e3, '1'),
  asked: (r) => t('{n} replica | {n} replicas', { n: r.header }),
  restarted: (r) => (r.header ? t('is restarted') : ''),
  failing: (r) => {
    if (r.aux === 0) return t('nothing')
    return r.aux === 1e6 ? t('everything') : t('{share} of what it is asked', { share: figure(r.aux / 1e6, '1') })
  },
  aside: (r) => {
    if (r.status === S.deadLettered) return t('joins')
    return r.status === S.ok ? t('is put back from') : t('is lost with')
  },
  which: (r) => (r.aux === 2 ? t('the attempt beside') : t('the first attempt')),
  panic: (r) =>
    r.aux
      ? t('panics: it sends to all, {count} of which are not well', { count: `${r.aux}` })
      : t('sends to those alone that are well'),
  clock: (r) => {
    const time = figure(Math.abs(r.aux) / 1e9, 's')
    if (r.aux === 0) return t('is right')
    return r.aux > 0 ? t('is {time} ahead', { time }) : t('is {time} behind', { time })
  },
  disk: (r) => (r.aux ? t('makes no progress') : t('goes on')),
  worse: (r) => {
    const share = (millionths: number) => figure(millionths / 1e4, '1')
    const parts = [
      r.aux > 0 ? t('has {time} more latency', { time: figure(r.aux / 1e9, 's') }) : '',
      r.header > 0 ? t('has {share} % of its bandwidth', { share: share(r.header) }) : '',
      r.parent > 0 ? t('refuses {share} % of new connections', { share: share(r.parent) }) : '',
      r.payload > 0 ? t('loses {share} % more', { share: share(r.payload) }) : '',
    ].filter(Boolean)
    if (parts.length === 0) return t('is as usual again')
    return parts.reduce((one, other) => t('{one} and {other}', { one, other }))
  },
}

const lives = [t('is gone'), t('starts'), t('is ready'), t('drains')]

function message(r: Rec): string {
  return t('message {number}', { number: `${r.msg}` })
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
  const what = f.conn ? packet(f) : shapeInWords(f.shape)
  const own = statuses[f.status]!.refuses || f.status === S.empty ? `, ${statusInWords(f.status)}` : ''
  const why = statusInWords(f.why)
  if (f.fate === 'lost') return `${what}${own}, ${t('lost: {why}', { why })}`
  return what + own + (f.fate === 'spurned' ? `, ${t('thrown away: {why}', { why })}` : '')
}

function packet({ number, again }: Labelled): string {
  const what = t('packet {number}', { number: `${number}` })
  return again ? t('{what}, sent again', { what }) : what
}

/** From where to where a message goes, what it is and when it is sent. */
export function sentFrom(from: string, to: string, f: Labelled, when: string): string {
  return t('{from} to {peer}: {what}, {time}', { from, peer: to, what: tag(f), time: when })
}

/** A cause as people say it. */
export function causeInWords(cause: number): string {
  const { name, words } = causes[cause]!
  return told(words ?? plain(name))
}

/** A status as people say it. */
export function statusInWords(status: number): string {
  return told(plain(statuses[status]!.name))
}

/** What kind of message it is. */
export function shapeInWords(shape: number): string {
  return told(shapes[shape]!.one)
}

/** A kind of message, as one of them. */
export function article(shape: string): string {
  return `${/^[aeiou]/.test(shape) ? 'an' : 'a'} ${shape}`
}

const dire = new Set<number>([K.lost, K.down, K.reset, K.drop, K.cut])

/** Whether a record is trouble. */
export function isTrouble(r: Rec): boolean {
  const ends = r.kind === K.end || r.kind === K.finish
  return dire.has(r.kind) || (ends && r.status !== S.none && !statuses[r.status]!.well)
}
