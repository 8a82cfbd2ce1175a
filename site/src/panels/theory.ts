// What the figures of a chart come to by formula, where a scenario says that one of
// them equals an expression.
import { t } from '../language/text'
import type { Side } from '../scene/asking'
import type { Scene } from '../scene/scene'

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

/** The levels of a measure on one side, of the expectations that have been judged. */
export function levels(scene: Scene, { variant }: Side, measure: string): Level[] {
  const verdicts = scene.runs.stale ? [] : (scene.study.judged?.verdicts ?? [])
  return verdicts.flatMap(({ that, bound }) => {
    const [, owner, name = '', of = 'base', formula] = equality.exec(that) ?? []
    const [ending, line] = lines[name] ?? []
    if (bound === null || of !== variant.id || `${owner}.${ending}` !== measure) return []
    return [{ label: `${line} = ${formula}`, value: bound }]
  })
}
