package experiment

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"backchat/language"
	"backchat/sim/metrics"
)

// A pairing tells two variants apart. Its subject is what sentences are about,
// and its object what that is compared with; never is the base as it stands
// the subject, which would make no sentence.
type pairing struct {
	s               *Samples
	in              speech
	subject, object string // variants
	name, other     string // what they are called
	flows           []string
	work            workload
	told            []Sentence
}

func newPairing(s *Samples, base, variant string) *pairing {
	p := &pairing{s: s, in: speech{s.in}, subject: variant, object: base}
	if s.stands(variant) {
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
	enough       int       // see [Cell]
	onTheAverage [2]bool   // of subject and object: its runs fall into two kinds
	varies       bool      // some run differs from another of the same variant
	mostly       [2]string // of subject and object, where it is never on some seeds alone: what it is on the others
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
	c.mostly = [2]string{p.in.mostly(of), p.in.mostly(against)}
	return c
}

// mostly tells of times that are never on some seeds alone how many these are,
// and the mean of the others: a bare never would be said of all.
func (s speech) mostly(times []float64) string {
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
	return s.Say("{time} (never in {n} of {all} runs)",
		"time", s.quantity(mean(there), "s"), "n", strconv.Itoa(runs-len(there)), "all", strconv.Itoa(runs))
}

func varies(values []float64) bool {
	return slices.ContainsFunc(values, func(x float64) bool { return x != values[0] })
}

// tell makes the sentences.
func (p *pairing) tell() []Sentence {
	if len(p.s.Plan.Seeds) == 1 {
		return []Sentence{{About: Nothing, Text: p.in.Say("One run of each: whether a difference is more than chance cannot be said.")}}
	}
	p.say(Served, plainly, p.served())
	p.sayWork()
	p.say(Trouble, plainly, p.trouble(false))
	within := p.within()
	p.say(Time, plainly, within)
	if len(within) == 0 {
		p.say(Time, ofThoseServed, p.timesOfThoseServed())
	}
	p.say(Trouble, plainly, p.trouble(true))
	p.say(Cost, plainly, p.cost())
	p.sayNothing()
	return p.told
}

// A clause is something that both variants do, in two measures: it "serves"
// "82 %" and "13 %".
type clause struct {
	verb   language.Text // has its object as {x}
	x, y   string        // of the subject and of the object
	within bool          // y is a time within which something is
	fact   Fact
	single bool // x is one thing: the verb of other languages may go by that
}

// A verb says what one variant does with operations, or what many runs do.
type verb struct{ one, many language.Text }

func verbFor(news bool) verb {
	if news {
		return verb{"delivers {x}", "deliver {x}"}
	}
	return verb{"serves {x}", "serve {x}"}
}

// A frame is what sentences of clauses are put into.
type frame struct{ first, next language.Text }

var (
	plainly       = frame{"“{name}” {does}; “{other}”, {those}.", "it {does}."}
	ofThoseServed = frame{"of those served, “{name}” {does}; “{other}”, {those}.", "of those served, it {does}."}
)

// say makes a sentence of clauses: the first names both variants, “No retry”
// serves 82 %; “as it stands”, 13 %, further ones go on, it sends 24 MB of
// messages instead of 35 MB. A variant is quoted, since the verb cannot go by
// the number of whatever its file calls it.
func (p *pairing) say(about Topic, f frame, clauses []clause) {
	if len(clauses) == 0 {
		return
	}
	var xs, ys []string
	var facts []Fact
	first := len(p.told) == 0
	var last language.Text
	for i := range clauses {
		c := &clauses[i]
		x := c.x
		if !first {
			x = p.in.instead(x, c.y)
		}
		if c.verb != last {
			x = p.does(c, x)
		}
		last = c.verb
		xs, ys, facts = append(xs, x), append(ys, p.beside(c)), append(facts, c.fact)
	}
	text := p.in.Say(f.first, "name", p.name, "does", p.in.list(xs), "other", p.other, "those", p.in.list(ys))
	if !first {
		text = p.in.Say(f.next, "does", p.in.list(xs))
	}
	p.tells(about, text, facts...)
}

// tells adds a sentence.
func (p *pairing) tells(about Topic, text string, facts ...Fact) {
	p.told = append(p.told, Sentence{about, capital(text), facts})
}

// does is a clause with its verb.
func (p *pairing) does(c *clause, x string) string {
	form := 2.0
	if c.single {
		form = 1
	}
	return p.in.Count(form, c.verb, "x", x, "work", x)
}

// beside is what a clause has of the object where that is named by itself.
func (p *pairing) beside(c *clause) string {
	if c.within && c.y != p.in.Say("never") {
		return p.in.Say("{span}", "span", c.y)
	}
	return c.y
}

// ofFlow names a flow, where there are several.
func (p *pairing) ofFlow(flow string) string { return p.in.of(flow, p.s.role(p.subject)) }

func (p *pairing) verb(flow string) language.Text { return verbFor(p.s.role(p.subject).news[flow]).one }

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
			x, y := p.in.apart(c.Of, c.Against)
			x, y = p.in.average(x, c.onTheAverage[0])+p.ofFlow(flow), p.in.average(y, c.onTheAverage[1])
			all = append(all, clause{verb: p.verb(flow), x: x, y: y, fact: c.Fact})
		case c.Finding == Same && c.Of < nearlyAll && len(p.flows) == 1:
			all = append(all, clause{verb: p.verb(flow), x: p.in.percent(c.Of), y: p.in.Say("as much"), fact: c.Fact})
		}
	}
	return all
}

