package experiment

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"backchat/sim/metrics"
)

// A pairing tells two variants apart. Its subject is what sentences are about,
// and its object what that is compared with; never is the base as it stands
// the subject, which would make no sentence.
type pairing struct {
	s               *Samples
	subject, object string // variants
	name, other     string // what they are called
	flows           []string
	work            workload
	told            []Sentence
}

func newPairing(s *Samples, base, variant string) *pairing {
	p := &pairing{s: s, subject: variant, object: base}
	if s.role(variant).name == standing {
		p.subject, p.object = base, variant
	}
	p.name, p.other = s.role(p.subject).name, s.role(p.object).name
	for _, flow := range s.role(p.subject).flows {
		if slices.Contains(s.role(p.object).flows, flow) {
			p.flows = append(p.flows, flow)
		}
	}
	p.work = p.workload()
	return p
}

// A contrast is a metric of both variants.
type contrast struct {
	Fact
	enough       int     // see [Cell]
	onTheAverage [2]bool // of subject and object: its runs fall into two kinds
	varies       bool    // some run differs from another of the same variant
	mostly       string  // of the object, where it is never on some seeds alone: what it is on the others
}

// shown tells whether a difference is.
func (c *contrast) shown() bool { return c.Finding == Less || c.Finding == More }

// contrast compares a metric.
func (p *pairing) contrast(name string) contrast {
	return p.compare(name, p.s.values(name, p.subject), p.s.values(name, p.object))
}

// total compares the sum of a metric over subjects of either variant.
func (p *pairing) total(name, metric string, subjects func(variant string) []string) contrast {
	sum := func(variant string) []float64 { return p.s.sum(metric, variant, subjects(variant)) }
	return p.compare(name, sum(p.subject), sum(p.object))
}

// sum is by seed that of a metric over subjects; one without it counts as
// nothing.
func (s *Samples) sum(metric, variant string, subjects []string) []float64 {
	all := make([]float64, len(s.Plan.Seeds))
	for _, id := range subjects {
		for i, x := range s.values(id+"."+metric, variant) {
			if defined(x) {
				all[i] += x
			}
		}
	}
	return all
}

func (p *pairing) compare(name string, of, against []float64) contrast {
	c := contrast{Fact: Fact{Metric: name, Subject: p.subject, Object: p.object}}
	cell := newCell(of, against, false)
	c.Of, c.Against, c.Finding = cell.Mean, newCell(against, against, true).Mean, cell.Finding
	c.enough, c.varies = cell.Enough, varies(of) || varies(against)
	_, _, c.onTheAverage[0] = kindsOf(of)
	_, _, c.onTheAverage[1] = kindsOf(against)
	c.mostly = mostly(against)
	return c
}

// mostly tells of times that are never on some seeds alone how many these are,
// and the mean of the others: a bare never would be said of all.
func mostly(times []float64) string {
	var there []float64
	runs := 0
	for _, x := range times {
		if defined(x) {
			runs++
		}
		if defined(x) && !never(x) {
			there = append(there, x)
		}
	}
	if len(there) == 0 || len(there) == runs {
		return ""
	}
	return fmt.Sprintf("%s (never in %d of %d runs)", metrics.Quantity(newCell(there, there, true).Mean, "s"), runs-len(there), runs)
}

func varies(values []float64) bool {
	return slices.ContainsFunc(values, func(x float64) bool { return x != values[0] })
}

// tell makes the sentences.
func (p *pairing) tell() []Sentence {
	if len(p.s.Plan.Seeds) == 1 {
		return []Sentence{{About: Nothing, Text: "One run of each: whether a difference is more than chance cannot be said."}}
	}
	p.say(Served, p.served())
	p.sayWork()
	p.say(Trouble, p.trouble(false))
	within := p.within()
	p.say(Time, within)
	if len(within) == 0 {
		p.ofThoseServed()
	}
	p.say(Trouble, p.trouble(true))
	p.say(Cost, p.cost())
	p.sayNothing()
	return p.told
}

// A clause is something that both variants do, in two measures: it "serves"
// "82 %" and "13 %".
type clause struct {
	verb verb
	x, y string // of the subject and of the object
	fact Fact
}

// A verb has a form for one and a form for many.
type verb struct{ one, many string }

func verbFor(news bool) verb {
	if news {
		return verb{"delivers", "deliver"}
	}
	return verb{"serves", "serve"}
}

func (v verb) with(many bool) string {
	if many {
		return v.many
	}
	return v.one
}

