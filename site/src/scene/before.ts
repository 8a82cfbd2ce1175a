// What the figures were before the last act, so that they can stand beside those
// that came of it.
import type { Row, Series } from '../lab/data'
import type { Runs } from './runs'
import type { Study } from './study'

export class Before {
  private readonly wanted: readonly (string | null)[]
  private readonly single: Map<string, number | null>[]
  private readonly series: (Series | null)[]
  private readonly compared: Map<string, Row> | null

  /** Of the runs that are shown, before what says is done. */
  constructor(
    readonly says: string,
    { sides, wanted }: Runs,
    { compared }: Study,
  ) {
    this.wanted = [...wanted]
    this.single = sides.map((side) => new Map((side?.outcome.metrics ?? []).map((m) => [m.name, m.value])))
    this.series = sides.map((side) => side?.outcome.series ?? null)
    this.compared = compared && new Map(compared.rows.map((r) => [r.name, r]))
  }

  /** Whether the figures are of many runs where many are asked for. */
  get many() {
    return this.compared !== null
  }

  /** What a figure was on a side: of many runs, or of one where no more were made; undefined: it is not known. */
  figure(name: string, slot: 0 | 1, many: boolean, { wanted }: Runs): number | null | undefined {
    if (this.elsewhere(wanted)) return undefined
    if (!many || !this.compared) return this.single[slot]!.get(name)
    const row = this.compared.get(name)
    return row && (slot === 0 ? row.a : row.b)
  }

  /** What there was over the run on a side; null: it is not known, or is of windows that are not those of now. */
  over(slot: number, { sides, wanted }: Runs): Series | null {
    const was = this.series[slot]
    const now = sides[slot]?.outcome.series
    return was && now && !this.elsewhere(wanted) && alike(was.width, now.width) ? was : null
  }

  /** Whether other variants are shown by now. */
  private elsewhere(wanted: readonly (string | null)[]) {
    return this.wanted.some((id, i) => id !== wanted[i])
  }
}

/** Whether two values are the same in so many digits as the build has shipped of what is drawn. */
export function alike(a: number | null, b: number | null | undefined): boolean {
  if (a === null || b === null || b === undefined) return a === (b ?? null)
  return Math.abs(a - b) <= Math.max(Math.abs(a), Math.abs(b)) / 1000
}
