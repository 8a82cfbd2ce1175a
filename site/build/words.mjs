// Says in German what the lab says to every page. The German stands by its
// English in src/language/words-de.json, of a term's name by the name, and of each
// part of a figure's name, or its first two, by "figure" and that.

/** The kinds of terms whose names a page shows as words; a pattern has a title, and a claim a number. */
const called = ['page', 'node', 'policy', 'fault', 'cause', 'status']

/**
 * The words with their texts in German, and a title for each figure, and each term whose name is shown as a word. It fails where a text
 * has no German, where the German has other places, and where there is German for a text that nobody says.
 */
export function inGerman(words, german) {
  const said = new Set()
  const say = (text) => {
    if (text === '') return '' // there is nothing to say: a fault of an instant has no end
    said.add(text)
    return german[text]
  }
  const part = (name) => (/^p\d+$/.test(name) ? name.replace('p999', 'p99,9') : say(`figure ${name}`))
  const figure = (name) => {
    const [first, second, ...rest] = name.split('.')
    const both = `${first}.${second}` // which may mean another thing than one beside the other
    const parts = german[`figure ${both}`] ? [both, ...rest] : name.split('.')
    return parts.map(part).join(', ')
  }
  const told = (all, ...fields) =>
    all.map((one) => ({ ...one, ...Object.fromEntries(fields.map((field) => [field, say(one[field])])) }))
  const inIt = {
    ...words,
    sections: told(words.sections, 'title', 'lead'),
    path: told(words.path, 'break', 'understood'),
    patterns: told(words.patterns, 'title'),
    faults: told(words.faults, 'do', 'undo', 'while', 'over'),
    metrics: told(words.metrics, 'says').map((m) => ({ ...m, title: figure(m.name) })),
    terms: told(words.terms, 'says').map((t) => (called.includes(t.of) ? { ...t, title: say(t.name) } : t)),
  }
  const amiss = [...faultsOf(said, german)]
  if (amiss.length) throw new Error(`src/language/words-de.json:\n${amiss.join('\n')}`)
  return inIt
}

function* faultsOf(said, german) {
  for (const text of said) {
    if (!german[text]) yield `has no German for ${JSON.stringify(text)}`
    else if (placesOf(german[text]) !== placesOf(text))
      yield `the German of ${JSON.stringify(text)} has other places than the English`
  }
  for (const text of Object.keys(german)) if (!said.has(text)) yield `nobody says ${JSON.stringify(text)}`
}

/** The places of a text, as {it}, in the order of the alphabet. */
function placesOf(text) {
  return [...text.matchAll(/\{\w+\}/g)].sort().join()
}
