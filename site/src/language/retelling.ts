// Tells messages in another language that come from programs which know none but
// English: a message is known again by the format that it was made of, and what fills
// its places is told in the same way. Formats and their places are those of Go's fmt:
//
//	%q is no %s%s    "%q gibt es nicht als %s%s"

export type Retelling = (message: string) => string | null

/** A format with the pattern of what is made of it, the longest part of that, and the place that each group stands for. */
interface Format {
  english: string
  pattern: RegExp
  part: string
  places: string[]
}

const verb = /%(?:\[(\d)\])?[\d.]*([a-z])|%%/g
const made: Record<string, string> = { q: '"(?:[^"\\\\]|\\\\.)*"', d: '-?\\d+', f: '-?\\d+', x: '[0-9a-f]+' }
/** What comes straight behind another place: nothing, or a clause; before more it has a stop. */
const [clause, sentence] = ['(?:[;.].*)?', '(?:; .*?[.?]|\\.)']
/** What is between the parts of a list: first what is between most of them. */
const joints = [/(, or |, )/, /( and of | and | or )/]
const name = /^("(?:[^"\\]|\\.)*"|\S*|[\d.]+ \S+)$/

/** How messages are told by texts, of each English one what it is; null where none of them fits. */
export function retelling(texts: Record<string, string>): Retelling {
  const formats = Object.keys(texts)
    .filter((text) => text.includes('%'))
    .map(formatOf)
    .sort((a, b) => literal(b) - literal(a))

  /** By the first format that fits and of which all that fills its places is known; else by the first. */
  function retold(message: string): string | null {
    return told(message) ?? told(message, (value) => known(value) ?? value)
  }

  function told(message: string, filling: (value: string) => string | null = known): string | null {
    if (texts[message] !== undefined) return texts[message]
    for (const { english, pattern, part, places } of formats) {
      const found = message.includes(part) && pattern.exec(message)
      if (!found) continue
      const values = places.map((_, i) => filling(found[i + 1]!))
      const inPlace = new Map(places.map((place, i) => [place, values[i]]))
      if (!values.includes(null)) return replaced(texts[english]!, (place) => inPlace.get(place) ?? '')
    }
    return null
  }

  /** What fills a place: names and figures as they are; null for what else nobody tells. */
  function known(value: string): string | null {
    const said = texts[value] ?? (name.test(value) ? value : null)
    return said ?? ended(value) ?? listed(value) ?? told(value) ?? capital(value)
  }

  function listed(value: string, [joint, ...rest] = joints): string | null {
    if (!joint) return null
    const parts = value.split(joint)
    if (parts.length === 1) return listed(value, rest)
    const part = (text: string) => (name.test(text) ? text : (listed(text, rest) ?? told(text)))
    const said = parts.map((text, i) => (i % 2 ? (texts[text] ?? text) : part(text)))
    return said.includes(null) ? null : said.join('')
  }

  function capital(value: string): string | null {
    const said = told(value.charAt(0).toLowerCase() + value.slice(1))
    return said && said.charAt(0).toUpperCase() + said.slice(1)
  }

  /** A sentence, or a clause with its stop. */
  function ended(value: string): string | null {
    const said = value.endsWith('.') ? known(value.slice(0, -1)) : null
    return said && `${said}.`
  }

  return retold
}

/** How much of a format is always the same. */
function literal({ english }: Format): number {
  return english.replace(verb, '').length
}

function formatOf(english: string): Format {
  const places: string[] = []
  let end = 0
  const pattern = [...english.matchAll(verb)].map(({ 0: whole, 2: kind, index }) => {
    const before = english.slice(end, index)
    const behind = end > 0 && before === ''
    end = index + whole.length
    const any = !behind ? '.*?' : end < english.length ? sentence : clause
    return quoted(before) + (kind === undefined ? '%' : `(${made[kind] ?? any})`)
  })
  replaced(english, (place) => `${places.push(place)}`)
  const parts = english
    .replace(verb, '\0')
    .split('\0')
    .sort((a, b) => b.length - a.length)
  const whole = `^${pattern.join('')}${quoted(english.slice(end))}$`
  return { english, pattern: new RegExp(whole, 's'), part: parts[0]!, places }
}

function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

/** A format with something in each place, which is a number, of those that are given, and a verb. */
function replaced(format: string, by: (place: string) => string): string {
  let next = 1
  return format.replace(verb, (_, index: string | undefined, kind: string | undefined) => {
    if (kind === undefined) return '%'
    next = index === undefined ? next : Number(index)
    return by(`${next++}${kind}`)
  })
}
