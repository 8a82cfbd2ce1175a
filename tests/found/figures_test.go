package found_test

import (
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

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

func TestTenOperationsNeverShowElevenRequests(t *testing.T) {
	// The third of its operations is intended for the end of the run.
	got := figuresOf(t, file(t, "edge.json"), "base", "p.operations", "p.requests", "p.messages.sent", "a.requests", "run.operations")
	want := map[string]float64{"p.operations": 2, "p.requests": 2, "p.messages.sent": 4, "a.requests": 2, "run.operations": 2}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// slow is a service that takes 5 s for what is asked of it three times a
// second, at once, for as long as the run lasts. What begins last cannot end;
// with a drain it can.
const slow = `{
	"version": 1, "title": "Slow", "duration": "20s", "hop": {"latency": "0s"},
	"nodes": {"user": {"kind": "client"}, "api": {"kind": "server", "workers": 1000, "service": "5s"}},
	"flows": {"page": {"from": "user", "to": "api", "pattern": "requestResponse", "objective": "5s",
		"send": {"arrivals": "constant", "rate": "1/s", "burst": {"size": 3, "gap": "300ms"}}}},
	"variants": {
		"drained":  {"drain": "5s"},
		"narrowed": {"measure": {"from": "2s", "to": "14s"}},
		"both":     {"drain": "5s", "measure": {"from": "2s", "to": "14s"}}
	}
}`

func TestADrainLetsWhatIsUnderWayEnd(t *testing.T) {
	// Of the 60 operations of 20 s those intended after 15 s are unfinished.
	for variant, want := range map[string]map[string]float64{
		"base":     {"page.operations": 60, "page.ok": 46, "page.unfinished": 14, "page.withinObjective": 1, "run.operations": 60, "run.window": 20, "api.requests": 60},
		"drained":  {"page.operations": 45, "page.ok": 45, "page.unfinished": 0, "page.withinObjective": 1, "run.operations": 45, "run.window": 15, "api.requests": 45},
		"narrowed": {"page.operations": 36, "page.ok": 36, "page.unfinished": 0, "page.withinObjective": 1, "run.operations": 60, "run.window": 12, "api.requests": 36},
		"both":     {"page.operations": 36, "page.ok": 36, "page.unfinished": 0, "page.withinObjective": 1, "run.operations": 45, "run.window": 12, "api.requests": 36},
	} {
		got := figuresOf(t, []byte(slow), variant, slices.Sorted(maps.Keys(want))...)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", variant, diff)
		}
	}
}
