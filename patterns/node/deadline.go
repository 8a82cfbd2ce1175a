package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A deadline is how long an attempt may take. It is kept apart, since most crowds
// wait for ever.
type deadline struct {
	limit sim.Time    // from its sending; 0: for ever
	timer sim.TimerID // ends the attempt
}

// deadline is the attempt's, from now on at the latest.
func (w *World) deadline(a *Attempt) *deadline {
	if a.due == 0 {
		r, _ := w.deadlines.New()
		a.due = r.Index
	}
	return w.deadlines.At(a.due)
}

// A Due is when nobody will want what is asked any more, as the one who has it takes it;
// 0: never. One below 0 goes along as an instant: there is no room for more in what
// crowds keep.
type Due sim.Time

// at is the instant of a due that there is.
func (d Due) at() sim.Time { return max(sim.Time(d), -sim.Time(d)) }

// startDeadline says that attempt a, which r names and which has a deadline, is
// sent: it waits for its connection no longer, and its time begins.
func (w *World) startDeadline(r sim.Ref, a *Attempt) {
	d := w.deadlines.At(a.due)
	w.Kernel.Cancel(d.timer)
	if d.limit == 0 {
		w.deadlines.Free(a.due)
		a.due = 0
		return
	}
	w.alarm(r, a, d.limit)
}

// endDeadline forgets the attempt's, if it has one.
func (w *World) endDeadline(a *Attempt) {
	if a.due != 0 {
		w.Kernel.Cancel(w.deadlines.At(a.due).timer)
		w.deadlines.Free(a.due)
		a.due = 0
	}
}

// bound lets a request of the agent's be wanted for no longer than its policy says.
func (a *Agent) bound(r *Attempt) {
	if due := a.w.Now() + *a.policy.Deadline; r.Shape == trace.Request && (r.Due == 0 || due < r.Due.at()) {
		if r.Due = Due(due); a.policy.DeadlineAs == "instant" {
			r.Due = -r.Due
		}
	}
}

// overdue tells whether nobody wants what is asked any more.
func (w *World) overdue(a *Ask) bool { return a.Due != 0 && w.Now() >= a.Due.at() }

// endAtDeadline ends attempt a, which r names, when nobody will want it any more,
// unless it has ended before.
func (w *World) endAtDeadline(r sim.Ref, a *Attempt) {
	w.Kernel.At(max(w.Now(), a.Due.at()), w.id, eventTimeout, r.Index, r.Generation)
}

// expired tells whether attempt a, which r names and which has reached its place, is
// wanted no more, and if so lets go of it. It costs nothing but a look.
func (w *World) expired(r sim.Ref, a *Attempt) bool {
	if due := w.dueAt(&a.Ask, a.Place); due == 0 || w.Now() < due.at() {
		return false
	}
	x := w.note(trace.Discard, a.Place)
	x.Peer, x.Msg, x.Flow, x.Shape, x.Status = a.From, a.Request, a.Flow, a.Shape, trace.Late
	w.vain(r, a.Place)
	w.Discard(r)
	return true
}

// dropAtDeadline lets go of a job when nobody will want it any more, unless it is
// done before.
func (w *World) dropAtDeadline(r sim.Ref, due Due) {
	w.Kernel.At(due.at(), w.id, eventDeadline, r.Index, r.Generation)
}

// deadlinePassed lets go of a job, which is wanted no more, unless it has been
// answered: what it still does then is its server's own affair.
func (w *World) deadlinePassed(r sim.Ref) {
	if j := w.jobs.Get(r); j != nil && j.Due != 0 {
		w.vain(j.Attempt, j.Place)
		j.station.drop(j, trace.TimedOut)
	}
}

// letGo ends an attempt whose deadline has passed. Nobody need be told: it has gone
// along.
func (w *World) letGo(r sim.Ref, a *Attempt) {
	why := trace.TimedOut
	if a.proxied() {
		why = trace.Cancelled
		w.vain(a.Parent, a.From)
	}
	w.fail(r, a, why)
}
