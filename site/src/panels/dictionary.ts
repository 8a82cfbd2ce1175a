// The glossary: all terms and figures in one list, which can be searched.
import { t } from '../language/text'
import type { Words } from '../lab/data'
import { h, fill } from '../elements/dom'
import { modal } from '../elements/modal'
import { capital, plain, sentenceOf } from '../words/format'
import { pattern } from '../words/glossary'

const sections: [string, string, (name: string, words: Words) => string][] = [
  ['page', t('Words'), (n) => n],
  ['pattern', t('Ways to talk'), (n, words) => pattern(words, n)],
  ['node', t('Who talks'), (n) => n],
  ['policy', t('Whom a balancer asks'), plain],
  ['fault', t('What goes wrong'), plain],
  ['cause', t('What time is spent on'), plain],
  ['status', t('How things end'), plain],
  ['claim', t('What the field says'), (n) => n],
]

/** Whose figures there are. */
const owners: Record<string, string> = {
  run: t('run'),
  flow: t('flow'),
  node: t('node'),
  replica: t('replica'),
  link: t('link'),
}

export function dictionary(words: Words) {
  const list = h('div.terms')
  const search = h<HTMLInputElement>('input', {
    type: 'search',
    placeholder: t('Find a term'),
    'aria-label': t('Find a term'),
  })
  const groups: [string, [string, string][]][] = sections.map(([of, title, shown]) => [
    title,
    words.terms.filter((term) => term.of === of).map((term) => [term.title ?? shown(term.name, words), term.says]),
  ])
  groups.push([t('Figures'), words.metrics.map((m) => [`${owners[m.of]!}: ${m.title ?? plain(m.name)}`, m.says])])
  const show = () => {
    const sought = search.value.toLowerCase()
    const found = groups
      .map(
        ([title, all]) => [title, all.filter(([term, says]) => (term + says).toLowerCase().includes(sought))] as const,
      )
      .filter(([, all]) => all.length > 0)
    fill(
      list,
      ...found.flatMap(([title, all]) => [
        h('h3', {}, title),
        h('dl', {}, ...all.flatMap(([term, says]) => [h('dt', {}, capital(term)), h('dd', {}, sentenceOf(says))])),
      ]),
    )
    if (!found.length) fill(list, h('p', { role: 'status' }, t('There is no such term.')))
  }
  search.addEventListener('input', show)
  show()
  modal(t('Glossary'), 'glossary', search, list)
}
