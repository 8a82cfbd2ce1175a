package network

import "backchat/sim/trace"

// How a place comes and goes that is there for a part of the run alone.

// Remove takes the process at p away: its peers get a reset. It is not back before
// [Network.Admit].
func (n *Network) Remove(p trace.Place) {
	s := n.states.At(p)
	s.absent, s.closed = true, true
	n.Crash(p, trace.Crashed)
}

// Admit puts a process at p, which was removed: it accepts connections. Where its
// host is down it waits for that.
func (n *Network) Admit(p trace.Place) {
	s := n.states.At(p)
	s.absent, s.closed = false, false
	n.Revive(p, trace.Crashed)
}

// Retire lets p, which is about to go, accept no connection from now, and end those
// that it has accepted: where they carry several exchanges at a time it says that it
// wants no more, as HTTP/2 does (GOAWAY, RFC 9113, section 6.8), and whoever has
// opened one closes it once those under way are over. Any other it closes as soon as
// nothing that it was asked over it is in its hands: at once, or when
// [Network.CloseIdle] is called. Who has asked on one meanwhile is refused. A host that
// is silent tells nobody.
func (n *Network) Retire(p trace.Place) {
	n.states.At(p).closed = true
	if n.Fate(p) == trace.Silent {
		return
	}
	for _, i := range n.connsAt(p) {
		c := n.conns.At(i)
		side := n.wires.at(c.wire()).side(p)
		switch k := n.pipeOf(c); {
		case side == c.opener() || c.gone[side]:
		case !c.Open() || n.waitsAtDoor(c) || n.comes(c):
			n.turnDown(i, c, k, side)
		case k != nil && k.stack.Drains():
			n.drain(i, c, k, trace.Leaving)
		case k == nil && n.linkUnder(c).streams != 1 && !n.linkUnder(c).each:
			n.sayFarewell(i, side)
		}
	}
	n.shutDoor(p)
	n.CloseIdle(p)
}

// turnDown lets go of connection i, which the one at that side has not accepted.
func (n *Network) turnDown(i uint32, c *Conn, k *pipe, side int) {
	switch {
	case !c.Open() && n.openings.At(c.opening).looks:
	case k == nil:
		n.reset(i, n.wires.at(c.wire()).ends[side])
	case k.comes() && (c.Open() || n.waitsAtDoor(c)): // its process knows nothing of it yet
		n.leaves(c, side)
	default:
		n.abort(i, c, k, k.side(side), trace.Leaving)
	}
}

// sayFarewell tells the opener of connection i that the end at that side wants no
// further exchange on it.
func (n *Network) sayFarewell(i uint32, side int) {
	w := n.wires.at(n.conns.At(i).wire())
	m := n.New()
	m.From, m.To, m.Shape, m.Status, m.Conn = w.ends[side], w.ends[1-side], trace.Resetting, trace.Leaving, n.conns.Ref(i)
	n.transmit(m)
}

// bidden handles that the acceptor of connection i wants no further exchange on it.
func (n *Network) bidden(i uint32, c *Conn) {
	w, opener := c.wire(), c.opener()
	n.spend(i, c)
	if c.active == 0 {
		n.close(i, trace.Close, trace.Leaving)
	}
	n.serveQueue(w, opener)
}

// CloseIdle closes, for p, which retires, those of its connections that carry one
// exchange at a time and have none of which anything is in its hands.
func (n *Network) CloseIdle(p trace.Place) {
	if n.Fate(p) == trace.Silent {
		return
	}
	for _, i := range n.connsAt(p) {
		c := n.conns.At(i)
		side := n.wires.at(c.wire()).side(p)
		k, l := n.pipeOf(c), n.linkUnder(c)
		switch {
		case side == c.opener() || c.gone[side] || !c.Open() || n.receiver.Holds(n.conns.Ref(i), p):
		case k != nil && !k.stack.Drains():
			n.farewell(i, c, k, 1, trace.Leaving)
		case k == nil && (l.streams == 1 || l.each):
			n.closeUnused(i, c, side)
		}
	}
}

// Served tells whether connections that p has accepted are still there.
func (n *Network) Served(p trace.Place) bool {
	for _, i := range n.connsAt(p) {
		c := n.conns.At(i)
		if side := n.wires.at(c.wire()).side(p); side != c.opener() && !c.gone[side] {
			return true
		}
	}
	return false
}

// turnsAway tells whether the place at that side of wire w takes no connection.
func (n *Network) turnsAway(w *wire, side int) bool {
	return n.closing && n.states.Value(w.ends[side]).closed
}

// freed tells of c, which is no more, where who has accepted it retires.
func (n *Network) freed(c *Conn) {
	if p := n.wires.at(c.wire()).ends[1-c.opener()]; n.states.Value(p).closed {
		n.receiver.Quit(p)
	}
}

// Comes says, before the first message, that places come and go.
func (n *Network) Comes() { n.closing = true }
