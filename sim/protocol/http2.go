package protocol

import "backchat/sim"

// Sizes of HTTP/2 (RFC 9113): the header of each frame (section 4.1), the
// preface (3.4), one setting (6.5.1), and the payloads of frames about frames
// (6.7, 6.8, 6.9).
const (
	frameHTTP2   = 9
	preface      = 24
	setting      = 6
	windowUpdate = frameHTTP2 + 4
	pingHTTP2    = frameHTTP2 + 8
	goAway       = frameHTTP2 + 8
)

// How many settings Go's client and server send (h2_bundle.go: newClientConn,
// serverConn.serve).
const (
	clientSettings = 4
	serverSettings = 5
)

// settle says at the beginning of a connection what this end allows.
func (s *Stack) settle(at *place) {
	mine := &s.dialect.windows[at.end]
	switch {
	case s.dialect.quic:
		s.settleHTTP3(at)
	case s.config.GRPC:
		s.settleGRPC(at)
	case at.end == 0:
		s.control(at, Framing,
			span{bytes: preface},
			span{bytes: frameHTTP2 + clientSettings*setting, event: Settings, value: uint32(mine[0])},
			span{bytes: windowUpdate, event: Credit, value: uint32(mine[1])})
		s.muxes.At(at.l.mux).inflow[0].left += unsettled // Go adds its window to what there is
	default:
		s.control(at, Framing, span{bytes: frameHTTP2 + serverSettings*setting, event: Settings, value: uint32(mine[0])})
	}
}

// heardSettings applies what the other end allows on each exchange, and says
// that it is heard. Go's server widens the connection's window in the same
// write.
func (s *Stack) heardSettings(at *place, window uint32) {
	mx := s.muxes.At(at.l.mux)
	more := int64(window) - mx.initial[at.end]
	mx.initial[at.end] = int64(window)
	if !at.l.open[at.end] && s.config.GRPC {
		s.opens(at)
	}
	for i := at.l.exchanges; i != 0; i = s.exchanges.At(i).next {
		if x := s.exchanges.At(i); x.admitted {
			s.widen(at, &x.out[at.end], more)
		}
	}
	heard := span{bytes: frameHTTP2, event: SettingsHeard}
	if more := s.dialect.windows[1][1] - unsettled; at.end == 1 && more > 0 && !s.config.GRPC {
		s.control(at, Framing, span{bytes: windowUpdate, event: Credit, value: uint32(more)}, heard)
		return
	}
	s.control(at, Framing, heard)
}

// agree is told that the other end knows what this one allows on each exchange.
// Where that is less than there was before, a window may be overdrawn for a
// while (RFC 9113, section 6.9.2): it is opened again at once for what was read,
// since nothing comes before that.
func (s *Stack) agree(at *place) {
	mx := s.muxes.At(at.l.mux)
	more := mx.asked[at.end] - mx.agreed[at.end]
	mx.agreed[at.end] += more
	for i := at.l.exchanges; i != 0; i = s.exchanges.At(i).next {
		if x := s.exchanges.At(i); x.admitted {
			in := &x.out[1-at.end].inflow
			if in.left += more; more < 0 {
				s.credit(at, s.exchanges.Ref(i), in.renew(s.refresh(at, 0)))
			}
		}
	}
}

// credit lets the other end send so much more of an exchange.
func (s *Stack) credit(at *place, r sim.Ref, more int64) {
	if more > 0 {
		s.control(at, Framing, span{bytes: windowUpdate, event: Credit, about: r, value: uint32(more)})
	}
}

// nextHTTP2 is the next frame of a message: HEADERS, then DATA. Where all
// content was gathered, its last frame ends the stream; otherwise an empty one
// does.
func (s *Stack) nextHTTP2(at place, m *outgoing) outcome {
	d := &s.exchanges.At(m.exchange.Index).out[at.end]
	m.lead = frameHTTP2
	if s.config.GRPC {
		return s.nextGRPC(&at, m, d)
	}
	if !m.begun && m.Head != Part {
		second := uint32(s.clock.Now() / 1e9)
		mx := s.muxes.At(at.l.mux)
		m.head = uint32(mx.tables[at.end].compress(&s.sheets[m.Head], &m.Message, second, uint32(s.config.HeaderTable)))
		m.final = m.left == 0
		if m.Head == Events {
			d.wrap = uint32(s.config.Event)
		}
		return writes
	}
	if m.left == 0 {
		m.final = true
		return writes
	}
	if m.left == m.Payload {
		m.wrap = d.wrap
	}
	n, how := s.allowed(&at, d, min(m.left+m.wrap, uint32(s.config.Frame)))
	if how != writes {
		m.lead, m.wrap = 0, 0
		return how
	}
	s.spend(&at, d, n)
	m.wrap = min(m.wrap, n-1)
	m.body = n - m.wrap
	m.left -= m.body
	m.final = m.left == 0 && (!m.Last || int64(m.Payload) <= int64(s.config.Gather))
	return writes
}

// readAtOnce is how much of a frame who asked reads at once (Go's io.Discard: 8 KiB).
const readAtOnce = 8 << 10

// consumed is told that a frame has come, whose content is read at once.
func (s *Stack) consumed(at *place, m *outgoing, p *span) {
	n := int64(p.value)
	if s.config.GRPC {
		s.consumedGRPC(at, m, n)
		return
	}
	for n > readAtOnce {
		s.allowMore(at, m, readAtOnce)
		n -= readAtOnce
	}
	s.allowMore(at, m, n)
}

// allowMore is told that so much content has been read: now and then more is allowed.
func (s *Stack) allowMore(at *place, m *outgoing, n int64) {
	var spans [2]span
	all := spans[:0]
	if more := s.muxes.At(at.l.mux).inflow[at.end].read(n, refresh); more > 0 {
		all = append(all, span{bytes: windowUpdate, event: Credit, value: uint32(more)})
	}
	if m != nil {
		if x := s.exchanges.Get(m.exchange); x != nil {
			if more := x.out[1-at.end].inflow.read(n, refresh); more > 0 {
				all = append(all, span{bytes: windowUpdate, event: Credit, about: m.exchange, value: uint32(more)})
			}
		}
	}
	if len(all) > 0 {
		s.control(at, Framing, all...)
	}
}
