package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"backchat/patterns/experiment"
	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
)

// A claimOutput is what claims prints of one expectation as JSON.
type claimOutput struct {
	Claim    string `json:"claim"`
	Says     string `json:"says,omitempty"` // the ledger
	Scenario string `json:"scenario"`
	That     string `json:"that"`
	Measured number `json:"measured"`
	Bound    number `json:"bound"`
	Seeds    int    `json:"seeds"`
	Verdict  string `json:"verdict"`          // holds, fails, notShown
	Enough   int    `json:"enough,omitempty"` // how many seeds would show it, by a plain estimate
}

// A breakOutput is what claims --break prints of one.
type breakOutput struct {
	claimOutput
	BrokenBy json.RawMessage `json:"brokenBy"`
	Broke    bool            `json:"broke"`
	Already  bool            `json:"already,omitempty"` // it fails without that, too
}

// A claimsRequest is what the flags of claims ask for.
type claimsRequest struct {
	seeds, workers int
	breaks, asJSON bool
}

func (p *program) claims() *cobra.Command {
	var r claimsRequest
	c := &cobra.Command{
		Use: "claims [FILE|NAME...]", Short: "Judge what scenarios expect, over several seeds",
		Long: `Claims judges every expectation of the scenarios that are given or of the whole
gallery. Over several seeds, what is about counts and extremes must hold on
every seed; all else is judged by the 99 % interval of left - right, paired by
seed. Where that reaches into what holds and what does not, nothing is shown on
so few seeds, and it says how many would do. It exits with 7 where an
expectation fails, not where nothing is shown of one.

With --break each scenario is changed as the "brokenBy" of its expectations
says, which takes away what they show: there, none of them may hold. What fails
without that, too, is not counted, and what does not say what breaks it is
listed.`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := countBetween("seeds", r.seeds, mostSeeds); err != nil {
				return err
			}
			files, err := p.claiming(c.Context(), args)
			if err != nil {
				return err
			}
			claims, err := p.judge(c.Context(), files, &r)
			if err != nil {
				return err
			}
			if r.breaks {
				return p.broken(claims, files, r.asJSON)
			}
			return p.claimed(claims, r.asJSON, len(args) == 0)
		},
	}
	c.Flags().IntVar(&r.seeds, "seeds", 5, "judge on `N` seeds, from each scenario's own on")
	c.Flags().BoolVar(&r.breaks, "break", false, "see expectations fail without what they show")
	c.Flags().IntVar(&r.workers, "workers", 0, "`N` runs at a time (default: as many as processors)")
	c.Flags().BoolVar(&r.asJSON, "json", false, "as JSON")
	return p.limited(c)
}

