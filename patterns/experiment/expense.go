package experiment

import (
	"cmp"
	"math"
	"slices"

	"backchat/language"
	"backchat/sim"
)

// dear is the share of a cost from which on a difference is worth a word.
const dear = 0.05

// mostCosts is how many costs are told.
const mostCosts = 3

// An expense is something that costs.
type expense struct {
	contrast
	verb  language.Text
	says  func(x float64) string // as the object of the verb: "3 requests", "no requests"
	brief func(x float64) string // beside that: "3", "none"
	class string                 // of which the one that differs most is told
	grows bool                   // with the work
	bare  bool                   // where there is none of it, that is a thing in the singular: "nothing", "no work"
	first bool                   // it is told before all others
}

// weight is that of the difference, or, of what is told first, more than any.
func (e *expense) weight() float64 {
	if e.first {
		return math.Inf(1)
	}
	return e.contrast.weight()
}

// waiting are the classes of what waits, wherever.
var waiting = []string{"queue", "backlog", "deadLetters"}

// cost tells what differs most of what is sent, worked and held.
func (p *pairing) cost() []clause {
	var dearest []*expense
	all := slices.DeleteFunc(p.expenses(), func(e *expense) bool {
		return !e.shown() || math.Abs(e.Of-e.Against) < dear*max(e.Of, e.Against) || e.brief(e.Of) == e.brief(e.Against)
	})
	sim.Sort(all, func(a, b *expense) int { return cmp.Compare(b.weight(), a.weight()) })
	for _, e := range all {
		if !slices.ContainsFunc(dearest, func(d *expense) bool { return d.class == e.class }) {
			dearest = append(dearest, e)
		}
	}
	var clauses []clause
	onAverage := p.in.averager()
	for _, e := range bothSides(dearest) {
		x, y := e.says(e.Of), e.brief(e.Against)
		switch {
		case e.grows && p.work.other:
			x, y = p.in.each(x, y, e.Of)
		case e.class == "requests":
			x, y = onAverage(x, y, e.contrast)
		}
		clauses = append(clauses, clause{verb: e.verb, x: x, y: y, fact: e.Fact, single: e.bare && e.Of == 0 || one(x) == 1})
	}
	return clauses
}

