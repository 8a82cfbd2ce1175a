// The run's seed, and how large it was.
import { t } from '../language/text'
import { fill, h } from '../elements/dom'
import type { Side } from '../scene/asking'
import type { Scene } from '../scene/scene'
import { word } from '../words/glossary'

/** A term that stands as the label of a field. */
function labelled(label: HTMLElement, field: HTMLElement): HTMLElement {
  label.id = `${field.id}-label`
  field.setAttribute('aria-labelledby', label.id)
  return label
}

/** How large a run was. */
function size({ variant, outcome: { kept, events, records } }: Side): (Node | string)[] {
  const says =
    kept === null
      ? t('{events} events, {records} records.', { events, records })
      : t('{events} events, {records} records; the page keeps those around the playhead.', { events, records })
  return [variant.title, `: ${says} `]
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
    fill(facts, ...scene.runs.shown.filter((s) => s.outcome.digest !== '').flatMap(size))
  }
  scene.on('runs', draw)
  draw()
  return h(
    'section',
    { 'aria-label': t('The run') },
    h('h2', {}, t('The run')),
    h('div.row', {}, labelled(word(scene.words, 'page', 'seed', t('Seed')), seed), seed),
    facts,
  )
}
