package metrics

import (
	"math"
	"slices"

	"backchat/sim"
)

// A Metric is one figure of a run, in base units.
type Metric struct {
	Name  string
	Value float64 // not a number where there is nothing to take it from, as the mean of nothing; +Inf s is never
	Unit  string  // s, B, B/s, 1/s, 1
	Kind  Kind
}

// Kind says how a figure comes about, hence how an expectation on it is
// judged over several seeds.
type Kind uint8

// The kinds of metric.
const (
	Count    Kind = iota // a count or an exact sum, or a state at the end
	Extreme              // a minimum or maximum
	Mean                 // an average over operations, messages or the like
	Share                // a ratio of counts
	Rate                 // a count by time
	Level                // an average over time
	Quantile             // a quantile, binned to three digits
)

// Exact tells whether the figure is without any averaging, so that what is
// expected of it must hold on every seed. Others are judged by an interval
// over the seeds.
func (k Kind) Exact() bool { return k <= Extreme }

func (k Kind) String() string {
	return [...]string{"count", "extreme", "mean", "share", "rate", "level", "quantile"}[k]
}

// Units of metrics.
const (
	seconds        = "s"
	bytes          = "B"
	perSecond      = "1/s"
	bytesPerSecond = "B/s"
	one            = "1"
)

// A Definition says what a metric is.
type Definition struct {
	Of   Subject
	Name string // what follows the subject and a dot
	Unit string
	Kind Kind
	Says string
}

// Subject is what a metric is about.
type Subject uint8

// The subjects.
const (
	OfFlow    Subject = iota
	OfReplica         // also of a node: then of all its replicas together
	OfNode
	OfLink
	OfRun
)

func (s Subject) String() string {
	return [...]string{"flow", "replica", "node", "link", "run"}[s]
}

// A row is a line of the catalogue of what T has figures of.
type row[T any] struct {
	Definition
	value func(*T, window) float64
}

// count makes the row of a count.
func count[T any](name, says string, of func(*T) uint64) row[T] {
	return row[T]{
		Definition{Name: name, Unit: one, Kind: Count, Says: says},
		func(t *T, _ window) float64 { return float64(of(t)) },
	}
}

// volumes makes the row of a sum of bytes.
func volumes[T any](name, says string, of func(*T) uint64) row[T] {
	r := count(name, says, of)
	r.Unit = bytes
	return r
}

// rate makes the row of a count by the length of the window.
func rate[T any](name, says string, of func(*T) uint64) row[T] {
	return row[T]{
		Definition{Name: name, Unit: perSecond, Kind: Rate, Says: says},
		func(t *T, w window) float64 { return over(float64(of(t)), w.seconds()) },
	}
}

// ratio makes the row of one count by another.
func ratio[T any](name string, kind Kind, says string, of func(*T) (uint64, uint64)) row[T] {
	return row[T]{
		Definition{Name: name, Unit: one, Kind: kind, Says: says},
		func(t *T, _ window) float64 {
			a, b := of(t)
			return over(float64(a), float64(b))
		},
	}
}

// over is part / whole, and not a number where whole is 0.
func over(part, whole float64) float64 {
	if whole == 0 {
		return math.NaN()
	}
	return part / whole
}

// levels makes the rows of a level.
func levels[T any](name, says string, of func(*T) *level) []row[T] {
	return []row[T]{
		{Definition{Name: name + ".mean", Unit: one, Kind: Level, Says: says + ": average over the time of the window"},
			func(t *T, w window) float64 { return of(t).mean(w) }},
		{Definition{Name: name + ".max", Unit: one, Kind: Extreme, Says: says + ": the most at any instant of the window, however short"},
			func(t *T, _ window) float64 { return float64(of(t).most) }},
		{Definition{Name: name + ".end", Unit: one, Kind: Count, Says: says + ": at the end of the window"},
			func(t *T, _ window) float64 { return float64(of(t).end) }},
	}
}

// spread makes the rows of a distribution. Its members are what says says.
func spread[T any](name, says string, of func(*T) *distribution) []row[T] {
	rows := []row[T]{
		count(name+".count", says+": how many", func(t *T) uint64 { return of(t).count }),
	}
	for _, s := range [...]struct {
		name, says string
		kind       Kind
		value      func(*distribution) float64
	}{
		{"mean", "the mean", Mean, func(d *distribution) float64 { return d.mean() }},
		{"sd", "the sample standard deviation", Mean, func(d *distribution) float64 { return d.sd() }},
		{"min", "the least", Extreme, func(d *distribution) float64 { return d.extreme(d.min) }},
		{"max", "the greatest", Extreme, func(d *distribution) float64 { return d.extreme(d.max) }},
	} {
		rows = append(rows, row[T]{
			Definition{Name: name + "." + s.name, Unit: seconds, Kind: s.kind, Says: says + ": " + s.says},
			func(t *T, _ window) float64 { return s.value(of(t)) },
		})
	}
	return append(rows, quantiles(name, says, func(t *T, q float64) float64 { return of(t).quantile(q) })...)
}

// quantiles makes the rows of the quantiles of what says says.
func quantiles[T any](name, says string, of func(t *T, q float64) float64) []row[T] {
	var rows []row[T]
	for _, s := range [...]struct {
		name, says string
		q          float64
	}{
		{"p50", "the median", 0.5}, {"p90", "the 90th percentile", 0.9}, {"p95", "the 95th percentile", 0.95},
		{"p99", "the 99th percentile", 0.99}, {"p999", "the 99.9th percentile", 0.999},
	} {
		rows = append(rows, row[T]{
			Definition{Name: name + "." + s.name, Unit: seconds, Kind: Quantile, Says: says + ": " + s.says + ", within 0.1 %"},
			func(t *T, _ window) float64 { return of(t, s.q) },
		})
	}
	return rows
}

// extreme is ns in seconds; not a number where nothing was recorded.
func (d *distribution) extreme(ns int64) float64 {
	if d.count == 0 {
		return math.NaN()
	}
	return sim.Time(ns).Seconds()
}

// about marks rows as being about s.
func about[T any](s Subject, rows ...[]row[T]) []row[T] {
	all := slices.Concat(rows...)
	for i := range all {
		all[i].Of = s
	}
	return all
}
