// What the validator says to write instead, as changes of the text.
import { t } from '../language/text'

/** A word of the text that is to become another. */
export interface Remedy {
  /** What the change does, in words. */
  says: string
  /** The text in place of the faulty value or key. */
  text: string
}

const quoted = /"((?:[^"\\]|\\.)*)"/g

/** What a message about a value or a key of JSON, as it stands in the text, proposes for it. */
export function remedies(message: string, token: string): Remedy[] {
  const meant = /^(.*); did you mean ("(?:[^"\\]|\\.)*")\?/s.exec(message)
  const write = /^(.*)[;:] write ((?:"(?:[^"\\]|\\.)*"(?:, | or |, or )?)+)$/s.exec(message)
  const [, before, proposed] = meant ?? write ?? []
  if (before === undefined || proposed === undefined) return []
  const named = all(before).reverse()
  const [bare] = before.split(' ')
  if (write && !meant && bare) named.push(bare) // a number stands there as it is
  return all(proposed).flatMap((to) => {
    const text = named.map((from) => replaced(token, from, to)).find((t) => t !== null)
    return text ? [{ says: t('Write {text}', { text }), text }] : []
  })
}

/** The texts that stand in quotes in a message. */
function all(text: string): string[] {
  return [...text.matchAll(quoted)].map(([whole]) => JSON.parse(whole) as string)
}

/** A token of JSON with one text in it in place of another; null where that is not there, or more than once. */
function replaced(token: string, from: string, to: string): string | null {
  const text = content(token)
  const parts = text.split(from)
  return from !== '' && parts.length === 2 ? JSON.stringify(parts.join(to)) : null
}

/** What a token says: a string without its quotes. */
function content(token: string): string {
  try {
    const value: unknown = JSON.parse(token)
    return typeof value === 'string' ? value : token
  } catch {
    return token
  }
}
