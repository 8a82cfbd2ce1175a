package transport

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// An end is one end of a TCP connection while something is under way.
type end struct {
	seat[stack]
	// What it sends.
	una       int64 // the other end has all before
	next      int64 // what was never sent begins here
	limit     int64 // the other end has room for what is before
	last      int64 // what it sends ends here, the end itself included; 0: not known yet
	board     board
	window    window
	prr       prr
	rtt       estimator
	hystart   hystart
	state     recovery
	high      int64    // recovery is over once all before has arrived
	repeated  sim.Time // when this recovery first sent something again; 0: not yet
	rack      rack
	probe     int64 // the tail loss probe under way ends here; 0: none
	undone    int   // reductions that were taken back
	probeNew  bool  // it was new content
	limited   bool  // the window held it back, lately
	usedMost  int64 // the most that was under way in this round
	usedUntil int64 // which ends here
	used      sim.Time
	dry       bool // the session had no more
	done      bool // the session will have no more
	// What it receives.
	received int64 // it has all before
	early    ranges
	blocks   [4]span // what it has beyond, latest first
	count    uint8
	twice    span // what came twice, until it was told
	echo     sim.Time
	told     int64 // it has acknowledged all before
	room     int64 // how far it has let the other send
	unread   int64 // bytes that the session leaves unread
	buffer   buffer
	gap      gap
	quick    int  // so many acknowledgements are not delayed
	chatty   bool // it answers: its acknowledgements ride on answers
	heard    sim.Time
	ended    int64 // where what it receives ends; 0: not known
	atEnd    bool  // the session knows
	// Its timers.
	due    sim.Time
	why    timer
	tries  uint8 // how often due was put off in vain
	ackDue sim.Time
	armed  sim.Time
	busy   bool
	asked  bool // there may be something to send
}

type timer uint8

const (
	noTimer   timer = iota
	resend          // nothing was heard for too long
	tail            // probe for a lost tail
	reorder         // what was overtaken has had its time
	persist         // the other end has no room
	handshake       // a handshake went unanswered
)

// recovery is what a sender does about losses.
type recovery uint8

const (
	steady     recovery = iota
	recovering          // after loss was detected
	timedOut            // after a timeout
)

func (h *end) clear() {
	b, r := h.board, h.early
	b.clear()
	r.clear()
	*h = end{seat: h.seat, board: b, early: r, dry: true, due: sim.Never, ackDue: sim.Never, armed: sim.Never}
}

// wakeUp makes the end go on from where it was at rest.
func (h *end) wakeUp(other *rest) {
	h.clear()
	r := h.rest
	h.buffer.resume(h.c, other.room)
	h.una, h.next, h.limit = r.sent, r.sent, r.sent+h.buffer.size
	h.buffer.resume(h.c, r.room)
	h.received, h.told, h.room = other.sent, other.sent, other.sent+h.buffer.size
	h.buffer.from = h.received
	h.rtt = estimator{smooth: micros(r.smooth), variance: micros(r.variance), least: micros(r.least)}
	h.window = window{size: int64(r.size), threshold: int64(r.threshold), unit: 1}
	if r.threshold == 0 {
		h.window.threshold = unbounded
	}
	h.used, h.chatty = r.used, r.chatty
}

// layDown keeps what the end remembers at rest.
func (h *end) layDown() {
	r := h.rest
	r.sent, r.used, r.chatty, r.room = h.next, h.used, h.chatty, h.buffer.kibi(h.c)
	r.smooth, r.variance, r.least = someMicros(h.rtt.smooth), toMicros(h.rtt.variance), someMicros(h.rtt.least)
	r.size, r.threshold = uint32(h.window.size), 0
	if h.window.threshold < unbounded {
		r.threshold = uint32(h.window.threshold)
	}
}

func micros(n uint32) sim.Time   { return sim.Time(n) * sim.Microsecond }
func toMicros(t sim.Time) uint32 { return uint32(min(t/sim.Microsecond, 1<<32-1)) }

// someMicros is of what is 0 where it was not measured: of all else, one at least.
func someMicros(t sim.Time) uint32 { return max(toMicros(t), uint32(min(t, 1))) }

