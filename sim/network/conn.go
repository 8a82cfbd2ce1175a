package network

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A Conn is a connection: a resource that is opened, held, and closed or
// reset. Whatever a transport does inside (segments, windows, keys) has its
// place here, between the message and the lane, unseen by those who talk.
type Conn struct {
	Number   uint32  // in the trace, from 1
	from     end     // of its wire, which opened it
	active   int32   // exchanges under way
	prev     uint32  // its neighbours in its pool
	next     uint32  // or among those apart
	opening  uint32  // how it is opened, as long as it is not; 0: it is open
	course   uint32  // what went over it, or, with piped, its inside on a transport, with dormantPipe that packed; 0 where that matters to nothing yet
	gone     [2]bool // that end does not know it any more
	spent    bool    // it takes no further exchange, and closes when those on it are over
	pooled   bool    // it is in its pool, not apart
	portless bool    // its opener has forgotten it, and its port is free
}

// wire is the wire that it goes over.
func (c *Conn) wire() uint32 { return c.from.wire() }

// opener is which end of the wire opened it.
func (c *Conn) opener() int { return c.from.side() }

// number is the connection's number in the trace; 0 for none.
func (c *Conn) number() uint32 {
	if c == nil {
		return 0
	}
	return c.Number
}

// Open tells whether messages can be sent on c.
func (c *Conn) Open() bool { return c.opening == 0 }

// An opening is what is known of a connection until it is open.
type opening struct {
	again  sim.Time // when it is asked for once more
	askers          // who wait for it
	tries  uint8    // how often it was asked for
	doubts bool     // that is scheduled, since no answer may come by then
	looks  bool     // the address is being looked up: the other end knows nothing of it
	silent bool     // the host of the other end has fallen silent, and knows nothing of it
}

// A course is what is remembered of what went over a connection, where later
// messages depend on it.
type course struct {
	last [2]sim.Time // when the latest message from that end arrives
	usage
}

// A usage is how a connection is used.
type usage struct {
	used  sim.Time // when the last exchange began or ended
	watch bool     // its idleness is being watched
}

// piped marks the number of a pipe, in the place of that of a course.
const piped = 1 << 31

// openTries is how often an opening is asked for before it is given up, as by
// Linux: the first time and six more.
const openTries = 7

// open begins a connection from that side of wire at.
func (n *Network) open(at uint32, w *wire, side int) uint32 {
	r, c := n.conns.New()
	i := r.Index
	n.lastConn++
	c.Number, c.from, c.pooled = n.lastConn, end(2*at+uint32(side)), true
	w.pools[side].join(&n.conns, i, c)
	n.takePort(c, n.linkAt(w))
	n.noteConn(c, trace.Open, trace.NoStatus)
	if n.linkAt(w).ready && !w.broken && !n.turnsAway(w, 1-side) {
		n.noteConn(c, trace.Opened, trace.NoStatus)
		n.beginLife(i, c)
		return i
	}
	o, _ := n.openings.New()
	c.opening = o.Index
	if at := n.lookUp(c, n.linkAt(w)); at > n.kernel.Now() {
		n.openings.At(c.opening).looks = true
		n.kernel.At(at, n.id, eventLookedUp, i, r.Generation)
		return i
	}
	n.beginOpening(i, c)
	return i
}

// beginOpening asks for connection i, whose address is known.
func (n *Network) beginOpening(i uint32, c *Conn) {
	if l := n.linkUnder(c); l.carriage != nil {
		n.newPipe(i, c, l)
	} else {
		n.knock(i)
	}
}

// knock asks the other end to open connection i, and will again where that is
// not answered in time.
func (n *Network) knock(i uint32) {
	c := n.conns.At(i)
	o := n.openings.At(c.opening)
	wait := n.linkUnder(c).retry << o.tries
	o.tries++
	o.again, o.doubts = n.kernel.Now()+min(wait, sim.Hour), false
	n.handshake(i, c.opener())
}

