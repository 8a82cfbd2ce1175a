// What is looked for in the gallery: the same search as the command line's
// (cmd/backchat/search.go), over the words that each card is found by.
import type { Card, Words } from '../lab/data'

const mostNear = 5 // cards that are offered where none has all that is looked for
const inPhrase = 2 // what a word counts for besides where it stands with others in one phrase
const shortest = 4 // letters of the beginning of a word; what is shorter has to be the whole word

/** Words that say nothing of what is looked for. */
const common = new Set(
  `a an the this that these those it its i my we our you your they their he his
  and or but not of in on at to from by for with without as into behind over under than
  is are was were be been being am has have had do does did can could will would should
  when while where why how what which who whose if then so because after before again
  keep keeps get gets got every each all always often only still just very too also
  der die das ein eine einer eines und oder nicht von im in am an zu mit nach ist sind
  wird werden wenn wie was warum immer alle jede jeder`.split(/\s+/),
)

/** The cards with all words of a text, the best fit first, or the nearest to that; such as fit alike in the order of learning. */
export function found(offered: Card[], text: string, words: Words): { cards: Card[]; all: boolean } {
  const learning = words.sections.flatMap(({ names }) => names)
  const cards = learning.flatMap((name) => offered.filter((card) => card.name === name))
  const sought = soughtIn(text)
  const weights = cards.map((card) => weigh(card, sought, words))
  const have = sought.map((_, k) => weights.filter((of) => of[k]! > 0).length)
  const rarity = have.map((n) => (n ? bits(cards.length / n) ** 2 : 0))
  const fits = cards
    .map((card, i) => {
      const of = weights[i]!
      const fit = of.reduce((sum, w, k) => sum + w * rarity[k]!, inPhrase * phrased(card, sought, rarity))
      return { card, whole: !of.includes(0), fit }
    })
    .filter((f) => f.fit > 0)
    .sort((a, b) => Number(b.whole) - Number(a.whole) || b.fit - a.fit)
  const all = fits[0]?.whole ?? false
  const best = all ? fits.filter((f) => f.whole) : fits.slice(0, mostNear)
  return { cards: best.map((f) => f.card), all }
}

/** How many binary digits a number has, without its fraction: the more, the fewer cards have a word. */
const bits = (x: number) => 32 - Math.clz32(x)

/** What each word counts for in a card: more in its title than in its symptom, and more there than elsewhere. */
function weigh(card: Card, sought: string[], { patterns }: Words): number[] {
  const titles = patterns.filter((p) => card.patterns.includes(p.name)).map((p) => p.title)
  const places: [weight: number, words: string[]][] = [
    [3, wordsOf(`${card.name} ${card.title}`)],
    [2, wordsOf([card.symptom, card.sought, ...card.systems].join(' '))],
    [1, wordsOf([card.found, ...titles].join(' '))],
  ]
  return sought.map((s) => places.find(([, words]) => words.some((word) => begins(word, s)))?.[0] ?? 0)
}

/** What those words add up to that stand together in a card's title, in its symptom, or in one phrase by which it is looked for. */
function phrased(card: Card, sought: string[], rarity: number[]): number {
  const sums = [...card.sought.split(', '), card.title, card.symptom].map((phrase) => {
    const words = wordsOf(phrase)
    return sought.reduce((sum, s, k) => (words.some((word) => begins(word, s)) ? sum + rarity[k]! : sum), 0)
  })
  return Math.max(...sums)
}

/** The address of a page or a host, as lines of logs have them. */
const address = /[a-z+]+:\/\/[^\s"'>]*/g

/** A number that says something of what is looked for; others are of one line of a log alone. */
const status = /^[45](\d\d|xx)$/

/** The words of a text that are looked for, each once, without their endings. */
function soughtIn(text: string): string[] {
  const words = wordsOf(text.toLowerCase().replace(address, ' ').replaceAll('http/', 'http').replaceAll('-', ' '))
  const telling = words.filter((word) => !common.has(word) && (!/^\d/.test(word) || status.test(word)))
  return [...new Set((telling.length ? telling : words).map(stem))]
}

/** The words of a text; what a hyphen joins is there as one word too, and "HTTP/2" is "http2". */
function wordsOf(text: string): string[] {
  const parts =
    text
      .toLowerCase()
      .replaceAll('http/', 'http-')
      .match(/[\p{L}\p{N}-]+/gu) ?? []
  return parts.flatMap((part) => {
    const pieces = part.split('-').filter(Boolean)
    return pieces.length === 2 ? [...pieces, pieces.join('')] : pieces
  })
}

function begins(word: string, sought: string): boolean {
  return sought.length < shortest ? word === sought || word === `${sought}s` : word.startsWith(sought)
}

/** A word without an ending that others of its kind do without. */
function stem(word: string): string {
  for (const ending of ['ing', 'ies', 'ed', 'es', 's', 'y', 'e']) {
    const rest = word.slice(0, -ending.length)
    const short = ending === 's' && rest.length === shortest - 1 && !rest.endsWith('s')
    if (word.endsWith(ending) && (rest.length >= shortest || short)) return rest
  }
  return word
}
