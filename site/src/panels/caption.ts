// The caption: what the timeline says of this instant, on either side, and what
// comes next. A fault's caption ends with the fault.
import type { Entry, Variant } from '../lab/data'
import { h, fill } from '../elements/dom'
import { clock, together } from '../words/format'
import type { Scene } from '../scene/scene'

/** What is said from an instant on, in nanoseconds. */
interface Line {
  at: number
  text: string
  trouble: boolean
  next: string
}

/** An entry with the figures of the runs in its caption, once they are known. */
export function withFigures(scene: Scene, variant: string, e: Entry): Entry {
  const said = e.say && scene.study.judged?.captions.find((c) => c.variant === variant && c.entry === e.id)?.say
  return said ? { ...e, say: said } : e
}

/**
 * The lines of a timeline, in the order of time. Of several at one instant the last counts: what is written goes
 * before what follows from a fault.
 */
export function lines(timeline: Entry[], of: Variant | undefined): Line[] {
  const begins = (all: Entry[]) =>
    all.map((e) => ({
      at: instant(e.at),
      text: says(e, name(e, of)),
      trouble: timeline.some((f) => f.fault !== '' && f.at === e.at),
      next: e.fault || 'next',
    }))
  const ends = timeline
    .filter((e) => e.fault && e.for !== null && !outlasted(e, timeline))
    .map((e) => ({ at: end(e), text: ended(e, name(e, of)), trouble: false, next: `${e.fault} ends` }))
  return [
    ...ends,
    ...begins(timeline.filter((e) => !e.say && (e.fault || e.send))),
    ...begins(timeline.filter((e) => e.say)),
  ].sort((a, b) => a.at - b.at)
}

function instant(seconds: number): number {
  return Math.round(seconds * 1e9)
}
function end(e: Entry): number {
  return instant(e.at) + instant(e.for!)
}

/** Whether a place stays as it is when a fault ends, since another of its kind goes on. */
function outlasted(e: Entry, timeline: Entry[]): boolean {
  return timeline.some(
    (o) =>
      o !== e &&
      o.fault === e.fault &&
      o.target === e.target &&
      instant(o.at) <= end(e) &&
      (o.for === null || end(o) > end(e)),
  )
}

/** What is aimed at, as the picture has it: the only replica of a node by the node's name. */
function name(e: Entry, of: Variant | undefined): string {
  const node = e.target.replace(/\/0$/, '')
  return of?.nodes.find((n) => n.id === node)?.count === 1 ? node : e.target
}

function says(e: Entry, target: string): string {
  if (e.say) return e.say
  if (e.send) return `One more operation of ${e.send}${target ? ` from ${target}` : ''}.`
  const what: Record<string, string> = {
    crash: 'crashes',
    pause: 'stops working',
    slow: 'slows down',
    partition: 'is cut off',
    loss: 'loses messages',
    latency: 'gets slower to reach',
  }
  return what[e.fault] ? `${target} ${what[e.fault]}.` : `${target}: ${e.fault}.`
}

function ended(e: Entry, target: string): string {
  const what: Record<string, string> = {
    crash: 'is back',
    pause: 'works again',
    slow: 'is as fast as before',
    partition: 'can be reached again',
    loss: 'loses no more messages',
    latency: 'is as near as before',
  }
  return what[e.fault] ? `${target} ${what[e.fault]}.` : `${target}: ${e.fault} is over.`
}

export function caption(scene: Scene): HTMLElement {
  const box = h('p.caption', { 'aria-live': 'polite' })
  let sides: { name: string; lines: Line[] }[] = []
  let shown = ''
  const read = () => {
    sides = scene.runs.shown.map((s) => ({
      name: s.variant.title,
      lines: lines(
        s.variant.timeline.map((e) => withFigures(scene, s.variant.id, e)),
        s.variant,
      ),
    }))
    shown = ''
    update()
  }
  const update = () => {
    const now = sides.map((s) => s.lines.findLast((l) => l.at <= scene.playhead.moment))
    const next = sides
      .flatMap((s) => s.lines.filter((l) => l.at > scene.playhead.moment))
      .sort((a, b) => a.at - b.at)[0]
    const alike = now.every((l) => l?.at === now[0]?.at && l?.text === now[0]?.text)
    const said = alike ? [{ name: '', line: now[0] }] : now.map((line, i) => ({ name: sides[i]!.name, line }))
    const key = JSON.stringify([said, next])
    if (key === shown) return
    shown = key
    fill(
      box,
      ...said.flatMap(({ name, line }) =>
        line
          ? [
              h(line.trouble ? 'span.time.bad' : 'span.time', {}, short(line.at)),
              name ? h('b', {}, `${name}: `) : null,
              `${together(line.text)} `,
            ]
          : [],
      ),
      next
        ? h(
            'button.link',
            { type: 'button', onclick: () => scene.playhead.seek(next.at) },
            'Go to ',
            h('span.at', {}, short(next.at)),
            `: ${next.next}`,
          )
        : null,
    )
  }
  scene.on('moment', update)
  for (const news of ['runs', 'judged', 'text'] as const) scene.on(news, read)
  read()
  return box
}

function short(at: number) {
  return clock(at, 6e11).replace('.0 s', ' s')
}
