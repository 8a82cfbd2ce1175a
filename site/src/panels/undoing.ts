// Undo and redo of all that has been done to the scene: acts, sliders, the text,
// the seed, and what is looked at.
import { t } from '../language/text'
import { fill, h } from '../elements/dom'
import { written } from '../elements/keys'
import type { Scene } from '../scene/scene'

export function undoing(scene: Scene): HTMLElement {
  const row = h('div.undoing', { role: 'group', 'aria-label': t('What was done') })
  const button = (word: string, keys: string, says: string | null, back: boolean) =>
    says !== null &&
    h(
      'button.link',
      { type: 'button', 'aria-keyshortcuts': keys, title: keys, onclick: () => void scene.travel(back) },
      `${word}: ${says}`,
    )
  const draw = () => {
    const { undoes, redoes } = scene.history
    fill(row, button(t('Undo'), 'Control+Z', undoes, true), button(t('Redo'), 'Control+Shift+Z', redoes, false))
    row.hidden = undoes === null && redoes === null
  }
  for (const news of ['text', 'runs', 'busy'] as const) scene.on(news, draw)
  draw()
  return row
}

/** Control+Z and its like, where no field takes them for itself; what is returned ends it. */
export function undoKeys(scene: Scene): () => void {
  const pressed = (e: KeyboardEvent) => {
    const key = e.key.toLowerCase()
    if (!(e.ctrlKey || e.metaKey) || e.altKey || (key !== 'z' && key !== 'y')) return
    if (written(e.composedPath()[0])) return
    const back = key === 'z' && !e.shiftKey
    if ((back ? scene.history.undoes : scene.history.redoes) === null) return
    e.preventDefault()
    void scene.travel(back)
  }
  addEventListener('keydown', pressed)
  return () => removeEventListener('keydown', pressed)
}
