package found_test

import (
	"testing"

	"backchat/tests/trial"
)

// TestWhatASearchHasFoundHoldsEveryInvariant has scenarios in which a reader of a log is
// overtaken by its retention while it waits, or while an answer is on its way to it; in
// which a client speaks at the instant at which its sidecar is back as well; and in which
// packets that try how much the way takes are larger than the window.
func TestWhatASearchHasFoundHoldsEveryInvariant(t *testing.T) {
	for _, name := range []string{"overtaken-while-it-asks.json", "read-and-gone.json", "asked-before-its-sidecar-is-up.json", "probes-beyond-the-window.json"} {
		run, err := trial.Of(file(t, name), "base", trial.Checks)
		if err != nil {
			t.Fatal(err)
		}
		if err := run.Checks.Err(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
