// The event log: what is recorded around the playhead. Picking a line selects
// what it is about.
import { choice, h, fill } from '../elements/dom'
import { clock } from '../words/format'
import { isTrouble, sentence } from '../words/records'
import type { Scene } from '../scene/scene'
import type { Trace } from '../trace/trace'

const before = 30
const after = 30

const filters: [string, string][] = [
  ['all', 'everything'],
  ['messages', 'messages'],
  ['operations', 'operations'],
  ['work', 'work and queues'],
  ['trouble', 'trouble'],
  ['selected', 'what is selected'],
]
const kinds: Record<string, string[]> = {
  messages: ['send', 'arrive', 'lost', 'discard'],
  operations: ['begin', 'ask', 'accepted', 'applied', 'end'],
  work: ['queue', 'serve', 'finish', 'drop', 'hold', 'free', 'store', 'unstore', 'deliver'],
}

export function log(scene: Scene): HTMLElement {
  let slot = 0
  let filter = 'all'
  const list = h('ol.log', { tabindex: 0, role: 'list', 'aria-label': 'Events around the playhead' })
  const bar = h('div.row')
  const heads = () =>
    fill(
      bar,
      scene.runs.sides[1]
        ? choice(
            'The log of which run',
            scene.runs.shown.map((s, i) => [String(i), scene.title(s.variant)]),
            String(slot),
            (v) => {
              slot = Number(v)
              draw()
            },
          )
        : null,
      choice('Which events', filters, filter, (v) => {
        filter = v
        draw()
      }),
    )

  let waiting = 0
  let seen = true
  let stale = false
  const later = () => {
    // ten times a second is more than can be read
    if (waiting || !list.isConnected) return
    waiting = window.setTimeout(
      () => {
        waiting = 0
        draw()
      },
      scene.playhead.playing ? 200 : 0,
    )
  }
  new IntersectionObserver(
    (entries) => {
      seen = entries.at(-1)!.isIntersecting
      if (seen && stale) draw()
    },
    { rootMargin: '200px' },
  ).observe(list)
  const draw = () => {
    const side = scene.runs.sides[slot] ?? scene.runs.shown[0]
    stale = !seen // nobody looks at it
    if (!side || stale) return
    const { trace } = side
    const at = trace.upTo(scene.playhead.t)
    const wanted = (i: number) => fits(scene, trace, filter, slot, i)
    const rows: number[] = []
    for (let i = at - 1, n = 0; i >= trace.first && n < before && at - i < 20_000; i--)
      if (wanted(i)) {
        rows.unshift(i)
        n++
      }
    const past = rows.length
    for (let i = at, n = 0; i < trace.count && n < after && i - at < 20_000; i++)
      if (wanted(i)) {
        rows.push(i)
        n++
      }
    const focused = list.contains(document.activeElement)
    fill(list, ...rows.map((i, k) => line(scene, trace, slot, i, k === past - 1)))
    if (!rows.length) fill(list, h('li', {}, h('span'), 'Nothing of this kind near the playhead.'))
    const now = list.querySelector<HTMLElement>('.now')
    if (now)
      list.scrollTop += now.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 2
    if (focused) list.focus({ preventScroll: true })
  }
  scene.on('runs', () => {
    slot = Math.min(slot, scene.runs.shown.length - 1)
    heads()
    draw()
  })
  scene.on('time', later)
  scene.on('window', later)
  scene.on('selected', () => {
    if (filter === 'selected') draw()
  })
  heads()
  draw()
  requestAnimationFrame(draw)
  return h('section', { 'aria-label': 'Events' }, h('h2', {}, 'Events'), bar, h('p', {}), list)
}

function fits(scene: Scene, trace: Trace, filter: string, slot: number, i: number): boolean {
  if (filter === 'all') return true
  if (filter === 'trouble') return isTrouble(scene.words, trace.record(i))
  if (filter === 'selected') {
    const s = scene.selected
    if (!s || s.slot !== slot) return false
    const r = trace.record(i)
    return (
      (s.place !== 0 && (r.node === s.place || r.peer === s.place)) ||
      (s.msg !== 0 && (r.msg === s.msg || r.parent === s.msg)) ||
      (s.op !== 0 && r.op <= s.op && s.op < r.op + r.n)
    )
  }
  return kinds[filter]!.includes(scene.words.kinds[trace.kind(i)] ?? '')
}

function line(scene: Scene, trace: Trace, slot: number, i: number, now: boolean) {
  const r = trace.record(i)
  const pick = () => {
    scene.playhead.pause()
    scene.playhead.seek(r.at)
    if (r.msg || r.op || r.node)
      scene.select({ slot, msg: r.msg, op: r.msg ? 0 : r.op, place: r.msg || r.op ? 0 : r.node })
  }
  return h(
    now ? 'li.now' : 'li',
    now ? { 'aria-current': 'true' } : {},
    h('time', {}, clock(r.at, trace.horizon)),
    h(
      isTrouble(scene.words, r) ? 'button.bad' : 'button',
      { type: 'button', onclick: pick, tabindex: -1 },
      sentence(trace, scene.words, r),
    ),
  )
}
