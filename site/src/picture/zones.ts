// The zones that places are in: each has a number, which is its sign in the picture.
import type { Place, Variant } from '../lab/data'

/** All zones of some variants, in the order of their numbers, from 1. */
export function zones(variants: Variant[]): string[] {
  return [...new Set(variants.flatMap((v) => v.nodes.flatMap((n) => n.zones ?? [])))]
}

/** The zone of a replica; undefined: it is in none. */
export function zoneOf(nodes: Place[], id: string, replica: number): string | undefined {
  const all = nodes.find((n) => n.id === id)?.zones ?? []
  return all[replica % all.length]
}
