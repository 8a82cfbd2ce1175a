package metrics

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A connection is what is remembered of one: its ends, and what it is doing.
type connection struct {
	ends   [2]trace.Place
	since  sim.Time // when it was asked for
	state  state
	packed bool    // it is on a transport
	asked  bool    // who opens it waits for a packet of the other's
	trips  uint8   // while it opened, there and back
	waits  bool    // the end that accepts has not, and its kernel has it
	lost   [2]bool // it broke for that end, and the other does not know
	under  int32   // messages under way on it, where it is on a transport
}

// A state is what a connection is doing.
type state uint8

const (
	opening state = iota
	open          // it is on no transport, and nothing more is known
	active        // a message is under way
	idle          // none is
	broken        // for one end, which is none of these
)

// level is that of connections in a state; nil for those that are just open.
func (s *station) level(of state) *level {
	switch of {
	case opening:
		return &s.opening
	case active:
		return &s.active
	case idle:
		return &s.idle
	}
	return nil
}

// stateAt is what the connection is doing for that end of it.
func (c *connection) stateAt(end int) state {
	switch {
	case c.lost[end]:
		return broken
	case c.has(end):
		return c.state
	}
	return opening
}

// has tells whether the process at that end has the connection.
func (c *connection) has(end int) bool {
	return c.state != opening && !(c.waits && end == 1) && !c.lost[end]
}

// reckon counts a connection among those that do what it does, or no longer.
func (f *Figures) reckon(c *connection, t sim.Time, by int64) {
	for end, p := range c.ends {
		s := f.spots.at(p)
		if l := s.replica.level(c.stateAt(end)); l != nil {
			l.by(t, by)
			s.node.level(c.stateAt(end)).by(t, by)
		}
	}
}

// turnTo changes what a connection does.
func (f *Figures) turnTo(c *connection, t sim.Time, to state) {
	if c.state != to {
		f.reckon(c, t, -1)
		c.state = to
		f.reckon(c, t, 1)
	}
}

func (f *Figures) open(r *trace.Record) {
	c := f.conns.Put(r.Conn)
	c.ends, c.since = [2]trace.Place{r.Node, r.Peer}, r.At
	for _, p := range c.ends {
		f.spots.at(p).work.opens++
	}
	f.reckon(c, r.At, 1)
}

func (f *Figures) opened(r *trace.Record) {
	c := f.conns.Get(r.Conn)
	if c == nil || c.state != opening {
		return
	}
	c.waits = r.Aux != 0
	f.shake(c)
	f.turnTo(c, r.At, c.use())
	for end := range c.ends {
		if c.has(end) {
			f.gets(c, end, r.At)
		}
	}
}

// gets has the process at that end have c from now.
func (f *Figures) gets(c *connection, end int, t sim.Time) {
	s := f.spots.at(c.ends[end])
	s.replica.connections.up(t)
	s.node.connections.up(t)
	s.work.opened++
	s.work.openTime.add(uint64(t - c.since))
}

// admitted has the end that accepts a connection do so after all.
func (f *Figures) admitted(r *trace.Record) {
	c := f.conns.Get(r.Conn)
	if c == nil || !c.waits {
		return
	}
	f.reckon(c, r.At, -1)
	c.waits = false
	f.reckon(c, r.At, 1)
	f.gets(c, 1, r.At)
}

// shake counts the handshake of a connection that is open now.
func (f *Figures) shake(c *connection) {
	if l, _ := f.link(c.ends[0], c.ends[1]); l != nil && c.trips > 0 {
		l.handshakes++
		l.trips += uint64(c.trips)
	}
}

// greet takes a packet of a connection that is being opened: one of who opens it,
// and the first after that of the other, are a trip there and back.
func (c *connection) greet(r *trace.Record) {
	if c.state != opening || r.Shape != trace.Handshaking || r.Status != trace.NoStatus {
		return
	}
	if r.Node == c.ends[0] {
		c.asked = true
	} else if c.asked {
		c.asked = false
		c.trips++
	}
}

// use is the state of a connection that is open.
func (c *connection) use() state {
	switch {
	case !c.packed:
		return open
	case c.under > 0:
		return active
	}
	return idle
}

// load changes how many messages are under way on a connection with a transport.
func (f *Figures) load(conn uint32, t sim.Time, by int32) {
	c := f.conns.Get(conn)
	if c == nil {
		return
	}
	c.packed = true
	c.under += by
	if c.state != opening {
		f.turnTo(c, t, c.use())
	}
}

// shut ends a connection. Where both ends are told of it one after the other,
// it ends with the first.
func (f *Figures) shut(r *trace.Record) {
	c := f.conns.Get(r.Conn)
	if c == nil {
		return
	}
	if r.Aux > 0 {
		f.linger(r, 1)
	}
	f.reckon(c, r.At, -1)
	if c.state != opening {
		f.ended(c, r)
	}
	f.conns.Delete(r.Conn)
}

// linger counts a port that stays taken though its connection was closed, or no
// longer does.
func (f *Figures) linger(r *trace.Record, by int64) {
	s := f.spots.at(r.Node)
	s.replica.lingering.by(r.At, by)
	s.node.lingering.by(r.At, by)
}

func (f *Figures) released(r *trace.Record) { f.linger(r, -1) }

// ended counts the end of a connection that was open.
func (f *Figures) ended(c *connection, r *trace.Record) {
	for end := range c.ends {
		if c.has(end) {
			f.loses(c, end, r.At, r.Kind == trace.Reset)
		}
	}
}

// breaks takes it that a reset has come to an end of a connection, of which the other
// may hear later, or never.
func (f *Figures) breaks(r *trace.Record) {
	c := f.conns.Get(r.Conn)
	if c == nil || r.Status != trace.NoStatus {
		return
	}
	end := 0
	if r.Node != c.ends[0] {
		end = 1
	}
	if c.has(end) {
		f.loses(c, end, r.At, true)
		f.reckon(c, r.At, -1)
		c.lost[end] = true
		f.reckon(c, r.At, 1)
	}
}

// loses has the process at that end have c no more.
func (f *Figures) loses(c *connection, end int, t sim.Time, reset bool) {
	s := f.spots.at(c.ends[end])
	if reset {
		s.work.resets++
		s.node.ends[1]++
	} else {
		s.work.closes++
		s.node.ends[0]++
	}
	s.replica.connections.down(t)
	s.node.connections.down(t)
}
