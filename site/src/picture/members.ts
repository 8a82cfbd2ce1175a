// Who is shown by itself in a picture, and who in a crowd: as the player has it (wasm/player/view/cast.go).
import type { Trace, TraceNode } from '../trace/trace'

/** The replicas of a node, or of consecutive nodes that are alike where there are many nodes. */
export interface Family {
  node: TraceNode // the first of its nodes
  last: TraceNode
  first: number // its first place; the others follow
  count: number
  shown: number // so many of them are shown by themselves, and the others as a crowd
}

const mostSpots = 480
const most = { edge: 60, others: 12 } // shown one by one
const few = { edge: 8, others: 3 } // shown beside a crowd
const mostNodes = 24 // that are each shown for itself

/** The families of a trace: the more there is to show, the fewer of each are shown by themselves. */
export function families(trace: Trace): Family[] {
  const list = gathered(trace)
  for (let limit = 1; ; limit *= 2) {
    for (const f of list) f.shown = alone(f, limit)
    const sides = trace.places.some((p) => p.sidecar) ? 2 : 1
    const spots = list.reduce((n, f) => n + sides * Math.min(f.shown + 1, f.count), 0)
    if (spots <= mostSpots || limit > most.edge) return list
  }
}

function alone({ node, count }: Family, limit: number): number {
  const who = node.edge ? 'edge' : 'others'
  return count > Math.max(Math.floor(most[who] / limit), 1) ? Math.floor(few[who] / limit) : count
}

function gathered(trace: Trace): Family[] {
  const aside = new Set(trace.places.flatMap((p) => (p.sidecar ? [p.node] : [])))
  const list: Family[] = []
  for (const [i, node] of trace.nodes.entries()) {
    const f = list.at(-1)
    const follows = f && f.node.kind === node.kind && f.first + f.count === node.first && !aside.has(i)
    if (trace.nodes.length > mostNodes && follows && !aside.has(i - 1)) {
      f.last = node
      f.count += node.count
    } else list.push({ node, last: node, first: node.first, count: node.count, shown: node.count })
  }
  return list
}
