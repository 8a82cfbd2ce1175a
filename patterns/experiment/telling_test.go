package experiment

import (
	"strings"
	"testing"

	"backchat/sim/metrics"
)

func TestOfAFlowWithoutOperationsItIsSaidThatNoneBegan(t *testing.T) {
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
	told := Tell(r.Figures, s, nil)
	if len(told) != 2 || !strings.HasPrefix(told[0], "ask: ") || told[1] != "never: No operation began." {
		t.Errorf("of a flow that says something, and one that never does, it tells %q", told)
	}
}

func TestWhereHalfAreWithinTheTimeOf99Of100ThatOf99Of100SaysBoth(t *testing.T) {
	f := file(t, strings.Replace(strings.Replace(queueing, `"service": {"dist": "exponential", "mean": "8ms"}`, `"service": "8ms", "workers": 100`, 1), `"rate": "20/s"`, `"rate": "5/s"`, 1))
	r, err := Run(t.Context(), f, "base", 1, Options{Figures: &metrics.Options{}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.Scenario("base")
	if err != nil {
		t.Fatal(err)
	}
	if told := Tell(r.Figures, s, nil); !strings.HasSuffix(told[0], "99 of 100 were served within 9 ms.") {
		t.Errorf("where all take as long, it tells %q", told)
	}
}
