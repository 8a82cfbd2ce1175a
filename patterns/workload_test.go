package patterns

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
)

// integral is the area under a profile between two times, by small steps.
func (p profile) integral(from, to sim.Time) float64 {
	if len(p) == 0 {
		return float64(to - from)
	}
	total := 0.0
	for _, s := range p {
		a, b := max(from, s.from), min(to, s.to)
		if a < b {
			total += float64(b-a) * (s.at(a) + s.at(b)) / 2
		}
	}
	return total
}

func TestArrivalComesWhereTheRatesIntegralReachesItsGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newProfile(drawChanges(t))
		from := sim.Time(rapid.Int64Range(0, int64(100*sim.Second)).Draw(t, "from"))
		amount := rapid.Float64Range(1e6, 1e11).Draw(t, "amount")
		at := p.after(from, amount)
		if at >= sim.MaxHorizon {
			return // the rate is 0 from some time on
		}
		if got := p.integral(from, at); math.Abs(got-amount) > 1e-6*amount+100 {
			t.Fatalf("the integral from %v to %v is %g, not %g", from, at, got, amount)
		}
	})
}

func drawChanges(t *rapid.T) []Change {
	var changes []Change
	at := sim.Time(0)
	for range rapid.IntRange(0, 4).Draw(t, "changes") {
		at += sim.Time(rapid.Int64Range(int64(sim.Millisecond), int64(20*sim.Second)).Draw(t, "pause"))
		over := sim.Time(rapid.Int64Range(0, int64(10*sim.Second)).Draw(t, "over"))
		changes = append(changes, Change{At: at, Over: over, Factor: rapid.Float64Range(0.1, 10).Draw(t, "factor")})
		at += over
	}
	return changes
}

func TestRateThatFallsToNothingBringsNothing(t *testing.T) {
	p := newProfile([]Change{{At: sim.Second, Factor: 0}})
	if at := p.after(sim.Second, 1); at != sim.MaxHorizon {
		t.Errorf("an arrival at %v, though the rate is 0", at)
	}
}
