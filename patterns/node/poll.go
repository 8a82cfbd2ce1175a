package node

import (
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// A Poller is a flow whose speakers poll: what they will hear of waits with
// their polls, and so wants to know how these fare. A poll is named by the
// attempt that the speaker has made, whoever passes it on.
type Poller interface {
	// PollEntered says what a poll of the listener's spends its time on from now, at
	// p; of one that has just been sent, s tells the way.
	PollEntered(listener int, poll sim.Ref, cause trace.Cause, p trace.Place, s Sent)
	// PollOver says that nothing will be picked up by the poll any more.
	PollOver(listener int, poll sim.Ref)
}

// Entered tells who polls what becomes of a poll on its way.
func (w *World) Entered(m *network.Message, cause trace.Cause) {
	if m.Answer {
		if f := w.bearer(m); f != nil && bears(m) {
			f.Paused(m.Tag, m.From, cause)
		}
		return
	}
	w.pollEntered(m.Attempt, cause, m.From, Sent{Msg: m.ID, To: m.To, Out: m.Out, Until: m.Until, Shipped: m.Shipped})
}

// waits says what is waited for, from now, at the place that has attempt a,
// which r names: by the operation on whose behalf it was made, or, where it is a
// poll, by what it will pick up.
func (w *World) waits(r sim.Ref, a *Attempt, cause trace.Cause) {
	if a.Shape == trace.Poll {
		w.pollEntered(r, cause, a.Place, Sent{})
		return
	}
	w.Enter(a.Behalf, cause, a.Place)
}

// pollEntered tells who polls what becomes of attempt r, unless somebody on the way
// no longer waits for its answer.
func (w *World) pollEntered(r sim.Ref, cause trace.Cause, p trace.Place, s Sent) {
	for a := w.Attempt(r); a != nil && a.waited; a = w.Attempt(r) {
		if w.Attempt(a.Parent) == nil {
			w.flows[a.Flow].(Poller).PollEntered(a.Tag.Listener(), r, cause, p, s)
			return
		}
		r = a.Parent
	}
}

// pollOver tells who polls that attempt r, where it is a poll, will bring nothing.
func (w *World) pollOver(r sim.Ref) {
	a := w.Attempt(r)
	if a == nil || a.Shape != trace.Poll {
		return
	}
	for up := w.Attempt(a.Parent); up != nil; up = w.Attempt(a.Parent) {
		a, r = up, a.Parent
	}
	w.flows[a.Flow].(Poller).PollOver(a.Tag.Listener(), r)
}
