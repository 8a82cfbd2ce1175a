// Prints what the built page weighs beside its budget, and fails where it is
// over. What is sent is measured as it is sent: brotli, level 11.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const dist = path.join(path.dirname(fileURLToPath(import.meta.url)), 'dist')
const files = fs.readdirSync(dist).filter((f) => f.endsWith('.br'))
const kB = 1000
const MB = 1000 * kB

/** The bytes of all files that match. */
function weight(...patterns) {
  return files
    .filter((f) => patterns.some((p) => p.test(f)))
    .reduce((sum, f) => sum + fs.statSync(path.join(dist, f)).size, 0)
}

/** The bytes of all files in a folder. */
function folder(name) {
  const entries = fs.readdirSync(name, { withFileTypes: true })
  const bytes = (entry) => {
    const file = path.join(name, entry.name)
    return entry.isDirectory() ? folder(file) : fs.statSync(file).size
  }
  return entries.reduce((sum, entry) => sum + bytes(entry), 0)
}

const html = fs.existsSync(path.join(dist, 'index.html')) ? fs.readFileSync(path.join(dist, 'index.html'), 'utf8') : ''
/** The scripts that the page loads at once, beside its first. */
const preloaded = [...html.matchAll(/modulepreload" href="([^"]+)"/g)].map(
  ([, file]) => new RegExp(`^${file.replace('.', '\\.')}`),
)

const rows = [
  ['player.wasm', weight(/^player\.wasm/), 2.4 * MB, 2.8 * MB],
  ['lab.wasm', weight(/^lab-.*\.wasm/), 1.0 * MB, 1.4 * MB],
  [
    'HTML, CSS, script before play',
    weight(
      /^index\.html/,
      /^player\.html/,
      /^frame\./,
      /^program\./,
      /^wasm_exec\.js/,
      /^main-.*\.(js|css)/,
      ...preloaded,
      /^labworker-/,
    ),
    60 * kB,
    90 * kB,
  ],
  ['editor, loaded on demand', weight(/^editor-/), 150 * kB, 180 * kB],
  ['all that a host keeps', folder(dist), 20 * MB, 40 * MB],
]

let over = 0
for (const [name, bytes, target, fail] of rows) {
  const verdict =
    bytes === 0 ? 'is not there' : bytes > fail ? 'TOO LARGE' : bytes > target ? 'above its target' : 'fine'
  if (bytes === 0 || bytes > fail) over++
  const figures = `${show(bytes).padStart(9)}   target ${show(target).padStart(8)}   fail ${show(fail).padStart(8)}`
  console.log(`${name.padEnd(32)} ${figures}   ${verdict}`)
}
console.log(`${rows.length - over} passed, ${over} failed`)
process.exitCode = over ? 1 : 0

function show(bytes) {
  return bytes >= MB ? `${(bytes / MB).toFixed(2)} MB` : `${(bytes / kB).toFixed(1)} kB`
}
