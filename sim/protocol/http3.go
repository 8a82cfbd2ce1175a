package protocol

import (
	"sort"

	"backchat/sim"
	"backchat/sim/transport"
)

// Sizes of HTTP/3 as quic-go has it: what its ends say on their control streams
// (RFC 9114, section 6.2.1: the stream's type, and SETTINGS with one setting and
// with two), and QUIC's frames about streams (RFC 9000, section 19), but for
// numbers in them. It opens no streams for QPACK, since its encoder has no
// dynamic table.
const (
	clientControl = 8
	serverControl = 10
	errorCode     = 2 // 0x10c, H3_REQUEST_CANCELLED
	frameType     = 1
)

// chunkHTTP3 is how much of a message is written at a time.
const chunkHTTP3 = 16 << 10

// settleHTTP3 opens the control stream.
func (s *Stack) settleHTTP3(at *place) {
	n := [2]int64{clientControl, serverControl}[at.end]
	t := &s.muxes.At(at.l.mux).control[at.end]
	s.half(at)
	s.write(at, t, transport.StreamID(2+at.end), span{to: n, bytes: uint32(n), kind: Framing})
}

// nextHTTP3 is what a message writes next: HEADERS with the header of the DATA
// frame that follows, then content.
func (s *Stack) nextHTTP3(at place, m *outgoing) outcome {
	d := &s.exchanges.At(m.exchange.Index).out[at.end]
	if !m.begun {
		s.headHTTP3(d, m)
	} else {
		m.body = min(m.left, chunkHTTP3)
	}
	if m.unit() == 0 { // only the end of the stream is left to say
		m.final = true
		return writes
	}
	n, how := s.allowed(&at, d, m.unit())
	if how == writes && n < m.unit() && m.body > 0 {
		m.body = n
	}
	if how != writes {
		m.lead, m.head, m.wrap, m.body = 0, 0, 0, 0
		return how
	}
	s.spend(&at, d, m.unit())
	m.left -= m.body
	m.final = m.left == 0
	return writes
}

// headHTTP3 is what begins a message: its HEADERS, and the header of its DATA.
func (s *Stack) headHTTP3(d *direction, m *outgoing) {
	if m.Head != Part {
		sheet := &s.sheets[m.Head]
		n := sheet.qpack + int(m.Fields)
		if sheet.length && m.Last {
			n += number(m.Payload)
		}
		m.head = uint32(n)
		m.lead = uint32(frameType + variable(uint64(n)))
		if m.Head == Events {
			d.wrap = uint32(s.config.Event)
		}
	}
	if m.left > 0 {
		if m.Head == Part {
			m.wrap = d.wrap
		}
		m.lead += uint32(frameType + variable(uint64(m.left+m.wrap)))
	}
}

// pullStreams gives the bytes that are next on a QUIC connection: of the control
// stream, of QUIC's own frames, of exchanges in turn.
func (s *Stack) pullStreams(at *place, h *half, room int) (transport.Piece, bool) {
	if !at.l.open[at.end] {
		return transport.Piece{}, false
	}
	if t := &s.muxes.At(at.l.mux).control[at.end]; t.pulled < t.written {
		return t.pull(transport.StreamID(2+at.end), room), true
	}
	if h.tape.pulled < h.tape.written {
		return h.tape.pull(Frames, room), true
	}
	for h.turn.first != 0 {
		if p, ok := s.pullTurn(at, h, room); ok {
			return p, true
		}
	}
	return transport.Piece{}, false
}

// pullTurn gives a piece of the exchange whose turn it is, if it has one.
func (s *Stack) pullTurn(at *place, h *half, room int) (transport.Piece, bool) {
	i := h.turn.first
	m := s.msgs.At(i)
	if s.dropped(at, m) {
		h.turn.pop(&s.msgs)
		s.msgs.Free(i)
		return transport.Piece{}, false
	}
	x := s.exchanges.At(m.exchange.Index)
	t := &x.out[at.end].tape
	if t.pulled == t.written {
		if !s.begin(at, h, i, m) {
			return transport.Piece{}, false
		}
		s.record(at, t, x.stream, i, m)
	}
	p := t.pull(x.stream, room)
	if t.pulled < t.written || !m.final {
		if s.config.Order == "roundRobin" {
			h.turn.push(&s.msgs, h.turn.pop(&s.msgs))
		}
		return p, p.From < p.To
	}
	p.Fin = m.Last
	h.turn.pop(&s.msgs)
	s.follow(at, h, m)
	return p, p.From < p.To || p.Fin
}

// find is the exchange of a stream; 0: it is no more.
func (s *Stack) find(mx *mux, stream transport.StreamID) int {
	k := sort.Search(len(mx.streams), func(k int) bool { return s.exchanges.At(mx.streams[k]).stream >= stream })
	if k < len(mx.streams) && s.exchanges.At(mx.streams[k]).stream == stream {
		return k
	}
	return -1
}

