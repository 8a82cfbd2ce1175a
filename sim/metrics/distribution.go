package metrics

import (
	"fmt"
	"math"
	"slices"

	"backchat/sim"
	"backchat/sim/exact"
)

// moments sums up spans of time: all that can be said about them exactly.
type moments struct {
	count   uint64
	total   sum
	squares squares
}

func (m *moments) record(ns int64) {
	m.count++
	m.total.add(uint64(ns))
	m.squares.add(uint64(ns))
}

// mean is in seconds; not a number where nothing was recorded.
func (m *moments) mean() float64 { return over(m.total.seconds(), float64(m.count)) }

// sd is the sample standard deviation in seconds: the root of
// (n S2 - S1 S1) / (n (n-1)), whose numerator is exact. It is not a number
// for fewer than two.
func (m *moments) sd() float64 {
	if m.count < 2 {
		return math.NaN()
	}
	total := m.total.exact()
	spread := m.squares.exact().Mul(exact.Of(m.count)).Sub(total.Mul(total))
	pairs := float64(m.count) * float64(m.count-1)
	return math.Sqrt(spread.Float64()/pairs) / float64(sim.Second)
}

// cv is the coefficient of variation, sd / mean.
func (m *moments) cv() float64 { return over(m.sd(), m.mean()) }

// A distribution is the moments of spans of time and their histogram, which
// is made with the first of them. Only quantiles are binned: they are above
// the true ones by 0.1 % at most, and never above the maximum.
type distribution struct {
	moments
	min, max int64 // where count > 0
	horizon  sim.Time
	bins     bins
}

func (d *distribution) record(ns int64) {
	i := binOf(uint64(ns))
	if i >= len(d.bins) {
		d.makeBins(ns)
	}
	d.bins[i]++
	if d.count == 0 || ns < d.min {
		d.min = ns
	}
	d.max = max(d.max, ns)
	d.count++
	d.total.add(uint64(ns))
	d.squares.add(uint64(ns))
}

// makeBins makes the histogram. It panics where that has no bin for a span, which
// is longer than the run.
func (d *distribution) makeBins(ns int64) {
	if d.bins == nil {
		d.bins = newBins(d.horizon)
	}
	if binOf(uint64(ns)) >= len(d.bins) {
		panic(fmt.Sprintf("metrics: a span of %d ns in a run of %v", ns, d.horizon))
	}
}

// reset forgets what was recorded and keeps the histogram's memory.
func (d *distribution) reset() {
	d.moments, d.min, d.max = moments{}, 0, 0
	clear(d.bins)
}

// quantile is in seconds: the least span that a share q of all do not exceed;
// not a number where nothing was recorded.
func (d *distribution) quantile(q float64) float64 { return d.among(d.count, q) }

// among is the quantile among all of a number of spans, of which those that
// were not recorded never end. Where it is one of these, it is +Inf; it is not
// a number of none.
func (d *distribution) among(all uint64, q float64) float64 {
	rank := math.Ceil(q * float64(all))
	switch {
	case all == 0:
		return math.NaN()
	case rank > float64(d.count):
		return math.Inf(1)
	}
	return sim.Time(max(d.min, min(d.max, d.bins.at(uint64(rank))))).Seconds()
}

// merged is a distribution of what either recorded.
func merged(a, b *distribution) *distribution {
	switch {
	case b.count == 0:
		return a
	case a.count == 0:
		return b
	}
	bins := slices.Clone(a.bins)
	bins.add(b.bins)
	m := moments{a.count + b.count, a.total.plus(b.total), a.squares.plus(b.squares)}
	return &distribution{moments: m, min: min(a.min, b.min), max: max(a.max, b.max), horizon: a.horizon, bins: bins}
}
