package network

import (
	"fmt"
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A wire joins two places. Of a crowd of listeners each has one, so it is small:
// 40 bytes, and what most wires never need is made on first use. It has no pointers,
// so that the collector need not look through it.
type wire struct {
	ends   [2]trace.Place
	pools  [2]pool   // pools[i] are the connections that ends[i] has opened, for exchanges
	after  [2]uint32 // the next in the list of the ends at ends[i]
	chain  uint32    // the next wire of its bucket
	owns   uint32    // what is particular to it; 0: nothing yet
	way    uint32    // that away from ends[0]: the other direction of its link is the next, or the one before
	plain  bool      // its link takes time and does nothing else
	broken bool      // a connection of it has ended: later ones are not there from the start
}

// side is 0 or 1: which end of the wire p is.
func (w *wire) side(p trace.Place) int {
	if w.ends[0] == p {
		return 0
	}
	return 1
}

// linkAt is the link that w belongs to.
func (n *Network) linkAt(w *wire) *Link { return n.links[w.way/2] }

// wayOf is what the link of w does to messages from that side.
func (n *Network) wayOf(w *wire, side int) *way { return n.ways[w.way^uint32(side)] }

// easy tells whether messages on w take their time, and nothing else can come of
// them, nor depend on them.
func (w *wire) easy() bool { return w.plain && w.owns == 0 }

// linkUnder is the link that c goes over.
func (n *Network) linkUnder(c *Conn) *Link { return n.linkAt(n.wires.at(c.wire())) }

// lane is the direction that leads away from that side of w.
func (n *Network) lane(w *wire, side int) lane {
	l := lane{way: n.wayOf(w, side)}
	if w.owns != 0 {
		l.laneState = &n.owned[w.owns][side]
	}
	return l
}

// hasLane tells whether more than the time that the link takes may come of a message
// from that side of w.
func (n *Network) hasLane(w *wire, side int) bool {
	l := n.lane(w, side)
	return !l.way.plain || l.troubled()
}

// laneOf is the lane from that side of a wire, with all that may be drawn or
// waited for on it.
func (n *Network) laneOf(w *wire, side int) lane {
	l := n.lane(w, side)
	if l.way.own && l.laneState == nil {
		l.laneState = n.own(w, side)
	}
	if l.laneState != nil && l.draws == nil && l.chancy() {
		l.draws = n.drawsOf(n.linkAt(w), w.ends[side], w.ends[1-side])
	}
	return l
}

// wireOf is the wire that m travels on.
func (n *Network) wireOf(m *Message, c *Conn) uint32 {
	if c != nil {
		return c.wire()
	}
	return n.wire(m.From, m.To)
}

// waits tells whether exchanges wait at that side of w for a connection.
func (n *Network) waits(w *wire, side int) bool {
	return w.owns != 0 && n.owned[w.owns][side].waiting.first != 0
}

// wires are found by the pair of places that they join, and by each of these.
// None is ever taken out.
type wires struct {
	pages   []*[wiresPage]wire
	count   uint32   // with wire 0, which is none
	buckets []uint32 // by the pair's hash: the first wire of each
}

const wiresPage = 256

func newWires() wires { return wires{count: 1, buckets: make([]uint32, 1)} }

// at is wire i.
func (t *wires) at(i uint32) *wire { return &t.pages[i/wiresPage][i%wiresPage] }

// find is the wire of a pair; 0 where there is none.
func (t *wires) find(pair [2]trace.Place) uint32 {
	i := t.buckets[t.bucket(pair)]
	for i != 0 && t.at(i).ends != pair {
		i = t.at(i).chain
	}
	return i
}

// add makes the wire of a pair, which has none yet.
func (t *wires) add(pair [2]trace.Place) (uint32, *wire) {
	i := t.count
	t.count++
	if int(i/wiresPage) == len(t.pages) {
		t.pages = append(t.pages, new([wiresPage]wire))
	}
	w := t.at(i)
	w.ends = pair
	t.put(i, w)
	if int(i) > len(t.buckets) {
		t.buckets = make([]uint32, 2*len(t.buckets))
		for k := uint32(1); k < t.count; k++ {
			t.put(k, t.at(k))
		}
	}
	return i, w
}

// put puts wire i into its bucket.
func (t *wires) put(i uint32, w *wire) {
	b := &t.buckets[t.bucket(w.ends)]
	w.chain, *b = *b, i
}

// bucket is that of a pair. Their number is a power of two.
func (t *wires) bucket(pair [2]trace.Place) uint32 {
	k := sim.Key(pair[0]).With(uint64(pair[1]))
	return uint32(k) & uint32(len(t.buckets)-1)
}

// An end is one side of a wire: 2 x wire + side.
type end uint32

func (e end) wire() uint32 { return uint32(e / 2) }
func (e end) side() int    { return int(e % 2) }

// endsAt lists the ends of wires at p, in the order of the wires' making.
func (n *Network) endsAt(p trace.Place) []end {
	var ends []end
	for e := n.ends[p]; e != 0; e = end(n.wires.at(e.wire()).after[e.side()]) {
		ends = append(ends, e)
	}
	slices.Reverse(ends)
	return ends
}

// own is what is particular to a lane, from now on at the latest.
func (n *Network) own(w *wire, side int) *laneState {
	if w.owns == 0 {
		n.owning.Add(1)
		w.owns = uint32(len(n.owned))
		n.owned = append(n.owned, new([2]laneState))
	}
	return &n.owned[w.owns][side]
}

// wire is the wire between two places, made on first use.
func (n *Network) wire(from, to trace.Place) uint32 {
	slot := &n.recent[(uint32(from)*31+uint32(to))%uint32(len(n.recent))]
	if slot.from == from && slot.to == to && slot.wire != 0 {
		return slot.wire
	}
	pair := [2]trace.Place{min(from, to), max(from, to)}
	w := n.wires.find(pair)
	if w == 0 {
		w = n.newWire(pair)
	}
	slot.from, slot.to, slot.wire = from, to, w
	return w
}

func (n *Network) newWire(pair [2]trace.Place) uint32 {
	link, up := n.linkOf(pair[0], pair[1])
	if link == nil {
		panic(fmt.Sprintf("network: no link between places %d and %d", pair[0], pair[1]))
	}
	n.wiring.Add(1)
	i, w := n.wires.add(pair)
	w.way, w.plain = 2*n.numberOf(link), link.plain
	if up == pair[1] {
		w.way++
	}
	for side, p := range pair {
		w.after[side], n.ends[p] = uint32(n.ends[p]), end(2*i+uint32(side))
	}
	if link.dropping != nil {
		n.beginDrops(i, w)
	}
	return i
}

// numberOf is the number of a link, which it gets with its first wire. There are
// few, and most wires belong to the latest.
func (n *Network) numberOf(l *Link) uint32 {
	for i := len(n.links) - 1; i >= 0; i-- {
		if n.links[i] == l {
			return uint32(i)
		}
	}
	n.links = append(n.links, l)
	n.ways = append(n.ways, &l.ways[0], &l.ways[1])
	return uint32(len(n.links) - 1)
}

// drawsOf makes a lane's draws, which are named by what its ends are called,
// so that nothing else in the scenario moves them.
func (n *Network) drawsOf(l *Link, from, to trace.Place) *sim.Stream {
	n.drawing.Add(1)
	draws := sim.NewStream(n.keyOf(l, from, to))
	return &draws
}

// keyOf names what is drawn of a wire from one place to another.
func (n *Network) keyOf(l *Link, from, to trace.Place) sim.Key {
	k := n.key.Named("wire").Named(l.id)
	for _, p := range [2]trace.Place{from, to} {
		node, replica := n.name(p)
		k = k.Named(node).With(uint64(replica))
	}
	return k
}
