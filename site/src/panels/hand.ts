// What can be done to what is selected: an operation is begun, a fault brought
// about, or ended. Every act becomes an entry of the timeline at the playhead,
// and all is run again. Which faults there are, and in which words, the lab
// says.
import { t, woven } from '../language/text'
import { choice, fill, h, toast } from '../elements/dom'
import type { Entry, FaultKind, Flow, Variant } from '../lab/data'
import type { Scene } from '../scene/scene'
import { beginOf, bounded, lasting, objectOf, strikes, subjectOf } from '../scene/timeline'
import type { Victim } from '../scene/timeline'
import { capital, clock, duration, spoken } from '../words/format'

const spans: [string, string][] = [
  ...['1s', '5s', '20s'].map((span): [string, string] => [span, t('for {time}', { time: spoken(span) })]),
  ['', t('to the end')],
]

/** How many faults are offered at first where there is little room. */
const first = 2

/** What is aimed at, in a variant. */
interface Aim extends Victim {
  of: Variant
}

const wiresOfIt = t('its wires') // in what the lab says of a fault

/** A fault that lasts, and its kind. */
interface Struck {
  e: Entry
  fault: FaultKind
}

export function hand(scene: Scene, closer: () => void): HTMLElement {
  return new Hand(scene, closer).element
}

class Hand {
  readonly element = h('div.hand', { role: 'group', 'aria-label': t('What to do to it') })
  private span = '5s'
  private aimed = '' // what the acts are for
  private ongoing = '' // the faults that last at the playhead, of what is selected

  constructor(
    private readonly scene: Scene,
    private readonly closer: () => void,
  ) {
    for (const news of ['selected', 'runs', 'text'] as const) scene.on(news, () => this.draw())
    scene.on('time', () => {
      if (this.names() !== this.ongoing) this.draw()
    })
    this.draw()
  }

  private draw() {
    const { activeElement } = document
    const busy = activeElement !== null && this.element.contains(activeElement)
    this.ongoing = this.names()
    const aimed = JSON.stringify(this.scene.selected)
    if (aimed !== this.aimed) this.unfold(false)
    this.aimed = aimed
    fill(this.element, ...this.parts(), this.done())
    if (busy && document.activeElement === document.body)
      this.element.querySelector<HTMLElement>('button')?.focus({ preventScroll: true })
  }

  private parts(): (Node | null)[] {
    const { scene, aim } = this
    const s = scene.selected
    const side = s && scene.runs.sides[s.slot]
    if (!s || !side) return [h('span.hint', {}, scene.acts.length ? '' : this.invitation())]
    const away = h('button.link', { type: 'button', onclick: () => scene.select(null) }, t('Let go'))
    const look = h('button.link', { type: 'button', onclick: this.closer }, t('Look closer'))
    if (aim && this.over)
      return [
        h('b', {}, subjectOf(aim, aim.of)),
        h('span.hint', {}, t('Here the run ends: go back in time first.')),
        look,
        away,
      ]
    if (aim) return [...this.acts(aim), s.place ? look : null, away]
    const message = () => woven('Message {number} of {run}', { number: `${s.msg}`, run: side.variant.title })
    return [h('span', {}, ...(s.msg ? message() : [t('Operation {number}', { number: `${s.op}` })])), look, away]
  }

  /** Whether the playhead is where the run ends, where nothing can be done to it any more. */
  private get over() {
    return this.scene.playhead.t >= this.scene.runs.horizon
  }

  /** What there is to pick: a client is made to send where some client begins something. */
  private invitation(): string {
    const asks = this.scene.runs.shown.some(({ variant: { nodes, flows } }) =>
      flows.some((f) => !f.hears && f.from.some((id) => nodes.find((n) => n.id === id)?.edge)),
    )
    return asks
      ? t('Pick a server to crash it, a client to send, a wire to cut it, a message to see where its time goes.')
      : t('Pick a server to crash it, a wire to cut it, a message to see where its time goes.')
  }

