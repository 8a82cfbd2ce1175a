// Buttons that lead to what is worth a look in each run.
import { t } from '../language/text'
import { h, fill } from '../elements/dom'
import type { Side } from '../scene/asking'
import type { Scene } from '../scene/scene'
import { firstLost, firstTimedOut, slowest } from '../trace/finding'
import type { Found } from '../trace/finding'

/** Shows what is found where it happened, and hands on to whoever tells more of it. */
export function finds(scene: Scene, closer: () => void): HTMLElement {
  const box = h('div.finds')
  const go = (slot: number, found: Found | null) => {
    if (!found) return
    scene.playhead.jump(found.at)
    scene.select({ slot, place: 0, msg: found.msg, op: found.op })
    closer()
  }
  const draw = () => {
    const { sides, shown } = scene.runs
    const row = (side: Side | null, slot: number) => side && offers(side, slot, shown.length > 1, (f) => go(slot, f))
    fill(box, ...sides.map(row))
  }
  for (const news of ['runs', 'window'] as const) scene.on(news, draw)
  draw()
  return box
}

function offers({ trace, variant }: Side, slot: number, beside: boolean, go: (f: Found | null) => void): HTMLElement {
  const of = (what: string) => (beside ? t('{what} of {run}', { what, run: variant.title }) : what)
  const button = (text: string, what: string, found: () => Found | null) =>
    h('button.link', { type: 'button', 'aria-label': of(what), onclick: () => go(found()) }, text)
  const lost = firstLost(trace)
  const late = firstTimedOut(trace)
  return h(
    'div',
    { role: 'group', 'aria-label': of(t('What to look at')) },
    h('span', { 'aria-hidden': 'true' }, trace.whole ? t('Go to:') : t('Near here:')),
    h(slot === 0 ? 'i.dot' : 'i.dot.b', { 'aria-hidden': 'true' }),
    button(t('Slowest'), t('Slowest operation'), () => slowest(trace, variant.warmup * 1e9, variant.until * 1e9)),
    lost && button(t('First lost'), t('First lost message'), () => lost),
    late && button(t('First timeout'), t('First timeout'), () => late),
  )
}
