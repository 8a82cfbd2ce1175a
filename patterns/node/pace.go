package node

import (
	"cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// Slow sets the speed of place p to a multiple of the normal one on top of
// other faults (0: a pause), or ends that.
func (s *Workshop) Slow(p trace.Place, factor float64, end bool) {
	t := s.station(p)
	if s.shares {
		t.attain()
	} else {
		for _, i := range t.serving {
			t.advance(s.w.jobs.At(i))
		}
	}
	t.adjust(factor, end)
	if s.shares {
		t.plan()
		return
	}
	for _, i := range t.serving {
		t.schedule(s.w.jobs.At(i))
	}
}

// adjust notes that a factor has begun or ended to hold.
func (t *stationAt) adjust(factor float64, end bool) {
	switch {
	case factor == 0 && end:
		t.pauses--
	case factor == 0:
		t.pauses++
	case end:
		t.slows = without(t.slows, factor)
	default:
		t.slows = append(t.slows, factor)
	}
	t.speed = 1
	for _, f := range t.slows {
		t.speed *= f
	}
	if t.pauses > 0 {
		t.speed = 0
	}
}

// Speed is how fast p works, as a multiple of normal.
func (s *Workshop) Speed(p trace.Place) float64 { return s.station(p).speed }

func without(all []float64, one float64) []float64 {
	for i, x := range all {
		if x == one {
			return append(all[:i:i], all[i+1:]...)
		}
	}
	return all
}

// Crash loses all jobs at p, and the attempts they work on.
func (s *Workshop) Crash(p trace.Place) {
	t := s.station(p)
	t.unpackAll()
	for _, r := range s.jobsAt(t) {
		j := s.w.jobs.Get(r)
		switch j.state {
		case queued:
			t.unqueue(j)
			t.note(j, trace.Drop, trace.Unanswered).Status = trace.Crashed
		case serving:
			t.stop(j, trace.Crashed)
			s.w.Enter(j.Behalf, trace.Unanswered, p)
		case parked:
			if j.open {
				t.noteFinish(j, trace.Crashed)
			}
			s.w.Enter(j.Behalf, trace.Unanswered, p)
		}
		a := j.Attempt
		s.w.freeJob(j)
		s.w.perished(a)
	}
	t.metered()
	t.busy = 0
	t.sharing = sharing{epoch: t.sharing.epoch + 1}
}

// jobsAt lists the jobs of a station by their age. Branches of one request that have
// begun together are told apart by what they do, not by where they are kept.
func (s *Workshop) jobsAt(t *stationAt) []sim.Ref {
	var found []sim.Ref
	for _, i := range s.w.jobsAt.Of(t.place) {
		found = append(found, s.w.jobs.Ref(i))
	}
	sim.Sort(found, func(x, y sim.Ref) int {
		a, b := s.w.jobs.Get(x), s.w.jobs.Get(y)
		return cmp.Or(cmp.Compare(a.since, b.since), cmp.Compare(a.Msg, b.Msg), cmp.Compare(s.w.number(a.Op), s.w.number(b.Op)),
			cmp.Compare(a.part, b.part), cmp.Compare(a.Salt, b.Salt), cmp.Compare(a.state, b.state), cmp.Compare(a.Demand, b.Demand), cmp.Compare(a.worked, b.worked))
	})
	return found
}
