package network

import (
	"math"
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

// The wire is bad for toBad / (toBad + toGood) of its messages, and for 1 / toGood
// in a row.
func TestBurstsLoseTheirShareInRuns(t *testing.T) {
	for _, row := range []struct {
		loss          float64
		bursts        Bursts
		share, length float64
	}{
		{0, Bursts{ToBad: 0.01, ToGood: 0.25, Loss: 1}, 0.01 / 0.26, 4},
		{0, Bursts{ToBad: 0.02, ToGood: 0.02, Loss: 1}, 0.5, 50},
		{0.1, Bursts{ToBad: 0.05, ToGood: 0.2, Loss: 0.6}, 0.8*0.1 + 0.2*0.6, 0},
		{0.3, Bursts{ToBad: 0.5, ToGood: 0.5, Loss: 0.3}, 0.3, 1 / 0.7},
	} {
		draws := sim.NewStream(sim.NewKey(7).Named("bursts"))
		l := &lane{&way{loss: row.loss, bursts: &row.bursts}, &laneState{draws: &draws}}
		const many = 400_000
		lost, runs, before := 0, 0, false
		for range many {
			now := l.lose()
			if now {
				lost++
			}
			if now && !before {
				runs++
			}
			before = now
		}
		if got := float64(lost) / many; math.Abs(got/row.share-1) > 0.05 {
			t.Errorf("%+v: the share lost is %.4f, want %.4f", row.bursts, got, row.share)
		}
		if got := float64(lost) / float64(runs); row.length > 0 && math.Abs(got/row.length-1) > 0.05 {
			t.Errorf("%+v: %.2f are lost in a row, want %.2f", row.bursts, got, row.length)
		}
	}
}

func TestWireThatIsBadForGoodIsNotDeadBefore(t *testing.T) {
	l := &lane{&way{loss: 1, bursts: &Bursts{ToBad: 0.5, ToGood: 0.5}}, &laneState{}}
	if l.dead() {
		t.Error("a wire that loses all while it is good, and nothing while it is bad, is taken for dead")
	}
}

func TestWireThatLosesAllAndNeverTurnsBadIsDead(t *testing.T) {
	if l := (&lane{&way{loss: 1, bursts: &Bursts{Loss: 0.3, ToGood: 1}}, nil}); !l.dead() {
		t.Error("it loses all while it is good, which it is for good, and is not dead")
	}
}
