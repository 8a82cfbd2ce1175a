package metrics

import (
	"testing"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
	"pgregory.net/rapid"

	"backchat/sim"
)

// TestBinsAreThoseOfHdrHistogram holds layout and quantiles against the
// library that the layout is from.
func TestBinsAreThoseOfHdrHistogram(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		horizon := rapid.Int64Range(2, int64(sim.MaxHorizon)).Draw(t, "horizon")
		ours, theirs := distribution{horizon: sim.Time(horizon)}, hdr.New(1, horizon, 3)
		for _, ns := range rapid.SliceOfN(rapid.Int64Range(0, horizon), 1, 50).Draw(t, "spans") {
			ours.record(ns)
			if err := theirs.RecordValue(ns); err != nil {
				t.Fatal(err)
			}
		}
		counts := theirs.Export().Counts
		for i, n := range ours.bins {
			if n != uint64(counts[i]) {
				t.Fatalf("bin %d has %d, want %d", i, n, counts[i])
			}
		}
		for rank := uint64(1); rank <= ours.count; rank++ {
			if got, want := ours.bins.at(rank), theirs.ValueAtPercentile(100*float64(rank)/float64(ours.count)); got != want {
				t.Fatalf("the span of rank %d is %d, want %d", rank, got, want)
			}
		}
	})
}
