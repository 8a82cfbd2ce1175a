package protocol

import (
	"backchat/sim"
	"backchat/sim/transport"
)

// An exchange is a request and what answers it: a stream of HTTP/2 and 3.
type exchange struct {
	stream   transport.StreamID // of HTTP/2 and 3
	prev     uint32             // its neighbours among those of its connection
	next     uint32
	admitted bool // its request is no longer waiting
	known    bool // the server has read of it
	given    bool // it counts against the limit no more
	out      [2]direction
}

// A direction is what one end of an exchange says.
type direction struct {
	queue     list   // its messages behind the one whose turn it is
	parked    uint32 // the message that waits for the exchange's window
	busy      bool   // a message of it waits for its turn, or for a window
	chunks    bool   // its content has no length that was told before
	cancelled bool   // that end wants no more of the exchange
	wrap      uint32 // bytes around each part: it is server-sent events
	last      bool   // its last message has been handed over
	over      bool   // all of it has been read, or it was cancelled
	window    int64  // what it may still send
	inflow    inflow // what the other end lets it send
	tape      tape   // of HTTP/3
}

// Ask begins an exchange with a request. Where the connection carries as many as
// it may, the request waits.
func (s *Stack) Ask(c *transport.Conn, m Message) (exchange, message sim.Ref) {
	at := s.place(c, 0)
	r, x := s.exchanges.New()
	if x.next = at.l.exchanges; x.next != 0 {
		s.exchanges.At(x.next).prev = r.Index
	}
	at.l.exchanges = r.Index
	message = s.newMessage(&at, r, m)
	x.out[0].busy, x.out[0].last = true, m.Last
	h := s.half(&at)
	h.pending.push(&s.msgs, message.Index)
	s.admit(&at, h)
	s.push(&at)
	return r, message
}

// admit lets requests go that wait for an exchange, as many as may.
func (s *Stack) admit(at *place, h *half) {
	for h.pending.first != 0 && s.room(at.l) {
		i := h.pending.pop(&s.msgs)
		m := s.msgs.At(i)
		if s.dropped(at, m) {
			s.msgs.Free(i)
			continue
		}
		at.l.active++
		if s.dialect.turns {
			s.number(at, m.exchange.Index)
		}
		s.exchanges.At(m.exchange.Index).admitted = true
		h.turn.push(&s.msgs, i)
	}
}

// Send says more in an exchange: its answer, or a part of either.
func (s *Stack) Send(c *transport.Conn, end int, x sim.Ref, m Message) (message sim.Ref) {
	e := s.exchanges.Get(x)
	if e == nil || e.out[end].cancelled {
		return sim.Ref{}
	}
	at := s.place(c, end)
	if at.l.closed[end] {
		return sim.Ref{}
	}
	d := &e.out[end]
	if d.last {
		panic("protocol.Stack.Send: that end has said its last in the exchange")
	}
	d.last = m.Last
	message = s.newMessage(&at, x, m)
	if d.busy {
		d.queue.push(&s.msgs, message.Index)
		return message
	}
	d.busy = true
	h := s.half(&at)
	h.turn.push(&s.msgs, message.Index)
	s.push(&at)
	return message
}

// Lives tells whether there is anything left of an exchange.
func (s *Stack) Lives(x sim.Ref) bool { return s.exchanges.Get(x) != nil }

// Say sends a message on a connection that has no exchanges.
func (s *Stack) Say(c *transport.Conn, end int, m Message) (message sim.Ref) {
	at := s.place(c, end)
	m.Head = Part
	message = s.newMessage(&at, sim.Ref{}, m)
	s.half(&at).turn.push(&s.msgs, message.Index)
	s.push(&at)
	return message
}

func (s *Stack) newMessage(at *place, x sim.Ref, m Message) sim.Ref {
	r, o := s.msgs.New()
	o.Message, o.exchange, o.left, o.handed = m, x, m.Payload, s.clock.Now()
	return r
}

// release forgets an exchange that is over, and lets another begin. A stream of
// HTTP/3 is kept until its server knows that it is over, and one that an end has
// cancelled until the other has heard of that.
func (s *Stack) release(at *place, i uint32, x *exchange) {
	if s.dialect.quic || x.out[0].cancelled || x.out[1].cancelled {
		return
	}
	s.count(at, x)
	s.unlink(at.l, i, x)
	s.next(at)
}

// next lets requests go that have waited for an exchange to end.
func (s *Stack) next(at *place) {
	if i := at.l.half[0]; i != 0 {
		client := place{at.c, at.l, 0}
		s.admit(&client, s.halves.At(i))
		s.push(&client)
		s.rest(&client)
	}
}

