package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
)

func (p *program) digest() *cobra.Command {
	var which choice
	c := &cobra.Command{
		Use: "digest FILE|NAME", Short: "Print the digest of a run",
		Long: "Digest prints 32 hexadecimal digits that are the same for the same scenario,\nvariant and seed on every platform, and practically never for another run.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			r, err := p.single(c, args[0], which, experiment.Options{Digest: true})
			if err == nil {
				fmt.Fprintln(p.out, r.Digest)
			}
			return err
		},
	}
	which.flags(c)
	return p.limited(c)
}

// single makes one whole run.
func (p *program) single(c *cobra.Command, arg string, which choice, o experiment.Options) (*experiment.Result, error) {
	f, err := p.load(c.Context(), arg)
	if err != nil {
		return nil, err
	}
	return p.once(c, f, which, o)
}

// once runs a scenario that has been read.
func (p *program) once(c *cobra.Command, f *scenario.File, which choice, o experiment.Options) (*experiment.Result, error) {
	s, seed, err := choose(f, which.variant, which.seed)
	if err != nil {
		return nil, err
	}
	shown := p.follow(s.Duration)
	o.Folds = shown.with(o.Folds)
	r, err := experiment.Run(c.Context(), f, which.variant, seed, o)
	shown.end()
	if err != nil {
		return nil, err
	}
	return r, r.Err
}
