// What the build lays beside the page (build/openings.mjs).
import { language } from '../language/language'
import { t } from '../language/text'
import type { Card, Comparison, Opening, Words } from './data'
import { unwrap } from './parcel'

const inLanguage = language === 'en' ? '' : `-${language}` // in the page's language

let galleryOnce: Promise<Card[]> | undefined
/** The cards of all scenarios. */
export function gallery(): Promise<Card[]> {
  return (galleryOnce ??= json<Card[]>(`gallery${inLanguage}.json`))
}

let wordsOnce: Promise<Words> | undefined
/** What every page has to say: terms, titles, the order of the gallery. */
export function words(): Promise<Words> {
  return (wordsOnce ??= json<Words>(`words${inLanguage}.json`))
}

/** What a scenario is shown with before the lab is there. */
export async function opening(name: string): Promise<Opening> {
  const [packed, told] = await Promise.all([got(`s/${name}.bin`), language === 'en' ? null : texts(name)])
  const bytes = await new Response(packed.body!.pipeThrough(new DecompressionStream('deflate'))).arrayBuffer()
  return told ? retold(unwrap(new Uint8Array(bytes)), told) : unwrap(new Uint8Array(bytes))
}

/** What of an opening is otherwise in another language: words are of its runs, in their order. */
interface Texts extends Pick<Opening, 'text' | 'show' | 'judged'> {
  words: string[][]
  compared: Pick<Comparison, 'kinds' | 'sentences' | 'goals'> | null
}

function retold(opening: Opening, { words, compared, ...told }: Texts): Opening {
  const runs = opening.runs.map((run, i) => ({ ...run, words: words[i]! }))
  return { ...opening, ...told, runs, compared: opening.compared && { ...opening.compared, ...compared } }
}

/** A scenario as it is told in the page's language. */
function texts(name: string): Promise<Texts> {
  return json<Texts>(`s/${name}.${language}.json`)
}

/** The titles of a scenario's variants, where they are others than in its English. */
export async function titlesOf(name: string): Promise<Record<string, string>> {
  if (language === 'en') return {}
  return Object.fromEntries((await texts(name)).show.variants.map(({ id, title }) => [id, title]))
}

async function json<T>(url: string): Promise<T> {
  return (await got(url)).json() as Promise<T>
}

async function got(url: string): Promise<Response> {
  const response = await fetch(url).catch(() => {
    throw new Error(t('There is no network, and this was not opened before.'))
  })
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`)
  return response
}
