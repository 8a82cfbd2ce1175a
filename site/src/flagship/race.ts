// The flagship on the first page: five ways to hear of an update on one clock, with what
// each costs as one watches. The reader may send an update, or crash the server.
import { fixed } from '../language/number'
import { t, woven } from '../language/text'
import { h, fill } from '../elements/dom'
import { figure, capital } from '../words/format'
import type { FaultKind, Words } from '../lab/data'
import { arrival, onArrival } from '../panels/arrival'
import { opening, titlesOf } from '../lab/shipped'
import { name, remade, warm } from './film'
import type { Deed, Film } from './film'
import { Strip } from './strip'
import { tally } from './tape'
import type { Way } from './tape'

const server = t('the server') // in what the lab says of a fault
const speed = 2 // simulated seconds a second
const still = 12e3 // where it stands in a browser that is asked for little motion
const most = 8 // deeds: enough to see

export async function race(words: Words): Promise<HTMLElement> {
  const response = await fetch('flagship.json')
  if (!response.ok) throw new Error(`flagship.json: ${response.status}`)
  const [film, titles] = await Promise.all([response.json() as Promise<Film>, titlesOf(name)])
  const ways = film.ways.map((way) => ({ ...way, title: titles[way.id] ?? way.title }))
  return new Race(
    { ...film, ways },
    words.faults.find((f) => f.on === 'processes')!,
  ).element
}

class Race {
  readonly element = h('section.race', { 'aria-labelledby': 'race' })
  private readonly lanes: Lane[]
  private readonly clock = h('output', { 'aria-label': t('Simulated time') })
  private readonly says = h('p.says', { role: 'status' })
  private readonly play = h('button.quiet', { type: 'button', onclick: () => this.toggle() })
  private readonly acts: HTMLButtonElement[]
  private readonly deeds: Deed[] = []
  private t: number
  private running = !matchMedia('(prefers-reduced-motion: reduce)').matches
  private busy = false
  private seen = true
  private last = 0
  private film: Film

  constructor(
    private readonly fresh: Film, // in which the reader has done nothing
    fault: FaultKind,
  ) {
    const film = (this.film = fresh)
    this.t = film.from + (this.running ? 0 : still)
    this.lanes = film.ways.map((way) => new Lane(way))
    this.acts = [
      h<HTMLButtonElement>('button.solid', { type: 'button', onclick: () => void this.do(null) }, t('Send an update')),
      h<HTMLButtonElement>(
        'button',
        { type: 'button', onclick: () => void this.do(fault) },
        capital(fault.do.replace('{it}', server)),
      ),
    ]
    this.lay()
    onArrival(this.element, () => this.waits())
    for (const act of this.acts) act.addEventListener('pointerenter', () => void warm(), { once: true })
    new IntersectionObserver(([e]) => (this.seen = e!.isIntersecting)).observe(this.element)
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.restyle())
    new MutationObserver(() => this.restyle()).observe(document.documentElement, { attributeFilter: ['data-theme'] })
    requestAnimationFrame((now) => this.frame(now))
  }

  private lay() {
    const [send, crash] = this.acts
    fill(
      this.element,
      h('h2', { id: 'race' }, t('Should my app poll or push?')),
      h('p', {}, t('Five ways to hear of an update, on one clock, with the same news for twenty apps.')),
      h('div.handles', {}, send!, this.play, crash!, this.clock),
      this.says,
      h('ol', { role: 'list' }, ...this.lanes.map((lane) => lane.element)),
      signs(),
      h(
        'p',
        {},
        t(
          'Each strip shows one of them below and the server above: what is said is a dot on top, and when it is heard, one at the bottom.',
        ),
        ` ${t('The figures are of all twenty; bytes are all that goes over the wire.')}`,
      ),
      h('p.onto', {}, h('a', { href: `#v1/scenario/${name}` }, t('Guess, measure and change it yourself'))),
    )
    this.name()
  }

  private name() {
    fill(this.play, this.over ? t('Again') : this.running ? t('Pause') : t('Play'))
    for (const act of this.acts) act.disabled = this.busy || this.over || this.deeds.length >= most
  }

  private get over() {
    return this.t >= this.film.until
  }

  private toggle() {
    if (this.over) this.again()
    else this.running = !this.running
    this.name()
  }

  /** Begins anew, without what the reader has done. */
  private again() {
    this.film = this.fresh
    this.deeds.length = 0
    fill(this.says)
    this.t = this.film.from
    this.running = true
  }

  private frame(now: number) {
    if (!this.element.isConnected && this.last) return
    const passed = Math.min(100, now - this.last)
    if (this.running && this.seen && !this.busy && !this.over && this.last) {
      this.t = Math.min(this.film.until, this.t + passed * speed)
      if (this.over) this.ends()
    }
    if (this.seen) this.draw()
    this.last = now
    requestAnimationFrame((next) => this.frame(next))
  }

  private ends() {
    this.name()
    this.says.append(` ${t('All is said: Again begins afresh.')}`)
  }

  private draw() {
    this.clock.textContent = `${fixed(this.t / 1e3, 1)} s, ${speed}x`
    for (const [i, lane] of this.lanes.entries()) lane.draw(this.film.ways[i]!, this.t)
  }

  private restyle() {
    for (const lane of this.lanes) lane.strip.restyle()
  }

  /** Says what it waits for. */
  private waits() {
    if (this.busy) this.says.textContent = arrival()?.says ?? t('Running all five with it …')
  }

  /** Does something now: all five are run again with it, and go on from here. */
  private async do(fault: FaultKind | null) {
    this.busy = true
    this.waits()
    this.name()
    try {
      const { text } = await opening(name)
      const deed = { fault: fault?.name ?? null, at: this.t }
      this.film = await remade(text, [...this.deeds, deed])
      this.deeds.push(deed)
      const time = `${fixed(deed.at / 1e3, 1)} s`
      const struck = (what: string) => [
        ...woven('The server {what} from {time} on, for 3 s.', { what, time }),
        ` ${t(
          'An update that falls into that is fetched later by polls; who is pushed to misses it, and any more until they connect again.',
        )}`,
      ]
      fill(this.says, ...(fault ? struck(fault.while) : [t('Your update, at {time}: who hears of it when?', { time })]))
      this.running = true
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      this.says.textContent = t('That did not work: {why}', { why })
    }
    this.busy = false
    this.name()
  }
}

