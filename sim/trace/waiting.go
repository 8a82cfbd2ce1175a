package trace

import "backchat/sim"

// Waiting tells which work waits for a worker. A message waits from its Queue
// on. Work of a place's own has no number: what is taken up has waited if the
// record says so, or if such work has begun to wait at this very instant: but for
// what a more urgent one has put back into its queue.
type Waiting struct {
	messages Table[int32] // in how many queues each is
	own      Table[ownWork]
}

// ownWork is the work of a place's own that waits.
type ownWork struct {
	many    int
	last    sim.Time // when the latest of it began to that nothing has put back
	stopped sim.Time // 1 ns after the latest was stopped that has not begun to wait again; 0: none
}

// Queue takes a record of that kind.
func (w *Waiting) Queue(r *Record) {
	if r.Msg == 0 {
		own := w.own.Have(uint32(r.Node))
		if own.many++; own.many == 1 {
			own.last = notYet
		}
		if own.stopped == r.At+1 {
			own.stopped = 0
		} else {
			own.last = r.At
		}
		return
	}
	*w.messages.Have(r.Msg)++
}

// Finish takes a record of that kind: what is stopped may have to wait again.
func (w *Waiting) Finish(r *Record) {
	if r.Msg == 0 && r.Status == Unfinished {
		w.own.Have(uint32(r.Node)).stopped = r.At + 1
	}
}

// Leaves tells whether what a Serve or Drop speaks of has waited until then.
func (w *Waiting) Leaves(r *Record) bool {
	if r.Msg == 0 {
		own := w.own.Get(uint32(r.Node))
		if own == nil || own.many == 0 || !own.leaves(r) {
			return false
		}
		own.many--
		return true
	}
	n := w.messages.Get(r.Msg)
	if n == nil {
		return false
	}
	if *n--; *n == 0 {
		w.messages.Delete(r.Msg)
	}
	return true
}

func (o *ownWork) leaves(r *Record) bool {
	if r.Kind == Drop {
		return r.Status != Rejected
	}
	return r.Aux > 0 || o.last == r.At
}
