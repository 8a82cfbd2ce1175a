package network

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A Lookup is one of a name before a connection is opened. Model card: each replica
// has a name of its own, and whoever opens connections to it remembers its address
// for ttl; connections that are asked for meanwhile wait for the same look-up. Left
// out: the resolver as a place that may be slow or down, its messages, answers that
// there is no such name, and addresses that change. Source: RFC 1035, section 3.2.1
// (TTL).
type Lookup struct {
	Time sim.Time `json:"time" default:"20ms" min:"0s" max:"1h" doc:"how long a look-up takes (one there and back to a resolver that knows; one that has to ask takes some 100 ms)"`
	TTL  sim.Time `json:"ttl" default:"1m" min:"0s" max:"10000d" doc:"how long its answer is remembered; then the next connection that is opened looks it up again"`
}

// An address is what an end knows of the other one's.
type address struct {
	known sim.Time // from then on
	until sim.Time // and up to then
}

// lookUp is when c, which is about to be opened, knows the address of its other end.
func (n *Network) lookUp(c *Conn, l *Link) sim.Time {
	now := n.kernel.Now()
	if l.lookup == nil {
		return now
	}
	a := n.addresses.Have(uint32(c.from))
	if now >= a.until {
		a.known = now + l.lookup.Time
		a.until = max(1, a.known+l.lookup.TTL) // 0 would say that it is never over
		w := n.wires.at(c.wire())
		r := n.trace.Add()
		r.At, r.Kind, r.Node, r.Peer, r.Until = now, trace.LookedUp, w.ends[c.opener()], w.ends[1-c.opener()], a.until
		r.Payload = uint32(r.Peer)
	}
	return max(a.known, now)
}

// lookedUp goes on with the opening of a connection.
func (n *Network) lookedUp(r sim.Ref) {
	c := n.conns.Get(r)
	if c == nil || c.Open() {
		return
	}
	n.openings.At(c.opening).looks = false
	n.beginOpening(r.Index, c)
}

// endLookup lets one side of connection i, whose address is being looked up, crash:
// where that has not opened it, that does not matter yet.
func (n *Network) endLookup(i uint32, c *Conn, side int) {
	if side == c.opener() {
		n.part(c, 1-side)
		n.forget(i, side)
	}
}
