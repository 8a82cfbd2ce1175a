package experiment

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"backchat/patterns/scenario"
	"backchat/sim/metrics"
)

// samplesOf are made-up runs of base and fast: by seed, the values of a
// metric of each that is a count, ask.ok, and of one that is a mean,
// ask.latency.mean.
func samplesOf(t *testing.T, that string, base, fast []float64) (*Samples, *scenario.Expectation) {
	t.Helper()
	before, _, _ := strings.Cut(queueing, `"expect"`)
	f := file(t, before+fmt.Sprintf(`"expect": [{"claim": "RR-1", "that": %q}]}`, that))
	s := &Samples{File: f, Plan: Plan{Variants: f.Variants(), Seeds: Seeds(1, len(base))}}
	for _, values := range [][]float64{base, fast} {
		var kept []map[string]metrics.Metric
		for _, x := range values {
			kept = append(kept, map[string]metrics.Metric{
				"ask.ok":           {Name: "ask.ok", Value: x, Unit: "1", Kind: metrics.Count},
				"ask.operations":   {Name: "ask.operations", Value: 10, Unit: "1", Kind: metrics.Count},
				"ask.latency.mean": {Name: "ask.latency.mean", Value: x, Unit: "s", Kind: metrics.Mean},
			})
		}
		s.kept = append(s.kept, kept)
	}
	base1, err := f.Scenario(scenario.Base)
	if err != nil {
		t.Fatal(err)
	}
	return s, &base1.Expect[0]
}

func TestAnExpectationIsJudgedOverItsSeeds(t *testing.T) {
	never := math.Inf(1)
	ten := []float64{10, 10, 10, 10, 10}
	ramp := []float64{8, 9, 10, 11, 12} // 10 ± 3.2556 at 99 %
	for _, c := range []struct {
		reason     string
		that       string
		base, fast []float64
		holds      bool
	}{
		{"a count that holds on every seed", "ask.ok <= 12", ramp, ten, true},
		{"a count that fails on one seed", "ask.ok < 12", ramp, ten, false},
		{"counts compare seed by seed, not by their means", "ask.ok@fast < ask.ok", ramp, []float64{7, 8, 9, 10, 11}, true},
		{"a share of counts is an average", "ask.ok / ask.operations == 1 within 40%", ramp, ten, true},
		{"the share of one seed may be further off than the mean", "ask.ok / ask.operations > 0.6", []float64{5, 10, 10, 10, 10, 10, 10, 10}, make([]float64, 8), true},
		{"a mean below the bound by more than its interval", "ask.latency.mean < 14s", ramp, ten, true},
		{"a mean below the bound, but not surely", "ask.latency.mean < 13s", ramp, ten, false},
		{"a mean above the bound by more than its interval", "ask.latency.mean > 6.7s", ramp, ten, true},
		{"a mean above the bound, but not surely", "ask.latency.mean > 6.8s", ramp, ten, false},
		{"equal on every seed is not below", "ask.latency.mean < 10s", ten, ten, false},
		{"equal on every seed is at most", "ask.latency.mean <= 10s", ten, ten, true},
		{"equal on every seed is at least", "ask.latency.mean >= 10s", ten, ten, true},
		{"equal on every seed is equal", "ask.latency.mean == 10s", ten, ten, true},
		{"equal on average is not equal", "ask.latency.mean == 10s", ramp, ten, false},
		{"the whole interval lies within", "ask.latency.mean == 10s within 33%", ramp, ten, true},
		{"the interval reaches beyond, though the mean is right", "ask.latency.mean == 10s within 32%", ramp, ten, false},
		{"pairs differ by the same on every seed, however they vary", "ask.latency.mean@fast == ask.latency.mean / 2", ramp, []float64{4, 4.5, 5, 5.5, 6}, true},
		{"unequal where the interval is away from 0", "ask.latency.mean != 20s", ramp, ten, true},
		{"not shown to be unequal where it holds 0", "ask.latency.mean != 11s", ramp, ten, false},
		{"nothing holds of what is undefined on a seed", "ask.latency.mean < 100s", []float64{1, math.NaN(), 1, 1, 1}, ten, false},
		{"nor of what is divided by nothing", "1 / ask.latency.mean > 0.05/s", []float64{1, 0, 1, 1, 1}, ten, false},
		{"a time is less than never, where it is on every seed", "ask.latency.mean@fast < ask.latency.mean", []float64{never, never, never}, ramp[:3], true},
		{"and where it is less on the other seeds", "ask.latency.mean@fast < ask.latency.mean", []float64{never, 20, never}, ramp[:3], true},
		{"but not where it is more on one", "ask.latency.mean@fast < ask.latency.mean", []float64{never, 8, never}, ramp[:3], false},
		{"never is not less than never", "ask.latency.mean@fast < ask.latency.mean", []float64{never, never}, []float64{never, 1}, false},
		{"never is at most never", "ask.latency.mean@fast <= ask.latency.mean", []float64{never, never}, []float64{never, 1}, true},
		{"a time is within no distance of never", "ask.latency.mean@fast == ask.latency.mean within 50%", []float64{never, never}, []float64{never, 1}, false},
		{"never is not below a bound, on any one seed", "ask.latency.mean < 1000s", []float64{1, 1, never}, ramp[:3], false},
		{"never less never is not a number", "ask.latency.mean - ask.latency.mean@fast < 1s", []float64{never, 1}, []float64{never, 1}, false},
		{"on one seed, never is later than any time", "ask.latency.mean > 1000s", []float64{never}, ramp[:1], true},
		{"on one seed a comparison holds as it stands", "ask.latency.mean < 8.1s", ramp[:1], ten[:1], true},
		{"on one seed it may be within", "ask.latency.mean == 10s within 20%", ramp[:1], ten[:1], true},
		{"on one seed it may fail", "ask.latency.mean == 10s within 19%", ramp[:1], ten[:1], false},
	} {
		s, e := samplesOf(t, c.that, c.base, c.fast)
		v := s.Judge(e, scenario.Base)
		if v.Holds() != c.holds {
			t.Errorf("%s: %q is ruled %v, want holds %v; %+v", c.reason, c.that, v.Ruling, c.holds, v)
		}
		if v.Seeds != len(c.base) || v.Claim != "RR-1" || v.That != c.that {
			t.Errorf("%s: the verdict is about something else: %+v", c.reason, v)
		}
	}
}

