package found_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

func TestProcessThatCrashesOnASilentHostStaysSilent(t *testing.T) {
	run, err := trial.Of(file(t, "overlapping-crashes.json"), "base", trial.Checks|trial.Records)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Checks.Err(); err != nil {
		t.Error(err)
	}
	want := []turn{
		{10329 * sim.Millisecond, trace.Silent},
		{16570 * sim.Millisecond, trace.Crashed}, // the host is back, its process is not
	}
	if diff := cmp.Diff(want, turns(run, "s2")); diff != "" {
		t.Error(diff)
	}
}

// A turn is how a place is down from some instant on; NoStatus: it is up.
type turn struct {
	At  sim.Time
	How trace.Status
}

// turns are a place's, as the trace tells them.
func turns(run *trial.Trial, place string) []turn {
	var all []turn
	for _, r := range run.Records {
		if r.Node == 0 || run.Topology.Name(r.Node) != place || r.Kind != trace.Down && r.Kind != trace.Up {
			continue
		}
		if last := len(all) - 1; last >= 0 && all[last].At == r.At {
			all[last].How = r.Status
			continue
		}
		all = append(all, turn{r.At, r.Status})
	}
	return slices.CompactFunc(all, func(a, b turn) bool { return a.How == b.How })
}

// A spell is a fault of api's host, process, workers or wires, in milliseconds.
type spell struct {
	From, For int
	Fault     string
	How       string
}

// fate is how a place is down at an instant: silent as long as any fault of
// its host lasts, crashed as long as any other does.
func fate(spells []spell, at sim.Time) trace.Status {
	how := trace.NoStatus
	for _, s := range spells {
		from := sim.Time(s.From) * sim.Millisecond
		switch {
		case s.Fault != "crash" || at < from || at >= from+sim.Time(s.For)*sim.Millisecond:
		case s.How == "host":
			return trace.Silent
		default:
			how = trace.Crashed
		}
	}
	return how
}

func (s spell) entry() trial.Object {
	o := trial.Object{"at": fmt.Sprint(s.From, "ms"), "for": fmt.Sprint(s.For, "ms"), "fault": s.Fault, "target": "api"}
	if s.Fault == "crash" {
		o["how"] = s.How
	}
	return o
}

func TestFaultsOfOnePlaceNestInEveryOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spells := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) spell {
			s := spell{
				From: rapid.IntRange(0, 40).Draw(t, "from") * 50, For: rapid.IntRange(1, 40).Draw(t, "for") * 50,
				Fault: rapid.SampledFrom([]string{"crash", "crash", "crash", "pause", "partition"}).Draw(t, "fault"),
				How:   rapid.SampledFrom([]string{"process", "host"}).Draw(t, "how"),
			}
			return s
		}), 2, 6).Draw(t, "spells")
		timeline := trial.Object{}
		for i, s := range spells {
			timeline[fmt.Sprint("f", i)] = s.entry()
		}
		run, err := trial.Of(trial.Text(trial.Object{
			"version": 1, "title": "faults of one place", "duration": "5s",
			"hop": trial.Object{"latency": "7ms", "retransmit": rapid.SampledFrom([]string{"30ms", "200ms"}).Draw(t, "retransmit")},
			"nodes": trial.Object{
				"phone": trial.Object{"kind": "client", "count": 2},
				"api":   trial.Object{"kind": "server", "service": "20ms", "sidecar": trial.Object{}, "calls": trial.List{trial.Object{"to": "db", "timeout": "60ms"}}},
				"db":    trial.Object{"kind": "server"},
			},
			"flows": trial.Object{
				"page": trial.Object{"from": "phone", "to": "api", "pattern": "requestResponse", "timeout": "100ms", "send": trial.Object{"rate": "20/s"}},
				"news": trial.Object{"from": "phone", "to": "api", "pattern": "push", "push": trial.Object{"reconnect": trial.Object{"backoff": "50ms", "timeout": "200ms"}}, "updates": trial.Object{"rate": "5/s"}},
			},
			"timeline": timeline,
		}), "base", trial.Checks|trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		if err := run.Checks.Err(); err != nil {
			t.Error(err)
		}
		for _, place := range []string{"api", "api+sidecar"} {
			if diff := cmp.Diff(modelled(spells), turns(run, place)); diff != "" {
				t.Errorf("%s: %s", place, diff)
			}
		}
	})
}

// modelled are the turns that a place's spells make.
func modelled(spells []spell) []turn {
	var edges []sim.Time
	for _, s := range spells {
		edges = append(edges, sim.Time(s.From)*sim.Millisecond, sim.Time(s.From+s.For)*sim.Millisecond)
	}
	slices.Sort(edges)
	var all []turn
	last := trace.NoStatus
	for _, at := range edges {
		if how := fate(spells, at); how != last {
			all, last = append(all, turn{at, how}), how
		}
	}
	return all
}
