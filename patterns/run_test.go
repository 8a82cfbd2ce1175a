package patterns_test

import (
	"math"
	"testing"

	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

// run runs a scenario, of which all invariants must hold, and lets others read
// its records.
func run(t *testing.T, text string, readers ...trace.Fold) *metrics.Figures {
	t.Helper()
	return measure(t, text, metrics.Options{}, readers...)
}

// series are the figures of a run of the scenario in so many windows.
func series(t *testing.T, text string, windows int) *metrics.Series {
	t.Helper()
	return measure(t, text, metrics.Options{Windows: windows}).Series()
}

func measure(t *testing.T, text string, options metrics.Options, readers ...trace.Fold) *metrics.Figures {
	t.Helper()
	f, err := scenario.Parse("scenario.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	r, err := experiment.Run(t.Context(), f, scenario.Base, 1, experiment.Options{Figures: &options, Checks: true, Folds: readers})
	if err != nil || r.Broken > 0 {
		t.Fatal(err, r.Faults)
	}
	return r.Figures
}

// hold holds figures of a run, by name, against what they must come to.
func hold(t *testing.T, reason string, figures *metrics.Figures, want map[string]float64) {
	t.Helper()
	for name, value := range want {
		if m, known := figures.Lookup(name); !known || !(math.Abs(m.Value-value) <= 1e-9) {
			t.Errorf("%s: %s is %v, want %v", reason, name, m.Value, value)
		}
	}
}
