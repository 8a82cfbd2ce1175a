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
	id spaceID
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
	seat[quicStack]
	link      *link
	spaces    [spaces]space
	live      spaceID // the first of them whose keys are not thrown away; application where all are
	window    window
	rtt       estimator
	hystart   hystart
	pacer     pacer
	path      discovery
	cut       sim.Time   // the window was last reduced; 0: never
	counted   int64      // packets that arrived since the window last grew
	tries     int        // time-outs in a row
	probes    int        // packets that may be sent whatever the window says
	probe     spaceID    // where
	silent    int        // packets in a row that ask for no acknowledgement
	began     sim.Time   // the handshake
	heard     sim.Time   // when something last came
	hopes     sim.Time   // when it first asked for an acknowledgement since, if it has
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
	turn      sim.Time // the pacer lets the next through
	armed     sim.Time
	busy      bool
	asked     bool
	hoping    bool
}

// A link is both ends of a QUIC connection on which something is under way.
type link struct {
	conn  *Conn
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
		kept[s] = space{id: spaceID(s), board: b, got: g, lossDue: sim.Never, ackDue: sim.Never}
	}
	*e = qend{seat: e.seat, link: e.link, spaces: kept, held: held, dry: true, due: sim.Never, turn: sim.Never, armed: sim.Never}
}

// link is what is needed for something to be under way on c.
func (t *Transport) link(c *Conn) *link {
	if c.active != 0 {
		return t.links.all[c.active]
	}
	return t.newLink(c)
}

