package protocol

import (
	"backchat/sim"
	"backchat/sim/transport"
)

// A Holdup is what keeps a message from being read.
type Holdup uint8

// The holdups.
const (
	Nowhere     Holdup = iota // none: it has been read, or will never be
	Opening                   // the connection cannot be used yet
	NoExchange                // the connection carries as many exchanges as it may
	Window                    // the other end has not read enough of what came before
	Turn                      // others are before it
	OnTransport               // its next byte is written: the transport knows
)

// Holdup tells what holds up the first byte of a message that its reader has
// not; where that is the transport's, which byte of which stream that is.
func (s *Stack) Holdup(c *transport.Conn, end int, message sim.Ref) (Holdup, transport.StreamID, int64) {
	m := s.msgs.Get(message)
	if m == nil {
		return Nowhere, 0, 0
	}
	x := s.exchanges.Get(m.exchange)
	if x == nil && m.exchange != (sim.Ref{}) {
		return Nowhere, 0, 0
	}
	at := s.place(c, end)
	if !at.l.open[end] {
		return Opening, 0, 0
	}
	if m.begun {
		t, stream := s.tape(&at, x)
		if next := max(m.start, t.there); next < m.wrote {
			return OnTransport, stream, next
		}
	}
	switch {
	case x != nil && !x.admitted:
		return NoExchange, 0, 0
	case m.stuck:
		return Window, 0, 0
	}
	return Turn, 0, 0
}

// tape is where that end writes what it says in an exchange.
func (s *Stack) tape(at *place, x *exchange) (*tape, transport.StreamID) {
	if s.dialect.quic {
		return &x.out[at.end].tape, x.stream
	}
	return &s.half(at).tape, 0
}
