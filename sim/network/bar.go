package network

import "backchat/sim"

// bar has faults refuse a share of the connections asked for over a lane, or ends
// that.
func (n *Network) bar(x *trouble, share float64, end bool) {
	if end {
		n.bars--
		x.bars = without(x.bars, share)
		return
	}
	n.bars++
	x.bars = append(x.bars, share)
}

// barsOpening tells whether faults refuse connection c, which is asked for. It is drawn once
// for each connection, so whatever of its opening arrives meets the same.
func (n *Network) barsOpening(c *Conn) bool {
	if n.bars == 0 || c == nil || c.Open() {
		return false
	}
	w, side := n.wires.at(c.wire()), c.opener()
	l := n.lane(w, side)
	share := l.barred()
	if share == 0 {
		return false
	}
	draws := sim.NewStream(n.keyOf(n.linkAt(w), w.ends[side], w.ends[1-side]).Named("refused").With(uint64(c.Number)))
	return draws.Chance(share)
}
