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
	for i := n.list(&n.openings.At(c.opening).askers).first; i != 0; i = n.msgs.At(i).next {
		n.enter(n.msgs.At(i), trace.Handshake)
	}
}

// farewell closes connection i in good order for one end of it: what the other
// has sent by then, and what it answers, meets an end that has closed.
func (n *Network) farewell(i uint32, c *Conn, p *pipe, end int, why trace.Status) {
	if p.closed[end] || c.gone[p.side(end)] {
		return
	}
	if end == 0 {
		n.spend(i, c)
	}
	n.letsGo(c, p.side(end))
	p.acceptorFirst = p.acceptorFirst || end == 1 && !p.closed[0]
	p.leaving[end], p.closed[end] = true, true
	if p.why == trace.NoStatus {
		p.why = why
	}
	n.enterPipe(p.Host)
	p.stack.Close(&p.Conn, end)
	n.leavePipe()
}

// drain ends connection i for its acceptor, and says why: where the protocol can
// say so, no further exchanges are wanted, and its opener closes it once those
// there are have ended.
func (n *Network) drain(i uint32, c *Conn, p *pipe, why trace.Status) {
	if !p.stack.Drains() {
		n.farewell(i, c, p, 1, why)
		return
	}
	if p.leaving[1] {
		return // it has said so
	}
	p.leaving[1], p.why = true, why
	n.enterPipe(p.Host)
	p.stack.GoAway(&p.Conn, 1)
	n.leavePipe()
}

// spend lets connection i take no further exchanges.
func (n *Network) spend(i uint32, c *Conn) {
	c.spent = true
	n.leavePool(i, c)
}

// closedByPeer handles that the other end of a connection over TCP has closed it:
// whoever has opened it takes it for no more exchanges, and those under way fail.
func (n *Network) closedByPeer(p *pipe, end int) {
	p.leaving[end] = true
	c := n.conns.Get(p.conn)
	if c == nil || end == 1 || p.closed[0] {
		if c != nil {
			n.letsGo(c, p.side(end))
		}
		return
	}
	n.spend(p.conn.Index, c)
	if c.active > 0 {
		p.due[0] = resets
	}
}

// sentAfterClose tells whether messages are on their way to an end that has closed.
func (n *Network) sentAfterClose(p *pipe, end int) bool {
	if !p.closed[end] {
		return false
	}
	for i := p.first; i != 0; i = n.shipments.At(i).next {
		if s := n.shipments.At(i); int(s.end) != end && s.ref != (sim.Ref{}) {
			return true
		}
	}
	return false
}

// An ending is what an end of a connection does once the transport has done.
type ending uint8

const (
	nothing ending = iota
	closes         // it closes in good order: it is to be used no more
	resets         // it resets the connection: the other end has closed
)

// endDue lets the ends of a connection do what is due.
func (n *Network) endDue(p *pipe) {
	for end, d := range p.due {
		p.due[end] = nothing
		switch c := n.conns.Get(p.conn); {
		case c == nil || c.gone[p.side(end)]:
		case d == closes:
			if c.active == 0 {
				n.close(p.conn.Index, trace.Close, p.why)
			}
			n.serveQueue(p.from.wire(), p.from.side()) // it left room for another
		case d == resets:
			n.cutOff(p, end)
		}
	}
}

// cutOff resets a connection for one end, which learns of that, too.
func (n *Network) cutOff(p *pipe, end int) {
	n.enterPipe(p.Host)
	n.measure(p)
	n.transport.Abort(&p.Conn, end)
	p.stack.Closed(&p.Conn, end, trace.Refused)
	n.leavePipe()
}

