// The deck: play, pause, step, speed, and the scrubber over virtual time.
import { choice, h, fill, icon } from '../elements/dom'
import { clock } from '../words/format'
import { speeds } from '../scene/start'
import type { Scene } from '../scene/scene'
import { withFigures } from './caption'
import type { Entry, Series } from '../lab/data'

export function deck(scene: Scene): HTMLElement {
  const play = h<HTMLButtonElement>('button.play', {
    type: 'button',
    onclick: () => (scene.playhead.playing ? scene.playhead.pause() : scene.playhead.play()),
  })
  const back = h(
    'button',
    {
      type: 'button',
      'aria-label': 'Step back to the last event',
      title: 'Step back',
      onclick: () => scene.playhead.step(-1),
    },
    icon('M11 4 6 9l5 5'),
  )
  const on = h(
    'button',
    { type: 'button', 'aria-label': 'Step to the next event', title: 'Step', onclick: () => scene.playhead.step(1) },
    icon('M7 4l5 5-5 5'),
  )
  const again = h(
    'button',
    { type: 'button', 'aria-label': 'Restart', title: 'Restart', onclick: () => scene.playhead.seek(0) },
    icon('M4 4v4h4M4.4 8A5.5 5.5 0 1 1 4 10.5'),
  )
  const picture = h<SVGElement>('svg', { viewBox: '0 0 1000 58', preserveAspectRatio: 'none', 'aria-hidden': 'true' })
  const range = h<HTMLInputElement>('input', { type: 'range', min: 0, max: 1, step: 1, 'aria-label': 'Time' })
  const now = h('b')
  const of = h('span')
  const options = speeds.includes(scene.playhead.speed)
    ? speeds
    : [...speeds, scene.playhead.speed].sort((a, b) => a - b)
  const speed = choice(
    'Speed, simulated seconds per second',
    options.map((s) => [String(s), `${s}x`]),
    String(scene.playhead.speed),
    (v) => {
      scene.playhead.speed = Number(v)
    },
  )
  const past = h<SVGElement>('line.past', { x1: 0, x2: 0, y1: 44, y2: 44 })
  const head = h<SVGElement>('line.head', { y1: 2, y2: 54 })
  const here = h<SVGElement>('line.here', { y1: 44, y2: 44 })

  range.addEventListener('input', () => {
    scene.playhead.seek(Number(range.value))
  })
  range.addEventListener('pointerdown', () => scene.playhead.pause())

  const draw = () => {
    const side = scene.runs.shown[0]
    if (!side) return
    const horizon = scene.runs.horizon
    range.max = String(horizon)
    range.step = String(Math.max(1, Math.round(horizon / 6000)))
    of.textContent = `of ${clock(horizon, 6e11).replace('.0 s', ' s')}`
    const load = bytes(side.outcome.series)
    const most = Math.max(1, ...load)
    const path = load
      .map((n, i) => `L${((i + 0.5) / load.length) * 1000},${(38 - 32 * (n / most)).toFixed(1)}`)
      .join('')
    fill(
      picture,
      h('path.load', { d: `M0,38${path}L1000,38Z` }),
      h('line.rail', { x1: 0, x2: 1000, y1: 44, y2: 44 }),
      here,
      ...marks(scene, horizon),
      past,
      head,
    )
    window()
    move()
    slide()
  }
  // Of a long run the part that can be shown at once is marked, as in a film that buffers.
  const window = () => {
    const traces = scene.runs.shown.map((s) => s.trace)
    const from = Math.max(...traces.map((t) => t.from))
    const until = Math.min(...traces.map((t) => t.until))
    here.toggleAttribute('hidden', from === 0 && until === Infinity)
    here.setAttribute('x1', String((1000 * from) / scene.runs.horizon))
    here.setAttribute('x2', String((1000 * Math.min(until, scene.runs.horizon)) / scene.runs.horizon))
  }
  const move = () => {
    const x = ((1000 * scene.playhead.moment) / scene.runs.horizon).toFixed(2)
    past.setAttribute('x2', x)
    head.setAttribute('x1', x)
    head.setAttribute('x2', x)
    now.textContent = clock(scene.playhead.moment, scene.runs.horizon)
  }
  const slide = () => {
    if (document.activeElement !== range || !range.matches(':active'))
      range.value = String(Math.round(scene.playhead.t))
    range.setAttribute(
      'aria-valuetext',
      `${clock(scene.playhead.t, scene.runs.horizon)} of ${clock(scene.runs.horizon, 6e11)}`,
    )
  }
  const playing = () => {
    play.setAttribute('aria-label', scene.playhead.playing ? 'Pause' : 'Play')
    fill(play, scene.playhead.playing ? icon('M6 4v10M12 4v10') : icon('M6 4l8 5-8 5z'))
  }
  scene.on('runs', draw)
  scene.on('window', window)
  scene.on('moment', move)
  scene.on('time', slide)
  scene.on('playing', playing)
  playing()
  draw()

  const box = h(
    'section.deck',
    { 'aria-label': 'Time' },
    h('div.keys', {}, again, back, play, on),
    h('div.track', {}, picture, range),
    h('div.clock', {}, now, of),
    speed,
  )
  box.addEventListener('keydown', (e) => {
    const target = e.target as HTMLElement
    if (target.tagName === 'SELECT') return
    if (e.key === ' ' && target === range) {
      e.preventDefault()
      play.click()
    }
    if (e.key === ',') scene.playhead.step(-1)
    if (e.key === '.') scene.playhead.step(1)
  })
  return box
}

/** How many bytes were on the wires, over the run. */
function bytes(series: Series | null): number[] {
  const flows = series?.flows ?? []
  return (flows[0]?.up ?? []).map((_, i) => flows.reduce((sum, f) => sum + (f.up[i] ?? 0) + (f.down[i] ?? 0), 0))
}

/** What is marked on the track: faults with their ends, and captions. */
function marks(scene: Scene, horizon: number): Element[] {
  const x = (seconds: number) => (seconds * 1e12) / horizon
  const list: Element[] = []
  for (const e of entries(scene)) {
    if (e.fault) {
      const end = e.for === null ? horizon / 1e9 : e.at + e.for
      list.push(
        h('rect.fault', { x: x(e.at), y: 4, width: Math.max(1, x(end - e.at)), height: 36 }),
        h('line.begins', { x1: x(e.at), x2: x(e.at), y1: 4, y2: 48 }),
      )
      if (e.for !== null) list.push(h('line.ends', { x1: x(end), x2: x(end), y1: 4, y2: 48 }))
    } else list.push(h('path.note', { d: `M${x(e.at) - 4},50 L${x(e.at) + 4},50 L${x(e.at)},44Z` }))
  }
  return list
}

/** The timeline's entries of all sides, what is the same on both once, in the order of time. */
export function entries(scene: Scene): Entry[] {
  const all = new Map<string, Entry>()
  for (const side of scene.runs.shown)
    for (const e of scene.variant(side.variant)?.timeline ?? [])
      all.set(`${e.id} ${e.at} ${e.for}`, withFigures(scene, side.variant, e))
  return [...all.values()].sort((a, b) => a.at - b.at)
}
