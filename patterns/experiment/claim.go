package experiment

import (
	"context"

	"backchat/patterns/scenario"
	"backchat/patterns/scenario/source"
)

// A Claim is what became of an expectation, over several seeds.
type Claim struct {
	Scenario string
	BrokenBy source.Patch // what takes away what is expected; "" where nothing is said to
	Already  bool         // of breaks: it fails without that, too
	Verdict
}

// Claims judges all expectations of the files (see [Samples.Judge]), on that
// many seeds from each file's own on. They come in the order of the files and,
// within one, of the expectations.
func Claims(ctx context.Context, files []*scenario.File, seeds, workers int, done func()) ([]Claim, error) {
	var all []Claim
	for _, f := range files {
		claims, err := claimsOf(ctx, f, seeds, workers, done)
		if err != nil {
			return nil, err
		}
		all = append(all, claims...)
	}
	return all, nil
}

func claimsOf(ctx context.Context, f *scenario.File, seeds, workers int, done func()) ([]Claim, error) {
	s, err := f.Scenario(scenario.Base)
	if err != nil || len(s.Expect) == 0 {
		return nil, err
	}
	refs := expected(s.Expect)
	plan := Plan{Variants: named(f, refs, scenario.Base), Seeds: Seeds(s.Seed, seeds), Workers: workers, Done: done}
	samples, err := Sample(ctx, f, plan, func(v string) []string { return namesOf(refs, v, scenario.Base) })
	if err != nil {
		return nil, err
	}
	var claims []Claim
	for i := range s.Expect {
		e := &s.Expect[i]
		claims = append(claims, Claim{Scenario: f.Name, BrokenBy: e.BrokenBy, Verdict: samples.Judge(e, scenario.Base)})
	}
	return claims, nil
}

// ClaimRuns is how many runs [Claims] makes of a file for each seed.
func ClaimRuns(f *scenario.File) int {
	s, err := f.Scenario(scenario.Base)
	if err != nil {
		return 0
	}
	return len(named(f, expected(s.Expect), scenario.Base))
}
