package main

import (
	"fmt"
	"strconv"
	"strings"

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
}

func (p *program) report(s *scenario.Scenario, t *experiment.Trial) {
	r := &report{p, s, s.Topology(), t}
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
	r.section(r.say("What it shows"), "")
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
		r.paragraph("", strings.TrimSpace(r.origin(s)+" "+s.URL))
	}
	fmt.Fprintln(r.out)
	r.paragraph("", r.say("Variant {variant}, seed {seed}: {span}", "variant", r.t.Variant, "seed", seedText(r.t.Seed), "span", r.span()))
	if r.s.Note != "" {
		r.paragraph("  ", r.s.Note)
	}
	fmt.Fprintln(r.out, r.paint.faint(r.say("{n} events, digest {digest}", "n", r.figure(float64(r.t.Events), "1"), "digest", r.t.Digest)))
	if err := r.t.Cut(); err != nil {
		r.paragraph("", r.paint.bad(r.say("Cut short: {why}", "why", err.Error())))
	}
}

// span says how long the run was, and what of it is measured.
func (r *report) span() string {
	time := r.figure(r.t.End.Seconds(), "s")
	from, to := r.t.Figures.Window()
	begin, end := r.figure(from.Seconds(), "s"), r.figure(to.Seconds(), "s")
	switch {
	case to < r.t.End:
		return r.say("{time} of virtual time, measured from {from} to {to}", "time", time, "from", begin, "to", end)
	case from > 0:
		return r.say("{time} of virtual time, measured from {from} on", "time", time, "from", begin)
	}
	return r.say("{time} of virtual time", "time", time)
}

// verdict writes the run in words.
func (r *report) verdict() {
	fmt.Fprintln(r.out)
	for _, text := range experiment.Tell(r.t.Figures, r.s, r.told) {
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
	p.section(p.paint.bad(p.say("Broken invariants")), p.say("{n} records break one", "n", p.figure(float64(r.Broken), "1")))
	for _, f := range r.Faults {
		p.paragraph("  ", f.String())
	}
}

// verdicts writes what became of the expectations.
func (p *program) verdicts(t *experiment.Trial) {
	if len(t.Verdicts) == 0 {
		return
	}
	rest := p.tally(t.Verdicts)
	if t.Variant != scenario.Base {
		rest += p.say("; a metric without @ is that of the base")
	}
	p.section(p.say("Expectations"), rest)
	for _, v := range t.Verdicts {
		p.ruled(v)
	}
}

// tally counts what became of expectations: "3 of 4 hold, 1 fails".
func (p *program) tally(all []experiment.Verdict) string {
	var of [experiment.Fails + 1]int
	for _, v := range all {
		of[v.Ruling]++
	}
	text := p.say("{n} of {all} hold", "n", strconv.Itoa(of[experiment.Holds]), "all", strconv.Itoa(len(all)))
	if n := of[experiment.Fails]; n > 0 {
		text += ", " + p.told.Count(float64(n), "{n} fails | {n} fail", "n", strconv.Itoa(n))
	}
	if n := of[experiment.NotShown]; n > 0 {
		text += ", " + p.say("{n} not shown", "n", strconv.Itoa(n))
	}
	return text
}

// ruling is a ruling's word, as wide as the widest, and its colour; and how wide that is.
func (p *program) ruling(r experiment.Ruling) (word string, wide int) {
	holds, fails, notShown := p.say("holds"), p.say("FAILS"), p.say("not shown")
	wide = max(width(holds), width(fails), width(notShown))
	switch r {
	case experiment.Holds:
		return p.paint.good(fmt.Sprintf("%-*s", wide, holds)), wide
	case experiment.Fails:
		return p.paint.bad(fmt.Sprintf("%-*s", wide, fails)), wide
	}
	return p.paint.bar(fmt.Sprintf("%-*s", wide, notShown)), wide
}

func (p *program) ruled(v experiment.Verdict) {
	claim := fmt.Sprintf("%-6s", v.Claim)
	ruling, wide := p.ruling(v.Ruling)
	indent := strings.Repeat(" ", wide+11)
	for i, line := range wrapped(v.That, " ", columns-len(indent)) {
		if i == 0 {
			fmt.Fprintf(p.out, "  %s  %s %s\n", ruling, claim, line)
		} else {
			fmt.Fprintln(p.out, indent+line)
		}
	}
	for _, says := range append(p.measured(v), p.published(v)...) {
		for _, line := range wrapped(says, " ", columns-len(indent)) {
			fmt.Fprintln(p.out, indent+p.paint.faint(line))
		}
	}
}

// published says what the scenario's source has for an expectation.
func (p *program) published(v experiment.Verdict) []string {
	if v.Published == nil {
		return nil
	}
	lines := []string{p.say("published: {what} ({conditions})", "what", v.Published.Says, "conditions", v.Published.Conditions)}
	if v.Published.Differs != "" {
		lines = append(lines, p.say("differs: {why}", "why", v.Published.Differs))
	}
	return lines
}

// measured says what both sides of an expectation came to.
func (p *program) measured(v experiment.Verdict) []string {
	if v.Why != "" {
		return []string{p.say("cannot be judged: {why}", "why", v.Why)}
	}
	says := p.say("{x} against {y}", "x", p.sized(v, v.Measured, 6), "y", p.sized(v, v.Bound, 6))
	switch {
	case v.Seeds == 1:
		return []string{says}
	case v.Exact && v.Ruling == experiment.Holds:
		return []string{p.say("{what} on average; on every seed", "what", says)}
	case v.Exact:
		return []string{p.heldOn(says, v.Held, v.Seeds)}
	}
	low, high := p.apart(v, v.Difference.Low), p.apart(v, v.Difference.High)
	lines := []string{p.say("{what} on average", "what", says), p.say("difference, 99 %: {low} to {high}", "low", low, "high", high)}
	if v.Ruling == experiment.NotShown {
		lines = append(lines, p.wouldDo(v.Enough))
	}
	return lines
}

// sized is a side of what is expected.
func (p *program) sized(v experiment.Verdict, x float64, digits int) string {
	if v.Share {
		return p.precise(100*x, "1", digits) + " %"
	}
	return p.precise(x, v.Unit, digits)
}

// apart is by how much two sides differ; shares by percentage points.
func (p *program) apart(v experiment.Verdict, x float64) string {
	if v.Share {
		return p.precise(100*x, "1", 3) + " pp"
	}
	return p.precise(x, v.Unit, 3)
}

// heldOn says on how many of several seeds something holds that does not on all.
func (p *program) heldOn(says string, held, seeds int) string {
	if held == 0 {
		return p.say("{what} on average; on no seed", "what", says)
	}
	return p.say("{what} on average; on {n} of {all} seeds", "what", says, "n", strconv.Itoa(held), "all", strconv.Itoa(seeds))
}

// wouldDo says how many seeds would show what is not shown.
func (p *program) wouldDo(seeds int) string {
	if seeds == 0 {
		return p.say("no number of seeds that can be run would show it")
	}
	return p.say("some {n} seeds would show it", "n", p.figure(float64(seeds), "1"))
}
