// Where to go on from a scenario: to the one that follows, and back to the one
// before, in the gallery's order of learning.
import { h } from '../elements/dom'
import { gallery } from '../lab/shipped'

export async function onward(name: string | null): Promise<HTMLElement | null> {
  const { list, words } = await gallery()
  const order = words.sections.flatMap(({ title, names }) => names.map((n) => ({ name: n, section: title })))
  const at = order.findIndex((o) => o.name === name)
  if (at < 0) return null
  const way = (i: number, says: string) => {
    const to = order[i]
    const title = list.find((c) => c.name === to?.name)?.title
    if (!to || title === undefined) return null
    const elsewhere = to.section === order[at]!.section ? '' : ` (${to.section})`
    return h('a', { href: `#v1/scenario/${to.name}` }, h('span', {}, says), ` ${title}${elsewhere}`)
  }
  return h('nav.onward', { 'aria-label': 'Other scenarios' }, way(at - 1, 'Before:'), way(at + 1, 'Next:'))
}
