// Builds the page into dist/, a folder that any static host can serve:
//
//	player.wasm and its frame ───────────┐
//	lab.wasm ─► its hash ─► worker ─► app ─► index.html ─► .br and .gz beside each
//	gallery/*.json ─► lab ─► openings ───┘                  (build/compress.mjs)
//
// The openings are computed by the lab that ships, built for this machine: it
// says the same as in a browser, several times as fast.
//
//	--quick  compresses lightly, lets lab.wasm be as it is, and compares on few seeds
//	--page   builds the scripts and styles, beside the programs and openings of the last build
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from './build/cache.mjs'
import { bundles, serviceWorker } from './build/bundles.mjs'
import { compress } from './build/compress.mjs'
import { licences } from './build/licences.mjs'
import { openings } from './build/openings.mjs'
import { goRuntime, nativeLab, wasmPrograms } from './build/programs.mjs'

const site = path.dirname(fileURLToPath(import.meta.url))
const root = path.dirname(site)
const frame = path.join(root, 'wasm', 'player', 'frame')
const dist = path.join(site, 'dist')
const programs = path.join(site, 'node_modules', '.cache')
const cache = cacheFolder()
const quick = process.argv.includes('--quick')
const pageOnly = process.argv.includes('--page')

fs.mkdirSync(dist, { recursive: true })
for (const file of fs.readdirSync(dist)) {
  if (!pageOnly || /\.(js|css|html)(\.br|\.gz)?$/.test(file)) fs.rmSync(path.join(dist, file), { recursive: true })
}

if (!pageOnly) await Promise.all([wasmPrograms({ root, dist, lean: !quick }), shown()])
const bundled = await bundles({
  src: path.join(site, 'src'),
  dist,
  goRuntime: goRuntime(),
  program: path.join(frame, 'program.js'),
})
copy(frame)
copy(path.join(site, 'src', 'public'))
fs.copyFileSync(goRuntime(), path.join(dist, 'wasm_exec.js'))
fs.writeFileSync(path.join(dist, 'THIRD-PARTY.md'), licences(root, bundled))
await serviceWorker({ src: path.join(site, 'src'), dist })
await compress(dist, quick || pageOnly ? { brotli: 4, gzip: 4 } : { brotli: 11, gzip: 9, cache })

async function shown() {
  const lab = await nativeLab({ root, folder: programs })
  const gallery = path.join(root, 'patterns', 'gallery')
  await openings({ gallery, lab, dist, cache, replications: quick ? 5 : 20 })
}

function copy(folder) {
  for (const file of fs.readdirSync(folder)) fs.copyFileSync(path.join(folder, file), path.join(dist, file))
}
