package scenario

import (
	"testing"

	"backchat/sim/trace"
)

func TestTopologyTellsTheTraitsOfNodes(t *testing.T) {
	want := map[string]trace.Traits{
		"phone": {Edge: true}, "lb": {Relays: true}, "api": {}, "db": {}, "mail": {}, "post": {Keeps: true},
	}
	for _, n := range variant(t, parse(t, orders(t)), Base).Topology().Nodes {
		if n.Traits != want[n.ID] {
			t.Errorf("%s, a %s, has the traits %+v, want %+v", n.ID, n.Kind, n.Traits, want[n.ID])
		}
	}
}
