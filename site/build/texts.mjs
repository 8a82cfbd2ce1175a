// Holds that the page speaks both languages: what a person reads is told by t or
// woven (src/language/text.ts), or by told where it stands in a table or a template;
// each such text has its German, with the same places, and no German is left over.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parsers } from 'prettier/plugins/typescript'
import { source } from './source.mjs'

const src = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'src')

/** What is no text of the page: what the texts of records are made of (below), what a worker tells nobody, and words that say nothing. */
const others = ['trace/tables.ts', 'lab/labworker.ts', 'lab/serviceworker.ts', 'pages/finding.ts']
/** What is the same in all languages. */
const names = /\b(Backchat|English|Deutsch|SVG|Mermaid|GIF|PNG|MB)\b/g
/** What only looks like a text: style and markup, names of keys and units, commands, and parts of what others say in English. */
const seeming = [
  /[{}<>]|var\(--|sans-serif|^; |^\((prefers|forced)-/,
  /^(noopener noreferrer|Control\+(Shift\+)?Z|PropertyName|Escape|[GM]bit\/s|[KM]iB|All\.p\d+|Note over |backchat (run|compare) )$/,
  /^(side by side|first byte|nowhere|this is no trace|, at most|, on average| of all\.)$/,
]
/** Functions whose first argument is a selector, or the name of an event, an attribute or an element. */
const technical =
  /^(h|on|querySelector(All)?|closest|matches|matchMedia|(add|remove)EventListener|(set|get|remove|toggle)Attribute|createElement(NS)?|getContext|includes|endsWith|startsWith|replace(All)?|split|warn)$/
/** Attributes and properties that are read, by eye or ear. */
const read =
  /^(title|alt|placeholder|label|says|text|textContent|innerText|ariaLabel|aria-(label|valuetext|description|roledescription))$/
/** Functions of which the arguments from one on, up to another, are read. */
const telling = {
  h: [2],
  fill: [1],
  append: [0],
  prepend: [0],
  replaceChildren: [0],
  english: [0],
  toast: [0, 1],
  modal: [0, 1],
  menu: [0, 1],
  unfold: [0, 2],
}

const told = new Set()
const faults = []
const german = inGerman('de.json')
const glossary = inGerman('words-de.json')

for (const file of fs.readdirSync(src, { recursive: true }).filter((f) => f.endsWith('.ts') && !others.includes(f)))
  look(file)
for (const text of [...(await ofRecords()), ...ofTemplates()]) told.add(text)
for (const text of told) {
  if (german[text] === undefined) faults.push(`src/language/de.json: has no German for ${JSON.stringify(text)}`)
  else if (placesOf(german[text]) !== placesOf(text))
    faults.push(`src/language/de.json: the German of ${JSON.stringify(text)} has other places than the English`)
}
for (const text of Object.keys(german))
  if (!told.has(text)) faults.push(`src/language/de.json: nobody says ${JSON.stringify(text)}`)
for (const fault of faults) console.error(fault)
process.exitCode = faults.length ? 1 : 0

/** A file of texts, one a line, by their English; each is there once. */
function inGerman(file) {
  const text = fs.readFileSync(path.join(src, 'language', file), 'utf8')
  const keys = text.match(/^ {2}"(?:[^"\\]|\\.)*(?=":)/gm) ?? []
  for (const twice of keys.filter((key, i) => keys.indexOf(key) < i))
    faults.push(`src/language/${file}: has ${twice.trim()}" twice`)
  return JSON.parse(text)
}

/** What records are told in (src/words/records.ts): sentences, and the names of what is in their tables. */
async function ofRecords() {
  const [{ kinds, causes, shapes, statuses }, { plain }, { article }] = await Promise.all(
    ['trace/tables.ts', 'words/format.ts', 'words/records.ts'].map(async (file) => (await source(file)).module),
  )
  const texts = [
    ...kinds.flatMap((kind) => [kind.says, kind.about]),
    ...causes.map((cause) => cause.words ?? plain(cause.name)),
    ...shapes.flatMap((shape) => [shape.one, article(shape.one)]),
    ...statuses.map((status) => plain(status.name)),
  ]
  for (const { name, words } of [...causes, ...statuses]) {
    const called = german[words ?? plain(name)]
    if (!words && glossary[name] && called !== glossary[name])
      faults.push(`src/language: ${name} is ${called} in de.json and ${glossary[name]} in words-de.json`)
  }
  return texts.filter((text) => /\p{L}/u.test(text))
}

/** The texts of templates, which src/pages/making.ts finds by the names of their fields. */
function ofTemplates() {
  const folder = path.join(src, 'templates')
  return fs.readdirSync(folder).flatMap((file) => {
    const texts = []
    JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'), (field, value) => {
      if (/^(title|note|question|label|say)$/.test(field)) texts.push(value)
      else if (typeof value === 'string' && readsLikeProse(value))
        faults.push(`src/templates/${file}: nobody tells ${JSON.stringify(value)}`)
      return value
    })
    return texts
  })
}

