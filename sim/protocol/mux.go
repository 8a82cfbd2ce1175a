package protocol

import (
	"fmt"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

// A mux is what is kept of a connection with many exchanges.
type mux struct {
	tables  [2]table      // what each end has told the other of headers (HTTP/2)
	window  [2]int64      // what each end may still send on the connection
	initial [2]int64      // what each end may send on a new exchange
	inflow  [2]inflow     // what each end lets the other send on the connection
	agreed  [2]int64      // what each end lets the other send on a new exchange, and knows that it is known
	opened  uint32        // exchanges that have ever begun
	paths   *[2]estimator // what each end believes of the path (gRPC)
	asked   [2]int64      // what each end lets the other send on a new exchange, as it last said
	limit   uint32        // how many may ever have (HTTP/3)
	control [2]tape       // each end's control stream (HTTP/3)
	streams []uint32      // exchanges in the order of their streams (HTTP/3)
}

// An inflow is a window as who reads sees it.
type inflow struct {
	left   int64 // what the other may still send
	due    int64 // what has been read since more was allowed, over HTTP/2
	coming int64 // what is still to come of the message that is read (gRPC)
	ahead  int64 // what was allowed for it, and is not read yet
	tuning
}

// refresh is the least that Go's ends allow anew, unless that doubles what is
// left (inflow.add in h2_bundle.go).
const refresh = 4 << 10

// read notes that n bytes have come and were read. It returns how much more the
// other end is to be allowed; 0: nothing yet.
func (f *inflow) read(n, least int64) (more int64) {
	f.take(n)
	f.due += n
	return f.renew(least)
}

// take takes n bytes out of the window.
func (f *inflow) take(n int64) {
	if f.left -= n; f.left < 0 {
		panic(fmt.Sprintf("protocol.inflow.take: the other end sent %d B more than it may", -f.left))
	}
}

// renew returns how much more the other end is to be allowed of what was read.
func (f *inflow) renew(least int64) (more int64) {
	if f.due < least && f.due < f.left {
		return 0
	}
	more = f.due
	f.left += more
	f.due = 0
	return more
}

// unsettled is what may be sent, on a stream and on the connection, before the
// other end has said what it allows (RFC 9113, section 6.9.2).
const unsettled = 65535

func (s *Stack) newMux() uint32 {
	r, x := s.muxes.New()
	for end := range x.window {
		mine := &s.dialect.windows[end]
		x.inflow[end].left, x.inflow[end].size = int64(mine[1]), int64(mine[1])
		theirs := &s.dialect.windows[1-end]
		x.window[end], x.initial[end] = int64(theirs[1]), int64(theirs[0])
		x.agreed[end], x.asked[end] = int64(mine[0]), int64(mine[0])
		if !s.dialect.quic {
			x.window[end], x.initial[end], x.agreed[end] = unsettled, unsettled, unsettled
		}
	}
	if s.config.GRPC {
		x.paths = &[2]estimator{{limit: unsettled}, {limit: unsettled}}
	}
	x.limit = uint32(s.dialect.streams)
	return r.Index
}

// room tells whether one more exchange may begin.
func (s *Stack) room(l *link) bool {
	if s.dialect.quic {
		x := s.muxes.At(l.mux)
		return x.opened < x.limit
	}
	return int(l.active) < s.dialect.streams
}

// number gives an exchange its stream, and that its windows.
func (s *Stack) number(at *place, i uint32) {
	mx, x := s.muxes.At(at.l.mux), s.exchanges.At(i)
	if s.dialect.quic {
		x.stream = transport.StreamID(4 * mx.opened) // RFC 9000, section 2.1
		mx.streams = append(mx.streams, i)
	} else {
		x.stream = transport.StreamID(2*mx.opened + 1) // RFC 9113, section 5.1.1
	}
	mx.opened++
	for end := range x.out {
		x.out[end].window = mx.initial[end]
		x.out[end].inflow.left, x.out[end].inflow.size = mx.agreed[1-end], mx.agreed[1-end]
	}
}

// spend takes n bytes out of the windows that a message needs.
func (s *Stack) spend(at *place, d *direction, n uint32) {
	d.window -= int64(n)
	s.muxes.At(at.l.mux).window[at.end] -= int64(n)
}

// allowed is how much of n bytes the windows let through.
func (s *Stack) allowed(at *place, d *direction, n uint32) (uint32, outcome) {
	conn := s.muxes.At(at.l.mux).window[at.end]
	switch {
	case d.window <= 0:
		return 0, parked
	case conn <= 0:
		return 0, blocked
	}
	return uint32(min(int64(n), d.window, conn)), writes
}

// credited is told that more may be sent: on an exchange, or on the connection.
func (s *Stack) credited(at *place, r sim.Ref, n uint32) {
	if r != (sim.Ref{}) {
		if x := s.exchanges.Get(r); x != nil {
			s.widen(at, &x.out[at.end], int64(n))
		}
		return
	}
	s.muxes.At(at.l.mux).window[at.end] += int64(n)
	if i := at.l.half[at.end]; i != 0 {
		h := s.halves.At(i)
		for i := h.blocked.pop(&s.msgs); i != 0; i = h.blocked.pop(&s.msgs) {
			h.turn.push(&s.msgs, i)
		}
	}
}

// widen lets more of an exchange be sent.
func (s *Stack) widen(at *place, d *direction, n int64) {
	d.window += n
	if d.parked != 0 && d.window > 0 {
		s.half(at).turn.push(&s.msgs, d.parked)
		d.parked = 0
	}
}

// cancelStream tells the other end that an exchange is cancelled. One whose
// request still waits is forgotten.
func (s *Stack) cancelStream(at *place, r sim.Ref, x *exchange) {
	if !x.admitted {
		s.unlink(at.l, r.Index, x)
		return
	}
	d := &x.out[at.end]
	d.cancelled, d.over = true, true
	s.drop(d)
	if s.dialect.quic {
		s.resetHTTP3(at, r, x)
	} else {
		s.control(at, Framing, span{bytes: frameHTTP2 + 4, about: r, event: Reset}) // RFC 9113, section 6.4
	}
	if at.end == 0 {
		s.count(at, x)
		s.next(at)
	}
}

// heardReset ends an exchange that the other end has cancelled.
func (s *Stack) heardReset(at *place, r sim.Ref) {
	x := s.exchanges.Get(r)
	if x == nil {
		return
	}
	tell := !x.out[at.end].cancelled
	s.count(at, x)
	if s.dialect.quic {
		s.endHTTP3(at, r.Index, x)
	} else {
		s.unlink(at.l, r.Index, x)
	}
	if tell {
		s.user.Reset(at.c, at.end, r, trace.Cancelled)
	}
	s.next(at)
}

// count lets another exchange begin in place of this one.
func (s *Stack) count(at *place, x *exchange) {
	if !x.given {
		x.given = true
		at.l.active--
	}
}
