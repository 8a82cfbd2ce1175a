// What has become of the work of a run, at the playhead: how much of it is done,
// how much has failed, and both as parts of all that has begun. As in the verdict,
// what began before measuring does is counted no longer once that has begun.
import { t } from '../language/text'
import { h } from '../elements/dom'
import type { Side } from '../scene/asking'
import type { Tally } from '../trace/trace'

const wide = 100 // of the bar, in its own units
const least = 2 // so wide is the smallest share that is not nothing

/** The counter over a stage. */
export class Counter {
  private readonly done = h('span')
  private readonly failed = h('span')
  private readonly more = h('span')
  private readonly good = h<SVGElement>('rect.good', { x: 0, y: 0, height: 1 })
  private readonly bad = h<SVGElement>('rect.bad', { y: 0, height: 1 })
  private readonly bar = h<SVGElement>(
    'svg',
    { viewBox: `0 0 ${wide} 1`, preserveAspectRatio: 'none', hidden: true, 'aria-hidden': 'true' },
    h('rect.open', { x: 0, y: 0, width: wide, height: 1 }),
    this.good,
    this.bad,
  )
  readonly element = h('output', { 'aria-live': 'off' }, this.done, this.failed, this.more, this.bar)

  /** Tells of an instant of a run; where on no side anything fails, of no failures. */
  show({ variant, trace }: Side, moment: number, { asked, ok, notOk, open }: Tally, fails: boolean) {
    const news = variant.flows.every((f) => f.hears)
    const ill = () => (news ? t('missed {count}', { count: notOk }) : t('failed {count}', { count: notOk }))
    this.tell(
      news ? t('delivered {count}', { count: ok }) : t('served {count}', { count: ok }),
      fails ? `✕ ${ill()}` : '',
      moment < trace.warmup
        ? t('not measured')
        : asked > 0 && news
          ? t('{n} request | {n} requests', { n: asked })
          : '',
    )
    this.bar.toggleAttribute('hidden', !fails)
    this.failed.className = notOk > 0 ? 'some' : ''
    this.draw(ok, notOk, Math.max(1, ok + notOk + open))
  }

  private tell(done: string, failed: string, more: string) {
    this.done.textContent = done
    this.failed.textContent = failed
    this.more.textContent = more
  }

  /** What is done from the left, what has failed from the right, what is still open between them. */
  private draw(ok: number, notOk: number, all: number) {
    const part = (n: number) => (n === 0 ? 0 : Math.max(least, (wide * n) / all))
    const bad = part(notOk)
    this.bad.setAttribute('x', (wide - bad).toFixed(1))
    this.bad.setAttribute('width', bad.toFixed(1))
    this.good.setAttribute('width', Math.min(part(ok), wide - bad).toFixed(1))
  }
}

/** Whether anything fails in a run, from when measuring begins. */
export function fails({ outcome, variant }: Side): boolean {
  const { series } = outcome
  return series?.flows.some((f) => f.notOk.some((n, i) => n && i * series.width >= variant.warmup)) ?? false
}
