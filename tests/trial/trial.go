// Package trial runs scenarios for tests, the whole way that a user's goes:
// from the text of a file to records and figures.
package trial

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"backchat/patterns/scenario"
	"backchat/patterns/scenario/build"
	"backchat/sim"
	"backchat/sim/check"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

// Object is a JSON object that a test puts together.
type Object = map[string]any

// List is a JSON list.
type List = []any

// Text is o as the text of a file. It panics on what JSON has no notation for.
func Text(o Object) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(o); err != nil {
		panic(fmt.Sprintf("trial.Text: %v", err))
	}
	return b.Bytes()
}

// Parse reads a scenario, and returns one of its variants.
func Parse(text []byte, variant string) (*scenario.Scenario, error) {
	f, err := scenario.Parse("scenario.json", text)
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, text)
	}
	return f.Scenario(variant)
}

// A Trial is one run that is over.
type Trial struct {
	Topology *trace.Topology
	Digest   [16]byte
	Figures  *metrics.Figures // nil where not asked for
	Records  []trace.Record   // nil where not asked for
	Checks   *check.Suite     // nil where not asked for
	End      sim.Time         // how far the run came
	Events   uint64           // that fired
	Limit    *sim.LimitError  // what cut it short, or nil
}

// Part is something that is made of a run's records.
type Part uint8

// The parts, to be combined.
const (
	Figures Part = 1 << iota
	Records
	Checks
	Digest
)

// mostKept bounds the bytes of records that a trial keeps.
const mostKept = 1 << 30

// Run runs s with a seed and makes those parts of its records. A limit that is
// hit is no error; it stands in the trial.
func Run(s *scenario.Scenario, seed uint64, parts Part, folds ...trace.Fold) (*Trial, error) {
	t := &Trial{Topology: s.Topology()}
	digest, kept := trace.NewDigest(t.Topology), trace.NewKept(mostKept)
	if parts&Figures != 0 {
		t.Figures = metrics.New(t.Topology, s.Measured(metrics.Options{}))
		folds = append(folds, t.Figures)
	}
	if parts&Checks != 0 {
		t.Checks = check.All(t.Topology)
		folds = append(folds, t.Checks)
	}
	if parts&Records != 0 {
		folds = append(folds, kept)
	}
	if parts&Digest != 0 {
		folds = append(folds, digest)
	}
	r, err := build.New(s, t.Topology, seed, folds...)
	if err != nil {
		return nil, err
	}
	if err := r.Go(context.Background()); err != nil && !errors.As(err, &t.Limit) {
		return nil, err
	}
	t.close(r, parts, digest, kept)
	return t, nil
}

func (t *Trial) close(r *build.Run, parts Part, digest *trace.Digest, kept *trace.Kept) {
	t.End, t.Events = r.Now(), r.Events()
	if t.Figures != nil {
		t.Figures.Close(r.Now())
	}
	if t.Checks != nil && t.Limit != nil {
		t.Checks.Cut()
	}
	if parts&Records != 0 {
		t.Records = kept.Records()
	}
	if parts&Digest != 0 {
		t.Digest = digest.Sum()
	}
}

// Of runs the variant of a scenario's text with the seed that it has.
func Of(text []byte, variant string, parts Part, folds ...trace.Fold) (*Trial, error) {
	s, err := Parse(text, variant)
	if err != nil {
		return nil, err
	}
	return Run(s, s.Seed, parts, folds...)
}
