package network

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// arrivals is a network as the handler of messages that arrive.
type arrivals Network

const (
	eventArrive uint8 = iota
	eventShaken
	eventAsked
	eventTold
)

// Handle hands a message that arrives to its place, where that is up and knows
// its connection.
func (a *arrivals) Handle(e sim.Event) {
	n := (*Network)(a)
	var m *Message
	switch e.Kind() {
	case eventArrive:
		m = n.msgs.At(e.A)
	case eventShaken:
		m = n.unpack(e.A)
	case eventAsked:
		m = n.arrived(sim.Ref{Index: e.A, Generation: e.B})
	case eventTold:
		m = n.heard(e.A)
	}
	s := &n.states[m.To]
	if s.silent > 0 {
		n.drop(m, trace.Silent)
		return
	}
	c := n.conns.Get(m.Conn)
	r := n.trace.Add()
	r.At, r.Kind, r.Status, r.Node, r.Peer, r.Conn = e.At(), trace.Arrive, m.Status, m.To, m.From, c.number()
	m.describe(r)
	switch {
	case m.Shape == trace.Resetting:
		n.broken(m)
		n.Free(m)
	case s.down > 0, m.Conn.Index != 0 && n.unknown(c, m.To):
		n.refuse(m, c)
	case m.Shape == trace.Handshaking:
		n.shaken(m)
		n.Free(m)
	default:
		n.receiver.Arrive(m)
	}
}

// unknown tells whether the one at p does not know connection c, nil for one that
// is no more.
func (n *Network) unknown(c *Conn, p trace.Place) bool {
	return c == nil || c.gone != [2]bool{} && c.gone[n.wires.at(c.wire).side(p)]
}

// refuse throws m away, since nobody listens or its connection is not known
// here, and resets the connection.
func (n *Network) refuse(m *Message, c *Conn) {
	r := n.note(m, c, trace.Discard, trace.Refused)
	if op, count := n.receiver.Carried(m); op != 0 {
		r.Op, r.N, r.Cause = op, count, trace.Unanswered
	}
	n.receiver.Lost(m, trace.Refused)
	if n.conns.Get(m.Conn) != nil {
		n.reset(m.Conn.Index, m.To)
	}
	n.Free(m)
}