// doubt schedules that the opening of connection r is asked for again. It is told
// by whoever keeps an answer from coming by then: mostly nobody does, and of a
// crowd that opens its connections each would have a timer for nothing.
func (n *Network) doubt(r sim.Ref) {
	c := n.conns.Get(r)
	if c == nil || c.Open() || n.pipeOf(c) != nil {
		return
	}
	if o := n.openings.At(c.opening); !o.doubts {
		o.doubts = true
		n.kernel.At(max(o.again, n.kernel.Now()), n.id, eventKnock, r.Index, r.Generation)
	}
}

// inTime tells whether what travels for an opening arrives before that is asked
// for again.
func (n *Network) inTime(c *Conn, arrival sim.Time) bool {
	return c == nil || c.Open() || arrival < n.openings.At(c.opening).again
}

// handshake sends what opens connection i from that side to the other.
func (n *Network) handshake(i uint32, side int) {
	wire := n.wires.at(n.conns.At(i).wire())
	m := n.New()
	m.From, m.To, m.Shape, m.Conn = wire.ends[side], wire.ends[1-side], trace.Handshaking, n.conns.Ref(i)
	n.transmit(m)
}

// A handshake is a message of that shape while it travels: all there is to say
// of it, since a crowd may open its connections at one instant.
type handshake struct {
	id   uint32
	conn sim.Ref
	from end
}

// pack puts message m, a handshake on connection c that is sent, into a few
// bytes. What it was is for the sender to free.
func (n *Network) pack(m *Message, c *Conn) uint32 {
	r, h := n.handshakes.New()
	*h = handshake{m.ID, m.Conn, end(2*c.wire() + uint32(n.wires.at(c.wire()).side(m.From)))}
	m.packed = true
	return r.Index
}

// unpack makes a message again of handshake i, which has arrived.
func (n *Network) unpack(i uint32) *Message {
	h := *n.handshakes.At(i)
	n.handshakes.Free(i)
	w, side := n.wires.at(h.from.wire()), h.from.side()
	r, m := n.msgs.New()
	m.ID, m.slot, m.Shape, m.Conn, m.Sent = h.id, r.Index, trace.Handshaking, h.conn, true
	m.From, m.To, m.Around = w.ends[side], w.ends[1-side], n.lane(w, side).way.header
	return m
}

// askAnew takes it that the one at p is asked for a connection. To a host that was
// silent, and is back, that is a new one.
func (n *Network) askAnew(c *Conn, p trace.Place) {
	if c == nil || c.Open() {
		return
	}
	side, o := n.wires.at(c.wire()).side(p), n.openings.At(c.opening)
	if side != c.opener() && o.silent {
		o.silent, c.gone[side] = false, false
	}
}

// shaken handles a handshake that has arrived: the other end answers, the
// opener begins to use the connection.
func (n *Network) shaken(m *Message) {
	c := n.conns.Get(m.Conn)
	if c == nil || c.Open() {
		return
	}
	if n.wires.at(c.wire()).side(m.To) != c.opener() {
		n.handshake(m.Conn.Index, 1-c.opener())
		return
	}
	n.opened(m.Conn.Index, c)
}

// opened begins to use connection i.
func (n *Network) opened(i uint32, c *Conn) {
	waiting := *n.list(&n.openings.At(c.opening).askers)
	n.endOpening(c)
	r := n.noteConn(c, trace.Opened, trace.NoStatus)
	if c.gone[1-c.opener()] || len(n.doors) > 1 && n.outside(c) {
		r.Aux = 1
	}
	n.beginLife(i, c)
	for next := waiting.pop(&n.msgs); next != nil; next = waiting.pop(&n.msgs) {
		if n.receiver.Wanted(next) {
			load := n.receiver.Departs(next, false)
			c := n.conns.Get(next.Conn) // nil where one before it has ended the connection
			w := n.wires.at(n.wireOf(next, c))
			n.launch(next, c, w, w.side(next.From), load)
			n.FreePacked(next)
		} else {
			n.withdraw(next, trace.Cancelled)
		}
	}
}