func TestVerdictsSayWhatWasMeasured(t *testing.T) {
	s, e := samplesOf(t, "ask.latency.mean@fast <= ask.latency.mean / 2", []float64{8, 10, 12}, []float64{3, 5, 4})
	v := s.Judge(e, scenario.Base)
	if v.Measured != 4 || v.Bound != 5 || v.Unit != "s" || v.Exact || v.Why != "" {
		t.Errorf("%+v, want 4 s measured against 5 s", v)
	}
	// The pairs differ by -1, 0 and -2: mean -1, s = 1, t = 9.924843.
	if d := v.Difference; !near(d.Mean, -1) || !near(d.Half(), 9.924843/math.Sqrt(3)) {
		t.Errorf("the difference is %+v", d)
	}
	// The left side is 3, 5 and 4: mean 4, s = 1.
	if l := v.Left; l.Mean != v.Measured || !near(l.Half(), 9.924843/math.Sqrt(3)) {
		t.Errorf("the left side is %+v", l)
	}
}

func TestWhatIsMeasuredIsAsSureAsItsOwnRunsHoweverItsBoundVaries(t *testing.T) {
	for _, c := range []struct {
		reason string
		that   string
		wide   [2]bool // the left side, the difference
	}{
		{"a bound that varies alone", "ask.latency.mean@fast < 2 * ask.latency.mean", [2]bool{false, true}},
		{"pairs that vary alike", "ask.latency.mean == ask.latency.mean@fast + ask.latency.mean", [2]bool{true, false}},
	} {
		s, e := samplesOf(t, c.that, []float64{8, 10, 12}, []float64{5, 5, 5})
		if v := s.Judge(e, scenario.Base); v.Left.Half() > 0 != c.wide[0] || v.Difference.Half() > 0 != c.wide[1] {
			t.Errorf("%s: the left side is %+v, the difference %+v", c.reason, v.Left, v.Difference)
		}
	}
}

