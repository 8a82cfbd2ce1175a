package node

import "backchat/sim"

// Contention makes work take longer, the more is worked on at the same time (Gunther,
// Guerrilla Capacity Planning, 2007, chapter 4: the universal scalability law).
//
// Model card. With n at work at the replica once the work is taken up, it among them,
// it takes 1 + serial (n - 1) + coherence n (n - 1) times as long: serial is the wait
// for what only one may have at a time (a lock), coherence what each has to do with
// each other (copies of one line of memory in many caches). So n that are always at
// work are done at a rate of n / (1 + serial (n - 1) + coherence n (n - 1)) times that
// of one, which is highest at the root of (1 - serial) / coherence. At work is whatever
// a worker is on, or, with processorSharing, all that is under way; not what waits for
// a worker, a call or a timer. How long it takes is settled when a worker takes it up
// first: who comes or goes later changes nothing. Left out: who waits for whom, and
// that what contends at one replica may do so at another.
type Contention struct {
	Serial    float64 `json:"serial" unit:"share" default:"0" min:"0" max:"1" doc:"share of the work that is added for each other one at work there (contention, sigma)"`
	Coherence float64 `json:"coherence" unit:"share" default:"0" min:"0" max:"1" doc:"share of the work that is added for each ordered pair of those at work there (coherence, kappa)"`
}

// lengthen is how long that work takes which is taken up while n are at work, it among
// them.
func (c *Contention) lengthen(work sim.Time, n int) sim.Time {
	others := float64(n - 1)
	factor := 1 + float64(c.Serial*others) + float64(float64(c.Coherence*others)*float64(n))
	return sim.FromNanos(float64(work) * factor)
}

// contends makes the work of a job longer that is taken up now, once and for all, by
// how many are at work besides.
func (t *stationAt) contends(j *Job) {
	s, ours := j.owner.(*Server)
	if !ours || j.contended || j.Rebuilds {
		return
	}
	j.contended = true
	if c := s.contention(j); c != nil {
		left := j.Demand - j.worked
		j.Demand = j.worked + c.lengthen(left, len(t.serving)+t.sharing.len()+1)
	}
}

// contention is what makes the work longer that a job is at; nil: nothing does.
func (s *Server) contention(j *Job) *Contention {
	if r := &s.routes[j.route]; j.calls.made == 0 {
		return r.contention
	} else {
		return r.steps[j.calls.made-1].contention
	}
}
