// Where to go on from a scenario: to the one that follows, and back to the one
// before, in the gallery's order of learning.
import { t } from '../language/text'
import { h } from '../elements/dom'
import type { Words } from '../lab/data'

export function onward(name: string | null, words: Words): HTMLElement | null {
  const order = words.sections.flatMap(({ title, names }) => names.map((n) => ({ name: n, section: title })))
  const at = order.findIndex((o) => o.name === name)
  if (at < 0) return null
  const way = (i: number, says: string) => {
    const to = order[i]
    const title = to && words.titles[to.name]
    if (!to || title === undefined) return null
    const elsewhere = to.section === order[at]!.section ? '' : ` (${to.section})`
    return h('a', { href: `#v1/scenario/${to.name}` }, h('span', {}, says), ' ', `${title}${elsewhere}`)
  }
  return h('nav.onward', { 'aria-label': t('Other scenarios') }, way(at - 1, t('Before:')), way(at + 1, t('Next:')))
}
