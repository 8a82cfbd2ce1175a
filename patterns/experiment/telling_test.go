package experiment

import (
	"strings"
	"testing"

	"backchat/sim/metrics"
)

// toldOfOne is what is told of one run of the scenario of replications, with some of its text
// replaced: pairs of what is there and what stands in its place.
func toldOfOne(t *testing.T, replaced ...string) []string {
	t.Helper()
	f := file(t, strings.NewReplacer(replaced...).Replace(queueing))
	r, err := Run(t.Context(), f, "base", 1, Options{Figures: &metrics.Options{}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.Scenario("base")
	if err != nil {
		t.Fatal(err)
	}
	return Tell(r.Figures, s, nil)
}

func TestOfAFlowWithoutOperationsItIsSaidThatNoneBegan(t *testing.T) {
	told := toldOfOne(t, `"flows": {"ask"`, `"flows": {
    "never": {"from": "user", "to": "api", "pattern": "requestResponse", "send": {"rate": "0/s"}}, "ask"`)
	if len(told) != 2 || !strings.HasPrefix(told[0], "ask: ") || told[1] != "never: No operation began." {
		t.Errorf("of a flow that says something, and one that never does, it tells %q", told)
	}
}

func TestWhereHalfAreWithinTheTimeOf99Of100ThatOf99Of100SaysBoth(t *testing.T) {
	told := toldOfOne(t, `"service": {"dist": "exponential", "mean": "8ms"}`, `"service": "8ms", "workers": 100`, `"rate": "20/s"`, `"rate": "5/s"`)
	if !strings.HasSuffix(told[0], "99 of 100 were served within 9 ms.") {
		t.Errorf("where all take as long, it tells %q", told)
	}
}