// quiet tells whether the end waits for nothing.
func (h *end) quiet() bool {
	return h.board.len() == 0 && h.due == sim.Never && h.ackDue == sim.Never && h.early.empty() && h.unread == 0 && h.dry && !h.done && h.ended == 0
}

// Open opens a connection from end 0.
func (t *Transport) Open(c *Conn, s StackID) {
	t.opened++
	*c = Conn{Host: c.Host, Session: c.Session, life: t.opened, stack: s}
	if t.stacks[s].quic != nil {
		t.openQUIC(c)
		return
	}
	p := t.pair(c)
	for i := range p.ends {
		h := &p.ends[i]
		h.window.restart(int64(h.c.InitialWindow), 1)
		h.chatty = false
	}
	c.ends[0].phase = opening
	t.shake(&p.ends[0])
	t.arm(&p.ends[0])
}

// shake sends what opens the connection, and will again.
func (t *Transport) shake(h *end) {
	f := syn
	if h.side == 1 {
		f |= acks
	}
	id, q := t.packet(h, f)
	q.echo = h.echo
	t.emit(h, id, h.c.SynBytes)
	h.used = t.kernel.Now()
	h.why, h.due = handshake, t.kernel.Now()+backoff(h.c.SynTimeout, h.tries-min(h.tries, h.linear()))
}

// linear is how many repeats of that end's part of the handshake do not double its
// time-out: who answers has none of these.
func (h *end) linear() uint8 {
	if h.side == 0 {
		return h.c.SynLinear
	}
	return 0
}

// backoff is a time-out that doubles with each try, up to two minutes (Linux,
// TCP_RTO_MAX; RFC 6298, section 2.5, asks for a minute at least).
func backoff(d sim.Time, tries uint8) sim.Time { return min(d<<min(tries, 16), 2*sim.Minute) }

// shaken handles a packet of the handshake.
func (t *Transport) shaken(h *end, q *packet) {
	r := h.rest
	switch {
	case q.flags&acks == 0: // SYN
		if r.phase == closed {
			r.phase = answering
		} else if r.phase != answering {
			return
		}
		h.echo = q.stamp
		if h.tries == 0 {
			t.shake(h)
		}
	case r.phase == opening: // SYN and ACK
		h.echo = q.stamp
		t.establish(h, q)
		t.acknowledge(h)
		t.session.Ready(h.conn, h.side, false)
	case r.phase == ready: // once more: the acknowledgement was lost
		t.acknowledge(h)
	}
}

// establish makes the end ready, by the other's answer to its part of the handshake.
// Where that had to be repeated, nobody knows which of these was answered but by a time
// stamp (Karn; RFC 7323); and the way may be full.
func (t *Transport) establish(h *end, answer *packet) {
	h.rest.phase = ready
	switch {
	case h.tries == 0:
		h.rtt.measure(t.kernel.Now() - h.used)
	case h.c.Timestamps:
		h.rtt.measure(t.kernel.Now() - answer.echo)
	}
	if h.tries > h.c.SynLosses {
		h.window.size = 1
	}
	h.tries, h.due, h.why, h.used, h.dry, h.asked = 0, sim.Never, noTimer, 0, false, true
}

// Push says that end, which had nothing to send, has something again.
func (t *Transport) Push(c *Conn, e int) {
	if t.stacks[c.stack].quic != nil {
		t.pushQUIC(c, e)
		return
	}
	if c.ends[e].phase != ready {
		return
	}
	p := t.pair(c)
	h := &p.ends[e]
	h.dry, h.asked = false, true
	if h.busy {
		return
	}
	t.serve(h)
	t.settle(p)
}

// serve sends what can be sent, where there may be something since it last did.
func (t *Transport) serve(h *end) {
	h.busy = true
	for h.asked {
		h.asked = false
		t.send(h)
	}
	h.busy = false
	t.arm(h)
}

