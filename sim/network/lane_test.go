package network

import (
	"testing"

	"backchat/sim"
)

// Every cause of loss has its draw of each message, the wire's own first:
// whether one takes the message moves no draw of another, so that a wire draws
// alike whatever is lost.
func TestLossIsDrawnByTheWireAndThenByEachFault(t *testing.T) {
	key := sim.NewKey(7).Named("loss")
	own, draws := sim.NewStream(key), sim.NewStream(key)
	l := &lane{&way{loss: 0.5}, &laneState{trouble: &trouble{losses: []float64{0.25, 0.75}}, draws: &own}}
	seen := map[bool]int{}
	for i := range 1000 {
		wire, first, second := draws.Chance(0.5), draws.Chance(0.25), draws.Chance(0.75)
		want := wire || first || second
		if got := l.lose(); got != want {
			t.Fatalf("message %d: lost is %v, and the wire says %v, the faults %v and %v", i, got, wire, first, second)
		}
		seen[want]++
	}
	if seen[true] < 800 || seen[false] < 50 {
		t.Errorf("%d of 1000 are lost, not some 906", seen[true])
	}
}
