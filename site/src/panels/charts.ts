// The charts: a figure over the run, of both sides, with the playhead as the
// cursor, and the same numbers as a table.
import type uPlot from 'uplot'
import type { Series } from '../lab/data'
import { choice, h, fill } from '../elements/dom'
import { clock, figure, figureOf } from '../words/format'
import type { Scene } from '../scene/scene'

interface Measure {
  id: string
  label: string
  unit: string
  lines: { label: string; dash?: number[]; of(s: Series): (number | null)[] | undefined }[]
}

/** What there is to see of this scenario. */
function measures(scene: Scene): Measure[] {
  const list: Measure[] = []
  const base = scene.show.variants[0]!
  const several = base.flows.length > 1
  const flow = (s: Series, id: string) => s.flows.find((f) => f.id === id)
  const rate = (s: Series, values: (number | null)[] | undefined) =>
    values?.map((v) => (v === null ? null : v / s.width))
  for (const f of base.flows) {
    const of = several ? ` of ${f.id}` : ''
    list.push({
      id: `${f.id}.p`,
      label: `${f.hears ? 'Staleness' : 'Latency'}${of}`,
      unit: 's',
      lines: [
        { label: 'p50', of: (s) => flow(s, f.id)?.p50 },
        { label: 'p99', dash: [5, 4], of: (s) => flow(s, f.id)?.p99 },
      ],
    })
    list.push({
      id: `${f.id}.ok`,
      label: `Throughput${of}`,
      unit: '1/s',
      lines: [
        { label: 'ok', of: (s) => rate(s, flow(s, f.id)?.ok) },
        { label: 'not ok', dash: [2, 3], of: (s) => rate(s, flow(s, f.id)?.notOk) },
      ],
    })
    list.push({
      id: `${f.id}.bytes`,
      label: `Bytes a second${of}`,
      unit: 'B',
      lines: [
        { label: 'up', of: (s) => rate(s, flow(s, f.id)?.up) },
        { label: 'down', dash: [5, 4], of: (s) => rate(s, flow(s, f.id)?.down) },
      ],
    })
  }
  for (const n of base.nodes) {
    const node = (s: Series) => s.nodes.find((x) => x.id === n.id)
    if (n.kind !== 'client') {
      list.push({
        id: `${n.id}.queue`,
        label: `Queue of ${n.id}`,
        unit: '1',
        lines: [{ label: 'waiting', of: (s) => node(s)?.queue }],
      })
      if (n.workers > 0)
        list.push({
          id: `${n.id}.utilization`,
          label: `Utilization of ${n.id}`,
          unit: '1',
          lines: [{ label: 'utilization', of: (s) => node(s)?.utilization }],
        })
      list.push({
        id: `${n.id}.connections`,
        label: `Connections of ${n.id}`,
        unit: '1',
        lines: [{ label: 'open', of: (s) => node(s)?.connections }],
      })
    }
  }
  return list
}

export function charts(scene: Scene): HTMLElement {
  let all = measures(scene)
  let chosen = all[0]!.id
  let plot: uPlot | undefined
  let picture: typeof import('./plot').plotted | undefined
  const place = h('div.plot')
  const heading = h('h2', {}, 'Over time')
  const bar = h('div.head')
  const table = h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'The chart as a table' })
  const twin = h<HTMLDetailsElement>('details', {}, h('summary', {}, 'The same as a table'), table)
  twin.addEventListener('toggle', () => tabulate())

  const measure = () => all.find((m) => m.id === chosen) ?? all[0]!
  const lines = () =>
    scene.runs.sides
      .flatMap((side, slot) =>
        !side?.outcome.series
          ? []
          : measure().lines.map((line) => ({
              label: `${scene.title(side.variant)}, ${line.label}`,
              slot,
              dash: line.dash,
              values: line.of(side.outcome.series!) ?? [],
            })),
      )
      .filter((line) => line.values.some((v) => v !== null && v !== 0) || line.dash === undefined)
  const times = () => {
    const s = scene.runs.shown[0]?.outcome.series
    return s
      ? Array.from({ length: Math.max(...lines().map((l) => l.values.length), 1) }, (_, i) => (i + 0.5) * s.width)
      : []
  }

  const head = () => {
    fill(
      bar,
      heading,
      choice(
        'What the chart shows',
        all.map((m) => [m.id, m.label]),
        measure().id,
        (v) => {
          chosen = v
          head()
          draw()
        },
      ),
    )
  }
  const draw = () => {
    plot?.destroy()
    plot = undefined
    const list = lines()
    const m = measure()
    if (!list.length || !place.isConnected || !picture) return
    plot = picture(place, {
      end: scene.runs.horizon / 1e9,
      times: times(),
      lines: list,
      says: (x) => figureOf(m.id, x, m.unit),
      pick: (t) => scene.playhead.seek(Math.round(t * 1e9)),
    })
    fill(legend, ...list.map((l) => h('span.key', {}, key(l.slot, !!l.dash), l.label)))
    cursor()
    tabulate()
  }
  const cursor = () => {
    if (plot) plot.setCursor({ left: Math.max(0, plot.valToPos(scene.playhead.t / 1e9, 'x')), top: 10 }, false)
  }
  const tabulate = () => {
    if (!twin.open) return
    const list = lines()
    const t = times()
    const m = measure()
    fill(
      table,
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h('tr', {}, h('th', { scope: 'col' }, 'Time'), ...list.map((l) => h('th', { scope: 'col' }, l.label))),
        ),
        h(
          'tbody',
          {},
          ...t.map((x, i) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row' }, clock(x * 1e9, 6e11)),
              ...list.map((l) => h('td', {}, figure(l.values[i] ?? null, m.unit))),
            ),
          ),
        ),
      ),
    )
  }
  const legend = h('div.legend')
  const redraw = () => {
    all = measures(scene)
    head()
    draw()
  }
  scene.on('runs', redraw)
  scene.on('time', cursor)
  let width = 0
  const watch = new ResizeObserver(() => {
    if (!place.isConnected) {
      plot?.destroy()
      watch.disconnect()
      return
    }
    if (width !== place.clientWidth) {
      width = place.clientWidth
      draw()
    }
  })
  watch.observe(place)
  for (const media of ['(prefers-color-scheme: dark)', '(forced-colors: active)'])
    matchMedia(media).addEventListener('change', () => {
      if (place.isConnected) draw()
    })
  document.addEventListener('themechange', () => {
    if (place.isConnected) draw()
  })
  // What draws it is loaded when somebody comes near.
  const near = new IntersectionObserver(
    (entries) => {
      if (!entries.some((e) => e.isIntersecting)) return
      near.disconnect()
      void import('./plot').then(({ plotted }) => {
        picture = plotted
        draw()
      })
    },
    { rootMargin: '300px' },
  )
  near.observe(place)
  head()
  return h('section.chart', { 'aria-label': 'Charts' }, bar, place, legend, twin)
}

function key(slot: number, dashed: boolean) {
  return h<SVGElement>(
    'svg',
    { width: 26, height: 10, 'aria-hidden': 'true' },
    h(`line.key-${slot === 0 ? 'a' : 'b'}`, { x1: 1, x2: 25, y1: 5, y2: 5, 'stroke-dasharray': dashed ? '5 4' : null }),
  )
}