  /** What a fault would happen to; null where neither a place nor a wire is selected. */
  private get aim(): Aim | null {
    const s = this.scene.selected
    const side = s && this.scene.runs.sides[s.slot]
    if (!side) return null
    if (s.wire) return { target: s.wire.a, peer: s.wire.b, of: side.variant }
    const name = side.trace.name(s.place).replace('+sidecar', '') // which shares the fate of its replica
    return s.place ? { target: name, peer: '', of: side.variant } : null
  }

  /** The faults that last at the playhead, and that what is selected is struck by. */
  private struck(aim: Aim): Struck[] {
    const { faults } = this.scene.words
    return lasting(aim.of, this.scene.playhead.t)
      .filter((e) => strikes(e, aim, aim.of))
      .map((e) => ({ e, fault: faults.find((f) => f.name === e.fault)! }))
      .filter(({ fault }) => !fault.momentary && (!aim.peer || fault.on === 'wires'))
  }

  private names(): string {
    const { aim } = this
    if (aim && this.over) return 'over'
    return aim
      ? this.struck(aim)
          .map(({ e }) => e.id)
          .join()
      : ''
  }

  /** All that can be done to a place or a wire. */
  private acts(aim: Aim): (Node | null)[] {
    const ongoing = this.struck(aim)
    const others = this.scene.words.faults.filter((f) => !ongoing.some(({ fault }) => fault === f))
    const offers = others.flatMap((fault) => this.offer(fault, aim) ?? [])
    for (const rare of offers.slice(first)) rare.classList.add('rare')
    return [
      h('b', {}, subjectOf(aim, aim.of)),
      ...this.others(),
      ...ongoing.map(({ fault }) => h('span.down', {}, fault.while)),
      ...(aim.peer ? [] : this.sends(aim)),
      ...ongoing.map((s) => this.ending(s, aim.of)),
      ...offers,
      choice(t('For how long'), spans, this.span, (span) => {
        this.span = span
      }),
      offers.length > first ? this.further(offers.length - first) : null,
    ]
  }

  /** A button that shows all offers, where the page has room for the first ones only, so that the picture stays in sight. */
  private further(n: number): HTMLElement {
    const open = () => this.element.classList.contains('unfolded')
    const says = () => (open() ? t('fewer') : t('{n} more', { n }))
    const toggle = () => {
      this.unfold(!open())
      button.textContent = says()
      button.setAttribute('aria-expanded', String(open()))
    }
    const button = h(
      'button.link.further',
      { type: 'button', 'aria-expanded': String(open()), onclick: toggle },
      says(),
    )
    return button
  }

  private unfold(all: boolean) {
    this.element.classList.toggle('unfolded', all)
  }

  /** What else the wire that is selected may be of, where the picture has several nodes as one. */
  private others(): Node[] {
    const s = this.scene.selected
    const side = s && this.scene.runs.sides[s.slot]
    const wire = s?.wire
    if (!side || !wire?.among) return []
    const { among } = wire
    return (['a', 'b'] as const)
      .filter((end) => among[end].length > 1)
      .map((end) => {
        const pick = (id: string) => {
          const place = side.trace.nodes.find((n) => n.id === id)!.first
          this.scene.select({ ...s, wire: { ...wire, [end]: id, [end === 'a' ? 'from' : 'to']: place } })
        }
        const ids = among[end].map((id): [string, string] => [id, id])
        const says = t('one of {n} that are drawn as one', { n: ids.length })
        return h('label', {}, `${says} `, choice(says, ids, wire[end], pick))
      })
  }

