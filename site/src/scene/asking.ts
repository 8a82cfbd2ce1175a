// What the lab is asked about a scenario.
import type { Comparison, Judgement, Outcome, Patch, Show, Tabulated, Variant } from '../lab/data'
import { lab, longLab } from '../lab/lab'
import { retold } from '../language/messages'
import { beginning, Trace } from '../trace/trace'
import type { Window } from '../trace/trace'

/** What is asked about: a text, and the seed to run it with; null: its own. */
export interface Subject {
  file: string
  text: string
  seed: number | null
}

/** A variant, as it was when it was run, with its run, and what is at hand of its trace. */
export interface Side {
  variant: Variant
  outcome: Outcome
  trace: Trace
  verified: 'same' | 'differs' | 'unknown'
}

/** Where measuring ends, in nanoseconds. */
export const end = ({ until }: Variant) => Math.round(until * 1e9)

type Progress = (share: number) => void

const windows = 120 // of the series
const mostFetched = 24 << 20 // bytes of records, of a part of a long run
const mostPacked = 4 << 20 // of one with packets

function about({ file, text, seed }: Subject) {
  return seed === null ? { file, text } : { file, text, seed }
}

/** What a text is, if it is a scenario. */
export async function read(file: string, text: string, signal?: AbortSignal): Promise<Show> {
  return (await lab.ask<Show>({ do: 'show', file, text }, undefined, signal)).answer
}

/** A run of a variant, to its end. */
export async function run(
  subject: Subject,
  variant: Variant,
  bench = lab,
  progress?: Progress,
  signal?: AbortSignal,
): Promise<Side> {
  const ask = { do: 'run', ...about(subject), variant: variant.id, windows }
  const { answer, bytes } = await bench.ask<Outcome>(ask, progress, signal)
  const limit = (await retold(answer.limit)) ?? answer.limit
  const kept = answer.kept === null ? null : Math.round(answer.kept * 1e9)
  return {
    variant,
    outcome: { ...answer, limit },
    trace: new Trace(bytes!, beginning(kept), end(variant)),
    verified: 'same',
  }
}

/** The part of a run from an instant on. */
export async function part(
  subject: Subject,
  variant: Variant,
  from: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<Trace> {
  const ask = { do: 'window', ...about(subject), variant: variant.id, from, keep: mostFetched }
  const { answer, bytes } = await lab.ask<Window>(ask, progress, signal)
  return new Trace(bytes!, answer, end(variant))
}

/** A part of a run from an instant on, with its packets, of which most traces have none. */
export async function packed(subject: Subject, variant: Variant, from: number, signal: AbortSignal): Promise<Trace> {
  const ask = { do: 'window', ...about(subject), variant: variant.id, from, keep: mostPacked, packets: true }
  const { answer, bytes } = await lab.ask<Window>(ask, undefined, signal)
  return new Trace(bytes!, answer, end(variant))
}

/** Two variants on many seeds, in a worker for long work. */
export async function compare(
  subject: Subject,
  variant: string,
  other: string,
  replications: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<Comparison> {
  const ask = { do: 'compare', ...about(subject), variant, other, replications }
  return (await longLab.ask<Comparison>(ask, progress, signal)).answer
}

/** The scenario's table, on many seeds, in a worker for long work. */
export async function tabulate(
  subject: Subject,
  replications: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<Tabulated> {
  return (await longLab.ask<Tabulated>({ do: 'table', ...about(subject), replications }, progress, signal)).answer
}

/** What comes of the things that a scenario says must come out. */
export async function judge(subject: Subject): Promise<Judgement> {
  return (await longLab.ask<Judgement>({ do: 'judge', ...about(subject) })).answer
}

/** The text with another value at a JSON pointer. */
export async function withValue(text: string, pointer: string, value: string, signal?: AbortSignal): Promise<string> {
  return (await lab.ask<{ text: string }>({ do: 'set', text, pointer, value }, undefined, signal)).answer.text
}

/** The text without what stands at a JSON pointer. */
export async function without(text: string, pointer: string): Promise<string> {
  return (await lab.ask<{ text: string }>({ do: 'take', text, pointer })).answer.text
}

/** The text as a merge patch leaves it. */
export async function withPatch({ file, text }: Subject, patch: Patch, signal?: AbortSignal): Promise<string> {
  const value = JSON.stringify(patch)
  const { answer } = await lab.ask<{ text: string }>({ do: 'patch', file, text, value }, undefined, signal)
  return `${JSON.stringify(JSON.parse(answer.text), null, 2)}\n`
}

/** The text with one more entry in its timeline, and the entry's id. */
export async function withEntry(
  { file, text }: Subject,
  prefix: string,
  value: string,
  signal: AbortSignal,
): Promise<{ id: string; text: string }> {
  return (await lab.ask<{ id: string; text: string }>({ do: 'entry', file, text, prefix, value }, undefined, signal))
    .answer
}
