package models_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	diff "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

const ms = sim.Millisecond

// A spell is from when to when a place is down.
type spell struct{ from, to sim.Time }

func drawSpells(t *rapid.T, what string, most int) []spell {
	var all []spell
	at := sim.Time(0)
	for range rapid.IntRange(0, most).Draw(t, what) {
		from := at + sim.Time(rapid.IntRange(1, 300).Draw(t, "pause"))*10*ms
		at = from + sim.Time(rapid.IntRange(5, 300).Draw(t, "length"))*10*ms
		all = append(all, spell{from, at})
	}
	return all
}

func up(spells []spell, at sim.Time) bool {
	return !slices.ContainsFunc(spells, func(s spell) bool { return at >= s.from && at < s.to })
}

// A verdict is what the balancer comes to think of its target.
type verdict struct {
	At  sim.Time
	Out bool
}

// A check ends, well or not; or, where it is none, the balancer crashes.
type check struct {
	ends     sim.Time
	good, is bool
}

// verdicts is the model: so many bad checks in a row take the target out, so
// many good ones bring it back, and a crash makes all forgotten.
func verdicts(checks []check, unhealthy, healthy int) []verdict {
	var all []verdict
	good, bad, out := 0, 0, false
	turn := func(at sim.Time, to bool) {
		if out != to {
			out = to
			all = append(all, verdict{at, to})
		}
	}
	for _, c := range checks {
		switch {
		case !c.is:
			good, bad = 0, 0
			turn(c.ends, false)
		case c.good:
			good, bad = good+1, 0
		default:
			good, bad = 0, bad+1
		}
		if c.is && bad >= unhealthy {
			turn(c.ends, true)
		} else if c.is && good >= healthy {
			turn(c.ends, false)
		}
	}
	return all
}

func TestHealthChecksTakeOutAndBringBackByTheirThresholds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target, own := drawSpells(t, "crashes", 4), drawSpells(t, "crashes of the balancer", 2)
		unhealthy, healthy := rapid.IntRange(1, 4).Draw(t, "unhealthy"), rapid.IntRange(1, 3).Draw(t, "healthy")
		timeout := sim.Time(rapid.SampledFrom([]int{20, 90, 180}).Draw(t, "timeout")) * ms
		timeline := trial.Object{}
		for i, s := range target {
			timeline[fmt.Sprint("t", i)] = crash("api", "host", s)
		}
		for i, s := range own {
			timeline[fmt.Sprint("o", i)] = crash("lb", "process", s)
		}
		run, err := trial.Of(trial.Text(trial.Object{
			"version": 1, "title": "health", "duration": "20s", "hop": trial.Object{"latency": "1ms", "connection": trial.Object{"open": "each"}},
			"nodes": trial.Object{
				"phone": trial.Object{"kind": "client"}, "api": trial.Object{"kind": "server"},
				"lb": trial.Object{"kind": "balancer", "to": "api", "health": trial.Object{
					"interval": "200ms", "timeout": fmt.Sprint(int64(timeout/ms), "ms"), "unhealthy": unhealthy, "healthy": healthy}},
			},
			"flows":    trial.Object{"f": trial.Object{"from": "phone", "to": "lb", "pattern": "requestResponse", "send": trial.Object{"rate": "0/s"}}},
			"timeline": timeline, "seed": rapid.IntRange(0, 1000).Draw(t, "seed"),
		}), "base", trial.Checks|trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		if err := run.Checks.Err(); err != nil {
			t.Error(err)
		}
		var checks []check
		var got []verdict
		for _, s := range own {
			checks = append(checks, check{ends: s.from})
		}
		for _, r := range run.Records {
			switch r.Kind {
			case trace.Open: // one for each check: two ways to open it, one there, one back
				c := check{ends: r.At + timeout, is: true}
				switch {
				case !up(target, r.At+ms): // it is not opened
				case !up(target, r.At+3*ms):
					c.ends += 2 * ms
				default:
					c.good, c.ends = true, r.At+4*ms
				}
				if !slices.ContainsFunc(own, func(s spell) bool { return r.At < s.from && s.from <= c.ends }) && c.ends <= 20*sim.Second {
					checks = append(checks, c)
				}
			case trace.Unfit, trace.Fit:
				got = append(got, verdict{r.At, r.Kind == trace.Unfit})
			}
		}
		slices.SortStableFunc(checks, func(a, b check) int { return cmp.Compare(a.ends, b.ends) })
		if d := diff.Diff(verdicts(checks, unhealthy, healthy), got); d != "" {
			t.Error(d)
		}
	})
}

func crash(target, how string, s spell) trial.Object {
	return trial.Object{"at": fmt.Sprint(int64(s.from/ms), "ms"), "for": fmt.Sprint(int64((s.to-s.from)/ms), "ms"), "fault": "crash", "how": how, "target": target}
}
