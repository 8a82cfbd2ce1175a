package network

import "backchat/sim/trace"

// withdraw ends m before it was sent.
func (n *Network) withdraw(m *Message, why trace.Status) {
	n.enter(m, trace.Unanswered)
	n.receiver.Lost(m, why)
	n.Free(m)
}

// drop ends m on its way.
func (n *Network) drop(m *Message, why trace.Status) {
	n.lose(m, why)
	n.Free(m)
}

// lose says that m, on its way, will not arrive.
func (n *Network) lose(m *Message, why trace.Status) {
	op, count := n.receiver.Carried(m)
	r := n.note(m, n.conns.Get(m.Conn), trace.Lost, why)
	r.Node, r.Peer = m.From, m.To
	if op != 0 {
		r.Op, r.N, r.Cause = op, count, trace.Unanswered
	}
	n.receiver.Lost(m, why)
}
