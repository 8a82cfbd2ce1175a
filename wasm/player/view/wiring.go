package view

import (
	"slices"

	"backchat/sim/trace"
)

// An edge is a wire of the picture: two spots between which something is sent
// at some time.
type edge struct {
	a, b int32  // spots; a < b
	flow uint16 // the first flow that uses it; 0 for none
	open bool   // connections are opened on it
}

// A wiring is all wires of a picture.
type wiring struct {
	keys  []uint64 // pairs of spots, in rising order
	edges []edge   // by key
	pairs [][2]int // nodes that speak to each other, the lower index first, in rising order
}

// mostEdges bounds how many wires there are; what is said on others is not
// shown. The spots there are need less, unless all speak to all.
const mostEdges = 6000

func newWiring(p *Tape) *wiring {
	w := &wiring{}
	flows, open := map[uint64]uint16{}, map[uint64]bool{}
	for i := range p.records {
		switch r := &p.records[i]; r.Kind {
		case trace.Open, trace.Opened:
			open[pairKey(p.cast.spot(r.Node), p.cast.spot(r.Peer))] = true
			fallthrough
		case trace.Send, trace.Lost, trace.Discard:
			w.see(flows, pairKey(p.cast.spot(r.Node), p.cast.spot(r.Peer)), r.Flow)
		}
	}
	for key, flow := range flows {
		w.keys = append(w.keys, key)
		w.edges = append(w.edges, edge{int32(key >> 32), int32(uint32(key)), flow, open[key]})
	}
	slices.Sort(w.keys)
	slices.SortFunc(w.edges, func(x, y edge) int { return int(x.a-y.a)<<16 + int(x.b-y.b) })
	w.pair(p)
	return w
}

func (w *wiring) see(flows map[uint64]uint16, key uint64, flow uint16) {
	old, known := flows[key]
	if key == nowhere || !known && len(flows) == mostEdges || known && (old != 0 || flow == 0) {
		return
	}
	flows[key] = flow
}

// nowhere is the key of what has no two ends.
const nowhere = 1<<64 - 1

func pairKey(a, b int32) uint64 {
	if a < 0 || b < 0 || a == b {
		return nowhere
	}
	return uint64(min(a, b))<<32 | uint64(max(a, b))
}

// find is the index of the wire between two spots; -1 for none.
func (w *wiring) find(a, b int32) int32 {
	i, ok := slices.BinarySearch(w.keys, pairKey(a, b))
	if !ok {
		return -1
	}
	return int32(i)
}

// pair finds out which nodes speak to each other, or were meant to.
func (w *wiring) pair(p *Tape) {
	for _, e := range w.edges {
		w.join(p.cast.spots[e.a].Node, p.cast.spots[e.b].Node)
	}
	for _, l := range p.topology.Links {
		w.join(l.From, l.To)
	}
	for _, f := range p.topology.Flows {
		for _, from := range f.From {
			w.join(from, f.To)
		}
		for _, work := range f.Work {
			w.join(f.To, work)
		}
	}
	slices.SortFunc(w.pairs, func(x, y [2]int) int { return slices.Compare(x[:], y[:]) })
}

func (w *wiring) join(a, b int) {
	pair := [2]int{min(a, b), max(a, b)}
	if a != b && !slices.Contains(w.pairs, pair) {
		w.pairs = append(w.pairs, pair)
	}
}

// columns says how many steps from the edge each node is.
func (w *wiring) columns(t *trace.Topology) []int {
	far := make([]int, len(t.Nodes))
	next := []int{}
	for i := range far {
		if far[i] = -1; t.Nodes[i].Edge {
			far[i] = 0
			next = append(next, i)
		}
	}
	if len(next) == 0 {
		next = sources(t)
		for _, i := range next {
			far[i] = 0
		}
	}
	most := 0
	for ; len(next) > 0; next = next[1:] {
		for _, pair := range w.pairs {
			for k, i := range pair {
				if i == next[0] && far[pair[1-k]] < 0 {
					most = far[i] + 1
					far[pair[1-k]] = most
					next = append(next, pair[1-k])
				}
			}
		}
	}
	for i := range far {
		if far[i] < 0 {
			far[i] = max(most, 1)
		}
	}
	return far
}

// sources are the nodes that begin conversations, or the first node.
func sources(t *trace.Topology) []int {
	var list []int
	for _, f := range t.Flows {
		for _, i := range f.From {
			if !slices.Contains(list, i) && i != f.To {
				list = append(list, i)
			}
		}
	}
	if len(list) == 0 && len(t.Nodes) > 0 {
		list = []int{0}
	}
	return list
}
