package check

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// The life of connections: a connection is opened, is then open for both, and
// ends once, in good order or broken; nothing is sent on it after that, nor
// before it is asked for. A broken one may be said to be broken, and packets
// about its end follow it. What is sent on a transport arrives, or is lost since
// its connection has ended or it was taken back; and it does so by its packets
// (see pipe).
type connections struct {
	reporter
	begun  known
	live   trace.Table[connection]
	pipes  pipes // of those on which something was sent by packets, until what is under way on it has left it
	flying trace.Table[shipment]
	ports  trace.Table[sim.Time] // until when those of connections that were closed stay taken
	owed   []trace.Record        // messages that were lost just now, with no reason yet
	spare  stock
}

type connection struct {
	a, b  trace.Place
	open  bool
	waits bool // to be accepted
}

// A shipment is a message under way on a transport.
type shipment struct {
	conn uint32
	lane uint8
}

func newConnections(p reporter) *connections { return &connections{reporter: p} }

func (c *connections) see(r *trace.Record) {
	if len(c.owed) > 0 && r.At > c.owed[0].At {
		c.excuse()
	}
	switch r.Kind {
	case trace.Open:
		if c.begun.add(r.Conn) || c.live.Get(r.Conn) != nil {
			c.broken(r, "connection %d is opened again", r.Conn)
		}
		*c.live.Put(r.Conn) = connection{a: r.Node, b: r.Peer}
	case trace.Opened:
		if v := c.find(r); v != nil {
			if v.open {
				c.broken(r, "connection %d is open already", r.Conn)
			}
			v.open, v.waits = true, r.Aux != 0
		}
	case trace.Admitted:
		if v := c.find(r); v != nil {
			if !v.waits {
				c.broken(r, "connection %d is accepted, and does not wait for that", r.Conn)
			}
			v.waits = false
		}
	case trace.Close, trace.Reset:
		if c.find(r) != nil {
			c.linger(r)
			c.live.Delete(r.Conn)
			c.forget(r.Conn)
		}
	case trace.Released:
		c.released(r)
	case trace.Send:
		c.send(r)
	case trace.Arrive, trace.Lost:
		c.leave(r)
	case trace.Packet, trace.Again, trace.Spurious:
		c.packet(r)
	case trace.Untaken:
		c.untaken(r)
	case trace.Enter:
		if s := c.flying.Get(r.Msg); s != nil && r.Cause == trace.Recovering && !c.pipes.get(s.conn).lanes[s.lane].lossy {
			c.broken(r, "it recovers, and no packet of connection %d was lost on its way", s.conn)
		}
	}
}

// linger takes it that the port of a connection that has ended stays taken.
func (c *connections) linger(r *trace.Record) {
	switch until := sim.Time(r.Aux); {
	case until == 0:
	case until <= r.At || r.Kind == trace.Reset:
		c.broken(r, "the port of connection %d stays taken until %v", r.Conn, until)
	default:
		*c.ports.Put(r.Conn) = until
	}
}

// released holds it that a port is free again when that was said.
func (c *connections) released(r *trace.Record) {
	if until := c.ports.Get(r.Conn); until == nil || *until != r.At {
		c.broken(r, "the port of connection %d is free, and nobody has said that it would be", r.Conn)
	}
	c.ports.Delete(r.Conn)
}

func (c *connections) send(r *trace.Record) {
	if r.Conn == 0 || r.Shape == trace.Resetting {
		return
	}
	v := c.find(r)
	if v == nil {
		return
	}
	c.between(r, v)
	if !r.Planned() && r.At > 0 {
		p := c.pipes.have(r.Conn)
		p.messages++
		switch manner := r.Shape.Info().Manner; {
		case manner == trace.Asks:
			p.unanswered++
		case manner == trace.Answers && p.unanswered > 0:
			p.unanswered--
		}
		*c.flying.Put(r.Msg) = shipment{r.Conn, uint8(v.lane(r.Node))}
	}
}

