// Every term explained where it stands, and all of them in one list.
import type { Words } from './data'
import { h, fill } from './dom'
import { capital, plain } from './format'

/** What terms mean that are no figures. */
const terms: Record<string, string> = {
  scenario: 'A JSON file that says which nodes there are, how they are linked, what they say to each other, and what goes wrong when. With its seed it is the only input of a run.',
  variant: 'A small change to the scenario. Every variant meets the same work: the same arrivals, sizes and demands.',
  operation: 'One intent of a user, from when it was meant to start until it has one outcome: ok, rejected, timed out, failed, lost, unfinished.',
  message: 'What one place sends to another. A request is drawn hollow, an answer full.',
  staleness: 'How long a piece of news has existed when somebody hears of it.',
  latency: 'From the instant an operation was meant to start to its end, waiting included.',
  'p50, p99': 'Half of all are below p50; 99 of 100 are below p99.',
  goodput: 'Operations that ended well, a second.',
  utilization: 'The share of time that workers are busy, on average.',
  replication: 'The same run with another seed: other arrivals, the same scenario.',
  '95 % interval': 'Where the true difference lies in 19 of 20 such comparisons. Where it holds 0, no difference is shown.',
  warmup: 'The beginning of a run, which the figures leave out.',
  seed: 'Where all randomness comes from. The same scenario and seed give the same run, to the byte, on every machine.',
  digest: 'A fingerprint of everything that happened in a run. Two runs with the same digest are identical.',
  playhead: 'The instant that is shown.',
  crash: 'A process dies: its memory is lost, and its peers get a reset. Where a host dies, they hear nothing at all.',
  'request and response': 'One asks, one answers, and the asker waits.',
  'short polling': 'Asking at fixed intervals whether there is news, whether or not there is.',
  'long polling': 'Asking once; the answer is held back until there is news, or the hold is over. Then one asks again.',
  push: 'The listener keeps a connection open, and is told of news as it comes.',
  'publish/subscribe': 'A broker hands a copy of every message to every subscriber of its topic.',
  'message queue': 'A broker keeps every message until one of its consumers has done it.',
  balancer: 'Spreads requests over several servers.',
  sidecar: 'A proxy beside a replica, through which all it says and hears goes.',
  'connecting, in flight, queued, in service, held': 'What the time of an operation is spent on; every nanosecond of it has one cause.',
}

/** A figure's name as a button that explains it. */
export function term(words: Words, name: string, text: string): HTMLElement {
  const rest = name.slice(name.indexOf('.') + 1)
  const found = words.metrics.find((d) => d.name === rest)
  if (!found) return h('span', {}, text)
  const button = h<HTMLButtonElement>('button.term', { type: 'button', 'aria-haspopup': 'true' }, text)
  button.addEventListener('click', () => explain(button, `${capital(found.says)}.`, name))
  return button
}

let tip: HTMLElement | undefined

function explain(at: HTMLElement, says: string, name: string) {
  tip ??= document.body.appendChild(h('div.tip', { popover: 'auto', role: 'note' }))
  fill(tip, says, h('div', {}, h('code', {}, name)))
  tip.showPopover()
  const box = at.getBoundingClientRect(), own = tip.getBoundingClientRect()
  tip.style.left = `${Math.max(12, Math.min(box.left, innerWidth - own.width - 12))}px`
  tip.style.top = `${box.bottom + own.height + 8 < innerHeight ? box.bottom + 6 : Math.max(8, box.top - own.height - 6)}px`
}

/** Opens the list of all terms. */
export function openGlossary(words: Words) {
  const list = h('dl.terms')
  const search = h<HTMLInputElement>('input', { type: 'search', placeholder: 'Find a term', 'aria-label': 'Find a term' })
  const all: [string, string][] = [...Object.entries(terms), ...words.metrics.map((m): [string, string] => [`${m.of}: ${plain(m.name)}`, capital(m.says) + '.'])]
  const show = () => {
    const sought = search.value.toLowerCase()
    fill(list, ...all.filter(([t, s]) => (t + s).toLowerCase().includes(sought)).flatMap(([t, s]) => [h('dt', {}, capital(t)), h('dd', {}, s)]))
  }
  search.addEventListener('input', show)
  show()
  const dialog = h<HTMLDialogElement>('dialog', { 'aria-label': 'Glossary' }, h('div.title', {}, h('h2', {}, 'Glossary'), search, h('button', { type: 'button', onclick: () => dialog.close() }, 'Close')), list)
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}