func TestWhatCannotBeJudgedSaysWhy(t *testing.T) {
	s, e := samplesOf(t, "ask.latency.mean < 100s", []float64{1, math.NaN(), math.NaN()}, []float64{1, 1, 1})
	if v := s.Judge(e, scenario.Base); !strings.Contains(v.Why, "2 of 3 seeds") {
		t.Errorf("the reason is %q", v.Why)
	}
	s.kept[0][1] = nil
	if v := s.Judge(e, scenario.Base); v.Holds() || !strings.Contains(v.Why, "no metric ask.latency.mean") || !math.IsNaN(v.Measured) {
		t.Errorf("without the metric: %+v", v)
	}
}

func TestHomeIsWhereAMetricWithoutAVariantIsFrom(t *testing.T) {
	s, e := samplesOf(t, "ask.ok == 3", []float64{1, 1}, []float64{3, 3})
	if s.Judge(e, scenario.Base).Ruling == Holds || s.Judge(e, "fast").Ruling != Holds {
		t.Error("ask.ok is not that of the home variant")
	}
}

func TestATrialRunsTheVariantsThatAreNamed(t *testing.T) {
	f := file(t, queueing)
	for _, variant := range f.Variants() {
		o := Options{Figures: &metrics.Options{}, Checks: true}
		trial, err := Try(t.Context(), f, variant, 11, o, 2)
		if err != nil {
			t.Fatal(err)
		}
		if trial.Variant != variant || len(trial.Others) != 1 || len(trial.Verdicts) != 3 {
			t.Fatalf("%s: %d others, %d verdicts", trial.Variant, len(trial.Others), len(trial.Verdicts))
		}
		for i, holds := range []bool{true, true, false} {
			if trial.Verdicts[i].Holds() != holds {
				t.Errorf("run %s: %+v, want holds %v, whichever variant is run", variant, trial.Verdicts[i], holds)
			}
		}
		if trial.Broken > 0 || trial.Sound() {
			t.Errorf("run %s: sound %v with %v; one expectation does not hold", variant, trial.Sound(), trial.Faults)
		}
	}
}

