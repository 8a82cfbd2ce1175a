package experiment

import (
	"context"
	"slices"

	"backchat/patterns/scenario"
)

// A Claim is what became of an expectation that names a claim, over several
// seeds.
type Claim struct {
	Scenario string
	Verdict
}

// Claims judges all expectations of the files that name a claim (see
// [Samples.Judge]), on that many seeds from each file's own on. They come in
// the order of the files and, within one, of the expectations.
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
	expect, base, err := claiming(f)
	if err != nil || len(expect) == 0 {
		return nil, err
	}
	plan := Plan{Variants: named(f, expect, scenario.Base), Seeds: Seeds(base, seeds), Workers: workers, Done: done}
	samples, err := Sample(ctx, f, plan, func(v string) []string { return namesOf(expect, v, scenario.Base) })
	if err != nil {
		return nil, err
	}
	var claims []Claim
	for i := range expect {
		claims = append(claims, Claim{f.Name, samples.Judge(&expect[i], scenario.Base)})
	}
	return claims, nil
}

// ClaimRuns is how many runs [Claims] makes of a file for each seed.
func ClaimRuns(f *scenario.File) int {
	expect, _, err := claiming(f)
	if err != nil {
		return 0
	}
	return len(named(f, expect, scenario.Base))
}

// claiming are the expectations of a file that name a claim, and its seed.
func claiming(f *scenario.File) ([]scenario.Expectation, uint64, error) {
	s, err := f.Scenario(scenario.Base)
	if err != nil {
		return nil, 0, err
	}
	expect := slices.DeleteFunc(slices.Clone(s.Expect), func(e scenario.Expectation) bool { return e.Claim == "" })
	return expect, s.Seed, nil
}