// Done says that an exchange on the connection is over, that of an attempt.
func (n *Network) Done(r, attempt sim.Ref) {
	c := n.conns.Get(r)
	if c == nil {
		return
	}
	if p := n.pipeOf(c); p != nil && p.exchanging {
		if x := n.exchange(p, attempt); x != nil && !x.ended && n.answerEmpty(p, x.ref) {
			return // whose end it is that this is answered
		}
		n.endExchange(p, attempt)
	}
	n.done(r, c)
}

// done lets go of a connection that an exchange took.
func (n *Network) done(r sim.Ref, c *Conn) {
	c.active--
	i, side := c.wire(), c.opener()
	w := n.wires.at(i)
	if w.easy() && !c.spent {
		return
	}
	link := n.linkAt(w)
	if link.follows {
		n.usageOf(c).used = n.kernel.Now()
	}
	switch {
	case c.gone[side]: // it has ended for who would close it
	case link.each || c.spent && c.active == 0:
		n.close(r.Index, trace.Close, trace.NoStatus)
	case c.active == 0 && link.idle > 0:
		n.watchIdle(r.Index, c)
	}
	if n.waits(w, side) {
		n.serveQueue(i, side)
	}
}

// GiveUp says that whoever made an attempt, an exchange on the connection, waits
// for it no longer, while something of it is still under way. It tells whether
// that ends the exchange; otherwise its end is to be told by [Network.Done].
func (n *Network) GiveUp(r, attempt sim.Ref) (over bool) {
	c := n.conns.Get(r)
	if c == nil {
		return true
	}
	if p := n.pipeOf(c); p != nil && c.Open() {
		n.cancel(cancellation{conn: r, exchange: n.refOf(p, attempt), over: true})
		return true
	}
	switch link := n.linkUnder(c); {
	case !c.Open() && c.active == 1: // nobody else waits for it
		n.forsake(r, c)
		return true
	case link.each:
		return false
	case !c.Open() || link.giveUp == "reset": // nothing of it has been sent, or its stream alone ends
		n.Done(r, attempt)
		return true
	case n.quit(r.Index, c, link):
		n.serveQueue(c.wire(), c.opener())
	}
	return false
}

// Miss says that whoever made an attempt, an exchange on the connection, has given it up,
// though nothing of it is under way, which they do not know: on a transport they take it
// back all the same, and without one the connection takes no other where the link's giveUp
// is close. It tells whether that ends the exchange; otherwise its end is still to be told.
func (n *Network) Miss(r, attempt sim.Ref) (over bool) {
	c := n.conns.Get(r)
	if c == nil || !c.Open() {
		return false
	}
	p := n.pipeOf(c)
	if p == nil {
		n.quit(r.Index, c, n.linkUnder(c))
		return false
	}
	x := n.exchange(p, attempt)
	if over = x != nil && !x.ended; over {
		n.cancel(cancellation{conn: r, exchange: x.ref, over: true})
	}
	return over
}

// quit lets connection i take no further exchange, where a link closes those on which
// one is given up. It tells whether it does.
func (n *Network) quit(i uint32, c *Conn, link *Link) bool {
	if link.each || link.giveUp != "close" || !c.pooled {
		return false
	}
	c.spent = true
	n.leavePool(i, c)
	return true
}

// Distrust lets the connection that r names, if any, take no further exchange,
// since its opener hears nothing on it, and end once those on it are over. The other
// end, which may hold what was asked over it, hears of that by a reset, or of the
// transport, where anything gets through; else once it says something itself.
func (n *Network) Distrust(r sim.Ref) {
	c := n.conns.Get(r)
	if c == nil || !c.pooled || !c.Open() || n.linkUnder(c).each {
		return
	}
	w, side := c.wire(), c.opener()
	n.spend(r.Index, c)
	switch {
	case c.active > 0:
	case n.pipeOf(c) != nil:
		n.close(r.Index, trace.Close, trace.TimedOut)
	default:
		n.reset(r.Index, n.wires.at(w).ends[side])
	}
	n.serveQueue(w, side)
}

func (n *Network) watchIdle(i uint32, c *Conn) {
	if k := n.usageOf(c); !k.watch {
		k.watch = true
		n.kernel.At(k.used+n.linkUnder(c).idle, n.id, eventIdle, i, n.conns.Ref(i).Generation)
	}
}

