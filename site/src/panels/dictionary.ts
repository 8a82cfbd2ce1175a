// The glossary: all terms and figures in one list, which can be searched.
import type { Words } from '../lab/data'
import { h, fill } from '../elements/dom'
import { modal } from '../elements/modal'
import { capital, plain, sentenceOf } from '../words/format'
import { pattern } from '../words/glossary'

const sections: [string, string, (name: string, words: Words) => string][] = [
  ['page', 'Words', (n) => n],
  ['pattern', 'Ways to talk', (n, words) => pattern(words, n)],
  ['node', 'Who talks', (n) => n],
  ['policy', 'Whom a balancer asks', plain],
  ['fault', 'What goes wrong', plain],
  ['cause', 'What time is spent on', plain],
  ['status', 'How things end', plain],
  ['claim', 'What the field says', (n) => n],
]

export function dictionary(words: Words) {
  const list = h('div.terms')
  const search = h<HTMLInputElement>('input', {
    type: 'search',
    placeholder: 'Find a term',
    'aria-label': 'Find a term',
  })
  const groups: [string, [string, string][]][] = sections.map(([of, title, shown]) => [
    title,
    words.terms.filter((t) => t.of === of).map((t) => [shown(t.name, words), t.says]),
  ])
  groups.push(['Figures', words.metrics.map((m) => [`${m.of}: ${plain(m.name)}`, m.says])])
  const show = () => {
    const sought = search.value.toLowerCase()
    const found = groups
      .map(([title, all]) => [title, all.filter(([t, s]) => (t + s).toLowerCase().includes(sought))] as const)
      .filter(([, all]) => all.length > 0)
    fill(
      list,
      ...found.flatMap(([title, all]) => [
        h('h3', {}, title),
        h('dl', {}, ...all.flatMap(([t, s]) => [h('dt', {}, capital(t)), h('dd', {}, sentenceOf(s))])),
      ]),
    )
    if (!found.length) fill(list, h('p', { role: 'status' }, 'There is no such term.'))
  }
  search.addEventListener('input', show)
  show()
  modal('Glossary', 'glossary', search, list)
}
