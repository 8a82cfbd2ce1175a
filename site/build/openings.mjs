// Makes what the page shows before its lab is there: the gallery's list, and
// of each scenario the first picture, its figures and the comparison.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { startLab } from './lab.mjs'

const windows = 120
const replications = 20
const mostShipped = 3 << 20 // bytes of records; the lab computes the rest

export async function openings({ gallery, lab, goRuntime, dist, cache }) {
  const ask = await startLab(lab, goRuntime)
  const wasm = createHash('sha256').update(fs.readFileSync(lab)).digest('hex')
  const list = []
  for (const file of fs
    .readdirSync(gallery)
    .filter((f) => f.endsWith('.json'))
    .sort()) {
    const text = fs.readFileSync(path.join(gallery, file), 'utf8')
    const name = path.basename(file, '.json')
    const folder = path.join(dist, 's', name)
    const kept = path.join(cache, createHash('sha256').update(wasm).update(text).digest('hex'))
    if (!fs.existsSync(path.join(kept, 'opening.json'))) {
      await make(ask, name, text, kept).catch((error) => {
        throw new Error(`${file}: ${error.message}`, { cause: error })
      })
    }
    fs.cpSync(kept, folder, { recursive: true })
    list.push(entry(name, JSON.parse(fs.readFileSync(path.join(kept, 'opening.json'), 'utf8'))))
  }
  const words = (await ask({ do: 'words' })).answer
  fs.writeFileSync(path.join(dist, 'gallery.json'), JSON.stringify({ list, words }))
  fs.writeFileSync(path.join(dist, 'schema.json'), (await ask({ do: 'schema' })).answer)
}

async function make(ask, name, text, folder) {
  fs.mkdirSync(folder, { recursive: true })
  const about = { file: name + '.json', text }
  const show = (await ask({ do: 'show', ...about })).answer
  const pair = show.variants.slice(0, 2).map((v) => v.id)
  const runs = []
  for (const variant of pair) {
    const { answer, bytes } = await ask({ do: 'run', ...about, variant, windows, keep: mostShipped })
    fs.writeFileSync(path.join(folder, variant + '.trace'), Buffer.from(bytes))
    runs.push(answer)
  }
  const compared =
    pair.length < 2
      ? null
      : (await ask({ do: 'compare', ...about, variant: pair[0], other: pair[1], replications })).answer
  const judged = (await ask({ do: 'judge', ...about })).answer
  fs.writeFileSync(path.join(folder, 'scenario.json'), text)
  fs.writeFileSync(path.join(folder, 'opening.json'), numbered({ show, runs, compared, judged }))
}

/** The value as JSON, where never (Infinity) is a number that is read as such. */
function numbered(value) {
  const never = '\u0000never'
  return JSON.stringify(value, (_, x) => (x === Infinity ? never : x)).replaceAll(JSON.stringify(never), '1e999')
}

/** A line of the gallery, with a small picture of how busy its runs are. */
function entry(name, { show, runs }) {
  const { title, question, patterns, claims } = show
  const busy = runs.map((run) =>
    run.series.flows.reduce(
      (all, f) => all.map((x, i) => x + (f.up[i] ?? 0) + (f.down[i] ?? 0)),
      new Array(windows).fill(0),
    ),
  )
  const most = Math.max(1, ...busy.flat())
  return {
    name,
    title,
    question,
    patterns,
    claims,
    variants: show.variants.map((v) => v.id),
    home: show.variants[0].flows[0].pattern,
    nodes: show.variants[0].nodes.map((n) => [n.kind, n.count]),
    seconds: show.variants[0].seconds,
    busy: busy.map((list) => list.filter((_, i) => i % 2 === 0).map((x) => Math.round((100 * x) / most))),
  }
}