// apart are two shares as they stand elsewhere, or in as few digits more as show
// how they differ, to a tenth of the difference.
func (s speech) apart(a, b float64) (string, string) {
	x, y := metrics.Percent(a), metrics.Percent(b)
	if tells(strings.TrimSuffix(x, " %"), a, b) && tells(strings.TrimSuffix(y, " %"), b, a) {
		return s.Figure(x), s.Figure(y)
	}
	for digits := 1; digits < 5; digits++ {
		x, y := strconv.FormatFloat(100*a, 'f', digits, 64), strconv.FormatFloat(100*b, 'f', digits, 64)
		if tells(x, a, b) && tells(y, b, a) {
			return s.Figure(whole(x)) + " %", s.Figure(whole(y)) + " %"
		}
	}
	return s.percent(a), s.percent(b)
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
		return false // ">99.9"
	}
	shown /= 100
	return math.Abs(shown-share) <= math.Abs(share-other)/10 && (shown == 1) == (share == 1) && (shown == 0) == (share == 0)
}

// trouble tells what was lost, what was turned away though no fewer are served, and
// what was done twice: what weighs much first, and after the times what weighs little.
func (p *pairing) trouble(little bool) []clause {
	var all []clause
	onAverage := p.in.averager()
	for _, flow := range p.flows {
		served := p.contrast(flow + ".okShare")
		for _, t := range [...]struct {
			metric string
			verb   language.Text
			object language.Text
			now    bool
		}{
			{"losses", "loses {x}", "{n}", !little},
			{"rejected", "rejects {x}", "{n}", !little && !served.shown()},
			{"appliedTwice", "does {x}", "{n} twice", p.trifling(flow) == little},
		} {
			if !t.now {
				continue
			}
			if c := p.count(flow, t.metric); c.shown() {
				x, y := p.in.Say(t.object, "n", p.countOf(c.Of, flow)), p.in.none(c.Against, "1")
				if p.work.other {
					x, y = p.in.each(x, y, c.Of)
				} else {
					x, y = onAverage(x, y, c)
				}
				all = append(all, clause{verb: t.verb, x: x, y: y, fact: c.Fact, single: one(x) == 1})
			}
		}
	}
	return all
}

