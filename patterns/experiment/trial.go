package experiment

import (
	"context"
	"slices"

	"backchat/language"
	"backchat/patterns/scenario"
	"backchat/patterns/scenario/expression"
	"backchat/sim/metrics"
)

// A Trial is a run of one variant, and what became of all expectations of its
// file on the same seed.
type Trial struct {
	*Result
	Verdicts []Verdict // none where a run was cut short
	Others   []*Result // the runs of further variants that expectations and texts name
	file     *scenario.File
	samples  *Samples // nil where a run was cut short
	named    []string // metrics of the run
	missed   error    // why another run was not begun
}

// Try runs a variant and, for its expectations and texts, the other variants
// that they name, all with one seed. A metric without a variant is that of the base,
// whichever variant is run: what a file expects, it expects of the file.
// Options are about the run that is asked for; of the others nothing but
// figures is made.
func Try(ctx context.Context, f *scenario.File, variant string, seed uint64, o Options, workers int) (*Trial, error) {
	s, err := f.Scenario(variant)
	if err != nil {
		return nil, err
	}
	refs, err := spoken(f)
	if err != nil {
		return nil, err
	}
	refs = append(expected(s.Expect), refs...)
	variants := []string{variant}
	for _, v := range named(f, refs, scenario.Base) {
		if v != variant {
			variants = append(variants, v)
		}
	}
	results, failed := make([]*Result, len(variants)), make([]error, len(variants))
	share(ctx, len(variants), workers, nil, func(i int) {
		options := Options{Figures: &metrics.Options{}}
		if i == 0 {
			options = o
		}
		results[i], failed[i] = Run(ctx, f, variants[i], seed, options)
	})
	t, err := newTrial(ctx, f, results, failed)
	if err != nil || t.Cut() != nil || t.Figures == nil {
		return t, err
	}
	t.samples = single(f, results, refs)
	t.samples.in = o.In
	t.judge(s.Expect)
	return t, nil
}

func newTrial(ctx context.Context, f *scenario.File, results []*Result, failed []error) (*Trial, error) {
	t := &Trial{Result: results[0], file: f}
	for i, r := range results {
		switch {
		case failed[i] != nil:
			return nil, failed[i]
		case r == nil && i == 0: // not begun, since the context was done
			return nil, context.Cause(ctx)
		case r == nil:
			t.missed = context.Cause(ctx)
		case i > 0:
			t.Others = append(t.Others, r)
		}
	}
	return t, nil
}

func (t *Trial) judge(expect []scenario.Expectation) {
	t.named = namesOf(expected(expect), t.Variant, scenario.Base)
	for i := range expect {
		t.Verdicts = append(t.Verdicts, t.samples.Judge(&expect[i], scenario.Base))
	}
}

// Told is the trial told of another file, of the same scenario in other words, in another
// language.
func (t *Trial) Told(f *scenario.File, in language.Table) (*Trial, error) {
	s, err := f.Scenario(t.Variant)
	if err != nil || t.samples == nil {
		return t, err
	}
	told, samples := *t, *t.samples
	samples.File, samples.in, samples.roles = f, in, nil
	told.file, told.samples, told.Verdicts = f, &samples, nil
	told.judge(s.Expect)
	return &told, nil
}

// single are samples of one run of each variant.
func single(f *scenario.File, results []*Result, refs []expression.Ref) *Samples {
	s := &Samples{File: f, Plan: Plan{Seeds: []uint64{results[0].Seed}}}
	for _, r := range results {
		names := namesOf(refs, r.Variant, scenario.Base)
		s.Plan.Variants = append(s.Plan.Variants, r.Variant)
		s.names = append(s.names, names)
		s.kept = append(s.kept, []map[string]metrics.Metric{pick(r.Figures, names)})
	}
	return s
}

// Cut is what cut a run short, the one that was asked for or another; nil
// where none was.
func (t *Trial) Cut() error {
	if t.Err != nil {
		return t.Err
	}
	for _, r := range t.Others {
		if err := r.failure(); err != nil {
			return err
		}
	}
	return t.missed
}

// Sound tells whether all invariants hold and no expectation fails.
func (t *Trial) Sound() bool {
	return t.Broken == 0 && !slices.ContainsFunc(t.Verdicts, func(v Verdict) bool { return v.Ruling == Fails })
}

// Named are the metrics of the run that the expectations name.
func (t *Trial) Named() []string { return t.named }
