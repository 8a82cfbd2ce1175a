// Builds a scenario by choosing: a node, a wire, a flow is written into the text,
// or taken out of it. And what of it differs from the shipped one.
import { t, woven } from '../language/text'
import { choice, fill, h } from '../elements/dom'
import type { Option } from '../elements/dom'
import type { Words } from '../lab/data'
import { into, schema, spread } from '../lab/schema'
import type { Schema } from '../lab/schema'

/** The text that is built on. */
export interface Bench {
  text(): string
  /** Writes a value at a JSON pointer: of several the first with the fewest faults. */
  put(pointer: string, ...values: unknown[]): Promise<void>
  /** Takes out what stands at a JSON pointer, with all that names it, or says why it stays. */
  take(pointer: string): Promise<void>
}

type Json = Record<string, unknown>

/** A kind of node, and whether one stands before others: it is told which. */
export interface Kind {
  name: string
  before: boolean
}

/** The kinds of node there are. */
export async function kindsOfNode(): Promise<Kind[]> {
  const root = await schema()
  const node: Schema = { $ref: '#/$defs/node' }
  const kinds = spread(root, node).find((s) => s.properties?.kind?.enum)?.properties?.kind?.enum ?? []
  return kinds.map((name) => ({ name, before: into(root, node, 'to', { kind: name }).length > 0 }))
}

export function building(bench: Bench, words: Words, kinds: Kind[]): HTMLElement {
  const forms = h('div.building')
  let offered: string
  const draw = () => {
    offered = offers(bench)
    fill(forms, ...formsOf(bench, words, kinds))
  }
  const renew = (but: Element | null) => {
    const chosen = [...forms.querySelectorAll('select')].filter((x) => !but?.contains(x))
    draw()
    for (const x of chosen) choose(forms, x.closest('form')!.ariaLabel!, x.ariaLabel!, x.value)
  }
  draw()
  const summary = h('summary', {}, t('Add a node, a wire, a flow, or take one away'))
  const box = h<HTMLDetailsElement>('details', {}, summary, forms)
  box.addEventListener('toggle', draw)
  box.addEventListener('changed', () => {
    if (offers(bench) !== offered) renew(null)
  })
  forms.addEventListener('built', (e) => renew(e.target as Element))
  return box
}

/** What in the text there may be wires and flows between, and what may be taken away. */
function offers(bench: Bench): string {
  return JSON.stringify(parts.map(([part]) => Object.keys(members(bench.text(), part) ?? {})))
}

/** The parts of a scenario that are built of several, and what one of each is called. */
const parts: [part: string, one: string][] = [
  ['nodes', t('node')],
  ['links', t('wire')],
  ['flows', t('flow')],
]

/** Chooses again what was chosen before, in a form that is drawn anew. */
function choose(forms: Element, form: string, label: string, value: string) {
  const now = forms.querySelector<HTMLSelectElement>(`form[aria-label="${form}"] select[aria-label="${label}"]`)
  if (!now || now.value === value || ![...now.options].some((o) => o.value === value)) return
  now.value = value
  now.dispatchEvent(new Event('change'))
}

function formsOf(bench: Bench, words: Words, kinds: Kind[]): HTMLElement[] {
  const nodes = members(bench.text(), 'nodes')
  if (nodes === null) return [h('p', {}, t('What is no JSON cannot be added to.'))]
  const ids = Object.keys(nodes)
  if (ids.length === 0) return [nodeForm(bench, ids, kinds)]
  return [nodeForm(bench, ids, kinds), wireForm(bench, ids), flowForm(bench, ids, words), awayForm(bench)]
}

/** Takes away one of what there is. */
function awayForm(bench: Bench): HTMLElement {
  const there = parts.flatMap(([part, one]) =>
    Object.keys(members(bench.text(), part) ?? {}).map((id): Option => [`/${part}/${escaped(id)}`, `${id} (${one})`]),
  )
  let pointer = there[0]![0]
  return form(t('Take away'), () => bench.take(pointer), [
    labelled(t('What'), (label) => choice(label, there, pointer, (v) => (pointer = v))),
  ])
}

/** What a text has in one of its parts; null: it cannot be read. */
function members(text: string, part: string): Record<string, Json> | null {
  try {
    return (JSON.parse(text)[part] ?? {}) as Record<string, Json>
  } catch {
    return null
  }
}

function nodeForm(bench: Bench, ids: string[], kinds: Kind[]): HTMLElement {
  let kind = kinds[0]!
  const [name, named] = field(t('Name'), fresh(kind.name, ids))
  const boxes = ids.map((value, i) => h<HTMLInputElement>('input', { type: 'checkbox', value, checked: i === 0 }))
  const each = boxes.map((box) => h('label.tick', {}, box, box.value))
  const before = h('fieldset', {}, h('legend', {}, t('In front of')), ...each)
  const chosen = (v: string) => {
    kind = kinds.find((k) => k.name === v)!
    named.value = fresh(v, ids)
    before.hidden = !kind.before
  }
  const add = () => {
    const [at, node] = [`/nodes/${escaped(named.value)}`, { kind: kind.name }]
    if (kind.before) return bench.put(at, { ...node, to: boxes.filter((b) => b.checked).map((b) => b.value) })
    const service = '10ms'
    return bench.put(at, { ...node, workers: 4, service }, { ...node, service }, node)
  }
  const names = kinds.map((k) => k.name)
  const which = pick(t('Kind'), names, kind.name, chosen)
  before.hidden = !kind.before
  return form(t('Add a node'), add, [which, name, before])
}

function wireForm(bench: Bench, ids: string[]): HTMLElement {
  let [from, to] = [ids[0]!, ids[1] ?? ids[0]!]
  const [latency, lasts] = field(t('Latency'), '10ms')
  const add = async () => {
    await bench.put(`/links/${escaped(`${from}-${to}`)}`, { from, to, latency: lasts.value })
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
  const [often, rate] = field(t('How often'), '1/s')
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
    labelled(t('Pattern'), (label) => choice(label, patterns, pattern, (v) => (pattern = v))),
    often,
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

/** A field under its label, and the field itself. */
function field(label: string, value: string): [HTMLElement, HTMLInputElement] {
  const input = h<HTMLInputElement>('input', { value, size: 10, required: true })
  return [h('label', {}, label, input), input]
}

/** What is chosen from, under its label. */
function labelled(label: string, make: (label: string) => HTMLSelectElement): HTMLElement {
  return h('label', {}, label, make(label))
}

function pick(label: string, values: string[], value: string, changed: (value: string) => void): HTMLElement {
  const options = values.map((v): Option => [v, v])
  return labelled(label, (called) => choice(called, options, value, changed))
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
  const back = () => void (was === undefined ? bench.take(pointer) : bench.put(pointer, was)).then(drawn)
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
      ? h(
          'button.link',
          { type: 'button', onclick: back, 'aria-label': t('Take {pointer} away', { pointer }) },
          t('Take it away'),
        )
      : h(
          'button.link',
          { type: 'button', onclick: back, 'aria-label': t('Put {pointer} back', { pointer }) },
          t('Put it back'),
        ),
  )
}

const mostShown = 120
