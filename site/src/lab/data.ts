// What the lab says, and what the build has asked it beforehand.
import type { Step } from '../trace/handler'
import type { Window } from '../trace/trace'

export interface Metric {
  name: string
  value: number | null
  unit: string
  kind: string
}
export interface FlowSeries {
  id: string
  offered: (number | null)[]
  ok: (number | null)[]
  notOk: (number | null)[]
  mean: (number | null)[]
  p50: (number | null)[]
  p99: (number | null)[]
  up: (number | null)[]
  down: (number | null)[]
}
export interface NodeSeries {
  id: string
  utilization: (number | null)[]
  queue: (number | null)[]
  population: (number | null)[]
  connections: (number | null)[]
  opening: number[] | null // null, as the next five: there was none
  active: number[] | null
  idle: number[] | null
  closed: number[] | null
  broken: number[] | null
  memory: number[] | null
}
/** What became of the packets of a link, both ways together. */
export interface LinkSeries {
  id: string
  packets: number[]
  lost: number[]
  repeated: number[]
  spurious: number[] | null // of these; null: there was none
  goodput: number[]
  cwnd: (number | null)[]
  flight: number[]
}
export interface Series {
  width: number
  flows: FlowSeries[]
  nodes: NodeSeries[]
  links: LinkSeries[] | null // those on which there were packets
}
export interface Goal {
  known: boolean
  holds: boolean
  left: number | null
  right: number | null
  unit: string
}
export interface Outcome {
  variant: string
  seed: number
  digest: string
  events: number
  records: number
  seconds: number
  limit: string
  kept: number | null
  broken: string[]
  metrics: Metric[]
  series: Series | null
  goals: Goal[]
  words: string[]
}
export interface Row {
  name: string
  unit: string
  kind: string
  a: number | null
  b: number | null
  mean: number | null
  low: number | null
  high: number | null
  finding: string
  neverA: Partly | null
  neverB: Partly | null
}
/** On how many runs of all a figure is never, where on some alone. */
export interface Partly {
  n: number
  of: number
}
/** A sentence of the verdict; about: served, trouble, time, cost or nothing. */
export interface Sentence {
  about: string
  text: string
}
/** The runs of both variants in one metric, by seed. */
export interface Strip {
  name: string
  unit: string
  a: (number | null)[]
  b: (number | null)[]
}
/** How many of so many runs, and the 95 % interval of the share of all that would. */
export interface Share {
  met: number
  of: number
  low: number | null
  high: number | null
}
export interface Comparison {
  seeds: number
  rows: Row[]
  kinds: string[]
  sentences: Sentence[]
  strips: Strip[]
  goals: { text: string; a: Share; b: Share }[]
}
export interface Verdict {
  claim: string
  that: string
  published: string // what the source says; '' where it says nothing
  unit: string
  measured: number | null
  bound: number | null
  ruling: 'holds' | 'fails' | 'notShown'
  why: string
}
/** What runs on one seed say of a scenario: its verdicts, and its texts with the figures in them. */
export interface Judgement {
  verdicts: Verdict[]
  question: string
  lesson: string
  captions: { variant: string; entry: string; say: string }[]
}
export interface Place {
  id: string
  kind: string
  starts: number // how many replicas it has at first
  count: number // and how many at most
  workers: number
  edge: boolean // it is asked nothing
  idle: boolean // its work takes no time
  caches: boolean // it can be emptied
  fleet: boolean // its replicas may come and go
  scaled: boolean // an autoscaler says how many replicas it has
  answers: boolean // it gives answers of its own
  syncs: boolean // it writes to a disk, one sync at a time
  keepsDead: boolean // it keeps dead letters
  limited: boolean // a limiter lets requests into it, or past its sidecar
  zones: string[] | null // that its replicas are in, in turn; null: in none
  steps: Step[] | null // what it does for requests; null where that is nothing
}
export interface Flow {
  id: string
  pattern: string
  hears: boolean
  from: string[]
  to: string
  files: { bytes: number | null } | null // what is uploaded, of one size or of several; null: nothing is
  keys: { id: string; count: number } | null // by which its messages are coloured
}
export interface Wire {
  id: string
  from: string
  to: string
  bounded: boolean // it has a bandwidth
}
export interface Entry {
  id: string
  at: number
  for: number | null
  say: string
  send: string
  fault: string
  target: string
  peer: string
}
export interface Variant {
  id: string
  title: string
  note: string // what is so in it, in a sentence; '' where nothing is said
  seconds: number
  warmup: number
  until: number
  nodes: Place[]
  flows: Flow[]
  links: Wire[]
  bounded: boolean // places that no link joins have a bandwidth between them
  byClock: boolean // a deadline goes along as an instant
  timeline: Entry[]
}
export interface Slider {
  path: string
  label: string
  min: string
  max: string
  scale: string
  value: string
  bare: boolean
}
/** Where a result was published that a scenario reproduces. */
export interface Source {
  title: string
  year: number
  url: string
}
/** A failure that others have reported, which the scenario shows. */
export interface Reported {
  symptom: string
  cause: string
  cure: string // the title of the variant in which it does not happen; '' where there is none
  systems: string[]
}
export interface Show {
  title: string
  question: string
  lesson: string
  source: Source | null
  case: Reported | null
  seed: number
  patterns: string[]
  claims: string[]
  variants: Variant[]
  predict: { options: string[]; right: number } | null
  goals: Wish[]
  expect: { claim: string; that: string; published: string }[]
  sliders: Slider[]
  table: string // its title; '' where there is none
  words: string[] // what systems and people call the fields that it says
}
/** A merge patch (RFC 7396). */
export type Patch = { [name: string]: unknown }
/** A goal, and what reaches it: a variant, or a change of the base as a merge patch; '' for none. */
export interface Wish {
  text: string
  that: string
  in: string
  by: string
}
/** A scenario's table, measured: a row a variant, a column a figure. */
export interface Tabulated {
  seeds: number
  columns: Heading[]
  rows: { variant: string; title: string; figures: Amount[] }[]
}
export interface Heading {
  title: string
  unit: string
  share: boolean
}
/** A mean, and how far its 99 % interval reaches. */
export interface Amount {
  mean: number | null
  half: number | null
  never: Partly | null
  best: boolean
}
export interface Fault {
  line: number
  column: number
  pointer: string
  message: string
  told?: string // the message in the page's language, where that is another
  limit: boolean
}
export interface Definition {
  of: string
  name: string
  unit: string
  kind: string
  says: string
  title?: string // its name in words, in a language in which that is no words
}
/** What a word means that is no figure; of: page, pattern, node, cause, status or claim. */
export interface Term {
  of: string
  name: string
  title?: string // the name as people have it, where its own words are not theirs
  says: string
}
/** A way to talk: its name as scenarios and as people have it. */
export interface Pattern {
  name: string
  title: string
}
/**
 * A kind of fault. What it happens to is {it} in what a person does to bring it about, and to end it, and stands before
 * what is said of it as long as the fault lasts, and when it is over.
 */
