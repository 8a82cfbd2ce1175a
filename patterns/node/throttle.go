package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// Throttle is adaptive throttling by the client (Beyer et al., "Site Reliability
// Engineering", 2016, chapter 21): of its latest calls it counts all, and those
// that were accepted, and holds one back with the chance
// max(0, (requests - k x accepts)/(requests + 1)).
//
// Model card. Each caller counts by itself, retries too, and towards all replicas
// of whom it asks together. Calls that are held back count as requests. Accepted is
// what has an answer other than rejected and limited. The past is counted in tenths
// of the window, and a crash forgets it.
type Throttle struct {
	K      float64  `json:"k" default:"2" min:"1" max:"1000" doc:"how many times as much as is accepted a caller asks for: the lower, the more is held back"`
	Window sim.Time `json:"window" default:"2m" min:"10ns" doc:"how far back it counts"`
}

// throttleBytes is what is kept of one.
const throttleBytes = 104

// A throttle is what a caller knows of its latest calls: all, and those that were
// accepted.
type throttle struct{ calls tally }

// asked counts a call, and is the chance to hold it back.
func (t *throttle) asked(c *Throttle, now sim.Time) float64 {
	x := &t.calls
	x.forward(c.Window, now)
	chance := (float64(x.all) - float64(c.K*float64(x.marked))) / float64(x.all+1)
	x.add(1, 0)
	return max(0, chance)
}

func (t *throttle) accepted(c *Throttle, now sim.Time) {
	t.calls.forward(c.Window, now)
	t.calls.add(0, 1)
}

// holdsBack tells whether the caller at p does not make the call that it is to
// make.
func (a *Agent) holdsBack(p trace.Place, now sim.Time) bool {
	m := a.state(p)
	chance := m.throttle.asked(a.policy.Throttle, now)
	return chance > 0 && m.draws.Chance(chance)
}

// answered counts an answer to a call by the one at p.
func (a *Agent) answered(p trace.Place, s trace.Status, now sim.Time) {
	if s != trace.Rejected && s != trace.Limited {
		a.state(p).throttle.accepted(a.policy.Throttle, now)
	}
}
