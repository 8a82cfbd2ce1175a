package found_test

import (
	"testing"

	"backchat/sim/trace"
	"backchat/tests/trial"
)

// The consumer of a message goes while the broker works on handing it over, and
// the message is to go to another one: the work for the first is in vain.
func TestMessageIsHandedOverOnceForEachHandout(t *testing.T) {
	run, err := trial.Of(file(t, "handed-over-twice.json"), "base", trial.Checks|trial.Records)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Checks.Err(); err != nil {
		t.Error(err)
	}
	type handout struct {
		msg   uint32
		tries int64
	}
	seen := map[handout]bool{}
	for _, r := range run.Records {
		if h := (handout{r.Msg, r.Aux}); r.Kind == trace.Deliver && r.Flow == 2 {
			if seen[h] {
				t.Fatalf("message %d is handed over twice as handout %d", h.msg, h.tries)
			}
			seen[h] = true
		}
	}
}
