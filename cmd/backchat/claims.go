package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"backchat/patterns/experiment"
	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
)

// A claimOutput is what claims prints of one expectation as JSON.
type claimOutput struct {
	Claim    string `json:"claim"`
	Scenario string `json:"scenario"`
	That     string `json:"that"`
	Measured number `json:"measured"`
	Bound    number `json:"bound"`
	Seeds    int    `json:"seeds"`
	Verdict  string `json:"verdict"`          // holds, fails, notShown
	Enough   int    `json:"enough,omitempty"` // how many seeds would show it, by a plain estimate
}

func (p *program) claims() *cobra.Command {
	seeds, workers, asJSON := 0, 0, false
	c := &cobra.Command{
		Use: "claims [FILE|NAME...]", Short: "Judge what scenarios claim, over several seeds",
		Long: `Claims judges every expectation that names a claim, of the scenarios that are
given or of the whole gallery. Over several seeds, what is about counts and
extremes must hold on every seed; all else is judged by the 99 % interval of
left - right, paired by seed. Where that reaches into what holds and what does
not, nothing is shown on so few seeds, and it says how many would do. It exits
with 7 where an expectation fails, not where nothing is shown of one.`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := countBetween("seeds", seeds, mostSeeds); err != nil {
				return err
			}
			claims, err := p.judge(c, args, seeds, workers)
			if err != nil {
				return err
			}
			return p.claimed(claims, asJSON)
		},
	}
	c.Flags().IntVar(&seeds, "seeds", 5, "judge on `N` seeds, from each scenario's own on")
	c.Flags().IntVar(&workers, "workers", 0, "`N` runs at a time (default: as many as processors)")
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return p.limited(c)
}

func (p *program) judge(c *cobra.Command, args []string, seeds, workers int) ([]experiment.Claim, error) {
	ctx := c.Context()
	if len(args) == 0 {
		args = gallery.Names()
	}
	var files []*scenario.File
	runs := 0
	for _, arg := range args {
		f, err := p.load(ctx, arg)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
		runs += seeds * experiment.ClaimRuns(f)
	}
	shown := p.followRuns(runs)
	defer shown.end()
	return experiment.Claims(ctx, files, seeds, workers, shown.ran)
}

// claimed prints what became of claims.
func (p *program) claimed(claims []experiment.Claim, asJSON bool) error {
	all := []claimOutput{}
	failed := false
	for _, x := range claims {
		failed = failed || x.Ruling == experiment.Fails
		all = append(all, claimOutput{x.Claim, x.Scenario, x.That, number(x.Measured), number(x.Bound), x.Seeds, x.Ruling.String(), x.Enough})
	}
	if asJSON {
		if err := p.print(all); err != nil {
			return err
		}
	} else {
		p.claimsText(claims)
	}
	if failed {
		return &failure{exitFailed, nil}
	}
	return nil
}

func (p *program) claimsText(claims []experiment.Claim) {
	last := ""
	var all []experiment.Verdict
	for _, x := range claims {
		if x.Scenario != last {
			if last != "" {
				fmt.Fprintln(p.out)
			}
			fmt.Fprintln(p.out, p.paint.strong(x.Scenario))
			last = x.Scenario
		}
		p.verdict(x.Verdict)
		all = append(all, x.Verdict)
	}
	if len(claims) > 0 {
		fmt.Fprintf(p.out, "\n%s, on %d seeds each\n", tally(all), claims[0].Seeds)
	}
}
