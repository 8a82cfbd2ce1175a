package network

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// refusals are the faults that refuse connections.
type refusals struct {
	count int                // those that do now, each counted by lane
	drawn trace.Table[drawn] // for connections that are being opened, by their number
}

// drawn is whether chance refuses a connection that is asked for.
type drawn uint8

const (
	notYet drawn = iota
	spared
	turnedAway
)

// forget forgets what was drawn for c, which is open, or no more.
func (r *refusals) forget(c *Conn) {
	if r.count > 0 && r.drawn.Get(c.Number) != nil {
		r.drawn.Delete(c.Number)
	}
}

// refuseShare has a fault refuse a share of the connections that are asked for from
// that side of a wire, or ends that.
func (n *Network) refuseShare(w *wire, side int, share float64, end bool) {
	x := n.lane(w, side).trouble
	if end {
		if n.refusals.count--; n.refusals.count == 0 {
			n.refusals.drawn = trace.Table[drawn]{}
		}
		x.refused = without(x.refused, share)
		return
	}
	n.refusals.count++
	if len(x.refused) == 0 {
		x.refusing = sim.NewStream(n.keyOf(n.linkAt(w), w.ends[side], w.ends[1-side]).Named("refused").With(uint64(n.kernel.Now())))
	}
	x.refused = append(x.refused, share)
}

// refusedByFault tells whether faults refuse connection c, which is being opened. It is
// drawn once for each, so whatever of its opening arrives meets the same; and by the
// lane, so that no other wire moves it.
func (n *Network) refusedByFault(c *Conn) bool {
	if n.refusals.count == 0 {
		return false
	}
	l := n.lane(n.wires.at(c.wire()), c.opener())
	share := l.refused()
	if share == 0 || share == 1 {
		return share == 1
	}
	d := n.refusals.drawn.Have(c.Number)
	if *d == notYet {
		if *d = spared; l.trouble.refusing.Chance(share) {
			*d = turnedAway
		}
	}
	return *d == turnedAway
}
