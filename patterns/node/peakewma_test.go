package node

import (
	"math"
	"testing"

	"backchat/sim"
)

func TestPeakEWMARisesAtOnceAndDecaysByTime(t *testing.T) {
	const s = sim.Second
	e := 1 / math.E
	p := &peakEWMA{decay: float64(10 * s), choices: 2, costs: make([]peakCost, 2)}
	for _, row := range []struct {
		reason  string
		now     sim.Time
		took    sim.Time // 0: it is only looked at
		pending int
		cost    float64 // s
	}{
		{"a target that is not known and has nothing to do is tried", 0, 0, 0, 0},
		{"one that has something to do already is asked last", 0, 0, 3, (unknownCost + 3) / 1e9},
		{"the first answer is the average", 1 * s, 1 * s, 0, 1},
		{"it counts for all that is under way, and one more", 1 * s, 0, 4, 5},
		{"time alone draws it down", 11 * s, 0, 0, e},
		{"what takes longer is the average at once", 11 * s, 2 * s, 0, 2},
		{"what takes less draws it down by the time that is past", 21 * s, 1 * s, 1, 2 * (2*e + 1 - e)},
		{"at once, not at all", 21 * s, s / 2, 0, 2*e + 1 - e},
	} {
		if row.took > 0 {
			p.heard(1, row.now-row.took, row.now)
		}
		if got := p.cost(1, row.pending, row.now) / 1e9; math.Abs(got-row.cost) > 1e-9*row.cost {
			t.Errorf("%s: costs %v, not %v", row.reason, got, row.cost)
		}
	}
}

func TestPeakEWMATakesTheCheaperOfThoseDrawn(t *testing.T) {
	p, c := pickerOf("peakEWMA", 1, 3, 0)
	for k, took := range []sim.Time{30, 10, 20} {
		p.(hearer).heard(k, 0, took*sim.Millisecond)
	}
	c.now = 30 * sim.Millisecond
	c.load[1] = 2 // 30 ms as it is
	seen := [3]int{}
	for range 300 {
		seen[p.pick(c, nil)]++
	}
	// The third is in two of the three pairs and cheaper in both; the others, of
	// which the second has been known for longer, cost nearly the same.
	if seen[2] < 160 || seen[2] > 240 || seen[0] > 0 {
		t.Errorf("picks %v", seen)
	}
}

func TestAViewIsRefreshedAtMultiplesOfItsTime(t *testing.T) {
	const s = sim.Second
	c := newChoice(2, 10*s, sim.NewStream(7))
	for _, row := range []struct {
		at         sim.Time
		more, sees int
	}{{1 * s, 1, 0}, {9 * s, 1, 0}, {10 * s, 1, 2}, {19 * s, -1, 2}, {35 * s, 1, 2}, {40 * s, 0, 3}} {
		c.look(row.at, 10*s)
		c.under[1] += row.more
		if c.load[1] != row.sees {
			t.Errorf("at %v it sees %d under way, not %d", row.at, c.load[1], row.sees)
		}
	}
}
