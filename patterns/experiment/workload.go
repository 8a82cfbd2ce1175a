package experiment

import (
	"math"
	"slices"

	"backchat/language"
)

// A workload is what two variants have to do: how many operations, in how long
// a time.
type workload struct {
	operations, window contrast
	more, longer       bool // the one has more of them, or more time, than the other
	other              bool // either: counts and costs are told of an operation
	unlike             bool // what the one has as operations, requests, say, is not what the other has: nothing is told of one
}

// another is the share from which on a workload is another one.
const another = 0.03

func (p *pairing) workload() workload {
	differ := func(c contrast) bool {
		return c.shown() && math.Abs(c.Of-c.Against) > another*max(c.Of, c.Against)
	}
	w := workload{operations: p.total("run.operations", "operations", p.flowsOf), window: p.contrast("run.window")}
	w.more, w.longer = differ(w.operations), differ(w.window)
	w.unlike = w.more && slices.ContainsFunc(p.flows, p.unlike)
	w.other = !w.unlike && (w.more || w.longer)
	return w
}

// unlike tells whether an operation of a flow is to hear of something in one variant, and
// to ask for something in the other, and how many there are says that one is not as good
// as the other: one that asks may take what many that hear do.
func (p *pairing) unlike(flow string) bool {
	if p.s.role(p.subject).news[flow] == p.s.role(p.object).news[flow] {
		return false
	}
	c := p.contrast(flow + ".operations")
	return c.shown()
}

func (p *pairing) flowsOf(variant string) []string { return p.s.role(variant).flows }

// sayWork says of other work that it is, and from when to when it was measured.
func (p *pairing) sayWork() {
	if p.work.unlike {
		p.sayUnlike()
	}
	who := p.who()
	operations, window := p.work.operations, p.work.window
	over := p.in.Say("over {time}", "time", p.in.instead(p.in.quantity(window.Of, "s"), p.in.quantity(window.Against, "s")))
	if !p.work.more || p.work.unlike {
		if p.work.longer {
			p.tells(Work, p.in.Say("{who} is measured {over}.", "who", who, "over", over), window.Fact)
		}
		return
	}
	what := p.in.instead(p.in.amount(operations.Of, "{n} operation | {n} operations"), p.in.none(operations.Against, "1"))
	facts := []Fact{operations.Fact}
	if p.work.longer {
		what, facts = what+", "+over, append(facts, window.Fact)
	}
	p.tells(Work, p.in.Say("{who} runs on other work: {what}.", "who", who, "what", what), facts...)
}

// who is the subject, by its name in the first sentence.
func (p *pairing) who() string {
	if len(p.told) == 0 {
		return p.in.Say("“{variant}”", "variant", p.name)
	}
	return p.in.Say("it")
}

// sayUnlike says of each flow whose operations are of another kind how many there are of
// either.
func (p *pairing) sayUnlike() {
	for _, flow := range p.flows {
		if !p.unlike(flow) {
			continue
		}
		c := p.contrast(flow + ".operations")
		one, other := language.Text("{n} to serve"), language.Text("{n} to deliver")
		if p.s.role(p.subject).news[flow] {
			one, other = other, one
		}
		what := p.in.instead(p.in.Say(one, "n", p.in.number(c.Of)), p.in.Say(other, "n", p.in.number(c.Against)))
		p.tells(Work, p.in.Say("{who} has operations of another kind{of}: {what}.", "who", p.who(), "of", p.ofFlow(flow), "what", what), c.Fact)
	}
}

// count compares what a flow counts: of an operation, where the work is another.
func (p *pairing) count(flow, metric string) contrast {
	of := func(string) []string { return []string{flow} }
	return p.each(flow, metric, of, of)
}

// cumulative compares the sum of a metric over subjects, as count does.
func (p *pairing) cumulative(metric string, subjects func(variant string) []string) contrast {
	return p.each("run", metric, subjects, p.flowsOf)
}

func (p *pairing) each(of, metric string, subjects, flows func(variant string) []string) contrast {
	if !p.work.other {
		return p.total(of+"."+metric, metric, subjects)
	}
	one := func(variant string) []float64 {
		all, operations := p.s.sum(metric, variant, subjects(variant)), p.s.sum("operations", variant, flows(variant))
		for i := range all {
			if all[i] /= operations[i]; operations[i] == 0 {
				all[i] = math.NaN()
			}
		}
		return all
	}
	return p.compare(of+"."+metric+" / "+of+".operations", one(p.subject), one(p.object))
}

// each says of two texts that they are about an operation: the first does,
// unless it is about nothing.
func (s speech) each(x, y string, of float64) (string, string) {
	if of == 0 {
		return x, s.Say("{y} an operation", "y", y)
	}
	return s.Say("{x} an operation", "x", x), y
}
