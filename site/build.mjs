// Builds the page into dist/, a folder that any static host can serve:
//
//	lab.wasm ─► its hash ─► worker ─┐
//	player.wasm and its frame ──────┼─► app ─► index.html ─► .br and .gz beside each
//	gallery/*.json ─► lab ─► openings ┘
//
// The opening pictures are computed by the very lab that ships, under Node.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import { compress } from './build/compress.mjs'
import { licences } from './build/licences.mjs'
import { openings } from './build/openings.mjs'

const site = path.dirname(fileURLToPath(import.meta.url))
const root = path.dirname(site)
const dist = path.join(site, 'dist')
const quick = process.argv.includes('--quick') // light compression
const pageOnly = process.argv.includes('--page') // scripts and styles, beside the programs and openings of the last build
const go = (...args) =>
  execFileSync('go', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()

fs.mkdirSync(dist, { recursive: true })
for (const file of fs.readdirSync(dist)) {
  if (!pageOnly || /\.(js|css|html)(\.br|\.gz)?$/.test(file)) fs.rmSync(path.join(dist, file), { recursive: true })
}

const labWasm = pageOnly ? fs.readdirSync(dist).find((f) => /^lab-.*\.wasm$/.test(f)) : wasm('lab')
if (!pageOnly) wasm('player', 'player.wasm')
const goRuntime = path.join(go('env', 'GOROOT'), 'lib', 'wasm', 'wasm_exec.js')

const shared = {
  bundle: true,
  minify: true,
  outdir: dist,
  logLevel: 'warning',
  legalComments: 'none',
  charset: 'utf8',
  target: ['es2022'],
  alias: { 'go-runtime': goRuntime },
  metafile: true,
}

const bundled = new Set() // the files that are in the bundles
const define = {
  LAB_WASM: JSON.stringify(labWasm),
  PLAYER_BYTES: String(fs.statSync(path.join(dist, 'player.wasm')).size),
}
const worker = await bundle({ entryPoints: [src('lab/labworker.ts')], format: 'iife' })
const app = await bundle({
  entryPoints: [src('pages/main.ts'), src('style/main.css')],
  format: 'esm',
  splitting: true,
  chunkNames: '[name]-[hash]',
  define: { ...define, LAB_WORKER: JSON.stringify(worker['lab/labworker.ts'].js) },
})
page('pages/index.html', {
  SCRIPT: app['pages/main.ts'].js,
  STYLE: app['style/main.css'].css,
  PRELOAD: app['pages/main.ts'].needs.map((file) => `<link rel="modulepreload" href="${file}">`).join('\n'),
})
copy(path.join(root, 'wasm', 'player', 'frame'))
fs.copyFileSync(goRuntime, path.join(dist, 'wasm_exec.js'))
copy(src('public'))
fs.writeFileSync(path.join(dist, 'THIRD-PARTY.md'), licences(root, bundled))

if (!pageOnly)
  await openings({
    gallery: path.join(root, 'patterns', 'gallery'),
    lab: path.join(dist, labWasm),
    goRuntime,
    dist,
    cache: path.join(site, 'node_modules', '.openings'),
  })
await compress(
  dist,
  quick || pageOnly ? { brotli: 5 } : { brotli: 11, cache: path.join(site, 'node_modules', '.compressed') },
)

function src(file) {
  return path.join(site, 'src', file)
}

/**
 * What has next to no part in a run, but in reading scenarios and telling
 * figures, is compiled for the lab without inlining: so it is a fifteenth smaller
 * to send, and a run takes as long.
 */
function lean() {
  const cold = [
    'backchat/patterns/scenario',
    'backchat/patterns/experiment',
    'backchat/sim/check',
    'backchat/wasm/lab',
    'github.com/go-json-experiment/...',
    'gonum.org/...',
    'bufio',
    'bytes',
    'compress/...',
    'fmt',
    'internal/...',
    'io/...',
    'math/big',
    'os',
    'reflect',
    'regexp/...',
    'runtime',
    'strconv',
    'strings',
    'syscall/...',
    'time',
  ]
  return cold.map((name) => `-gcflags=${name}=-l`)
}

/** Builds a wasm program, and names it by its hash, unless it has a name. */
function wasm(name, fixed) {
  const out = path.join(dist, 'built.wasm')
  execFileSync(
    'go',
    ['build', '-trimpath', '-ldflags=-s -w', ...(name === 'lab' ? lean() : []), '-o', out, './wasm/' + name],
    { cwd: root, env: { ...process.env, GOOS: 'js', GOARCH: 'wasm' }, stdio: 'inherit' },
  )
  const named = fixed ?? `${name}-${hash(fs.readFileSync(out))}.wasm`
  fs.renameSync(out, path.join(dist, named))
  return named
}

function hash(bytes) {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 8).toUpperCase()
}

function copy(folder) {
  for (const file of fs.readdirSync(folder)) fs.copyFileSync(path.join(folder, file), path.join(dist, file))
}

/** Bundles, and says which files came of which entry point, and what those need at once. */
async function bundle(options) {
  const { metafile } = await esbuild.build({ ...shared, entryNames: '[name]-[hash]', define, ...options })
  for (const file of Object.keys(metafile.inputs)) bundled.add(file)
  const made = {}
  for (const [file, output] of Object.entries(metafile.outputs)) {
    if (!output.entryPoint) continue
    const entry = path.relative(src(''), path.resolve(output.entryPoint))
    const named = {
      [path.extname(file).slice(1)]: path.basename(file),
      needs: [...needs(metafile.outputs, file)].map((f) => path.basename(f)),
    }
    if (output.cssBundle) named.css = path.basename(output.cssBundle)
    made[entry] = { ...made[entry], ...named }
  }
  return made
}

/** The files that a file imports at once, and those that they import. */
function needs(outputs, file, known = new Set()) {
  for (const i of outputs[file].imports) {
    if (i.kind !== 'import-statement' || known.has(i.path)) continue
    known.add(i.path)
    needs(outputs, i.path, known)
  }
  return known
}

/** Writes an HTML page with the names of its script and style filled in. */
function page(name, names) {
  let html = fs.readFileSync(src(name), 'utf8')
  for (const [key, value] of Object.entries(names)) html = html.replaceAll(`%${key}%`, value)
  fs.writeFileSync(path.join(dist, path.basename(name)), html)
}
