// The line of what is going on, and of what went wrong.
import { english } from '../elements/english'
import { t, woven } from '../language/text'
import { h, fill } from '../elements/dom'
import { clock } from '../words/format'
import type { Scene } from '../scene/scene'
import { arrival, onArrival } from './arrival'

export function status(scene: Scene): HTMLElement {
  const box = h('div.status', { role: 'status' })
  const draw = () => {
    const limits = scene.runs.shown
      .filter((s) => s.outcome.limit)
      .flatMap((s) => [
        ...woven('{run} ended early: {why}.', { run: s.variant.title, why: english(s.outcome.limit) }),
        ' ',
      ])
    const broken = scene.runs.shown.flatMap((s) => s.outcome.broken)
    box.classList.toggle('bad', scene.trouble !== '' || limits.length > 0 || broken.length > 0)
    const { awaited } = scene.runs.reel
    if (awaited) {
      fill(
        box,
        t('Running to {time}', { time: clock(awaited.t, scene.runs.horizon) }),
        h('progress', { max: 1, value: awaited.share, 'aria-label': t('Running to that instant') }),
        h('button.link', { type: 'button', onclick: () => scene.cancel() }, t('Stop')),
      )
    } else if (scene.runs.busy !== null) {
      const { says, share } = arrival() ?? { says: t('Running'), share: scene.runs.busy }
      fill(
        box,
        says,
        h('progress', { max: 1, value: share, 'aria-label': says }),
        h('button.link', { type: 'button', onclick: () => scene.cancel() }, t('Stop')),
      )
    } else fill(box, scene.trouble && `${scene.trouble} `, ...limits, ...broken.slice(0, 1).map(english))
    box.hidden = box.textContent === ''
  }
  for (const news of ['busy', 'runs', 'faults'] as const) scene.on(news, draw)
  onArrival(box, draw)
  draw()
  return box
}
