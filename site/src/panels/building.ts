// Builds a scenario by choosing: a node, a wire, a flow is written into the text.
// And what of it differs from the shipped one.
import { t, woven } from '../language/text'
import { choice, fill, h } from '../elements/dom'
import type { Option } from '../elements/dom'
import type { Words } from '../lab/data'
import { schema } from '../lab/schema'

/** The text that is built on. */
export interface Bench {
  text(): string
  /** Writes a value at a JSON pointer: of several the first with the fewest faults. */
  put(pointer: string, ...values: unknown[]): Promise<void>
}

type Json = Record<string, unknown>

/** The kinds of node there are. */
export async function kindsOfNode(): Promise<string[]> {
  return (await schema()).$defs?.node?.properties?.kind?.enum ?? []
}

export function building(bench: Bench, words: Words, kinds: string[]): HTMLElement {
  const forms = h('div.building')
  let offered: string
  const draw = () => {
    offered = nodesIn(bench)
    fill(forms, ...formsOf(bench, words, kinds))
  }
  const renew = (but: Element | null) => {
    const chosen = [...forms.querySelectorAll('select')].filter((x) => !but?.contains(x))
    draw()
    for (const x of chosen) choose(forms, x.closest('form')!.ariaLabel!, x.ariaLabel!, x.value)
  }
  draw()
  const box = h<HTMLDetailsElement>('details', {}, h('summary', {}, t('Add a node, a wire, a flow')), forms)
  box.addEventListener('toggle', draw)
  box.addEventListener('changed', () => {
    if (nodesIn(bench) !== offered) renew(null)
  })
  forms.addEventListener('built', (e) => renew(e.target as Element))
  return box
}

/** The names of the nodes in the text, between which there may be wires and flows. */
function nodesIn(bench: Bench): string {
  const nodes = members(bench.text(), 'nodes')
  return JSON.stringify(nodes && Object.keys(nodes))
}

/** Chooses again what was chosen before, in a form that is drawn anew. */
function choose(forms: Element, form: string, label: string, value: string) {
  const now = forms.querySelector<HTMLSelectElement>(`form[aria-label="${form}"] select[aria-label="${label}"]`)
  if (!now || now.value === value || ![...now.options].some((o) => o.value === value)) return
  now.value = value
  now.dispatchEvent(new Event('change'))
}

function formsOf(bench: Bench, words: Words, kinds: string[]): (HTMLElement | null)[] {
  const nodes = members(bench.text(), 'nodes')
  if (nodes === null) return [h('p', {}, t('What is no JSON cannot be added to.'))]
  const ids = Object.keys(nodes)
  if (ids.length === 0) return [nodeForm(bench, ids, kinds)]
  return [nodeForm(bench, ids, kinds), wireForm(bench, ids), flowForm(bench, ids, words)]
}

/** What a text has in one of its parts; null: it cannot be read. */
function members(text: string, part: string): Record<string, Json> | null {
  try {
    return (JSON.parse(text)[part] ?? {}) as Record<string, Json>
  } catch {
    return null
  }
}

function nodeForm(bench: Bench, ids: string[], kinds: string[]): HTMLElement {
  let kind = kinds[0]!
  let to = ids[0] ?? ''
  const name = field(t('Name'), fresh(kind, ids))
  const chosen = (v: string) => {
    kind = v
    name.value = fresh(v, ids)
  }
  const add = () => {
    const work = [
      { kind, workers: 4, service: '10ms' },
      { kind, service: '10ms' },
    ]
    return bench.put(`/nodes/${escaped(name.value)}`, ...work, { kind }, { kind, to })
  }
  const before = h(
    'label',
    {},
    `${t('in front of')} `,
    pick(t('What it stands before, if it must'), ids, to, (v) => (to = v)),
  )
  return form(t('Add a node'), add, [pick(t('Kind'), kinds, kind, chosen), name, before])
}

function wireForm(bench: Bench, ids: string[]): HTMLElement {
  let [from, to] = [ids[0]!, ids[1] ?? ids[0]!]
  const latency = field(t('Latency'), '10ms')
  const add = async () => {
    await bench.put(`/links/${escaped(`${from}-${to}`)}`, { from, to, latency: latency.value })
    await sendThereToo(bench, from, to)
  }
  return form(t('Add a wire'), add, [
    pick(t('From'), ids, from, (v) => (from = v)),
    pick(t('To'), ids, to, (v) => (to = v)),
    latency,
  ])
}

