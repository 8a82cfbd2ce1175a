// What a timeline does, when, and to whom.
import { t } from '../language/text'
import type { Entry, FaultKind, Variant } from '../lab/data'

/** When an entry begins, in nanoseconds. */
export function beginOf(e: Entry): number {
  return Math.round(e.at * 1e9)
}

/** When a fault is over, in nanoseconds; Infinity where it lasts to the end. */
export function endOf(e: Entry): number {
  return e.for === null ? Infinity : beginOf(e) + Math.round(e.for * 1e9)
}

/** The faults that last at an instant, in nanoseconds. */
export function lasting({ timeline }: Variant, t: number): Entry[] {
  return timeline.filter((e) => e.fault !== '' && beginOf(e) <= t && t < endOf(e))
}

/** Whether what a fault happens to stays as it is when it is over, since another one of its kind goes on. */
export function outlasted(e: Entry, { timeline }: Variant): boolean {
  const alike = (o: Entry) => o !== e && o.fault === e.fault && o.target === e.target && o.peer === e.peer
  return timeline.some((o) => alike(o) && beginOf(o) <= endOf(e) && endOf(o) > endOf(e))
}

/** What a fault may happen to: a place, a link, or, with a peer, the wires between two. */
export type Victim = Pick<Entry, 'target' | 'peer'>

/** A victim by the names that the picture has: all of a node, and its only replica, by the node's name. */
export function named({ target, peer }: Victim, of: Variant): Victim {
  const short = (name: string) => {
    const [node, replica] = name.split('/')
    const only = replica === '0' && of.nodes.find((n) => n.id === node)?.count === 1
    return only || replica === '*' ? node! : name
  }
  return { target: short(target), peer: short(peer) }
}

/** What is said to be down, cut off, or back. */
export function subjectOf(v: Victim, of: Variant): string {
  const { target, peer } = named(v, of)
  return peer ? `${target} – ${peer}` : target
}

/** What is crashed, cut, or mended: of a place whose wires a fault happens to, these. */
export function objectOf({ on }: FaultKind, v: Victim, of: Variant): string {
  const { target, peer } = named(v, of)
  const link = of.links.some((l) => l.id === target)
  if (on === 'fleets') return target.split('/')[0]!
  return on === 'wires' && !peer && !link ? t('the wires of {place}', { place: target }) : subjectOf(v, of)
}

/** Whether what happens to one happens to the other, too. */
export function strikes(one: Victim, other: Victim, of: Variant): boolean {
  const a = named(one, of)
  const b = named(other, of)
  if (!b.peer) return !a.peer && covers(a.target, b.target)
  if (a.peer) return joins(a.target, a.peer, b)
  const link = of.links.find((l) => l.id === a.target)
  return link ? joins(link.from, link.to, b) : covers(a.target, b.target) || covers(a.target, b.peer)
}

/** Whether some of the wires that a fault would happen to have a bandwidth. */
export function bounded(v: Victim, of: Variant): boolean {
  const links = of.links.filter((l) =>
    v.peer ? joins(l.from, l.to, v) : covers(l.from, v.target) || covers(l.to, v.target),
  )
  return links.some((l) => l.bounded) || (of.bounded && !(v.peer && links.length))
}

/** Whether the wires between two places are among those from one to another. */
function joins(from: string, to: string, { target, peer }: Victim): boolean {
  return (covers(from, target) && covers(to, peer)) || (covers(from, peer) && covers(to, target))
}

/** Whether a place is that place, or a replica of it. */
function covers(all: string, place: string): boolean {
  return all === place || all === place.split('/')[0]
}
