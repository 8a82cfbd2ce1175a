package main

import (
	"errors"
	"io"

	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
	"backchat/sim"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

// An outcome is what a run says.
type outcome struct {
	Variant string   `json:"variant"`
	Seed    uint64   `json:"seed"`
	Digest  string   `json:"digest"`
	Events  uint64   `json:"events"`
	Records uint64   `json:"records"`
	Seconds float64  `json:"seconds"` // of virtual time that were run
	Limit   string   `json:"limit"`   // what ended the run early, or ""
	Kept    *float64 `json:"kept"`    // seconds that the trace holds; nil for all
	Broken  []string `json:"broken"`  // invariants
	Metrics []metric `json:"metrics"`
	Series  *series  `json:"series"`
	Goals   []goal   `json:"goals"`
	Words   []string `json:"words"` // the run, a text for each flow
	result  *experiment.Result
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
	file := r.recorder(bytes, s.Topology())
	keep := &first{most: r.kept(), fold: file}
	pace := &pace{horizon: s.Duration, tell: r.progress}
	result, err := experiment.Run(r.ctx, f, r.variant, s.Seed, experiment.Options{
		Figures: &metrics.Options{Windows: r.windows},
		Checks:  true,
		Digest:  true,
		Folds:   []trace.Fold{r.wanted(keep), pace},
	})
	if err != nil {
		return nil, err
	}
	o := outcomeOf(result)
	if o.Limit, err = limitOf(result.Err); err != nil {
		return nil, err
	}
	o.Records, o.Goals = pace.records, goals(s, result)
	o.Words = experiment.Tell(result.Figures, s, r.in)
	if keep.cut {
		seconds := keep.from.Seconds()
		o.Kept = &seconds
	}
	return o, file.Close()
}

// recorder is a fold that writes the trace that is handed over.
func (r *request) recorder(w io.Writer, t *trace.Topology) *trace.StreamWriter {
	if r.packets {
		return trace.NewStreamWriter(w, t)
	}
	return trace.NewBriefWriter(w, t)
}

// wanted is a fold that hands on what is to be handed over.
func (r *request) wanted(to trace.Fold) trace.Fold {
	if r.packets {
		return to
	}
	return trace.WithoutPackets(to)
}

// kept is how many records of the run are handed over.
func (r *request) kept() int {
	if r.keep == 0 {
		return trace.DefaultKept / trace.RecordSize
	}
	return r.keep / trace.RecordSize
}

func outcomeOf(r *experiment.Result) *outcome {
	o := &outcome{Variant: r.Variant, Seed: r.Seed, Digest: r.Digest, Events: r.Events, Seconds: r.End.Seconds(), result: r}
	for _, b := range r.Faults {
		o.Broken = append(o.Broken, b.String())
	}
	for _, m := range r.Figures.All() {
		o.Metrics = append(o.Metrics, metric{m.Name, m.Value, m.Unit, m.Kind.String()})
	}
	o.Series = seriesOf(r.Figures.Series())
	return o
}

// limitOf says which limit ended a run; what else ended it stays an error.
func limitOf(err error) (string, error) {
	var limit *sim.LimitError
	if errors.As(err, &limit) {
		return limit.Error(), nil
	}
	return "", err
}

var errOther = errors.New("a figure of another variant")

// goals tells which goals the figures of a run reach.
func goals(s *scenario.Scenario, r *experiment.Result) []goal {
	read := func(name, variant string) (float64, error) {
		m, ok := r.Figures.Lookup(name)
		if !ok || variant != "" && variant != r.Variant {
			return 0, errOther
		}
		return m.Value, nil
	}
	var all []goal
	for _, g := range s.Goals {
		left, right, holds, err := g.Comparison.Eval(read)
		all = append(all, goal{err == nil, holds, left, right, g.Comparison.Left.Unit()})
	}
	return all
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
