package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"backchat/patterns/scenario/source"
)

func (p *program) check() *cobra.Command {
	return p.limited(&cobra.Command{
		Use: "check FILE...", Short: "Find what is wrong with scenarios",
		Long: `Check prints every fault of every file, one a line, as FILE:LINE:COLUMN: and
what is wrong. It ends with 3 where a file is not valid; else with 4 where one
asks for too much; else with 2 where one cannot be read.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			worst := exitFine
			for _, arg := range args {
				worst = graver(worst, p.checkOne(c.Context(), arg))
				if err := context.Cause(c.Context()); err != nil {
					return err
				}
			}
			if worst != exitFine {
				return &failure{worst, nil}
			}
			return nil
		},
	})
}

// checkOne prints what is wrong with a file, and returns its exit code.
func (p *program) checkOne(ctx context.Context, arg string) int {
	_, err := p.load(ctx, arg)
	if ctx.Err() != nil {
		return exitFine // why it ended is said once, at the end
	}
	var faults source.Faults
	if errors.As(err, &faults) {
		for _, f := range faults {
			fmt.Fprintln(p.out, f)
		}
	} else if err != nil {
		fmt.Fprintln(p.errs, "backchat: "+lines(err.Error()))
	}
	return code(err)
}

// graver is the exit code that says more of two.
func graver(a, b int) int {
	order := [...]int{exitFine: 0, exitUsage: 1, exitOverLimit: 2, exitInvalid: 3, exitInternal: 4}
	if order[a] < order[b] {
		return b
	}
	return a
}
