// The page's own texts. Their English is their key; what stands in braces is a place
// for what is said of this time:
//
//	t('Step {n} of {all}', { n: 2, all: 12 })
//
// Of a text with a bar in it, the part before the bar is for one and the part behind
// it for any other number of n: '{n} key | {n} keys'. build/texts.mjs holds that all
// texts are told so, and that each has its German (de.json).
import { texts } from './language'
import { decimal } from './number'

type Places<T extends string> = T extends `${string}{${infer Place}}${infer Rest}` ? Place | Places<Rest> : never
type Given<T extends string, Value> = [Places<T>] extends [never] ? [] : [places: Record<Places<T>, Value>]
type Values = Record<string, unknown>

/** A text in the page's language. Numbers are written as it writes them; the number of a thing, its name, is a string. */
export function t<const T extends string>(text: T, ...[places]: Given<T, string | number>): string {
  const values: Values = places ?? {}
  return chosen(text, values).replace(/\{(\w+)\}/g, (_, name: string) => written(values[name]))
}

/** A text that stands elsewhere, with its places as they are, in the page's language. */
export function told(text: string): string {
  return texts[text] ?? text
}

/** A text with elements in its places, as the children of another. */
export function woven<const T extends string, Child extends Node>(
  text: T,
  ...[places]: Given<T, string | number | Child>
): (string | Child)[] {
  const values: Values = places ?? {}
  return chosen(text, values)
    .split(/\{(\w+)\}/)
    .map((part, i) =>
      i % 2 === 0 ? part : values[part] instanceof Node ? (values[part] as Child) : written(values[part]),
    )
    .filter((part) => part !== '')
}

/** The text in the page's language: of two forms the one that is right for n. */
function chosen(text: string, { n }: Values): string {
  const [one, other] = (texts[text] ?? text).split(' | ')
  return other === undefined || n === 1 ? one! : other
}

function written(value: unknown): string {
  return typeof value === 'number' ? decimal(value) : String(value)
}