/** Has what sends to some nodes send to another as well, to which it has a wire now. */
async function sendThereToo(bench: Bench, from: string, to: string) {
  const node = members(bench.text(), 'nodes')?.[from]
  const before = [node?.to ?? []].flat()
  if (before.length && !before.includes(to)) await bench.put(`/nodes/${escaped(from)}/to`, [...before, to])
}

function flowForm(bench: Bench, ids: string[], words: Words): HTMLElement {
  let [from, to, pattern] = [ids[0]!, ids[1] ?? ids[0]!, words.patterns[0]!.name]
  const rate = field(t('How often'), '1/s')
  const flows = Object.keys(members(bench.text(), 'flows') ?? {})
  const add = () => {
    const source = ids.find((id) => id !== from && id !== to) ?? from
    const way = { from, to, pattern }
    return bench.put(
      `/flows/${fresh('flow', flows)}`,
      { ...way, send: { arrivals: 'poisson', rate: rate.value } },
      { ...way, updates: { totalRate: rate.value } },
      { ...way, updates: { source, audience: 'all', totalRate: rate.value } },
    )
  }
  const patterns = words.patterns.map(({ name, title }): Option => [name, title])
  return form(t('Add a flow'), add, [
    pick(t('Who begins, or hears'), ids, from, (v) => (from = v)),
    pick(t('Who is asked, or tells'), ids, to, (v) => (to = v)),
    choice(t('Pattern'), patterns, pattern, (v) => (pattern = v)),
    rate,
  ])
}

function form(name: string, add: () => Promise<void>, fields: HTMLElement[]): HTMLElement {
  const said = (e: Event) => {
    e.preventDefault()
    void add().then(() => box.dispatchEvent(new Event('built', { bubbles: true })))
  }
  const box = h('form.row', { 'aria-label': name, onsubmit: said }, ...fields, h('button', { type: 'submit' }, name))
  return box
}

function field(label: string, value: string): HTMLInputElement {
  return h<HTMLInputElement>('input', { 'aria-label': label, title: label, value, size: 10, required: true })
}

function pick(label: string, values: string[], value: string, changed: (value: string) => void) {
  return choice(
    label,
    values.map((v) => [v, v]),
    value,
    changed,
  )
}

/** A name that nothing has yet. */
function fresh(name: string, taken: string[]): string {
  for (let i = 1; ; i++) {
    const next = i === 1 ? name : `${name}${i}`
    if (!taken.includes(next)) return next
  }
}

/** A step of a JSON pointer. */
export function escaped(step: string) {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Something that is not the same in two texts: undefined where one of them has nothing. */
export interface Difference {
  pointer: string
  was: unknown
  now: unknown
}

/** What differs between two texts, in the order of the first. */
export function differences(was: unknown, now: unknown, pointer = ''): Difference[] {
  if (JSON.stringify(was) === JSON.stringify(now)) return []
  if (!isObject(was) || !isObject(now)) return [{ pointer, was, now }]
  const keys = [...new Set([...Object.keys(was), ...Object.keys(now)])]
  return keys.flatMap((key) => differences(was[key], now[key], `${pointer}/${escaped(key)}`))
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a text differs in from the shipped one, each with a way back. */
export function differing(bench: Bench, original: string): HTMLElement {
  const list = h('ul')
  const draw = () => {
    let found: Difference[]
    try {
      found = differences(JSON.parse(original), JSON.parse(bench.text()))
    } catch {
      return fill(list, h('li', {}, t('What is no JSON cannot be compared.')))
    }
    fill(list, ...(found.length ? found.map((d) => told(d, bench, draw)) : [h('li', {}, t('Nothing.'))]))
  }
  const box = h<HTMLDetailsElement>(
    'details.differing',
    {},
    h('summary', {}, t('What differs from the shipped one')),
    list,
  )
  box.addEventListener('toggle', draw)
  box.addEventListener('changed', draw)
  draw()
  return box
}

function told({ pointer, was, now }: Difference, bench: Bench, drawn: () => void): HTMLElement {
  const value = (x: unknown) => {
    const text = JSON.stringify(x)
    return h('code', {}, text.length > mostShown ? `${text.slice(0, mostShown)} …` : text)
  }
  const back = () => void bench.put(pointer, was).then(drawn)
  return h(
    'li',
    {},
    h('b', {}, pointer),
    ': ',
    ...(was === undefined
      ? woven('new, {now}', { now: value(now) })
      : now === undefined
        ? woven('{was} is gone', { was: value(was) })
        : woven('{was} is now {now}', { was: value(was), now: value(now) })),
    was === undefined
      ? ''
      : h(
          'button.link',
          { type: 'button', onclick: back, 'aria-label': t('Put {pointer} back', { pointer }) },
          t('Put it back'),
        ),
  )
}

const mostShown = 120
