package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"backchat/patterns/experiment"
	"backchat/sim/metrics"
)

// account writes the verdict in words: of variants whose runs no mean
// describes, of all variants, and of each beside the first.
func (p *program) account(c *experiment.Comparison) {
	if len(c.Seeds) == 1 || len(c.Variants) == 1 && len(c.Account.Kinds) == 0 {
		return
	}
	p.section(p.say("Verdict"), "")
	for _, warning := range c.Account.Kinds {
		for _, line := range wrapped(warning, " ", columns-2) {
			fmt.Fprintln(p.out, "  "+p.paint.bad(line))
		}
	}
	if c.Account.Ranking != "" {
		p.paragraph("  ", c.Account.Ranking)
	}
	for _, pair := range c.Account.Pairs {
		p.paragraph("  ", pair.Text())
	}
}

// strips writes the runs of each variant as marks on a line, for the metric of
// each flow that tells them apart most.
func (p *program) strips(c *experiment.Comparison) {
	if len(c.Seeds) < 2 || len(c.Strips) == 0 {
		return
	}
	p.section(p.say("Runs"), p.say("one mark each, taller where several fall together"))
	for i := range c.Strips {
		p.strip(c, &c.Strips[i])
	}
}

// stripWidth is how many columns a strip of runs has.
const stripWidth = 52

func (p *program) strip(c *experiment.Comparison, row *experiment.Row) {
	low, high, nevers := row.Range()
	if low > high {
		return
	}
	ends := p.shown(row, low)
	if right := p.shown(row, high); high > low {
		ends += strings.Repeat(" ", max(1, stripWidth-width(ends)-width(right))) + right
	}
	if nevers {
		ends += "  " + p.say(metrics.Never)
	}
	fmt.Fprintln(p.out, p.paint.faint(fmt.Sprintf("  %-*s  %s", besideName, clip(row.Metric, besideName), ends)))
	for v, cell := range row.Cells {
		marks, late := spark(cell.Values, low, high)
		line := fmt.Sprintf("  %-*s  %s", besideName, clip(c.Variants[v], besideName), p.paint.bar(marks))
		if late > 0 {
			line += fmt.Sprintf("  %d", late)
		}
		fmt.Fprintln(p.out, strings.TrimRight(line, " "))
	}
}

// spark is a strip of marks for values from low to high, and how many are
// never.
func spark(values []float64, low, high float64) (marks string, nevers int) {
	var at [stripWidth]int
	for _, x := range values {
		switch {
		case math.IsInf(x, 1):
			nevers++
		case !math.IsNaN(x) && high > low:
			at[int((x-low)/(high-low)*(stripWidth-1)+0.5)]++
		case !math.IsNaN(x):
			at[0]++
		}
	}
	for _, n := range at {
		if n == 0 {
			marks += "·"
			continue
		}
		marks += string([]rune("▂▃▄▅▆▇█")[min(7*n/(len(values)+1), 6)])
	}
	return marks, nevers
}

// goals writes how many runs of the base meet the goals.
func (p *program) goals(c *experiment.Comparison) {
	if len(c.Goals) == 0 || len(c.Seeds) < 2 {
		return
	}
	p.section(p.say("Goals"), p.say("runs of the base that meet them, and Wilson's 95 % interval of the share"))
	for _, g := range c.Goals {
		p.paragraph("  ", g.Text)
		for v, met := range g.Met {
			if met.Of > 0 {
				fmt.Fprintf(p.out, "    %-*s  %s  %s\n", besideName, clip(c.Variants[v], besideName),
					p.say("{n} of {all}", "n", strconv.Itoa(met.Met), "all", strconv.Itoa(met.Of)),
					p.paint.faint(p.say("{low} to {high}", "low", p.percent(met.Low), "high", p.percent(met.High))))
			}
		}
	}
}
