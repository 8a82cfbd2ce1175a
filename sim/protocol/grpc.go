package protocol

// Sizes and rules of gRPC over HTTP/2 (github.com/grpc/grpc, PROTOCOL-HTTP2.md), as
// grpc-go has them (v1.85.0, internal/transport). An end that reads content measures
// the path by a ping, one at a time, before which it opens its window for what it has
// read (bdpEstimator, handleData): that is most of what a small call costs besides its
// header. Left out: the windows that it widens by that measure, and those that it opens
// for a message that is larger (maybeAdjust).
const (
	prefixGRPC   = 1 + 4 // a flag and the length, before each message (Length-Prefixed-Message)
	settingsGRPC = 1     // of a server: the largest frame (NewServerTransport)
	quarterGRPC  = 4     // a window is opened again once so much of it was read (inFlow.onRead, trInFlow.onData)
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

// refresh is the least that an end allows anew.
func (s *Stack) refresh(end, which int) int64 {
	if s.config.GRPC {
		return int64(s.dialect.windows[end][which] / quarterGRPC)
	}
	return refresh
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
