// The programs in Go: the lab and the player in Wasm, and the lab for this machine.
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { asSent } from './code.mjs'
import { withoutReturns } from './noreturn.mjs'
import { inFewPieces, withFoldedTables, withoutManual } from './slim.mjs'

/** Go's own script, without which its programs in Wasm do not run. */
export function goRuntime() {
  const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim()
  return path.join(goroot, 'lib', 'wasm', 'wasm_exec.js')
}

/** Builds player.wasm, and lab.wasm with its hash in its name; lean: as small as it gets. */
export async function wasmPrograms({ root, dist, lean }) {
  const env = { GOOS: 'js', GOARCH: 'wasm' }
  const build = (...args) => go(root, env, 'build', '-trimpath', '-ldflags=-s -w', '-o', dist + path.sep, ...args)
  if (lean) {
    await build('-pgo=off', './wasm/player')
    await build(profile, ...hottestInlined, ...withoutInlining, './wasm/lab')
  } else await build('-pgo=off', './wasm/player', './wasm/lab') // what both need is compiled once
  const lab = path.join(dist, 'lab')
  const player = path.join(dist, 'player')
  for (const program of [lab, player])
    rewrite(program, lean ? asSent : withoutReturns, `${path.basename(program)} is slow: ${unknown} (noreturn.mjs)`)
  if (lean) {
    rewrite(player, inFewPieces)
    rewrite(lab, withoutManual)
    rewrite(lab, withFoldedTables, `lab.wasm keeps its tables of functions: ${unknown} (functions.mjs)`)
  }
  const hash = createHash('sha256').update(fs.readFileSync(lab)).digest('hex').slice(0, 8).toUpperCase()
  fs.renameSync(lab, `${lab}-${hash}.wasm`)
  fs.renameSync(player, path.join(dist, 'player.wasm'))
}

const unknown = 'what this Go builds has another form than is known in site/build'

/** Where the time of runs goes, for the compiler: the same for the page as for the command line (make profile). */
const profile = '-pgo=cmd/backchat/default.pgo'

/** Puts in the place of a file what change makes of it; where that is null, says why it stays. */
function rewrite(file, change, otherwise) {
  const changed = change(fs.readFileSync(file))
  if (changed === null) console.warn(otherwise)
  else fs.writeFileSync(file, changed)
}

/**
 * Builds the lab for this machine, the same from the same sources, and says where it is. It is compiled as the
 * command line is, so that most of it is compiled once.
 */
export async function nativeLab({ root, folder }) {
  fs.mkdirSync(folder, { recursive: true })
  await go(root, {}, 'build', '-trimpath', profile, '-buildvcs=false', '-o', folder + path.sep, './wasm/lab')
  return path.join(folder, process.platform === 'win32' ? 'lab.exe' : 'lab')
}

/** Of what the profile would have inlined in a run, only the hotter half: a thirtieth smaller to send, and a twentieth slower. */
const hottestInlined = ['backchat/patterns', 'backchat/patterns/node', 'backchat/sim/...'].map(
  (name) => `-gcflags=${name}=-d=pgoinlinecdfthreshold=50`,
)

/**
 * What has next to no part in a run, but in reading scenarios and telling
 * figures, is compiled for the lab without inlining: so it is a fifteenth smaller
 * to send, and a run takes as long.
 */
const withoutInlining = [
  'backchat/patterns/scenario/...',
  'backchat/patterns/experiment',
  'backchat/sim/check',
  'backchat/wasm/lab',
  'github.com/go-json-experiment/...',
  'gonum.org/...',
  'backchat/patterns/gallery',
  'backchat/sim/exact',
  'context',
  'encoding/...',
  'errors',
  'hash/...',
  'io',
  'iter',
  'path/...',
  'sort',
  'sync/...',
  'unicode/...',
  'bufio',
  'bytes',
  'cmp',
  'compress/...',
  'fmt',
  'internal/...',
  'io/...',
  'maps',
  'math/...',
  'os',
  'reflect',
  'regexp/...',
  'runtime',
  'slices',
  'strconv',
  'strings',
  'syscall/...',
  'time',
].map((name) => `-gcflags=${name}=-l`)

function go(cwd, env, ...args) {
  return new Promise((resolve, reject) => {
    const run = spawn('go', args, { cwd, env: { ...process.env, ...env }, stdio: 'inherit' })
    run.on('error', reject)
    run.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`go ${args.join(' ')}: exit code ${code}`))))
  })
}
