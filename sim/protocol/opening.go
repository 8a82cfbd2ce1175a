package protocol

import "backchat/sim/transport"

// A step is what one end sends before a connection can be used: a flight of TLS, or
// what comes after, which is in a record of its own.
type step struct {
	flight
	kind Kind
}

// Opening is how many bytes of its one stream an end writes before it can be
// used: the flights of TLS, what agrees on a WebSocket, and the greeting. Early data
// comes before the last of them. QUIC's are the transport's.
func (s *Stack) Opening(end int) int64 {
	n := 0
	for _, f := range s.flights {
		if f.from != end {
			continue
		}
		n += f.bytes
		if f.kind != Security {
			n += s.around
		}
	}
	return int64(n)
}

// Ready begins the handshake, or what follows it.
func (s *Stack) Ready(c *transport.Conn, end int, _ bool) {
	at := s.place(c, end)
	if at.l.ready[end] {
		return
	}
	at.l.ready[end] = true
	s.proceed(&at)
	s.push(&at)
}

// proceed sends what is that end's turn of the opening, and opens the
// connection there once that is over.
func (s *Stack) proceed(at *place) {
	steps := &at.l.steps[at.end]
	for int(*steps) < len(s.flights) && s.flights[*steps].from == at.end {
		s.sendStep(at, &s.flights[*steps], uint32(*steps))
		*steps++
	}
	if !at.l.open[at.end] && (int(*steps) == len(s.flights) || s.early() && s.dialect.streams > 0 && int(*steps) > at.end) {
		if s.dialect.turns && !at.l.settled[at.end] {
			s.settle(at)
			at.l.settled[at.end] = true
		}
		if !s.config.GRPC || at.end == 1 { // whose client waits for what the server allows
			s.opens(at)
		}
	}
}

// opens says that that end may use the connection.
func (s *Stack) opens(at *place) {
	at.l.open[at.end] = true
	s.user.Opened(at.c, at.end)
}

// early tells whether requests go with the first flight.
func (s *Stack) early() bool { return s.config.TLS.EarlyData && s.config.TLS.Resumed }

// sendStep writes one step of the opening.
func (s *Stack) sendStep(at *place, f *step, number uint32) {
	if f.kind == Security {
		t := &s.half(at).tape
		s.stamp(t, s.clock.Now())
		s.write(at, t, 0, span{to: t.written + int64(f.bytes), value: number, bytes: uint32(f.bytes), kind: Security, event: Flight, last: true})
		return
	}
	s.control(at, f.kind, span{bytes: uint32(f.bytes), value: number, event: Flight})
}
