// A slider for whatever number of the text the cursor is at.
import { t } from '../language/text'
import { fill, h } from '../elements/dom'
import type { Slider } from '../lab/data'
import type { Scene } from '../scene/scene'
import { notation, quantity } from '../words/format'
import { sliderLine } from './trying'
import type { Moved } from './trying'

/** A value in the text: where, and how it is written there. */
export interface Value {
  pointer: string
  text: string // in JSON
}

const span = 10 // from a tenth of a number to ten times as much

/** What a slider has to know of a value; null: it is none that can be moved. */
export function sliderOf({ pointer, text }: Value): Slider | null {
  const bare = !text.startsWith('"')
  const value = bare ? text : text.slice(1, -1)
  const now = quantity(value)
  if (!now || now.value < 0 || pointer === '/version') return null
  const whole = bare && Number.isInteger(now.value)
  const share = bare && now.value < 1 && !whole
  const least = now.value === 0 || share ? 0 : whole ? 1 : now.value / span
  const most = now.value === 0 || share ? 1 : whole ? Math.max(span, now.value * span) : now.value * span
  const label = pointer.split('/').slice(-2).join(' ')
  const [min, max] = [least, most].map((x) => notation(x, now.unit, whole))
  return { path: pointer, label, min: min!, max: max!, scale: least > 0 && !whole ? 'log' : 'linear', value, bare }
}

/** The place of the slider, and what gives it the value that the cursor is at; null: it is at none. */
export function anyNumber(scene: Scene, move: Moved) {
  const element = h('div.anynumber', {})
  const hint = t('With the cursor on a number, there is a slider for it here.')
  const at = (value: Value | null) => {
    if (element.contains(document.activeElement)) return // a slider in the hand stays
    const slider = value && sliderOf(value)
    fill(element, slider ? sliderLine(scene, slider, move) : h('p', {}, hint))
  }
  at(null)
  return { element, at }
}
