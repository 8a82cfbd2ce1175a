package check

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// The conservation of messages: each that was sent arrives, at the other end
// and at the planned time, or is lost, once; or it is still to arrive when the
// run is over. It stays the same message on the way, and is blocked before it
// would have arrived. One on a transport has no planned time: what holds it up,
// and that its beginning has arrived, is said while it is under way.
type messages struct {
	reporter
	horizon sim.Time
	sent    known
	flying  underway[sending]
}

type sending struct {
	from, to trace.Place
	until    sim.Time
	conn     uint32
	payload  uint32
	header   uint32
	shape    trace.Shape
	began    bool
	there    uint32 // bytes of its content, as was said last
}

func newMessages(t *trace.Topology, p reporter) *messages {
	return &messages{reporter: p, horizon: t.Horizon}
}

func (m *messages) see(r *trace.Record) {
	switch r.Kind {
	case trace.Send:
		m.send(r)
	case trace.Block, trace.Carry:
		m.during(r)
	case trace.Beside:
		if r.Planned() {
			m.during(r)
		}
	case trace.Enter:
		m.hold(r)
	case trace.Began:
		m.begin(r)
	case trace.Arrive:
		if s := m.leave(r, r.Peer, r.Node); s != nil {
			if s.planned() && r.At != s.until {
				m.broken(r, "it arrives, planned for %v", s.until)
			}
			m.flying.Delete(r.Msg)
		}
	case trace.Lost:
		if s := m.leave(r, r.Node, r.Peer); s != nil {
			m.unsent(r, s)
			m.flying.Delete(r.Msg)
		}
	}
}

func (m *messages) send(r *trace.Record) {
	if m.sent.add(r.Msg) || m.flying.Get(r.Msg) != nil {
		m.broken(r, "it is sent again")
	}
	*m.flying.Put(r.Msg) = sending{r.Node, r.Peer, r.Until, r.Conn, r.Payload, r.Header, r.Shape, false, 0}
}

// planned tells whether it was said when it is to arrive.
func (s *sending) planned() bool { return s.until != 0 }

// hold takes what holds a message up, and how much of it is there.
func (m *messages) hold(r *trace.Record) {
	if r.Msg == 0 {
		return
	}
	s := m.flying.Get(r.Msg)
	if s == nil {
		m.broken(r, "what holds it up is said, and it is not under way")
		return
	}
	if next := sim.Time(r.Aux); next != 0 && (next < r.At || r.Cause != trace.InFlight) {
		m.broken(r, "%v, its next packet arrives at %v", r.Cause, next)
	}
	if r.Aux != 0 && r.Header < r.Payload || max(r.Payload, r.Header) > s.payload || r.Payload < s.there {
		m.broken(r, "%d of %d bytes of it are there, and %d with its next packet, after %d", r.Payload, s.payload, r.Header, s.there)
	}
	s.there = r.Payload
}

// begin takes that the beginning of a message is there.
func (m *messages) begin(r *trace.Record) {
	s := m.flying.Get(r.Msg)
	switch {
	case s == nil:
		m.broken(r, "its beginning arrives, and it is not under way")
	case s.began:
		m.broken(r, "its beginning arrives again")
	case r.Peer != s.from || r.Node != s.to:
		m.broken(r, "its beginning is at place %d, from %d, sent from %d to %d", r.Node, r.Peer, s.from, s.to)
	default:
		s.began = true
	}
}

// unsent holds that of a message which is cut off no more has not left its sender
// than it has bytes.
func (m *messages) unsent(r *trace.Record, s *sending) {
	if all := int64(s.payload) + int64(s.header); r.Aux < 0 || r.Aux > all || r.Aux > 0 && s.planned() && r.At >= s.until {
		m.broken(r, "%d of its %d bytes have not left", r.Aux, all)
	}
	if r.Until > r.At || r.Until != 0 && r.Aux == 0 {
		m.broken(r, "it was sent at %v", r.Until)
	}
}

// during takes what is said of a message under way.
func (m *messages) during(r *trace.Record) {
	s := m.flying.Get(r.Msg)
	if s == nil {
		m.broken(r, "%v of a message that is not under way", r.Kind)
		return
	}
	if r.Kind == trace.Block && !s.planned() {
		m.broken(r, "it is blocked, and nobody knows when it is to arrive")
	} else if r.Kind == trace.Block {
		if from := sim.Time(r.Aux); from > s.until {
			m.broken(r, "it is blocked from %v on, and was to arrive at %v", from, s.until)
		}
		s.until = r.Until
	} else if r.Until != s.until {
		m.broken(r, "its operation is to arrive at %v, and it is to arrive at %v", r.Until, s.until)
	}
}

// leave finds the sending that ends with r, and holds it against r.
func (m *messages) leave(r *trace.Record, from, to trace.Place) *sending {
	s := m.flying.Get(r.Msg)
	if s == nil {
		if m.sent.never(r.Msg) {
			m.broken(r, "%v of a message that was not sent", r.Kind)
		} else {
			m.broken(r, "%v of a message that has arrived or was lost", r.Kind)
		}
		return nil
	}
	if from != s.from || to != s.to {
		m.broken(r, "%v on its way from place %d to %d, sent from %d to %d", r.Kind, from, to, s.from, s.to)
	}
	if (r.Payload != 0 || r.Header != 0) && (r.Payload != s.payload || s.planned() && r.Header != s.header) {
		m.broken(r, "%v with %d and %d bytes, sent with %d and %d", r.Kind, r.Payload, r.Header, s.payload, s.header)
	}
	if r.Conn != 0 && r.Conn != s.conn {
		m.broken(r, "%v on connection %d, sent on %d", r.Kind, r.Conn, s.conn)
	}
	if r.Shape != trace.NoShape && r.Shape != s.shape {
		m.broken(r, "%v as %v, sent as %v", r.Kind, r.Shape, s.shape)
	}
	return s
}

func (m *messages) end() {
	for msg, s := range m.flying.All {
		if s.planned() && s.until <= m.horizon {
			m.unended(0, msg, "it was to arrive at %v, and neither did nor was lost", s.until)
		}
	}
}
