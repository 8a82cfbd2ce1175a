// The picture as a file: what the stages show, with its names, its time, and what
// its signs mean. As PNG it is what the player has drawn; as SVG the plain picture.
import { t } from '../language/text'
import { h } from '../elements/dom'
import { colour } from '../picture/player'
import { still } from '../picture/still'
import type { Scene } from '../scene/scene'
import { clock, figure } from '../words/format'

interface Box {
  x: number
  y: number
  w: number
  h: number
}
/** Where a side stands. */
interface Stood extends Box {
  slot: number
}
interface Text {
  text: string
  x: number
  y: number
  size: number
  bold?: boolean
  colour: string
  right?: boolean
}
/** All that stands around what is drawn. */
interface Sheet {
  width: number
  height: number
  ground: Box // of what is drawn
  stages: Box[]
  texts: Text[]
}

const margin = 20
const line = 22
const font = 'ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
const signs = [
  t('hollow: is asked'),
  t('full: is answered or told'),
  t('crossed out: lost, or down'),
  t('rings at a server: requests that it holds'),
  t('rows on a wire: its connections, with a mark for each stream that is open'),
].join(' · ')
const dashes = [t('a dotted wire: a connection is being opened'), t('a dashed red one: cut, or its end is down')].join(
  ' · ',
)

/** What is written around a picture of sides that stand so. */
function sheet(scene: Scene, stages: Stood[], ground: Box, told: string[]): Sheet {
  const width = ground.w + 2 * margin
  const above = margin + 2 * line + 14
  const time = clock(scene.playhead.t, scene.runs.horizon)
  const at = t('At {time} of {length}', { time, length: figure(scene.runs.horizon / 1e9, 's') })
  const placed = stages.map((b) => ({ ...b, x: b.x + margin, y: b.y + above }))
  const sides = placed.map(({ slot }) => scene.runs.sides[slot]!)
  const [ink, soft] = [colour('ink'), colour('soft')]
  const titles = sides.map((side, i): Text => {
    const { x, y, slot } = placed[i]!
    return { text: `● ${side.variant.title}`, x: x + 14, y: y + 28, size: 15, bold: true, colour: colour(flows[slot]!) }
  })
  const notes = [...sides.map((side) => `${side.variant.title}: ${side.variant.note}`), ...legend(), ...told]
    .filter((text) => !text.endsWith(': '))
    .flatMap((text) => wrapped(text, Math.floor(ground.w / 7)))
  const below = above + ground.h + line
  const under = notes.map((text, i): Text => ({ text, x: margin, y: below + i * line, size: 14, colour: soft }))
  const made = sides.map((s) => `${s.variant.title} ${s.outcome.digest.slice(0, 12)}`).join(', ')
  const foot = `Backchat, ${t('seed {seed}', { seed: String(sides[0]?.outcome.seed) })}, ${made}`
  const feet = wrapped(foot, Math.floor(ground.w / 6.5)).map((text, i): Text => {
    return { text, x: margin, y: below + (notes.length + i) * line + 6, size: 13, colour: soft }
  })
  return {
    width,
    height: below + (notes.length + feet.length) * line + margin - 6,
    ground: { ...ground, x: margin, y: above },
    stages: placed,
    texts: [
      { text: scene.show.title, x: margin, y: margin + 20, size: 20, bold: true, colour: ink },
      { text: at, x: margin, y: margin + 20 + line, size: 15, colour: soft },
      ...titles,
      ...under,
      ...feet,
    ],
  }
}

const flows = ['flow-a', 'flow-b']

/** What the page says of colours and signs of these runs. */
function legend(): string[] {
  const said = document.querySelector<HTMLElement>('.legend.colours')
  return said ? [...said.children].map((e) => e.textContent ?? '').filter((text) => text.length > 2) : []
}

/** A text in lines of so many characters. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!
    if (last && last.length + word.length >= most) lines.push(word)
    else lines[lines.length - 1] = last ? `${last} ${word}` : word
  }
  return lines
}

/** Where the stages stand on the page. */
function standing(): { ground: Box; stages: Stood[] } {
  const all = document.querySelector('.stages')!
  const { left, top, width, height } = all.getBoundingClientRect()
  const stages = [...all.querySelectorAll('figure')]
    .map((e, slot) => ({ b: e.getBoundingClientRect(), slot, there: !e.hidden }))
    .filter(({ there }) => there)
    .map(({ b, slot }) => ({ x: b.left - left, y: b.top - top, w: b.width, h: b.height, slot }))
  return { ground: { x: 0, y: 0, w: width, h: height }, stages }
}

