package main

import (
	"encoding/hex"
	"errors"
	"io"

	"backchat/patterns/scenario"
	"backchat/sim"
	"backchat/sim/check"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

// An outcome is what a run says.
type outcome struct {
	Variant   string   `json:"variant"`
	Seed      uint64   `json:"seed"`
	Digest    string   `json:"digest"`
	Events    uint64   `json:"events"`
	Records   uint64   `json:"records"`
	Seconds   float64  `json:"seconds"` // of virtual time that were run
	Limit     string   `json:"limit"`   // what ended the run early, or ""
	Kept      *float64 `json:"kept"`    // seconds that the trace holds; nil for all
	Broken    []string `json:"broken"`  // invariants
	Metrics   []metric `json:"metrics"`
	Series    *series  `json:"series"`
	Goals     []goal   `json:"goals"`
	topology  *trace.Topology
	figures   *metrics.Figures
}

type metric struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Kind  string  `json:"kind"`
}

// A goal tells whether the figures of a run reach it; Known is false where it
// speaks of other variants.
type goal struct {
	Known bool    `json:"known"`
	Holds bool    `json:"holds"`
	Left  float64 `json:"left"`
	Right float64 `json:"right"`
	Unit  string  `json:"unit"`
}

// run runs one variant. Its trace goes to bytes, in the binary form.
func (r *request) run(f *scenario.File, bytes io.Writer) (any, error) {
	s, err := r.scenario(f, r.variant)
	if err != nil {
		return nil, err
	}
	o := &outcome{Variant: r.variant, Seed: s.Seed, topology: s.Topology()}
	file := trace.NewStreamWriter(bytes, o.topology)
	keep := &first{most: r.kept(), fold: file}
	if err := o.fill(r, s, keep); err != nil {
		return nil, err
	}
	if keep.cut {
		seconds := keep.from.Seconds()
		o.Kept = &seconds
	}
	return o, file.Close()
}

// kept is how many records of the run are handed over.
func (r *request) kept() int {
	if r.keep == 0 {
		return trace.DefaultKept / trace.RecordSize
	}
	return r.keep / trace.RecordSize
}

// fill runs the scenario and puts down what it says.
func (o *outcome) fill(r *request, s *scenario.Scenario, keep trace.Fold) error {
	o.figures = metrics.New(o.topology, metrics.Options{Windows: r.windows})
	checks, digest := check.All(o.topology), trace.NewDigest(o.topology)
	pace := &pace{horizon: s.Duration, tell: r.progress}
	run, err := scenario.Build(s, o.topology, s.Seed, o.figures, checks, digest, keep, pace)
	if err != nil {
		return err
	}
	var limit *sim.LimitError
	switch err := run.Go(r.ctx); {
	case errors.As(err, &limit):
		o.Limit = limit.Error()
		checks.Cut()
	case err != nil:
		return err
	}
	o.figures.Close(run.Now())
	sum := digest.Sum()
	o.Digest, o.Events, o.Seconds, o.Records = hex.EncodeToString(sum[:]), run.Events(), run.Now().Seconds(), pace.records
	for _, b := range checks.Faults() {
		o.Broken = append(o.Broken, b.String())
	}
	o.Metrics, o.Series, o.Goals = listed(o.figures), seriesOf(o.figures.Series()), o.goals(s)
	return nil
}

func listed(f *metrics.Figures) []metric {
	var all []metric
	for _, m := range f.All() {
		all = append(all, metric{m.Name, m.Value, m.Unit, m.Kind.String()})
	}
	return all
}

var errOther = errors.New("a figure of another variant")

func (o *outcome) goals(s *scenario.Scenario) []goal {
	var all []goal
	for _, g := range s.Goals {
		left, right, holds, err := g.Comparison.Eval(o.read)
		all = append(all, goal{err == nil, holds, left, right, g.Comparison.Left.Unit()})
	}
	return all
}

// read is a figure of this run.
func (o *outcome) read(name, variant string) (float64, error) {
	m, ok := o.figures.Lookup(name)
	if !ok || variant != "" && variant != o.Variant {
		return 0, errOther
	}
	return m.Value, nil
}

// A pace is a fold that tells how far the run has come.
type pace struct {
	horizon sim.Time
	tell    func(share float64)
	records uint64
}

func (p *pace) Fold(batch []trace.Record) {
	p.records += uint64(len(batch))
	if len(batch) > 0 && p.tell != nil {
		p.tell(float64(batch[len(batch)-1].At) / float64(p.horizon))
	}
}

// A first is a fold that passes on the first records of a run, up to a number.
type first struct {
	most int
	fold trace.Fold
	from sim.Time // of the first that it did not pass on
	cut  bool
}

func (f *first) Fold(batch []trace.Record) {
	if f.cut {
		return
	}
	if len(batch) > f.most {
		f.cut, f.from, batch = true, batch[f.most].At, batch[:f.most]
	}
	f.most -= len(batch)
	f.fold.Fold(batch)
}

