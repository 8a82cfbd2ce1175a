package transport

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A spaceID is a packet number space (RFC 9000, section 12.3).
type spaceID uint8

const (
	initial spaceID = iota
	shaking
	application
	spaces
)

// A space is what an end keeps of one packet number space.
type space struct {
	// What it sends.
	board   board
	number  int64 // of the next packet
	heard   int64 // the highest number that was acknowledged, plus 1
	lossDue sim.Time
	asked   sim.Time // it last sent what asks for an acknowledgement
	again   queue    // frames that were lost
	crypto  *flow    // what it has to say about keys; nil: nothing
	open    bool     // it may send here
	gone    bool     // the keys are thrown away
	// What it receives.
	got     ranges
	top     int64    // the highest number that arrived, plus 1
	topAt   sim.Time // when
	told    int64    // the highest number that it has acknowledged, plus 1
	low     int64    // numbers below it are forgotten
	pending int      // packets that ask for an acknowledgement
	ackNow  bool
	ackDue  sim.Time
}

// A queue is frames in a row.
type queue struct {
	first, last uint32
}

// A qend is one end of a QUIC connection while something is under way.
type qend struct {
	spaces    [spaces]space
	live      spaceID // the first of them whose keys are not thrown away; application where all are
	window    window
	rtt       estimator
	hystart   hystart
	pacer     pacer
	tempo     tempo
	path      discovery
	cut       sim.Time   // the window was last reduced; 0: never
	counted   int64      // packets that arrived since the window last grew
	tries     int        // time-outs in a row
	probes    int        // packets that may be sent whatever the window says
	probe     spaceID    // where
	silent    int        // packets in a row that ask for no acknowledgement
	in, out   int64      // bytes, until the address is known to be right
	taken     int        // datagrams that were taken in and are to be answered with the next
	fresh     bool       // the application has something to say since, and had nothing before
	latestOut uint32     // the datagram that it sent last
	latestDue sim.Time   // and when that arrives
	valid     bool       // the other end's address is
	agreed    bool       // the handshake is confirmed
	early     bool       // what it sends is 0-RTT
	buckets   [16]uint32 // its flows, by stream
	latest    uint32     // the one that was asked for last
	held      []uint32   // packets that came before the keys to read them
	dry       bool
	done      bool
	due       sim.Time // for losses and probes
	pace      sim.Time
	armed     sim.Time
	busy      bool
	asked     bool
}

// A link is both ends of a QUIC connection on which something is under way.
type link struct {
	conn  *Conn
	c     *quicStack
	index uint32
	held  int // by those who are at work on it, and not done
	ends  [2]qend
}

func (e *qend) flight() int64 {
	if e.live == application {
		return e.spaces[application].board.flight
	}
	return e.spaces[initial].board.flight + e.spaces[shaking].board.flight + e.spaces[application].board.flight
}

func (e *qend) clear() {
	held := e.held[:0]
	var kept [spaces]space
	for s := range e.spaces {
		b, g := e.spaces[s].board, e.spaces[s].got
		b.clear()
		g.clear()
		kept[s] = space{board: b, got: g, lossDue: sim.Never, ackDue: sim.Never}
	}
	*e = qend{spaces: kept, held: held, dry: true, due: sim.Never, pace: sim.Never, armed: sim.Never}
}

// link is what is needed for something to be under way on c.
func (t *Transport) link(c *Conn) *link {
	if c.active != 0 {
		return t.links.all[c.active]
	}
	i, l := t.links.take()
	l.index, l.conn, l.c, c.active = i, c, t.stacks[c.stack].quic, i
	for i := range l.ends {
		l.ends[i].wakeUp(l.c, &c.ends[i], &c.ends[1-i])
	}
	for at := c.flows; at != 0; {
		f := t.flows.all[at]
		at = f.next
		l.ends[f.end].enter(f)
	}
	c.flows = 0
	return l
}

// wakeUp makes the end go on from where it was at rest.
func (e *qend) wakeUp(c *quicStack, r, other *rest) {
	e.clear()
	full := int64(r.packet)
	if full == 0 {
		full = int64(c.Packet)
	}
	e.path.search(full, int64(c.Largest))
	e.path.at = r.used
	a := &e.spaces[application]
	a.number, a.heard, a.top, a.told, a.low = r.sent, r.sent, other.sent, other.sent, other.sent
	e.spaces[initial].gone, e.spaces[shaking].gone, e.live, a.open = true, true, application, true
	e.rtt = estimator{smooth: micros(r.smooth), variance: micros(r.variance), least: micros(r.least), latest: micros(r.smooth)}
	e.window = window{size: int64(r.size), threshold: int64(r.threshold)}
	if r.threshold == 0 {
		e.window.threshold = unbounded
	}
	e.valid, e.agreed = true, true
}

