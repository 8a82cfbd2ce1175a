package found_test

import (
	"math"
	"testing"

	"backchat/tests/trial"
)

// figuresOf runs the variant of a scenario and reads metrics of it, by name.
func figuresOf(t *testing.T, text []byte, variant string, names ...string) map[string]float64 {
	t.Helper()
	run, err := trial.Of(text, variant, trial.Figures|trial.Checks)
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range run.Checks.Faults() {
		t.Errorf("%s: %v", variant, fault)
	}
	figures := map[string]float64{}
	for _, name := range names {
		m, ok := run.Figures.Lookup(name)
		if !ok {
			t.Fatalf("there is no metric %s", name)
		}
		figures[name] = m.Value
	}
	return figures
}

// hurried is a server that is asked twice as often as it can answer. As it
// stands it refuses whom it has no room for; in the variant patient all wait.
const hurried = `{
	"version": 1, "title": "Hurried", "duration": "60s", "hop": {"latency": "1ms"},
	"nodes": {"user": {"kind": "client"}, "api": {"kind": "server", "queue": 1, "service": "100ms"}},
	"flows": {"page": {"from": "user", "to": "api", "pattern": "requestResponse", "objective": "310ms", "send": {"arrivals": "constant", "rate": "20/s", "stop": "20s"}}},
	"variants": {"patient": {"nodes": {"api": {"queue": null}}}}
}`

func TestRefusingHalfDoesNotMakeTheOthersLookServed(t *testing.T) {
	names := []string{"page.okShare", "page.latency.p99", "page.latencyAll.p99", "page.latencyAll.p50", "page.withinObjective"}
	refusing, patient := figuresOf(t, []byte(hurried), "base", names...), figuresOf(t, []byte(hurried), "patient", names...)
	if refusing["page.latency.p99"] >= patient["page.latency.p99"] {
		t.Errorf("of those served, refusing takes %v, waiting %v", refusing, patient)
	}
	if !math.IsInf(refusing["page.latencyAll.p99"], 1) || refusing["page.latencyAll.p50"] > 0.31 {
		t.Errorf("refusing half: %v, want half within 310 ms and p99 never", refusing)
	}
	if patient["page.okShare"] != 1 || patient["page.latencyAll.p99"] != patient["page.latency.p99"] {
		t.Errorf("waiting: %v, want all served in the time of those served", patient)
	}
	if got := refusing["page.withinObjective"]; got != refusing["page.okShare"] || got < 0.5 || got > 0.51 {
		t.Errorf("%v are within the objective, of %v served; want half", got, refusing["page.okShare"])
	}
	// Operation n of 400 waits 50 ms longer than n - 1 did: 102, 152, ..., 302 ms.
	if got, want := patient["page.withinObjective"], 5./400; got != want {
		t.Errorf("%v of those that wait are within the objective, want %v", got, want)
	}
}
