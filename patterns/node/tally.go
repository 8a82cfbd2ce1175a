package node

import "backchat/sim"

// parts is in how many parts a window of time is counted.
const parts = 10

// A tally counts what happens within a window of time up to now: all, and what of
// it is marked. Both are forgotten by tenths of the window.
type tally struct {
	part        int64 // of time, up to which it has counted
	counts      [parts]counted
	all, marked int
}

type counted struct{ all, marked int32 }

// forward goes on to a time, and forgets what was too long before.
func (t *tally) forward(window, now sim.Time) {
	part := int64(now / (window / parts))
	for n := min(part-t.part, parts); n > 0; n-- {
		x := &t.counts[(part-n+1)%parts]
		t.all, t.marked = t.all-int(x.all), t.marked-int(x.marked)
		*x = counted{}
	}
	t.part = part
}

// add counts what happens at the time to which it has gone on.
func (t *tally) add(all, marked int) {
	x := &t.counts[t.part%parts]
	x.all, x.marked = x.all+int32(all), x.marked+int32(marked)
	t.all, t.marked = t.all+all, t.marked+marked
}
