// The two runs side by side: their headings, the player over them, and the
// buttons that stand where the places stand.
import { choice, h, fill } from '../elements/dom'
import { figure, plain } from '../words/format'
import { pattern, word } from '../words/glossary'
import { Player } from './player'
import type { Layout, Listener } from './player'
import type { Ends, Scene, Selection } from '../scene/scene'
import { still } from './still'

export interface Ground {
  element: HTMLElement
  player: Player
}
export interface Stage extends Ground {
  sentence: HTMLElement
}

/** What tells a variant from the base, in a few words. */
function subtitle(scene: Scene, id: string): string {
  if (id === 'base') return 'base'
  const base = scene.variant('base')!
  const v = scene.variant(id)!
  const other = v.flows.find((f) => base.flows.some((g) => g.id === f.id && g.pattern !== f.pattern))
  const way = other ? pattern(scene.words, other.pattern) : ''
  return way === plain(id) ? '' : way
}

/** The subtitle as a term: the base, or the pattern of the flow that differs. */
function named(scene: Scene, id: string, sub: string) {
  const flow = scene.variant(id)!.flows.find((f) => pattern(scene.words, f.pattern) === sub)
  return flow ? word(scene.words, 'pattern', flow.pattern, sub) : word(scene.words, 'page', sub, sub)
}

/** Where the system sets all colours, a canvas has none that fit. */
const forced = matchMedia('(forced-colors: active)')

/** Where the runs are shown, with a player that loads while the scene opens. */
export function ground(scene: Scene): Ground {
  const player = new Player(scene)
  return { player, element: h('section.stages', { 'aria-label': 'The runs, on one clock' }, player.frame) }
}

/** Shows the scene on its ground; picked is told when something in the picture was picked. */
export function stage(scene: Scene, { player, element }: Ground, picked = () => {}): Stage {
  const heads = [h('figcaption.side'), h('figcaption.side')]
  const counts = [h('output'), h('output')]
  const stills = [h('div.still'), h('div.still')]
  const figures = [0, 1].map((i) => h('figure', {}, heads[i]!, stills[i]!))
  const places = h('div.places', { role: 'group', 'aria-label': 'Places in the picture' })
  const loading = h('div.loading', { role: 'status' })
  const sentence = h('p.sentence')
  const layouts: (Layout | undefined)[] = []
  let words: string[] = []

  // The frame stays where it is: moved, it would load again.
  element.prepend(...figures)
  element.append(places, loading)
  const listener: Listener = {
    state: () => {
      element.classList.toggle('drawn', player.state === 'ready' && player.last !== null && !forced.matches)
      loading.textContent =
        player.state === 'absent'
          ? 'This browser has no WebGL 2: a plain picture instead.'
          : player.state === 'ready'
            ? ''
            : player.loaded > 0
              ? `The player: ${Math.round(100 * player.loaded)} %`
              : ''
      if (player.state !== 'ready') move()
    },
    layout: (l) => {
      layouts[l.slot] = l
      buttons()
    },
    hit: (hit) => {
      const wire = hit.from && hit.to ? ends(scene, layouts[hit.slot], hit.slot, hit.from, hit.to) : undefined
      if (hit.msg || hit.place || wire)
        pick({ slot: hit.slot, place: hit.place ?? 0, msg: hit.msg ?? 0, op: 0, ...(wire ? { wire } : {}) })
      else scene.select(null)
    },
    drawn: (said) => {
      words = said
      speak()
    },
  }

  const pick = (selection: Selection) => {
    scene.select(selection)
    picked()
  }
  const runs = () => {
    const both = scene.runs.sides[1] !== null
    element.classList.toggle('one', !both)
    figures[1]!.hidden = !both
    layouts.length = 0
    for (const slot of [0, 1]) fill(heads[slot]!, ...heading(scene, slot), counts[slot]!)
    buttons()
    move()
  }
  const buttons = () => {
    const pressed = scene.selected
    const focused = places.querySelector<HTMLElement>(':focus')?.dataset.place
    fill(
      places,
      ...layouts.flatMap((l) =>
        !l || !scene.runs.sides[l.slot]
          ? []
          : l.places
              .filter((p, i) => p.count === 1 || i < 400)
              .map((p) => {
                const b = h<HTMLButtonElement>(
                  'button',
                  {
                    type: 'button',
                    'aria-pressed': String(pressed?.slot === l.slot && pressed.place === p.place),
                    onclick: () => pick({ slot: l.slot, place: p.place, msg: 0, op: 0 }),
                    'data-place': `${l.slot} ${p.place}`,
                  },
                  `${p.name}${scene.runs.sides[1] ? `, ${scene.title(scene.runs.sides[l.slot]!.variant)}` : ''}`,
                )
                Object.assign(b.style, {
                  left: `${p.x - Math.max(0, 24 - p.w) / 2}px`,
                  top: `${p.y - Math.max(0, 24 - p.h) / 2}px`,
                  width: `${Math.max(24, p.w)}px`,
                  height: `${Math.max(24, p.h)}px`,
                })
                b.tabIndex = tabbable(l, p.place) ? 0 : -1
                return b
              }),
      ),
    )
    if (focused) places.querySelector<HTMLElement>(`[data-place="${focused}"]`)?.focus({ preventScroll: true })
  }
  const move = () => {
    for (const [slot, side] of scene.runs.sides.entries()) {
      if (!side) {
        fill(stills[slot]!)
        continue
      }
      if (!side.trace.has(scene.playhead.moment)) continue
      const now = side.trace.tally(scene.playhead.moment)
      counts[slot]!.textContent = now.asked > 0 ? `${figure(now.asked, '1')} requests` : `${figure(now.ok, '1')} done`
      if (player.state !== 'ready' || !player.last || forced.matches)
        fill(stills[slot]!, still(side.trace, scene.playhead.moment, slot === 0 ? 'a' : 'b'))
    }
    if (!player.draws) {
      words = scene.runs.sides.map((s) => (s ? tell(scene, s.trace.tally(scene.playhead.moment)) : ''))
      speak()
    }
  }
  const speak = () => {
    if (scene.runs.reel.awaited) return void (sentence.textContent = 'This part of the run is on its way.')
    sentence.textContent =
      scene.runs.shown.length > 1
        ? scene.runs.sides
            .map((s, i) => (s && words[i] ? `${scene.title(s.variant)}: ${words[i]}` : ''))
            .filter(Boolean)
            .join(' ')
        : (words[0] ?? '')
  }
  scene.on('runs', runs)
  scene.on('window', move)
  scene.on('busy', () => {
    if (element.classList.toggle('waiting', scene.runs.reel.awaited !== null) || !scene.playhead.playing) speak()
  })
  scene.on('moment', move)
  scene.on('playing', () => setTimeout(speak, 60))
  scene.on('selected', buttons)
  runs()
  player.show(listener)
  return { element, sentence, player }
}

