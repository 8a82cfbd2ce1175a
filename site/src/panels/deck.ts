// The deck: play, pause, step, speed, and the scrubber over virtual time.
import { t } from '../language/text'
import { choice, h, fill, icon } from '../elements/dom'
import { speeds } from '../scene/start'
import type { Scene } from '../scene/scene'
import { brief, clock, times } from '../words/format'
import { Track } from './track'

export function deck(scene: Scene): HTMLElement {
  const { playhead } = scene
  const track = new Track(scene)
  const play = playButton(scene)
  const back = button(t('Step back to the last event'), t('Step back'), 'M11 4 6 9l5 5', () => playhead.step(-1))
  const on = button(t('Step to the next event'), t('Step'), 'M7 4l5 5-5 5', () => playhead.step(1))
  const again = button(t('Restart'), t('Restart'), 'M4 4v4h4M4.4 8A5.5 5.5 0 1 1 4 10.5', () => playhead.seek(0))
  const keys = h('div.keys', {}, again, back, play, on)
  const parts = [keys, track.element, time(scene), speed(scene), pace(scene)]
  const box = h('section.deck', { 'aria-label': t('Time') }, ...parts)
  box.addEventListener('keydown', (e) => {
    const target = e.target as HTMLElement
    if (target.tagName === 'SELECT') return
    if (e.key === ' ' && target === track.range) {
      e.preventDefault()
      play.click()
    }
    if (e.key === ',') playhead.step(-1)
    if (e.key === '.') playhead.step(1)
  })
  // On a phone it stays at the bottom, and what stays in sight above it has to know how high it is.
  new ResizeObserver(() => document.documentElement.style.setProperty('--deck', `${box.offsetHeight}px`)).observe(box)
  return box
}

function button(label: string, title: string, look: string, onclick: () => void) {
  return h('button', { type: 'button', 'aria-label': label, title, onclick }, icon(look))
}

function playButton(scene: Scene): HTMLButtonElement {
  const { playhead } = scene
  const toggle = () => (playhead.playing ? playhead.pause() : playhead.play())
  const play = h<HTMLButtonElement>('button.play', { type: 'button', onclick: toggle })
  const draw = () => {
    play.setAttribute('aria-label', playhead.playing ? t('Pause') : t('Play'))
    fill(play, playhead.playing ? icon('M6 4v10M12 4v10') : icon('M6 4l8 5-8 5z'))
  }
  scene.on('playing', draw)
  draw()
  return play
}

/** What the playhead is at, and of how much. */
function time(scene: Scene): HTMLElement {
  const now = h('b')
  const all = h('span')
  const move = () => {
    now.textContent = clock(scene.playhead.moment, scene.runs.horizon)
  }
  const draw = () => {
    if (scene.runs.shown.length === 0) return
    all.textContent = t('of {length}', { length: brief(scene.runs.horizon) })
    move()
  }
  scene.on('runs', draw)
  scene.on('moment', move)
  draw()
  return h('div.clock', {}, now, all)
}

/** The speed, and, where it is chosen by itself, what it is at the playhead. */
function speed(scene: Scene): HTMLElement {
  const { playhead } = scene
  const said = playhead.speed === 'auto' || speeds.includes(playhead.speed) ? [] : [playhead.speed]
  const all = [...speeds, ...said].sort((a, b) => a - b)
  const options = all.map((s): [string, string] => [String(s), times(s)])
  const now = h('span')
  const draw = () => {
    const rate = playhead.speed === 'auto' && scene.runs.shown.length > 0 ? playhead.rate : null
    now.textContent = rate === null ? '' : t('now {speed}', { speed: times(Number(rate.toPrecision(2))) })
  }
  const select = choice(
    t('Speed, simulated seconds per second'),
    [['auto', t('Auto')], ...options],
    String(playhead.speed),
    (v) => {
      playhead.speed = v === 'auto' ? v : Number(v)
      draw()
      playhead.moved()
    },
  )
  for (const news of ['time', 'runs'] as const) scene.on(news, draw)
  draw()
  return h('div.speed', {}, select, now)
}

/** Says so where playing does not keep its speed. */
function pace(scene: Scene): HTMLElement {
  const { playhead } = scene
  const says = h('p.pace', { role: 'status' })
  const draw = () => {
    const real = playhead.playing ? playhead.pace : null
    says.textContent = real === null ? '' : t('Slower than asked for: {speed}x.', { speed: real })
  }
  scene.on('pace', draw)
  scene.on('playing', draw)
  return says
}

/** Says so below the deck where the picture is simpler than it could be, and lets the reader have all of it. */
export function thrift(scene: Scene): HTMLElement {
  const { thrift } = scene.playhead
  const full = h('button.link', { type: 'button', onclick: () => thrift.refuse() }, t('Draw all of it'))
  const says = h('p.thrift', { role: 'status' })
  const draw = () => {
    if (thrift.on) fill(says, t('This machine is slow, so the picture is kept simple.'), ' ', full)
    else fill(says)
  }
  scene.on('thrift', draw)
  draw()
  return says
}