/** A way: what it is called, its strip, and what has come of it. */
class Lane {
  readonly strip: Strip
  readonly element: HTMLElement
  private readonly age = h('b')
  private readonly asks = h('b')
  private readonly bytes = h('b')
  private readonly holds = h('b')
  private readonly waiting = h('b')
  private readonly missed = h('b')
  private readonly said = h('span')
  private readonly held = h('span.holds', {}, ...woven('{count} held', { count: this.holds }))
  private readonly late = h('span.late', {}, ...woven('{count} waiting', { count: this.waiting }))
  private readonly lost = h(
    'span.missed',
    {},
    ...woven('{count} of {all} updates never heard', { count: this.missed, all: this.said }),
  )

  constructor(way: Way) {
    this.strip = new Strip(t('What one app says and hears, by {way}', { way: way.title }))
    this.element = h(
      'li',
      {},
      h('h3', {}, capital(way.title)),
      this.strip.canvas,
      h(
        'p.figures',
        {},
        h('span', {}, ...woven('mean staleness {time}', { time: this.age })),
        h('span', {}, ...woven('{count} requests', { count: this.asks })),
        h('span', {}, this.bytes),
        this.held,
        this.late,
        this.lost,
      ),
    )
  }

  draw(way: Way, t: number) {
    this.strip.draw(way, t)
    const n = tally(way, t)
    this.age.textContent = n.heard ? figure(n.age / 1e3, 's') : '–'
    this.asks.textContent = figure(n.asks, '1')
    this.bytes.textContent = figure(n.bytes, 'B')
    this.holds.textContent = figure(n.holds, '1')
    this.held.hidden = n.holds === 0
    this.waiting.textContent = figure(n.waiting, '1')
    this.late.hidden = n.waiting === 0
    this.missed.textContent = figure(n.missed, '1')
    this.said.textContent = figure(n.said, '1')
    this.lost.hidden = n.missed === 0
  }
}

/** What the signs of the strips mean. */
function signs(): HTMLElement {
  const sign = (says: string, ...drawn: Element[]) =>
    h('li', {}, h('svg', { width: 30, height: 20, viewBox: '0 0 30 20', 'aria-hidden': 'true' }, ...drawn), says)
  const path = (look: string, d: string) => h(`path.${look}`, { d })
  return h(
    'ul.signs',
    { role: 'list', 'aria-label': t('Signs') },
    sign(t('an update, said and heard'), path('news', 'M5 4H22V16'), ...dots([5, 4], [22, 16])),
    sign(
      t('never heard'),
      path('gone', 'M15 6V10'),
      h('circle.never', { cx: 15, cy: 14, r: 5 }),
      path('bad', 'M11.5 17.5 18.5 10.5'),
    ),
    sign(t('a message'), path('said', 'M12 18 18 2')),
    sign(
      t('a request that the server holds until there is news'),
      h('rect.holding', { x: 2, y: 6.5, width: 26, height: 7, rx: 3.5 }),
    ),
    sign(t('a message that is lost'), path('bad', 'M10 18 15 10M11 6l8 8m0-8l-8 8')),
    sign(t('the server is down'), path('down', 'M4 10H28')),
  )
}

function dots(...at: [number, number][]): Element[] {
  return at.map(([cx, cy]) => h('circle.news', { cx, cy, r: 3 }))
}