// idle closes a connection that has been unused for long enough.
func (n *Network) idle(i uint32) {
	c := n.conns.At(i)
	k := n.usageOf(c)
	k.watch = false
	if c.active > 0 {
		return
	}
	if due := k.used + n.linkUnder(c).idle; due > n.kernel.Now() {
		k.watch = true
		n.kernel.At(due, n.id, eventIdle, i, n.conns.Ref(i).Generation)
		return
	}
	n.close(i, trace.Close, trace.Idle)
}

// close forgets a connection at both ends.
func (n *Network) close(i uint32, kind trace.Kind, why trace.Status) {
	c := n.conns.At(i)
	switch p := n.pipeOf(c); {
	case !c.Open():
		n.closeUnopened(i, c)
	case p != nil:
		n.farewell(i, c, p, 0, why)
	default:
		n.endConn(i, c, kind, why, kind == trace.Close)
	}
}

// endOpening forgets how c is opened: it is open, or no more.
func (n *Network) endOpening(c *Conn) {
	if c.opening != 0 {
		n.openings.Free(c.opening)
		c.opening = 0
		n.refusals.forget(c)
	}
}

// usageOf is how c is used, from now on at the latest.
func (n *Network) usageOf(c *Conn) *usage {
	if p := n.pipeOf(c); p != nil {
		return &p.usage
	}
	return &n.courseOf(c).usage
}

// courseOf is what is remembered of what went over c, which is on no transport, from
// now on at the latest.
func (n *Network) courseOf(c *Conn) *course {
	if c.course == 0 {
		r, _ := n.courses.New()
		c.course = r.Index
	}
	return n.courses.At(c.course)
}

// pipeOf is the inside of c, on a transport; nil for others.
func (n *Network) pipeOf(c *Conn) *pipe {
	if c == nil || c.course < piped {
		return nil
	}
	return n.pipeIn(c)
}

// endConn records how connection i ends, and forgets it. Where its opener was the
// first to close it, its port stays taken for a while.
func (n *Network) endConn(i uint32, c *Conn, kind trace.Kind, why trace.Status, lingers bool) {
	r := n.noteConn(c, kind, why)
	r.Aux = int64(n.leavePort(c, n.linkUnder(c), lingers))
	n.freeConn(i, c)
}

func (n *Network) freeConn(i uint32, c *Conn) {
	w := n.wires.at(c.wire())
	w.broken = true
	if c.pooled {
		w.pools[c.opener()].leave(&n.conns, i, c)
	} else {
		n.owned[w.owns][c.opener()].apart.leave(&n.conns, i, c)
	}
	if n.closing {
		n.freed(c)
	}
	n.endOpening(c)
	n.endLife(c)
	n.endSilence(c)
	if n.atDoors.Len() > 0 {
		n.endAtDoors(c)
	}
	if c.course != 0 && c.course < piped {
		n.courses.Free(c.course)
	}
	n.conns.Free(i)
}

// leavePool takes connection i from those that are used for new exchanges.
func (n *Network) leavePool(i uint32, c *Conn) {
	if c.pooled {
		w := n.wires.at(c.wire())
		w.pools[c.opener()].leave(&n.conns, i, c)
		n.own(w, c.opener()).apart.join(&n.conns, i, c)
		c.pooled, w.broken = false, true
	}
}

func (n *Network) noteConn(c *Conn, kind trace.Kind, why trace.Status) *trace.Record {
	wire := n.wires.at(c.wire())
	r := n.trace.Add()
	r.At, r.Kind, r.Conn, r.Status = n.kernel.Now(), kind, c.Number, why
	r.Node, r.Peer = wire.ends[c.opener()], wire.ends[1-c.opener()]
	return r
}

// Open tells whether the connection is open.
func (n *Network) Open(r sim.Ref) bool {
	c := n.conns.Get(r)
	return c != nil && c.Open()
}

// Conn is the connection r names, or nil where it is no more.
func (n *Network) Conn(r sim.Ref) *Conn { return n.conns.Get(r) }
