package node

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
)

// prequalOver is a picker by prequal over n targets that probes none, and what it
// picks from.
func prequalOver(n int, options PrequalOptions) (*prequal, *choice) {
	b := balancerOver("prequal", 1, n, 0)
	b.config.PrequalOptions = options
	c := newChoice(n, 0, sim.NewStream(7))
	c.refit()
	return newPrequal(b)(0).(*prequal), &c
}

// inPool is what is said of three targets: the last is hot, the second is the
// fastest of the others.
func inPool() []reading {
	return []reading{{0, 2, 30 * ms, 0, 1}, {1, 4, 20 * ms, 1 * ms, 1}, {2, 9, 10 * ms, 2 * ms, 1}}
}

func TestPrequalTakesTheFastestOfThoseThatAreNotHot(t *testing.T) {
	for _, row := range []struct {
		reason string
		hot    float64
		first  int
	}{
		{"the limit is the second of three: the fastest has more in hand", 0.84, 1},
		{"none is hot where the limit is the most of all", 1, 2},
		{"all but the least are hot where the limit is that", 0, 0},
	} {
		p, c := prequalOver(3, PrequalOptions{Pool: 16, ProbeAge: sim.Second, Reuse: 1, Hot: row.hot})
		p.pool = inPool()
		if got := p.pick(c, nil); got != row.first {
			t.Errorf("%s: picks %d", row.reason, got)
		}
	}
}

func TestPrequalUsesAnAnswerUpAndForgetsTheWorstAndTheOldestInTurn(t *testing.T) {
	p, c := prequalOver(8, PrequalOptions{Pool: 16, ProbeAge: sim.Second, Reuse: 2, Discard: 1, Hot: 0.84})
	for k := range 8 {
		p.keep(reading{k, 1, sim.Time(10-k) * ms, 0, 2}) // the first are the slowest
	}
	left := func() (all []int) {
		for _, x := range p.pool {
			all = append(all, x.target)
		}
		return all
	}
	// Whoever got a request has one more in hand than is usual, and is hot.
	var picked []int
	for range 3 {
		picked = append(picked, p.pick(c, nil))
	}
	if diff := cmp.Diff([]int{7, 6, 5}, picked); diff != "" {
		t.Error(diff)
	}
	// The worst is 7, which is hot; then the oldest is 0; then two of six have two in
	// hand, so that the limit is two and none is hot, and the worst is the slowest, 1.
	if diff := cmp.Diff([]int{2, 3, 4, 5, 6}, left()); diff != "" {
		t.Error(diff)
	}
	p, c = prequalOver(3, PrequalOptions{Pool: 16, ProbeAge: sim.Second, Reuse: 1, Hot: 1})
	p.pool = inPool()
	p.pick(c, nil)
	if diff := cmp.Diff([]int{0, 1}, left()); diff != "" {
		t.Errorf("what has been used up stays: %s", diff)
	}
}

func TestPrequalDrawsWhereItKnowsTooLittle(t *testing.T) {
	p, c := prequalOver(4, PrequalOptions{Pool: 2, ProbeAge: sim.Second, Reuse: 1000, Hot: 1})
	seen := make([]int, 4)
	for range 400 {
		p.pool = []reading{{3, 0, 1, 0, 1000}}
		seen[p.pick(c, nil)]++
	}
	if slices.Min(seen) < 60 {
		t.Errorf("by one answer alone it picks %v", seen)
	}
	for k := range 3 {
		p.keep(reading{k, 0, ms, sim.Time(k) * ms, 1})
	}
	if len(p.pool) != 2 || p.pool[0].target != 1 {
		t.Errorf("in a pool of two are %v", p.pool)
	}
	p.keep(reading{1, 5, ms, 9 * ms, 1})
	if len(p.pool) != 2 || p.pool[0].target != 2 || p.pool[1].under != 5 {
		t.Errorf("a newer answer of a target stands beside the old one: %v", p.pool)
	}
	p.age(3 * ms)
	if len(p.pool) != 1 || p.pool[0].target != 1 {
		t.Errorf("of answers that are too old stay %v", p.pool)
	}
}

func TestAGaugeTellsHowLongRequestsTakeThatFindAsMany(t *testing.T) {
	var g gauge
	if g.latency() != 0 {
		t.Error("it tells of requests that were none")
	}
	for i := range 7 {
		g.finish(finished{0, sim.Time(i+1) * ms})
		g.finish(finished{10, sim.Time(100+i) * ms})
	}
	// The latest five of each.
	for _, row := range []struct {
		under int
		want  sim.Time
	}{{0, 5 * ms}, {4, 5 * ms}, {6, 104 * ms}, {20, 104 * ms}} {
		if g.under = row.under; g.latency() != row.want {
			t.Errorf("with %d in hand it tells %v, not %v", row.under, g.latency(), row.want)
		}
	}
	for range gaugeKeeps {
		g.finish(finished{5, ms})
	}
	if g.latency() != ms {
		t.Errorf("it remembers %v for ever", g.latency())
	}
}
