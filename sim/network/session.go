package network

import (
	"backchat/sim"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

// What the transport asks of a session, the protocol of its connection's link
// answers.

// Ready says that end may send.
func (s *session) Ready(c *transport.Conn, end int, early bool) {
	n, p := (*Network)(s), s.pipes.At(c.Host)
	if x := n.unaccepted(p, end); x != nil {
		x.ready = true
		return
	}
	if end == 0 && !early {
		n.shake(p)
	}
	p.stack.Ready(c, end, early)
}

// Pull gives the next piece for a packet.
func (s *session) Pull(c *transport.Conn, end, room int) (transport.Piece, bool) {
	return s.pipes.At(c.Host).stack.Pull(c, end, room)
}

// Arrived says which bytes have come.
func (s *session) Arrived(c *transport.Conn, end int, stream transport.StreamID, upTo int64) {
	n, p := (*Network)(s), s.pipes.At(c.Host)
	if x := n.unaccepted(p, end); x != nil {
		x.upTo = upTo
		n.transport.Unread(c, end, upTo)
		return
	}
	if n.sentAfterClose(p, end) {
		p.due[end] = resets
		return
	}
	if n.cancels(p) {
		n.measure(p) // what arrives may cut it off
	}
	p.stack.Arrived(c, end, stream, upTo)
}

// Ended says that a stream has ended. TCP has one, with which the connection ends:
// an end that has nobody to answer any more closes, too.
func (s *session) Ended(c *transport.Conn, end int, stream transport.StreamID) {
	n, p := (*Network)(s), s.pipes.At(c.Host)
	if x := n.unaccepted(p, end); x != nil {
		x.ended = true
		return
	}
	if !p.stack.QUIC() {
		n.closedByPeer(p, end)
	}
	p.stack.Ended(c, end, stream)
}

// Acknowledged says which bytes the other end is known to have.
func (s *session) Acknowledged(c *transport.Conn, end int, stream transport.StreamID, upTo int64) {
	s.pipes.At(c.Host).stack.Acknowledged(c, end, stream, upTo)
}

// Closed says that the connection is over for end.
func (s *session) Closed(c *transport.Conn, end int, why trace.Status) {
	p := s.pipes.At(c.Host)
	(*Network)(s).measure(p)
	p.stack.Closed(c, end, why)
}

// Push says that end has something to send.
func (k *carrier) Push(c *transport.Conn, end int) { k.transport.Push(c, end) }

// Finish closes the connection in good order.
func (k *carrier) Finish(c *transport.Conn, end int) { k.transport.Finish(c, end) }

// Abort ends the connection at once, of which that end learns, too.
func (k *carrier) Abort(c *transport.Conn, end int) {
	(*Network)(k).measure(k.pipes.At(c.Host))
	k.transport.Abort(c, end)
	k.pipes.At(c.Host).stack.Closed(c, end, trace.Cancelled)
}

// Standing tells what holds up a byte.
func (k *carrier) Standing(c *transport.Conn, end int, stream transport.StreamID, offset int64) transport.Standing {
	return k.transport.Standing(c, end, stream, offset)
}

// RoundTrip is the smoothed round trip as end knows it.
func (k *carrier) RoundTrip(c *transport.Conn, end int) sim.Time {
	return k.transport.RoundTrip(c, end)
}

// Opened lets go what has waited for the connection.
func (u *user) Opened(c *transport.Conn, end int) {
	n, p := (*Network)(u), u.pipes.At(c.Host)
	if x := n.conns.Get(p.conn); x != nil && end == 0 && !x.Open() {
		n.opened(p.conn.Index, x)
	}
}

// Began records that the beginning of a message is there.
func (u *user) Began(c *transport.Conn, _ int, _ sim.Ref, message uint32) {
	n := (*Network)(u)
	slot := n.shipments.At(message).msg
	if slot == 0 {
		return
	}
	m := n.msgs.At(slot)
	n.noteUse(n.conns.Get(n.pipes.At(c.Host).conn), m.To)
	r := n.trace.Add()
	r.At, r.Kind, r.Msg, r.Flow, r.Node, r.Peer, r.Conn = n.kernel.Now(), trace.Began, m.ID, m.Flow, m.To, m.From, n.pipes.At(c.Host).number
}

// Whole hands a message over.
func (u *user) Whole(c *transport.Conn, _ int, exchange sim.Ref, message, around uint32) {
	n, p := (*Network)(u), u.pipes.At(c.Host)
	oneWay := n.shipments.At(message).oneWay
	m := n.unload(p, message)
	if oneWay {
		n.endOneWay(p, exchange)
	}
	if m == nil {
		return
	}
	m.Around = around
	mute := p.exchanging && m.Attempt == (sim.Ref{}) && !m.Answer
	n.delivered(m, p)
	if mute {
		n.answerEmpty(p, exchange)
	}
}

// Reset tells of an exchange that the other end has cancelled. One that has ended
// with its connection is told of with that.
func (u *user) Reset(c *transport.Conn, end int, exchange sim.Ref, why trace.Status) {
	if why == trace.Cancelled {
		(*Network)(u).exchangeCancelled(c.Host, end, exchange)
	}
}

// Ponged says that the other end lives.
func (u *user) Ponged(*transport.Conn, int) {}

// Draining says that the other end wants no further exchanges.
func (u *user) Draining(c *transport.Conn, end int) {
	n, p := (*Network)(u), u.pipes.At(c.Host)
	if x := n.conns.Get(p.conn); x != nil && end == 0 {
		n.spend(p.conn.Index, x)
		p.due[0] = closes
	}
}

// Closed says that the connection is over for end.
func (u *user) Closed(c *transport.Conn, end int, why trace.Status) {
	(*Network)(u).ended(u.pipes.At(c.Host), end, why)
}
