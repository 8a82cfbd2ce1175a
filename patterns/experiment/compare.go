package experiment

import (
	"context"
	"math"
	"slices"
	"strings"

	"backchat/language"
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
)

// Confident is the level of the intervals in comparisons.
const Confident = 0.95

// A Comparison sets variants side by side on the same work: each ran on the
// same seeds, so that differences are taken pair by pair.
type Comparison struct {
	Scenario string
	Variants []string // the first is what the others are compared with
	Seeds    []uint64
	Rows     []Row
	Strips   []Row    // what the account begins with, and what tells the variants apart most, of each other flow: the share served, or how soon half or 99 of 100 are
	Account  *Account // the comparison in words
	Goals    []Goal
	samples  *Samples
}

// Told is the comparison in the words of another language, in which the variants are
// called as the file has it, which is the same but for its texts.
func (c *Comparison) Told(f *scenario.File, in language.Table) (*Account, []Goal) {
	s := *c.samples
	s.File, s.in, s.roles = f, in, nil
	return s.account(), s.goals()
}

// A Row is one metric of all variants.
type Row struct {
	Metric string
	Unit   string
	Kind   metrics.Kind
	Cells  []Cell // by variant
}

// A Cell is a metric of one variant.
type Cell struct {
	Values     []float64 // by seed; not a number where it has none
	Mean       float64   // over the seeds on which it has a value: never where one is never; not a number where there is none
	Missing    int       // on how many seeds it has none
	Difference Interval  // to the first variant, 95 %, over the seeds on which both have a value; of no size where one is never
	Enough     int       // where no difference is shown: on how many seeds one of this size would be, by a plain estimate; 0 where on none that can be run
	Finding    Finding
}

// StandardError is that of the mean: s/√n. It is not a number for fewer than
// two values, or where one is never.
func (c *Cell) StandardError() float64 {
	var there []float64
	for _, x := range c.Values {
		if defined(x) {
			there = append(there, x)
		}
	}
	if len(there) < 2 || never(there...) {
		return math.NaN()
	}
	return deviation(there, mean(there)) / math.Sqrt(float64(len(there)))
}

// Never is on how many seeds the value is never.
func (c *Cell) Never() int { return nevers(c.Values) }

// Finding is what the difference between two variants shows.
type Finding uint8

// The findings.
const (
	Unpaired     Finding = iota // it is the first variant, or there is nothing to compare
	Single                      // one pair only, which differs and has no interval
	Same                        // equal on every seed
	NoDifference                // the interval holds 0: no difference is shown
	Less                        // the interval lies below 0; where one is never, it is less on every seed
	More                        // the interval lies above 0; where one is never, it is more on every seed
)

func (f Finding) String() string {
	return [...]string{"unpaired", "single", "same", "noDifference", "less", "more"}[f]
}

// Compare makes the runs of a plan, and sets its variants side by side in the
// metrics of those names that some run has a value of.
func Compare(ctx context.Context, f *scenario.File, p Plan, names []string) (*Comparison, error) {
	wanted, err := wantedOf(f, p.Variants, names)
	if err != nil {
		return nil, err
	}
	samples, err := Sample(ctx, f, p, func(v string) []string { return wanted[slices.Index(p.Variants, v)] })
	if err != nil {
		return nil, err
	}
	c := &Comparison{Scenario: f.Name, Variants: p.Variants, Seeds: p.Seeds, Account: samples.account(), Goals: samples.goals(), samples: samples}
	c.Strips = samples.strips(c.Account.news())
	for _, name := range names {
		if row, ok := samples.row(name); ok {
			c.Rows = append(c.Rows, row)
		}
	}
	return c, nil
}

// wantedOf are the metrics to keep, by variant: those of the names, what the
// account tells of, and what goals are about.
func wantedOf(f *scenario.File, variants, names []string) ([][]string, error) {
	var all [][]string
	for _, v := range variants {
		s, err := f.Scenario(v)
		if err != nil {
			return nil, err
		}
		wanted := append(slices.Clone(names), essential(s)...)
		for i := range s.Goals {
			for _, r := range s.Goals[i].Comparison.Metrics() {
				wanted = append(wanted, r.Name)
			}
		}
		all = append(all, wanted)
	}
	return all, nil
}

// Names are all metrics of variants, each once, in the order of the first
// that has it. Of those with a number in their name there are too many to
// list.
func Names(f *scenario.File, variants []string) ([]string, error) {
	var names []string
	seen := map[string]bool{}
	for _, v := range variants {
		s, err := f.Scenario(v)
		if err != nil {
			return nil, err
		}
		for _, name := range metrics.Names(s.Topology()) {
			if !seen[name] {
				names = append(names, name)
			}
			seen[name] = true
		}
	}
	return names, nil
}