// claiming are the scenarios that are given, or the whole gallery.
func (p *program) claiming(ctx context.Context, args []string) ([]*scenario.File, error) {
	if len(args) == 0 {
		args = gallery.Names()
	}
	var files []*scenario.File
	for _, arg := range args {
		f, err := p.load(ctx, arg)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// judge judges the expectations of the files, and, of breaks, sees them fail.
func (p *program) judge(ctx context.Context, files []*scenario.File, r *claimsRequest) ([]experiment.Claim, error) {
	runs := 0
	for _, f := range files {
		runs += r.seeds * experiment.ClaimRuns(f)
		if r.breaks {
			runs += r.seeds * experiment.BreakRuns(f)
		}
	}
	shown := p.followRuns(runs)
	defer shown.end()
	claims, err := experiment.Claims(ctx, files, r.seeds, r.workers, shown.ran)
	if err != nil || !r.breaks {
		return claims, err
	}
	return experiment.Breaks(ctx, files, claims, r.seeds, r.workers, shown.ran)
}

// claimed prints what became of claims, and of the whole gallery's which of
// the ledger are missing.
func (p *program) claimed(claims []experiment.Claim, asJSON, whole bool) error {
	all := []claimOutput{}
	failed := false
	for _, x := range claims {
		failed = failed || x.Ruling == experiment.Fails
		all = append(all, newClaimOutput(&x))
	}
	if asJSON {
		if err := p.print(all); err != nil {
			return err
		}
	} else {
		p.claimsText(claims, p.ruled)
		if len(claims) > 0 {
			fmt.Fprintf(p.out, "\n%s, on %d seeds each\n", p.tally(verdicts(claims)), claims[0].Seeds)
		}
		if whole {
			p.ledgerText(claims)
		}
	}
	if failed {
		return &failure{exitFailed, nil}
	}
	return nil
}

func newClaimOutput(x *experiment.Claim) claimOutput {
	return claimOutput{
		Claim: x.Claim, Says: experiment.Says(x.Claim), Scenario: x.Scenario, That: x.That,
		Measured: number(x.Measured), Bound: number(x.Bound), Seeds: x.Seeds, Verdict: x.Ruling.String(), Enough: x.Enough,
	}
}

// claimsText prints verdicts under the names of their scenarios.
func (p *program) claimsText(claims []experiment.Claim, verdict func(experiment.Verdict)) {
	last := ""
	for _, x := range claims {
		if x.Scenario != last {
			if last != "" {
				fmt.Fprintln(p.out)
			}
			fmt.Fprintln(p.out, p.paint.strong(x.Scenario))
			last = x.Scenario
		}
		verdict(x.Verdict)
	}
}

func verdicts(claims []experiment.Claim) []experiment.Verdict {
	var all []experiment.Verdict
	for _, x := range claims {
		all = append(all, x.Verdict)
	}
	return all
}

// ledgerText says how much of the ledger is claimed.
func (p *program) ledgerText(claims []experiment.Claim) {
	named := map[string]bool{}
	for _, x := range claims {
		named[x.Claim] = true
	}
	var missing []string
	ledger := experiment.Ledger()
	for _, s := range ledger {
		if !named[s.ID] {
			missing = append(missing, s.ID)
		}
	}
	fmt.Fprintf(p.out, "%d of the ledger's %d claims are shown\n", len(ledger)-len(missing), len(ledger))
	p.facts("", "Missing: ", missing)
}

// broken prints what became of expectations where what they show was taken
// away.
func (p *program) broken(breaks []experiment.Claim, files []*scenario.File, asJSON bool) error {
	broke := 0
	all := []breakOutput{}
	for _, x := range breaks {
		if x.Broke() {
			broke++
		}
		all = append(all, breakOutput{newClaimOutput(&x), json.RawMessage(x.BrokenBy), x.Broke(), x.Already})
	}
	if asJSON {
		if err := p.print(all); err != nil {
			return err
		}
	} else {
		p.breaksText(breaks, broke)
		p.withoutBreak(files)
	}
	if broke < len(breaks) {
		return &failure{exitFailed, nil}
	}
	return nil
}

func (p *program) breaksText(breaks []experiment.Claim, broke int) {
	i := 0
	p.claimsText(breaks, func(v experiment.Verdict) {
		b := &breaks[i]
		i++
		mark := p.paint.good("broke")
		if !b.Broke() {
			mark = p.paint.bad("STILL HOLDS")
			switch {
			case b.Already:
				mark = p.paint.bad("FAILS ALREADY")
			case v.Why != "":
				mark = p.paint.bad("NOT JUDGED")
			}
		}
		fmt.Fprintf(p.out, "  %s  %s\n", mark, strings.TrimSpace(v.Claim+" "+v.That))
		p.paragraph("    ", p.paint.faint("by "+string(b.BrokenBy)))
		for _, says := range p.measured(v) {
			p.paragraph("    ", p.paint.faint(says))
		}
	})
	if len(breaks) > 0 {
		fmt.Fprintf(p.out, "\n%d of %d break, on %d seeds each\n", broke, len(breaks), breaks[0].Seeds)
	}
}

// withoutBreak lists the expectations that do not say what breaks them.
func (p *program) withoutBreak(files []*scenario.File) {
	for _, f := range files {
		s, err := f.Scenario(scenario.Base)
		if err != nil {
			panic("backchat: " + err.Error()) // it has just been judged
		}
		for i := range s.Expect {
			if e := &s.Expect[i]; e.BrokenBy == "" {
				p.paragraph("", fmt.Sprintf("%s: %s does not say what breaks it", f.Name, strings.TrimSpace(e.Claim+" "+e.That)))
			}
		}
	}
}