/** The wire between two places; none where they are on one host. */
function ends(scene: Scene, layout: Layout | undefined, slot: number, from: number, to: number): Ends | undefined {
  const trace = scene.runs.sides[slot]!.trace
  const target = (place: number) => {
    const crowd = (layout?.places.find((p) => p.place === place)?.count ?? 1) > 1
    return crowd ? trace.nodes[trace.places[place - 1]!.node]!.id : trace.name(place).replace('+sidecar', '')
  }
  const [a, b] = [target(from), target(to)]
  return a === b ? undefined : { from, to, a, b }
}

/** Of many replicas only the first is a stop of the Tab key. */
function tabbable(l: Layout, place: number): boolean {
  const p = l.places.find((q) => q.place === place)!
  return (
    l.places.filter((q) => q.node === p.node).length <= 4 || l.places.find((q) => q.node === p.node)!.place === place
  )
}

function heading(scene: Scene, slot: number): (Node | string | null)[] {
  const id = scene.runs.wanted[slot] ?? null
  const options: [string, string][] = scene.show.variants.map((v) => [v.id, scene.title(v.id)])
  if (slot === 1 || scene.runs.wanted[1] === null) options.push(['', slot === 1 ? 'nothing beside it' : ''])
  const select = choice(
    slot === 0 ? 'The run on the left' : 'The run beside it',
    options.filter(([v, t]) => v !== '' || t !== ''),
    id ?? '',
    (v) => scene.setVariant(slot, v || null),
  )
  const parts: (Node | string | null)[] = [h(slot === 0 ? 'i.dot' : 'i.dot.b'), select]
  const sub = id === null ? '' : subtitle(scene, id)
  if (sub) parts.push(h('small', {}, named(scene, id!, sub)))
  if (slot === 0 && scene.runs.wanted[1] === null && scene.show.variants.length > 1) {
    parts.push(
      h(
        'button.link',
        {
          type: 'button',
          onclick: () => scene.setVariant(1, scene.show.variants.find((v) => v.id !== scene.runs.wanted[0])!.id),
        },
        'put another beside it',
      ),
    )
  }
  return parts
}

function tell(
  _: Scene,
  n: { open: number; flying: number; ok: number; notOk: number; lost: number; down: number },
): string {
  const parts = [
    `${n.flying} ${n.flying === 1 ? 'message' : 'messages'} under way`,
    `${n.open} ${n.open === 1 ? 'operation' : 'operations'} open`,
    `${n.ok} done`,
  ]
  if (n.notOk) parts.push(`${n.notOk} failed`)
  if (n.lost) parts.push(`${n.lost} messages lost`)
  if (n.down) parts.push(`${n.down} down`)
  return parts.join(', ') + '.'
}
