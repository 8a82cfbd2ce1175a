package trace_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim/trace"
)

func TestWaterfallAddsUpToTheDurationOfItsOperation(t *testing.T) {
	w := trace.NewWaterfall(7)
	w.Fold(request(6, 8, 900))
	w.Fold(request(7, 9, 1000))
	want := []trace.Span{{Cause: trace.InFlight, From: 1000, To: 1002}, {Cause: trace.Queued, From: 1002, To: 1003}, {Cause: trace.InService, From: 1003, To: 1005}}
	if diff := cmp.Diff(want, w.Spans); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if w.From != 1000 || w.To != 1005 || w.Status != trace.OK || !w.Begun {
		t.Errorf("%+v", w)
	}
}

func TestWaterfallOfWhatGoesOnEndsWhereItIsTold(t *testing.T) {
	w := trace.NewWaterfall(7)
	w.Fold(request(7, 9, 1000)[:4])
	w.End(1100)
	want := []trace.Span{{Cause: trace.InFlight, From: 1000, To: 1002}, {Cause: trace.Queued, From: 1002, To: 1100}}
	if diff := cmp.Diff(want, w.Spans); diff != "" || w.Status != trace.NoStatus {
		t.Errorf("%v (-want +got):\n%s", w.Status, diff)
	}
}
