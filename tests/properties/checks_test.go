package properties

import (
	"testing"

	"pgregory.net/rapid"

	"backchat/tests/trial"
)

func TestEveryCheckHoldsOnEveryScenario(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := newWorld(t).text()
		run, err := trial.Of(text, "base", trial.Checks|trial.Figures)
		if err != nil {
			t.Fatal(err)
		}
		if err := run.Checks.Err(); err != nil {
			for _, f := range run.Checks.Faults() {
				t.Log(f)
			}
			t.Fatalf("%v\n%s", err, text)
		}
	})
}
