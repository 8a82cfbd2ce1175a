package experiment

import (
	"fmt"
	"math"
	"testing"

	"backchat/sim/metrics"
)

func TestADifferenceIsFoundOnlyWhereItIsShown(t *testing.T) {
	nan, never := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		reason       string
		values, base []float64
		finding      Finding
		pairs        int
	}{
		{"below on every seed by about 2", []float64{8, 9, 10, 11}, []float64{10, 11.1, 12, 12.9}, Less, 4},
		{"above on every seed by about 2", []float64{10, 11.1, 12, 12.9}, []float64{8, 9, 10, 11}, More, 4},
		{"above and below", []float64{1, 2, 3}, []float64{3, 2, 1.5}, NoDifference, 3},
		{"equal, seed by seed", []float64{1, 2, 3}, []float64{1, 2, 3}, Same, 3},
		{"the same differences leave no doubt", []float64{2, 3, 4}, []float64{1, 2, 3}, More, 3},
		{"one pair has no interval", []float64{2}, []float64{1}, Single, 1},
		{"one pair may be equal", []float64{2}, []float64{2}, Same, 1},
		{"one pair is left where values are missing", []float64{2, nan, 3}, []float64{1, 2, nan}, Single, 1},
		{"no pair is left", []float64{2, nan}, []float64{nan, 1}, Unpaired, 0},
		{"a time is less than never, on every seed", []float64{2, 3, 4}, []float64{never, never, 5}, Less, 3},
		{"never is more than a time, on every seed", []float64{never, 6}, []float64{1, 5}, More, 2},
		{"never on some seeds, and less on another", []float64{never, 3}, []float64{1, 5}, NoDifference, 2},
		{"both never on one seed, which tells nothing", []float64{never, 3}, []float64{never, 5}, NoDifference, 2},
		{"both never throughout", []float64{never, never}, []float64{never, never}, Same, 2},
		{"one pair, one of which is never", []float64{never}, []float64{1}, Single, 1},
	} {
		cell := newCell(c.values, c.base, false)
		if cell.Finding != c.finding || cell.Difference.N != c.pairs {
			t.Errorf("%s: %v of %d pairs, want %v of %d; %+v", c.reason, cell.Finding, cell.Difference.N, c.finding, c.pairs, cell)
		}
	}
}

func TestMissingValuesAreCountedAndLeftOutOfMeans(t *testing.T) {
	cell := newCell([]float64{2, math.NaN(), 4}, []float64{1, 1, math.NaN()}, false)
	if cell.Mean != 3 || cell.Missing != 1 || cell.Difference.Mean != 1 {
		t.Errorf("%+v, want mean 3 of two, one missing, difference 1 of one pair", cell)
	}
}

func TestAMeanWithNeverIsNeverAndItsDifferenceHasNoSize(t *testing.T) {
	cell := newCell([]float64{2, math.Inf(1), 4}, []float64{1, 1, 1}, false)
	if !math.IsInf(cell.Mean, 1) || cell.Missing != 0 || cell.Difference.N != 3 || !math.IsNaN(cell.Difference.Mean) || !math.IsNaN(cell.Difference.Low) {
		t.Errorf("%+v, want never, and three pairs without a mean", cell)
	}
}

func TestVariantsMeetTheSameWorkAndDifferInWhatTheyDo(t *testing.T) {
	f := file(t, queueing)
	names := []string{"ask.operations", "ask.latency.mean", "ask.latency.p99", "ask.retries", "ask.staleness.mean"}
	c, err := Compare(t.Context(), f, Plan{Variants: f.Variants(), Seeds: Seeds(1, 5)}, names)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Rows) != 4 {
		t.Fatalf("%d rows, want 4: no run has a staleness", len(c.Rows))
	}
	for i, want := range []Finding{Same, Less, Less, Same} {
		row := &c.Rows[i]
		if row.Metric != names[i] || row.Cells[0].Finding != Unpaired || row.Cells[1].Finding != want {
			t.Errorf("%+v, want %s to show %v", row, names[i], want)
		}
	}
	if r := c.Rows[1]; r.Unit != "s" || r.Kind != metrics.Mean || !near(r.Cells[1].Difference.Mean, r.Cells[1].Mean-r.Cells[0].Mean) {
		t.Errorf("%+v: the mean of paired differences is the difference of means", r)
	}
}

func TestNamesListsEachMetricOfAllVariantsOnce(t *testing.T) {
	f := file(t, queueing)
	names, err := Names(f, f.Variants())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, name := range names {
		seen[name]++
	}
	if seen["ask.latency.p99"] != 1 || seen["api.utilization"] != 1 || len(seen) != len(names) {
		t.Errorf("%d names, %d of them different", len(names), len(seen))
	}
}

func TestStripsTellTheVariantsApartMost(t *testing.T) {
	never := math.Inf(1)
	for _, c := range []struct {
		reason  string
		figures figures
		want    string
	}{
		{"a share that differs by much", figures{"ask.okShare": {all(.9), all(.95)}, "ask.latencyAll.p99": {about(1), about(10)}}, "ask.okShare"},
		{"not one that differs by a trifle, but the time that differs most", figures{"ask.okShare": {all(1), all(.999)}, "ask.latencyAll.p50": {about(1), about(1.1)}, "ask.latencyAll.p99": {about(1.18), about(.0756)}}, "ask.latencyAll.p99"},
		{"never is the furthest", figures{"ask.latencyAll.p50": {about(1), all(never)}, "ask.latencyAll.p99": {about(1), about(9)}}, "ask.latencyAll.p50"},
		{"where nothing is shown, the first that varies", figures{"ask.latencyAll.p50": {about(1), nearly(1)}, "ask.latencyAll.p99": {about(1), nearly(1)}}, "ask.latencyAll.p50"},
		{"none where all is the same", figures{"ask.latencyAll.p50": {all(1), all(1)}}, ""},
	} {
		got := ""
		for _, row := range made(t, fmt.Sprintf(shop, ""), c.figures).strips("") {
			got += row.Metric
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}

func TestTheStripsBeginWithWhatTheAccountBeginsWith(t *testing.T) {
	for _, c := range []struct {
		reason  string
		figures figures
		want    string
	}{
		{"a share that differs by a trifle and is told first", figures{"ask.okShare": {all(1), all(.999)}, "ask.latencyAll.p99": {about(1.18), about(.0756)}}, "ask.okShare"},
		{"what is done twice, and not how soon", figures{"ask.okShare": {all(1), all(1)}, "ask.appliedTwice": {about(30), all(0)}, "ask.latencyAll.p50": {about(1), about(2)}}, "ask.appliedTwice"},
		{"how soon, where that is all", figures{"ask.okShare": {all(1), all(1)}, "ask.latencyAll.p50": {about(1), about(2)}}, "ask.latencyAll.p50"},
	} {
		samples := made(t, fmt.Sprintf(shop, ""), c.figures)
		account := samples.account()
		strips := samples.strips(account.news())
		if len(strips) != 1 || strips[0].Metric != c.want {
			t.Errorf("%s: %v beside %q, want %s", c.reason, strips, account.Pairs[0].Text(), c.want)
		}
	}
}
