package experiment

import (
	"strings"
	"testing"

	"backchat/sim/metrics"
)

func TestFlowWithoutOperationsIsNotTold(t *testing.T) {
	f := file(t, strings.Replace(queueing, `"flows": {`, `"flows": {
    "never": {"from": "user", "to": "api", "pattern": "requestResponse", "send": {"rate": "0/s"}},`, 1))
	r, err := Run(t.Context(), f, "base", 1, Options{Figures: &metrics.Options{}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.Scenario("base")
	if err != nil {
		t.Fatal(err)
	}
	told := Tell(r.Figures, s)
	if len(told) != 1 || !strings.HasPrefix(told[0], "ask: ") {
		t.Errorf("of a flow that says something, and one that never does, it tells %q", told)
	}
}
