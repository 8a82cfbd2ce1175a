package protocol

// Sizes and rules of gRPC over HTTP/2 (github.com/grpc/grpc, PROTOCOL-HTTP2.md), as
// grpc-go has them (v1.85.0, internal/transport). An end that reads content measures
// the path by a ping, one at a time, before which it opens its window for what it has
// read (bdpEstimator, handleData): that is most of what a small call costs besides its
// header. By that measure it widens its windows (updateFlowControl), and for a message that
// is larger than what an exchange has left it opens that of the exchange (maybeAdjust).
// A client asks nothing before it has heard what the server allows (NewHTTP2Client). Who
// reads does so at once. An end whose windows the configuration says measures nothing
// (WithStaticStreamWindowSize). What windows allow goes to the socket at once, so that the
// answer to a ping waits behind that.
const (
	prefixGRPC   = 1 + 4   // a flag and the length, before each message (Length-Prefixed-Message)
	settingsGRPC = 1       // of a server: the largest frame (NewServerTransport)
	socketGRPC   = 4 << 20 // what windows allow is written at once, as far as the socket has room (Linux, tcp_wmem: 4 MiB at most)
	quarterGRPC  = 4       // a window is opened again once so much of it was read (inFlow.onRead, trInFlow.onData)
)

// settleGRPC says at the beginning of a connection what this end allows: nothing but
// the defaults of HTTP/2, unless the configuration says otherwise.
func (s *Stack) settleGRPC(at *place) {
	mine := &s.dialect.windows[at.end]
	settings := uint32(0)
	if at.end == 1 {
		settings = settingsGRPC
	}
	if mine[0] != unsettled {
		settings++
	}
	spans := []span{{bytes: frameHTTP2 + settings*setting, event: Settings, value: uint32(mine[0])}}
	if at.end == 0 {
		spans = append([]span{{bytes: preface}}, spans...)
	}
	if mine[1] > unsettled {
		spans = append(spans, span{bytes: windowUpdate, event: Credit, value: uint32(mine[1] - unsettled)})
	}
	s.control(at, Framing, spans...)
}

// refresh is the least that an end allows anew: on an exchange (0), or on the connection
// (1).
func (s *Stack) refresh(at *place, which int) int64 {
	switch mx := s.muxes.At(at.l.mux); {
	case !s.config.GRPC:
		return refresh
	case which == 0:
		return mx.asked[at.end] / quarterGRPC
	default:
		return mx.inflow[at.end].size / quarterGRPC
	}
}

// nextGRPC is the next frame of a message: a header where it begins what its end
// says, then the message with its prefix; and where it ends an answer, trailers.
func (s *Stack) nextGRPC(at *place, m *outgoing, d *direction) outcome {
	head := Part
	switch {
	case !m.begun && m.Head != Part && at.end == 0:
		head = invoke
	case !m.begun && m.Head != Part:
		head = invoked
	case m.framed && m.left == 0:
		head, m.final = trailers, true
	}
	if head != Part {
		of := m.Message
		if head == trailers {
			of.Fields = 0 // they were in its header
		}
		m.head = uint32(s.muxes.At(at.l.mux).tables[at.end].compress(&s.sheets[head], &of, 0, uint32(s.config.HeaderTable)))
		return writes
	}
	prefix := uint32(prefixGRPC)
	if m.framed {
		prefix = 0
	}
	n, how := s.allowed(at, d, min(m.left+prefix, uint32(s.config.Frame)))
	if how != writes {
		m.lead = 0
		return how
	}
	s.spend(at, d, n)
	m.framed, m.wrap = true, min(prefix, n)
	m.body = n - m.wrap
	m.left -= m.body
	m.final = m.left == 0 && (at.end == 0 || !m.Last)
	return writes
}

// consumedGRPC is told that a frame with n bytes of a message has come, which is read at
// once.
func (s *Stack) consumedGRPC(at *place, m *outgoing, n int64) {
	var spans [3]span
	all := spans[:0]
	mx, least := s.muxes.At(at.l.mux), s.refresh(at, 1)
	pings := s.measures(at.end) && mx.paths[at.end].add(n, s.clock.Now())
	if pings {
		least = 0 // what was read is told with the ping
	}
	if more := mx.inflow[at.end].read(n, least); more > 0 {
		all = append(all, span{bytes: windowUpdate, event: Credit, value: uint32(more)})
	}
	if pings {
		all = append(all, span{bytes: pingHTTP2, event: Ping, value: measuring})
	}
	if m != nil {
		if x := s.exchanges.Get(m.exchange); x != nil {
			if more := x.out[1-at.end].inflow.readMessage(n, prefixGRPC+int64(m.Payload), s.refresh(at, 0)); more > 0 {
				all = append(all, span{bytes: windowUpdate, event: Credit, about: m.exchange, value: uint32(more)})
			}
		}
	}
	if len(all) > 0 {
		s.control(at, Framing, all...)
	}
}

// measuring marks the ping of an estimator, and its answer.
const measuring = 1

// measures tells whether an end measures its path: not where its windows are said
// (newHTTP2Client, NewServerTransport).
func (s *Stack) measures(end int) bool {
	w := &s.config.Windows
	if end == 0 {
		return w.AnswerStream == nil && w.AnswerConnection == nil
	}
	return w.AskStream == nil && w.AskConnection == nil
}

// readMessage notes that n bytes have come of a message of that size, and were read. It
// returns how much more the other end is to be allowed: for a message that is larger than
// what is left all of its size, once it begins.
func (f *inflow) readMessage(n, size, least int64) (more int64) {
	if f.coming == 0 {
		f.coming = size
		if size > f.left {
			more = size - prefixGRPC
			f.ahead = more
		}
	}
	f.coming -= n
	f.take(n)
	f.left += more
	owed := n - min(n, f.ahead)
	f.ahead -= n - owed
	if f.due += owed; f.due >= least {
		more += f.due
		f.left += f.due
		f.due = 0
	}
	return more
}

// measured widens the windows of an end whose ping is answered, where that says that the
// path holds more.
func (s *Stack) measured(at *place) {
	mx := s.muxes.At(at.l.mux)
	e := &mx.paths[at.end]
	if !e.answered(s.clock.Now()) {
		return
	}
	conn := &mx.inflow[at.end]
	more := e.limit - conn.size
	conn.size, mx.asked[at.end] = e.limit, e.limit
	conn.left += more
	s.control(at, Framing,
		span{bytes: windowUpdate, event: Credit, value: uint32(more)},
		span{bytes: frameHTTP2 + setting, event: Settings, value: uint32(e.limit)})
}
