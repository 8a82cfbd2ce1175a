// The gallery: by pattern, each scenario with its question and how busy its
// first two variants are over their run.
import { gallery } from '../lab/shipped'
import type { Card } from '../lab/data'
import { h, fill } from '../elements/dom'
import { capital, figure, together } from '../words/format'

export async function showGallery(main: HTMLElement, crumbs: HTMLElement) {
  const { list, words } = await gallery()
  document.title = 'Backchat: how backends talk'
  fill(crumbs)
  let only = ''
  const body = h('div')
  const filter = h('div.filter', { role: 'group', 'aria-label': 'Which pattern' })
  const shown = () => list.filter((c) => only === '' || c.patterns.includes(only))
  const draw = () => {
    fill(
      filter,
      ...[
        ['', 'All'] as const,
        ...words.patterns
          .filter(({ name }) => list.some((c) => c.patterns.includes(name)))
          .map(({ name, title }) => [name, capital(title)] as const),
      ].map(([id, label]) =>
        h(
          'button',
          {
            type: 'button',
            'aria-pressed': String(only === id),
            onclick: () => {
              only = id
              draw()
              filter.querySelector<HTMLElement>('[aria-pressed=true]')?.focus()
            },
          },
          label,
        ),
      ),
    )
    fill(
      body,
      ...words.patterns.map(({ name, heading, lead }) => {
        const cards = shown().filter((c) => c.home === name && c.source === null)
        return group(heading, lead, cards)
      }),
      group(
        'Known results',
        'What others have measured or worked out, run here under their conditions and held against their figures.',
        shown().filter((c) => c.source !== null),
      ),
    )
  }
  draw()
  fill(
    main,
    h(
      'section.lead',
      {},
      h('h1', {}, 'How do backends talk, and what does it cost?'),
      h(
        'p',
        {},
        'Each of these asks a question. Guess, play it, break it, and read what it costs. ' +
          'Everything you see is computed in your browser, the same way every time.',
      ),
    ),
    filter,
    body,
  )
}

/** Cards under their heading, if there are any. */
function group(heading: string, lead: string, cards: Card[]): HTMLElement | null {
  return cards.length
    ? h(
        'section.group',
        { 'aria-label': heading },
        h('h2', {}, heading),
        h('p', {}, lead),
        h('ul.cards', { role: 'list' }, ...cards.map(card)),
      )
    : null
}

function card(c: Card) {
  return h(
    'li.card',
    {},
    h('h3', {}, h('a', { href: `#v1/scenario/${c.name}` }, c.title)),
    h('p', {}, together(c.question)),
    c.source && h('div.origin', {}, `${c.source.title}, ${c.source.year}`),
    spark(c.busy),
    h('div.chips', {}, h('span', {}, figure(c.seconds, 's')), h('span', {}, crowd(c.nodes))),
  )
}

/** Who talks, by kind: "2 servers, 20 clients". */
export function crowd(nodes: [string, number][]): string {
  const of = new Map<string, number>()
  for (const [kind, count] of nodes) of.set(kind, (of.get(kind) ?? 0) + count)
  return [...of].map(([kind, count]) => (count === 1 ? `a ${kind}` : `${figure(count, '1')} ${kind}s`)).join(', ')
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