// unlink forgets an exchange, with what it has not written yet.
func (s *Stack) unlink(l *link, i uint32, x *exchange) {
	for end := range x.out {
		s.drop(&x.out[end])
	}
	if x.prev != 0 {
		s.exchanges.At(x.prev).next = x.next
	} else {
		l.exchanges = x.next
	}
	if x.next != 0 {
		s.exchanges.At(x.next).prev = x.prev
	}
	s.exchanges.Free(i)
}

// drop forgets messages of one direction that wait behind others, or for its
// window, and the spans of its tape.
func (s *Stack) drop(d *direction) {
	for i := d.queue.pop(&s.msgs); i != 0; i = d.queue.pop(&s.msgs) {
		s.msgs.Free(i)
	}
	if d.parked != 0 {
		s.msgs.Free(d.parked)
		d.parked = 0
	}
	s.erase(&d.tape)
}

// erase forgets the spans of a tape, and the messages that end there.
func (s *Stack) erase(t *tape) {
	for {
		p, ok := s.take(t, 1<<62)
		if !ok {
			return
		}
		if p.event == Ends || p.event == BeginsEnds {
			if m := s.msgs.Get(p.about); m != nil && !m.listed {
				s.msgs.Free(p.about.Index)
			}
		}
	}
}

// Cancel ends an exchange for end, which wants no more of it. Where the
// protocol has no way to say so, it ends the connection. It tells whether there
// was something to end.
func (s *Stack) Cancel(c *transport.Conn, end int, r sim.Ref) bool {
	x := s.exchanges.Get(r)
	if x == nil || x.out[end].cancelled {
		return false
	}
	at := s.place(c, end)
	if at.l.closed[end] {
		return false
	}
	if !s.dialect.turns && x.admitted {
		x.out[end].cancelled = true
		s.carrier.Abort(c, end)
		return true
	}
	s.cancelStream(&at, r, x)
	s.push(&at)
	return true
}

// forget frees all that is kept of a connection.
func (s *Stack) forget(at *place) {
	l := at.l
	for end, i := range l.half {
		if i == 0 {
			continue
		}
		h := s.halves.At(i)
		for _, waiting := range [...]*list{&h.turn, &h.blocked, &h.pending} {
			for i := waiting.pop(&s.msgs); i != 0; i = waiting.pop(&s.msgs) {
				s.msgs.Free(i)
			}
		}
		s.erase(&h.tape)
		s.halves.Free(l.half[end])
	}
	for l.exchanges != 0 {
		s.unlink(l, l.exchanges, s.exchanges.At(l.exchanges))
	}
	if l.mux != 0 {
		s.muxes.Free(l.mux)
	}
	s.links.Free(at.c.Session)
}

// read is told of what that end has read.
func (s *Stack) read(at *place, p *span) {
	if p.event >= Flight {
		s.heard(at, p)
		return
	}
	m := s.msgs.Get(p.about)
	if p.value > 0 && s.dialect.turns && !s.dialect.quic {
		s.consumed(at, m, p)
	}
	if m == nil || p.event == Nothing {
		return
	}
	x, id := m.exchange, m.ID
	silent := x != (sim.Ref{}) && s.silent(x, at.end)
	if p.event != Ends && !silent {
		if x != (sim.Ref{}) {
			s.exchanges.At(x.Index).known = true
		}
		s.user.Began(at.c, at.end, x, id)
	}
	if p.event == Begins {
		return
	}
	around := m.around
	if e := s.exchanges.Get(x); e != nil && m.Last {
		e.out[1-at.end].over = true
	}
	s.msgs.Free(p.about.Index)
	if !silent {
		s.user.Whole(at.c, at.end, x, id, around)
	}
	if e := s.exchanges.Get(x); e != nil && e.out[0].over && e.out[1].over {
		s.release(at, x.Index, e)
	}
}

// silent tells whether that end is told nothing more of an exchange.
func (s *Stack) silent(r sim.Ref, end int) bool {
	x := s.exchanges.Get(r)
	return x == nil || x.out[end].cancelled
}

// heard acts on what is no message's.
func (s *Stack) heard(at *place, p *span) {
	switch p.event {
	case Flight:
		at.l.steps[at.end] = uint8(p.value) + 1
		s.proceed(at)
	case Settings:
		s.heardSettings(at, p.value)
	case SettingsHeard:
		s.agree(at)
	case Credit:
		s.credited(at, p.about, p.value)
	case MoreStreams:
		s.muxes.At(at.l.mux).limit++
		s.next(at)
	case Reset:
		s.heardReset(at, p.about)
	case Ping:
		s.pong(at, p.value)
	case Pong:
		if p.value == measuring {
			s.measured(at)
			return
		}
		s.user.Ponged(at.c, at.end)
	case GoAway:
		s.user.Draining(at.c, at.end)
	}
}
