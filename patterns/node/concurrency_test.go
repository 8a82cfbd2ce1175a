package node

import (
	"math"
	"testing"

	"backchat/sim"
)

// gradientByHand are windows of which the limit follows: by the formulas, with
// tolerance 1.5, room 4 and smoothing 0.2, from 20 on. The long average of the
// first ten windows is a plain one; then it goes over 600, a 300.5th part each.
var gradientByHand = []struct {
	reason      string
	short       float64 // milliseconds
	count       int
	long, limit float64
}{
	{"what takes as long as ever lets the limit grow by 0.2 x 4", 10, 20, 10, 20.8},
	{"and so does what takes less than 1.5 times as long: 16 against a mean of 13", 16, 20, 13, 21.6},
	{"the mean is 17.3 and 1.5 of it 26: the gradient falls below 1, 26/26 at the edge", 26, 21, 52. / 3, 22.4},
	{"172/4 = 43, 64.5/120 = 0.5375: 0.8 x 22.4 + 0.2 x (12.04 + 4)", 120, 22, 43, 21.128},
	{"no less than a half: the mean is 234.4, its 1.5 fold 351.6 against 1000", 1000, 21, 234.4, 0.8*21.128 + 0.2*(0.5*21.128+4)},
	{"fewer than half the limit in hand tell nothing, and long goes on, above twice the short: a twentieth less", 10, 5, 197 * 0.95, 19.8152},
}

func TestLimitFollowsTheGradientStepForStep(t *testing.T) {
	c := &Gradient{Least: 5, Most: 200, Tolerance: 1.5, Room: 4, Smoothing: 0.2, Window: sim.Second, Samples: 10, Long: 600}
	g := gradient{estimate: 20}
	for _, row := range gradientByHand {
		g.learn(c, row.short, row.count)
		if math.Abs(g.long-row.long) > 1e-9*row.long || math.Abs(g.estimate-row.limit) > 1e-9*row.limit {
			t.Errorf("%s: long %v and limit %v, want %v and %v", row.reason, g.long, g.estimate, row.long, row.limit)
		}
	}
}

func TestLongAverageForgetsExponentiallyAfterItsFirstWindows(t *testing.T) {
	c := &Gradient{Least: 1, Most: 200, Tolerance: 1.5, Smoothing: 0.2, Long: 600}
	g := gradient{estimate: 20}
	for range longWarmup {
		g.learn(c, 10, 20)
	}
	g.learn(c, 10+300.5, 20)
	if want := 11.0; math.Abs(g.long-want) > 1e-12 {
		t.Errorf("after a window that is 300.5 above 10, it is %v, want %v", g.long, want)
	}
}

func TestLimitStaysWithinItsBounds(t *testing.T) {
	c := &Gradient{Least: 19, Most: 21, Tolerance: 1, Room: 10, Smoothing: 1, Long: 600}
	g := gradient{estimate: 20}
	if g.learn(c, 10, 20); g.estimate != 21 {
		t.Errorf("it grows to %v", g.estimate)
	}
	c.Room = 0
	if g.learn(c, 1e9, 21); g.estimate != 19 {
		t.Errorf("it falls to %v", g.estimate)
	}
}

func TestWindowEndsWithTheFirstRequestAfterItsTime(t *testing.T) {
	c := &Gradient{Least: 1, Most: 200, Tolerance: 1.5, Room: 5, Smoothing: 0.2, Window: sim.Second, Samples: 2, Long: 600}
	g := gradient{estimate: 20}
	for _, row := range []struct {
		reason    string
		at, took  sim.Time
		in        int
		want      float64
		haveWaits int
	}{
		{"a first request ends a window of its own, which has too few", 1, 1, 20, 20, 0},
		{"the next begins the next", sim.Second / 2, 10, 3, 20, 1},
		{"at its end one still belongs to it", sim.Second + 1, 30, 20, 20, 2},
		{"the first after it is its last: what counts is the most that one found", sim.Second + 2, 20, 3, 21, 0},
	} {
		g.sample(c, row.at, row.took, row.in)
		if g.estimate != row.want || g.samples != row.haveWaits {
			t.Errorf("%s: limit %v, %d gathered; want %v, %d", row.reason, g.estimate, g.samples, row.want, row.haveWaits)
		}
	}
	if g.long != 20 {
		t.Errorf("the window's mean is %v, want 20", g.long)
	}
}
