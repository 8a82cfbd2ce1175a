package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// again has a job worked on once more, for so long, after its owner has gone on with
// it. Where its worker has stayed with it, that begins at once; else the job joins
// the queue, in which there is room for it, as it is here already.
func (s *Workshop) again(j *Job, demand sim.Time) {
	t, now := j.station, s.w.Now()
	if s.keeps(j) {
		j.Demand, j.state, j.begun, j.contended = j.worked+demand, serving, now, false
		if s.contends {
			t.contends(j)
		}
		j.slot = uint32(len(t.serving))
		t.serving = append(t.serving, j.Self.Index)
		s.w.Enter(j.Behalf, trace.InService, t.place)
		t.schedule(j)
		return
	}
	if j.part == bare {
		j.part = branch
	}
	j.Demand, j.left, j.worked, j.noted, j.since, j.contended = demand, demand, 0, 0, now, false
	switch {
	case s.shares:
		t.share(j.Self.Index, j)
	case t.busy < s.workers, s.preempts && t.preempt(j):
		t.serve(j)
	default:
		t.enqueue(j)
	}
}
