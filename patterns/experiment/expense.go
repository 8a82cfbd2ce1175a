package experiment

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"backchat/sim/metrics"
)

// dear is the share of a cost from which on a difference is worth a word.
const dear = 0.05

// mostCosts is how many costs are told.
const mostCosts = 3

// An expense is something that costs.
type expense struct {
	contrast
	verb  verb
	says  func(x float64) string // as the object of the verb: "3 requests", "no requests"
	brief func(x float64) string // beside that: "3", "none"
	class string                 // of which the one that differs most is told
	grows bool                   // with the work
}

// waiting are the classes of what waits, wherever.
var waiting = []string{"queue", "backlog", "deadLetters"}

// cost tells what differs most of what is sent, worked and held.
func (p *pairing) cost() []clause {
	var dearest []expense
	all := slices.DeleteFunc(p.expenses(), func(e expense) bool {
		return !e.shown() || math.Abs(e.Of-e.Against) < dear*max(e.Of, e.Against) || e.brief(e.Of) == e.brief(e.Against)
	})
	slices.SortStableFunc(all, func(a, b expense) int { return cmp.Compare(b.weight(), a.weight()) })
	for _, e := range all {
		if !slices.ContainsFunc(dearest, func(d expense) bool { return d.class == e.class }) {
			dearest = append(dearest, e)
		}
	}
	var clauses []clause
	onAverage := averager()
	for _, e := range bothSides(dearest) {
		x, y := e.says(e.Of), e.brief(e.Against)
		switch {
		case e.grows && p.work.other:
			x, y = each(x, y, e.Of)
		case e.class == "requests":
			x, y = onAverage(x, y, e.contrast)
		}
		clauses = append(clauses, clause{e.verb, x, y, e.Fact})
	}
	return clauses
}

// bothSides are the dearest expenses; of what waits at one place and not at
// the other, none is told without the other.
func bothSides(dearest []expense) []expense {
	told := slices.Clone(dearest[:min(mostCosts, len(dearest))])
	for _, e := range dearest[len(told):] {
		for i, t := range told {
			if slices.Contains(waiting, t.class) && slices.Contains(waiting, e.class) && t.Finding != e.Finding {
				told = slices.Insert(told, i+1, e)
				break
			}
		}
	}
	return told
}

// weight is by what factor the two differ, as a logarithm; nothing outweighs
// never.
func (f *Fact) weight() float64 {
	low, high := min(f.Of, f.Against), max(f.Of, f.Against)
	if never(high) {
		return math.Inf(1)
	}
	if low <= high/1000 {
		return math.Log(1000)
	}
	return math.Log(high / low)
}

// amount writes so much of something: "3 requests", "1 request", "no requests".
func amount(unit, one, many, after string) func(float64) string {
	return func(x float64) string {
		text := metrics.Quantity(x, unit)
		switch {
		case x == 0:
			return "no " + many + after
		case text == "1":
			return "1 " + one + after
		case unit == "1":
			return text + " " + many + after
		}
		return text + " of " + many + after
	}
}

func none(unit string) func(float64) string {
	return func(x float64) string {
		if x == 0 {
			return "none"
		}
		return metrics.Quantity(x, unit)
	}
}

func (p *pairing) expenses() []expense {
	flows, places := p.flowsOf, func(variant string) []string { return p.s.role(variant).stations }
	volume := func(x float64) string { return strings.Replace(none("B")(x), "none", "nothing", 1) }
	all := []expense{
		{p.cumulative("bytes", flows), verb{"sends", "send"}, volume, none("B"), "bytes", true},
		{p.cumulative("requests", flows), verb{"makes", "make"}, amount("1", "request", "requests", ""), none("1"), "requests", true},
		{p.cumulative("cpu", places), verb{"does", "do"}, amount("s", "work", "work", ""), none("s"), "work", true},
	}
	if p.work.longer {
		return all // the longer a time, the greater its extremes
	}
	return append(all, p.extremes(places(p.subject))...)
}

// extremes are what places hold and let wait at most, and what brokers keep.
func (p *pairing) extremes(places []string) []expense {
	var all []expense
	for _, id := range places {
		connections, queue := p.contrast(id+".connections.max"), p.contrast(id+".queue.max")
		all = append(all,
			expense{connections, verb{"holds", "hold"}, upTo(connections, amount("1", "connection", "connections", " at "+id)), none("1"), "connections", false},
			expense{queue, verb{"lets", "let"}, upTo(queue, amount("1", "", "", "wait at "+id)), none("1"), "queue", false})
	}
	for _, flow := range p.flows {
		backlog, dead := p.contrast(flow+".backlog.max"), p.contrast(flow+".deadLetters.max")
		where := "at the broker"
		if dead.Of > 0 || dead.Against > 0 { // it keeps these, too, and they are no backlog
			where = "in the queue"
		}
		all = append(all,
			expense{backlog, verb{"keeps", "keep"}, upTo(backlog, amount("1", "", "", where+p.ofFlow(flow))), none("1"), "backlog", false},
			expense{dead, verb{"keeps", "keep"}, upTo(dead, amount("1", "", "", "among the dead letters"+p.ofFlow(flow))), none("1"), "deadLetters", false})
	}
	return all
}

// upTo writes so much at most, which is a mean over the runs where it varies.
func upTo(c contrast, amount func(float64) string) func(float64) string {
	return func(x float64) string {
		text := strings.Join(strings.Fields(amount(x)), " ")
		switch after, nothing := strings.CutPrefix(text, "no "); {
		case nothing && !strings.HasPrefix(after, "connection"):
			return "nothing " + after
		case nothing:
			return text
		case c.varies:
			return "on average up to " + text
		default:
			return "up to " + text
		}
	}
}
