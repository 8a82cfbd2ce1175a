// Package oracles holds runs against theory: scenarios whose figures are known
// in closed form.
package oracles

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"testing"

	"backchat/patterns/experiment"
	"backchat/sim/trace"
	"backchat/tests/search"
	"backchat/tests/trial"
)

// A row is a scenario, a figure of it, and what theory says the figure is.
// Rows of queueing theory have service times of some milliseconds where theory
// has a unit of time, and scale the figure back.
type row struct {
	name     string
	want     float64
	scenario trial.Object
	figure   string  // the metric
	scale    float64 // what the metric is multiplied by; 0 for 1
	slack    float64 // of what is a limit of theory: the relative difference at the size that is run
	gauge    func() gauge
	reps     int                 // replications; 0 for the usual number
	exact    bool                // no chance in it: to a billionth
	soak     bool                // takes too long for every day
	found    experiment.Interval // what it came to, once it has been run
}

// A gauge measures what no metric gives, as a fold.
type gauge interface {
	trace.Fold
	value() float64
}

const (
	usualReps = 10
	fewReps   = 5 // that are made at least, where there is chance
	// leastTolerance is the relative difference that is always allowed, and
	// mostError the relative standard error that a test may have.
	leastTolerance = 0.005
	mostError      = 0.01
	confidence     = 3 // standard errors that a mean may be off by
)

// A bench is one scenario, and the rows that are read off its runs.
type bench struct {
	text []byte
	rows []*row
}

// replicate runs replication i, and returns what each row measures.
func (b *bench) replicate(t *testing.T, i int) []float64 {
	t.Helper()
	s, err := trial.Parse(b.text, "base")
	if err != nil {
		t.Fatal(err)
	}
	gauges := make([]gauge, len(b.rows))
	var folds []trace.Fold
	var parts trial.Part
	for k, r := range b.rows {
		if r.gauge == nil {
			parts = trial.Figures
			continue
		}
		gauges[k] = r.gauge()
		folds = append(folds, gauges[k])
	}
	run, err := trial.Run(s, s.Seed+uint64(i), parts, folds...)
	if err != nil || run.Limit != nil {
		t.Fatal(err, run.Limit)
	}
	values := make([]float64, len(b.rows))
	for k, r := range b.rows {
		if values[k] = r.read(t, run, gauges[k]); r.scale != 0 {
			values[k] *= r.scale
		}
	}
	return values
}

// read takes the row's figure from a run that is over.
func (r *row) read(t *testing.T, run *trial.Trial, g gauge) float64 {
	t.Helper()
	if g != nil {
		return g.value()
	}
	m, ok := run.Figures.Lookup(r.figure)
	if !ok {
		t.Fatalf("there is no metric %s", r.figure)
	}
	return m.Value
}

// hold runs the scenario's replications and compares every row.
func (b *bench) hold(t *testing.T) {
	reps := b.rows[0].reps
	switch {
	case b.rows[0].exact:
		reps = 1
	case reps == 0:
		reps = usualReps
	}
	values := make([][]float64, len(b.rows))
	for i := 0; i < reps && !b.certain(values); i++ {
		for k, x := range b.replicate(t, i) {
			values[k] = append(values[k], x)
		}
	}
	for k, r := range b.rows {
		r.found = experiment.IntervalOf(values[k], experiment.Certain)
		if r.exact {
			r.equal(t, r.found.Mean)
			continue
		}
		r.judge(t, r.found.Mean, standardError(values[k], r.found.Mean))
	}
}

// certain tells whether more values would hold no row to less than they do: what
// chance makes of each is by far less than what is allowed anyway, so that few tell how
// much that is.
func (b *bench) certain(values [][]float64) bool {
	return len(values[0]) >= fewReps && !slices.ContainsFunc(values, func(of []float64) bool {
		mean := average(of)
		return !(confidence*standardError(of, mean) <= leastTolerance/3*math.Abs(mean))
	})
}

func average(values []float64) float64 {
	sum := 0.0
	for _, x := range values {
		sum += x
	}
	return sum / float64(len(values))
}

// standardError is that of the mean of values.
func standardError(values []float64, mean float64) float64 {
	sum := 0.0
	for _, x := range values {
		sum += (x - mean) * (x - mean)
	}
	n := float64(len(values))
	return math.Sqrt(sum / n / (n - 1))
}

// equal holds a value without chance against theory.
func (r *row) equal(t *testing.T, got float64) {
	if !(math.Abs(got-r.want) <= 1e-9*math.Abs(r.want)) {
		t.Errorf("%s: got %.12g, want %.12g exactly", r.name, got, r.want)
	}
}

// judge holds a mean and its standard error against theory.
func (r *row) judge(t *testing.T, mean, deviation float64) {
	bound := max(confidence*deviation, (leastTolerance+r.slack)*r.want)
	says := fmt.Sprintf("%s: got %.6g ± %.2g (%.2f %%), want %.6g: off by %+.2f %%, %.1f standard errors",
		r.name, mean, deviation, 100*deviation/r.want, r.want, 100*(mean/r.want-1), (mean-r.want)/deviation)
	if !(math.Abs(mean-r.want) <= bound) {
		t.Error(says)
	}
	if !(deviation <= mostError*r.want) {
		t.Errorf("the standard error is above 1 %%: %s", says)
	}
	t.Log(says)
}

// run runs the rows to their end, those of one scenario together, as many scenarios at a
// time as there are processors.
func run(t *testing.T, rows []row) {
	var benches []*bench
	for i := range rows {
		r := &rows[i]
		text := trial.Text(r.scenario)
		k := slices.IndexFunc(benches, func(b *bench) bool { return bytes.Equal(b.text, text) })
		if k < 0 {
			k = len(benches)
			benches = append(benches, &bench{text: text})
		}
		benches[k].rows = append(benches[k].rows, r)
	}
	t.Run("rows", func(t *testing.T) {
		for _, b := range benches {
			t.Run(b.rows[0].name, func(t *testing.T) {
				if b.rows[0].soak && !search.Soak() {
					t.Skip("takes long: set BACKCHAT_SOAK=1")
				}
				t.Parallel()
				b.hold(t)
			})
		}
	})
}
