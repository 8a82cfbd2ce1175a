// Package golden keeps the digests of many runs, so that no change of the
// engine moves a record unnoticed: every variant of the gallery on three
// seeds, and scenarios that the search of tests/properties has drawn, chosen
// so that together they have every pattern, policy and fault.
//
// A digest says that a run has changed, not whether it is wrong: where the
// change was meant, `make digests` writes the new digests and says which runs
// differ, and from which record on.
package golden

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"

	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// Where the data lies, from the top of the repository.
const (
	DigestsFile   = "tests/golden/digests.txt"
	GeneratedFile = "tests/golden/generated.jsonl"
)

//go:embed digests.txt
var digests string

//go:embed generated.jsonl
var generated []byte

const (
	seeds      = 3       // of each variant of the gallery, from the scenario's own on
	mostEvents = 300_000 // of a run; a longer one counts up to there
)

// A Run is one run whose digest is kept.
type Run struct {
	Name    string // of the gallery, or of a generated scenario: generated-017
	Variant string
	Seed    uint64
	Text    []byte // the scenario's; nil for one of the gallery
	file    *scenario.File
}

// String names the run, as the first words of its line do.
func (r *Run) String() string { return fmt.Sprintf("%s %s %d", r.Name, r.Variant, r.Seed) }

// Runs are all runs whose digests are kept.
func Runs() ([]Run, error) {
	all, err := Gallery(seeds)
	if err != nil {
		return nil, err
	}
	drawn, err := drawn()
	return append(all, drawn...), err
}

// Gallery are the runs of every variant of the gallery on so many seeds.
func Gallery(seeds uint64) ([]Run, error) {
	var all []Run
	for _, name := range gallery.Names() {
		f, err := gallery.File(name)
		if err != nil {
			return nil, err
		}
		for _, variant := range f.Variants() {
			s, err := f.Scenario(variant)
			if err != nil {
				return nil, err
			}
			for seed := s.Seed; seed < s.Seed+seeds; seed++ {
				all = append(all, Run{Name: name, Variant: variant, Seed: seed, file: f})
			}
		}
	}
	return all, nil
}

// drawn are the runs of the generated scenarios, each of which is a line and
// bears its name as its title.
func drawn() ([]Run, error) {
	var all []Run
	for line := range bytes.Lines(generated) {
		var head struct {
			Title string
			Seed  uint64
		}
		if err := json.Unmarshal(line, &head); err != nil {
			return nil, fmt.Errorf("%s: %w\n%s", GeneratedFile, err, line)
		}
		f, err := scenario.Parse(head.Title, line)
		if err != nil {
			return nil, fmt.Errorf("%s: mend the line, or take it out: %w\n%s", GeneratedFile, err, line)
		}
		all = append(all, Run{Name: head.Title, Variant: scenario.Base, Seed: head.Seed, Text: line, file: f})
	}
	return all, nil
}

// Digest plays the run and is its digest.
func (r *Run) Digest() (string, error) {
	t, err := r.play(trial.Digest)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", t.Digest), nil
}

// play plays the run, for parts and folds.
func (r *Run) play(parts trial.Part, folds ...trace.Fold) (*trial.Trial, error) {
	s, err := r.file.Scenario(r.Variant)
	if err != nil {
		return nil, err
	}
	s.Limits.Events = min(s.Limits.Events, mostEvents)
	t, err := trial.Run(s, r.Seed, parts, folds...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r, err)
	}
	return t, nil
}

// Digests are those of all runs, played side by side.
func Digests(runs []Run) ([]string, error) {
	found, wrong := make([]string, len(runs)), make([]error, len(runs))
	var group sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := range next {
				found[i], wrong[i] = runs[i].Digest()
			}
		})
	}
	for i := range runs {
		next <- i
	}
	close(next)
	group.Wait()
	return found, errors.Join(wrong...)
}

// Kept are the digests on record, by the names of runs.
func Kept() (map[string]string, error) {
	kept := map[string]string{}
	for line := range strings.Lines(digests) {
		words := strings.Fields(line)
		if len(words) != 4 {
			return nil, fmt.Errorf("%s: a line is name, variant, seed and digest, not %q", DigestsFile, line)
		}
		kept[strings.Join(words[:3], " ")] = words[3]
	}
	return kept, nil
}

// Lines are the digests of runs as the text of the file.
func Lines(runs []Run, digests []string) string {
	var b strings.Builder
	for i := range runs {
		fmt.Fprintln(&b, runs[i].String(), digests[i])
	}
	return b.String()
}
