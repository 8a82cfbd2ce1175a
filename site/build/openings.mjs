// Makes what the page shows before its lab is there: the gallery's list, the
// words of all pages, and of each scenario, in one file, the figures of its first two variants, their
// comparison, and the records around the instant at which it opens.
//
//	s/NAME.bin: as src/lab/parcel.ts wraps it, deflated
//	s/NAME.de.json: what of it is otherwise in German
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import zlib from 'node:zlib'
import { remembered } from './cache.mjs'
import { startLab } from './lab.mjs'
import { source } from './source.mjs'
import { inGerman as wordsInGerman } from './words.mjs'

const german = 'german' // the folder of the gallery in which the scenarios' texts are in German
const inLanguage = (name) => fs.readFileSync(fileURLToPath(new URL(`../../language/${name}`, import.meta.url)), 'utf8')
const language = inLanguage('de.json')
const windows = 120
const recordSize = 64
const usualRecords = 2000 // of a run; the lab computes the rest
const mostRecords = 40_000 // where much happens at once,
const leastSeconds = 0.1 // so that there is something to see
const drawnDigits = 5 // of what is only drawn
const toldDigits = 8 // of what is told of many runs

export async function openings({ gallery, lab, dist, cache, replications }) {
  const { ask, end } = startLab(lab)
  const { text: how, module } = await source('lab/parcel.ts')
  const { wrap, unwrap } = module
  const maker = createHash('sha256')
    .update(fs.readFileSync(lab))
    .update(fs.readFileSync(fileURLToPath(import.meta.url)))
    .update(how)
    .update(`${replications}`)
  const folder = path.join(dist, 's')
  fs.mkdirSync(folder, { recursive: true })
  const files = fs
    .readdirSync(gallery, { recursive: true })
    .filter((file) => file.endsWith('.json') && path.dirname(file) !== german)
  const { sought, ...words } = await ask({ do: 'words' })
  const open = async (place) => {
    const text = fs.readFileSync(path.join(gallery, place), 'utf8')
    const file = path.basename(place)
    const name = path.basename(file, '.json')
    const words = fs.readFileSync(path.join(gallery, german, file), 'utf8')
    const key = maker.copy().update(text)
    let once // for what is not remembered of both, all is run once
    const both = () => (once ??= opening(ask, { file, text }, words, replications))
    const packed = await remembered(cache, `${key.copy().digest('hex')}.bin`, async () => pack(wrap, (await both())[0]))
    fs.writeFileSync(path.join(folder, `${name}.bin`), packed)
    const told = await remembered(cache, `${key.update(words).update(language).digest('hex')}.json`, async () =>
      Buffer.from(JSON.stringify((await both())[1])),
    )
    fs.writeFileSync(path.join(folder, `${name}.de.json`), told)
    const opened = unwrap(zlib.inflateSync(packed))
    const own = card(name, opened, sought.find((by) => by.name === name)?.words ?? '')
    return [own, inGerman(own, JSON.parse(told))]
  }
  const both = await Promise.all(files.sort().map((file) => open(file).catch(blame(file))))
  const laid = (end, said, list) => {
    const titles = Object.fromEntries(list.map(({ name, title }) => [name, title]))
    fs.writeFileSync(path.join(dist, `gallery${end}.json`), JSON.stringify(list))
    fs.writeFileSync(path.join(dist, `words${end}.json`), JSON.stringify({ ...said, titles }))
  }
  const meant = fs.readFileSync(fileURLToPath(new URL('../src/language/words-de.json', import.meta.url)), 'utf8')
  const cards = (i) => both.map((pair) => pair[i])
  laid('', words, cards(0))
  laid('-de', wordsInGerman(words, JSON.parse(meant)), cards(1))
  fs.writeFileSync(path.join(dist, 'flagship.json'), JSON.stringify(await flagship(ask, gallery)))
  fs.writeFileSync(path.join(dist, 'schema.json'), await ask({ do: 'schema' }))
  const fields = JSON.parse(inLanguage('de-scenario.json'))
  fs.writeFileSync(path.join(dist, 'schema-de.json'), await ask({ do: 'schema', fields }))
  end()
}

/** The film that the first page begins with. */
async function flagship(ask, gallery) {
  const { filmed, name } = (await source('flagship/film.ts')).module
  const text = fs.readFileSync(path.join(gallery, `${name}.json`), 'utf8')
  const show = await ask({ do: 'show', file: `${name}.json`, text })
  return filmed(show, text, async (request) => {
    const { window, bytes } = await cut(ask, request)
    return { window, bytes: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) }
  })
}

function blame(file) {
  return (error) => {
    throw new Error(`${file}: ${error.message}`, { cause: error })
  }
}

