// The picture of a chart, by uPlot. It is loaded when one is near the window.
import { t } from '../language/text'
import { pointed } from '../language/number'
import uPlot from 'uplot'
import { colour } from '../picture/player'
import type { Line } from './measures'

export interface Chart {
  end: number
  bands: [from: number, to: number][]
  times: number[]
  lines: Line[]
  says(x: number): string
  pick(t: number): void
  point(t: number | null): void
}

/**
 * Draws lines over time, in seconds, and behind them what lasts, and faintly what they were before the last act; a click
 * picks an instant, and a pointer points at one.
 */
export function plotted(place: HTMLElement, c: Chart): uPlot {
  const former = c.lines.filter((l) => l.was)
  const axis = {
    stroke: colour('faint'),
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
    font: '13px ' + getComputedStyle(document.body).fontFamily,
  }
  const plot = new uPlot(
    {
      width: place.clientWidth,
      height: 236,
      legend: { show: false },
      scales: { x: { time: false, range: [0, c.end] }, y: { range: (_u, _min, max) => [0, (max || 1) * 1.08] } },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { show: false },
        bind: { mousemove: () => null, mouseleave: () => null, mouseenter: () => null, dblclick: () => null },
      },
      hooks: {
        drawClear: [(u) => c.bands.forEach((b) => band(u, ...b))],
        draw: [(u) => former.reduce((taken, l) => called(u, c.times, l, taken), [] as Spot[])],
      },
      axes: [
        { ...axis, values: (_u, v) => v.map((x) => `${pointed(String(x))} s`) },
        { ...axis, size: 64, values: (_u, v) => v.map((x) => c.says(x)) },
      ],
      series: [{}, ...former.map((l) => ({ ...series(l), alpha: ghostly })), ...c.lines.map(series)],
    },
    [
      c.times,
      ...[...former.map((l) => l.was!), ...c.lines.map((l) => l.values)].map((v) =>
        c.times.map((_, i) => v[i] ?? null),
      ),
    ],
    place,
  )
  plot.root.querySelector('canvas')?.setAttribute('aria-hidden', 'true')
  plot.over.addEventListener('pointermove', (e) => c.point(plot.posToVal(e.offsetX, 'x')))
  plot.over.addEventListener('pointerleave', () => c.point(null))
  plot.over.addEventListener('click', (e) => c.pick(plot.posToVal(e.offsetX, 'x')))
  return plot
}

const ghostly = 0.4 // of a line's colour has what it was before

function series(l: Line): uPlot.Series {
  return {
    label: `${l.run}, ${l.label}`,
    stroke: colour(hue(l)),
    width: 2,
    points: { show: true, size: 3, filter: (u: uPlot, s: number) => alone(u.data[s]!) },
    ...(l.dash ? { dash: l.dash } : {}),
  }
}

const hue = (l: Line) => (l.slot === 0 ? 'flow-a' : 'flow-b')

/** Where a word stands. */
type Spot = [x: number, y: number]
const apart = { x: 60, y: 16 } // pixels between two words

/** Writes beside a line of before what it is, where it is furthest from what it has become, and away from that. */
function called(u: uPlot, times: number[], l: Line, taken: Spot[]): Spot[] {
  const { ctx, bbox } = u
  const one = uPlot.pxRatio
  const y = (v: number) => u.valToPos(v, 'y', true)
  const away = (was: number, i: number) => y(was) - y(l.values[i] ?? was)
  const known = l.was!.flatMap((was, i): [number, number][] => (was === null ? [] : [[was, i]]))
  if (!known.length) return taken
  const size = ([was, i]: [number, number]) => Math.abs(away(was, i))
  const furthest = known.reduce((best, next) => (size(next) > size(best) ? next : best), known[known.length >> 1]!)
  const [was, i] = furthest
  const below = away(was, i) > 0
  const spot: Spot = [
    Math.min(Math.max(u.valToPos(times[i]!, 'x', true), bbox.left + 30 * one), bbox.left + bbox.width - 30 * one),
    Math.min(Math.max(y(was) + (below ? 14 : -6) * one, bbox.top + 12 * one), bbox.top + bbox.height - 4 * one),
  ]
  const near = ([x, y]: Spot) => Math.abs(x - spot[0]) < apart.x * one && Math.abs(y - spot[1]) < apart.y * one
  if (taken.some(near)) return taken
  ctx.save()
  ctx.font = `${12 * one}px ${getComputedStyle(document.body).fontFamily}`
  ctx.textAlign = 'center'
  ctx.fillStyle = colour(hue(l))
  ctx.fillText(t('before'), ...spot)
  ctx.restore()
  return [...taken, spot]
}

/** Shades what lasts from one instant to another. */
function band(u: uPlot, from: number, to: number) {
  const { ctx, bbox } = u
  const [x, end] = [u.valToPos(from, 'x', true), u.valToPos(to, 'x', true)]
  ctx.save()
  ctx.globalAlpha = 0.12
  ctx.fillStyle = colour('bad')
  ctx.fillRect(x, bbox.top, Math.max(1, end - x), bbox.height)
  ctx.restore()
}

/** Which values have nothing on either side, so that no line leads to them. */
function alone(values: ArrayLike<number | null | undefined>): number[] {
  const none = (i: number) => values[i] === null || values[i] === undefined
  return Array.from(values, (_, i) => i).filter((i) => !none(i) && none(i - 1) && none(i + 1))
}
