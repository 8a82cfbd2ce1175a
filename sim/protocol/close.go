package protocol

import "backchat/sim/transport"

// What ends a connection in order, and asks whether it still lives.

// Ping asks the other end for an answer at once, of which the user is told; QUIC's is
// acknowledged, and that is all the answer there is. HTTP/1.1 and streams have no such
// thing.
func (s *Stack) Ping(c *transport.Conn, end int) {
	at, event := s.place(c, end), Ping
	if s.dialect.quic {
		event = Nothing
	}
	s.control(&at, Framing, span{bytes: s.pingBytes(end), event: event})
	s.push(&at)
}

// Usable tells whether that end may use the connection.
func (s *Stack) Usable(c *transport.Conn, end int) bool { return s.links.At(c.Session).open[end] }

// pong answers a ping with what it says.
func (s *Stack) pong(at *place, says uint32) {
	s.control(at, Framing, span{bytes: s.pingBytes(at.end), event: Pong, value: says})
}

// pingBytes is how long a ping is: with eight bytes in HTTP/2, of WebSocket
// without content (RFC 6455, section 5.5.2), of QUIC its type alone (RFC 9000,
// section 19.2).
func (s *Stack) pingBytes(end int) uint32 {
	switch s.dialect.name {
	case "http2":
		return pingHTTP2
	case "http3":
		return frameType
	case "websocket":
		return frameWebSocket(0, end)
	}
	panic("protocol.Stack.Ping: " + s.dialect.name + " has no ping")
}

// Drains tells whether the protocol can say that no further exchanges are wanted.
func (s *Stack) Drains() bool { return s.dialect.turns }

// GoAway tells the other end that no further exchanges are wanted on the
// connection; those that it has begun go on.
func (s *Stack) GoAway(c *transport.Conn, end int) {
	if !s.dialect.turns {
		panic("protocol.Stack.GoAway: " + s.dialect.name + " cannot say so")
	}
	at := s.place(c, end)
	n := uint32(goAway)
	if s.dialect.quic {
		n = frameType + 1 + 4 // RFC 9114, section 7.2.6: on the control stream
	}
	s.control(&at, Framing, span{bytes: n, event: GoAway})
	s.push(&at)
}

// Close ends the connection in order: TLS says so in a record of two bytes (RFC
// 8446, section 6.1), and the transport closes once all is out.
func (s *Stack) Close(c *transport.Conn, end int) {
	at := s.place(c, end)
	if s.around > 0 && at.l.open[end] {
		t := &s.half(&at).tape
		n := uint32(s.around + 2)
		s.stamp(t, s.clock.Now())
		s.write(&at, t, 0, span{to: t.written + int64(n), bytes: n, kind: Security, event: Alert, last: true})
		s.push(&at)
	}
	s.carrier.Finish(c, end)
}
