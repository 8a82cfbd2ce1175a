package patterns_test

import (
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
	f, err := scenario.Parse("scenario.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	r, err := experiment.Run(t.Context(), f, scenario.Base, 1, experiment.Options{Figures: &metrics.Options{}, Checks: true, Folds: readers})
	if err != nil || r.Broken > 0 {
		t.Fatal(err, r.Faults)
	}
	return r.Figures
}
