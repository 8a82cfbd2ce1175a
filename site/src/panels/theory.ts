// What the figures of a chart come to by formula, where a scenario says that one of
// them equals an expression. A formula follows the sliders whose values stand in it.
import { t } from '../language/text'
import type { Verdict } from '../lab/data'
import { judge } from '../scene/asking'
import type { Side } from '../scene/asking'
import type { Scene } from '../scene/scene'
import { at } from './trying'

/** A figure that should be so all the time. */
export interface Level {
  label: string
  value: number
}

/** The measure that shows a figure, by the ending of its id, and the label of the line that does. */
const lines: Record<string, [measure: string, line: string]> = {
  'latency.p50': ['p', 'p50'],
  'latency.p99': ['p', 'p99'],
  'staleness.p50': ['p', 'p50'],
  'staleness.p99': ['p', 'p99'],
  goodput: ['ok', t('ok')],
  utilization: ['utilization', t('utilization')],
  'queue.mean': ['queue', t('waiting')],
}

const equality = /^([\w/-]+)\.([\w.]+)(?:@([\w-]+))? == (.+?)(?: within .+)?$/

/** What an expectation says of a line of a measure, if it is one. */
function read(that: string) {
  const [, owner, name = '', of = 'base', formula = ''] = equality.exec(that) ?? []
  const [ending, line] = lines[name] ?? []
  return line === undefined ? null : { measure: `${owner}.${ending}`, line, of, formula }
}

export class Theory {
  private asked = '' // the seed and the text of what is known, or on its way
  private known: Verdict[] = []

  /** Tells changed when there is more to see. */
  constructor(
    private readonly scene: Scene,
    private readonly changed: () => void,
  ) {}

  /** The levels of a measure on one side: until those of another text are known, those of the one before. */
  levels({ variant }: Side, measure: string): Level[] {
    return this.known.flatMap(({ that, bound }) => {
      const said = read(that)
      if (bound === null || said?.of !== variant.id || said.measure !== measure) return []
      const label = `${said.line} = ${said.formula}`
      return [
        { label: follows(this.scene, that) ? label : t('{formula}, as shipped', { formula: label }), value: bound },
      ]
    })
  }

  /** Finds out what a measure comes to on the text that is shown, where anything is said of it. */
  renew(measure: string) {
    const { scene } = this
    const { text, seed, file } = scene
    const key = `${seed} ${text}`
    if (key === this.asked || !scene.show.expect.some(({ that }) => read(that)?.measure === measure)) return
    this.asked = key
    if (!scene.edited && seed === null && scene.study.judged) {
      this.known = scene.study.judged.verdicts
      return
    }
    const taken = (found: Verdict[]) => {
      if (key !== this.asked) return
      this.known = found
      this.changed()
    }
    judge({ file, seed, text: followed(scene) }).then(
      ({ verdicts }) => taken(verdicts),
      () => taken([]),
    )
  }
}

/** The text with the values of sliders in its formulas. */
function followed(scene: Scene): string {
  const all = JSON.parse(scene.text)
  const expect = (all.expect ?? []).filter((e: { that: string }) => read(e.that))
  return JSON.stringify({
    ...all,
    expect: expect.map((e: { that: string }) => ({ ...e, that: following(scene, e.that) })),
  })
}

/** An expectation with the values of sliders in place of those that are shipped. */
function following(scene: Scene, that: string): string {
  const said = read(that)!
  const head = that.slice(0, that.indexOf(' == ') + 4)
  const formula = moved(scene, said.of).reduce((text, m) => text.replaceAll(token(m.was), m.now), said.formula)
  return head + formula + that.slice(head.length + said.formula.length)
}

/** Whether all that was changed is in a formula: what is made of figures alone is of whatever text there is. */
function follows(scene: Scene, that: string): boolean {
  const { of, formula } = read(that)!
  if (!scene.edited || !/(?<![\w.])\d/.test(formula)) return true
  return onlySliders(scene) && moved(scene, of).every((m) => token(m.now).test(formula))
}

/** The sliders of which a variant has the value, where they were moved: from what to what. */
function moved({ show, original, text }: Scene, variant: string): { was: string; now: string }[] {
  const shipped = JSON.parse(original)
  const own = JSON.parse(text).variants?.[variant]
  return show.sliders
    .filter(({ path }) => at(own, path) === undefined)
    .map(({ path, value }) => ({ was: String(at(shipped, path)), now: value }))
    .filter(({ was, now }) => was !== now)
}

/** A quantity where it stands in a formula; one without a unit is too much like others to be told from them. */
function token(quantity: string): RegExp {
  const literal = /[a-zA-Z]/.test(quantity) ? quantity.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : '(?!)'
  return new RegExp(`(?<![\\w.])${literal}(?![\\w/.])`, 'g')
}

/** Whether the text differs from the shipped one in what sliders move, and in nothing else. */
function onlySliders({ show, original, text }: Scene): boolean {
  const [a, b] = [original, text].map((json) => {
    const all = JSON.parse(json)
    for (const { path } of show.sliders) {
      const steps = path.split('/').slice(1)
      const inner = at(all, `/${steps.slice(0, -1).join('/')}`)
      if (typeof inner === 'object' && inner !== null) delete (inner as Record<string, unknown>)[steps.at(-1)!]
    }
    return JSON.stringify(all)
  })
  return a === b
}
