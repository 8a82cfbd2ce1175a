package network

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// withdraw ends m before it was sent.
func (n *Network) withdraw(m *Message, why trace.Status) {
	n.enter(m, trace.Unanswered)
	n.receiver.CutOff(m, 0, 0)
	n.receiver.Lost(m, why)
	n.Free(m)
}

// drop ends m on its way.
func (n *Network) drop(m *Message, why trace.Status) {
	n.lose(m, why, 0)
	n.Free(m)
}

// lose says that m, on its way, will not arrive, and that so many bytes of it had not
// left its sender.
func (n *Network) lose(m *Message, why trace.Status, unsent sim.Bytes) {
	load := n.receiver.Carried(m)
	r := n.note(m, n.conns.Get(m.Conn), trace.Lost, why)
	r.Node, r.Peer = m.From, m.To
	m.keepBack(r, unsent)
	load.Name(r, trace.Unanswered)
	n.beside(load, m, trace.Unanswered)
	n.receiver.Lost(m, why)
}

// unknown tells whether the one at p does not know connection c, nil for one that
// is no more.
func (n *Network) unknown(c *Conn, p trace.Place) bool {
	return c == nil || c.gone != [2]bool{} && c.gone[n.wires.at(c.wire()).side(p)]
}

// refuse throws m away, since nobody listens or its connection is not known
// here, and resets the connection.
func (n *Network) refuse(m *Message, c *Conn) {
	n.throwAway(m, c)
	if n.conns.Get(m.Conn) != nil {
		n.reset(m.Conn.Index, m.To)
	}
	n.Free(m)
}

// throwAway says that m has reached its place on connection c, nil for one that is no
// more, and nobody takes it.
func (n *Network) throwAway(m *Message, c *Conn) {
	r := n.note(m, c, trace.Discard, trace.Refused)
	load := n.receiver.Carried(m)
	load.Name(r, trace.Unanswered)
	n.beside(load, m, trace.Unanswered)
	n.receiver.Lost(m, trace.Refused)
}

// duplicate draws whether the wire makes a copy of m, and sends it: it follows m;
// where order is kept, at its heels, so that none overtakes it.
func (n *Network) duplicate(m *Message, c *Conn, w *wire, side int) {
	l := n.lane(w, side)
	if !l.draws.Chance(l.way.duplicate) {
		return
	}
	twin := n.New()
	id, slot := twin.ID, twin.slot
	*twin = *m
	twin.ID, twin.slot, twin.Parent, twin.Copy, twin.packed = id, slot, m.ID, true, false
	twin.Until = m.Until + l.way.latency.Time(l.draws)
	if m.Conn.Index != 0 && !l.way.unordered {
		twin.Until = m.Until
	}
	n.launch(twin, c, w, side, Load{})
}
