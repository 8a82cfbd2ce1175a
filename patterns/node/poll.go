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

// A Repeater is a flow that hears of it where a request of its operations, which is no
// server's own, is made once more than its speakers say: by a hedge, or by who is on its
// way.
type Repeater interface {
	// Repeated says that attempt a is made beside or after another, to dest.
	Repeated(a *Attempt, dest trace.Place)
}

// A Collector is a flow whose speakers send several operations at once, in batches,
// of each of which it knows what it carries. A batch is named by its tag, and its
// attempts are told apart by their paths: a later one has a greater.
type Collector interface {
	// BatchEntered says what an attempt to send a batch spends its time on from now,
	// at p; of one that has just been sent, s tells the way.
	BatchEntered(t network.Tag, attempt Path, cause trace.Cause, p trace.Place, s Sent)
	// BatchOver says that the attempt, where the batch was not taken, will bring it
	// nowhere any more.
	BatchOver(t network.Tag, attempt Path, p trace.Place)
	// BatchDropped says that a batch is refused, and nobody will be told.
	BatchDropped(t network.Tag)
}

// Entered tells whoever follows a message what becomes of it on its way.
func (w *World) Entered(m *network.Message, cause trace.Cause) {
	if m.Answer {
		if f := w.bearer(m); f != nil && bears(m) {
			f.Paused(m.Tag, m.From, cause)
		}
		return
	}
	w.followed(m.Attempt, cause, m.From, Sent{Msg: m.ID, To: m.To, Out: m.Out, Until: m.Until, Shipped: m.Shipped})
}

// waits says what is waited for, from now, at the place that has attempt a,
// which r names: by the operation on whose behalf it was made, or, where it is
// followed, by what it carries or will pick up.
func (w *World) waits(r sim.Ref, a *Attempt, cause trace.Cause) {
	if a.Shape.Followed() {
		w.followed(r, cause, a.Place, Sent{})
		return
	}
	w.Enter(a.Behalf, cause, a.Place)
}

// spends says what those on whose behalf a job is spend their time on from now.
func (w *World) spends(j *Job, cause trace.Cause) {
	if j.Shape.Followed() {
		w.followed(j.Attempt, cause, j.Place, Sent{})
		return
	}
	w.Enter(j.Behalf, cause, j.Place)
}

// followed tells who polls, or sends a batch, what becomes of attempt r, unless
// somebody on the way no longer waits for its answer.
func (w *World) followed(r sim.Ref, cause trace.Cause, p trace.Place, s Sent) {
	for a := w.Attempt(r); a != nil && (a.waited || a.OneWay && a.original); a = w.Attempt(r) {
		if w.Attempt(a.Parent) == nil {
			if a.Shape == trace.Batch {
				w.flows[a.Flow].(Collector).BatchEntered(a.Tag, a.Path, cause, p, s)
			} else {
				w.flows[a.Flow].(Poller).PollEntered(a.Tag.Listener(), r, cause, p, s)
			}
			return
		}
		r = a.Parent
	}
}

// bringsNothing tells who polls, or sends a batch, that attempt r, where it is one,
// will bring nothing.
func (w *World) bringsNothing(r sim.Ref) {
	a := w.Attempt(r)
	if a == nil || !a.Shape.Followed() {
		return
	}
	for up := w.Attempt(a.Parent); up != nil; up = w.Attempt(a.Parent) {
		a, r = up, a.Parent
	}
	if a.Shape == trace.Batch {
		w.flows[a.Flow].(Collector).BatchOver(a.Tag, a.Path, a.From)
	} else {
		w.flows[a.Flow].(Poller).PollOver(a.Tag.Listener(), r)
	}
}
