package network

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A pool is the connections that one end of a wire has opened to the other, in
// the order of their opening. The first of them is named, the one before which is
// the last.
type pool struct{ first uint32 }

// join puts connection i into the pool.
func (p *pool) join(conns *sim.Slab[Conn], i uint32, c *Conn) {
	if p.first == 0 {
		p.first, c.prev = i, i
		return
	}
	first := conns.At(p.first)
	c.prev, first.prev = first.prev, i
	conns.At(c.prev).next = i
}

// all lists the pool's connections.
func (p *pool) all(conns *sim.Slab[Conn]) (all []uint32) {
	for i := p.first; i != 0; i = conns.At(i).next {
		all = append(all, i)
	}
	return all
}

// leave takes connection i out of the pool.
func (p *pool) leave(conns *sim.Slab[Conn], i uint32, c *Conn) {
	if p.first == i {
		p.first = c.next
	} else {
		conns.At(c.prev).next = c.next
	}
	if c.next != 0 {
		conns.At(c.next).prev = c.prev
	} else if p.first != 0 {
		conns.At(p.first).prev = c.prev
	}
	c.prev, c.next = 0, 0
}

// take finds a connection for one more exchange from that side of wire i, and
// opens one where that is allowed; 0: all are taken, or no port is free, as why
// tells.
func (n *Network) take(i uint32, w *wire, side int) (conn uint32, why trace.Status) {
	l, p := n.linkAt(w), &w.pools[side]
	if l.shares && p.first != 0 {
		return p.first, trace.NoStatus
	}
	c, count := n.free(l, p)
	switch {
	case c != 0 && l.reuse == "random":
		return n.freeAtRandom(w, side), trace.NoStatus
	case c != 0:
		return c, trace.NoStatus
	case l.max > 0 && count >= l.max:
		return 0, trace.NoStatus
	case !n.hasPort(end(2*i+uint32(side)), l):
		return 0, trace.NoPort
	}
	return n.open(i, w, side), trace.NoStatus
}

// isFree tells whether c has room for another exchange.
func (l *Link) isFree(c *Conn) bool {
	return !l.each && (l.streams == 0 || int(c.active) < l.streams)
}

// free is the connection with room that the next exchange takes, 0 for none,
// and how many there are.
func (n *Network) free(l *Link, p *pool) (best uint32, count int) {
	for i := p.first; i != 0; i = n.conns.At(i).next {
		c := n.conns.At(i)
		count++
		switch {
		case !l.isFree(c):
		case best == 0,
			l.reuse == "lastUsed" && n.usageOf(c).used > n.usageOf(n.conns.At(best)).used,
			l.reuse == "longestUnused" && n.usageOf(c).used < n.usageOf(n.conns.At(best)).used:
			best = i
		}
	}
	return best, count
}

// Reaches tells whether an exchange from one place finds a connection to another that
// is open and has room.
func (n *Network) Reaches(from, to trace.Place) bool {
	w := n.wires.at(n.wire(from, to))
	return slices.ContainsFunc(w.pools[w.side(from)].all(&n.conns), func(i uint32) bool {
		c := n.conns.At(i)
		return c.Open() && n.linkAt(w).isFree(c)
	})
}

// freeAtRandom is one of the connections with room, of which there are some, drawn
// by its lane.
func (n *Network) freeAtRandom(w *wire, side int) uint32 {
	free := slices.DeleteFunc(w.pools[side].all(&n.conns), func(i uint32) bool { return !n.linkAt(w).isFree(n.conns.At(i)) })
	l := n.own(w, side)
	if l.draws == nil {
		l.draws = n.drawsOf(n.linkAt(w), w.ends[side], w.ends[1-side])
	}
	return free[l.draws.IntN(len(free))]
}

// awaitFree lets m, which finds no connection, wait for one to come free, unless it
// is turned away.
func (n *Network) awaitFree(m *Message, w *wire, side int, why trace.Status) {
	q := &n.own(w, side).waiting
	if why == trace.NoStatus && n.linkAt(w).waiting != nil && n.waitsFor(q) >= *n.linkAt(w).waiting {
		why = trace.NoConnection
	}
	if why != trace.NoStatus {
		n.turnAway(m, why)
		return
	}
	n.enter(m, trace.WaitingConn)
	q.push(&n.msgs, m)
	m.queued = true
	if n.linkAt(w).wait > 0 {
		r := n.msgs.Ref(m.slot)
		n.kernel.At(n.kernel.Now()+n.linkAt(w).wait, n.id, eventWaited, r.Index, r.Generation)
	}
}

// waitsFor counts those in a queue that are still wanted.
func (n *Network) waitsFor(q *list) (count int) {
	for i := q.first; i != 0; i = n.msgs.At(i).next {
		if n.receiver.Wanted(n.msgs.At(i)) {
			count++
		}
	}
	return count
}

// waitedTooLong fails a message that still waits for a connection, for as long as it
// may. Those before it have waited for longer, so none is left before it.
func (n *Network) waitedTooLong(r sim.Ref) {
	m := n.msgs.Get(r)
	if m == nil || !m.queued {
		return
	}
	w := n.wires.at(n.wire(m.From, m.To))
	n.own(w, w.side(m.From)).waiting.pop(&n.msgs)
	m.queued = false
	m.Status = trace.NoConnection
	n.turnedAway(m)
}

// turnAway fails m, which gets no connection, behind all that happens at this
// instant: whoever asks has not finished asking.
func (n *Network) turnAway(m *Message, why trace.Status) {
	m.Status = why
	n.kernel.At(n.kernel.Now(), n.id, eventTurnedAway, m.slot, 0)
}

func (n *Network) turnedAway(m *Message) {
	n.enter(m, trace.Unanswered)
	n.receiver.CutOff(m, 0, 0)
	n.receiver.Lost(m, m.Status)
	n.receiver.Unsent(m, m.Status)
	n.Free(m)
}

// serveQueue gives connections that have come free to those who wait. Where
// these are down, what waits is about to be lost with them.
func (n *Network) serveQueue(i uint32, side int) {
	w := n.wires.at(i)
	if n.states.Value(w.ends[side]).down > 0 {
		return
	}
	for n.waits(w, side) {
		q := &n.owned[w.owns][side].waiting
		if !n.receiver.Wanted(n.msgs.At(q.first)) {
			n.withdraw(q.pop(&n.msgs), trace.Cancelled)
			continue
		}
		c, why := n.take(i, w, side)
		if c == 0 && why == trace.NoStatus {
			return
		}
		m := q.pop(&n.msgs)
		if m.queued = false; c == 0 {
			n.turnAway(m, why)
			continue
		}
		n.board(m, w, side, c)
	}
}
