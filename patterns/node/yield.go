package node

import "backchat/sim/trace"

// yield makes room for job j in a full queue, if one who waits is less important: it
// is rejected.
func (t *stationAt) yield(j *Job) {
	i := t.leastImportant(j.Priority)
	if t.shop.room < 0 || i == 0 {
		return
	}
	least := t.full(i)
	t.sheds = true
	t.leave(least, trace.Dropped, trace.Rejected)
	t.sheds = false
}

// leastImportant is, of those who wait in the queue, the least important that is less
// so than given, and the last of these; 0: there is none. What needs no room gives
// none.
func (t *stationAt) leastImportant(than int16) (least uint32) {
	for k := len(t.lines) - 1; k >= 0 && least == 0; k-- {
		for i := t.lines[k].last; i != 0 && (least == 0 || !t.shop.ranks); i = t.neighbours(i).prev {
			if rank, exempt := t.rank(i); !exempt && rank < than {
				least, than = i, rank
			}
		}
	}
	return least
}

// rank is how important one who waits is, and whether it needs no room.
func (t *stationAt) rank(i uint32) (priority int16, exempt bool) {
	w := t.shop.w
	if i&packed == 0 {
		j := w.jobs.At(i)
		return j.Priority, j.Exempt
	}
	return w.attempts.At(w.waiters.At(i &^ packed).attempt).Priority, false
}
