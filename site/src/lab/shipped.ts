// What the build lays beside the page (build/openings.mjs).
import { language } from '../language/language'
import { t } from '../language/text'
import type { Card, Opening, Show, Words } from './data'
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
  return { ...unwrap(new Uint8Array(bytes)), ...told }
}

type Texts = Pick<Opening, 'text' | 'show' | 'judged'>

/** A scenario as it is told in the page's language. */
async function texts(name: string): Promise<Texts> {
  const told = await json<Texts>(`s/${name}.${language}.json`)
  return { ...told, show: await named(told.show) }
}

/** The titles of a scenario's variants, where they are others than in its English. */
export async function titlesOf(name: string): Promise<Record<string, string>> {
  if (language === 'en') return {}
  return Object.fromEntries((await texts(name)).show.variants.map(({ id, title }) => [id, title]))
}

/** A scenario whose base is called so in the page's language: by its pattern, where variants have others. */
export async function named(show: Show): Promise<Show> {
  if (language === 'en') return show
  const { patterns } = await words()
  const [base, ...others] = show.variants
  const way = patterns.find((p) => p.name === base!.flows[0]?.pattern)?.title ?? ''
  const title = base!.title === 'As it stands' ? t('As it stands') : way.charAt(0).toUpperCase() + way.slice(1)
  return { ...show, variants: [{ ...base!, title }, ...others] }
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