// Finish says that end will send no more once what it has to send is out.
func (t *Transport) Finish(c *Conn, e int) {
	if c.over(e) {
		return
	}
	if t.stacks[c.stack].quic != nil {
		t.finishQUIC(c, e)
		return
	}
	p := t.pair(c)
	p.ends[e].done = true
	t.Push(c, e)
}

// Abort ends the connection at once, with a reset for the other end, unless this one
// has only asked for it and heard nothing yet: then nothing is said. The session is not
// told at this end.
func (t *Transport) Abort(c *Conn, e int) {
	if c.over(e) {
		return
	}
	if c.ends[e].phase == opening {
		t.Forget(c, e)
		return
	}
	if t.stacks[c.stack].quic != nil {
		t.closeQUIC(&t.link(c).ends[e], true)
		return
	}
	h := &t.pair(c).ends[e]
	id, _ := t.packet(h, reset)
	t.emit(h, id, h.c.Overhead)
	t.Forget(c, e)
}

// Forget makes end know nothing of the connection any more, and say so to
// nobody: as when its process is gone.
func (t *Transport) Forget(c *Conn, e int) {
	c.ends[e].phase = closed
	if c.active == 0 {
		return
	}
	if t.stacks[c.stack].quic != nil {
		l := t.links.all[c.active]
		t.forgetQUIC(&l.ends[e])
		t.rest(l)
		return
	}
	p := t.pairs.all[c.active]
	p.ends[e].due, p.ends[e].ackDue = sim.Never, sim.Never
	t.settle(p)
}

// arrived handles a packet at its end.
func (t *Transport) arrived(c *Conn, e int, q *packet) {
	if c.over(e) && (q.flags&syn == 0 || q.flags&acks != 0 || c.ends[1-e].phase != opening) {
		t.refuse(c, e, q)
		return
	}
	p := t.pair(c)
	h := &p.ends[e]
	h.busy = true
	p.held++
	switch {
	case q.flags&reset != 0:
		t.closed(h, trace.Refused)
	case q.flags&syn != 0:
		t.shaken(h, q)
	default:
		t.segment(h, q)
	}
	t.serve(h)
	t.finished(h)
	p.held--
	t.settle(p)
}

// segment handles a packet of an established connection.
func (t *Transport) segment(h *end, q *packet) {
	r := h.rest
	if r.phase == opening {
		return
	}
	if r.phase == answering {
		t.establish(h, q)
		t.session.Ready(h.conn, h.side, false)
	}
	t.acked(h, q)
	if q.end > q.seq {
		t.content(h, q)
		return
	}
	if q.seq == h.told {
		h.echo = q.stamp // RFC 7323, section 4.3
	}
	if q.flags&probing != 0 {
		t.acknowledge(h)
	}
}

// refuse answers a packet for a connection that the end does not know, with a
// reset, or knew and has closed: its last word may have been lost.
func (t *Transport) refuse(c *Conn, e int, q *packet) {
	if q.flags&reset != 0 || c.over(1-e) {
		return
	}
	p := t.pair(c)
	h := &p.ends[e]
	id, answer := t.packet(h, reset)
	if h.rest.phase == parted {
		answer.flags, answer.ack, answer.limit, answer.echo = acks, q.end, q.ack+int64(h.c.ReceiveWindow), q.stamp
		answer.seq, answer.end = q.ack, q.ack
	}
	t.emit(h, id, h.c.Overhead)
	t.settle(p)
}

// finished closes the end once both directions have ended.
func (t *Transport) finished(h *end) {
	if h.last != 0 && h.una == h.last && h.atEnd {
		t.closed(h, trace.OK)
	}
}

// packet makes a packet that end is to send, for who emits it to fill in.
func (t *Transport) packet(h *end, f flags) (uint32, *packet) {
	r, q := t.packets.New()
	q.conn, q.life, q.from, q.copies, q.flags, q.stamp = h.conn, h.conn.life, uint8(h.side), 1, f, t.kernel.Now()
	return r.Index, q
}

// emit sends a packet, and tells what the host says of its way.
func (t *Transport) emit(h *end, id uint32, bytes sim.Bytes) (out, due sim.Time) {
	return t.host.Transmit(h.conn, h.side, id, int(bytes))
}
