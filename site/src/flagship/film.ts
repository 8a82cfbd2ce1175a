// The flagship's film: the tapes of all of its ways, as the build ships them, or as the
// lab makes them anew where the reader has done something.
import { lab } from '../lab/lab'
import { opening } from '../lab/shipped'
import type { Show } from '../lab/data'
import { Trace } from '../trace/trace'
import type { Window } from '../trace/trace'
import { way } from './tape'
import type { Way } from './tape'

export const name = 'five-ways-to-hear-of-an-update'

export interface Film {
  from: number // milliseconds
  until: number
  ways: Way[]
}

/** What the reader may do at an instant, in milliseconds: strike the server with a fault, or, with none, send an update. */
export interface Deed {
  fault: string | null
  at: number
}

/** Asks a lab for the window of a variant's run, with its packets, and for its bytes. */
export type Cut = (request: Record<string, unknown>) => Promise<{ window: Window; bytes: ArrayBuffer }>

const keep = 48 << 20

/** The film of a scenario, in which every way is a variant. */
export async function filmed(show: Show, text: string, cut: Cut): Promise<Film> {
  const from = 1e3 * show.variants[0]!.warmup
  const ways: Way[] = []
  for (const { id, title } of show.variants) {
    const { window, bytes } = await cut({ file: `${name}.json`, text, variant: id, from: 0, keep, packets: true })
    ways.push(way(new Trace(bytes, window), id, title, from))
  }
  return { from, until: 1e3 * show.variants[0]!.seconds, ways }
}

/** The film with what the reader has done in it. */
export async function remade(text: string, deeds: Deed[]): Promise<Film> {
  const done = withDeeds(text, deeds)
  const { answer } = await lab.ask<Show>({ do: 'show', file: `${name}.json`, text: done })
  return filmed(answer, done, async (request) => {
    const got = await lab.ask<Window>({ do: 'window', ...request })
    return { window: got.answer, bytes: got.bytes! }
  })
}

/** Has the lab there before it is needed. */
export async function warm() {
  await lab.ask<Show>({ do: 'show', file: `${name}.json`, text: (await opening(name)).text }).catch(() => {})
}

/** The scenario with deeds in it: an update more for all who are told, or a fault of the server that lasts for three seconds. */
export function withDeeds(text: string, deeds: Deed[]): string {
  const scenario = JSON.parse(text)
  const { updates } = scenario.flows.news
  const { send } = scenario.variants.webhook.flows.news
  for (const [i, { fault, at }] of deeds.entries()) {
    const when = `${Math.round(at)}ms`
    if (fault) scenario.timeline[`deed-${i}`] = { at: when, fault, target: 'api', for: '3s' }
    else for (const list of [updates, send]) list.times = [...list.times, when].sort(sooner)
  }
  return JSON.stringify(scenario, null, 2)
}

const sooner = (a: string, b: string) => parseInt(a) - parseInt(b)