// say makes a sentence of clauses: the first names both variants, "No retry
// serves 82 %; as it stands, 13 %.", further ones go on, "It sends 24 MB
// instead of 35 MB."
func (p *pairing) say(about Topic, clauses []clause) {
	if len(clauses) == 0 {
		return
	}
	var xs, ys []string
	var facts []Fact
	many, first, last := plural(p.name), len(p.told) == 0, verb{}
	for _, c := range clauses {
		does := c.verb.with(many) + " "
		if c.verb == last {
			does = ""
		}
		last = c.verb
		if first {
			xs, ys = append(xs, does+c.x), append(ys, c.y)
		} else {
			xs = append(xs, does+c.x+" instead of "+c.y)
		}
		facts = append(facts, c.fact)
	}
	text := capital(p.name) + " " + inWords(xs) + "; " + p.other + ", " + inWords(ys) + "."
	if !first {
		text = verb{"It", "They"}.with(many) + " " + inWords(xs) + "."
	}
	p.told = append(p.told, Sentence{about, text, facts})
}

// inWords joins a list: "a, b and c".
func inWords(list []string) string {
	last := len(list) - 1
	if last < 1 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:last], ", ") + " and " + list[last]
}

// ofFlow names a flow, where there are several.
func (p *pairing) ofFlow(flow string) string {
	if len(p.s.role(p.subject).flows) > 1 {
		return " of " + flow
	}
	return ""
}

func (p *pairing) verb(flow string) verb { return verbFor(p.s.role(p.subject).news[flow]) }

// nearlyAll is the share from which on it is no news that as many are served.
const nearlyAll = 0.995

// served tells what share each serves, where that is shown to differ; of a
// single flow also where it is the same, and less than nearly all.
func (p *pairing) served() []clause {
	var all []clause
	for _, flow := range p.flows {
		c := p.contrast(flow + ".okShare")
		switch {
		case c.shown():
			x, y := apart(c.Of, c.Against)
			all = append(all, clause{p.verb(flow), x + average(c.onTheAverage[0]) + p.ofFlow(flow), y + average(c.onTheAverage[1]), c.Fact})
		case c.Finding == Same && c.Of < nearlyAll && len(p.flows) == 1:
			all = append(all, clause{p.verb(flow), metrics.Percent(c.Of), "as much", c.Fact})
		}
	}
	return all
}

func average(so bool) string {
	if so {
		return " on average"
	}
	return ""
}

// apart are two shares in as few digits as show how they differ, to a tenth
// of the difference.
func apart(a, b float64) (string, string) {
	for digits := range 5 {
		x, y := strconv.FormatFloat(100*a, 'f', digits, 64), strconv.FormatFloat(100*b, 'f', digits, 64)
		if tells(x, a, b) && tells(y, b, a) {
			return whole(x) + " %", whole(y) + " %"
		}
	}
	return metrics.Percent(a), metrics.Percent(b)
}

// whole leaves out zeros behind the point where all or none is meant.
func whole(percent string) string {
	if before, after, _ := strings.Cut(percent, "."); strings.Trim(after, "0") == "" && (before == "100" || before == "0") {
		return before
	}
	return percent
}

// tells tells whether a text stands for a share, beside another: nearly as far
// from that as it is, and neither all nor none where it is not quite.
func tells(text string, share, other float64) bool {
	shown, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic("experiment.tells: " + err.Error())
	}
	shown /= 100
	return math.Abs(shown-share) <= math.Abs(share-other)/10 && (shown == 1) == (share == 1) && (shown == 0) == (share == 0)
}

// trouble tells what was lost and what was done twice: what weighs much first,
// and after the times what weighs little.
func (p *pairing) trouble(little bool) []clause {
	var all []clause
	onAverage := averager()
	for _, flow := range p.flows {
		for _, t := range [...]struct {
			metric, after string
			verb          verb
		}{
			{"losses", "", verb{"loses", "lose"}},
			{"appliedTwice", " twice", verb{"does", "do"}},
		} {
			if t.metric == "appliedTwice" && p.trifling(flow) != little || t.metric != "appliedTwice" && little {
				continue
			}
			if c := p.count(flow, t.metric); c.shown() {
				x, y := number(c.Of)+p.ofFlow(flow)+t.after, number(c.Against)
				if p.work.other {
					x, y = each(x, y, c.Of)
				} else {
					x, y = onAverage(x, y, c)
				}
				all = append(all, clause{t.verb, x, y, c.Fact})
			}
		}
	}
	return all
}

// trifling tells whether what a flow does twice weighs little: where it is
// less than a hundredth of its operations, or comes of hedges alone, which
// nobody has who minds.
func (p *pairing) trifling(flow string) bool {
	c := p.contrast(flow + ".appliedTwice")
	most, variant := c.Of, p.subject
	if c.Against > c.Of {
		most, variant = c.Against, p.object
	}
	return p.s.role(variant).hedged[flow] || most < material*mean(p.s.values(flow+".operations", variant))
}

// averager calls the first pair of texts a mean that shows a fraction of
// things.
func averager() func(x, y string, c contrast) (string, string) {
	said := false
	fraction := func(x float64) bool { return x < 1000 && x != math.Trunc(x) }
	return func(x, y string, c contrast) (string, string) {
		switch {
		case said:
		case fraction(c.Of):
			x, said = x+average(true), true
		case fraction(c.Against):
			y, said = y+average(true), true
		}
		return x, y
	}
}

