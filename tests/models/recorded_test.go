package models_test

import (
	"pgregory.net/rapid"

	"backchat/tests/trial"
)

// recorded is a run of the scenario with its records, held against all checks.
func recorded(t *rapid.T, text []byte) *trial.Trial {
	t.Helper()
	run, err := trial.Of(text, "base", trial.Checks|trial.Records)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Checks.Err(); err != nil {
		t.Error(err)
	}
	return run
}
