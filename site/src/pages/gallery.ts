// The gallery: section by section, in an order of learning, each scenario with
// its question and how busy its first two variants are over their run. It is
// narrowed to a pattern; and what has the words that are looked for comes alone,
// the best fit first.
import { english } from '../elements/english'
import { decimal } from '../language/number'
import { t } from '../language/text'
import { gallery, words as shippedWords } from '../lab/shipped'
import type { Card } from '../lab/data'
import { h, fill } from '../elements/dom'
import { found } from './finding'
import { path } from './path'
import { capital, figure, together } from '../words/format'

export async function showGallery(main: HTMLElement, crumbs: HTMLElement, wanted: () => boolean) {
  const [list, words] = await Promise.all([gallery(), shippedWords()])
  if (!wanted()) return
  document.title = t('Backchat: how backends talk')
  fill(crumbs)
  let only = ''
  const [body, count] = [h('div'), h('span.count', { role: 'status' })]
  const filter = h('div.filter', { role: 'group', 'aria-label': t('Which pattern') })
  const search = h<HTMLInputElement>('input', {
    type: 'search',
    placeholder: t('Find: 502, Kafka, thundering herd …'),
    'aria-label': t('Find a scenario, by what you see, use or look for'),
  })
  const way = path(words)
  const flagship = later(async () => (await import('../flagship/race')).race(words))
  const own = later(async () => (await import('./making')).making())
  const draw = () => {
    const sought = search.value.trim()
    const offered = list.filter((c) => only === '' || c.patterns.includes(only))
    const { cards: shown, all } = sought === '' ? { cards: offered, all: true } : found(offered, sought, words)
    flagship.hidden = way.hidden = own.hidden = sought !== ''
    count.textContent = sought === '' && only === '' ? '' : told(shown.length, all)
    if (sought !== '') return fill(body, h('h2.sr', {}, t('What fits, the best first')), cardsOf(shown))
    fill(
      body,
      ...words.sections.map(({ title, lead, names }, i) =>
        group(
          `group-${i}`,
          title,
          lead,
          names.flatMap((name) => shown.filter((c) => c.name === name)),
          i === 0 || shown.length < list.length || !small.matches,
        ),
      ),
    )
  }
  const choose = (id: string) => {
    only = id
    for (const b of filter.querySelectorAll('button')) b.setAttribute('aria-pressed', String(b.value === id))
    draw()
  }
  const patterns = words.patterns.filter(({ name }) => list.some((c) => c.patterns.includes(name)))
  fill(
    filter,
    ...[{ name: '', title: t('all') }, ...patterns].map(({ name, title }) =>
      h(
        'button',
        { type: 'button', value: name, 'aria-pressed': String(name === ''), onclick: () => choose(name) },
        name === '' ? capital(title) : capital(title),
      ),
    ),
  )
  search.addEventListener('input', draw)
  draw()
  fill(main, lead(), flagship, h('div.find', { role: 'search' }, search, count), way, own, filter, body)
}

/** What the page is. */
function lead(): HTMLElement {
  return h(
    'section.lead',
    {},
    h('h1', {}, t('How do backends talk, and what does it cost?')),
    h(
      'p',
      {},
      t('Each of these asks a question. Guess, play it, break it, and read what it costs.'),
      ' ',
      t('Everything you see is computed in your browser, the same way every time.'),
    ),
  )
}

/** A place for what comes later; where it cannot come, the page is whole without it. */
function later(load: () => Promise<HTMLElement>): HTMLElement {
  const place = h('div')
  load().then(
    (element) => fill(place, element),
    (error: unknown) => console.warn('a part of the page is not there:', error),
  )
  return place
}

function told(n: number, all: boolean): string {
  if (n === 0) return t('None is like that. Try fewer words, or shorter ones.')
  return all
    ? t('One scenario | {n} scenarios', { n })
    : t('None has all of these words; one comes near | None has all of these words; {n} come near', { n })
}

/** A screen on which all cards at once would be a very long way. */
const small = matchMedia('(max-width: 703px)')

/** Cards under their heading, if there are any; they can be folded, and are unless they are to be open. */
function group(id: string, heading: string, lead: string, cards: Card[], open: boolean): HTMLElement | null {
  return cards.length
    ? h(
        'section.group',
        { 'aria-labelledby': id },
        h(
          'details',
          { open },
          h('summary', {}, h('h2', { id }, heading), h('span', {}, String(cards.length))),
          h('p', {}, lead),
          cardsOf(cards),
        ),
      )
    : null
}

function cardsOf(cards: Card[]) {
  return h('ul.cards', { role: 'list' }, ...cards.map(card))
}

function card(c: Card) {
  return h(
    'li.card',
    {},
    h('h3', {}, h('a', { href: `#v1/scenario/${c.name}` }, c.title)),
    h('p', {}, together(c.question)),
    c.symptom && h('div.symptom', {}, c.symptom),
    c.source && english(h('div.origin', {}, `${c.source.title}, ${c.source.year}`)),
    spark(c.busy),
    h('div.chips', {}, h('span', {}, figure(c.seconds, 's')), h('span', {}, crowd(c.nodes))),
  )
}

/** Who talks, by kind: "2 servers, 20 clients"; where there may be more than at first, "3 to 18 servers". */
export function crowd(nodes: Card['nodes']): string {
  const of = new Map<string, [number, number]>()
  for (const [kind, starts, most] of nodes) {
    const [a, b] = of.get(kind) ?? [0, 0]
    of.set(kind, [a + starts, b + most])
  }
  const many = (from: number, to: number) => (from < to ? t('{from} to {to}', { from, to }) : decimal(to))
  return [...of]
    .map(([kind, [from, to]]) => (to === 1 ? called[kind]![0] : `${many(from, to)} ${called[kind]![1]}`))
    .join(', ')
}

/** One of a kind of node, and several. */
const called: Record<string, [string, string]> = {
  client: [t('a client'), t('clients')],
  server: [t('a server'), t('servers')],
  balancer: [t('a balancer'), t('balancers')],
  broker: [t('a broker'), t('brokers')],
  store: [t('a store'), t('stores')],
}

function spark(busy: number[][]) {
  const line = (values: number[]) =>
    values
      .map(
        (v, i) =>
          `${i ? 'L' : 'M'}${((i * 200) / Math.max(1, values.length - 1)).toFixed(1)},${(33 - v * 0.31).toFixed(1)}`,
      )
      .join('')
  return h<SVGElement>(
    'svg',
    { viewBox: '0 0 200 34', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    busy[0] ? h('path.a', { d: line(busy[0]) }) : null,
    busy[1] ? h('path.b', { d: line(busy[1]) }) : null,
  )
}
