package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// Sojourn bounds how long requests wait by whether a queue stands (controlled
// delay: Nichols, Jacobson, "Controlling queue delay", 2012, as Maurer, "Fail at
// scale", 2015, has it for servers): one that is empty now and then takes up a
// burst, and one that is not only makes everybody late.
type Sojourn struct {
	Target   sim.Time `json:"target" default:"5ms" min:"0s" doc:"the longest wait where the queue has not been empty for the interval"`
	Interval sim.Time `json:"interval" default:"100ms" min:"1ns" doc:"how long it is not empty before it stands; the longest wait before that"`
}

// standing is how long a queue is not empty before it stands, where no Sojourn
// says another.
const standing = 100 * sim.Millisecond

// stands tells whether the queue has not been empty for long.
func (t *stationAt) stands() bool { return t.shop.w.Now()-t.filled > t.shop.stands }

// stale tells whether a job that a worker is free for has waited too long to be
// worked on.
func (t *stationAt) stale(j *Job) bool {
	c := t.shop.sojourn
	if c == nil || j.Urgent {
		return false
	}
	most := c.Interval
	if t.stands() {
		most = c.Target
	}
	return t.shop.w.Now()-j.since > most
}

// linkFirst puts the last of a line before all others.
func (t *stationAt) linkFirst(l *line, j *Job) {
	if i := j.Self.Index; i != l.first {
		l.last = j.prev
		t.neighbours(j.prev).next = 0
		t.linkFront(l, i, j)
	}
}

// shed turns away a job that has waited too long for the worker that is free now, or
// drops one that is wanted no more.
func (t *stationAt) shed(j *Job) {
	t.sheds = true
	if j.Due != 0 && t.shop.w.Now() >= j.Due.at() {
		t.shop.w.vain(j.Attempt, j.Place)
		t.drop(j, trace.TimedOut)
	} else {
		t.leave(j, trace.TimedOut, trace.Rejected)
	}
	t.sheds = false
}
