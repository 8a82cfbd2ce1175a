package main

import (
	"fmt"
	"strings"

	"backchat/language"
	"backchat/patterns/experiment"
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
	"backchat/sim/trace"
)

// A report writes the figures of one run for people.
type report struct {
	*program
	s   *scenario.Scenario
	top *trace.Topology
	t   *experiment.Trial
	in  language.Table
}

func (p *program) report(s *scenario.Scenario, t *experiment.Trial, in language.Table) {
	r := &report{p, s, s.Topology(), t, in}
	r.head()
	r.verdict()
	for i := range r.top.Flows {
		r.flow(&r.top.Flows[i])
	}
	r.nodes()
	r.links()
	r.packets()
	p.faults(t.Result)
	p.verdicts(t)
	r.lesson()
}

// lesson writes what the scenario shows, with the figures of this run.
func (r *report) lesson() {
	if r.s.Lesson == "" {
		return
	}
	r.section("What it shows", "")
	r.paragraph("  ", r.t.Says(r.s.Lesson))
}

// value is a metric's, not a number where it has none.
func (r *report) value(name string) float64 { return valueOf(r.t.Figures, name) }

func valueOf(f *metrics.Figures, name string) float64 {
	m, ok := f.Lookup(name)
	if !ok {
		panic(fmt.Sprintf("backchat: there is no metric %q to report", name))
	}
	return m.Value
}

// is tells whether a metric has a value above 0.
func (r *report) is(name string) bool { return r.value(name) > 0 }

func (r *report) head() {
	fmt.Fprintln(r.out, r.paint.strong(line(r.s.Title)))
	if r.s.Question != "" {
		r.paragraph("", r.t.Says(r.s.Question))
	}
	if s := newOrigin(r.s.Source); s != nil {
		r.paragraph("", strings.TrimSpace(s.String()+" "+s.URL))
	}
	fmt.Fprintln(r.out)
	span := metrics.Quantity(r.t.End.Seconds(), "s") + " of virtual time"
	switch from, to := r.t.Figures.Window(); {
	case to < r.t.End:
		span += ", measured from " + metrics.Quantity(from.Seconds(), "s") + " to " + metrics.Quantity(to.Seconds(), "s")
	case from > 0:
		span += ", measured from " + metrics.Quantity(from.Seconds(), "s") + " on"
	}
	r.paragraph("", fmt.Sprintf("Variant %s, seed %d: %s", r.t.Variant, r.t.Seed, span))
	if r.s.Note != "" {
		r.paragraph("  ", r.s.Note)
	}
	fmt.Fprintln(r.out, r.paint.faint(fmt.Sprintf("%s events, digest %s", metrics.Quantity(float64(r.t.Events), "1"), r.t.Digest)))
	if err := r.t.Cut(); err != nil {
		r.paragraph("", r.paint.bad("Cut short: "+err.Error()))
	}
}

// verdict writes the run in words.
func (r *report) verdict() {
	fmt.Fprintln(r.out)
	for _, text := range experiment.Tell(r.t.Figures, r.s, r.in) {
		r.paragraph("", text)
	}
}

// section writes a heading with its rule.
func (p *program) section(title, rest string) {
	line := title
	if rest != "" {
		line += "  " + rest
	}
	fmt.Fprintln(p.out)
	fmt.Fprintln(p.out, p.paint.strong(title)+strings.TrimPrefix(line, title))
}

// faults writes the invariants that do not hold.
func (p *program) faults(r *experiment.Result) {
	if r.Broken == 0 {
		return
	}
	p.section(p.paint.bad("Broken invariants"), metrics.Quantity(float64(r.Broken), "1")+" records break one")
	for _, f := range r.Faults {
		p.paragraph("  ", f.String())
	}
}