  /** The operations that may begin at a place. */
  private sends({ target, of }: Aim): Node[] {
    const node = nodeOf(target)
    const send = (f: Flow, label: string, entry: Record<string, string>, says: string) =>
      h(
        'button',
        { type: 'button', onclick: () => void this.scene.act('send', { send: f.id, ...entry }, this.now(says)) },
        label,
      )
    const asks = (f: Flow) => {
      const says = t('Send one of {flow} from {place}', { flow: f.id, place: target })
      return send(f, t('Send one of {flow}', { flow: f.id }), { target }, says)
    }
    const tells = (f: Flow) => {
      const says = t('One more update of {flow}', { flow: f.id })
      return send(f, says, {}, says)
    }
    return [
      ...of.flows.filter((f) => f.from.includes(node) && !f.hears).map(asks),
      ...of.flows.filter((f) => f.to === node && f.hears).map(tells),
    ]
  }

  /** A button that brings a fault about; null where it cannot happen to such a thing at all. */
  private offer(fault: FaultKind, aim: Aim): HTMLElement | null {
    const { target, peer, of } = aim
    if (peer && fault.on !== 'wires') return null
    const node = of.nodes.find((n) => n.id === nodeOf(target))
    if (fault.bounded && !bounded(aim, of)) return null
    if (fault.on === 'stores' && !node?.caches) return null
    if ((fault.on === 'replicas' || fault.on === 'fleets') && !node?.fleet) return null
    if (fault.scales && this.scaled(nodeOf(target))) return null
    if (fault.on === 'answers' && !node?.answers) return null
    if (fault.on === 'disks' && !node?.syncs) return null
    if (fault.on === 'clocks' && !of.byClock) return null
    if (fault.on === 'deadLetters' && !node?.keepsDead) return null
    const vain = fault.on === 'workers' && (node?.idle ?? true)
    if (vain && node?.edge) return null
    const object = objectOf(fault, aim, of)
    const does = (it: string) => capital(fault.do).replace('{it}', it)
    const why = t('{place} works in no time: this would do nothing to it.', { place: target })
    const act = () => {
      if (vain) return toast(why)
      const span = fault.momentary ? '' : this.span
      const options = { ...JSON.parse(`{${fault.with}}`), ...(span && { for: span }) }
      const entry = {
        fault: fault.name,
        target: fault.on === 'fleets' ? nodeOf(target) : target,
        ...(peer && { peer }),
        ...options,
      }
      void this.scene.act(
        fault.name,
        entry,
        this.now(span ? t('{act} for {time}', { act: does(object), time: spoken(span) }) : does(object)),
      )
    }
    const off = vain && { 'aria-disabled': 'true', title: why }
    const short = fault.on === 'wires' && object !== subjectOf(aim, of) ? wiresOfIt : object
    return h('button', { type: 'button', onclick: act, ...off }, does(short))
  }

  /** Whether in some variant an autoscaler says how many replicas a server has, and nobody else may. */
  private scaled(node: string): boolean {
    return this.scene.show.variants.some((v) => v.nodes.some((n) => n.id === node && n.scaled))
  }

  /** A button that ends a fault at the playhead. */
  private ending({ e, fault }: Struck, of: Variant): Node {
    const does = capital(fault.undo).replace('{it}', objectOf(fault, e, of))
    const act = () => {
      const lasted = Math.max(1, this.scene.now() - beginOf(e))
      const says = this.now(does)
      void this.scene.set(`/timeline/${e.id}/for`, JSON.stringify(duration(lasted)), says, { id: e.id, says })
    }
    return h('button.solid', { type: 'button', onclick: act }, does)
  }

  private now(says: string): string {
    return t('{act} at {time}', { act: says, time: clock(this.scene.now(), this.scene.runs.horizon) })
  }

  /** What the person has done so far. */
  private done(): Node | null {
    const { scene } = this
    if (!scene.acts.length) return null
    return h(
      'div.done',
      {},
      h(
        'ul.entries',
        { 'aria-label': t('What you did') },
        ...scene.acts.map((a) => h('li', {}, h('span', {}, a.says))),
      ),
      scene.name !== null &&
        h('button', { type: 'button', onclick: () => void scene.reset() }, t('Back to the original')),
    )
  }
}

function nodeOf(place: string): string {
  return place.split('/')[0]!
}
