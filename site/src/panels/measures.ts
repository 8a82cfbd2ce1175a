// What can be seen over the run of a scenario, as lines over time.
import { t } from '../language/text'
import type { Flow, FlowSeries, LinkSeries, Place, Series } from '../lab/data'
import type { Side } from '../scene/asking'
import { alike } from '../scene/before'
import type { Scene } from '../scene/scene'
import type { Level } from './theory'

/** One a window of the run. */
export type Values = (number | null)[]

export interface Measure {
  id: string
  label: string
  unit: string
  lines: {
    label: string
    dash?: number[]
    of(s: Series): Values | undefined
    /** Of a time of those alone who are done: how many were not, by the end of each window. */
    waiting?(s: Series): Values
  }[]
}

/** What there is to see of this scenario. */
export function measures(scene: Scene): Measure[] {
  const { flows, nodes } = scene.show.variants[0]!
  return [
    ...flows.flatMap((f) =>
      ofFlow(f, (what) => (flows.length > 1 ? t('{what} of {name}', { what, name: f.id }) : what)),
    ),
    ...nodes.filter((n) => !n.edge).flatMap((n) => [...ofNode(n), ...ofMemory(scene, n)]),
    ...packed(scene).flatMap(ofLink),
  ]
}

/** The links that have packets on any side. */
function packed(scene: Scene): string[] {
  const ids = scene.runs.shown.flatMap((side) => side.outcome.series?.links?.map((l) => l.id) ?? [])
  return [...new Set(ids)]
}

function ofLink(id: string): Measure[] {
  const link = (s: Series) => s.links?.find((l) => l.id === id)
  const line = (label: string, name: Exclude<keyof LinkSeries, 'id'>, dash?: number[]) => ({
    label,
    ...(dash ? { dash } : {}),
    of: (s: Series) => link(s)?.[name] ?? [],
  })
  return [
    {
      id: `${id}.cwnd`,
      label: t('{what} of {name}', { what: t('Window and flight'), name: id }),
      unit: 'B',
      lines: [line(t('congestion window'), 'cwnd'), line(t('in flight'), 'flight', [5, 4])],
    },
    {
      id: `${id}.goodput`,
      label: t('{what} of {name}', { what: t('Goodput'), name: id }),
      unit: 'B/s',
      lines: [line(t('goodput'), 'goodput')],
    },
    {
      id: `${id}.packets`,
      label: t('{what} of {name}', { what: t('Packets'), name: id }),
      unit: '1',
      lines: [
        line(t('sent'), 'packets'),
        line(t('lost'), 'lost', [2, 3]),
        line(t('sent again'), 'repeated', [5, 4]),
        line(t('of these in vain'), 'spurious', [1, 3]),
      ],
    },
  ]
}

function ofFlow({ id, hears }: Flow, of: (what: string) => string): Measure[] {
  const flow = (s: Series) => s.flows.find((f) => f.id === id)
  const rate = (s: Series, values: Values | undefined) => values?.map((v) => (v === null ? null : v / s.width))
  return [
    {
      id: `${id}.p`,
      label: of(hears ? t('Staleness') : t('Latency')),
      unit: 's',
      lines: [
        { label: 'p50', of: (s) => flow(s)?.p50, waiting: (s) => waiting(flow(s)) },
        { label: 'p99', dash: [5, 4], of: (s) => flow(s)?.p99 },
      ],
    },
    {
      id: `${id}.ok`,
      label: of(t('Throughput')),
      unit: '1/s',
      lines: [
        { label: t('ok'), of: (s) => rate(s, flow(s)?.ok) },
        { label: t('not ok'), dash: [2, 3], of: (s) => rate(s, flow(s)?.notOk) },
      ],
    },
    {
      id: `${id}.bytes`,
      label: of(t('Bytes a second')),
      unit: 'B',
      lines: [
        { label: t('up'), of: (s) => rate(s, flow(s)?.up) },
        { label: t('down'), dash: [5, 4], of: (s) => rate(s, flow(s)?.down) },
      ],
    },
  ]
}

/** How many had begun and not ended, by the end of each window. */
function waiting(flow: FlowSeries | undefined): Values {
  let n = 0
  return (flow?.offered ?? []).map((begun, i) => (n += (begun ?? 0) - (flow!.ok[i] ?? 0) - (flow!.notOk[i] ?? 0)))
}