// number is a mean of counts; "none" only where there was none at all.
func number(x float64) string {
	if x == 0 {
		return "none"
	}
	return metrics.Quantity(x, "1")
}

// within tells how soon operations are served, all of them considered: by the
// flow's objective, or by when half and 99 of 100 are; where neither of these
// tells the two apart, by when 999 of 1,000 are.
func (p *pairing) within() []clause {
	var all []clause
	for _, flow := range p.flows {
		if c := p.contrast(flow + ".withinObjective"); c.shown() {
			x, y := apart(c.Of, c.Against)
			all = append(all, clause{p.verb(flow), x + p.ofFlow(flow) + " within " + p.s.role(p.subject).within[flow], y, c.Fact})
			continue
		}
		soon := p.soon(flow+".latencyAll.", flow, quantiles[:2])
		if len(soon) == 0 {
			soon = p.soon(flow+".latencyAll.", flow, quantiles[2:])
		}
		all = append(all, soon...)
	}
	return all
}

// soon tells those quantiles of a flow's times that are shown to differ, first
// the one that does by the greatest factor.
func (p *pairing) soon(of, flow string, quantiles []quantile) []clause {
	var all []clause
	for _, q := range quantiles {
		c := p.contrast(of + q.metric)
		if x, y, ok := times(c); ok {
			all = append(all, clause{p.verb(flow), q.says + p.ofFlow(flow) + " " + x, y, c.Fact})
		}
	}
	slices.SortStableFunc(all, func(a, b clause) int { return cmp.Compare(b.fact.weight(), a.fact.weight()) })
	return all
}

// A quantile is the time within which so many are served.
type quantile struct{ metric, says string }

// quantiles are those that are told, the last where the others are silent.
var quantiles = []quantile{{"p50", "half"}, {"p99", "99 of 100"}, {"p999", "999 of 1,000"}}

// material is the share of a figure from which on a difference is worth a word.
const material = 0.01

// times are the two times of a contrast, where they are shown to differ and not
// by a trifle. Where the subject's is never, the share that it serves says so.
func times(c contrast) (x, y string, ok bool) {
	if !c.shown() || never(c.Of) || math.Abs(c.Of-c.Against) < material*max(c.Of, c.Against) {
		return "", "", false
	}
	x, y = metrics.Quantity(c.Of, "s"), cmp.Or(c.mostly, metrics.Quantity(c.Against, "s"))
	return "within " + x, y, x != y
}

// ofThoseServed tells how soon what is served was, where of all operations
// nothing can be told.
func (p *pairing) ofThoseServed() {
	var clauses []clause
	for _, flow := range p.flows {
		clauses = append(clauses, p.soon(flow+".latency.", flow, quantiles[:2])...)
	}
	before := len(p.told)
	p.say(Time, clauses)
	if len(p.told) == before {
		return
	}
	text := &p.told[before].Text
	if before > 0 {
		*text = strings.ToLower((*text)[:1]) + (*text)[1:]
	} else {
		*text = p.name + strings.TrimPrefix(*text, capital(p.name))
	}
	*text = "Of those served, " + *text
}

// sayNothing says of what no difference is shown, and on how many seeds one of
// the size that is seen would be.
func (p *pairing) sayNothing() {
	open, same, enough := false, true, 0
	for _, flow := range p.flows {
		for _, name := range [...]string{"okShare", "latencyAll.p50", "latencyAll.p99"} {
			c := p.contrast(flow + "." + name)
			open = open || c.Finding == NoDifference
			same = same && c.Finding == Same
			if c.enough > 0 && (enough == 0 || c.enough < enough) {
				enough = c.enough
			}
		}
	}
	rest := "no difference is shown on " + metrics.Quantity(float64(len(p.s.Plan.Seeds)), "1") + " seeds"
	if enough > 0 {
		rest += "; some " + metrics.Quantity(float64(enough), "1") + " would show one of the size seen"
	}
	soon := slices.ContainsFunc(p.told, func(s Sentence) bool { return s.About == Served || s.About == Time })
	switch {
	case len(p.told) == 0 && same:
		p.told = []Sentence{{About: Nothing, Text: capital(p.name) + " comes to the same, on every seed."}}
	case len(p.told) == 0:
		p.told = []Sentence{{About: Nothing, Text: "Between " + p.name + " and " + p.beside() + " " + rest + "."}}
	case !soon && open:
		p.told = append(p.told, Sentence{About: Nothing, Text: "In what is served and how soon, " + rest + "."})
	}
}

// beside is what the object is called where it is no end of a sentence.
func (p *pairing) beside() string {
	if p.other == standing {
		return "the base"
	}
	return p.other
}
