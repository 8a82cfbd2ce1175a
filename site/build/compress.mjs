// Puts file.br and file.gz beside each file that gets smaller by it. Programs in
// WebAssembly, which are large, lie there twice only: as they are, in file.br,
// and in the file itself packed by gzip, which the page unpacks.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { remembered } from './cache.mjs'

const worth = /\.(html|js|css|json|wasm|svg|md|webmanifest)$/
const inBrotli = promisify(zlib.brotliCompress)
const inGzip = promisify(zlib.gzip)

/** Compresses the files of a folder, several at once, at levels for brotli and gzip. */
export async function compress(dir, { brotli, gzip, cache }) {
  const files = fs.readdirSync(dir, { recursive: true }).filter((file) => worth.test(file))
  await Promise.all(files.map((file) => pack(path.join(dir, file), brotli, gzip, cache)))
}

/** Whether bytes are packed by gzip. */
export const isPacked = (bytes) => bytes[0] === 0x1f

/** How many bytes a program has when it is unpacked. */
export function programSize(file) {
  const bytes = fs.readFileSync(file)
  return isPacked(bytes) ? bytes.readUInt32LE(bytes.length - 4) : bytes.length
}

async function pack(file, brotli, gzip, cache) {
  const bytes = fs.readFileSync(file)
  const program = file.endsWith('.wasm')
  if (program && isPacked(bytes)) return // by an earlier build
  const key = createHash('sha256').update(`${brotli} ${gzip}\n`).update(bytes).digest('hex')
  const forms = [
    ['.br', () => inBrotli(bytes, thorough(bytes, brotli))],
    ['.gz', () => inGzip(bytes, { level: gzip })],
  ]
  for (const [ending, make] of forms) {
    const made = await remembered(cache, key + ending, make)
    if (program && ending === '.gz') fs.writeFileSync(file, made)
    else if (made.length < bytes.length) fs.writeFileSync(file + ending, made)
  }
}

function thorough(bytes, level) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = zlib.constants
  return {
    params: { [BROTLI_PARAM_QUALITY]: level, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }
}
