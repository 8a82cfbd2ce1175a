package protocol

import (
	"backchat/sim"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

// Frames is the stream on which HTTP/3's ends tell each other of windows,
// streams and resets. On a real wire these are QUIC's own frames in any packet:
// its bytes are theirs, and no frame of a stream is around them.
const Frames transport.StreamID = 1<<32 - 1

// A Clock tells the present instant.
type Clock interface{ Now() sim.Time }

// A Stack is what runs on all connections of one configuration.
type Stack struct {
	// Watch, where there is one, is told of all bytes as they are written.
	Watch func(Stretch)

	config  Config
	dialect dialect
	sheets  *[heads]sheet
	flights []step
	around  int // what a record of TLS adds; 0 where there are none
	clock   Clock
	carrier transport.Carrier
	user    User

	links     sim.Slab[link]
	halves    sim.Slab[half]
	muxes     sim.Slab[mux]
	exchanges sim.Slab[exchange]
	msgs      sim.Slab[outgoing]
	spans     sim.Slab[span]
	bytes     [2][Kinds]int64
}

// A link is what is kept of a connection for as long as it lives.
type link struct {
	at        [2]int64  // bytes that each end has written on the one stream, while nothing is under way
	half      [2]uint32 // what each end has under way; 0: nothing
	mux       uint32    // of a protocol with many exchanges
	exchanges uint32    // the first of those under way
	active    uint32    // how many of them count against the limit
	records   [2]uint16 // that each end has written while they grow
	steps     [2]uint8  // of the opening that each end has sent or read
	ready     [2]bool
	settled   [2]bool // that end has said what it allows
	open      [2]bool
	closed    [2]bool
}

// A half is what one end has under way on a connection.
type half struct {
	tape    tape // of TCP's one stream, or of [Frames]
	turn    list // whose frames are next
	blocked list // waits for the connection's window
	pending list // requests that wait for an exchange to end
	fed     bool // the carrier knows that there is something to send
}

// A place is one end of a connection, and what is kept of it.
type place struct {
	c   *transport.Conn
	l   *link
	end int
}

// New is a stack for that configuration.
func New(config *Config, clock Clock, carrier transport.Carrier, user User) *Stack {
	d := config.dialect()
	s := &Stack{config: *config, dialect: d, sheets: newSheets(config.words(&d)), clock: clock, carrier: carrier, user: user}
	if d.quic {
		return s
	}
	s.around = config.TLS.around()
	for _, f := range config.TLS.opening(&d) {
		s.flights = append(s.flights, step{f, Security})
	}
	if d.name == "websocket" {
		s.flights = append(s.flights, step{flight{0, s.sheets[Upgrade].text}, Header}, step{flight{1, s.sheets[Agreed].text}, Header})
	}
	if d.streams == 0 {
		s.flights = append(s.flights, config.Greeting.steps()...)
	}
	return s
}

// QUIC tells whether its connections are of QUIC.
func (s *Stack) QUIC() bool { return s.dialect.quic }

// Bytes is how many bytes end has written on all connections, by kind.
func (s *Stack) Bytes(end int) [Kinds]int64 { return s.bytes[end] }

// Open takes on a connection that is being opened.
func (s *Stack) Open(c *transport.Conn) {
	r, l := s.links.New()
	c.Session = r.Index
	if s.dialect.turns {
		l.mux = s.newMux()
	}
}

// place is that end of the connection.
func (s *Stack) place(c *transport.Conn, end int) place {
	return place{c, s.links.At(c.Session), end}
}

// half is what that end has under way, from now on if there was nothing.
func (s *Stack) half(at *place) *half {
	if i := at.l.half[at.end]; i != 0 {
		return s.halves.At(i)
	}
	r, h := s.halves.New()
	at.l.half[at.end] = r.Index
	n := at.l.at[at.end]
	h.tape = tape{there: n, pulled: n, written: n}
	return h
}

// rest gives the half back where nothing is under way any more.
func (s *Stack) rest(at *place) {
	i := at.l.half[at.end]
	if i == 0 {
		return
	}
	h := s.halves.At(i)
	if s.dialect.quic && !s.muxes.At(at.l.mux).control[at.end].idle() {
		return
	}
	if h.tape.idle() && h.turn.first == 0 && h.blocked.first == 0 && h.pending.first == 0 {
		at.l.at[at.end], at.l.half[at.end] = h.tape.written, 0
		s.halves.Free(i)
	}
}

// push tells the carrier that that end has something to send, unless it knows.
func (s *Stack) push(at *place) {
	if i := at.l.half[at.end]; i != 0 && at.l.ready[at.end] {
		if h := s.halves.At(i); !h.fed {
			h.fed = true
			s.carrier.Push(at.c, at.end)
		}
	}
}

// control writes spans of one kind, which go at once, together, behind what is
// written already and, of HTTP/2, behind the frame that is being written: a frame
// is whole before another begins (RFC 9113, section 4.1).
func (s *Stack) control(at *place, kind Kind, spans ...span) {
	s.fill(at, s.half(at), s.dialect.socket)
	if s.dialect.turns && !s.dialect.quic {
		s.finishFrame(at)
	}
	n := 0
	for i := range spans {
		n += int(spans[i].bytes)
	}
	t := &s.half(at).tape
	stream := transport.StreamID(0)
	if s.dialect.quic {
		stream = Frames
	}
	to := t.written + int64(n+s.around)
	s.stamp(t, s.clock.Now())
	for i := range spans {
		spans[i].to, spans[i].kind = to, kind
		spans[i].last = s.around == 0 && i == len(spans)-1
		s.write(at, t, stream, spans[i])
	}
	s.seal(at, t, to)
}

// seal writes what a record of TLS adds to what has been written.
func (s *Stack) seal(at *place, t *tape, to int64) {
	if s.around == 0 {
		return
	}
	if n := &at.l.records[at.end]; *n <= recordGrowth {
		*n++
	}
	s.write(at, t, 0, span{to: to, bytes: uint32(s.around), kind: Security, last: true})
}

// Pull gives the bytes that are next.
func (s *Stack) Pull(c *transport.Conn, end, room int) (p transport.Piece, ok bool) {
	at := s.place(c, end)
	i := at.l.half[end]
	if i == 0 {
		return transport.Piece{}, false
	}
	h := s.halves.At(i)
	if s.dialect.quic {
		p, ok = s.pullStreams(&at, h, room)
	} else {
		s.fill(&at, h, max(int64(room), s.dialect.socket))
		p = h.tape.pullTo(s.border(&h.tape), 0, room)
		ok = p.From < p.To
	}
	if h.fed = ok; !ok {
		s.rest(&at)
	}
	return p, ok
}

// fill writes what there is to write, until so much of it is in no packet yet.
func (s *Stack) fill(at *place, h *half, ahead int64) {
	for h.tape.written-h.tape.pulled < ahead && s.advance(at, h) {
	}
}

// finishFrame writes the rest of the frame that is being written, if one is.
func (s *Stack) finishFrame(at *place) {
	h := s.half(at)
	i := h.turn.first
	if i == 0 {
		return
	}
	m := s.msgs.At(i)
	if m.unit() == 0 {
		return
	}
	for m.unit() > 0 {
		s.record(at, &h.tape, 0, i, m)
	}
	s.turned(at, h, m)
}

// advance writes the next record of whose turn it is. It tells whether there
// may be more to write.
func (s *Stack) advance(at *place, h *half) bool {
	i := h.turn.first
	if i == 0 || !at.l.open[at.end] {
		return false
	}
	m := s.msgs.At(i)
	if m.unit() == 0 && !s.begin(at, h, i, m) {
		return true
	}
	s.record(at, &h.tape, 0, i, m)
	if m.unit() == 0 {
		s.turned(at, h, m)
	}
	return true
}

// begin takes the next frame of the message whose turn it is. Where there is
// none, it makes way for others.
func (s *Stack) begin(at *place, h *half, i uint32, m *outgoing) bool {
	if s.dropped(at, m) {
		h.turn.pop(&s.msgs)
		s.msgs.Free(i)
		return false
	}
	how := s.dialect.next(s, *at, m)
	m.stuck = how != writes
	switch how {
	case parked:
		s.exchanges.At(m.exchange.Index).out[at.end].parked = h.turn.pop(&s.msgs)
		return false
	case blocked:
		h.blocked.push(&s.msgs, h.turn.pop(&s.msgs))
		return false
	}
	return true
}

// dropped tells whether a message is not to be written any more: its exchange is
// over, or that end has cancelled it.
func (s *Stack) dropped(at *place, m *outgoing) bool {
	if m.exchange == (sim.Ref{}) {
		return false
	}
	x := s.exchanges.Get(m.exchange)
	return x == nil || x.out[at.end].cancelled
}

// turned gives the turn to who is next.
func (s *Stack) turned(at *place, h *half, m *outgoing) {
	switch {
	case m.final:
		h.turn.pop(&s.msgs)
		s.follow(at, h, m)
	case s.dialect.turns && s.config.Order == "roundRobin":
		h.turn.push(&s.msgs, h.turn.pop(&s.msgs))
	}
}

// follow lets the exchange's next message take its turn.
func (s *Stack) follow(at *place, h *half, m *outgoing) {
	x := s.exchanges.Get(m.exchange)
	if x == nil {
		return
	}
	d := &x.out[at.end]
	if i := d.queue.pop(&s.msgs); i != 0 {
		h.turn.push(&s.msgs, i)
	} else {
		d.busy = false
	}
}

// record writes one record of the message's frame; in the clear, all of it.
func (s *Stack) record(at *place, t *tape, stream transport.StreamID, i uint32, m *outgoing) {
	n := min(m.unit(), recordMost)
	if s.around > 0 {
		n = min(n, uint32(s.config.TLS.record(t.written, int(at.l.records[at.end]))))
	}
	to := int64(0)
	if s.around > 0 {
		to = t.written + int64(n) + int64(s.around)
	}
	if !m.begun {
		m.start = t.written
	}
	about := s.msgs.Ref(i)
	from, content := t.written, min(n, m.unit()-m.tail)-min(n, m.lead+m.head+m.wrap)
	s.stamp(t, m.handed)
	if n == 0 {
		s.write(at, t, stream, span{to: t.written, about: about, event: m.event()})
	}
	for _, part := range [...]struct {
		left *uint32
		kind Kind
		flow bool
	}{{&m.lead, Framing, false}, {&m.head, Header, false}, {&m.wrap, Framing, true}, {&m.body, Payload, true}, {&m.tail, Framing, false}} {
		taken := min(n, *part.left)
		if taken == 0 {
			continue
		}
		*part.left -= taken
		n -= taken
		p := span{to: to, about: about, bytes: taken, kind: part.kind, event: m.event()}
		switch {
		case part.flow && s.config.GRPC:
			if m.flow += taken; m.wrap+m.body == 0 {
				p.value, m.flow = m.flow, 0
			}
		case part.flow:
			p.value = taken
		}
		if to == 0 {
			p.to = t.written + int64(taken)
			p.last = n == 0
		}
		s.write(at, t, stream, p)
	}
	s.seal(at, t, to)
	m.around += uint32(t.written-from) - content
	m.wrote = t.written
}

// event is what it means that the bytes just taken are read.
func (m *outgoing) event() Event {
	ends := m.final && m.unit() == 0
	switch begins := !m.begun; {
	case begins && ends:
		m.begun = true
		return BeginsEnds
	case begins:
		m.begun = true
		return Begins
	case ends:
		return Ends
	}
	return Nothing
}

// Arrived reads what can be read.
func (s *Stack) Arrived(c *transport.Conn, end int, stream transport.StreamID, upTo int64) {
	at := s.place(c, end)
	if s.dialect.quic && stream != Frames {
		s.arrivedStream(&at, stream, upTo)
		return
	}
	from := place{c, at.l, 1 - end}
	live := s.links.Ref(c.Session)
	if i := at.l.half[1-end]; i != 0 {
		s.halves.At(i).tape.arrived(upTo)
	}
	for {
		i := at.l.half[1-end]
		if i == 0 {
			break
		}
		p, ok := s.take(&s.halves.At(i).tape, upTo)
		if !ok {
			break
		}
		s.read(&at, &p)
		if s.links.Get(live) == nil {
			return
		}
	}
	s.rest(&from)
	s.push(&at)
}

// Ended reads the end of a stream of HTTP/3. Where a connection over TCP is
// closed by the other end, this one closes it, too.
func (s *Stack) Ended(c *transport.Conn, end int, stream transport.StreamID) {
	at := s.place(c, end)
	switch {
	case !s.dialect.quic:
		s.carrier.Finish(c, end)
	case stream != Frames:
		s.arrivedStream(&at, stream, 1<<62)
	}
}

// Acknowledged ends a QUIC stream whose last bytes the other has: there is room
// for another.
func (s *Stack) Acknowledged(c *transport.Conn, end int, stream transport.StreamID, upTo int64) {
	if s.dialect.quic && stream != Frames && end == 1 {
		at := s.place(c, end)
		s.acknowledgedStream(&at, stream, upTo)
	}
}

// Closed ends what was under way at that end, and forgets the connection once
// both know.
func (s *Stack) Closed(c *transport.Conn, end int, why trace.Status) {
	at, live := s.place(c, end), s.links.Ref(c.Session)
	l := at.l
	l.closed[end], l.open[end] = true, false
	for i := l.exchanges; i != 0; {
		x := s.exchanges.At(i)
		next := x.next
		d := &x.out[end]
		tell := !d.cancelled && (end == 0 || x.known)
		d.cancelled = true
		if tell {
			s.user.Reset(c, end, s.exchanges.Ref(i), why)
		}
		i = next
	}
	s.user.Closed(c, end, why)
	if s.links.Get(live) != nil && l.closed[1-end] { // else the user has closed the other end in turn
		s.forget(&at)
	}
}