function ofNode({ id, workers }: Place): Measure[] {
  const node = (s: Series) => s.nodes.find((n) => n.id === id)
  const measure = (name: 'queue' | 'utilization' | 'connections', label: string, line: string): Measure => ({
    id: `${id}.${name}`,
    label: t('{what} of {name}', { what: label, name: id }),
    unit: '1',
    lines: [{ label: line, of: (s) => node(s)?.[name] }],
  })
  return [
    measure('queue', t('Queue'), t('waiting')),
    ...(workers > 0 ? [measure('utilization', t('Utilization'), t('utilization'))] : []),
    {
      ...measure('connections', t('Connections'), t('open')),
      lines: [
        { label: t('open'), of: (s) => node(s)?.connections },
        { label: t('being opened'), dash: [1, 3], of: (s) => node(s)?.opening ?? [] },
        { label: t('active'), dash: [5, 4], of: (s) => node(s)?.active ?? [] },
        { label: t('idle'), dash: [2, 3], of: (s) => node(s)?.idle ?? [] },
      ],
    },
    {
      id: `${id}.ends`,
      label: t('{what} of {name}', { what: t('Ends of connections'), name: id }),
      unit: '1',
      lines: [
        { label: t('closed'), of: (s) => node(s)?.closed ?? [] },
        { label: t('reset'), dash: [2, 3], of: (s) => node(s)?.broken ?? [] },
      ],
    },
  ]
}

/** What connections take of a node's memory, where it says how much each does. */
function ofMemory(scene: Scene, { id }: Place): Measure[] {
  const memory = (s: Series) => s.nodes.find((n) => n.id === id)?.memory ?? []
  const held = scene.runs.shown.some(({ outcome }) => outcome.series && memory(outcome.series).length > 0)
  const lines = [{ label: t('held by connections'), of: memory }]
  return held
    ? [{ id: `${id}.memory`, label: t('{what} of {name}', { what: t('Memory'), name: id }), unit: 'B', lines }]
    : []
}

/** A line of a chart, on one side. */
export interface Line {
  run: string // the title of its variant
  label: string
  slot: number
  dash: number[] | undefined
  values: Values
  was: Values | null // before the last act; null: the same, or nobody knows
  waiting: Values | null // of a time of those alone who are done: how many were not
}

/** What a line is of, and what it is. */
export function told({ run, label }: Line): string {
  return `${run}, ${label}`
}

/** The lines of a measure, of both sides, with what they come to by formula; what is dashed only where there is anything to see. */
export function linesOf(scene: Scene, measure: Measure, levels: (side: Side, measure: string) => Level[]): Line[] {
  const ofSide = (side: Side | null, slot: number): Line[] => {
    const series = side?.outcome.series
    if (!side || !series) return []
    const before = scene.runs.stale ? null : scene.before?.over(slot, scene.runs)
    const line = ({ label, dash, of, waiting }: Measure['lines'][number]) => {
      const values = of(series) ?? []
      const was = (before && of(before)) ?? null
      const differs = was?.some((x, i) => !alike(x, values[i]))
      return {
        run: side.variant.title,
        label,
        slot,
        dash,
        values,
        was: differs ? was : null,
        waiting: waiting?.(series) ?? null,
      }
    }
    const measured = measure.lines.map(line)
    const { title: run } = side.variant
    const level = ({ label, value }: Level) => {
      const values = measured[0]!.values.map(() => value)
      return { run, label, slot, dash: [1, 4], values, was: null, waiting: null }
    }
    return [...measured, ...levels(side, measure.id).map(level)]
  }
  const seen = (line: Line) =>
    line.dash === undefined || [...line.values, ...(line.was ?? [])].some((v) => v !== null && v !== 0)
  return scene.runs.sides.flatMap(ofSide).filter(seen)
}

/** The middles of the windows that lines have values of, in seconds. */
export function timesOf(scene: Scene, lines: Line[]): number[] {
  const series = scene.runs.shown[0]?.outcome.series
  if (!series) return []
  const length = Math.max(...lines.map((l) => l.values.length), 1)
  return Array.from({ length }, (_, i) => (i + 0.5) * series.width)
}