func TestATrialThatIsCutShortJudgesNothing(t *testing.T) {
	trial, err := Try(t.Context(), file(t, endless), "fast", 1, Options{Figures: &metrics.Options{}}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if trial.Cut() == nil || len(trial.Verdicts) > 0 || trial.Figures == nil {
		t.Errorf("cut: %v, %d verdicts", trial.Cut(), len(trial.Verdicts))
	}
}

func TestAVerdictHasThreeValues(t *testing.T) {
	never := math.Inf(1)
	ramp := []float64{8, 9, 10, 11, 12} // 10 ± 3.2556 at 99 %
	ten := []float64{10, 10, 10, 10, 10}
	for _, c := range []struct {
		reason     string
		that       string
		base, fast []float64
		ruling     Ruling
		enough     int
	}{
		{"the interval lies below the bound", "ask.latency.mean < 14s", ramp, ten, Holds, 0},
		{"it lies above", "ask.latency.mean < 6s", ramp, ten, Fails, 0},
		// With s = √2.5, t s/√n is 1.011 for 20 values (t = 2.8609) and 0.982 for 21 (t = 2.8453).
		{"it reaches into both, the mean a second below", "ask.latency.mean < 11s", ramp, ten, NotShown, 21},
		{"or above", "ask.latency.mean < 9s", ramp, ten, NotShown, 21},
		{"the mean lies on the bound", "ask.latency.mean < 10s", ramp, ten, NotShown, 0},
		{"all below, which is more than is asked", "ask.latency.mean <= 14s", ramp, ten, Holds, 0},
		{"all above is not at most", "ask.latency.mean <= 6s", ramp, ten, Fails, 0},
		{"all below is not more", "ask.latency.mean > 14s", ramp, ten, Fails, 0},
		{"all below is not at least", "ask.latency.mean >= 14s", ramp, ten, Fails, 0},
		{"surely too far off", "ask.latency.mean == 20s within 10%", ramp, ten, Fails, 0},
		{"surely near", "ask.latency.mean == 10s within 40%", ramp, ten, Holds, 0},
		{"near or not, 2 s from either end", "ask.latency.mean == 10s within 20%", ramp, ten, NotShown, 8},
		{"on average as asked, to be shown by no number of seeds", "ask.latency.mean == 10s", ramp, ten, NotShown, 0},
		{"the same on every seed, which was to differ", "ask.latency.mean != 10s", ten, ten, Fails, 0},
		{"unequal or not", "ask.latency.mean != 11s", ramp, ten, NotShown, 21},
		{"a count that fails on one seed is refuted by it", "ask.ok < 12", ramp, ten, Fails, 0},
		{"where one is never, what holds on some seeds alone is not shown", "ask.latency.mean@fast < ask.latency.mean", []float64{never, 8, never}, ramp[:3], NotShown, 0},
		{"but fails where it does on all", "ask.latency.mean@fast < ask.latency.mean", []float64{1, 1, 1}, []float64{never, 2, never}, Fails, 0},
		{"a count is refuted all the same", "ask.ok@fast < ask.ok", []float64{never, 8, never}, ramp[:3], Fails, 0},
		{"what cannot be judged fails", "ask.latency.mean < 100s", []float64{1, math.NaN(), 1}, ramp[:3], Fails, 0},
		{"one run holds as it stands", "ask.latency.mean < 11s", ramp[:1], ten[:1], Holds, 0},
		{"or fails", "ask.latency.mean < 8s", ramp[:1], ten[:1], Fails, 0},
	} {
		s, e := samplesOf(t, c.that, c.base, c.fast)
		if v := s.Judge(e, scenario.Base); v.Ruling != c.ruling || v.Enough != c.enough {
			t.Errorf("%s: %q is ruled %v, %d seeds would do, want %v, %d; %+v", c.reason, c.that, v.Ruling, v.Enough, c.ruling, c.enough, v)
		}
	}
}

func TestAsManySeedsAsWouldDoDoWhereTheyAreLikeThoseBefore(t *testing.T) {
	sample := []float64{8, 9, 10, 11, 12}
	s, e := samplesOf(t, "ask.latency.mean < 10.4s", sample, sample)
	n := s.Judge(e, scenario.Base).Enough
	if n == 0 {
		t.Fatal("no number of seeds would do")
	}
	var more []float64
	for len(more) < n {
		more = append(more, sample...)
	}
	// Repeating the sample makes its standard deviation a little smaller.
	if s, e := samplesOf(t, "ask.latency.mean < 10.4s", more, more); s.Judge(e, scenario.Base).Ruling != Holds {
		t.Errorf("nothing is shown on %d seeds, of which %d would do", len(more), n)
	}
	if s, e := samplesOf(t, "ask.latency.mean < 10.4s", more[:n/2], more[:n/2]); s.Judge(e, scenario.Base).Ruling != NotShown {
		t.Errorf("half of %d seeds do as well", n)
	}
}

func TestWhatCannotBeJudgedNamesItsSideAndFigure(t *testing.T) {
	none := math.NaN()
	for _, c := range []struct {
		that       string
		base, fast []float64
		why        string
	}{
		{"ask.latency.mean < 1s", []float64{none}, []float64{1}, "the left side has no value: there was nothing to take ask.latency.mean from"},
		{"2 * ask.latency.mean@fast > ask.latency.mean", []float64{1, 1}, []float64{1, none}, "the left side has no value: there was nothing to take ask.latency.mean@fast from, on 1 of 2 seeds"},
		{"1s < ask.latency.mean@fast", []float64{1, 1}, []float64{none, none}, "the right side has no value: there was nothing to take ask.latency.mean@fast from, on 2 of 2 seeds"},
		{"ask.operations / ask.ok < 2", []float64{1, 0}, []float64{1, 1}, "the left side has no value: ask.operations / ask.ok divides by 0, on 1 of 2 seeds"},
	} {
		s, e := samplesOf(t, c.that, c.base, c.fast)
		if got := s.Judge(e, scenario.Base).Why; got != c.why {
			t.Errorf("%s: got %q, want %q", c.that, got, c.why)
		}
	}
}
