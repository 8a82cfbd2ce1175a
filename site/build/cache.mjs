// What builds have made that takes long, for the next: one cache for all of a user's
// builds, wherever they stand, since each thing lies under a hash of all that it is made of.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const days = 30 // that a thing stays without being of use
const day = 24 * 3600 * 1000

/** The folder of the cache, without what has been of no use for long. */
export function cacheFolder() {
  const folder = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'backchat')
  fs.mkdirSync(folder, { recursive: true })
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name)
    const stat = fs.statSync(file, { throwIfNoEntry: false })
    if (stat && Date.now() - stat.mtimeMs > days * day) fs.rmSync(file, { force: true })
  }
  return folder
}

/** What make returns, kept in the cache between builds. */
export async function remembered(cache, name, make) {
  if (!cache) return make()
  const file = path.join(cache, name)
  try {
    const kept = fs.readFileSync(file)
    fs.utimesSync(file, new Date(), new Date())
    return kept
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  const made = await make()
  const whole = `${file}.${process.pid}`
  fs.writeFileSync(whole, made)
  fs.renameSync(whole, file) // so that no other build finds a part of it
  return made
}
