package node

import "backchat/sim"

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
