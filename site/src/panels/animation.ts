// A stretch of the runs as an animation, which moves wherever a picture may stand:
// a frame for each of so many instants, as the player draws them, one after
// another. What does not change from one to the next is left as it is.
import { t } from '../language/text'
import { applyPalette, GIFEncoder, quantize } from 'gifenc'
import type { Palette } from 'gifenc'
import { modal } from '../elements/modal'
import { download, h } from '../elements/dom'
import type { Scene } from '../scene/scene'
import { figure } from '../words/format'
import { canvas } from './picture'

const perSecond = 12.5 // frames
const widest = 960 // pixels
const usual = 8 // seconds that it is shown in, unless another number is wanted
const clear = 255 // the colour of what stays as it is

/** Asks for the stretch, and makes the animation of it. */
export function animate(scene: Scene, name: string, picture: () => Promise<Blob | null>) {
  const { playhead, runs } = scene
  playhead.pause()
  document.querySelector('.stages')?.scrollIntoView({ block: 'nearest' }) // what nobody sees is not drawn
  const horizon = runs.horizon / 1e9
  const now = playhead.t / 1e9
  const from = seconds(t('from'), now, 0, horizon)
  const to = seconds(t('to'), Math.min(horizon, now + usual * playhead.rate), 0, horizon)
  const long = seconds(t('shown in'), usual, 1, 30)
  const status = h('p', { role: 'status' }, t('Each instant is drawn as the stages show it now.'))
  const make = h<HTMLButtonElement>('button.solid', { type: 'submit' }, t('Make it'))
  const control = new AbortController()
  const submit = async (e: Event) => {
    e.preventDefault()
    const [a, b] = [from.valueAsNumber * 1e9, to.valueAsNumber * 1e9]
    if (!(b > a)) return void (status.textContent = t('The stretch ends before it begins: let it end later.'))
    make.disabled = true
    const back = playhead.t
    try {
      const bytes = await film(scene, instants(a, b, long.valueAsNumber), picture, control.signal, (share) => {
        status.textContent = t('{percent} % is drawn.', { percent: Math.floor(100 * share) })
      })
      download(`${name}.gif`, bytes as Uint8Array<ArrayBuffer>, 'image/gif')
      status.textContent = t('Made: {size}.', { size: figure(bytes.length, 'B') })
    } catch (error) {
      if (!control.signal.aborted)
        status.textContent = error instanceof Error ? error.message : t('It could not be made.')
    }
    playhead.jump(back)
    make.disabled = false
  }
  const line = (input: HTMLInputElement) => h('label', {}, input.name, input, 's')
  const form = h('form.stretch', { onsubmit: (e) => void submit(e) }, line(from), line(to), line(long), make)
  const dialog = modal(t('Animation'), 'animation', null, form, status)
  dialog.addEventListener('close', () => control.abort())
}

/** A field for so many seconds. */
function seconds(name: string, value: number, min: number, max: number): HTMLInputElement {
  const input = h<HTMLInputElement>('input', {
    type: 'number',
    name,
    min,
    max,
    step: 'any',
    required: true,
    'aria-label': t('{name}, in s', { name }),
  })
  input.value = String(Math.min(Number(value.toPrecision(5)), max))
  return input
}

/** The instants of a stretch, evenly apart, that are shown in so many seconds. */
function instants(from: number, to: number, seconds: number): number[] {
  const n = Math.max(2, Math.round(seconds * perSecond))
  return Array.from({ length: n }, (_, i) => Math.round(from + ((to - from) * i) / (n - 1)))
}

/** Draws one instant after another. */
async function film(
  scene: Scene,
  times: number[],
  picture: () => Promise<Blob | null>,
  signal: AbortSignal,
  progress: (share: number) => void,
): Promise<Uint8Array> {
  const gif = GIFEncoder()
  let before: Uint32Array | undefined
  for (const [i, instant] of times.entries()) {
    await scene.runs.reel.reach(instant)
    scene.playhead.jump(instant)
    const drawn = await picture()
    signal.throwIfAborted()
    if (!drawn) throw new Error(t('There is no picture to animate without WebGL.'))
    const { width, height, pixels } = await frame(scene, drawn)
    const palette = quantize(pixels, clear)
    const indices = applyPalette(pixels, palette)
    const now = new Uint32Array(pixels.buffer)
    for (let k = 0; before && k < now.length; k++) if (now[k] === before[k]) indices[k] = clear
    const look = {
      palette: full(palette),
      delay: 1000 / perSecond,
      transparent: !!before,
      transparentIndex: clear,
      dispose: 1,
    }
    gif.writeFrame(indices, width, height, look)
    before = now
    progress((i + 1) / times.length)
  }
  gif.finish()
  return gif.bytes()
}

/** The palette with a place for the colour of what stays. */
function full(palette: Palette): Palette {
  while (palette.length <= clear) palette.push([0, 0, 0])
  return palette
}

async function frame(scene: Scene, drawn: Blob) {
  const made = await canvas(scene, drawn, widest)
  const { width, height } = made
  const { data } = made.getContext('2d')!.getImageData(0, 0, width, height)
  return { width, height, pixels: new Uint8Array(data.buffer) }
}
