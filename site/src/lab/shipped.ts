// What the build lays beside the page (build/openings.mjs).
import type { Gallery, Opening } from './data'
import { unwrap } from './parcel'

let galleryOnce: Promise<Gallery> | undefined
export function gallery(): Promise<Gallery> {
  return (galleryOnce ??= json<Gallery>('gallery.json'))
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
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`)
  return response
}
