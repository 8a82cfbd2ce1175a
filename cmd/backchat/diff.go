package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"backchat/patterns/experiment"
	"backchat/sim"
	"backchat/sim/trace"
)

// A diffRequest is what the flags of diff ask for: variants and seeds are one
// for both runs, or one for each.
type diffRequest struct {
	variants, seeds []string
	context         int
	asJSON          bool
}

func (p *program) diff() *cobra.Command {
	var r diffRequest
	c := &cobra.Command{
		Use: "diff A [B]", Short: "Find the first record in which two runs differ",
		Long: `Diff plays two runs in step, and says from which record on they differ, with the
records around it, and how many records of each kind both have. A and B are
FILE|NAME, or a trace that "backchat trace" has written in the binary form; without
B, A is set against itself, in another variant or with another seed. The flags speak
of scenarios: a trace is one run, of the variant and seed that it was written of.

It ends with 0 where the runs are the same, with 7 where they differ.`,
		Example: `  backchat diff two-choices --variant base,random
  backchat diff two-choices --seed 1,2
  backchat diff before.trace two-choices --seed 7`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(c *cobra.Command, args []string) error {
			return p.difference(c.Context(), args[0], args[len(args)-1], &r)
		},
	}
	c.Flags().StringSliceVar(&r.variants, "variant", nil, "the variant, or A's and B's: `NAME` or NAME,NAME (default: base)")
	c.Flags().StringSliceVar(&r.seeds, "seed", nil, "the seed, or A's and B's: `N` or N,N (default: the scenario's)")
	c.Flags().IntVar(&r.context, "context", 3, "show `N` records before and after")
	c.Flags().BoolVar(&r.asJSON, "json", false, "print JSON")
	return p.limited(c)
}

// mostContext bounds the records that are shown around a difference.
const mostContext = 10_000

// difference plays two runs in step and says where they part.
func (p *program) difference(ctx context.Context, argA, argB string, r *diffRequest) error {
	if r.context < 0 || r.context > mostContext {
		return wrong("--context %d is not from 0 to %d", r.context, mostContext)
	}
	a, err := p.playback(ctx, argA, r, 0)
	if err != nil {
		return err
	}
	defer a.close()
	b, err := p.playback(ctx, argB, r, 1)
	if err != nil {
		return err
	}
	defer b.close()
	if err := p.meant(a, b, r); err != nil {
		return err
	}
	alikeBrief(a, b)
	d := part(a, b, r.context)
	if err := errors.Join(d.stopped(a.err), d.stopped(b.err)); err != nil {
		return err
	}
	if r.asJSON {
		err = p.print(newDiffOutput(d))
	} else {
		d.write(p)
	}
	switch {
	case err != nil:
		return err
	case d.first != 0:
		return &failure{code: exitFailed}
	}
	return errors.Join(a.err, b.err)
}

// meant complains where the flags would say nothing, and says so where both runs are
// one: that is to be the same, but may not be what was meant.
func (p *program) meant(a, b *playback, r *diffRequest) error {
	traces := 0
	for _, run := range []*playback{a, b} {
		if run.file != nil {
			traces++
		}
	}
	for _, values := range [][]string{r.variants, r.seeds} {
		if traces > 0 && len(values)+traces > 2 {
			return wrong("%s: the variant and the seed of a trace cannot be chosen: give what the scenario is to have, and nothing for a trace", strings.Join(values, ","))
		}
	}
	if a.name == b.name {
		fmt.Fprintf(p.errs, "A and B are one run, %s: to set two against each other, name another file, or two variants or seeds\n", line(a.name))
	}
	return nil
}

// alikeBrief leaves the packets out of both of two runs where one is kept without.
func alikeBrief(a, b *playback) {
	brief := a.brief || b.brief
	a.brief, b.brief = brief, brief
}

// playback is the run that an argument and the flags mean: of two values of a
// flag, the one at index i.
func (p *program) playback(ctx context.Context, arg string, r *diffRequest, i int) (*playback, error) {
	var which choice
	which.variant = "base"
	if err := one("variant", r.variants, i, func(v string) error { which.variant = v; return nil }); err != nil {
		return nil, err
	}
	if err := one("seed", r.seeds, i, which.seed.Set); err != nil {
		return nil, err
	}
	if isFile(arg) && arg != "-" {
		if t, err := openTrace(arg); t != nil || err != nil {
			return t, err
		}
	}
	f, err := p.load(ctx, arg)
	if err != nil {
		return nil, err
	}
	s, seed, err := choose(f, which.variant, which.seed)
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("%s, variant %s, seed %d", f.Name, which.variant, seed)
	return newPlayback(name, s.Topology(), func(fold trace.Fold) error {
		result, err := experiment.Run(ctx, f, which.variant, seed, experiment.Options{Folds: []trace.Fold{fold}})
		if err != nil {
			return err
		}
		return result.Err
	}), nil
}

// one hands the value of a flag that is meant for run i to set, if there is
// one.
func one(flag string, values []string, i int, set func(string) error) error {
	switch len(values) {
	case 0:
		return nil
	case 1:
		i = 0
	case 2:
	default:
		return wrong("--%s has %d values: give one for both runs, or one for each", flag, len(values))
	}
	if err := set(values[i]); err != nil {
		return wrong("--%s %s: %w", flag, values[i], err)
	}
	return nil
}

// openTrace is the run that a file holds in the binary form, nil where it holds
// something else.
func openTrace(file string) (*playback, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, unreadable(file, err)
	}
	in := bufio.NewReaderSize(f, 1<<16)
	head, _ := in.Peek(16)
	switch begins := bytes.TrimLeft(head, " \t\r\n\ufeff"); {
	case trace.Begins(head):
	case len(begins) == 0 || begins[0] == '{':
		return nil, f.Close()
	default:
		return nil, errors.Join(wrong("%s is neither a scenario nor a trace in the binary form, which diff reads: write one with \"backchat trace --format binary\"", line(file)), f.Close())
	}
	r, err := trace.NewReader(in)
	if err != nil {
		return nil, errors.Join(wrong("%s: %w", file, err), f.Close())
	}
	play := newPlayback(file, r.Topology(), func(fold trace.Fold) error {
		if err := r.FoldInto(fold); err != nil {
			return wrong("%s: %w", file, err)
		}
		return nil
	})
	play.file, play.brief = f, r.Brief()
	return play, nil
}

// stopped is err, unless it is a limit that has ended the run, which is a part
// of what there is to compare.
func (d *parting) stopped(err error) error {
	var limit *sim.LimitError
	if errors.As(err, &limit) {
		return nil
	}
	return err
}