// leave takes a message on a transport off its connection.
func (c *connections) leave(r *trace.Record) {
	s := c.flying.Get(r.Msg)
	if s == nil {
		return
	}
	p := c.pipes.get(s.conn)
	p.messages--
	p.last = max(p.last, r.At)
	if d := &p.lanes[s.lane]; r.Kind == trace.Arrive {
		d.until(&c.spare, r.At)
		if d.surplus -= int64(r.Payload) + int64(r.Header); d.surplus < 0 {
			c.broken(r, "messages have arrived on connection %d, and packets of %d bytes less", s.conn, -d.surplus)
		}
	} else if r.Status != trace.Cancelled && c.live.Get(s.conn) != nil {
		c.owed = append(c.owed, *r)
		c.owed[len(c.owed)-1].Conn = s.conn
	}
	if c.live.Get(s.conn) == nil {
		c.forget(s.conn)
	}
	c.flying.Delete(r.Msg)
}

// forget forgets what packets have shown of a connection that has ended, once no
// message is under way on it.
func (c *connections) forget(conn uint32) {
	if p := c.pipes.get(conn); p != nil && p.messages == 0 {
		c.pipes.drop(conn)
	}
}

// excuse looks for the reason of what was lost at an instant that is over: its
// connection has ended then.
func (c *connections) excuse() {
	for i := range c.owed {
		if lost := &c.owed[i]; c.live.Get(lost.Conn) != nil {
			c.broken(lost, "it is lost, and connection %d goes on", lost.Conn)
		}
	}
	c.owed = c.owed[:0]
}

// untaken takes a packet as lost that nobody has taken.
func (c *connections) untaken(r *trace.Record) {
	if v := c.live.Get(r.Conn); v != nil {
		c.pipes.have(r.Conn).lanes[v.lane(r.Node)].untaken(&c.spare, r)
	} else if c.begun.never(r.Conn) {
		c.broken(r, "%v on connection %d, which was not opened", r.Kind, r.Conn)
	}
}

func (c *connections) packet(r *trace.Record) {
	v := c.live.Get(r.Conn)
	if v == nil {
		if c.begun.never(r.Conn) {
			c.broken(r, "%v on connection %d, which was not opened", r.Kind, r.Conn)
		} else if r.Shape != trace.Ack && r.Shape != trace.Resetting {
			c.broken(r, "packet %d has content, and connection %d is closed or broken", r.Parent, r.Conn)
		}
		return
	}
	c.between(r, v)
	p := c.pipes.have(r.Conn)
	p.packet(c.reporter, &c.spare, r, v.lane(r.Node))
	if r.Shape == trace.Ack {
		c.pipes.lull(r.Conn, p)
	}
}

// between holds who speaks on a connection against its ends.
func (c *connections) between(r *trace.Record, v *connection) {
	if (r.Node != v.a || r.Peer != v.b) && (r.Node != v.b || r.Peer != v.a) {
		c.broken(r, "sent from place %d to %d on connection %d of %d and %d", r.Node, r.Peer, r.Conn, v.a, v.b)
	}
}

// lane is the direction of what a place sends.
func (v *connection) lane(from trace.Place) int {
	if from == v.a {
		return 0
	}
	return 1
}

// find is the connection that r speaks of, which must live.
func (c *connections) find(r *trace.Record) *connection {
	v := c.live.Get(r.Conn)
	if v == nil {
		if c.begun.never(r.Conn) {
			c.broken(r, "%v on connection %d, which was not opened", r.Kind, r.Conn)
		} else {
			c.broken(r, "%v on connection %d, which is closed or broken", r.Kind, r.Conn)
		}
	}
	return v
}

func (c *connections) end() {
	c.excuse()
	for msg, s := range c.flying.All {
		if c.live.Get(s.conn) == nil {
			c.unended(0, msg, "its connection %d has ended, and it neither arrived nor was lost", s.conn)
		}
	}
}
