package experiment

import (
	"math"

	"backchat/sim/metrics"
)

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
	many := plural(p.name)
	who := verb{"It", "They"}.with(many)
	if len(p.told) == 0 {
		who = capital(p.name)
	}
	over := "over " + metrics.Quantity(p.work.window.Of, "s") + " instead of " + metrics.Quantity(p.work.window.Against, "s")
	if !p.work.more {
		if p.work.longer {
			p.told = append(p.told, Sentence{Work, who + verb{" is", " are"}.with(many) + " measured " + over + ".", []Fact{p.work.window.Fact}})
		}
		return
	}
	text := who + verb{" runs", " run"}.with(many) + " on other work: " +
		amount("1", "operation", "operations", "")(p.work.operations.Of) + " instead of " + none("1")(p.work.operations.Against)
	facts := []Fact{p.work.operations.Fact}
	if p.work.longer {
		text, facts = text+", "+over, append(facts, p.work.window.Fact)
	}
	p.told = append(p.told, Sentence{Work, text + ".", facts})
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
func each(x, y string, of float64) (string, string) {
	if of == 0 {
		return x, y + " an operation"
	}
	return x + " an operation", y
}