// abort ends connection i for one end of it at once, and says so by a packet
// where its host still runs: of TCP that is the host's to say, of QUIC its process's,
// which says no more once it is killed.
func (n *Network) abort(i uint32, c *Conn, p *pipe, end int, why trace.Status) {
	side := p.side(end)
	n.part(c, side) // whoever it is for knows
	n.enterPipe(p.Host)
	n.measure(p)
	if killed := why == trace.Crashed; killed && p.stack.QUIC() || n.states.Value(n.wires.at(p.from.wire()).ends[side]).silent > 0 {
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
	if !p.severed {
		n.deliverCancellations(p, end)
	}
	if why == trace.OK {
		n.closedAt(c, p, side)
		return
	}
	if why != trace.TimedOut {
		why = trace.Refused
	}
	n.lapse(p.conn.Index, side, why)
	n.forgetUnknown(p.Host, 1-end)
}

// part makes one side forget a connection that is closed in good order. What is
// still under way to it is refused.
func (n *Network) closedAt(c *Conn, p *pipe, side int) {
	i := p.conn.Index
	n.part(c, side)
	n.beginTimeWait(c, p, side)
	if c.active > 0 {
		n.receiver.Broken(p.conn, n.wires.at(p.from.wire()).ends[side], trace.Refused)
	}
	if n.conns.Get(p.conn) == nil || !c.gone[1-side] {
		return
	}
	n.endConn(i, c, trace.Close, p.why, !p.acceptorFirst)
	n.clear(p)
}

// shut makes an end forget the connection that its transport knows nothing of,
// where the other end has forgotten it: it was never asked, or is gone.
func (n *Network) forgetUnknown(i uint32, end int) {
	p := n.pipes.At(i)
	c := n.conns.Get(p.conn)
	if side := p.side(end); c != nil && p.Over() && c.gone[1-side] && !c.gone[side] {
		n.part(c, side)
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

// exchangeCancelled handles that the other end has cancelled an exchange, which
// end has learnt: what takes it back arrives, and all else of it is lost.
func (n *Network) exchangeCancelled(i uint32, end int, exchange sim.Ref) {
	p := n.pipes.At(i)
	told := false
	for k := p.first; k != 0; {
		s := n.shipments.At(k)
		next := s.next
		switch {
		case s.exchange != exchange:
		case s.cancels() && int(s.end) != end:
			told = true
			n.delivered(n.unload(p, k), p)
			next = p.first // others may have gone with it
		default:
			n.strand(p, k, trace.Cancelled)
			next = p.first
		}
		k = next
	}
	if !told {
		n.noteCancelled(p, exchange, end)
	}
}

// deliverCancellations lets arrive at end what takes exchanges back: where these
// are all that a connection carries, its end says so.
func (n *Network) deliverCancellations(p *pipe, end int) {
	for k := p.first; k != 0; {
		s := n.shipments.At(k)
		next := s.next
		if s.cancels() && int(s.end) != end {
			n.delivered(n.unload(p, k), p)
			next = p.first
		}
		k = next
	}
}

// noteCancelled says that end has learnt that an exchange is cancelled.
func (n *Network) noteCancelled(p *pipe, exchange sim.Ref, end int) {
	attempt, ok := n.attemptOf(p, exchange)
	if !ok {
		return
	}
	if end == 1 {
		n.endExchange(p, attempt)
	}
	if attempt.Generation != 0 { // or it is no attempt's: nobody waits for an answer to what is only told
		n.receiver.Cancelled(attempt, n.wires.at(p.from.wire()).ends[p.side(end)])
	}
}

// A cancellation takes back an exchange. It happens once whoever asks for it has
// done so: what is lost with it comes as news.
type cancellation struct {
	conn     sim.Ref
	exchange sim.Ref // as its protocol knows it
	end      int     // that wants no more of it
	by       sim.Ref // the shipment that says so; zero: none
	over     bool    // nobody waits for it any more
}

// cancel schedules a cancellation, behind all that happens at this instant.
func (n *Network) cancel(x cancellation) {
	n.cancellations = append(n.cancellations, x)
	n.kernel.At(n.kernel.Now(), n.yard, eventCancel, 0, 0)
}

// cancelNext takes back the exchange for which that was asked first. It is
// cancelled, and where the connection cannot carry that, it ends.
func (n *Network) cancelNext() {
	x := n.cancellations[0]
	n.cancellations = append(n.cancellations[:0], n.cancellations[1:]...)
	if p := n.pipeOf(n.conns.Get(x.conn)); p != nil && p.exchanging {
		n.enterPipe(p.Host)
		n.measure(p)
		by := n.shipments.Get(x.by)
		if by != nil {
			by.saying = false
		}
		if !p.stack.Cancel(&p.Conn, x.end, x.exchange) && by != nil {
			n.strand(p, x.by.Index, trace.Cancelled)
		}
		n.leavePipe()
	}
	if c := n.conns.Get(x.conn); c != nil && x.over {
		n.done(x.conn, c)
	}
}
