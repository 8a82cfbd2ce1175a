import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { inGerman } from '../../site/build/words.mjs'

const read = (file) => JSON.parse(readFileSync(new URL(`../../site/${file}`, import.meta.url), 'utf8'))
const words = read('dist/words.json')
const german = read('src/language/words-de.json')

test('all that the lab says to every page is there in German, and its names and options stay', () => {
  const told = inGerman(words, german)
  assert.equal(told.sections[0].title, 'Fragen und auf die Antwort warten')
  assert.equal(told.patterns.find((p) => p.name === 'requestResponse').title, 'Anfrage und Antwort')
  assert.deepEqual(
    told.faults.find((f) => f.name === 'errors'),
    {
      ...words.faults.find((f) => f.name === 'errors'),
      do: '{it} sofort Fehler melden lassen',
      undo: '{it} wieder antworten lassen',
      while: 'antwortet mit Fehlern',
      over: 'antwortet wie zuvor',
    },
  )
  const staleness = told.terms.find((t) => t.of === 'page' && t.name === 'staleness')
  assert.equal(staleness.title, 'Alter')
  assert.match(staleness.says, /^Wie lange es eine Meldung schon gibt/)
  assert.equal(told.terms.find((t) => t.of === 'claim').title, undefined)
  const titled = (name) => told.metrics.find((m) => m.name === name).title
  assert.equal(titled('bytes.up'), 'Bytes, hin')
  assert.equal(titled('replicas.up.mean'), 'Repliken in Betrieb, Mittelwert')
  const kept = ({ name, unit, of, kind }) => ({ name, unit, of, kind })
  assert.deepEqual(told.metrics.map(kept), words.metrics.map(kept))
  assert.notEqual(told.metrics[0].says, words.metrics[0].says)
})

test('figures that are not the same are not called the same, and what is told refers to nothing that is not told', () => {
  for (const { metrics, terms } of [words, inGerman(words, german)]) {
    const called = metrics.map((m) => `${m.of} ${m.title ?? m.name}`)
    assert.deepEqual(
      called.filter((name, i) => called.indexOf(name) < i),
      [],
    )
    assert.deepEqual(
      [...metrics, ...terms].filter(({ says }) => /\bS\d\b/.test(says)).map(({ says }) => says),
      [],
    )
  }
})

for (const [what, change, says] of [
  ['has no German', (all) => delete all['crash {it}'], /^has no German for "crash \{it\}"$/m],
  ['has an empty one', (all) => (all['is down'] = ''), /^has no German for "is down"$/m],
  [
    'has another place in German',
    (all) => (all['crash {it}'] = '{peer} abstürzen lassen'),
    /German of "crash \{it\}" has other/,
  ],
  ['is said no more', (all) => (all['be gone'] = 'weg sein'), /^nobody says "be gone"$/m],
]) {
  test(`a text that ${what} is named`, () => {
    const other = { ...german }
    change(other)
    assert.throws(() => inGerman(words, other), says)
  })
}