func (t *Transport) newLink(c *Conn) *link {
	i, l := t.links.take()
	l.index, l.conn, c.active = i, c, i
	for i := range l.ends {
		h := &l.ends[i]
		h.seat, h.link = seat[quicStack]{c, &c.ends[i], t.stacks[c.stack].quic, i}, l
		h.wakeUp(&c.ends[1-i])
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
func (e *qend) wakeUp(other *rest) {
	e.clear()
	c, r := e.c, e.rest
	full := int64(r.room)
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

func (e *qend) layDown() {
	r := e.rest
	r.sent, r.room, r.used = e.spaces[application].number, uint16(e.path.size), e.path.at
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
func (t *Transport) flow(h *qend, s StreamID) *flow {
	if h.latest != 0 {
		if f := t.flows.all[h.latest]; f.stream == s {
			return f
		}
	}
	return t.seek(h, s)
}

// seek is the flow of a stream other than the latest, a new one where it has none.
func (t *Transport) seek(h *qend, s StreamID) *flow {
	for at := h.buckets[bucket(s)]; at != 0; at = t.flows.all[at].next {
		if t.flows.all[at].stream == s {
			h.latest = at
			return t.flows.all[at]
		}
	}
	f := t.flows.new()
	f.stream, f.end = s, uint8(h.side)
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

// still tells whether the end has no more to do, as far as it knows.
func (e *qend) still() bool { return !e.busy && (e.rest.over() || e.quiet()) }

// quiet tells whether the end waits for nothing.
func (e *qend) quiet() bool {
	a := &e.spaces[application]
	return a.pending == 0 && e.idle() && a.settled()
}

// idle tells whether neither the end nor its application has anything to say, but
// that something has arrived.
func (e *qend) idle() bool {
	a := &e.spaces[application]
	return e.dry && e.agreed && !e.done && !a.ackNow && a.again.first == 0 && a.crypto == nil && len(e.held) == 0
}

// settled tells whether nothing is under way of which word may still come: not
// where all there is is a probe for larger packets that the lane has lost.
func (sp *space) settled() bool {
	return sp.board.len() == 0 || sp.board.alone() && sp.board.at(sp.board.oldest-1).gone
}

// rest gives l back where nothing is under way, and nobody is at work on it.
func (t *Transport) rest(l *link) {
	if l.held == 0 && l.ends[1].still() && l.ends[0].still() { // servers mostly have more to do
		t.leaveLink(l)
	}
}

func (t *Transport) leaveLink(l *link) {
	c := l.conn
	for i := range l.ends {
		if c.over(i) { // what it has sent may still come
			l.ends[i].spaces[application].number = l.ends[1-i].spaces[application].top
		}
	}
	over := c.Over()
	for i := range l.ends {
		e := &l.ends[i]
		e.layDown()
		if e.armed != sim.Never {
			t.host.Alarm(c, i, sim.Never)
		}
		for s := range e.spaces {
			t.discard(e, spaceID(s))
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
func (t *Transport) discard(h *qend, s spaceID) {
	sp := &h.spaces[s]
	for k := sp.board.head; k != sp.board.tail; k++ {
		if x := sp.board.at(k); x.packet != 0 {
			t.unref(x.packet, t.datagrams.At(x.packet))
		}
	}
	t.freeFrames(sp.again.first)
	if sp.crypto != nil {
		t.flows.free(sp.crypto)
	}
	b, g := sp.board, sp.got
	b.clear()
	g.clear()
	*sp = space{id: s, board: b, got: g, number: sp.number, gone: true, lossDue: sim.Never, ackDue: sim.Never}
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
		e.path.search(int64(e.c.Packet), int64(e.c.Largest))
		e.window.restart(int64(e.c.InitialWindow)*int64(e.c.Packet), int64(e.c.Packet))
		e.spaces[initial].open = true
	}
	c.ends[0].phase = opening
	e := &l.ends[0]
	e.valid, e.began = true, t.kernel.Now()
	t.say(e, initial, e.c.Handshake.ClientHello)
	t.serveQUIC(e)
	if e.c.Early {
		e.early, e.dry, e.spaces[application].open = true, false, true
		e.busy = true
		t.session.Ready(c, 0, true)
		e.busy = false
		t.soon(e)
	}
}

// soon lets the end send once all that happens at this instant has happened.
func (t *Transport) soon(h *qend) {
	if now := t.kernel.Now(); now < h.armed {
		h.armed = now
		t.host.Alarm(h.conn, h.side, now)
	}
}

// say lets the end say something about keys.
func (t *Transport) say(h *qend, s spaceID, n sim.Bytes) {
	sp := &h.spaces[s]
	sp.open = true
	if n == 0 {
		return
	}
	f := t.flows.new()
	f.crypto, f.end, f.final = true, uint8(h.side), int64(n)
	sp.crypto = f
}

// serveQUIC sends what can be sent.
func (t *Transport) serveQUIC(h *qend) {
	h.busy = true
	for h.asked = true; h.asked; {
		h.asked = false
		t.sendQUIC(h)
	}
	h.busy = false
	t.armQUIC(h)
}

// armQUIC asks to be woken for what the end waits for.
func (t *Transport) armQUIC(h *qend) {
	if h.rest.phase <= parted {
		return
	}
	due := min(h.due, h.turn)
	if !h.muted() {
		due = min(due, h.spaces[application].ackDue)
	}
	if due < h.armed {
		h.armed = due
		t.host.Alarm(h.conn, h.side, due)
	}
}

// muted tells whether the end has to hear more before it may say more: three
// times as much, as long as the other end's address may be forged (RFC 9000,
// section 8.1).
func (h *qend) muted() bool { return !h.valid && h.out+int64(h.c.Packet) > 3*h.in }

// understood is what follows from keys that have been agreed on.
func (t *Transport) understood(h *qend, s spaceID) {
	c := h.conn
	switch {
	case h.side == 1 && s == initial: // the client's hello
		t.say(h, initial, h.c.Handshake.ServerHello)
		t.say(h, shaking, h.c.Handshake.ServerFlight)
		h.spaces[application].open = true
		t.giveIDs(h)
		c.ends[1].phase, h.dry = ready, false
		t.session.Ready(c, 1, false)
	case h.side == 0 && s == initial: // the server's
		h.spaces[shaking].open = true
	case h.side == 0 && s == shaking:
		t.say(h, shaking, h.c.Handshake.ClientFinish)
		h.spaces[application].open, h.early = true, false
		t.giveIDs(h)
		c.ends[0].phase, h.dry = ready, false
		t.session.Ready(c, 0, false)
	case h.side == 1 && s == shaking: // the handshake is over
		t.agree(h)
		t.say(h, application, h.c.Handshake.Tickets)
		t.enqueue(&h.spaces[application], frame{kind: confirmed})
		if n := int64(h.c.Token); n > 0 {
			t.enqueue(&h.spaces[application], frame{kind: token, to: 1 + varint(n) + n})
		}
	}
	t.unhold(h)
}

// giveIDs gives the other end further connection ids (RFC 9000, section 5.1.1).
func (t *Transport) giveIDs(h *qend) {
	n := h.c.ids[1-h.side]
	if n == 0 {
		return
	}
	for range h.c.FurtherIDs {
		t.enqueue(&h.spaces[application], frame{kind: furtherID, to: 1 + 1 + 1 + 1 + n + 16})
	}
}

// agree notes that the handshake is confirmed.
func (t *Transport) agree(h *qend) {
	h.agreed, h.valid, h.path.at = true, true, max(t.kernel.Now(), 1)
	t.discard(h, initial)
	t.discard(h, shaking)
}

// closedQUIC tells the session that the connection is over for end.
func (t *Transport) closedQUIC(h *qend, why trace.Status) {
	if h.rest.over() {
		return
	}
	t.forgetQUIC(h)
	if why == trace.OK {
		h.rest.phase = parted
	}
	t.session.Closed(h.conn, h.side, why)
}

// forgetQUIC makes the end know nothing of the connection any more. What it has said of
// keys may still be read by the other.
func (t *Transport) forgetQUIC(h *qend) {
	h.rest.phase = closed
	h.due, h.turn, h.dry = sim.Never, sim.Never, true
	for s := range h.spaces {
		sp := &h.spaces[s]
		said := sp.crypto
		sp.crypto = nil
		t.discard(h, spaceID(s))
		sp.crypto = said
	}
}
