package network

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// How connections on a transport open and end.

// shake says that the transport is open, and keys are agreed on from now.
func (n *Network) shake(p *pipe) {
	c := n.conns.Get(p.conn)
	if c == nil || c.Open() || p.stack.Opening(0) == 0 {
		return
	}
	p.shaking = true
	for i := n.list(&n.openings.At(c.opening).askers).first; i != 0; i = n.msgs.At(i).next {
		n.enter(n.msgs.At(i), trace.Handshake)
	}
}

// farewell closes connection i in good order: what the other end has sent by
// then, and what it answers, meets an end that has closed.
func (n *Network) farewell(i uint32, c *Conn, why trace.Status) {
	p := n.pipes.At(c.pipe)
	if p.leaving || c.gone[p.side(0)] {
		return
	}
	c.spent = true
	n.leavePool(i, c)
	p.leaving, p.why = true, why
	n.enterPipe(c.pipe)
	if c.Open() {
		p.stack.Close(&p.Conn, 0)
	} else {
		n.abort(i, c, 0, trace.Cancelled)
	}
	n.leavePipe()
}

// abort ends connection i for one end of it at once, and says so by a packet
// where its host still runs.
func (n *Network) abort(i uint32, c *Conn, end int, why trace.Status) {
	k := c.pipe
	p := n.pipes.At(k)
	side := p.side(end)
	c.gone[side] = true // whoever it is for knows
	n.enterPipe(k)
	if n.states[n.wires.at(p.wire).ends[side]].silent > 0 {
		n.transport.Forget(&p.Conn, end)
	} else {
		n.transport.Abort(&p.Conn, end)
	}
	p.stack.Closed(&p.Conn, end, why)
	n.forget(i, side)
	n.leavePipe()
}

// ended handles that a connection is over for one end of it.
func (n *Network) ended(p *pipe, end int, why trace.Status) {
	c, side := n.conns.Get(p.conn), p.side(end)
	if c == nil || c.gone[side] {
		return
	}
	n.revokeAll(p, end)
	if why == trace.OK {
		n.part(c, p, side)
		return
	}
	if why != trace.TimedOut {
		why = trace.Refused
	}
	n.lapse(p.conn.Index, side, why)
	n.shut(p.Host, 1-end)
}

// part makes one side forget a connection that is closed in good order. What is
// still under way to it is refused.
func (n *Network) part(c *Conn, p *pipe, side int) {
	i := p.conn.Index
	c.gone[side] = true
	if c.active > 0 {
		n.receiver.Broken(p.conn, n.wires.at(p.wire).ends[side], trace.Refused)
	}
	if n.conns.Get(p.conn) == nil || !c.gone[1-side] {
		return
	}
	n.noteConn(c, trace.Close, p.why)
	n.freeConn(i, c)
	n.clear(p)
}

// shut makes an end forget the connection that its transport knows nothing of,
// where the other end has forgotten it: it was never asked, or is gone.
func (n *Network) shut(i uint32, end int) {
	p := n.pipes.At(i)
	c := n.conns.Get(p.conn)
	if side := p.side(end); c != nil && p.Over() && c.gone[1-side] && !c.gone[side] {
		c.gone[side] = true
		p.stack.Closed(&p.Conn, end, trace.Refused)
		n.forget(p.conn.Index, side)
	}
}

// clear loses what is under way on a connection that has ended.
func (n *Network) clear(p *pipe) {
	for p.first != 0 {
		n.strand(p, p.first, trace.Refused)
	}
}

// revoked handles that the other end has cancelled an exchange, which end has
// learnt: what takes it back arrives, and all else of it is lost.
func (n *Network) revoked(i uint32, end int, exchange sim.Ref) {
	p := n.pipes.At(i)
	told := false
	for k := p.first; k != 0; {
		s := n.shipments.At(k)
		next := s.next
		switch {
		case s.exchange != exchange:
		case s.ref == (sim.Ref{}) && int(s.end) != end:
			told = n.msgs.At(s.msg).Attempt != (sim.Ref{})
			n.delivered(n.unload(p, k), p)
			next = p.first // others may have gone with it
		default:
			n.strand(p, k, trace.Cancelled)
			next = p.first
		}
		k = next
	}
	if !told {
		n.receiver.Revoked(p.conn, exchange, n.wires.at(p.wire).ends[p.side(end)])
	}
}

// revokeAll lets arrive at end what takes exchanges back: where these are all that
// a connection carries, its end says so.
func (n *Network) revokeAll(p *pipe, end int) {
	for k := p.first; k != 0; {
		s := n.shipments.At(k)
		next := s.next
		if s.ref == (sim.Ref{}) && int(s.end) != end {
			n.delivered(n.unload(p, k), p)
			next = p.first
		}
		k = next
	}
}

// withdrawExchange cancels an exchange that whoever began it waits for no longer.
// Where its connection cannot say so, that ends. Whoever is told of it by a message
// of its own is not told so twice.
func (n *Network) withdrawExchange(c *Conn, exchange sim.Ref, flow uint16) {
	i := c.pipe
	p := n.pipes.At(i)
	if !n.hasExchanges(p) {
		return
	}
	if !p.stack.Begun(exchange, 0) {
		n.enterPipe(i)
		p.stack.Cancel(&p.Conn, 0, exchange)
		n.leavePipe()
		return
	}
	w, side := n.wires.at(c.wire), p.side(0)
	m := n.New()
	m.From, m.To, m.Flow, m.Shape, m.Conn = w.ends[side], w.ends[1-side], flow, trace.Cancelling, p.conn
	k, s := n.load(p, m, 0)
	n.noteShipped(m, p, 0, 0)
	n.enterPipe(i)
	n.cancel(p, k, s, exchange)
	n.leavePipe()
}
