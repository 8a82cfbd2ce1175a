// What can be done to what is selected: send, crash, restore, cut. Every act
// becomes an entry of the timeline at the playhead, and all is run again.
import { choice, h, fill } from '../elements/dom'
import { clock } from '../words/format'
import type { Entry } from '../lab/data'
import type { Side } from '../scene/asking'
import type { Ends, Scene } from '../scene/scene'
import { K } from '../trace/tables'
import type { Trace } from '../trace/trace'

export function hand(scene: Scene, closer: () => void): HTMLElement {
  let lasting = '5s'
  const bar = h('div.hand', { role: 'group', 'aria-label': 'What to do to it' })
  const draw = () => {
    const s = scene.selected
    const side = s ? scene.runs.sides[s.slot] : null
    const busy = document.activeElement !== null && bar.contains(document.activeElement)
    if (!s || !side)
      fill(
        bar,
        h(
          'span.hint',
          {},
          scene.acts.length
            ? ''
            : 'Pick a server to crash it, a client to send, a wire to cut it, a message to see where its time goes.',
        ),
        done(scene),
      )
    else if (s.place)
      fill(
        bar,
        ...placeActs(scene, side.trace, s.place, lasting, (v) => {
          lasting = v
          draw()
        }),
        look(closer),
        away(scene),
        done(scene),
      )
    else if (s.wire)
      fill(
        bar,
        ...wireActs(scene, side, s.wire, lasting, (v) => {
          lasting = v
          draw()
        }),
        away(scene),
        done(scene),
      )
    else
      fill(
        bar,
        h('span', {}, s.msg ? `Message ${s.msg} of ${side.variant.title}` : `Operation ${s.op}`),
        look(closer),
        away(scene),
        done(scene),
      )
    if (busy && document.activeElement === document.body)
      bar.querySelector<HTMLElement>('button')?.focus({ preventScroll: true })
  }
  let down = false
  scene.on('selected', draw)
  scene.on('runs', draw)
  scene.on('text', draw)
  scene.on('time', () => {
    const s = scene.selected
    const side = s ? scene.runs.sides[s.slot] : null
    const now =
      !s || !side
        ? false
        : s.wire
          ? cut(scene, side, s.wire) !== undefined
          : s.place > 0 && isDown(side.trace, s.place, scene.playhead.t)
    if (now === down) return
    down = now
    draw()
  })
  draw()
  return bar
}

function look(closer: () => void) {
  return h('button.link', { type: 'button', onclick: closer }, 'Look closer')
}
function away(scene: Scene) {
  return h('button.link', { type: 'button', onclick: () => scene.select(null) }, 'Let go')
}

function placeActs(
  scene: Scene,
  trace: Trace,
  place: number,
  lasting: string,
  last: (v: string) => void,
): (Node | null)[] {
  const name = trace.name(place)
  const node = trace.nodes[trace.places[place - 1]!.node]!
  const down = isDown(trace, place, scene.playhead.t)
  const fault = (
    kind: string,
    prefix: string,
    says: string,
    does: string,
    more: Record<string, string | number> = {},
  ) => faultButton(scene, prefix, { fault: kind, target: name, ...more }, says, `${does} ${name}`, lasting)
  const { flows } = scene.runs.shown[0]!.variant
  const works = node.workers > 0
  const speaks = flows.filter((f) => f.from.includes(node.id) && !f.hears)
  const tells = flows.filter((f) => f.to === node.id && f.hears)
  return [
    h('b', {}, name),
    down ? h('span.down', {}, 'is down') : null,
    ...speaks.map((f) =>
      h(
        'button',
        {
          type: 'button',
          onclick: () =>
            void scene.act(
              'send',
              { send: f.id, target: name },
              `Send one of ${f.id} from ${name} at ${clock(scene.playhead.t, trace.horizon)}`,
            ),
        },
        `Send one of ${f.id}`,
      ),
    ),
    ...tells.map((f) =>
      h(
        'button',
        {
          type: 'button',
          onclick: () =>
            void scene.act(
              'send',
              { send: f.id },
              `One more update of ${f.id} at ${clock(scene.playhead.t, trace.horizon)}`,
            ),
        },
        `One more update of ${f.id}`,
      ),
    ),
    down
      ? h('button.solid', { type: 'button', onclick: () => void restore(scene, trace, place) }, `Restore ${name}`)
      : fault('crash', 'crash', `Crash ${name}`, 'Crash'),
    fault('partition', 'cut', 'Cut its links', 'Cut off'),
    works ? fault('slow', 'slow', 'Slow it down', 'Slow down', { factor: 0.1 }) : null,
    works ? fault('pause', 'pause', 'Pause it', 'Pause') : null,
    howLong(lasting, last),
  ]
}

