package check

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// The order that connections promise: on each, and in each direction, messages
// arrive in the order they were sent, unless the link, or the hop where there
// is none, says that they need not. Between a host and its sidecar they always
// do. Lost ones leave gaps. On a transport there is an order within each stream,
// and records do not say which that is: messages there are held against the
// bytes that have arrived (see direction).
type order struct {
	reporter
	unordered map[[2]int]bool // by node and node, where a link joins them
	promised  bool            // all wires keep the order
	topology  *trace.Topology
	conns     trace.Table[traffic]
	several   sim.Slab[lanes]
	flying    underway[ticket]
}

// traffic is what is under way on a connection: up to alone a single message, as on
// each connection of a crowd, the first of the lane before that number; beyond it
// the lanes that have its index beyond alone.
type traffic uint32

const alone traffic = 2

// lanes are the two directions of a connection on which several messages have been
// under way.
type lanes struct {
	next, last [2]uint32 // of the tickets: to give out; of the last to arrive
	flying     uint32
}

// A ticket is a message's place in its lane.
type ticket struct {
	conn   uint32
	number int32 // from 1; below 0 in the other direction
}

func newTicket(conn, number uint32, lane int) ticket {
	if lane == 1 {
		return ticket{conn, -int32(number)}
	}
	return ticket{conn, int32(number)}
}

// place is the message's number and its direction.
func (t *ticket) place() (number uint32, lane int) {
	if t.number < 0 {
		return uint32(-t.number), 1
	}
	return uint32(t.number), 0
}

func newOrder(t *trace.Topology, p reporter) *order {
	o := &order{reporter: p, unordered: map[[2]int]bool{}, promised: !t.Unordered, topology: t}
	for _, l := range t.Links {
		o.unordered[[2]int{l.From, l.To}] = l.Unordered
		o.unordered[[2]int{l.To, l.From}] = l.Unordered
		o.promised = o.promised && !l.Unordered
	}
	return o
}

func (o *order) see(r *trace.Record) {
	switch r.Kind {
	case trace.Send:
		o.send(r)
	case trace.Arrive, trace.Lost:
		o.leave(r)
	}
}

func (o *order) send(r *trace.Record) {
	if r.Conn == 0 || !r.Planned() || o.free(r.Node, r.Peer) || o.flying.Get(r.Msg) != nil {
		return
	}
	lane := 0
	if r.Node > r.Peer {
		lane = 1
	}
	*o.flying.Put(r.Msg) = newTicket(r.Conn, o.enter(r.Conn, lane), lane)
}

// enter puts a message on a lane of a connection, and returns its number there.
func (o *order) enter(conn uint32, lane int) uint32 {
	t := o.conns.Have(conn)
	if *t == 0 {
		*t = traffic(lane + 1)
		return 1
	}
	if *t <= alone {
		i, c := o.several.New()
		c.next[*t-1], c.flying = 1, 1
		*t = alone + traffic(i.Index)
	}
	c := o.several.At(uint32(*t - alone))
	c.next[lane]++
	c.flying++
	return c.next[lane]
}

// leave takes a message off its lane. What was sent before it and is still
// under way may now only be lost.
func (o *order) leave(r *trace.Record) {
	t := o.flying.Get(r.Msg)
	if t == nil {
		return
	}
	on := *o.conns.Get(t.conn)
	if on <= alone || o.pass(r, t, uint32(on-alone)) { // nothing is left that could be overtaken
		o.conns.Delete(t.conn)
	}
	o.flying.Delete(r.Msg)
}

// pass takes a message off lanes, and tells whether they are empty now and no more. A
// reset may come before what was sent before it: that of what lies between has half of
// the way to go. It comes after nothing that was sent after it.
func (o *order) pass(r *trace.Record, t *ticket, lanes uint32) bool {
	c := o.several.At(lanes)
	if number, lane := t.place(); r.Kind == trace.Arrive {
		if number < c.last[lane] {
			o.broken(r, "it was sent on connection %d before one that has arrived", t.conn)
		}
		if r.Shape != trace.Resetting {
			c.last[lane] = max(c.last[lane], number)
		}
	}
	if c.flying--; c.flying > 0 {
		return false
	}
	o.several.Free(lanes)
	return true
}

// free tells whether messages between two places may overtake each other.
func (o *order) free(a, b trace.Place) bool {
	if o.promised {
		return false
	}
	x, y := o.spot(a), o.spot(b)
	if x.Node == y.Node && x.Replica == y.Replica {
		return false
	}
	if unordered, linked := o.unordered[[2]int{x.Node, y.Node}]; linked {
		return unordered
	}
	return o.topology.Unordered
}

func (o *order) spot(p trace.Place) trace.Spot {
	if p == 0 || int(p) > o.topology.Places.Len() {
		return trace.Spot{Node: -1}
	}
	return o.topology.Places.At(p)
}

func (o *order) end() {}
