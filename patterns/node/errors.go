package node

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// ErrorsOptions are the options of the fault errors.
type ErrorsOptions struct {
	Failing float64   `json:"failing" unit:"share" default:"1" min:"0" max:"1" doc:"errors: share of requests that are answered with an error, besides the server's own errors; drawn for each attempt"`
	Within  *sim.Time `json:"within" min:"0s" absent:"what a good answer takes" doc:"errors: the work that a worker has with such a request. Who fails before anything is done is faster than who is well, and whoever goes by what is under way sends it the most. Of faults that overlap, what the last says"`
}

// An erring is what faults make of the answers of one replica.
type erring struct {
	acts   []*Act
	share  float64   // of requests that fail by any of them
	within *sim.Time // the work with one that does; nil: as ever
}

// adjust notes that an act has begun or ended.
func (e *erring) adjust(a *Act, end bool) {
	if end {
		e.acts = slices.DeleteFunc(e.acts, func(x *Act) bool { return x == a })
	} else {
		e.acts = append(e.acts, a)
	}
	well := 1.0
	e.within = nil
	for _, x := range e.acts {
		well *= 1 - x.Failing
		e.within = x.Within
	}
	e.share = 1 - well
}

// errors has servers answer a share of requests with errors, or ends that. It
// lasts whatever becomes of the process meanwhile.
func (t *Timeline) errors(a *Act, end bool) {
	for _, p := range a.Places {
		if s := t.w.Server(p); s != nil {
			e := s.fault(p)
			e.adjust(a, end)
			t.w.note(trace.Errs, p).Aux = int64(float64(e.share*1e6) + 0.5)
		}
	}
}

// fault is what faults make of the answers of the replica at p; from now on every
// job is looked at for errors.
func (s *Server) fault(p trace.Place) *erring {
	s.errs = true
	if s.faults == nil {
		s.faults = make([]erring, len(s.chances))
	}
	return &s.faults[s.w.Replica(p)]
}

// fail draws whether the server errs on a job. It does not on a health check.
// Where a fault says how much work that is, it tells so.
func (s *Server) fail(j *Job) (within *sim.Time) {
	if j.Shape == trace.Health {
		return nil
	}
	if s.luckless(j, s.fate, s.config.Errors) {
		j.Status = trace.Failed
	}
	if s.faults == nil {
		return nil
	}
	e := &s.faults[s.w.Replica(j.Place)]
	if !s.luckless(j, s.fate.Named("fault"), e.share) {
		return nil
	}
	j.Status = trace.Failed
	return e.within
}

// luckless draws, for one attempt, whether a job is among a share of them.
func (s *Server) luckless(j *Job, purpose sim.Key, share float64) bool {
	if share == 0 {
		return false
	}
	o := s.w.ops.Get(j.Op)
	if o == nil {
		return s.stream(j).Chance(share)
	}
	return o.Chance(purpose, j.Salt, j.Path).Chance(share)
}
