package experiment

import (
	"context"
	"fmt"
	"slices"

	"backchat/patterns/scenario"
	"backchat/patterns/scenario/source"
)

// Breaks judges the expectations of the files that say what breaks them, each
// in its scenario changed so ([scenario.File.Broken]), as [Claims] does without
// the change. Those of one file that are broken by the same share their runs.
// Unbroken is what Claims found of the same files: it tells what fails already.
// They come in the order of the files and, within one, of the expectations.
func Breaks(ctx context.Context, files []*scenario.File, unbroken []Claim, seeds, workers int, done func()) ([]Claim, error) {
	var all []Claim
	for _, f := range files {
		s, err := f.Scenario(scenario.Base)
		if err != nil {
			return nil, err
		}
		breaks, err := breaksOf(ctx, f, unbroken[:len(s.Expect)], seeds, workers, done)
		if err != nil {
			return nil, err
		}
		all, unbroken = append(all, breaks...), unbroken[len(s.Expect):]
	}
	return all, nil
}

func breaksOf(ctx context.Context, f *scenario.File, unbroken []Claim, seeds, workers int, done func()) ([]Claim, error) {
	patches, broken, err := brokenFiles(f)
	if err != nil {
		return nil, err
	}
	judged := map[source.Patch][]Claim{}
	for i, p := range patches {
		if judged[p], err = claimsOf(ctx, broken[i], seeds, workers, done); err != nil {
			return nil, fmt.Errorf("broken by %s: %w", p, err)
		}
	}
	var all []Claim
	for i := range unbroken {
		if p := unbroken[i].BrokenBy; p != "" {
			c := judged[p][0]
			judged[p] = judged[p][1:]
			c.BrokenBy, c.Already = p, unbroken[i].Ruling == Fails
			all = append(all, c)
		}
	}
	return all, nil
}

// brokenFiles are the different patches of a file's expectations, and the file
// as each leaves it.
func brokenFiles(f *scenario.File) ([]source.Patch, []*scenario.File, error) {
	s, err := f.Scenario(scenario.Base)
	if err != nil {
		return nil, nil, err
	}
	var patches []source.Patch
	var files []*scenario.File
	for i := range s.Expect {
		p := s.Expect[i].BrokenBy
		if p == "" || slices.Contains(patches, p) {
			continue
		}
		broken, err := f.Broken(p)
		if err != nil {
			return nil, nil, err
		}
		patches, files = append(patches, p), append(files, broken)
	}
	return patches, files, nil
}

// Broke tells whether an expectation that was to break did: it was judged, and
// does not hold. One that cannot be judged shows nothing either way, nor does
// one that fails already.
func (c *Claim) Broke() bool { return !c.Holds() && c.Why == "" && !c.Already }

// BreakRuns is how many runs [Breaks] makes of a file for each seed.
func BreakRuns(f *scenario.File) int {
	_, broken, err := brokenFiles(f)
	if err != nil {
		return 0
	}
	runs := 0
	for _, b := range broken {
		runs += ClaimRuns(b)
	}
	return runs
}
