// What goes along when something is taken out of a scenario: all that names it. What
// names what the lab knows: it finds fault with what is left alone, and that goes, too.
import { language } from '../language/language'
import { t } from '../language/text'
import type { Fault } from '../lab/data'

/** How texts are changed and looked at. */
interface Tools {
  without(text: string, pointer: string): Promise<string>
  faults(text: string): Promise<Fault[] | null>
}

/** A text without something, and what is to be said of it; or why there is none. */
type Removal = { text: string; says: string } | { refused: string }

const keyed = ['nodes', 'links', 'keys', 'flows', 'timeline']

/** Takes something out of a text that has no faults, with all that names it, or refuses. */
export async function removal(whole: string, pointer: string, { without, faults }: Tools): Promise<Removal> {
  const name = unescaped(pointer.split('/').at(-1)!)
  if ((await faults(whole))?.length !== 0)
    return { refused: t('Nothing is taken away from a text that has faults: mend them first.') }
  const along = new Set<string>()
  for (let text = await without(whole, pointer); ;) {
    const found = await faults(text)
    if (!found) return { refused: t('This was stopped before it was read.') }
    if (found.length === 0) return { text, says: told(name, [...along]) }
    const gone = text
    const root = JSON.parse(text) as unknown
    const parts = found.map((fault) => ({ fault, part: partOf(root, fault.pointer, pointer) }))
    const stuck = parts.find(({ part }) => typeof part !== 'string')
    if (stuck) return { refused: refusal(name, stuck.fault) }
    for (const part of [...new Set(parts.map(({ part }) => part!))].sort(lastFirst)) {
      text = await without(text, part)
      along.add(part)
    }
    if (text === gone) return { refused: refusal(name, found[0]!) }
  }
}

/** The later item of a list first, so that the others stay where they are. */
function lastFirst(a: string, b: string): number {
  return b.localeCompare(a, 'en', { numeric: true })
}

/**
 * The smallest part that can go where there is fault with something: an item of several in a list, or the whole entry;
 * null: another node would not be what it was.
 */
function partOf(root: unknown, pointer: string, asked: string): string | null {
  const steps = pointer.split('/').slice(1)
  const begin = steps[0] === 'variants' ? 2 : 0
  const top = steps[begin]
  const to = (n: number) => steps.slice(0, n).reduce((all, step) => `${all}/${step}`, '')
  if (top === undefined) return begin ? to(2) : null
  const entry = to(begin + 2)
  if (entry.endsWith(asked)) return entry // of which a variant has more to say
  if (!keyed.includes(top)) return Array.isArray(at(root, steps.slice(0, begin + 1))) ? entry : to(begin + 1)
  for (let n = begin + 2; n < steps.length; n++) {
    const list = at(root, steps.slice(0, n))
    if (Array.isArray(list) && list.length > 1) return to(n + 1)
  }
  return top === 'nodes' ? null : entry
}

function at(root: unknown, steps: string[]): unknown {
  return steps.reduce((of, step) => (of as Record<string, unknown> | undefined)?.[unescaped(step)], root)
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** Why something stays: what could not be without it. */
function refusal(name: string, fault: Fault): string {
  const node = /(?:^|^\/variants\/[^/]+)\/nodes\/([^/]+)/.exec(fault.pointer)?.[1]
  if (node) return t('“{name}” stays: “{node}” cannot be without it. Take that away first.', { name, node })
  return t('“{name}” stays: without it, {fault}.', { name, fault: fault.told ?? fault.message })
}

/** What was taken away, and how much of what went along. */
function told(name: string, along: string[]): string {
  const count = (part: string) => along.filter((pointer) => pointer.startsWith(`/${part}/`)).length
  const parts = [
    [count('links'), (n: number) => t('{n} wire | {n} wires', { n })],
    [count('flows'), (n: number) => t('{n} flow | {n} flows', { n })],
    [count('timeline'), (n: number) => t('{n} entry of the timeline | {n} entries of the timeline', { n })],
    [count('variants'), (n: number) => t('{n} part of variants | {n} parts of variants', { n })],
    [count('expect'), (n: number) => t('{n} expectation | {n} expectations', { n })],
    [count('goals'), (n: number) => t('{n} goal | {n} goals', { n })],
    [count('sliders'), (n: number) => t('{n} slider | {n} sliders', { n })],
    [along.filter((pointer) => !pointer.slice(1).includes('/')).length, () => t('what is written of it')],
  ] as const
  const all = parts.filter(([n]) => n > 0).map(([n, says]) => says(n))
  if (!all.length) return t('“{name}” taken away', { name })
  const listed = new Intl.ListFormat(language, { type: 'conjunction' }).format(all)
  return t('“{name}” taken away, with {parts}', { name, parts: listed })
}
