// What stands at a place that is picked, at the playhead.
import { t } from '../language/text'
import { h } from '../elements/dom'
import type { Scene } from '../scene/scene'
import { K, S } from '../trace/tables'
import type { Trace } from '../trace/trace'
import { clock } from '../words/format'

const calm = 250 // milliseconds between two looks while it plays

export function standing(scene: Scene): HTMLElement {
  const element = h('p.standing', { hidden: true })
  let timer = 0
  const draw = () => {
    timer = 0
    const s = scene.selected
    const trace = s?.place ? scene.runs.sides[s.slot]?.trace : undefined
    const now = scene.playhead.moment
    element.textContent = trace?.has(now) ? says(trace, s!.place, now) : ''
    element.hidden = !element.textContent
  }
  for (const news of ['selected', 'runs', 'window'] as const) scene.on(news, draw)
  scene.on('moment', () => {
    if (scene.selected?.place) timer ||= window.setTimeout(draw, calm)
  })
  return element
}

function says(trace: Trace, place: number, now: number): string {
  const { dead, out, ill } = at(trace, place, now)
  const sentences: string[] = []
  const name = trace.name(place)
  if (dead !== null)
    sentences.push(
      t('{n} dead letter is set aside at {name}. | {n} dead letters are set aside at {name}.', { n: dead, name }),
    )
  for (const { balancer, target, until } of out.values())
    sentences.push(
      t('{balancer} sends nothing to {target} until {time}: it has ejected it.', {
        balancer: trace.name(balancer),
        target: trace.name(target),
        time: clock(until, trace.horizon),
      }),
    )
  if (ill) sentences.push(t('{name} panics: it sends to all, {n} of which are not well.', { name, n: ill }))
  return sentences.join(' ')
}

interface Ejection {
  balancer: number
  target: number
  until: number
}

/** What stands at a place at an instant. */
interface Standing {
  dead: number | null // messages that it has set aside and keeps; null: it has not set any aside yet
  out: Map<string, Ejection> // whom it has ejected, and who has ejected it
  ill: number // how many of its targets are not well and are sent to all the same, in panic
}

function at(trace: Trace, place: number, t: number): Standing {
  const now: Standing = { dead: null, out: new Map(), ill: 0 }
  for (let i = 0, end = trace.upTo(t); i < end; i++) {
    switch (trace.kind(i)) {
      case K.aside:
        if (trace.node(i) === place) now.dead = (now.dead ?? 0) + (trace.status(i) === S.deadLettered ? 1 : -1)
        break
      case K.panic:
        if (trace.node(i) === place) now.ill = trace.aux(i)
        break
      case K.eject:
      case K.readmit: {
        const { kind, node: balancer, peer: target, until } = trace.record(i)
        if (balancer !== place && target !== place) break
        if (kind === K.eject) now.out.set(`${balancer} ${target}`, { balancer, target, until })
        else now.out.delete(`${balancer} ${target}`)
      }
    }
  }
  return now
}
