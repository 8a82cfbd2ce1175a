package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// SkewOptions are the options of the fault skew.
type SkewOptions struct {
	By sim.Time `json:"by" default:"1s" min:"-24h" max:"24h" doc:"skew: by how much its clock is ahead of the others; behind where it begins with a minus. What faults that overlap say adds up"`
}

// skew sets clocks wrong, or right again.
//
// Model card. A deadline that goes along as an instant is what the clock of whoever asks
// will say then, and whoever is asked waits for its own clock to say so: a server whose
// clock is ahead lets go of requests too early, one whose clock is behind too late. Both
// clocks are read as the request arrives; what has been read is waited for by a timer,
// which nothing puts off. Who takes a deadline for passed believes that nobody waits any
// more, and so tells nobody. Sidecars have the clock of their replica. Left out: drift,
// what corrects it, and all else that goes by clocks: times to live of what is kept, of
// messages and of tokens, leases, and the order of writes.
func (t *Timeline) skew(a *Act, end bool) {
	by := a.By
	if end {
		by = -by
	}
	for _, p := range a.Places {
		t.w.note(trace.Skewed, p).Aux = int64(t.w.skew(p, by))
	}
}

// skew puts the clock at p forward, and returns by how much it is ahead from now.
func (w *World) skew(p trace.Place, by sim.Time) sim.Time {
	if w.skews == nil {
		w.Kernel.Keeps("clocks that are off", 8).Add(len(w.groupOf))
		w.skews = make([]sim.Time, len(w.groupOf))
	}
	w.skews[p] += by
	return w.skews[p]
}

// dueAt is when nobody will want what a asks any more, as the one at p takes it.
func (w *World) dueAt(a *Ask, p trace.Place) Due {
	if a.Due >= 0 || w.skews == nil {
		return a.Due
	}
	return -Due(max(1, a.Due.at()+w.skews[a.From]-w.skews[p]))
}

// vain says that whoever has made attempt r waits in vain from now, where the one at p
// has let go of it although it is wanted still. Who works on it yet does so late.
func (w *World) vain(r sim.Ref, p trace.Place) {
	if a := w.Attempt(r); a != nil && a.waited && !w.overdue(&a.Ask) && w.recall(a.Behalf) {
		w.Enter(a.Behalf, trace.Unanswered, p)
	}
}
