// Holds the shape of src: folders in layers, no circle among the files of one,
// no line and no function that is too long. Imports of types count too, which
// no bundler follows: what needs another's types cannot be understood without
// it. And that no story waits for nothing.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parsers } from 'prettier/plugins/typescript'

const src = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'src')

/** The folders of scripts: each may import from those before it. */
const layers = [
  'language',
  'elements',
  'trace',
  'lab',
  'words',
  'scene',
  'picture',
  'sequence',
  'panels',
  'flagship',
  'pages',
]
/** The folders of all else. */
const others = ['public', 'style', 'templates']
const mostColumns = 140
const generated = ['trace/tables.ts'] // whose lines are as long as they are
const mostLines = 70 // of a function, with all that are within

const files = fs.readdirSync(src, { recursive: true }).filter((f) => /\.(ts|css)$/.test(f))
const imports = new Map(files.map((f) => [f, importsOf(f)]))
const faults = [
  ...files.flatMap((f) => [...strays(f), ...climbs(f), ...longLines(f)]),
  ...files.filter((f) => f.endsWith('.ts')).flatMap(longFunctions),
  ...flat(),
  ...circles(),
  ...vain(),
]
for (const fault of faults) console.error(fault)
process.exitCode = faults.length ? 1 : 0

/** The files of src that a script imports, at once or later. */
function importsOf(file) {
  const text = fs.readFileSync(path.join(src, file), 'utf8')
  const named = [...text.matchAll(/(?:\bfrom |\bimport[ (])'(\.[^']*)'/g)].map(([, name]) => name)
  return [...new Set(named)].map((name) => `${path.join(path.dirname(file), name)}.ts`)
}

/** What lies flat in src, where there are folders. */
function flat() {
  const lying = fs.readdirSync(src, { withFileTypes: true }).filter((entry) => !entry.isDirectory())
  return lying.map(({ name }) => `src/${name}: belongs in a folder: ${[...layers, ...others].join(', ')}`)
}

function strays(file) {
  const folder = file.split(path.sep)[0]
  return [...layers, ...others].includes(folder) ? [] : [`src/${file}: build/shape.mjs knows no folder ${folder}`]
}

/** Imports from a folder that comes after the file's own. */
function climbs(file) {
  const rank = (f) => layers.indexOf(f.split(path.sep)[0])
  const above = imports.get(file).filter((other) => rank(other) > rank(file))
  return above.map((other) => `src/${file}: imports src/${other}, whose folder builds on this one`)
}

function longLines(file) {
  if (generated.includes(file)) return []
  const lines = fs.readFileSync(path.join(src, file), 'utf8').split('\n')
  const long = lines.flatMap((line, i) => (line.length > mostColumns ? [i + 1] : []))
  return long.map((n) => `src/${file}:${n}: is longer than ${mostColumns} characters`)
}

function longFunctions(file) {
  const tree = parsers.typescript.parse(fs.readFileSync(path.join(src, file), 'utf8'), { filepath: file })
  const lines = ({ loc }) => loc.end.line - loc.start.line + 1
  const long = functionsIn(tree).filter((f) => lines(f) > mostLines)
  return long.map((f) => `src/${file}:${f.loc.start.line}: a function of ${lines(f)} lines, more than ${mostLines}`)
}

/** All functions below a node of the syntax tree. */
function functionsIn(node) {
  if (node === null || typeof node !== 'object') return []
  const below = Object.values(node).flatMap(functionsIn)
  return /Function(Expression|Declaration)$/.test(node.type) ? [node, ...below] : below
}

/** Each circle of imports, once. */
function circles() {
  const done = new Set()
  const found = []
  const follow = (file, way) => {
    const at = way.indexOf(file)
    if (at >= 0) found.push(`src: a circle of imports: ${[...way.slice(at), file].join(' → ')}`)
    if (at >= 0 || done.has(file)) return
    for (const other of imports.get(file) ?? []) follow(other, [...way, file])
    done.add(file)
  }
  for (const file of files) follow(file, [])
  return found
}

/** Stories that wait for a promise, which is there at once, and so for nothing. */
function vain() {
  const stories = path.join(src, '..', '..', 'tests', 'browser')
  return fs
    .readdirSync(stories)
    .filter((f) => /waitForFunction\(\s*async/.test(fs.readFileSync(path.join(stories, f), 'utf8')))
    .map((f) => `tests/browser/${f}: waitForFunction takes a promise for an answer: wait by becomes (world.mjs)`)
}