// row compares one metric, if some run has a value of it.
func (s *Samples) row(name string) (Row, bool) {
	row := Row{Metric: name}
	base := s.values(name, s.Plan.Variants[0])
	some := false
	for v, variant := range s.Plan.Variants {
		if m, err := s.metric(name, variant, 0); err == nil {
			row.Unit, row.Kind = m.Unit, m.Kind
		}
		cell := newCell(s.values(name, variant), base, v == 0)
		row.Cells = append(row.Cells, cell)
		some = some || cell.Missing < len(s.Plan.Seeds)
	}
	return row, some
}

// strips are the metric that is news first, and of each flow that it is not of
// the share served, where that differs by a hundredth of all; or else of the
// times within which half and 99 of 100 are, and that share, the one that tells
// most. What is the same in all runs is none.
func (s *Samples) strips(news string) []Row {
	var all []Row
	first, led := s.row(news)
	if led = led && first.varies(); led {
		all = append(all, first)
	}
	for _, flow := range s.role(s.Plan.Variants[0]).flows {
		if led && strings.HasPrefix(news, flow+".") {
			continue
		}
		best, most := Row{}, -1.0
		for _, name := range [...]string{"okShare", "latencyAll.p50", "latencyAll.p99"} {
			row, ok := s.row(flow + "." + name)
			if !ok || !row.varies() {
				continue
			}
			if tells := row.telling(); tells > most {
				best, most = row, tells
			}
		}
		if most >= 0 {
			all = append(all, best)
		}
	}
	return all
}

// telling is how much a row tells the variants from the first: by what factor
// the furthest that is shown to differ does, as a logarithm; a share of which
// a hundredth of all differs, more than any time, and any other next to
// nothing.
func (r *Row) telling() float64 {
	most := 0.0
	for i := range r.Cells {
		if f := r.Cells[i].Finding; f != Less && f != More {
			continue
		}
		fact := Fact{Of: r.Cells[i].Mean, Against: r.Cells[0].Mean}
		switch {
		case r.Kind != metrics.Share:
			most = max(most, fact.weight())
		case math.Abs(fact.Of-fact.Against) >= material:
			return math.Inf(1)
		}
	}
	return most
}

// varies tells whether a row has more to see than one and the same value.
func (r *Row) varies() bool {
	low, high, nevers := r.Range()
	return low < high || nevers && low <= high
}

// news is the metric that the account of the first pair begins with, beside
// that its variants have other work; "" where it tells of no difference.
func (a *Account) news() string {
	if len(a.Pairs) == 0 {
		return ""
	}
	for _, s := range a.Pairs[0].Sentences {
		if s.About != Work && len(s.Facts) > 0 {
			return s.Facts[0].Metric
		}
	}
	return ""
}

// Range is from the least to the greatest value of all runs that is a time or
// a number, and whether any is never. Low is above high where there is none.
func (r *Row) Range() (low, high float64, nevers bool) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, c := range r.Cells {
		for _, x := range c.Values {
			switch {
			case math.IsInf(x, 0):
				nevers = true
			case defined(x):
				low, high = min(low, x), max(high, x)
			}
		}
	}
	return low, high, nevers
}

func newCell(values, base []float64, first bool) Cell {
	c := Cell{Values: values}
	var there, pairs []float64
	for i, x := range values {
		if defined(x) {
			there = append(there, x)
			if defined(base[i]) {
				pairs = append(pairs, later(x, base[i]))
			}
		}
	}
	c.Mean, c.Missing = mean(there), len(values)-len(there)
	c.Difference = IntervalOf(pairs, Confident)
	if never(pairs...) {
		c.Difference = Interval{N: len(pairs), Mean: math.NaN(), Low: math.NaN(), High: math.NaN()}
	}
	if !first {
		c.Finding = find(c.Difference, pairs)
	}
	if c.Finding == NoDifference {
		c.Enough = c.Difference.Enough(Confident, math.Abs(c.Difference.Mean))
	}
	return c
}

// later is how much more x is than base; never is no later than itself.
func later(x, base float64) float64 {
	if x == base {
		return 0
	}
	return x - base
}

// find says what paired differences show.
func find(d Interval, pairs []float64) Finding {
	switch {
	case d.N == 0:
		return Unpaired
	case !slices.ContainsFunc(pairs, func(x float64) bool { return x != 0 }):
		return Same
	case d.N == 1:
		return Single
	case never(pairs...):
		return everywhere(pairs)
	case d.Holds(0):
		return NoDifference
	case d.High < 0:
		return Less
	}
	return More
}

// everywhere is what differences show that have no mean: what they agree on.
func everywhere(pairs []float64) Finding {
	switch {
	case slices.Max(pairs) < 0:
		return Less
	case slices.Min(pairs) > 0:
		return More
	}
	return NoDifference
}