/** All that is shipped of a scenario, and its traces; and what of it is otherwise in German. Each run is made once. */
async function opening(ask, about, words, replications) {
  const { text } = await ask({ do: 'reword', text: about.text, words })
  const told = { text, language: JSON.parse(language) }
  const inGerman = { file: about.file, ...told }
  const show = await ask({ do: 'show', ...about })
  const pair = show.variants.slice(0, 2)
  const [a, b] = pair.map((variant) => variant.id)
  const instant = pair[0].timeline.find((entry) => entry.at > 0)?.at ?? pair[0].warmup
  const runs = []
  const parts = []
  for (const { id } of pair) {
    const run = await ask({ do: 'run', ...about, variant: id, windows, told })
    runs.push(run)
    parts.push(await part(ask, { ...about, variant: id }, run.answer, instant))
  }
  const compared = b ? await ask({ do: 'compare', ...about, variant: a, other: b, replications, told }) : null
  const judged = await ask({ do: 'judge', ...about, told })
  return [
    {
      show,
      text: about.text,
      runs: runs.map((run) => run.answer),
      compared: compared?.answer ?? null,
      judged: judged.answer,
      parts,
    },
    {
      text,
      show: await ask({ do: 'show', ...inGerman }),
      judged: judged.told,
      words: runs.map((run) => run.told),
      compared: compared?.told ?? null,
    },
  ]
}

/** A card with the texts of the German scenario; it is found by the words of either. */
function inGerman(card, { show }) {
  const { title, question } = show
  const said = [...new Set([...card.found.split(' '), ...found(card.name, show).split(' ')])].join(' ')
  return { ...card, title, question, symptom: show.case?.symptom ?? '', found: said }
}

/** The records from a little before the instant near which the page opens, in seconds; all of a short run. */
async function part(ask, about, run, instant) {
  const before = ((usualRecords / 8) * run.seconds) / run.records
  const from = run.records <= usualRecords ? 0 : Math.max(0, Math.round((instant - before) * 1e9))
  for (let most = usualRecords; ; most *= 2) {
    const got = await cut(ask, { ...about, from, keep: most * recordSize })
    const { whole, until } = got.window
    if (whole || until > (instant + leastSeconds) * 1e9 || most >= mostRecords) return got
  }
}

/** A window of a run, and its trace. */
async function cut(ask, request) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'backchat-'))
  const into = path.join(folder, 'trace')
  const window = await ask({ do: 'window', ...request, into })
  const trace = fs.readFileSync(into)
  fs.rmSync(folder, { recursive: true })
  return { window, bytes: trace }
}

/** The opening without digits that nobody sees, as it is sent. */
function pack(wrap, { runs, compared, ...rest }) {
  const drawn = runs.map((run) => ({ ...run, series: rounded(run.series, drawnDigits) }))
  const told = compared && {
    ...compared,
    rows: rounded(compared.rows, toldDigits),
    strips: rounded(compared.strips, drawnDigits),
  }
  return zlib.deflateSync(wrap({ runs: drawn, compared: told, ...rest }), { level: 9 })
}

/** The value, with so many digits of each number that is not whole. */
function rounded(value, digits) {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(digits))
  if (Array.isArray(value)) return value.map((part) => rounded(part, digits))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rounded(part, digits)]))
}

/** What a scenario is found by: its texts, without the answer, what takes part and happens in it, what its fields are called elsewhere, and what else people look for it by; each word once. */
function found(
  name,
  { title, question, patterns, claims, variants, source, case: reported, words: called },
  sought = '',
) {
  const parts = variants.flatMap((v) => [
    v.title,
    ...v.nodes.map((n) => n.kind),
    ...v.timeline.map((entry) => entry.fault),
  ])
  const failure = reported ? [reported.symptom, reported.cause, ...reported.systems] : []
  const words = [
    name,
    title,
    question,
    ...patterns,
    ...claims,
    ...parts,
    source?.title ?? '',
    ...failure,
    ...called,
    sought,
  ]
    .join(' ')
    .toLowerCase()
    .split(/[\s.,;:?!()“”"'…]+/)
  return [...new Set(words)].join(' ')
}

/** A line of the gallery, with a small picture of how busy its runs are. */
function card(name, { show, runs }, sought) {
  const { title, question, patterns, claims } = show
  const sum = (all, flow) => all.map((x, i) => x + (flow.up[i] ?? 0) + (flow.down[i] ?? 0))
  const busy = runs.map((run) => run.series.flows.reduce(sum, new Array(windows).fill(0)))
  const most = Math.max(1, ...busy.flat())
  return {
    name,
    title,
    question,
    patterns,
    claims,
    variants: show.variants.map((v) => v.id),
    symptom: show.case?.symptom ?? '',
    systems: show.case?.systems ?? [],
    sought,
    source: show.source,
    found: found(name, show, sought),
    nodes: show.variants[0].nodes.map((n) => [n.kind, n.starts, n.count]),
    seconds: show.variants[0].seconds,
    busy: busy.map((list) => list.filter((_, i) => i % 2 === 0).map((x) => Math.round((100 * x) / most))),
  }
}
