package network

import (
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

func TestAWireIsFoundByItsPair(t *testing.T) {
	all, model, draws := newWires(), map[[2]trace.Place]uint32{}, sim.NewStream(1)
	for range 20_000 {
		pair := [2]trace.Place{trace.Place(1 + draws.IntN(200)), trace.Place(1 + draws.IntN(200))}
		got := all.find(pair)
		if got != model[pair] {
			t.Fatalf("%v: wire %d, want %d", pair, got, model[pair])
		}
		if got == 0 {
			model[pair], _ = all.add(pair)
		} else if all.at(got).ends != pair {
			t.Fatalf("wire %d joins %v, not %v", got, all.at(got).ends, pair)
		}
	}
	longest := 0
	for _, i := range all.buckets {
		n := 0
		for ; i != 0; i = all.at(i).chain {
			n++
		}
		longest = max(longest, n)
	}
	if longest > 12 {
		t.Errorf("one of %d buckets has %d of %d wires", len(all.buckets), longest, len(model))
	}
}
