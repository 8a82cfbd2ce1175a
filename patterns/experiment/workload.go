package experiment

import "math"

// A workload is what two variants have to do: how many operations, in how long
// a time.
type workload struct {
	operations, window contrast
	more, longer       bool // the one has more of them, or more time, than the other
	other              bool // either: counts and costs are told of an operation
}

// another is the share from which on a workload is another one.
const another = 0.03

func (p *pairing) workload() workload {
	differ := func(c contrast) bool {
		return c.shown() && math.Abs(c.Of-c.Against) > another*max(c.Of, c.Against)
	}
	w := workload{operations: p.total("run.operations", "operations", p.flowsOf), window: p.contrast("run.window")}
	w.more, w.longer = differ(w.operations), differ(w.window)
	w.other = w.more || w.longer
	return w
}

func (p *pairing) flowsOf(variant string) []string { return p.s.role(variant).flows }

// sayWork says of other work that it is, and from when to when it was measured.
func (p *pairing) sayWork() {
	who := p.in.Say("it")
	if len(p.told) == 0 {
		who = p.in.Say("“{variant}”", "variant", p.name)
	}
	operations, window := p.work.operations, p.work.window
	over := p.in.Say("over {time}", "time", p.in.instead(p.in.quantity(window.Of, "s"), p.in.quantity(window.Against, "s")))
	if !p.work.more {
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
