// What the colours of messages mean, where these are the keys that they are about,
// and signs that only some runs have.
import { t } from '../language/text'
import { fill, h } from '../elements/dom'
import { zones } from './zones'
import type { Place } from '../lab/data'
import type { Scene } from '../scene/scene'

const letters = ['a', 'b', 'c', 'd', 'e', 'f'] // as the player colours keys: the first again after the last

export function colours(scene: Scene): HTMLElement {
  const element = h('div.legend.colours')
  const draw = () => {
    const spaces = new Map(
      scene.runs.shown.flatMap((s) => s.variant.flows.flatMap((f) => (f.keys ? [[f.id, f.keys] as const] : []))),
    )
    const nodes = scene.runs.shown.flatMap((s) => s.variant.nodes)
    fill(
      element,
      ...[...spaces].flatMap(([flow, keys]) => line(flow, keys)),
      ...signs(nodes),
      ...zoned(zones(scene.show.variants)),
    )
  }
  scene.on('runs', draw)
  draw()
  return element
}

function line(flow: string, { id, count }: { id: string; count: number }): HTMLElement[] {
  const shown = letters.slice(0, count)
  return [
    h(
      'span',
      {},
      t('{flow}: the colour and number of a message are its {id}, one of {n} keys', { flow, id, n: count }),
    ),
    ...shown.map((c, i) =>
      h('span.key', {}, h(`b.colour-${c}`, { 'aria-hidden': 'true' }, '●'), h('span', {}, String(i + 1))),
    ),
    ...(count > shown.length ? [h('span', {}, t('and so on, from the first colour again'))] : []),
  ]
}

function zoned(all: string[]): HTMLElement[] {
  return all.length ? [h('span', {}, t('zones: {list}', { list: all.map((z, i) => `${i + 1} ${z}`).join(', ') }))] : []
}

function signs(nodes: Place[]): HTMLElement[] {
  return [
    ...(nodes.some((n) => n.keepsDead)
      ? [sign('aside', '◇', t('a dead letter: set aside, in a pile below the queue'))]
      : []),
    ...(nodes.some((n) => n.limited)
      ? [sign('token', '●', t('a token of the limiter, in the bucket that was taken from last; hollow: it is gone'))]
      : []),
  ]
}

function sign(name: string, mark: string, says: string): HTMLElement {
  return h('span.key', {}, h(`b.sign-${name}`, { 'aria-hidden': 'true' }, mark), says)
}
