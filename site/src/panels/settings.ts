// The run's seed, and how large it was.
import { h } from '../elements/dom'
import type { Side } from '../scene/asking'
import type { Scene } from '../scene/scene'
import { figure } from '../words/format'
import { word } from '../words/glossary'

/** A term that stands as the label of a field. */
function labelled(label: HTMLElement, field: HTMLElement): HTMLElement {
  label.id = `${field.id}-label`
  field.setAttribute('aria-labelledby', label.id)
  return label
}

/** How large a run was. */
function size({ variant, outcome }: Side): string {
  const part = outcome.kept === null ? '' : '; the page keeps those around the playhead'
  const counts = `${figure(outcome.events, '1')} events, ${figure(outcome.records, '1')} records`
  return `${variant.title}: ${counts}${part}.`
}

export function settings(scene: Scene): HTMLElement {
  const seed = h<HTMLInputElement>('input', {
    type: 'number',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    step: 1,
    value: scene.seed ?? scene.show.seed,
    id: 'seed',
  })
  seed.addEventListener('change', () => {
    if (seed.checkValidity() && seed.value !== '') scene.setSeed(Number(seed.value))
  })
  const facts = h('p')
  const draw = () => {
    if (document.activeElement !== seed) seed.value = String(scene.seed ?? scene.show.seed)
    facts.textContent = scene.runs.shown
      .filter((s) => s.outcome.digest !== '')
      .map((s) => size(s))
      .join(' ')
  }
  scene.on('runs', draw)
  draw()
  return h(
    'section',
    { 'aria-label': 'The run' },
    h('h2', {}, 'The run'),
    h('div.row', {}, labelled(word(scene.words, 'page', 'seed', 'Seed'), seed), seed),
    facts,
  )
}
