// The scripts and styles of the page, and its HTML with their names.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import * as esbuild from 'esbuild'
import { programSize } from './compress.mjs'

/** Bundles the page, beside the programs that are in dist, and returns the files that are in its bundles. */
export async function bundles({ src, dist, goRuntime, program }) {
  const inputs = new Set()
  const bundle = async (...files) => {
    const metafile = await bundled(files, { src, dist, define, alias: { 'go-runtime': goRuntime, program } })
    for (const file of Object.keys(metafile.inputs)) inputs.add(file)
    return (file) => named(metafile, path.join(src, file))
  }
  const labWasm = fs.readdirSync(dist).find((f) => /^lab-.*\.wasm$/.test(f))
  const size = (program) => String(programSize(path.join(dist, program)))
  const define = { LAB_WASM: JSON.stringify(labWasm), LAB_BYTES: size(labWasm), PLAYER_BYTES: size('player.wasm') }
  const worker = await bundle('lab/labworker.ts')
  define.LAB_WORKER = JSON.stringify(worker('lab/labworker.ts').name)
  const app = await bundle('pages/main.ts', 'style/main.css')
  const { name, needs } = app('pages/main.ts')
  const html = fs
    .readFileSync(path.join(src, 'pages', 'index.html'), 'utf8')
    .replaceAll('%SCRIPT%', name)
    .replaceAll('%STYLE%', app('style/main.css').name)
    .replaceAll('%PRELOAD%', needs.map((file) => `<link rel="modulepreload" href="${file}">`).join('\n'))
  fs.writeFileSync(path.join(dist, 'index.html'), html)
  return inputs
}

/**
 * Bundles the service worker, which knows by which name all this is kept, and what of it is the shell: all that is
 * small, without languages that not all read; and what comes when that is there, and the page is at rest: the editor,
 * with what it knows of scenarios.
 */
export async function serviceWorker({ src, dist }) {
  const files = fs.readdirSync(dist, { recursive: true }).filter((f) => fs.statSync(path.join(dist, f)).isFile())
  const own = files.filter((f) => !/\.(br|gz)$|^sw\.js$/.test(f)).sort()
  const all = createHash('sha256')
  for (const file of own) all.update(file).update(fs.readFileSync(path.join(dist, file)))
  const shell = own.filter((f) => /^(?!(editor|de)-)[^/]+\.(js|css|html|svg)$|^(words|gallery)\.json$/.test(f))
  const afterwards = own.filter((f) => /^editor-[^/]+\.js$|^schema\.json$/.test(f))
  await esbuild.build({
    entryPoints: [path.join(src, 'lab', 'serviceworker.ts')],
    outfile: path.join(dist, 'sw.js'),
    bundle: true,
    minify: true,
    target: ['es2022'],
    logLevel: 'warning',
    define: {
      VERSION: JSON.stringify(all.digest('hex').slice(0, 16)),
      SHELL: JSON.stringify(['./', ...shell]),
      AFTERWARDS: JSON.stringify(afterwards),
    },
  })
}

/** Bundles files; a single one into a script that stands alone, as a worker must. */
async function bundled(files, { src, dist, define, alias }) {
  const alone = files.length === 1
  const { metafile } = await esbuild.build({
    entryPoints: files.map((file) => path.join(src, file)),
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    outdir: dist,
    format: alone ? 'iife' : 'esm',
    splitting: !alone,
    bundle: true,
    minify: true,
    target: ['es2022'],
    loader: { '.json': 'text' },
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    alias,
    define,
    metafile: true,
  })
  return metafile
}

/** The file that came of an entry point, and those that it needs at once. */
function named({ outputs }, entry) {
  const made = Object.keys(outputs).find((f) => path.resolve(outputs[f].entryPoint ?? '') === entry)
  return { name: path.basename(made), needs: [...needs(outputs, made)].map((f) => path.basename(f)) }
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
