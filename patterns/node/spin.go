package node

import "backchat/sim"

// A Spin counts how often one and the same is done again at one instant.
type Spin struct {
	at    sim.Time
	turns int
}

// mostTurns bounds that. What goes on does so at the cost of some time; what has
// come round so often at none will do so for ever.
const mostTurns = 1000

// Again counts one more turn of a loop. Where it has gone round too often
// without any time passing it ends the run; why says which loop it is, where the
// scenario makes it, and what would end it.
func (w *World) Again(s *Spin, why func() string) {
	if s.at != w.Now() {
		*s = Spin{at: w.Now()}
	}
	if s.turns++; s.turns > mostTurns {
		w.Kernel.Fail(&sim.LimitError{Limit: "turns of a loop in which no time passes", Bound: mostTurns, At: w.Now(), Why: why()})
	}
}
