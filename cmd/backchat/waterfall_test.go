package main

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

func TestTheSlowestOperationTookTheLongestLatency(t *testing.T) {
	var run struct {
		Metrics map[string]struct{ Value figure }
	}
	if err := json.Unmarshal([]byte(do(t, "", "run", "ask-and-wait", "--json").out), &run); err != nil {
		t.Fatal(err)
	}
	var fall waterfallJSON
	if err := json.Unmarshal([]byte(do(t, "", "waterfall", "ask-and-wait", "--json").out), &fall); err != nil {
		t.Fatal(err)
	}
	longest := float64(run.Metrics["ask.finished.max"].Value)
	if took := (fall.To - fall.From).Seconds(); longest == 0 || math.Abs(took-longest) > 1e-9 {
		t.Errorf("operation %d took %v s, the longest %v s", fall.Operation, took, longest)
	}
	at := fall.From
	for _, s := range fall.Spans {
		if s.From != at {
			t.Errorf("%s begins at %v, what was before it ends at %v", s.Cause, s.From, at)
		}
		at = s.To
	}
	if at != fall.To {
		t.Errorf("the last part ends at %v, the operation at %v", at, fall.To)
	}
}

func TestNewsForOneWhoIsAwayWaitsForNoPoll(t *testing.T) {
	u := do(t, "", "waterfall", "everybody-comes-back-at-once")
	if !strings.Contains(u.out, "waiting for its listener at api  ") || strings.Contains(u.out, "nextPoll") {
		t.Errorf("of a listener of pushed news that was cut off it says:\n%s", u.out)
	}
}

func TestEachPartOfAWaterfallSaysWhereItWas(t *testing.T) {
	u := do(t, "", "waterfall", "the-retry-storm")
	for _, part := range []string{"inFlight users/10 → api ", "inService at api ", "queued at db ", "backingOff at api ", "inFlight api → users/10 "} {
		if !strings.Contains(u.out, part) {
			t.Errorf("nothing is %q in:\n%s", part, u.out)
		}
	}
	var fall waterfallJSON
	if err := json.Unmarshal([]byte(do(t, "", "waterfall", "one-page-three-protocols", "--variant", "http2Lossy", "--json").out), &fall); err != nil {
		t.Fatal(err)
	}
	for _, s := range fall.Spans {
		way := s.Cause == "inFlight" || s.Cause == "transfer" || s.Cause == "congestion" || s.Cause == "recovering"
		if s.Node == "" || way != (s.Peer != "") {
			t.Errorf("%s is at %q, on the way to %q", s.Cause, s.Node, s.Peer)
		}
	}
}

func TestWhatIsLostSaysSoAndOnWhichWay(t *testing.T) {
	u := do(t, "", "waterfall", "paid-twice", "--variant", "key")
	for _, part := range []string{"unanswered bank → client/0 ", "▓ awaiting an answer ", "message 89 partitioned ", "message 195 counts "} {
		if !strings.Contains(u.out, part) {
			t.Errorf("nothing is %q in:\n%s", part, u.out)
		}
	}
	if strings.Contains(u.out, "unanswered at") || strings.Contains(u.out, "first byte") {
		t.Errorf("of an answer that was lost on its way it says:\n%s", u.out)
	}
}

func TestAnOperationThatThereIsNotIsAMistakeOfUse(t *testing.T) {
	if u := do(t, "", "waterfall", "ask-and-wait", "--operation", "4000000000"); u.exit != exitUsage || u.errs == "" {
		t.Errorf("exit %d: %s", u.exit, u.errs)
	}
}
