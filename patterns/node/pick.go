package node

import (
	"iter"

	"backchat/sim"
	"backchat/sim/trace"
)

// A Pick is a way in which a caller chooses whom it asks, of several replicas
// before which no balancer stands: a row of [Picks].
type Pick struct {
	Name, Says string
	Drawn      bool // where a circuit breaker holds back whom it has chosen, it draws one of the others
	// Next is whom the caller at p asks, of two targets or more.
	Next func(a *Agent, p trace.Place) trace.Place
}

// Picks are the ways of choosing, that of a policy that names none first.
var Picks = [...]Pick{
	{Name: "roundRobin", Says: "in turn, each caller from its own place on", Next: (*Agent).inTurn},
	{Name: "random", Says: "any", Drawn: true, Next: (*Agent).anyOne},
	{Name: "ownZone", Says: "in turn among those in the caller's own zone; among all, where none is there", Next: (*Agent).nearOne},
	{Name: "pinned", Says: "caller i always asks replica i, modulo their number", Next: (*Agent).ownOne},
}

// A PickName is the name of one of the [Picks]; "" is that of the first.
type PickName string

// Words are the names there are, and what each means.
func (PickName) Words() iter.Seq2[string, string] { return wordsOf(Picks[:]) }

// Row is the row of that name.
func (n PickName) Row() *Pick {
	if n == "" {
		return &Picks[0]
	}
	return rowOf(Picks[:], "pick", string(n))
}

func (p Pick) word() (name, says string) { return p.Name, p.Says }

func (a *Agent) inTurn(p trace.Place) trace.Place {
	m := a.state(p)
	m.turn++
	return a.targets[(m.turn-1)%len(a.targets)]
}

func (a *Agent) anyOne(p trace.Place) trace.Place {
	return a.targets[a.state(p).draws.IntN(len(a.targets))]
}

// nearOne does not look whether the one whose turn it is can be reached.
func (a *Agent) nearOne(p trace.Place) trace.Place {
	for range a.targets {
		if t := a.inTurn(p); a.w.Topology.Zone(t) == a.w.Topology.Zone(p) {
			return t
		}
	}
	return a.inTurn(p)
}

func (a *Agent) ownOne(p trace.Place) trace.Place {
	return a.targets[a.w.Replica(p)%len(a.targets)]
}

// target is whom the caller at p asks next.
func (a *Agent) target(p trace.Place) trace.Place {
	if len(a.targets) == 1 {
		return a.sole
	}
	t := a.pick.Next(a, p)
	if a.outliers != nil {
		t = a.insider(p, t)
	}
	if a.w.comes {
		return a.listed(t)
	}
	return t
}

// fit is the next target whose breaker lets something through; 0 for none.
func (a *Agent) fit(p trace.Place, now sim.Time) trace.Place {
	for range a.targets {
		t := a.target(p)
		if a.breaker(p, t).admits(now) {
			return t
		}
		if a.pick.Drawn {
			return a.anyFit(p, now)
		}
	}
	return 0
}

// anyFit draws one of the targets whose breakers let something through; 0 where
// none does.
func (a *Agent) anyFit(p trace.Place, now sim.Time) trace.Place {
	var fit []trace.Place
	for _, t := range a.targets {
		if a.breaker(p, t).admits(now) && a.w.Listed(t) && (a.outliers == nil || a.counts(a.state(p), t)) {
			fit = append(fit, t)
		}
	}
	if len(fit) == 0 {
		return 0
	}
	return fit[a.state(p).draws.IntN(len(fit))]
}