// arrivedStream reads what can be read of one stream.
func (s *Stack) arrivedStream(at *place, stream transport.StreamID, upTo int64) {
	mx := s.muxes.At(at.l.mux)
	if stream&3 != 0 {
		t := &mx.control[1-at.end]
		for _, ok := s.take(t, upTo); ok; _, ok = s.take(t, upTo) {
		}
		from := place{at.c, at.l, 1 - at.end}
		s.rest(&from)
		return
	}
	k := s.find(mx, stream)
	if k < 0 {
		return
	}
	live, r := s.links.Ref(at.c.Session), s.exchanges.Ref(mx.streams[k])
	if n := s.exchanges.At(r.Index).out[1-at.end].tape.arrived(upTo); n > 0 {
		s.allow(at, r, n)
	}
	for x := s.exchanges.Get(r); x != nil; x = s.exchanges.Get(r) {
		p, ok := s.take(&x.out[1-at.end].tape, upTo)
		if !ok {
			break
		}
		s.read(at, &p)
		if s.links.Get(live) == nil {
			return
		}
	}
	from := place{at.c, at.l, 1 - at.end}
	s.rest(&from)
	s.push(at)
}

// allow is told that n bytes of an exchange were read: once a quarter of a
// window has been, it is opened again (quic-go: WindowUpdateThreshold in
// internal/protocol/params.go). Where it is wider than before, the connection's is half
// as wide again at least (ConnectionFlowControlMultiplier).
func (s *Stack) allow(at *place, r sim.Ref, n int64) {
	x := s.exchanges.At(r.Index)
	in, now, rtt := &x.out[1-at.end].inflow, s.clock.Now(), s.carrier.RoundTrip(at.c, at.end)
	more, wider := in.readTuned(n, now, rtt, int64(s.dialect.widest[0]))
	if more > 0 {
		s.control(at, Framing, span{bytes: uint32(frameType + variable(uint64(x.stream)) + 4), event: Credit, about: r, value: uint32(more)})
	}
	if wider {
		s.muxes.At(at.l.mux).inflow[at.end].ensure(in.size*3/2, now, int64(s.dialect.widest[1]))
	}
	s.allowConnection(at, n)
}

// allowConnection is told the same of the connection's window.
func (s *Stack) allowConnection(at *place, n int64) {
	in, rtt := &s.muxes.At(at.l.mux).inflow[at.end], s.carrier.RoundTrip(at.c, at.end)
	if more, _ := in.readTuned(n, s.clock.Now(), rtt, int64(s.dialect.widest[1])); more > 0 {
		s.control(at, Framing, span{bytes: frameType + 4, event: Credit, value: uint32(more)})
	}
}

// acknowledgedStream ends an exchange once the server knows that the client has
// all of its answer.
func (s *Stack) acknowledgedStream(at *place, stream transport.StreamID, upTo int64) {
	mx := s.muxes.At(at.l.mux)
	k := s.find(mx, stream)
	if k < 0 {
		return
	}
	i := mx.streams[k]
	x := s.exchanges.At(i)
	if x.out[0].over && x.out[1].over && upTo >= x.out[1].tape.written {
		s.endHTTP3(at, i, x)
		s.push(at)
	}
}

// endHTTP3 forgets an exchange. The server lets its client begin another.
func (s *Stack) endHTTP3(at *place, i uint32, x *exchange) {
	mx := s.muxes.At(at.l.mux)
	k := s.find(mx, x.stream)
	mx.streams = append(mx.streams[:k], mx.streams[k+1:]...)
	s.account(at, x)
	s.unlink(at.l, i, x)
	if at.end == 1 {
		s.moreStreams(at)
	}
}

// account counts what was sent in an exchange and will not be read as though it
// had been: who is told of a reset is told how long the stream was (RFC 9000,
// section 4.5).
func (s *Stack) account(at *place, x *exchange) {
	for end := range x.out {
		t := &x.out[1-end].tape
		reader := place{at.c, at.l, end}
		if n := t.written - t.there; n > 0 {
			s.allowConnection(&reader, n)
			s.push(&reader)
		}
	}
}

func (s *Stack) moreStreams(at *place) {
	limit := uint64(s.muxes.At(at.l.mux).limit) + 1
	s.control(at, Framing, span{bytes: uint32(frameType + variable(limit)), event: MoreStreams})
}

// resetHTTP3 cancels both directions of an exchange: RESET_STREAM and
// STOP_SENDING (RFC 9000, sections 19.4 and 19.5).
func (s *Stack) resetHTTP3(at *place, r sim.Ref, x *exchange) {
	id := variable(uint64(x.stream))
	n := frameType + id + errorCode + variable(uint64(x.out[at.end].tape.written)) + frameType + id + errorCode
	s.control(at, Framing, span{bytes: uint32(n), about: r, event: Reset})
	if at.end == 1 {
		s.moreStreams(at)
	}
}
