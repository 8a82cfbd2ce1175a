// Holds that messages about scenarios are known again, and told in German as a whole
// (src/language/retelling.ts): each format by itself, whatever fills its places, and
// each message that the tests of the validator have. That no format is missing, tests/structure holds.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { source } from './source.mjs'

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
const read = (...place) => fs.readFileSync(path.join(root, ...place), 'utf8')
const german = JSON.parse(read('language', 'de-scenario.json'))
const { retelling } = (await source('language/retelling.ts')).module
const verb = /%(?:\[(\d)\])?[\d.]*([a-z])|%%/g

/** Messages besides those that the tests have as a whole. */
const others = [
  'at 1.2s of virtual time the run had more than 512.0 MB of memory: most for 12 messages (1.2 MB), 3 replicas that come and go (0.4 MB); let less be under way at a time, or raise limits.memory',
  'at 0s of virtual time the run had more than 100 turns of a loop in which no time passes: app/0 asks and is refused, again and again, in flow "news"; /flows/news/push/reconnect/backoff: a least time, like "1ms", ends it',
  'unknown field "max_ejection_time"; here that is "longest" of the "ejection" of a balancer or "most" of a flow. A flow has: from, to',
  'unknown field "share"; it is a field of "rate" and of "retry". A flow has: from, to',
]

/** German in letters that nothing else has, so that what is left in English shows. */
const wide = (text) => text.replace(/[A-Za-z]/g, (letter) => String.fromCodePoint(letter.codePointAt(0) + 0xfee0))
const marked = (text) =>
  text
    .split(/(%(?:\[\d\])?[\d.]*[a-z])/)
    .map((part, i) => (i % 2 ? part : wide(part)))
    .join('')
const retold = retelling(Object.fromEntries(Object.entries(german).map(([text, inIt]) => [text, marked(inIt)])))

const faults = [...Object.keys(german).flatMap(confused), ...[...messages(), ...others].flatMap(untold)]
for (const fault of faults) console.error(fault)
process.exitCode = faults.length ? 1 : 0

/** A text that is taken for another, once its places are filled. */
function confused(text) {
  const nothing = adjacent(text)
  const sample = (kind, place) => {
    if (nothing.has(place)) return nothing.get(place)
    return { q: `"${place}"`, d: `${place}`, f: `${place}`, x: `${place}` }[kind] ?? `~${place}`
  }
  const samples = (format) => {
    let next = 0
    return format.replace(verb, (_, index, kind) => {
      if (kind === undefined) return '%'
      next = index === undefined ? next : Number(index) - 1
      return sample(kind, next++)
    })
  }
  const got = retold(samples(text))
  if (got === samples(marked(german[text]))) return []
  return [`language/de-scenario.json: ${JSON.stringify(text)}, filled, is told as ${JSON.stringify(got)}`]
}

/** The places of a format that come straight behind another one, with the least that may stand there. */
function adjacent(format) {
  const found = new Map()
  let next = 0
  let end = -1
  for (const { 0: whole, 1: index, 2: kind, index: at } of format.matchAll(verb)) {
    if (kind === undefined) continue
    next = index === undefined ? next : Number(index) - 1
    const behind = at === end
    end = at + whole.length
    if (behind) found.set(next, end < format.length ? '.' : '')
    next++
  }
  return found
}

/** The messages that the validator's tests have as a whole. */
function messages() {
  const folder = ['patterns', 'scenario']
  const tests = fs.readdirSync(path.join(root, ...folder)).filter((file) => file.endsWith('_test.go'))
  const all = tests.flatMap((file) => [...read(...folder, file).matchAll(/`\d+:\d+: (?:\/\S+: )?([^`]+)`/g)])
  return [...new Set(all.map(([, message]) => message))].filter((message) => !message.endsWith('...'))
}

/** A message of which something is left in English: two words that stand in no quotes. */
function untold(message) {
  const told = retold(message)
  if (told === null) return [`nobody tells ${message}`]
  const left = /[A-Za-z]{2,} [A-Za-z]{2,}/.exec(told.replace(/"(?:[^"\\]|\\.)*"/g, ''))
  return left ? [`“${left}” is left of ${message}`] : []
}
