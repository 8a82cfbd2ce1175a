package check

import "backchat/sim/trace"

// The life of connections: a connection is opened, is then open for both, and
// ends once, in good order or broken; nothing is sent on it after that, nor
// before it is asked for. A broken one may be said to be broken.
type connections struct {
	reporter
	begun known
	live  trace.Table[connection]
}

type connection struct {
	a, b trace.Place
	open bool
}

func newConnections(p reporter) *connections { return &connections{reporter: p} }

func (c *connections) see(r *trace.Record) {
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
			v.open = true
		}
	case trace.Close, trace.Reset:
		if c.find(r) != nil {
			c.live.Delete(r.Conn)
		}
	case trace.Send:
		c.send(r)
	}
}

func (c *connections) send(r *trace.Record) {
	if r.Conn == 0 || r.Shape == trace.Resetting {
		return
	}
	v := c.find(r)
	if v == nil {
		return
	}
	if (r.Node != v.a || r.Peer != v.b) && (r.Node != v.b || r.Peer != v.a) {
		c.broken(r, "sent from place %d to %d on connection %d of %d and %d", r.Node, r.Peer, r.Conn, v.a, v.b)
	}
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

func (c *connections) end() {}
