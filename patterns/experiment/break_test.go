package experiment

import (
	"strings"
	"testing"

	"backchat/patterns/scenario"
)

// breaking expects of queueing what a server as fast as the other breaks, what
// that does not break, and what cannot be judged once there is no work.
var breaking = strings.Replace(queueing, queueing[strings.Index(queueing, `"expect"`):], `"expect": [
    {"claim": "RR-3", "that": "ask.latency.mean@fast < ask.latency.mean / 2",
     "brokenBy": {"variants": {"fast": {"nodes": {"api": null}}}}},
    {"claim": "RR-2", "that": "ask.operations == ask.ok + ask.unfinished",
     "brokenBy": {"variants": {"fast": {"nodes": {"api": null}}}}},
    {"that": "ask.latency.mean < 1h"},
    {"that": "ask.latency.mean < 2h",
     "brokenBy": {"flows": {"ask": {"send": {"stop": "1s"}}}}}
  ]
}`, 1)

// broken judges a file's expectations as it is and without what they show, and
// counts the runs of the latter.
func broken(t *testing.T, f *scenario.File, seeds int) (breaks []Claim, runs int) {
	t.Helper()
	files := []*scenario.File{f}
	unbroken, err := Claims(t.Context(), files, seeds, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	breaks, err = Breaks(t.Context(), files, unbroken, seeds, 2, func() { runs++ })
	if err != nil {
		t.Fatal(err)
	}
	return breaks, runs
}

func TestWhatAPatchTakesAwayBreaksItsExpectation(t *testing.T) {
	f := file(t, breaking)
	breaks, runs := broken(t, f, 3)
	if len(breaks) != 3 {
		t.Fatalf("got %d breaks, want one for each of three patches", len(breaks))
	}
	for i, want := range []struct {
		that  string
		broke bool
	}{
		{"ask.latency.mean@fast < ask.latency.mean / 2", true},
		{"ask.operations == ask.ok + ask.unfinished", false},
		{"ask.latency.mean < 2h", false},
	} {
		if b := breaks[i]; b.That != want.that || b.Broke() != want.broke || b.Scenario != "queueing.json" || b.BrokenBy == "" {
			t.Errorf("got %+v, broke: %t; want %+v", b, b.Broke(), want)
		}
	}
	if breaks[2].Why == "" {
		t.Error("an expectation about nothing was judged")
	}
	if want := 3 * BreakRuns(f); runs != want || BreakRuns(f) != 3 {
		t.Errorf("%d runs, want %d: equal patches share theirs", runs, want)
	}
}

func TestWhatFailsAlreadyIsNotBroken(t *testing.T) {
	f := file(t, strings.Replace(breaking, "ask.latency.mean@fast < ask.latency.mean / 2", "ask.latency.mean@fast > ask.latency.mean", 1))
	breaks, _ := broken(t, f, 3)
	if b := breaks[0]; b.Holds() || !b.Already || b.Broke() {
		t.Errorf("%+v broke: %t; it fails without the patch", b, b.Broke())
	}
	if b := breaks[1]; b.Already {
		t.Errorf("%+v fails already, though it holds", b)
	}
}

func TestAFileWithoutPatchesHasNothingToBreak(t *testing.T) {
	if breaks, runs := broken(t, file(t, queueing), 2); len(breaks) != 0 || runs != 0 {
		t.Errorf("got %v of %d runs", breaks, runs)
	}
}
