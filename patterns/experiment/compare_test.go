package experiment

import (
	"math"
	"testing"

	"backchat/sim/metrics"
)

func TestFindings(t *testing.T) {
	nan := math.NaN()
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
