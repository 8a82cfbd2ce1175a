// What the build lays beside the page (build/openings.mjs).
import { t } from '../language/text'
import type { Card, Opening, Words } from './data'
import { unwrap } from './parcel'

let galleryOnce: Promise<Card[]> | undefined
/** The cards of all scenarios. */
export function gallery(): Promise<Card[]> {
  return (galleryOnce ??= json<Card[]>('gallery.json'))
}

let wordsOnce: Promise<Words> | undefined
/** What every page has to say: terms, titles, the order of the gallery. */
export function words(): Promise<Words> {
  return (wordsOnce ??= json<Words>('words.json'))
}

/** What a scenario is shown with before the lab is there. */
export async function opening(name: string): Promise<Opening> {
  const packed = (await got(`s/${name}.bin`)).body!
  const bytes = await new Response(packed.pipeThrough(new DecompressionStream('deflate'))).arrayBuffer()
  return unwrap(new Uint8Array(bytes))
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
