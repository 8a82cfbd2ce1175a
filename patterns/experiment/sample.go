package experiment

import (
	"context"
	"fmt"
	"math"
	"slices"

	"backchat/language"
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
)

// Samples are what is kept of the runs of a plan: the metrics that are wanted.
type Samples struct {
	File  *scenario.File
	Plan  Plan
	in    language.Table                // of what is told
	names [][]string                    // by variant
	kept  [][]map[string]metrics.Metric // by variant and seed
	roles map[string]*role              // by variant, where an account is made
}

// Sample makes the runs of a plan, and keeps of each the metrics that wanted
// names for its variant. A run that a limit cuts short is an error, the first
// one in the plan's order: its figures are about another span of time.
func Sample(ctx context.Context, f *scenario.File, p Plan, wanted func(variant string) []string) (*Samples, error) {
	s := &Samples{File: f, Plan: p, in: p.In}
	for _, v := range p.Variants {
		s.names = append(s.names, wanted(v))
	}
	type outcome struct {
		metrics map[string]metrics.Metric
		err     error
	}
	kept, err := Replicate(ctx, f, p, Options{Figures: &metrics.Options{}}, func(r *Result) outcome {
		names := s.names[slices.Index(p.Variants, r.Variant)]
		return outcome{pick(r.Figures, names), r.failure()}
	})
	if err != nil {
		return nil, err
	}
	for seed := range p.Seeds {
		for v := range kept {
			if err := kept[v][seed].err; err != nil {
				return nil, err
			}
		}
	}
	for v := range kept {
		s.kept = append(s.kept, nil)
		for _, o := range kept[v] {
			s.kept[v] = append(s.kept[v], o.metrics)
		}
	}
	return s, nil
}

// Add adds a variant whose runs are known: those that other samples, of at least as many
// seeds, have of one that is the same scenario.
func (s *Samples) Add(variant string, others *Samples, same string) {
	v := slices.Index(others.Plan.Variants, same)
	s.Plan.Variants = append(slices.Clip(s.Plan.Variants), variant)
	s.names, s.kept = append(s.names, others.names[v]), append(s.kept, others.kept[v][:len(s.Plan.Seeds)])
}

// First are the samples of the first n seeds.
func (s *Samples) First(n int) *Samples {
	few := *s
	few.Plan.Seeds = s.Plan.Seeds[:n]
	return &few
}

// failure is what cut the run short, with the name of the run.
func (r *Result) failure() error {
	if r.Err == nil {
		return nil
	}
	return fmt.Errorf("%s, variant %s, seed %d: %w", r.Scenario, r.Variant, r.Seed, r.Err)
}

// pick looks up metrics by name; those that there are not are left out.
func pick(f *metrics.Figures, names []string) map[string]metrics.Metric {
	picked := make(map[string]metrics.Metric, len(names))
	for _, name := range names {
		if m, ok := f.Lookup(name); ok {
			picked[name] = m
		}
	}
	return picked
}

// metric is a metric of one run.
func (s *Samples) metric(name, variant string, seed int) (metrics.Metric, error) {
	v := slices.Index(s.Plan.Variants, variant)
	if v < 0 {
		return metrics.Metric{}, fmt.Errorf("variant %s was not run", variant)
	}
	m, ok := s.kept[v][seed][name]
	if !ok {
		return metrics.Metric{}, fmt.Errorf("variant %s has no metric %s", variant, name)
	}
	return m, nil
}

// values are a metric's by seed, not a number where the variant has no such
// metric or nothing to take it from.
func (s *Samples) values(name, variant string) []float64 {
	values := make([]float64, len(s.Plan.Seeds))
	for i := range values {
		values[i] = math.NaN()
		if m, err := s.metric(name, variant, i); err == nil {
			values[i] = m.Value
		}
	}
	return values
}
