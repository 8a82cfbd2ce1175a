// The line of what is going on, and of what went wrong.
import { english } from '../elements/english'
import { t, woven } from '../language/text'
import { h, fill } from '../elements/dom'
import { clock } from '../words/format'
import type { Scene } from '../scene/scene'
import { arrival, onArrival } from './arrival'

export function status(scene: Scene): HTMLElement {
  const box = h('div.status', { role: 'status' })
  const waiting = new Waiting(() => scene.cancel())
  const draw = () => {
    const { shown, reel, horizon, busy } = scene.runs
    const limits = shown
      .filter((s) => s.outcome.limit)
      .flatMap((s) => [...woven('{run} ended early: {why}.', { run: s.variant.title, why: s.outcome.limit }), ' '])
    const broken = shown.flatMap((s) => s.outcome.broken)
    box.classList.toggle('bad', scene.trouble !== '' || limits.length > 0 || broken.length > 0)
    const { awaited } = reel
    if (awaited) waiting.show(box, t('Running to {time}', { time: clock(awaited.t, horizon) }), awaited.share)
    else if (busy !== null) {
      const { says, share } = arrival() ?? { says: t('Running'), share: busy }
      waiting.show(box, says, share)
    } else fill(box, scene.trouble && `${scene.trouble} `, ...limits, ...broken.slice(0, 1).map(english))
  }
  for (const news of ['busy', 'runs', 'faults'] as const) scene.on(news, draw)
  onArrival(box, draw)
  draw()
  return box
}

/** What is waited for, how far it is, and a way to stop it, which stays where it is: it can be pressed while it goes on. */
class Waiting {
  private readonly says = h('span')
  private readonly bar = h<HTMLProgressElement>('progress', { max: 1 })
  private readonly stop: HTMLElement

  constructor(stop: () => void) {
    this.stop = h('button.link', { type: 'button', onclick: stop }, t('Stop'))
  }

  show(box: HTMLElement, says: string, share: number) {
    this.says.textContent = says
    this.bar.value = share
    this.bar.setAttribute('aria-label', says)
    if (!this.stop.isConnected) fill(box, this.says, this.bar, this.stop)
  }
}