export interface FaultKind {
  name: string
  on:
    | 'workers'
    | 'processes'
    | 'wires'
    | 'stores'
    | 'replicas'
    | 'fleets'
    | 'answers'
    | 'disks'
    | 'deadLetters'
    | 'clocks'
  bounded: boolean // those wires alone that have a bandwidth
  scales: boolean // it says how many replicas there are
  momentary: boolean // there is nothing to end
  do: string
  undo: string
  with: string // options, as members of JSON
  while: string
  over: string
}
/** A part of the gallery, with the names of its scenarios in an order of learning. */
export interface Section {
  title: string
  lead: string
  names: string[]
}
/** Of the path through the subject: a scenario, what to break in it, and what is understood then. */
export interface PathStep {
  name: string
  break: string
  understood: string
}
export interface Words {
  sections: Section[]
  restsOn: { name: string; on: string[] }[] // of a scenario, those to have understood before
  path: PathStep[]
  patterns: Pattern[]
  faults: FaultKind[]
  metrics: Definition[]
  terms: Term[]
  titles: Record<string, string> // of the gallery's scenarios, by name
}
export interface Card {
  name: string
  title: string
  question: string
  patterns: string[]
  claims: string[]
  variants: string[]
  symptom: string // of the failure that it shows; '' where it shows none
  systems: string[] // where that was seen
  sought: string // phrases by which people look for it, commas between them
  source: Source | null
  found: string // all that it is found by
  nodes: [string, number, number][] // of each its kind, how many it has at first, and at most
  seconds: number
  busy: number[][]
}
/** What the build has asked about a scenario: of its first two variants what a run says, and a part of its trace. */
export interface Opening {
  show: Show
  text: string
  runs: Outcome[]
  parts: Part[]
  compared: Comparison | null
  judged: Judgement
}
export interface Part {
  window: Window
  bytes: ArrayBuffer
}
