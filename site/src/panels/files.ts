// The files that are being uploaded at the playhead: how much of each is there,
// and where it was interrupted.
import { t } from '../language/text'
import { fill, h } from '../elements/dom'
import type { Side } from '../scene/asking'
import type { Scene } from '../scene/scene'
import { uploads } from '../trace/uploads'
import type { Upload } from '../trace/uploads'
import { figure } from '../words/format'

const calm = 250 // milliseconds between two pictures while it plays
const mostFiles = 20 // of a side

export function files(scene: Scene): HTMLElement {
  const element = h('div.files', { hidden: true })
  let last = 0
  let timer = 0
  const draw = () => {
    last = performance.now()
    fill(element, ...scene.runs.shown.flatMap((side) => ofSide(scene, side)))
    element.hidden = element.childElementCount === 0
  }
  for (const news of ['runs', 'window', 'playing'] as const) scene.on(news, draw)
  scene.on('moment', () => {
    timer ||= window.setTimeout(
      () => {
        timer = 0
        draw()
      },
      Math.max(0, last + calm - performance.now()),
    )
  })
  draw()
  return element
}

function ofSide(scene: Scene, side: Side): Node[] {
  const { trace, variant } = side
  const now = scene.playhead.moment
  const sizes = new Map(variant.flows.flatMap((f, i) => (f.files ? [[i + 1, f.files.bytes] as const] : [])))
  if (sizes.size === 0 || !trace.has(now)) return []
  const all = uploads(trace, new Set(sizes.keys()), now)
  const run = scene.runs.shown.length > 1 ? variant.title : ''
  const title = t('Files under way')
  const slot = scene.runs.sides.indexOf(side)
  const rows = all
    .slice(0, mostFiles)
    .flatMap((u) => [
      h(
        'button.link',
        { type: 'button', onclick: () => scene.select({ slot, place: 0, msg: 0, op: u.op }) },
        trace.name(u.from),
      ),
      bar(u, sizes.get(u.flow) ?? null),
      h('span', {}, says(u, sizes.get(u.flow) ?? null)),
    ])
  return [
    h('h3', {}, title, run && ': ', run && run),
    all.length
      ? h('div', {}, h('div.fall', { role: 'group', 'aria-label': run ? `${title}: ${run}` : title }, ...rows), key())
      : h('p', {}, t('Nobody is sending a file just now.')),
    ...(all.length > mostFiles ? [h('p', {}, t('And {n} more.', { n: all.length - mostFiles }))] : []),
  ]
}

/** What is stored, what of the request under way is there besides, and a mark for each interruption. */
function bar(u: Upload, size: number | null): Element {
  const all = size ?? Math.max(1, u.stored + u.coming)
  const x = (bytes: number) => Math.min(100, (100 * bytes) / all)
  return h<SVGElement>(
    'svg',
    { viewBox: '0 0 100 14', preserveAspectRatio: 'none', role: 'img', 'aria-label': told(u, size) },
    h('title', {}, told(u, size)),
    h('rect.track', { x: 0, y: 2, width: 100, height: 10 }),
    h('rect.coming', { x: x(u.stored), y: 2, width: x(u.stored + u.coming) - x(u.stored), height: 10 }),
    h('rect.bar', { x: 0, y: 2, width: x(u.stored), height: 10 }),
    ...u.breaks.map((at) => h('path.break', { d: `M${x(at)},0V14`, 'vector-effect': 'non-scaling-stroke' })),
  )
}

/** What the signs mean. */
function key(): HTMLElement {
  const sample = (sign: string) =>
    h<SVGElement>(
      'svg',
      { width: 16, height: 14, 'aria-hidden': 'true' },
      h(sign, { x: 2, y: 2, width: 12, height: 10, d: 'M8,0V14' }),
    )
  const entry = (sign: string, text: string) => h('span.key', {}, sample(sign), text)
  return h(
    'div.legend',
    {},
    entry('rect.bar', t('stored')),
    entry('rect.coming', t('there, not stored yet')),
    entry('path.break', t('interrupted here')),
  )
}

const stops = { sends: '', interrupted: t('interrupted'), asks: t('asks how much is there') }

function says(u: Upload, size: number | null): string {
  return [much(u, size), stops[u.doing]].filter(Boolean).join(', ')
}

/** How much of a file is stored, of how much, where that is known. */
function much({ stored }: Upload, size: number | null): string {
  const part = figure(stored, 'B')
  return size === null ? part : t('{part} of {all}', { part, all: figure(size, 'B') })
}

function told(u: Upload, size: number | null): string {
  const parts = [
    t('{size} stored', { size: much(u, size) }),
    u.coming ? t('{size} more there', { size: figure(u.coming, 'B') }) : '',
    u.again ? t('{size} stored twice', { size: figure(u.again, 'B') }) : '',
    u.breaks.length ? t('{n} interruption | {n} interruptions', { n: u.breaks.length }) : '',
  ]
  return parts.filter(Boolean).join(', ')
}