/** What can be done to the wire between two places. */
function wireActs(
  scene: Scene,
  side: Side,
  { a, b }: Ends,
  lasting: string,
  last: (v: string) => void,
): (Node | null)[] {
  const wire = `${a} – ${b}`
  const off = cut(scene, side, { a, b })
  const fault = (
    kind: string,
    prefix: string,
    says: string,
    does: string,
    more: Record<string, string | number> = {},
  ) => faultButton(scene, prefix, { fault: kind, target: a, peer: b, ...more }, says, `${does} ${wire}`, lasting)
  return [
    h('b', {}, wire),
    off ? h('span.down', {}, 'is cut') : null,
    off
      ? h('button.solid', { type: 'button', onclick: () => void endNow(scene, off, `Mend ${wire}`) }, `Mend ${wire}`)
      : fault('partition', 'cut', `Cut ${wire}`, 'Cut'),
    fault('loss', 'loss', 'Lose a tenth on it', 'Lose a tenth on', { share: 0.1 }),
    fault('latency', 'latency', 'Add 100 ms to it', 'Add 100 ms to', { latency: '100ms' }),
    howLong(lasting, last),
  ]
}

function faultButton(
  scene: Scene,
  prefix: string,
  entry: Record<string, string | number>,
  label: string,
  says: string,
  lasting: string,
) {
  return h(
    'button',
    {
      type: 'button',
      onclick: () =>
        void scene.act(
          prefix,
          { ...entry, ...(lasting === '' ? {} : { for: lasting }) },
          `${says}${lasting ? ` for ${lasting}` : ''} at ${clock(scene.playhead.t, scene.runs.horizon)}`,
        ),
    },
    label,
  )
}

function howLong(lasting: string, last: (v: string) => void) {
  return choice(
    'For how long',
    [
      ['1s', 'for 1 s'],
      ['5s', 'for 5 s'],
      ['20s', 'for 20 s'],
      ['', 'to the end'],
    ],
    lasting,
    last,
  )
}

/** The entry of the timeline by which a wire is cut now. */
function cut(scene: Scene, side: Side, { a, b }: { a: string; b: string }): Entry | undefined {
  const same = (x: string, y: string) => x === y || (x.split('/')[0] === y && !y.includes('/')) || x === `${y}/*`
  return side.variant.timeline.findLast(
    (e) =>
      e.fault === 'partition' &&
      e.at * 1e9 <= scene.playhead.t &&
      (e.for === null || scene.playhead.t < (e.at + e.for) * 1e9) &&
      ((same(a, e.target) && same(b, e.peer)) || (same(b, e.target) && same(a, e.peer))),
  )
}

function isDown(trace: Trace, place: number, t: number): boolean {
  let down = false
  for (let i = 0, end = trace.upTo(t); i < end; i++) {
    const kind = trace.kind(i)
    if ((kind === K.down || kind === K.up) && trace.record(i).node === place) down = kind === K.down
  }
  return down
}

/** Ends the crash that the place is in, at the playhead. */
async function restore(scene: Scene, trace: Trace, place: number) {
  const name = trace.name(place)
  const node = name.split('/')[0]!
  const side = scene.runs.sides[scene.selected?.slot ?? 0] ?? scene.runs.shown[0]!
  const crash = side.variant.timeline.findLast(
    (e) => e.fault === 'crash' && [name, node, `${node}/*`].includes(e.target) && e.at * 1e9 <= scene.playhead.t,
  )
  if (crash) await endNow(scene, crash, `Restore ${name}`)
}

/** Ends a fault at the playhead. */
async function endNow(scene: Scene, fault: Entry, says: string) {
  const lasted = Math.max(1, Math.round(scene.playhead.t - fault.at * 1e9))
  scene.acts.push({ id: fault.id, says: `${says} at ${clock(scene.playhead.t, scene.runs.horizon)}` })
  await scene.set(`/timeline/${fault.id}/for`, JSON.stringify(`${lasted}ns`))
}

/** What the person has done so far. */
function done(scene: Scene) {
  if (!scene.acts.length) return null
  return h(
    'div.done',
    {},
    h('ul.entries', { 'aria-label': 'What you did' }, ...scene.acts.map((a) => h('li', {}, h('span', {}, a.says)))),
    scene.name !== null ? h('button', { type: 'button', onclick: () => void scene.reset() }, 'Undo all of it') : null,
  )
}
