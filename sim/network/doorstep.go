package network

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A doorstep is what has come on a connection that waits to be accepted: a kernel has
// it, and the process knows nothing of it yet.
type doorstep struct {
	messages list  // each of them as one unit
	upTo     int64 // on a transport: bytes of its one stream
	ready    bool  // the transport has said that it may send
	ended    bool  // the other end has closed it
}

// doorstep is that of c, which waits, from now on at the latest.
func (n *Network) doorstep(c *Conn) *doorstep {
	if x := n.doorsteps.Get(c.Number); x != nil {
		return x
	}
	n.waiting.Add(1)
	return n.doorsteps.Put(c.Number)
}

// unaccepted is what has come of p for that end of it, whose process has not accepted
// it; nil where that end is the opener's, or has.
func (n *Network) unaccepted(p *pipe, end int) *doorstep {
	if end == 0 || len(n.doors) == 1 || p.stack.QUIC() {
		return nil
	}
	if c := n.conns.Get(p.conn); c != nil && n.waitsAtDoor(c) {
		return n.doorstep(c)
	}
	return nil
}

// unreadTo is up to where the one stream of p has come to that end, and is not read.
func (n *Network) unreadTo(p *pipe, end int) int64 {
	if x := n.unaccepted(p, end); x != nil {
		return x.upTo
	}
	return 0
}

// keep tells whether m, which has arrived on connection c, nil for none, is kept since
// c waits to be accepted.
func (n *Network) keep(m *Message, c *Conn) bool {
	if c == nil || !n.waitsAtDoor(c) {
		return false
	}
	m.Sent = false // it is on no wire
	n.doorstep(c).messages.push(&n.msgs, m)
	n.enterAt(m, trace.Queued, m.To)
	return true
}

// handOver gives the process at p what has come on connection c, which it has accepted.
func (n *Network) handOver(r sim.Ref, c *Conn, p trace.Place) {
	n.noteUse(c, p)
	x := n.doorsteps.Get(c.Number)
	if x == nil {
		return
	}
	came := *x
	n.forgetDoorstep(c)
	if k := n.pipeOf(c); k != nil {
		n.enterPipe(k.Host)
		(*session)(n).accepted(k, &came)
		n.leavePipe()
		return
	}
	for m := came.messages.pop(&n.msgs); m != nil; m = came.messages.pop(&n.msgs) {
		if n.Up(p) && !n.unknown(n.conns.Get(r), p) {
			n.receiver.Arrive(m)
		} else {
			n.leaveUnread(m)
		}
	}
}

// accepted lets end 1 of p read what has come.
func (s *session) accepted(p *pipe, came *doorstep) {
	if came.ready {
		s.Ready(&p.Conn, 1, false)
	}
	if came.upTo > 0 {
		s.transport.Unread(&p.Conn, 1, 0)
		s.Arrived(&p.Conn, 1, 0, came.upTo)
	}
	if came.ended {
		s.Ended(&p.Conn, 1, 0)
	}
}

// clearDoorstep throws away what has come on c, which will not be accepted, behind all
// that happens at this instant.
func (n *Network) clearDoorstep(c *Conn) {
	x := n.doorsteps.Get(c.Number)
	if x == nil {
		return
	}
	for m := x.messages.pop(&n.msgs); m != nil; m = x.messages.pop(&n.msgs) {
		n.leaveUnread(m)
	}
	n.forgetDoorstep(c)
}

func (n *Network) leaveUnread(m *Message) {
	n.kernel.At(n.kernel.Now(), n.id, eventUnread, m.slot, 0)
}

func (n *Network) forgetDoorstep(c *Conn) {
	n.waiting.Add(-1)
	n.doorsteps.Delete(c.Number)
}