/** The picture that the player has drawn, with all that stands around it, at most so wide in pixels. */
export async function canvas(scene: Scene, drawn: Blob, widest = Infinity): Promise<HTMLCanvasElement> {
  const bitmap = await createImageBitmap(drawn)
  const { ground, stages } = standing()
  const s = sheet(scene, stages, ground, [signs, dashes])
  const scale = Math.min(bitmap.width / ground.w, widest / s.width)
  const made = h<HTMLCanvasElement>('canvas', {
    width: Math.round(s.width * scale),
    height: Math.round(s.height * scale),
  })
  const pen = made.getContext('2d')!
  pen.scale(scale, scale)
  pen.fillStyle = colour('paper')
  pen.fillRect(0, 0, s.width, s.height)
  for (const b of s.stages) {
    pen.fillStyle = colour('stage')
    pen.strokeStyle = colour('line')
    pen.beginPath()
    pen.roundRect(b.x, b.y, b.w, b.h, 14)
    pen.fill()
    pen.stroke()
  }
  pen.drawImage(bitmap, s.ground.x, s.ground.y, s.ground.w, s.ground.h)
  for (const { text, x, y, size, bold, colour } of s.texts) {
    pen.font = `${bold ? 600 : 400} ${size}px ${font}`
    pen.fillStyle = colour
    pen.fillText(text, x, y)
  }
  return made
}

/** That picture, as PNG. */
export async function png(scene: Scene, drawn: Blob): Promise<Blob> {
  const made = await canvas(scene, drawn)
  return new Promise((resolve, reject) =>
    made.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(t('This picture is too large.')))), 'image/png'),
  )
}

const stage = { w: 560, h: 366 } // of the plain picture, with its heading

/** The plain picture, as SVG. */
export function svg(scene: Scene): string {
  const sides = scene.runs.shown
  const stages = sides.map((_, i) => ({ x: i * (stage.w + 16), y: 0, ...stage, slot: i }))
  const s = sheet(scene, stages, { x: 0, y: 0, w: stages.at(-1)!.x + stage.w, h: stage.h }, [signs])
  const root = h<SVGElement>('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${s.width} ${s.height}`,
    width: s.width,
    height: s.height,
    role: 'img',
    'font-family': font,
  })
  root.append(h('title', {}, scene.show.title), style())
  root.append(h('rect', { width: s.width, height: s.height, fill: colour('paper') }))
  for (const [i, b] of s.stages.entries()) {
    const look = { fill: colour('stage'), stroke: colour('line') }
    root.append(h('rect', { x: b.x, y: b.y, width: b.w, height: b.h, rx: 14, ...look }))
    const picture = still(sides[i]!.trace, scene.playhead.t, i === 0 ? 'a' : 'b')
    for (const [key, value] of Object.entries({ x: b.x, y: b.y + 44, width: b.w, height: b.h - 46, class: 'still' }))
      picture.setAttribute(key, String(value))
    root.append(picture)
  }
  for (const { text, x, y, size, bold, colour } of s.texts) {
    const look = { 'font-size': size, 'font-weight': bold ? 600 : 400, fill: colour }
    root.append(h('text', { x, y, ...look }, text))
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`
}

/** The looks of the plain picture, in the colours that the page has now. */
function style(): Element {
  const c = colour
  const element = document.createElementNS('http://www.w3.org/2000/svg', 'style')
  element.textContent = `
    .still .wire { fill: none; stroke: ${c('line')}; stroke-width: 1.2 }
    .still .node { fill: ${c('raised')}; stroke: ${c('soft')}; stroke-width: 1.3 }
    .still .down .node { stroke: ${c('bad')} }
    .still text { font-size: 12.5px; text-anchor: middle; fill: ${c('ink')} }
    .still .down text { fill: ${c('bad')} }
    .still .msg { stroke-width: 1.8 }
    .still .a { stroke: ${c('flow-a')}; fill: ${c('flow-a')} }
    .still .b { stroke: ${c('flow-b')}; fill: ${c('flow-b')} }
    .still .asks { fill: ${c('stage')} }
    .still .msg.holds { stroke-width: 1.3 }
    .still .sheaf { fill: ${c('stage')}; stroke: ${c('line')} }
    .still .row { stroke: ${c('faint')}; stroke-width: 0.8 }
    .still .stream { stroke: none }
    .still .lost { stroke: ${c('bad')}; fill: none }`
  return element
}