// verdicts writes what became of the expectations.
func (p *program) verdicts(t *experiment.Trial) {
	if len(t.Verdicts) == 0 {
		return
	}
	rest := tally(t.Verdicts)
	if t.Variant != scenario.Base {
		rest += "; a metric without @ is that of the base"
	}
	p.section("Expectations", rest)
	for _, v := range t.Verdicts {
		p.ruled(v)
	}
}

// tally counts what became of expectations: "3 of 4 hold, 1 fails".
func tally(all []experiment.Verdict) string {
	var of [experiment.Fails + 1]int
	for _, v := range all {
		of[v.Ruling]++
	}
	text := fmt.Sprintf("%d of %d hold", of[experiment.Holds], len(all))
	if n := of[experiment.Fails]; n == 1 {
		text += ", 1 fails"
	} else if n > 1 {
		text += fmt.Sprintf(", %d fail", n)
	}
	if n := of[experiment.NotShown]; n > 0 {
		text += fmt.Sprintf(", %d not shown", n)
	}
	return text
}

// rulingWidth is that of the widest word for a ruling.
const rulingWidth = 9

// ruling is a ruling's word, and its colour.
func (p palette) ruling(r experiment.Ruling) string {
	switch r {
	case experiment.Holds:
		return p.good(fmt.Sprintf("%-*s", rulingWidth, "holds"))
	case experiment.Fails:
		return p.bad(fmt.Sprintf("%-*s", rulingWidth, "FAILS"))
	}
	return p.bar("not shown")
}

func (p *program) ruled(v experiment.Verdict) {
	claim := fmt.Sprintf("%-6s", v.Claim)
	indent := strings.Repeat(" ", rulingWidth+11)
	for i, line := range wrapped(v.That, " ", columns-len(indent)) {
		if i == 0 {
			fmt.Fprintf(p.out, "  %s  %s %s\n", p.paint.ruling(v.Ruling), claim, line)
		} else {
			fmt.Fprintln(p.out, indent+line)
		}
	}
	for _, says := range append(measured(v), published(v)...) {
		for _, line := range wrapped(says, " ", columns-len(indent)) {
			fmt.Fprintln(p.out, indent+p.paint.faint(line))
		}
	}
}

// published says what the scenario's source has for an expectation.
func published(v experiment.Verdict) []string {
	if v.Published == nil {
		return nil
	}
	lines := []string{"published: " + v.Published.Says + " (" + v.Published.Conditions + ")"}
	if v.Published.Differs != "" {
		lines = append(lines, "differs: "+v.Published.Differs)
	}
	return lines
}

// measured says what both sides of an expectation came to.
func measured(v experiment.Verdict) []string {
	if v.Why != "" {
		return []string{"cannot be judged: " + v.Why}
	}
	says := metrics.Precise(v.Measured, v.Unit, 6) + " against " + metrics.Precise(v.Bound, v.Unit, 6)
	switch {
	case v.Seeds == 1:
		return []string{says}
	case v.Exact && v.Ruling == experiment.Holds:
		return []string{says + " on average; on every seed"}
	case v.Exact:
		return []string{says + " on average; " + heldOn(v.Held, v.Seeds)}
	}
	between := metrics.Precise(v.Difference.Low, v.Unit, 3) + " to " + metrics.Precise(v.Difference.High, v.Unit, 3)
	lines := []string{says + " on average", "difference, 99 %: " + between}
	if v.Ruling == experiment.NotShown {
		lines = append(lines, wouldDo(v.Enough))
	}
	return lines
}

// heldOn says on how many of several seeds something holds that does not on all.
func heldOn(held, seeds int) string {
	if held == 0 {
		return "on no seed"
	}
	return fmt.Sprintf("on %d of %d seeds", held, seeds)
}

// wouldDo says how many seeds would show what is not shown.
func wouldDo(seeds int) string {
	if seeds == 0 {
		return "no number of seeds that can be run would show it"
	}
	return "some " + metrics.Quantity(float64(seeds), "1") + " seeds would show it"
}