func (e *qend) layDown(r *rest) {
	r.sent, r.packet, r.used = e.spaces[application].number, uint16(e.path.size), e.path.at
	r.smooth, r.variance, r.least = someMicros(e.rtt.smooth), toMicros(e.rtt.variance), someMicros(e.rtt.least)
	r.size, r.threshold = uint32(e.window.size), 0
	if e.window.threshold < unbounded {
		r.threshold = uint32(e.window.threshold)
	}
}

// enter puts a flow among those of the end that sends it.
func (e *qend) enter(f *flow) {
	b := &e.buckets[bucket(f.stream)]
	f.next, *b = *b, f.index
}

func bucket(s StreamID) int { return int(s>>2^s<<2) & 15 }

// flow is the one that end sends as that stream.
func (t *Transport) flow(l *link, e int, s StreamID) *flow {
	h := &l.ends[e]
	if h.latest != 0 && t.flows.all[h.latest].stream == s {
		return t.flows.all[h.latest]
	}
	for at := h.buckets[bucket(s)]; at != 0; at = t.flows.all[at].next {
		if t.flows.all[at].stream == s {
			h.latest = at
			return t.flows.all[at]
		}
	}
	f := t.flows.new()
	f.stream, f.end = s, uint8(e)
	h.enter(f)
	h.latest = f.index
	return f
}

// leave forgets a flow that is over for both ends.
func (t *Transport) leave(l *link, f *flow) {
	if !f.whole || !f.done {
		return
	}
	h := &l.ends[f.end]
	for at := &h.buckets[bucket(f.stream)]; *at != 0; at = &t.flows.all[*at].next {
		if *at == f.index {
			*at = f.next
			break
		}
	}
	if h.latest == f.index {
		h.latest = 0
	}
	t.flows.free(f)
}

// quiet tells whether the end waits for nothing.
func (e *qend) quiet() bool {
	a := &e.spaces[application]
	return e.agreed && e.dry && !e.done && a.settled() && a.again.first == 0 && a.crypto == nil &&
		a.pending == 0 && !a.ackNow && len(e.held) == 0
}

// settled tells whether nothing is under way of which word may still come: not
// where all there is is a probe for larger packets that the lane has lost.
func (sp *space) settled() bool {
	return sp.board.len() == 0 || sp.board.alone() && sp.board.at(sp.board.oldest-1).gone
}

// rest gives l back where nothing is under way, and nobody is at work on it.
func (t *Transport) rest(l *link) {
	c := l.conn
	if l.held > 0 {
		return
	}
	for i := range l.ends {
		if l.ends[i].busy || !l.ends[i].quiet() && !c.over(i) {
			return
		}
	}
	for i := range l.ends {
		if c.over(i) { // what it has sent may still come
			l.ends[i].spaces[application].number = l.ends[1-i].spaces[application].top
		}
	}
	over := c.Over()
	for i := range l.ends {
		e := &l.ends[i]
		e.layDown(&c.ends[i])
		if e.armed != sim.Never {
			t.host.Alarm(c, i, sim.Never)
		}
		for s := range e.spaces {
			t.discard(l, i, spaceID(s))
		}
		for b := range e.buckets {
			for at := e.buckets[b]; at != 0; {
				f := t.flows.all[at]
				at = f.next
				if over {
					t.flows.free(f)
				} else {
					f.next, c.flows = c.flows, f.index
				}
			}
		}
		for _, id := range e.held {
			t.release(id)
		}
		e.clear()
	}
	c.active, l.conn = 0, nil
	t.links.leave(l.index)
}

// discard throws away the keys of a space, and what was under way there.
func (t *Transport) discard(l *link, e int, s spaceID) {
	sp := &l.ends[e].spaces[s]
	for k := sp.board.head; k != sp.board.tail; k++ {
		if x := sp.board.at(k); x.packet != 0 {
			t.unref(x.packet)
		}
	}
	for at := sp.again.first; at != 0; {
		f := t.frames.At(at)
		next := f.next
		t.frames.Free(at)
		at = next
	}
	if sp.crypto != nil {
		t.flows.free(sp.crypto)
	}
	b, g := sp.board, sp.got
	b.clear()
	g.clear()
	*sp = space{board: b, got: g, number: sp.number, gone: true, lossDue: sim.Never, ackDue: sim.Never}
	h := &l.ends[e]
	h.tries = 0
	for h.live < application && h.spaces[h.live].gone {
		h.live++
	}
}

// openQUIC opens a connection of QUIC from end 0.
func (t *Transport) openQUIC(c *Conn) {
	l := t.link(c)
	for i := range l.ends {
		e := &l.ends[i]
		e.clear()
		e.path.search(int64(l.c.Packet), int64(l.c.Largest))
		e.window.restart(int64(l.c.InitialWindow)*int64(l.c.Packet), int64(l.c.Packet))
		e.spaces[initial].open = true
	}
	c.ends[0].phase = opening
	e := &l.ends[0]
	e.valid = true
	t.say(l, 0, initial, l.c.Handshake.ClientHello)
	t.serveQUIC(l, 0)
	if l.c.Early {
		e.early, e.dry, e.spaces[application].open = true, false, true
		e.busy = true
		t.session.Ready(c, 0, true)
		e.busy = false
		t.soon(l, 0)
	}
}

