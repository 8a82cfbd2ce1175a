// The caption: what the timeline says of this instant, on either side, and what
// comes next. A fault's caption ends with the fault.
import { t, woven } from '../language/text'
import type { Entry, Variant, Words } from '../lab/data'
import { h, fill } from '../elements/dom'
import { brief, plain, together } from '../words/format'
import { titleFor } from '../words/glossary'
import type { Scene } from '../scene/scene'
import { beginOf, endOf, outlasted, subjectOf } from '../scene/timeline'

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
export function lines(of: Variant, words: Words): Line[] {
  const { timeline } = of
  const kind = (e: Entry) => words.faults.find((f) => f.name === e.fault)
  const called = (e: Entry) => titleFor(words, 'fault', e.fault, plain(e.fault))
  const line = (e: Entry, text: string): Line => ({
    at: beginOf(e),
    text,
    trouble: timeline.some((f) => f.fault !== '' && f.at === e.at),
    next: e.fault ? called(e) : t('next'),
  })
  const told = (e: Entry, says: string) => `${subjectOf(e, of)} ${says}.` // as the lab says it
  return [
    ...timeline
      .filter((e) => e.fault && e.for !== null && !outlasted(e, of))
      .map((e) => ({
        at: endOf(e),
        text: told(e, kind(e)!.over),
        trouble: false,
        next: t('{fault} ends', { fault: called(e) }),
      })),
    ...timeline.filter((e) => !e.say && e.fault).map((e) => line(e, told(e, kind(e)!.while))),
    ...timeline.filter((e) => !e.say && e.send).map((e) => line(e, sends(e, of))),
    ...timeline.filter((e) => e.say).map((e) => line(e, e.say)),
  ].sort((a, b) => a.at - b.at)
}

function sends(e: Entry, of: Variant): string {
  return e.target
    ? t('One more operation of {flow} from {place}.', { flow: e.send, place: subjectOf(e, of) })
    : t('One more operation of {flow}.', { flow: e.send })
}

export function caption(scene: Scene): HTMLElement {
  const box = h('p.caption', { 'aria-live': 'polite' })
  let sides: { name: string; lines: Line[] }[] = []
  let shown = ''
  const read = () => {
    sides = scene.runs.shown.map((s) => {
      const of = s.variant
      const timeline = of.timeline.map((e) => withFigures(scene, of.id, e))
      return { name: of.title, lines: lines({ ...of, timeline }, scene.words) }
    })
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
              h(line.trouble ? 'span.time.bad' : 'span.time', {}, brief(line.at)),
              name ? h('b', {}, `${name}: `) : null,
              together(line.text),
              ' ',
            ]
          : [],
      ),
      next
        ? h(
            'button.link',
            { type: 'button', onclick: () => scene.playhead.seek(next.at) },
            ...woven('Go to {time}: {what}', { time: h('span.at', {}, brief(next.at)), what: next.next }),
          )
        : null,
    )
  }
  scene.on('moment', update)
  for (const news of ['runs', 'judged', 'text'] as const) scene.on(news, read)
  read()
  return box
}
