// Puts file.br and file.gz beside each file that gets smaller by it.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'

const worth = /\.(html|js|css|json|wasm|svg|md|trace|webmanifest)$/

export async function compress(dir, { brotli, cache }) {
  for (const file of fs.readdirSync(dir, { recursive: true })) {
    if (worth.test(file)) pack(path.join(dir, file), brotli, cache)
  }
}

function pack(file, brotli, cache) {
  const bytes = fs.readFileSync(file)
  const level = file.endsWith('.trace') ? Math.min(brotli, 9) : brotli
  const key = createHash('sha256').update(`${level}\n`).update(bytes).digest('hex')
  const br = remembered(cache, key + '.br', () => brotliOf(bytes, level))
  const gz = remembered(cache, key + '.gz', () => zlib.gzipSync(bytes, { level: brotli > 9 ? 9 : 6 }))
  if (br.length < bytes.length) fs.writeFileSync(file + '.br', br)
  if (gz.length < bytes.length) fs.writeFileSync(file + '.gz', gz)
}

function brotliOf(bytes, level) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = zlib.constants
  return zlib.brotliCompressSync(bytes, {
    params: { [BROTLI_PARAM_QUALITY]: level, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: bytes.length },
  })
}

/** What make returns, kept in the cache between builds. */
export function remembered(cache, name, make) {
  if (!cache) return make()
  const file = path.join(cache, name)
  if (fs.existsSync(file)) return fs.readFileSync(file)
  const made = make()
  fs.mkdirSync(cache, { recursive: true })
  fs.writeFileSync(file, made)
  return made
}