// countOf is a mean of counts of a flow; "none" only where there was none at all.
func (p *pairing) countOf(n float64, flow string) string {
	of := p.ofFlow(flow)
	if n == 0 {
		return p.in.Say("none{of}", "of", of)
	}
	return p.in.number(n) + of
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
func (s speech) averager() func(x, y string, c contrast) (string, string) {
	said := false
	fraction := func(x float64) bool { return x < 1000 && x != math.Trunc(x) }
	return func(x, y string, c contrast) (string, string) {
		switch {
		case said:
		case fraction(c.Of):
			x, said = s.average(x, true), true
		case fraction(c.Against):
			y, said = s.average(y, true), true
		}
		return x, y
	}
}

// within tells how soon operations are served, all of them considered: by the
// flow's objective, or by when half and 99 of 100 are; where neither of these
// tells the two apart, by when 999 of 1,000 are.
func (p *pairing) within() []clause {
	var all []clause
	for _, flow := range p.flows {
		if c := p.contrast(flow + ".withinObjective"); c.shown() {
			x, y := p.in.apart(c.Of, c.Against)
			x = p.in.Say("{x} within {time}", "x", x+p.ofFlow(flow), "time", p.s.role(p.subject).within[flow])
			all = append(all, clause{verb: p.verb(flow), x: x, y: y, fact: c.Fact})
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

// soon tells those quantiles, two at most, of a flow's times that are shown to differ, first
// the one that does by the greatest factor. A time within which more are served is told
// alone where it is that of half as well.
func (p *pairing) soon(of, flow string, quantiles []quantile) []clause {
	var all []clause
	last := ""
	for _, q := range quantiles {
		c := p.contrast(of + q.metric)
		if x, y, ok := p.times(c); ok {
			if x == last {
				all = all[:0]
			}
			last = x
			x = p.in.Say("{x} within {time}", "x", p.in.Say(q.says)+p.ofFlow(flow), "time", x)
			all = append(all, clause{verb: p.verb(flow), x: x, y: y, within: true, fact: c.Fact, single: q.says == half})
		}
	}
	if len(all) == 2 && all[1].fact.weight() > all[0].fact.weight() {
		all[0], all[1] = all[1], all[0]
	}
	return all
}

// A quantile is the time within which so many are served.
type quantile struct {
	metric string
	says   language.Text
}

const half language.Text = "half"

// quantiles are those that are told, the last where the others are silent.
var quantiles = []quantile{{"p50", half}, {"p99", "99 of 100"}, {"p999", "999 of 1,000"}}

// material is the share of a figure from which on a difference is worth a word.
const material = 0.01

// times are the two times of a contrast, where they are shown to differ and not
// by a trifle. Where the subject's is never in all runs, the share that it serves says so;
// where both are in some, neither has a mean.
func (p *pairing) times(c contrast) (x, y string, ok bool) {
	if !c.shown() || never(c.Of) && (c.mostly[0] == "" || c.mostly[1] != "") || math.Abs(c.Of-c.Against) < material*max(c.Of, c.Against) {
		return "", "", false
	}
	x, y = cmp.Or(c.mostly[0], p.in.quantity(c.Of, "s")), cmp.Or(c.mostly[1], p.in.quantity(c.Against, "s"))
	return x, y, x != y
}

// timesOfThoseServed tells how soon what is served was, where of all operations
// nothing can be told.
func (p *pairing) timesOfThoseServed() []clause {
	var clauses []clause
	for _, flow := range p.flows {
		clauses = append(clauses, p.soon(flow+".latency.", flow, quantiles[:2])...)
	}
	return clauses
}

// sayNothing says of what no difference is shown: of nothing but what is named. Where
// none is at all, it adds on how many seeds one of the size that is seen would be.
func (p *pairing) sayNothing() {
	open, same, slight, enough := false, true, false, 0
	for _, flow := range p.flows {
		for _, name := range [...]string{"okShare", "latencyAll.p50", "latencyAll.p99"} {
			c := p.contrast(flow + "." + name)
			open = open || c.Finding == NoDifference
			same, slight = same && c.Finding == Same, slight || c.shown()
			if c.enough > 0 && (enough == 0 || c.enough < enough) {
				enough = c.enough
			}
		}
	}
	none := language.Text("in the share served and in how soon half and 99 of 100 are, no difference is shown on {n} seeds")
	if slight {
		none = "in the share served and in how soon half and 99 of 100 are, no difference of a hundredth or more is shown on {n} seeds"
	}
	rest := p.in.Say(none, "n", p.in.number(float64(len(p.s.Plan.Seeds))))
	if enough > 0 && !slight {
		rest += p.in.Say("; some {n} would show one of the size seen", "n", p.in.number(float64(enough)))
	}
	soon := slices.ContainsFunc(p.told, func(s Sentence) bool { return s.About == Served || s.About == Time })
	switch {
	case len(p.told) == 0 && same:
		p.tells(Nothing, p.in.Say("“{name}” comes to the same, on every seed.", "name", p.name))
	case len(p.told) == 0:
		p.tells(Nothing, p.in.Say("between “{name}” and “{other}”, {rest}.", "name", p.name, "other", p.other, "rest", rest))
	case !soon && (open || slight):
		p.tells(Nothing, p.in.Say("{rest}.", "rest", rest))
	}
}
