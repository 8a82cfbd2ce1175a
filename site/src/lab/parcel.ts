// An opening as it is sent: the length of the JSON, 4 bytes, the JSON, and the
// traces, packed. What is many times alike is said once: the names of
// figures, which both runs and their comparison have, and the keys of what
// stands in lists.
import { pack, unpack } from '../trace/columns'
import type { Window } from '../trace/trace'
import type { Comparison, Metric, Opening, Row } from './data'

type Name = Pick<Metric, 'name' | 'unit' | 'kind'>

/** A figure by the place of its name, counted from behind that of the one before. */
type Numbered<T extends Name> = Omit<T, keyof Name> & { step: number }

interface Told extends Omit<Opening, 'runs' | 'compared' | 'parts'> {
  names: Name[]
  runs: (Omit<Opening['runs'][number], 'metrics'> & { metrics: Numbered<Metric>[] })[]
  compared: (Omit<Comparison, 'rows'> & { rows: Numbered<Row>[] }) | null
  parts: { window: Window; bytes: number }[]
}

/** Makes the bytes of an opening, which deflate can make small. */
export function wrap(opening: Opening): Uint8Array {
  const traces = opening.parts.map(({ bytes }) => pack(new Uint8Array(bytes)))
  const names = new Names()
  const told: Told = {
    ...opening,
    names: names.list,
    runs: opening.runs.map((run) => ({ ...run, metrics: names.taken(run.metrics) })),
    compared: opening.compared && { ...opening.compared, rows: names.taken(opening.compared.rows) },
    parts: opening.parts.map(({ window }, i) => ({ window, bytes: traces[i]!.length })),
  }
  const json = new TextEncoder().encode(written(inColumns(told)))
  const all = new Uint8Array(4 + json.length + traces.reduce((sum, { length }) => sum + length, 0))
  new DataView(all.buffer).setUint32(0, json.length, true)
  let at = 4
  for (const part of [json, ...traces]) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Makes the opening again of what wrap made of it. */
export function unwrap(bytes: Uint8Array): Opening {
  let at = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  const { names, ...told } = inRows(JSON.parse(new TextDecoder().decode(bytes.subarray(4, at)))) as Told
  const parts = told.parts.map(({ window, bytes: length }) => {
    at += length
    return { window, bytes: unpack(bytes.subarray(at - length, at)).buffer }
  })
  const runs = told.runs.map((run) => ({ ...run, metrics: named(names, run.metrics) }))
  const compared = told.compared && { ...told.compared, rows: named(names, told.compared.rows) }
  return { ...told, runs, compared, parts }
}

/** The names of figures, each once. */
class Names {
  readonly list: Name[] = []
  private readonly places = new Map<string, number>()

  taken<T extends Name>(figures: T[]): Numbered<T>[] {
    let next = 0
    return figures.map(({ name, unit, kind, ...rest }) => {
      const place = this.place({ name, unit, kind })
      const step = place - next
      next = place + 1
      return { step, ...rest }
    })
  }

  private place(name: Name): number {
    const key = JSON.stringify(name)
    if (!this.places.has(key)) this.places.set(key, this.list.push(name) - 1)
    return this.places.get(key)!
  }
}

function named<T extends Name>(names: Name[], figures: Numbered<T>[]): T[] {
  let next = 0
  return figures.map(({ step, ...rest }) => ({ ...names[(next += step + 1) - 1]!, ...rest }) as unknown as T)
}

/** The key of what stands for a list of objects: of each of their keys a list. */
const columns = ''

/** A value in which objects that stand in a list, and have the same keys, have become a list for each key. */
function inColumns(value: unknown): unknown {
  if (Array.isArray(value)) {
    const keys = keysOfAll(value)
    if (keys === null) return value.map(inColumns)
    return { [columns]: keys.map((key) => [key, inColumns(value.map((one) => one[key]))]) }
  }
  return isObject(value) ? mapped(value, inColumns) : value
}

function inRows(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inRows)
  if (!isObject(value)) return value
  if (!(columns in value)) return mapped(value, inRows)
  const lists = (value[columns] as [string, unknown][]).map(([key, list]) => [key, inRows(list) as unknown[]] as const)
  return lists[0]![1].map((_, i) => Object.fromEntries(lists.map(([key, list]) => [key, list[i]])))
}

/** The keys that several objects all have, in the same order; null where it is something else. */
function keysOfAll(list: unknown[]): string[] | null {
  if (list.length < 2 || !list.every(isObject)) return null
  const [keys, ...others] = list.map((one) => Object.keys(one as object))
  const same = others.every((o) => o.length === keys!.length && o.every((key, i) => key === keys![i]))
  return same && keys!.length > 0 ? keys! : null
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mapped(value: Record<string, unknown>, change: (part: unknown) => unknown) {
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, change(part)]))
}

/** The value as JSON, where never (Infinity) is a number that is read as such. */
function written(value: unknown): string {
  const never = '\u0000never'
  return JSON.stringify(value, (_, x) => (x === Infinity ? never : x)).replaceAll(JSON.stringify(never), '1e999')
}
