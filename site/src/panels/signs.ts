// What the signs of the picture mean, and which keys there are.
import { t } from '../language/text'
import { h } from '../elements/dom'
import { keysWork, letKeysWork } from '../elements/keys'
import { modal } from '../elements/modal'

type Row = [drawing: Element[], says: string]

const at = { 'aria-hidden': 'true' }
const line = (look: string, d: string) => h(`path.${look}`, { d })
const box = (look = 'node') => h(`rect.${look}`, { x: 8, y: 3, width: 28, height: 22, rx: 4 })
const bar = (look: string, width: number) => h(`rect.${look}`, { x: 12, y: 19, width, height: 3, rx: 1.5 })
const stream = (wide: number, y: number) =>
  h('path.wire', { d: `M4,${y}C18,${y} 26,${y - 7} 40,${y - 7}`, 'stroke-width': wide })
const circle = (look: string, x: number, r = 5, y = 14) => h(`circle.${look}`, { cx: x, cy: y, r })
const workers = (...looks: string[]) =>
  looks.map((look, i) => h(`rect.${look}`, { x: 12 + 7 * i, y: 7, width: 5, height: 5, rx: 1 }))

const lineOf = (y: number, streams: number) => [
  line('wire', `M8,${y}h28`),
  ...Array.from({ length: streams }, (_, i) => circle('full', 10 + 5 * i, 1.9, y)),
]
const row = (y: number, width: number, ...looks: string[]) =>
  looks.map((look, i) => h(`rect.${look}`, { x: 12 + width * i, y, width: width - 1, height: 3, rx: 1 }))

const messages = (): Row[] => [
  [[circle('hollow', 22)], t('asks: a request, a poll')],
  [[circle('full', 22)], t('answers; small: an acknowledgement, or an answer with nothing in it')],
  [[line('full', 'M17,9h10v10h-10z')], t('a push; hollow: the subscription to it')],
  [[line('full', 'M22,7l7,7l-7,7l-7,-7z')], t('a delivery; hollow: a message that is published')],
  [[circle('bad', 22)], t('tells of trouble')],
  [[line('cross', 'M18,10l8,8m0,-8l-8,8')], t('lost, thrown away or reset, where that happened')],
]

const places = (): Row[] => [
  [[h('rect.node', { x: 16, y: 4, width: 12, height: 20, rx: 2 }), line('node', 'M20,7h4')], t('a client')],
  [
    [box(), ...workers('full', 'full', 'free'), bar('free', 20)],
    t('a server: a square for each worker, full while it works; while it plays, full for as much of the time'),
  ],
  [
    [box(), bar('free', 20), bar('warn', 13)],
    t('its queue: green, amber from a half on, red where hardly any room is left'),
  ],
  [[box(), line('node', 'M8,8h28')], t('a store: a database or a cache')],
  [
    [box(), ...row(8, 4, 'kept', 'kept', 'free', 'free'), ...row(13, 4, 'kept', 'free', 'free', 'free')],
    t(
      'what it keeps by key (entries of a cache, sessions of a server): a mark for each, or for as much of its room as is full',
    ),
  ],
  [
    [box(), circle('found', 17), line('warn', 'M27,10l4,4l-4,4l-4,-4z')],
    t('looked for in a cache: green, and there; amber, and not; a green ring, and out of date'),
  ],
  [
    [box(), ...row(14, 4, 'taken', 'taken', 'free', 'free', 'free')],
    t('a pool: a cell for each unit, full where it is taken; amber while somebody waits for one'),
  ],
  [
    [box(), h('rect.free', { x: 12, y: 8, width: 20, height: 3, rx: 1.5 }), bar('free', 20), bar('full', 9)],
    t('a log: a lane for each partition and who reads it, as long as these are behind; amber where nobody does'),
  ],
  [
    [box(), ...[15, 22, 29].map((x, i) => circle(i < 2 ? 'found' : 'spent', x, 2.6, 3))],
    t('tokens that a limiter has left'),
  ],
  [[box(), ...[13, 21, 29].map((x) => line('dead', `M${x},20l3,-3l3,3l-3,3z`))], t('dead letters that are set aside')],
  [[line('node', 'M22,2l12,12l-12,12l-12,-12z')], t('a balancer')],
  [[box(), ...[14, 22, 30].map((x) => circle('hollow', x, 2.5))], t('requests that are held until there is news')],
  [[box(), ...[13, 21, 29].map((x) => line('kept', `M${x},14l3,-3l3,3l-3,3z`))], t('messages that a broker keeps')],
  [
    [box('node'), ...[13, 19, 25, 31].flatMap((x) => [9, 15, 21].map((y) => circle('free', x, 1.6, y)))],
    t('a crowd: a point for each; + shows them one by one, − takes them together again'),
  ],
  [
    [line('down', 'M22,2l12,12l-12,12l-12,-12z'), line('cross', 'M18,10l8,8m0,-8l-8,8')],
    t('down: hollow, and crossed out'),
  ],
  [[box('down')], t('dashed in red: answering with errors; in amber: slow, paused or leaving')],
]

