package found_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim/trace"
	"backchat/tests/trial"
)

// The job blocks api/1 from 41.007 s to 86.007 s. Its checks are made at
// 5.82 s and every 10 s from then: those of 45.82 s, 55.82 s and 65.82 s are
// missed one second later. That of 85.82 s is answered once the 130 pages of
// 1 ms are done that had come before it.
func TestBlockedLoopMissesItsHealthChecks(t *testing.T) {
	for _, row := range []struct {
		variant, reason string
		want            []string
	}{
		{"base", "three checks of a blocked loop time out", []string{"66.82 unfit", "86.14 fit"}},
		{"short", "a loop blocked for 4.9 s answers its check within the second", nil},
		{"wide", "45 s hold five checks at most, and six are asked for", nil},
		{"thread", "another worker answers", nil},
		{"none", "nobody asks", nil},
	} {
		run, err := trial.Of(file(t, "blocked-loop.json"), row.variant, trial.Checks|trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		if err := run.Checks.Err(); err != nil {
			t.Error(row.variant, err)
		}
		if diff := cmp.Diff(row.want, verdicts(run)); diff != "" {
			t.Errorf("%s: %s: %s", row.variant, row.reason, diff)
		}
	}
}

// verdicts are what health checks found, and when.
func verdicts(run *trial.Trial) []string {
	var all []string
	for _, r := range run.Records {
		if r.Kind == trace.Unfit || r.Kind == trace.Fit {
			all = append(all, fmtSeconds(r.At)+" "+r.Kind.String())
		}
	}
	return all
}
