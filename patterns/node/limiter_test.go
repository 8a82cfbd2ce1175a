package node

import (
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
)

// A naive bucket counts its tokens in parts of a nanosecond's worth.
type naive struct {
	parts, last sim.Time
}

func (n *naive) take(now, gap sim.Time, burst int) bool {
	n.parts = min(n.parts+now-n.last, sim.Time(burst)*gap)
	n.last = now
	if n.parts < gap {
		return false
	}
	n.parts -= gap
	return true
}

func TestBucketLetsThroughWhatItsTokensAllow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gap := sim.Time(rapid.Int64Range(1, 1000).Draw(t, "gap"))
		burst := rapid.IntRange(1, 5).Draw(t, "burst")
		b, n := bucket{}, naive{parts: sim.Time(burst) * gap}
		var passed []sim.Time
		now := sim.Time(0)
		for range 200 {
			now += sim.Time(rapid.Int64Range(0, int64(2*gap)).Draw(t, "later"))
			wait, ok := b.take(now, gap, burst, 0)
			if want := n.take(now, gap, burst); ok != want {
				t.Fatalf("at %d it says %v, and %v by counting tokens", now, ok, want)
			}
			if !ok {
				if again := b; wait <= 0 || !first(again.take(now+wait, gap, burst, 0)) || first(again.take(now+wait-1, gap, burst, 0)) {
					t.Fatalf("at %d there is no token for another %d", now, wait)
				}
				continue
			}
			passed = append(passed, now)
			for i, at := range passed {
				if k := len(passed) - i; sim.Time(k-burst)*gap > now-at {
					t.Fatalf("%d pass within %d, with a burst of %d and a token every %d", k, now-at, burst, gap)
				}
			}
		}
	})
}

// first tells whether a token was there at once.
func first(wait sim.Time, ok bool) bool { return ok && wait == 0 }

func TestBucketMakesRequestsWaitInOrder(t *testing.T) {
	b := bucket{}
	for i, want := range []sim.Time{0, 0, 10, 20, 30} {
		if wait, ok := b.take(100, 10, 2, 3); wait != want || !ok {
			t.Errorf("request %d waits %d, %v; want %d", i, wait, ok, want)
		}
	}
	if wait, ok := b.take(100, 10, 2, 3); ok || wait != 40 {
		t.Errorf("a fourth may wait, for %d", wait)
	}
}

func TestThrottleHoldsBackBeyondKTimesWhatIsAccepted(t *testing.T) {
	c := &Throttle{K: 2, Window: 10 * sim.Second}
	var x throttle
	for i, want := range []float64{0, 1. / 2, 2. / 3} {
		if chance := x.asked(c, 0); chance != want {
			t.Errorf("call %d is held back with %v, want %v", i, chance, want)
		}
	}
	x.accepted(c, 0)
	if chance := x.asked(c, 9*sim.Second); chance != 1./4 {
		t.Errorf("with one of three accepted it is %v, want 1/4", chance)
	}
	if chance := x.asked(c, 10*sim.Second); chance != 1./2 {
		t.Errorf("when three calls are forgotten it is %v, want 1/2", chance)
	}
	if chance := x.asked(c, sim.Minute); chance != 0 {
		t.Errorf("when all are forgotten it is %v, want 0", chance)
	}
}