const wires = (): Row[] => [
  [[line('wire', 'M4,18C18,18 26,8 40,8')], t('a connection is open; stronger while something is under way')],
  [[line('wire.opening', 'M4,18C18,18 26,8 40,8')], t('dotted: it is being opened')],
  [
    [h('rect.node', { x: 4, y: 6, width: 36, height: 16, rx: 3 }), ...lineOf(11, 5), ...lineOf(17, 1)],
    t(
      'connections of a wire, a row each, with a mark for each stream: a request without its answer yet, or a subscription; of many a bar',
    ),
  ],
  [
    [stream(4, 12), stream(2.4, 17)],
    t(
      'a flow, while so much passes that no eye can follow each message: the wider the more it is a second; its pulse goes its way',
    ),
  ],
  [[stream(5, 13), line('cross', 'M4,17C18,17 26,10 40,10')], t('the red part of a flow comes to nothing, or says no')],
  [
    [line('wire.cut', 'M4,18C18,18 26,8 40,8')],
    t('dashed: cut, or its other end is down; in amber: a health check or a circuit breaker lets nothing pass'),
  ],
]

const time = (): Row[] => [
  [[line('load', 'M4,24L12,12L22,18L30,8L40,20V24z')], t('how many bytes are on the wires')],
  [
    [h('rect.fault', { x: 10, y: 4, width: 24, height: 20 }), line('cross', 'M10,4v20'), line('ends', 'M34,4v20')],
    t('a fault, from its beginning to its end'),
  ],
  [[line('kept', 'M22,10l6,10h-12z')], t('a caption')],
]

const keys: [string[], string][] = [
  [['?'], t('these keys and signs')],
  [['f'], t('full screen, and back')],
  [[t('Space')], t('play or pause, on the time line')],
  [['←', '→', t('Home'), t('End')], t('move on the time line')],
  [[',', '.'], t('one event back or forward, in the deck')],
  [[t('Tab'), t('Enter')], t('to a place in the picture, pick it, and on to what can be done to it')],
  [[t('Ctrl Z'), t('Ctrl Shift Z')], t('undo, redo')],
  [[t('Escape')], t('leave the editor, a list, a dialog')],
]

/** Opens the list of keys and signs. */
export function signs() {
  const known = keys.filter(([[key]]) => key !== 'f' || document.fullscreenEnabled)
  const single = h<HTMLInputElement>('input', { type: 'checkbox', checked: keysWork() })
  single.addEventListener('change', () => letKeysWork(single.checked))
  modal(
    t('Keys and signs'),
    'signs',
    null,
    h(
      'section',
      {},
      h('h3', {}, t('Keys')),
      h(
        'dl',
        {},
        ...known.flatMap(([all, does]) => [h('dt', {}, ...all.map((k) => h('kbd', {}, k))), h('dd', {}, does)]),
      ),
      h('label', {}, single, t('Keys of one letter work')),
    ),
    ...part(t('Messages'), messages()),
    ...part(t('Places'), places()),
    ...part(t('Wires'), wires()),
    ...part(t('The time line'), time()),
  )
}

function part(title: string, rows: Row[]): Node[] {
  const draw = (drawing: Element[]) => h<SVGElement>('svg', { ...at, viewBox: '0 0 44 28' }, ...drawing)
  return [
    h('h3', {}, title),
    h('ul', {}, ...rows.map(([drawing, says]) => h('li', {}, draw(drawing), h('span', {}, says)))),
  ]
}
