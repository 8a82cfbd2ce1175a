// The picture of a chart, by uPlot. It is loaded when one is near the window.
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

/** Draws lines over time, in seconds, and what lasts, behind them; a click picks an instant, and a pointer points at one. */
export function plotted(place: HTMLElement, c: Chart): uPlot {
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
      hooks: { drawClear: [(u) => c.bands.forEach((b) => band(u, ...b))] },
      axes: [
        { ...axis, values: (_u, v) => v.map((x) => `${pointed(String(x))} s`) },
        { ...axis, size: 64, values: (_u, v) => v.map((x) => c.says(x)) },
      ],
      series: [
        {},
        ...c.lines.map((l) => ({
          label: `${l.run}, ${l.label}`,
          stroke: colour(l.slot === 0 ? 'flow-a' : 'flow-b'),
          width: 2,
          points: { show: true, size: 3, filter: (u: uPlot, s: number) => alone(u.data[s]!) },
          ...(l.dash ? { dash: l.dash } : {}),
        })),
      ],
    },
    [c.times, ...c.lines.map((l) => c.times.map((_, i) => l.values[i] ?? null))],
    place,
  )
  plot.root.querySelector('canvas')?.setAttribute('aria-hidden', 'true')
  plot.over.addEventListener('pointermove', (e) => c.point(plot.posToVal(e.offsetX, 'x')))
  plot.over.addEventListener('pointerleave', () => c.point(null))
  plot.over.addEventListener('click', (e) => c.pick(plot.posToVal(e.offsetX, 'x')))
  return plot
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