// bothSides are the dearest expenses; of what waits at one place and not at
// the other, none is told without the other.
func bothSides(dearest []*expense) []*expense {
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

func (p *pairing) expenses() []*expense {
	flows, places := p.flowsOf, func(variant string) []string { return p.s.role(variant).stations }
	all := []*expense{
		{p.cumulative("bytes", flows), "sends {x}", p.volume, func(x float64) string { return p.in.none(x, "B") }, "bytes", true, true, false},
		{p.cumulative("requests", flows), "makes {x}", func(x float64) string { return p.in.amount(x, "{n} request | {n} requests") }, p.counted, "requests", true, false, false},
		{p.cumulative("cpu", places), "does {work}", p.labour, func(x float64) string { return p.in.none(x, "s") }, "work", true, true, false},
	}
	if p.s.role(p.subject).inLine || p.s.role(p.object).inLine {
		for _, flow := range p.flows {
			all = append(all, p.inLine(flow))
		}
	}
	switch {
	case p.work.longer && p.work.unlike:
		return nil // neither an operation nor a run of the one is as much as that of the other
	case p.work.longer:
		return all // the longer a time, the greater its extremes
	}
	return append(all, p.extremes(places(p.subject))...)
}

// counted is so many, beside others.
func (p *pairing) counted(x float64) string { return p.in.none(x, "1") }

// volume is so many bytes of messages: what packets have around these is not counted.
func (p *pairing) volume(x float64) string {
	if x == 0 {
		return p.in.Say("nothing")
	}
	return p.in.Say("{size} of messages", "size", p.in.quantity(x, "B"))
}

// labour is work for so long.
func (p *pairing) labour(x float64) string {
	if x == 0 {
		return p.in.Say("no work")
	}
	return p.in.Say("{time} of work", "time", p.in.quantity(x, "s"))
}

// inLine is how long an operation waits its turn: of what waits for a disk that makes one
// sync at a time no place has a queue.
func (p *pairing) inLine(flow string) *expense {
	e := &expense{contrast: p.contrast(flow + ".cause.queued.mean"), verb: "lets an operation wait {x}", class: "inLine"}
	e.brief = func(x float64) string { return p.in.none(x, "s") }
	e.says = func(x float64) string {
		if x == 0 {
			return p.in.Say("for no time in line{of}", "of", p.ofFlow(flow))
		}
		return p.in.Say("{time} in line{of}", "time", p.in.quantity(x, "s"), "of", p.ofFlow(flow))
	}
	return e
}

// memory is what the connections of a place take at most, where it says how much each does.
func (p *pairing) memory(id string) *expense {
	e := &expense{contrast: p.contrast(id + ".memory.max"), verb: "takes {x}", class: "memory", bare: true, first: true}
	e.brief = func(x float64) string { return p.in.none(x, "B") }
	e.says = p.upTo(&e.contrast, "B", "nothing", "{n} of memory at {where}", id)
	return e
}

// extremes are what places hold and let wait at most, and what brokers keep.
func (p *pairing) extremes(places []string) []*expense {
	var all []*expense
	for _, id := range places {
		all = append(all, p.memory(id),
			p.extreme(id, "connections", "holds {x}", "{n} connection at {where} | {n} connections at {where}", id),
			p.extremeOf(p.waiting(id), "queue", "lets {x}", "{n} wait at {where}", id))
	}
	for _, flow := range p.flows {
		of, keeps := p.ofFlow(flow), language.Text("keeps {x}")
		backlog := p.extreme(flow, "backlog", keeps, "{n} at the broker{where}", of)
		dead := p.extreme(flow, "deadLetters", keeps, "{n} among the dead letters{where}", of)
		if dead.Of > 0 || dead.Against > 0 { // it keeps these, too, and they are no backlog
			backlog.says = p.upTo(&backlog.contrast, "1", "nothing", "{n} in the queue{where}", of)
		}
		all = append(all, backlog, dead)
	}
	return all
}

// waiting is how many wait at a place at most: none where nothing waits for any time,
// however many come at one instant.
func (p *pairing) waiting(id string) contrast {
	name := id + ".queue.max"
	some := func(variant string) []float64 {
		all := p.s.values(name, variant)
		for i, mean := range p.s.values(id+".queue.mean", variant) {
			if mean == 0 {
				all[i] = 0
			}
		}
		return all
	}
	return p.compare(name, some(p.subject), some(p.object))
}

// extreme is the most that there was of something.
func (p *pairing) extreme(id, class string, verb, text language.Text, where string) *expense {
	return p.extremeOf(p.contrast(id+"."+class+".max"), class, verb, text, where)
}

func (p *pairing) extremeOf(c contrast, class string, verb, text language.Text, where string) *expense {
	e := &expense{contrast: c, verb: verb, brief: p.counted, class: class, bare: class != "connections"}
	nothing := language.Text("nothing")
	if !e.bare {
		nothing = "no"
	}
	e.says = p.upTo(&e.contrast, "1", nothing, text, where)
	return e
}

// upTo writes so much at most, which is a mean of what each run came to where that
// varies.
func (p *pairing) upTo(c *contrast, unit string, nothing, text language.Text, where string) func(float64) string {
	return func(x float64) string {
		n := p.in.quantity(x, unit)
		form, most := one(n), language.Text("up to {n}")
		switch {
		case x == 0:
			most = nothing
		case c.varies:
			most = "up to {n} (mean of maxima)"
		}
		return p.in.Count(form, text, "n", p.in.Say(most, "n", n), "where", where)
	}
}
