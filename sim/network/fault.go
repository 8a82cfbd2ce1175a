package network

import (
	"cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// Crash takes the place down. Where how is [trace.Crashed] its peers get a
// reset; where it is [trace.Silent] they hear nothing. Its connections are
// forgotten here. Crashes nest: one that is down already loses what its host
// still had to send, if that goes down too, and nothing else.
func (n *Network) Crash(p trace.Place, how trace.Status) {
	s := n.states.At(p)
	first := s.down == 0
	s.down++
	if how == trace.Silent {
		s.silent++
	}
	if first {
		n.leave(p)
		n.shutDoor(p)
	}
	n.empty(p)
}

// leave breaks the connections of p, which its peers are told of where its
// host still runs.
func (n *Network) leave(p trace.Place) {
	for _, i := range n.connsAt(p) {
		c := n.conns.At(i)
		side := n.wires.at(c.wire()).side(p)
		if c.gone[side] {
			n.leavesAgain(c, side)
			continue
		}
		if !c.Open() && n.openings.At(c.opening).looks {
			n.endLookup(i, c, side)
			continue
		}
		if k := n.pipeOf(c); k != nil && side != c.opener() && k.stack.QUIC() && n.waitsAtDoor(c) {
			n.leaves(c, side) // its process knows nothing of it yet
		} else if k != nil && k.side(1) == side && k.Unheard() {
			continue // nor does its host: who asks for it asks again, and may be heard
		} else if k != nil {
			k.struck[k.side(side)] = true
			n.abort(i, c, k, k.side(side), trace.Crashed)
		} else if n.states.Value(p).silent == 0 {
			n.reset(i, p)
		} else {
			if !c.Open() {
				n.openings.At(c.opening).silent = true
			}
			n.forget(i, side)
		}
	}
}

// leavesAgain ends what the host at one side has begun anew of a connection that its
// process had lost: whoever has not heard of that loss has asked for it again.
func (n *Network) leavesAgain(c *Conn, side int) {
	p := n.pipeOf(c)
	if p == nil {
		return
	}
	n.enterPipe(p.Host)
	if p.stack.QUIC() || n.states.Value(n.wires.at(p.from.wire()).ends[side]).silent > 0 {
		n.transport.Forget(&p.Conn, p.side(side))
	} else {
		n.transport.Abort(&p.Conn, p.side(side))
	}
	n.leavePipe()
}

// empty loses what waits at p to be sent.
func (n *Network) empty(p trace.Place) {
	for _, e := range n.endsAt(p) {
		if w := n.wires.at(e.wire()); w.owns != 0 {
			n.abandon(&n.owned[w.owns][e.side()].waiting, trace.Crashed)
			n.abandon(&n.owned[w.owns][e.side()].stalled, trace.Crashed)
		}
	}
}

// Revive undoes one Crash of the same kind.
func (n *Network) Revive(p trace.Place, how trace.Status) {
	s := n.states.At(p)
	s.down--
	if how == trace.Silent {
		s.silent--
	}
}

// Fate is how p is down: [trace.Silent] as long as its host is, whatever else
// happens to its process; [trace.Crashed]; or [trace.NoStatus] where no fault keeps
// it down.
func (n *Network) Fate(p trace.Place) trace.Status {
	switch s := n.states.Value(p); {
	case s.silent > 0:
		return trace.Silent
	case s.down > 1, s.down > 0 && !s.absent:
		return trace.Crashed
	}
	return trace.NoStatus
}

// Up tells whether the process at p runs.
func (n *Network) Up(p trace.Place) bool { return n.states.Value(p).down == 0 }

// connsAt lists the connections with an end at p, in the order of their
// making.
func (n *Network) connsAt(p trace.Place) []uint32 {
	var found []uint32
	for _, e := range n.endsAt(p) {
		w := n.wires.at(e.wire())
		for side := range w.pools {
			found = append(found, w.pools[side].all(&n.conns)...)
			if w.owns != 0 {
				found = append(found, n.owned[w.owns][side].apart.all(&n.conns)...)
			}
		}
	}
	sim.Sort(found, func(a, b uint32) int { return cmp.Compare(n.conns.At(a).Number, n.conns.At(b).Number) })
	return found
}

// reset makes the one at p forget connection i and tells the other end.
func (n *Network) reset(i uint32, p trace.Place) {
	side := n.wires.at(n.conns.At(i).wire()).side(p)
	n.sayReset(i, side)
	n.forget(i, side)
}

// sayReset lets that end of connection i tell the other that it knows nothing of
// it.
func (n *Network) sayReset(i uint32, side int) {
	w := n.wires.at(n.conns.At(i).wire())
	m := n.New()
	m.From, m.To, m.Shape, m.Conn = w.ends[side], w.ends[1-side], trace.Resetting, n.conns.Ref(i)
	n.transmit(m)
}

// broken handles a reset that has arrived.
func (n *Network) broken(m *Message) {
	c := n.conns.Get(m.Conn)
	if c == nil {
		return
	}
	side := n.wires.at(c.wire()).side(m.To)
	switch {
	case c.gone[side]:
	case m.Status == trace.Leaving:
		n.bidden(m.Conn.Index, c)
	case m.Status == trace.Idle && c.active == 0:
		n.closedByAcceptor(m.Conn.Index, c)
	default:
		n.lapse(m.Conn.Index, side, trace.Refused)
	}
}

// lapse makes that end forget the connection, and tells it so.
func (n *Network) lapse(i uint32, side int, why trace.Status) {
	c := n.conns.At(i)
	w := n.wires.at(c.wire())
	r, p := n.conns.Ref(i), w.ends[side]
	n.desert(c)
	if n.conns.Get(r) == nil {
		return // it has ended with what waited for it
	}
	w.broken = true
	if side == c.opener() {
		n.leavePool(i, c) // before its exchanges fail, or the next would board it
	}
	n.part(c, side) // or its last exchange would close it
	n.receiver.Broken(r, p, why)
	if n.conns.Get(r) != nil {
		n.forget(i, side)
	}
}

// forget notes that one end does not know the connection any more. It takes
// no new exchanges once its opener has forgotten it, and is no more, in the
// trace too, once both ends have.
func (n *Network) forget(i uint32, side int) {
	c, r := n.conns.At(i), n.conns.Ref(i)
	w, opener := c.wire(), c.opener()
	n.wires.at(w).broken = true
	n.part(c, side)
	if side == opener {
		n.leavePool(i, c)
		n.desert(c) // which may end its last exchange, and so close it
	}
	if n.conns.Get(r) != nil && c.gone[0] && c.gone[1] {
		p := n.pipeOf(c)
		kind, why := trace.Reset, trace.Refused
		switch {
		case p == nil:
		case p.lapsed:
			kind, why = trace.Close, trace.Idle
		case p.why == trace.Cancelled: // its opener has closed it before it was open
			why = p.why
		}
		n.endConn(i, c, kind, why, false)
		if p != nil {
			n.clear(p)
		}
	} else if n.conns.Get(r) != nil && side == opener {
		n.losePort(c, n.linkUnder(c))
	}
	n.serveQueue(w, opener)
}

// desert loses what waits for a connection to open.
func (n *Network) desert(c *Conn) {
	if !c.Open() {
		n.abandon(n.list(&n.openings.At(c.opening).askers), trace.Refused)
	}
}

// abandon loses what waits in a queue.
func (n *Network) abandon(q *list, why trace.Status) {
	waiting := *q // whose owner may be no more when all are lost
	*q = list{}
	for m := waiting.pop(&n.msgs); m != nil; m = waiting.pop(&n.msgs) {
		n.withdraw(m, why)
	}
}

// knockAgain repeats an opening that was not answered, or gives it up.
func (n *Network) knockAgain(r sim.Ref) {
	c := n.conns.Get(r)
	if c == nil || c.Open() || c.gone[c.opener()] {
		return
	}
	if n.openings.At(c.opening).tries < openTries {
		n.knock(r.Index)
		return
	}
	n.part(c, 1-c.opener())
	n.lapse(r.Index, c.opener(), trace.TimedOut)
}

// A Trouble is what a fault does to the wires of a pair.
type Trouble struct {
	Cut     bool     // nothing gets through
	Loss    float64  // share lost on top
	Delay   sim.Time // latency on top
	Pace    float64  // factor of the bandwidth, which is bounded; 0: it stays
	Refused float64  // share of the connections asked for over them that is refused
}

// Bounded tells whether what from sends to to goes over a bandwidth.
func (n *Network) Bounded(from, to trace.Place) bool {
	w := n.wires.at(n.wire(from, to))
	return n.wayOf(w, w.side(from)).bandwidth > 0
}

// Afflict begins (or, with end, ends) a trouble on what from sends to to.
func (n *Network) Afflict(from, to trace.Place, t Trouble, end bool) {
	w := n.wires.at(n.wire(from, to))
	n.own(w, w.side(from))
	l := n.lane(w, w.side(from))
	if l.trouble == nil {
		l.trouble = new(trouble)
	}
	x := l.trouble
	kind := trace.Degrade
	switch {
	case t.Cut && end:
		x.cuts--
		kind = trace.Mend
	case t.Cut:
		x.cuts++
		kind = trace.Cut
	case t.Pace > 0:
		l.carry(t.Pace, end, n.kernel.Now())
	case t.Refused > 0:
		n.refuseShare(w, w.side(from), t.Refused, end)
	case end:
		x.delay -= t.Delay
		x.losses = without(x.losses, t.Loss)
	default:
		x.delay += t.Delay
		if t.Loss > 0 {
			x.losses = append(x.losses, t.Loss)
		}
	}
	n.noteLane(&l, from, to, kind)
	if end && !l.dead() {
		n.unstall(l.laneState)
	}
}

func (n *Network) noteLane(l *lane, from, to trace.Place, kind trace.Kind) {
	r := n.trace.Add()
	r.At, r.Kind, r.Node, r.Peer, r.Aux = n.kernel.Now(), kind, from, to, int64(l.delay())
	passing := 1.0
	for _, share := range l.losses() {
		passing *= 1 - share
	}
	r.Payload = uint32(float64((1-passing)*1e6) + 0.5)
	if pace := l.pace(); pace < 1 {
		r.Header = max(1, uint32(float64(pace*1e6)+0.5))
	}
	r.Parent = uint32(float64(l.refused()*1e6) + 0.5)
}

// unstall sends what has waited for the wire to mend.
func (n *Network) unstall(l *laneState) {
	waiting := l.stalled
	l.stalled = list{}
	for m := waiting.pop(&n.msgs); m != nil; m = waiting.pop(&n.msgs) {
		if m.Shape == trace.Handshaking && n.conns.Get(m.Conn) == nil {
			n.Free(m) // nobody asks for that connection any more
			continue
		}
		n.transmit(m)
	}
}

func without(shares []float64, share float64) []float64 {
	for i, s := range shares {
		if s == share {
			return append(shares[:i:i], shares[i+1:]...)
		}
	}
	return shares
}
