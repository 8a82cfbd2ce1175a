package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
)

// A runRequest is what the flags of run ask for.
type runRequest struct {
	which    choice
	language languageFlag
	asJSON   bool
	all      bool
	metrics  []string
	workers  int
}

func (p *program) run() *cobra.Command {
	var r runRequest
	c := &cobra.Command{
		Use: "run FILE|NAME", Short: "Run a scenario: figures and expectations",
		Long: `Run prints the figures of a run and judges what the scenario expects. For that
it also runs, on the same seed, the variants that the expectations name; a
metric without a variant is that of the base, whichever variant is run. The
records of the run are held against all invariants.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.tryOut(c.Context(), args[0], &r)
		},
	}
	r.which.flags(c)
	r.language.flag(c)
	c.Flags().BoolVar(&r.asJSON, "json", false, "as JSON, all metrics in base units")
	c.Flags().BoolVar(&r.all, "all", false, "all metrics, one a line, in base units")
	c.Flags().StringArrayVar(&r.metrics, "metric", nil, "only the metric `NAME`, in base units; may be repeated")
	c.Flags().IntVar(&r.workers, "workers", 0, "`N` runs at a time (default: as many as processors)")
	c.MarkFlagsMutuallyExclusive("json", "all", "metric")
	return p.limited(c)
}

func (p *program) tryOut(ctx context.Context, arg string, r *runRequest) error {
	f, err := p.loadIn(ctx, r.language, arg)
	if err != nil {
		return err
	}
	s, seed, err := choose(f, r.which.variant, r.which.seed)
	if err != nil {
		return err
	}
	if err := r.known(s); err != nil {
		return err
	}
	shown := p.follow(s.Duration)
	o := experiment.Options{Figures: &metrics.Options{}, Checks: true, Digest: true, Folds: shown.with(nil), In: r.language.table()}
	t, err := experiment.Try(ctx, f, r.which.variant, seed, o, r.workers)
	shown.end()
	if err != nil {
		return err
	}
	if err := p.present(s, t, r); err != nil {
		return err
	}
	switch err := t.Cut(); {
	case err != nil:
		return err
	case !t.Sound():
		return &failure{exitFailed, nil}
	}
	return nil
}

// known checks the names of metrics that are asked for.
func (r *runRequest) known(s *scenario.Scenario) error {
	if len(r.metrics) == 0 {
		return nil
	}
	top := s.Topology()
	for _, name := range r.metrics {
		if !metrics.Known(top, name) {
			return unknown("metric", name, metrics.Names(top), `; "run --all" lists them`)
		}
	}
	return nil
}

// present prints a trial in the form that is asked for.
func (p *program) present(s *scenario.Scenario, t *experiment.Trial, r *runRequest) error {
	switch {
	case r.asJSON:
		return p.print(newRunOutput(s, t))
	case r.all:
		p.metricLines(t.Figures.All())
	case len(r.metrics) > 0:
		var wanted []metrics.Metric
		for _, name := range r.metrics {
			m, _ := t.Figures.Lookup(name)
			wanted = append(wanted, m)
		}
		p.metricLines(wanted)
	default:
		p.report(s, t)
	}
	return nil
}

// A runOutput is what run prints as JSON.
type runOutput struct {
	Scenario       string          `json:"scenario"`
	Variant        string          `json:"variant"`
	Seed           uint64          `json:"seed"`
	Digest         string          `json:"digest"`
	Events         uint64          `json:"events"`
	VirtualSeconds number          `json:"virtualSeconds"`
	Measured       windowOutput    `json:"measured"`
	Metrics        figures         `json:"metrics"`
	Expect         []verdictOutput `json:"expect"`
	Source         *origin         `json:"source,omitempty"`
	Note           string          `json:"note,omitempty"`
	Question       string          `json:"question"` // the texts have the figures of the run in them
	Lesson         string          `json:"lesson"`
	Captions       []captionOutput `json:"captions,omitempty"`
	Faults         []string        `json:"faults,omitempty"` // broken invariants
	Error          string          `json:"error,omitempty"`  // what cut the run short
}

// A windowOutput is the window that figures are about, in seconds.
type windowOutput struct {
	From number `json:"from"`
	To   number `json:"to"`
}

type verdictOutput struct {
	Claim     string `json:"claim"`
	That      string `json:"that"`
	Measured  number `json:"measured"`
	Bound     number `json:"bound"`
	Verdict   string `json:"verdict"`             // holds, fails
	Published string `json:"published,omitempty"` // what the source says
}

// A captionOutput is what the timeline says at a time.
type captionOutput struct {
	ID        string `json:"id"`
	AtSeconds number `json:"atSeconds"`
	Say       string `json:"say"`
}

func newRunOutput(s *scenario.Scenario, t *experiment.Trial) runOutput {
	from, to := t.Figures.Window()
	o := runOutput{
		Scenario: t.Scenario, Variant: t.Variant, Seed: t.Seed, Digest: t.Digest, Events: t.Events,
		VirtualSeconds: number(t.End.Seconds()), Measured: windowOutput{number(from.Seconds()), number(to.Seconds())}, Metrics: allOf(t), Expect: []verdictOutput{},
		Source: newOrigin(s.Source), Note: s.Note,
	}
	for _, v := range t.Verdicts {
		o.Expect = append(o.Expect, verdictOutput{v.Claim, v.That, number(v.Measured), number(v.Bound), v.Ruling.String(), said(v.Published)})
	}
	o.Question, o.Lesson = t.Says(s.Question), t.Says(s.Lesson)
	for _, e := range s.Timeline {
		if e.Say != "" {
			o.Captions = append(o.Captions, captionOutput{e.ID, number(e.At.Seconds()), t.Says(e.Say)})
		}
	}
	for _, f := range t.Faults {
		o.Faults = append(o.Faults, f.String())
	}
	if err := t.Cut(); err != nil {
		o.Error = err.Error()
	}
	return o
}

// said is a published figure as its source has it.
func said(p *scenario.Published) string {
	if p == nil {
		return ""
	}
	return p.Says
}

// allOf are all metrics that have a value, and those that expectations name
// besides.
func allOf(t *experiment.Trial) figures {
	all := t.Figures.All()
	for _, name := range t.Named() {
		there := slices.ContainsFunc(all, func(m metrics.Metric) bool { return m.Name == name })
		if m, ok := t.Figures.Lookup(name); ok && !there && m.Value == m.Value {
			all = append(all, m)
		}
	}
	return all
}

// metricLines prints metrics as they are, in six significant digits.
func (p *program) metricLines(all []metrics.Metric) {
	t := &table{}
	for _, m := range all {
		t.plain(m.Name, raw(m.Value), unitColumn(m.Unit))
	}
	t.write(p, "", 0, 2)
}
