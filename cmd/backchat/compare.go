package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

// A compareRequest is what the flags of compare ask for.
type compareRequest struct {
	replications, workers int
	seed                  seedFlag
	language              languageFlag
	asJSON, all           bool
	variants, metrics     []string
}

func (p *program) compare() *cobra.Command {
	var r compareRequest
	c := &cobra.Command{
		Use: "compare FILE|NAME", Short: "Set the variants of a scenario side by side on the same work",
		Long: `Compare runs all variants on the same seeds, so that each meets the very same
work, and says what of that they serve, lose and do twice, how soon, and at what
cost, as far as a difference is shown: a time where it is a hundredth at least,
a cost where it is a twentieth, and of those the three that differ most. Below
that stand the runs as marks on a line, how many meet the scenario's goals, and
the means with the 95 % interval (Student's t) of the paired difference to the
base. Where the interval holds 0, no difference is shown.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.sideBySide(c.Context(), args[0], &r)
		},
	}
	c.Flags().IntVar(&r.replications, "replications", 10, "run each variant on `N` seeds")
	c.Flags().Var(&r.seed, "seed", "the first of the seeds (default: the scenario's own)")
	r.language.flag(c)
	c.Flags().StringSliceVar(&r.variants, "variant", nil, "only these `NAMES`; the first is compared with")
	c.Flags().StringArrayVar(&r.metrics, "metric", nil, "only the metric `NAME`; may be repeated")
	c.Flags().BoolVar(&r.all, "all", false, "all metrics, not only the usual ones")
	c.Flags().BoolVar(&r.asJSON, "json", false, "as JSON, in base units")
	c.Flags().IntVar(&r.workers, "workers", 0, "`N` runs at a time (default: as many as processors)")
	c.MarkFlagsMutuallyExclusive("all", "metric")
	return p.limited(c)
}

func (p *program) sideBySide(ctx context.Context, arg string, r *compareRequest) error {
	if err := countBetween("replications", r.replications, mostSeeds); err != nil {
		return err
	}
	f, err := p.loadIn(ctx, r.language, arg)
	if err != nil {
		return err
	}
	names, err := r.complete(f)
	if err != nil {
		return err
	}
	shown := p.followRuns(r.replications * len(r.variants))
	plan := experiment.Plan{Variants: r.variants, Seeds: experiment.Seeds(r.seed.value, r.replications), Workers: r.workers, Done: shown.ran, In: r.language.table()}
	c, err := experiment.Compare(ctx, f, plan, names)
	shown.end()
	if err != nil {
		return err
	}
	if r.asJSON {
		return p.print(newCompareOutput(c))
	}
	p.comparison(f, c, r.all || len(r.metrics) > 0)
	return nil
}

// complete fills in the variants and the seed where no flag gives them, and
// returns the metrics to compare.
func (r *compareRequest) complete(f *scenario.File) ([]string, error) {
	if len(r.variants) == 0 {
		r.variants = f.Variants()
	}
	var all []*scenario.Scenario
	for i, v := range r.variants {
		s, seed, err := choose(f, v, r.seed)
		if err != nil {
			return nil, err
		}
		if slices.Contains(r.variants[:i], v) {
			return nil, wrong("variant %q is named twice", v)
		}
		r.seed = seedFlag{seed, true}
		all = append(all, s)
	}
	return r.names(f, all)
}

// names are the metrics that are asked for, or the usual ones.
func (r *compareRequest) names(f *scenario.File, variants []*scenario.Scenario) ([]string, error) {
	names, err := experiment.Names(f, r.variants)
	switch {
	case err != nil || r.all:
		return names, err
	case len(r.metrics) == 0:
		return slices.DeleteFunc(scorecard(variants), func(name string) bool { return !slices.Contains(names, name) }), nil
	}
	for _, name := range r.metrics {
		known := slices.ContainsFunc(variants, func(s *scenario.Scenario) bool { return metrics.Known(s.Topology(), name) })
		if !known {
			return nil, unknown("metric", name, names, `; "run --all" lists them`)
		}
	}
	return r.metrics, nil
}

// scorecard are the metrics that tell most about variants.
func scorecard(variants []*scenario.Scenario) []string {
	var card []string
	add := func(id string, names ...string) {
		for _, name := range names {
			card = include(card, id+"."+name)
		}
	}
	for _, s := range variants {
		for _, f := range s.Topology().Flows {
			span := "latency"
			if f.Hears {
				span = "staleness"
			}
			add(f.ID, "operations", "okShare")
			add(f.ID, endings()...)
			add(f.ID, "withinObjective", "goodput", span+"All.p50", span+"All.p99", span+".mean", span+".p50", span+".p99", span+".max")
			add(f.ID, "losses", "duplicates", "redeliveries", "appliedTwice", "attemptsPerOperation",
				"requests", "emptyShare", "backlog.max", "bytes", "bytesPerOk")
		}
	}
	for _, s := range variants {
		for i := range s.Nodes {
			if n := &s.Nodes[i]; n.Places() > n.Count {
				add(n.ID, "replicas.running.mean")
			}
		}
		for _, n := range s.Topology().Nodes {
			if !n.Edge {
				add(n.ID, "utilization", "cpu", "requestRate", "queue.mean", "queue.max", "wait.p99", "rejected", "limited", "imbalance", "held.max")
			}
			add(n.ID, "connections.max", "opens", "resets")
		}
	}
	return card
}

// endings are the figures of how operations ended that did not go well; those that are
// lost are among the losses.
func endings() (names []string) {
	for s := trace.NoStatus; s < trace.Statuses; s++ {
		if i := s.Info(); i.Outcome && !i.Well && s != trace.LostOutcome {
			names = append(names, i.Name)
		}
	}
	return names
}
