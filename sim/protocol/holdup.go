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

// Content is how many bytes of a message's content are at the other end, or will
// be once all of its stream below upTo is there. Where several messages share a
// stream, it goes by the share of what was written since this one began.
func (s *Stack) Content(c *transport.Conn, end int, message sim.Ref, upTo int64) uint32 {
	if m, t := s.writing(c, end, message); m != nil {
		return m.content(max(t.there, upTo))
	}
	return 0
}

// Packed is how many bytes of a message's content have been put into packets, in the
// same way.
func (s *Stack) Packed(c *transport.Conn, end int, message sim.Ref) uint32 {
	if m, t := s.writing(c, end, message); m != nil {
		return m.content(t.pulled)
	}
	return 0
}

// Read is how many bytes of a message's content the other end has been able to read, all
// that comes before them being there: of a record of TLS none before it is whole.
func (s *Stack) Read(c *transport.Conn, end int, message sim.Ref) uint32 {
	m, t := s.writing(c, end, message)
	if m == nil {
		return 0
	}
	unread := int64(m.left + m.body)
	for i := t.first; i != 0; {
		v := s.spans.At(i)
		if v.about == message && v.kind == Payload {
			unread += int64(v.bytes)
			if s.around == 0 {
				unread -= min(max(t.there-v.to+int64(v.bytes), 0), int64(v.bytes))
			}
		}
		i = v.next
	}
	return uint32(int64(m.Payload) - unread)
}

// Sent is up to where the stream of a message has been put into packets, of what is
// written of the message there, and whether that is all of it.
func (s *Stack) Sent(c *transport.Conn, end int, message sim.Ref) (to int64, all bool) {
	if m, t := s.writing(c, end, message); m != nil {
		return min(m.wrote, t.pulled), m.final && m.left == 0 && t.pulled >= m.wrote
	}
	return 0, false
}

// writing is a message that has begun to be written, and where; nil: there is none.
func (s *Stack) writing(c *transport.Conn, end int, message sim.Ref) (*outgoing, *tape) {
	m := s.msgs.Get(message)
	if m == nil || !m.begun {
		return nil, nil
	}
	at := s.place(c, end)
	x := s.exchanges.Get(m.exchange)
	if x == nil && m.exchange != (sim.Ref{}) {
		return nil, nil
	}
	t, _ := s.tape(&at, x)
	return m, t
}

// content is how much of its content is below upTo of its stream.
func (m *outgoing) content(upTo int64) uint32 {
	wrote, there := int64(m.Payload-m.left-m.body), upTo-m.start
	switch all := m.wrote - m.start; {
	case there <= 0:
		return 0
	case there >= all:
		return uint32(wrote)
	default:
		return uint32(wrote * there / all)
	}
}

// tape is where that end writes what it says in an exchange.
func (s *Stack) tape(at *place, x *exchange) (*tape, transport.StreamID) {
	if s.dialect.quic {
		return &x.out[at.end].tape, x.stream
	}
	return &s.half(at).tape, 0
}