/** The places of a text, and whether it has a form for one. */
function placesOf(text) {
  const places = new Set([...text.matchAll(/\{([\w ]+)\}/g)].map(([place]) => place))
  return [...places].sort().join() + (text.includes(' | ') ? ' |' : '')
}

/** Takes the texts that a script tells, and finds those that it does not. */
function look(file) {
  const tree = parsers.typescript.parse(fs.readFileSync(path.join(src, file), 'utf8'), { filepath: file })
  visit(tree, [], (node, above) => {
    const text = textOf(node)
    if (text === null) return
    const call = above.findLast((a) => isCall(a.node, ['t', 'woven']) && a.key === 'arguments')
    if (call && keyed(above, call)) return void told.add(text)
    if (!/\p{L}{2}/u.test(text.replace(names, '')) || seeming.some((s) => s.test(text))) return
    if (isTechnical(above)) return
    if (isRead(above) || readsLikeProse(text))
      faults.push(`src/${file}:${node.loc.start.line}: ${JSON.stringify(text)} is not told by t or woven`)
  })
}

/** Visits all nodes, each with those above it, of which each says where in it the next one stands. */
function visit(node, above, see) {
  if (node === null || typeof node !== 'object') return
  if (Array.isArray(node)) return
  if (node.type) see(node, above)
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc' || key === 'range' || key === 'comments' || key === 'tokens') continue
    for (const [index, child] of [value].flat().entries()) visit(child, [...above, { node, key, index }], see)
  }
}

function textOf(node) {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  return node.type === 'TemplateElement' ? node.value.cooked : null
}

/** Whether what is visited is the text itself that a call tells, or one of two that it may tell. */
function keyed(above, call) {
  const below = above.slice(above.indexOf(call) + 1)
  return call.index === 0 && below.every(({ node, key }) => node.type === 'ConditionalExpression' && key !== 'test')
}

function isCall(node, of) {
  return node.type === 'CallExpression' && of.includes(calledOf(node))
}

function calledOf({ callee }) {
  return callee.type === 'MemberExpression' ? callee.property.name : callee.name
}

/** Whether it is a name, a pattern or a type, and nothing to read. */
function isTechnical(above) {
  const { node, key } = above.at(-1)
  if (/^(Import|Export|TS)/.test(node.type) || node.type === 'TaggedTemplateExpression') return true
  if (node.type === 'Property' && key === 'key') return true
  if (node.type === 'MemberExpression' || node.type === 'SwitchCase') return true
  if (node.type === 'BinaryExpression' && node.operator !== '+') return true
  const call = above.findLast((a) => /^(Call|New)Expression$/.test(a.node.type))
  if (
    !call ||
    call.key !== 'arguments' ||
    above.slice(above.indexOf(call)).some((a) => /Function|Object/.test(a.node.type))
  )
    return false
  return call.index === 0 && technical.test(calledOf(call.node) ?? '')
}

/** Whether it stands where something is read: through choices, sums and lists. */
function isRead(above) {
  for (const { node, key, index } of above.toReversed()) {
    if (['TemplateLiteral', 'LogicalExpression', 'SpreadElement', 'ArrayExpression'].includes(node.type)) continue
    if (node.type === 'BinaryExpression' && node.operator === '+') continue
    if (node.type === 'ConditionalExpression' && key !== 'test') continue
    if (node.type === 'Property') return key === 'value' && read.test(node.key.name ?? node.key.value)
    if (node.type === 'AssignmentExpression') return key === 'right' && read.test(node.left.property?.name ?? '')
    if (node.type !== 'CallExpression' || key !== 'arguments') return false
    if (calledOf(node) === 'setAttribute') return index === 1 && read.test(node.arguments[0].value ?? '')
    const [from, to = Infinity] = telling[calledOf(node)] ?? [Infinity]
    return from <= index && index < to
  }
  return false
}

/** Whether it has two words after one another, or begins as a sentence does. */
function readsLikeProse(text) {
  return /\p{L}[,:;.]? \p{Ll}\p{L}/u.test(text) || /^\p{Lu}\p{Ll}/u.test(text)
}
