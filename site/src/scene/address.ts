// What a link carries, in its fragment, and so never to a server:
//
//	#v1/scenario/<name>?a=base&b=push&seed=7&t=23.4&speed=auto
//	#v1/text/<deflated, base64url>?of=<name>&...
//	#v1/draft/<key>?...
//
// A text that was made of a shipped scenario says of which. A draft is a text
// that this browser keeps (drafts.ts). With edit=1 the editor is open, and
// with embed=1 it is shown as fits a frame in another page.

import { t } from '../language/text'
import { draft } from './drafts'
import type { Speed } from './pacing'

const mostFragment = 8000
/** How long a scenario may be, in bytes. */
export const mostText = 512 * 1024
const aName = /^[a-z0-9-]{1,64}$/

export interface Address {
  name: string | null
  text: string | null
  a: string | null
  b: string | null
  seed: number | null
  t: number | null
  speed: Speed | null
  embed: boolean
  edit: boolean
}

export interface Link {
  name: string | null
  text: string | null
  a: string
  b: string | null
  seed: number | null
  t: number
  speed: Speed
  embed: boolean
}

/** The fragment of a link, or null where it would be too long. */
export async function fragment(link: Link): Promise<string | null> {
  const to = link.text === null ? `scenario/${link.name}` : `text/${await packed(link.text)}`
  const query = new URLSearchParams({ a: link.a })
  if (link.text !== null && link.name !== null) query.set('of', link.name)
  if (link.b !== null) query.set('b', link.b)
  if (link.seed !== null) query.set('seed', String(link.seed))
  query.set('t', String(Number(link.t.toFixed(9))))
  query.set('speed', String(link.speed))
  if (link.embed) query.set('embed', '1')
  const all = `#v1/${to}?${query}`
  return all.length > mostFragment ? null : all
}

/** The fragment that leads to a text; one that is too long for it has to be a draft. */
export async function fragmentOf(text: string, draft: () => string): Promise<string> {
  const all = `#v1/text/${await packed(text)}?edit=1`
  return all.length > mostFragment ? `#v1/draft/${draft()}?edit=1` : all
}

/** Reads a fragment. Null stands for the gallery; an error says what is wrong. */
export async function address(hash: string): Promise<Address | null> {
  if (hash === '' || hash === '#' || hash === '#main') return null
  const version = /^#v(\d+)(?=\/)/.exec(hash)?.[1]
  if (version !== undefined && version !== '1')
    throw new Error(
      t('This link is of version {version}. This page reads version 1: a newer Backchat may open it.', {
        version: version.slice(0, 9),
      }),
    )
  const m = /^#v(\d+)\/(scenario|text|draft)\/([^?]*)(?:\?(.*))?$/.exec(hash)
  if (!m)
    throw new Error(t('This link does not lead anywhere. One to a scenario begins with #v1/scenario/ and its name.'))
  if (hash.length > 2 * mostFragment) throw new Error(t('This link is too long.'))
  const query = new URLSearchParams(m[4] ?? '')
  const speed: Speed | null = query.get('speed') === 'auto' ? 'auto' : number(query.get('speed'))
  const at = {
    a: query.get('a'),
    b: query.get('b'),
    seed: number(query.get('seed')),
    t: number(query.get('t')),
    speed,
    embed: query.get('embed') === '1',
    edit: query.get('edit') === '1',
  }
  const of = query.get('of') ?? ''
  if (m[2] === 'text') return { name: aName.test(of) ? of : null, text: await unpacked(m[3]!), ...at }
  if (m[2] === 'draft') return { ...drafted(m[3]!), ...at }
  if (!aName.test(m[3]!))
    throw new Error(t('This link names no scenario: a name is of small letters, digits and hyphens.'))
  return { name: m[3]!, text: null, ...at }
}

/** What a draft holds, and of which shipped scenario it was made, if of any. */
function drafted(key: string): Pick<Address, 'name' | 'text'> {
  const found = draft(key)
  if (!found)
    throw new Error(t('This browser has no such draft: it keeps the last twenty, until its memory is cleared.'))
  return { name: key.startsWith('own-') ? null : key, text: found.good }
}

function number(text: string | null): number | null {
  const x = Number(text)
  return text === null || text === '' || !Number.isFinite(x) || x < 0 ? null : x
}

async function packed(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
  let binary = ''
  for (const b of bytes) binary += String.fromCharCode(b)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Undoes packed, and gives up on what swells beyond any scenario. */
async function unpacked(code: string): Promise<string> {
  const broken = new Error(t('This link is damaged: its scenario cannot be read.'))
  try {
    const binary = atob(code.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0))
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
    const parts: Uint8Array[] = []
    for (let size = 0; ;) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.length
      if (size > mostText) throw broken
      parts.push(value)
    }
    return await new Blob(parts as BlobPart[]).text()
  } catch {
    throw broken
  }
}
