package check

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// Names: who looks a name up has no answer whose time is not over, and says which one
// it had before. A crash leaves it none.
type names struct {
	reporter
	topology *trace.Topology
	known    map[trace.Place]map[question]answer // by who knows it
}

// A question is whose address is wanted; own: that place's itself, and not that of one
// behind it.
type question struct {
	name trace.Place
	own  bool
}

// An answer is an address.
type answer struct {
	at    trace.Place
	until sim.Time // 0: for ever
}

func newNames(t *trace.Topology, p reporter) *names {
	return &names{reporter: p, topology: t, known: map[trace.Place]map[question]answer{}}
}

func (n *names) see(r *trace.Record) {
	switch {
	case r.Kind == trace.LookedUp:
		n.lookUp(r)
	case len(n.known) == 0:
	case r.Kind == trace.Down, r.Kind == trace.Turn && trace.Life(r.Aux) == trace.Gone:
		delete(n.known, r.Node)
		delete(n.known, n.sidecar(r.Node))
	}
}

func (n *names) lookUp(r *trace.Record) {
	if n.known[r.Node] == nil {
		n.known[r.Node] = map[question]answer{}
	}
	name := trace.Place(r.Payload)
	asked := question{name, name == r.Peer}
	x, knows := n.known[r.Node][asked]
	if knows && (x.until == 0 || r.At < x.until) {
		n.broken(r, "place %d looks up what it knows until %v: place %d", r.Node, x.until, x.at)
	}
	if !asked.own && trace.Place(r.Aux) != x.at { // that of a replica has one address
		n.broken(r, "place %d says that it knew place %d before, and that was %d", r.Node, r.Aux, x.at)
	}
	if r.Until != 0 && r.Until < r.At {
		n.broken(r, "an answer is over at %v, before it is there", r.Until)
	}
	n.known[r.Node][asked] = answer{r.Peer, r.Until}
}

// sidecar is the one beside place p; 0: there is none.
func (n *names) sidecar(p trace.Place) trace.Place {
	if p == 0 || int(p) > n.topology.Places.Len() {
		return 0
	}
	s := n.topology.Places.At(p)
	if at := n.topology.Nodes[s.Node].Sidecar; at != 0 && !s.Sidecar {
		return at + trace.Place(s.Replica)
	}
	return 0
}

func (n *names) end() {}
