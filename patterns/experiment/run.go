// Package experiment turns scenarios into findings: it runs them, replicates
// them over seeds, sets their variants side by side on the same work, and
// judges what is expected of them.
//
// A single run is one goroutine's. Several runs are shared out among any
// number of goroutines, and what comes of them is the same whatever that
// number: results stand at the place of their run, and are added up in that
// order.
package experiment

import (
	"context"
	"fmt"

	"backchat/language"
	"backchat/patterns/scenario"
	"backchat/patterns/scenario/build"
	"backchat/sim"
	"backchat/sim/check"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

// Options say what is made of a run's records. What is not asked for costs
// nothing.
type Options struct {
	Figures *metrics.Options // nil for no figures
	Checks  bool             // hold the records against all invariants
	Digest  bool
	Folds   []trace.Fold   // further readers of the one run
	In      language.Table // the language of what a [Trial] tells
}

// A Result is what came of a run.
type Result struct {
	Scenario string // the name of its file
	Variant  string
	Seed     uint64
	Digest   string           // 32 hexadecimal digits; "" where not asked for
	Events   uint64           // that fired
	End      sim.Time         // how far it came: the horizon, unless Err says why not
	Figures  *metrics.Figures // closed; nil where not asked for
	Faults   []check.Fault    // the first 20 broken invariants
	Broken   uint64           // how many there are in all
	Err      error            // what cut the run short: a [*sim.LimitError] or the context's
}

// Run runs a variant with a seed. Its error is that there is no such variant,
// or that its world cannot be built. What ends a run before its horizon stands
// in the result, beside all that happened until then.
func Run(ctx context.Context, f *scenario.File, variant string, seed uint64, o Options) (*Result, error) {
	s, err := f.Scenario(variant)
	if err != nil {
		return nil, err
	}
	top := s.Topology()
	readers := newReaders(s, top, o)
	r, err := build.New(s, top, seed, readers.folds...)
	if err != nil {
		return nil, fmt.Errorf("%s, variant %s: %w", f.Name, variant, err)
	}
	result := &Result{Scenario: f.Name, Variant: variant, Seed: seed}
	result.Err = r.Go(ctx)
	result.Events, result.End = r.Events(), r.Now()
	readers.close(result)
	return result, nil
}

// readers are the folds of one run.
type readers struct {
	figures *metrics.Figures
	checks  *check.Suite
	digest  *trace.Digest
	folds   []trace.Fold
}

func newReaders(s *scenario.Scenario, top *trace.Topology, o Options) *readers {
	r := &readers{}
	if o.Figures != nil {
		r.figures = metrics.New(top, s.Measured(*o.Figures))
		r.folds = append(r.folds, r.figures)
	}
	if o.Checks {
		r.checks = check.All(top)
		r.folds = append(r.folds, r.checks)
	}
	if o.Digest {
		r.digest = trace.NewDigest(top)
		r.folds = append(r.folds, r.digest)
	}
	r.folds = append(r.folds, o.Folds...)
	return r
}

// close fills in what the folds have found.
func (r *readers) close(result *Result) {
	if r.figures != nil {
		r.figures.Close(result.End)
		result.Figures = r.figures
	}
	if r.checks != nil {
		if result.Err != nil {
			r.checks.Cut()
		}
		result.Faults, result.Broken = r.checks.Faults(), r.checks.Count()
	}
	if r.digest != nil {
		result.Digest = r.digest.String()
	}
}
