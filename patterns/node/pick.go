package node

import (
	"cmp"
	"iter"
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A Pick is a way in which a caller chooses whom it asks, of several replicas
// before which no balancer stands: a row of [Picks].
type Pick struct {
	Name, Says string
	Drawn      bool // where a circuit breaker holds back whom it has chosen, it draws one of the others
	// Next is whom the caller at p asks, of those targets that are there.
	Next func(a *Agent, p trace.Place, there []trace.Place) trace.Place
}

// Picks are the ways of choosing, that of a policy that names none first.
var Picks = [...]Pick{
	{Name: "roundRobin", Says: "in turn, each caller from its own place on", Next: (*Agent).inTurn},
	{Name: "random", Says: "any", Drawn: true, Next: (*Agent).anyOne},
	{Name: "ownZone", Says: "in turn among those in the caller's own zone; among all, where none is there", Next: (*Agent).nearOne},
	{Name: "pinned", Says: "caller i always asks replica i, modulo how many there are; when that one goes, the one that the fewest ask", Next: (*Agent).ownOne},
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

func (a *Agent) inTurn(p trace.Place, there []trace.Place) trace.Place {
	m := a.state(p)
	m.turn++
	return there[(m.turn-1)%len(there)]
}

func (a *Agent) anyOne(p trace.Place, there []trace.Place) trace.Place {
	return there[a.state(p).draws.IntN(len(there))]
}

// nearOne does not look whether the one whose turn it is can be reached.
func (a *Agent) nearOne(p trace.Place, there []trace.Place) trace.Place {
	for range there {
		if t := a.inTurn(p, there); a.w.Topology.Zone(t) == a.w.Topology.Zone(p) {
			return t
		}
	}
	return a.inTurn(p, there)
}

// ownOne keeps to whom the caller has asked before, as long as that one is there.
func (a *Agent) ownOne(p trace.Place, there []trace.Place) trace.Place {
	m := a.state(p)
	if m.own != 0 && (len(there) == len(a.targets) || slices.Contains(there, m.own)) {
		return m.own
	}
	own := there[a.w.Replica(p)%len(there)]
	if m.own != 0 {
		own = a.fewest(there)
	}
	a.owns(m, own)
	return own
}

// fewest is the first of those whom the fewest callers keep to.
func (a *Agent) fewest(there []trace.Place) trace.Place {
	return slices.MinFunc(there, func(x, y trace.Place) int {
		return cmp.Compare(a.owners[slices.Index(a.targets, x)], a.owners[slices.Index(a.targets, y)])
	})
}

// owns has a caller keep to a target from now on; 0: to none.
func (a *Agent) owns(m *callerState, own trace.Place) {
	if a.owners == nil && own != 0 {
		a.owners = make([]int, len(a.targets))
	}
	if m.own != 0 {
		a.owners[slices.Index(a.targets, m.own)]--
	}
	if m.own = own; own != 0 {
		a.owners[slices.Index(a.targets, own)]++
	}
}

// there are the targets to choose from: those that are listed, or all where none is.
func (a *Agent) there() []trace.Place {
	if a.known != a.w.listings {
		a.known, a.listed = a.w.listings, a.w.listed(a.targets)
	}
	return a.listed
}

// target is whom the caller at p asks next.
func (a *Agent) target(p trace.Place) trace.Place {
	if len(a.targets) == 1 {
		return a.sole
	}
	there := a.there()
	t := a.pick.Next(a, p, there)
	if a.outliers != nil {
		return a.insider(p, t, there)
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
	for _, t := range a.there() {
		if a.breaker(p, t).admits(now) && (a.outliers == nil || !a.leftOut(a.state(p), t)) {
			fit = append(fit, t)
		}
	}
	if len(fit) == 0 {
		return 0
	}
	return fit[a.state(p).draws.IntN(len(fit))]
}
