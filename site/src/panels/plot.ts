// The picture of a chart, by uPlot. It is loaded when one is near the window.
import uPlot from 'uplot'
import { colour } from '../picture/player'
import type { Line } from './measures'

export interface Chart {
  end: number
  times: number[]
  lines: Line[]
  says(x: number): string
  pick(t: number): void
}

/** Draws lines over time, in seconds; a click picks an instant. */
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
      axes: [
        { ...axis, values: (_u, v) => v.map((x) => `${x} s`) },
        { ...axis, size: 64, values: (_u, v) => v.map((x) => c.says(x)) },
      ],
      series: [
        {},
        ...c.lines.map((l) => ({
          label: l.label,
          stroke: colour(l.slot === 0 ? 'flow-a' : 'flow-b'),
          width: 2,
          spanGaps: true,
          points: { show: false },
          ...(l.dash ? { dash: l.dash } : {}),
        })),
      ],
    },
    [c.times, ...c.lines.map((l) => c.times.map((_, i) => l.values[i] ?? null))],
    place,
  )
  plot.root.querySelector('canvas')?.setAttribute('aria-hidden', 'true')
  plot.over.addEventListener('click', (e) => c.pick(plot.posToVal(e.offsetX, 'x')))
  return plot
}
