// The line of what is going on, and of what went wrong.
import { h, fill } from '../elements/dom'
import { clock } from '../words/format'
import type { Scene } from '../scene/scene'

export function status(scene: Scene): HTMLElement {
  const box = h('div.status', { role: 'status' })
  const draw = () => {
    const limits = scene.runs.shown
      .filter((s) => s.outcome.limit)
      .map((s) => `${s.variant.title} ended early: ${s.outcome.limit}.`)
    const broken = scene.runs.shown.flatMap((s) => s.outcome.broken)
    box.classList.toggle('bad', scene.trouble !== '' || limits.length > 0 || broken.length > 0)
    const { awaited } = scene.runs.reel
    if (awaited) {
      fill(
        box,
        `Running to ${clock(awaited.t, scene.runs.horizon)}`,
        h('progress', { max: 1, value: awaited.share, 'aria-label': 'Running to that instant' }),
        h('button.link', { type: 'button', onclick: () => scene.cancel() }, 'Stop'),
      )
    } else if (scene.runs.busy !== null) {
      fill(
        box,
        'Running',
        h('progress', { max: 1, value: scene.runs.busy, 'aria-label': 'Running' }),
        h('button.link', { type: 'button', onclick: () => scene.cancel() }, 'Stop'),
      )
    } else fill(box, [scene.trouble, ...limits, ...broken.slice(0, 1)].filter(Boolean).join(' '))
    box.hidden = box.textContent === ''
  }
  for (const news of ['busy', 'runs', 'faults'] as const) scene.on(news, draw)
  draw()
  return box
}
