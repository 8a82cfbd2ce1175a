// Package faults holds off the faults that have names in tests/mutants: each
// test is what one of them would break, told by the records of a run that is
// small enough to be thought through.
package faults

import (
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

const ms = sim.Millisecond

// A tape is the records of a run.
type tape struct {
	*trial.Trial
	t *testing.T
}

// play runs a scenario, of which all ways that are not said take 1 ms and need
// no handshake. Its invariants hold.
func play(t *testing.T, text string) *tape {
	t.Helper()
	run, err := trial.Of([]byte(`{"version": 1, "title": "fault", "hop": {"latency": "1ms", "connection": {"open": "ready"}}, `+text+`}`), "base", trial.Records|trial.Figures|trial.Checks)
	if err != nil {
		t.Fatal(err)
	}
	if run.Limit != nil {
		t.Fatal(run.Limit)
	}
	if err := run.Checks.Err(); err != nil {
		t.Error(err)
	}
	return &tape{run, t}
}

// of are the records of a kind at a place, "" for anywhere.
func (p *tape) of(kind trace.Kind, place string) []trace.Record {
	var found []trace.Record
	for _, r := range p.Records {
		if r.Kind == kind && (place == "" || p.Topology.Name(r.Node) == place) {
			found = append(found, r)
		}
	}
	return found
}

// times are when records were made.
func times(records []trace.Record) []sim.Time {
	at := []sim.Time{}
	for _, r := range records {
		at = append(at, r.At)
	}
	return at
}

// some are those records that a condition holds of.
func some(records []trace.Record, is func(*trace.Record) bool) []trace.Record {
	var found []trace.Record
	for i := range records {
		if is(&records[i]) {
			found = append(found, records[i])
		}
	}
	return found
}

// figure is a metric of the run.
func (p *tape) figure(name string) float64 {
	p.t.Helper()
	x, ok := p.Figures.Lookup(name)
	if !ok {
		p.t.Fatalf("there is no %s", name)
	}
	return x.Value
}

// only is the one value of a list.
func only[T any](t *testing.T, what string, list []T) T {
	t.Helper()
	if len(list) != 1 {
		t.Fatalf("there are %d of %s, not one: %v", len(list), what, list)
	}
	return list[0]
}