// soon lets the end send once all that happens at this instant has happened.
func (t *Transport) soon(l *link, e int) {
	if h, now := &l.ends[e], t.kernel.Now(); now < h.armed {
		h.armed = now
		t.host.Alarm(l.conn, e, now)
	}
}

// say lets the end say something about keys.
func (t *Transport) say(l *link, e int, s spaceID, n sim.Bytes) {
	sp := &l.ends[e].spaces[s]
	sp.open = true
	if n == 0 {
		return
	}
	f := t.flows.new()
	f.crypto, f.end, f.final = true, uint8(e), int64(n)
	sp.crypto = f
}

// serveQUIC sends what can be sent.
func (t *Transport) serveQUIC(l *link, e int) {
	h := &l.ends[e]
	h.busy = true
	for h.asked = true; h.asked; {
		h.asked = false
		t.sendQUIC(l, e)
	}
	h.busy = false
	t.armQUIC(l, e)
}

// armQUIC asks to be woken for what the end waits for.
func (t *Transport) armQUIC(l *link, e int) {
	h := &l.ends[e]
	if l.conn.ends[e].phase <= parted {
		return
	}
	due := min(h.due, h.pace)
	if !h.muted(l.c) {
		due = min(due, h.spaces[application].ackDue)
	}
	if due < h.armed {
		h.armed = due
		t.host.Alarm(l.conn, e, due)
	}
}

// muted tells whether the end has to hear more before it may say more: three
// times as much, as long as the other end's address may be forged (RFC 9000,
// section 8.1).
func (h *qend) muted(c *quicStack) bool { return !h.valid && h.out+int64(c.Packet) > 3*h.in }

// understood is what follows from keys that have been agreed on.
func (t *Transport) understood(l *link, e int, s spaceID) {
	h, c := &l.ends[e], l.conn
	switch {
	case e == 1 && s == initial: // the client's hello
		t.say(l, 1, initial, l.c.Handshake.ServerHello)
		t.say(l, 1, shaking, l.c.Handshake.ServerFlight)
		h.spaces[application].open = true
		t.giveIDs(l, 1)
		c.ends[1].phase, h.dry = ready, false
		t.session.Ready(c, 1, false)
	case e == 0 && s == initial: // the server's
		h.spaces[shaking].open = true
	case e == 0 && s == shaking:
		t.say(l, 0, shaking, l.c.Handshake.ClientFinish)
		h.spaces[application].open, h.early = true, false
		t.giveIDs(l, 0)
		c.ends[0].phase, h.dry = ready, false
		t.session.Ready(c, 0, false)
	case e == 1 && s == shaking: // the handshake is over
		t.agree(l, 1)
		t.say(l, 1, application, l.c.Handshake.Tickets)
		t.enqueue(&h.spaces[application], frame{kind: confirmed})
		if n := int64(l.c.Token); n > 0 {
			t.enqueue(&h.spaces[application], frame{kind: token, to: 1 + varint(n) + n})
		}
	}
	t.unhold(l, e)
}

// giveIDs gives the other end further connection ids (RFC 9000, section 5.1.1).
func (t *Transport) giveIDs(l *link, e int) {
	n := l.c.ids[1-e]
	if n == 0 {
		return
	}
	for range l.c.FurtherIDs {
		t.enqueue(&l.ends[e].spaces[application], frame{kind: furtherID, to: 1 + 1 + 1 + 1 + n + 16})
	}
}

// agree notes that the handshake is confirmed.
func (t *Transport) agree(l *link, e int) {
	h := &l.ends[e]
	h.agreed, h.valid, h.path.at = true, true, max(t.kernel.Now(), 1)
	t.discard(l, e, initial)
	t.discard(l, e, shaking)
}

// closedQUIC tells the session that the connection is over for end.
func (t *Transport) closedQUIC(l *link, e int, why trace.Status) {
	c := l.conn
	if c.over(e) {
		return
	}
	t.forgetQUIC(l, e)
	if why == trace.OK {
		c.ends[e].phase = parted
	}
	t.session.Closed(c, e, why)
}

// forgetQUIC makes the end know nothing of the connection any more.
func (t *Transport) forgetQUIC(l *link, e int) {
	l.conn.ends[e].phase = closed
	h := &l.ends[e]
	h.due, h.pace, h.dry = sim.Never, sim.Never, true
	for s := range h.spaces {
		t.discard(l, e, spaceID(s))
	}
}
