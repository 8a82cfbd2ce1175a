package network

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// bars are the faults that refuse connections.
type bars struct {
	count int               // those that do now, each counted by lane
	lucks trace.Table[luck] // of connections that are being opened, by their number
}

// luck is whether a connection that is asked for is refused by chance.
type luck uint8

const (
	undrawn luck = iota
	good
	bad
)

// forget forgets what was drawn for c, which is open, or no more.
func (b *bars) forget(c *Conn) {
	if b.count > 0 && b.lucks.Get(c.Number) != nil {
		b.lucks.Delete(c.Number)
	}
}

// bar has faults refuse a share of the connections asked for over a lane, or ends
// that.
func (n *Network) bar(w *wire, side int, share float64, end bool) {
	x := n.lane(w, side).trouble
	if end {
		if n.bars.count--; n.bars.count == 0 {
			n.bars.lucks = trace.Table[luck]{}
		}
		x.bars = without(x.bars, share)
		return
	}
	n.bars.count++
	if len(x.bars) == 0 {
		x.lucks = sim.NewStream(n.keyOf(n.linkAt(w), w.ends[side], w.ends[1-side]).Named("refused").With(uint64(n.kernel.Now())))
	}
	x.bars = append(x.bars, share)
}

// barsOpening tells whether faults refuse connection c, which is asked for. It is drawn
// once for each connection, so whatever of its opening arrives meets the same; and by the
// lane, so that no other wire moves it.
func (n *Network) barsOpening(c *Conn) bool {
	if n.bars.count == 0 || c == nil || c.Open() {
		return false
	}
	l := n.lane(n.wires.at(c.wire()), c.opener())
	share := l.barred()
	if share == 0 || share == 1 {
		return share == 1
	}
	drawn := n.bars.lucks.Have(c.Number)
	if *drawn == undrawn {
		if *drawn = good; l.trouble.lucks.Chance(share) {
			*drawn = bad
		}
	}
	return *drawn == bad
}
