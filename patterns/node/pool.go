package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// PoolConfig describes what a server has a number of, beside its workers: the
// connections to its database, say.
type PoolConfig struct {
	ID      string    `json:"-"`
	Size    int       `json:"size" required:"true" min:"1" max:"1000000" doc:"how many units each replica has"`
	Wait    *sim.Time `json:"wait" min:"0s" absent:"for ever" doc:"how long a request waits for a unit before it is given up (timedOut)"`
	Waiting *int      `json:"waiting" min:"0" max:"100000000" absent:"any number" doc:"how many may wait for a unit; one more is turned away (rejected)"`
}

// A pool is what one replica has of its units.
//
// Model card. Who comes first is served first. A request may hold several units, of
// one pool, too: nothing keeps requests that hold some and wait for more from
// waiting for each other, for ever where the pool has no `wait`. What a request
// holds when it ends, or is lost, it gives back; a crash gives all back. Left out:
// units that have to be opened, tested or replaced, fairness by caller.
type pool struct {
	config  *PoolConfig
	number  uint32 // among those of its node, from 1
	taken   int
	waiting int
	first   uint32 // of the grips that wait
	last    uint32
	crashes uint32
}

// A grip is what a job has of a pool: a unit, or the hope for one.
type grip struct {
	job     sim.Ref
	pool    *pool
	number  uint32   // that records name it by
	msg     uint32   // the request that it is for
	wanted  bool     // it had to wait
	since   sim.Time // when it was asked for, or got
	next    uint32   // the job's grip before it; 0: none
	prev    uint32   // in the pool's line
	behind  uint32
	crashes uint32 // of the pool, before it
	waits   bool
	timer   sim.TimerID
}

// gripBytes is what is kept of one.
const gripBytes = 88

const (
	eventWaited uint8 = iota // a step's timer is over
	eventGranted
	eventForgone // a unit was waited for long enough
)

// pools makes the pools of every replica.
func (s *Server) makePools(count int) {
	all := s.config.Pools
	if len(all) == 0 {
		return
	}
	s.w.Kernel.Keeps("pools", poolBytes).Add(count * len(all))
	s.w.keepGrips()
	s.pools = make([]pool, 0, count*len(all))
	for range count {
		for k := range all {
			s.pools = append(s.pools, pool{config: &all[k], number: uint32(k + 1)})
		}
	}
}

const poolBytes = 56

func (w *World) keepGrips() {
	if !w.gripping {
		w.gripping = true
		w.grips.Keep(w.Kernel.Keeps("units of pools", gripBytes))
	}
}

// pool is the k'th of those at a place.
func (s *Server) pool(p trace.Place, k int) *pool {
	return &s.pools[s.w.Replica(p)*len(s.config.Pools)+k]
}

// hold gives the job a unit of a pool, or lets it wait for one. It tells whether the
// job goes on at once.
func (s *Server) hold(j *Job, x *step) (now bool) {
	p := s.pool(j.Place, x.pool)
	if p.taken >= p.config.Size && p.config.Waiting != nil && p.waiting >= *p.config.Waiting {
		s.noteUnit(trace.Forgo, j, p, 0).Status = trace.Rejected
		s.went(j, x, trace.Rejected)
		return false
	}
	r, g := s.w.grips.New()
	s.w.gripped++
	*g = grip{job: j.Self, pool: p, number: s.w.gripped, next: j.grip, crashes: p.crashes, since: s.w.Now(), msg: s.request(j)}
	j.grip = r.Index
	if p.taken < p.config.Size {
		s.lend(j, g)
		return true
	}
	p.enqueue(s.w, r.Index, g)
	g.wanted = true
	s.noteWant(j, g)
	if p.config.Wait != nil {
		g.timer = s.w.Kernel.Timer(s.w.Now()+*p.config.Wait, s.id, eventForgone, r.Index, r.Generation)
	}
	return false
}

// lend gives a job the unit that it has asked for.
func (s *Server) lend(j *Job, g *grip) {
	g.pool.taken++
	s.noteEnd(trace.Take, j, g)
	g.since = s.w.Now()
}

// noteEnd records what has come of a want, or of a unit.
func (s *Server) noteEnd(kind trace.Kind, j *Job, g *grip) *trace.Record {
	r := s.noteUnit(kind, j, g.pool, g.number)
	r.Msg, r.Aux = g.msg, int64(s.w.Now()-g.since)
	if g.wanted && kind != trace.Yield {
		r.Parent = g.number
	}
	return r
}

func (s *Server) noteWant(j *Job, g *grip) {
	load := j.load()
	s.w.beside(load, j.Place, j.Flow, 0, trace.WaitingUnit)
	r := s.noteUnit(trace.Want, j, g.pool, g.number)
	r.Aux = int64(g.pool.waiting)
	load.Name(r, trace.WaitingUnit)
}

// noteUnit records something about a job and a pool.
func (s *Server) noteUnit(kind trace.Kind, j *Job, p *pool, number uint32) *trace.Record {
	r := s.w.note(kind, j.Place)
	r.Msg, r.Flow, r.Shape, r.Payload, r.Header = s.request(j), j.Flow, j.Shape, p.number, number
	return r
}

// request is the number of the message that asks for a job, or for that of which it is
// a branch.
func (s *Server) request(j *Job) uint32 {
	if j.branches() {
		if a := s.w.Attempt(j.Attempt); a != nil {
			return a.Request
		}
	}
	return j.Msg
}

// free gives back the unit of a pool that the job took last, if it has one.
func (s *Server) free(j *Job, k int) {
	p := s.pool(j.Place, k)
	for link := &j.grip; *link != 0; {
		i := *link
		g := s.w.grips.At(i)
		if g.pool == p {
			*link = g.next
			s.giveBack(j, i, g)
			return
		}
		link = &g.next
	}
}

// letGo gives back all that the job has, and lets it wait for nothing.
func (s *Server) letGo(j *Job) {
	for j.grip != 0 {
		i := j.grip
		g := s.w.grips.At(i)
		j.grip = g.next
		s.giveBack(j, i, g)
	}
}

// giveBack ends a grip of the job's: whoever waits first gets the unit.
func (s *Server) giveBack(j *Job, i uint32, g *grip) {
	p, crashed := g.pool, g.crashes != g.pool.crashes
	switch {
	case crashed && g.waits:
		p.waiting--
		s.noteEnd(trace.Forgo, j, g).Status = trace.Crashed
	case crashed:
		p.taken--
		s.noteEnd(trace.Yield, j, g).Status = trace.Crashed
	case g.waits:
		p.unqueue(s.w, i, g)
		s.noteEnd(trace.Forgo, j, g).Status = trace.Cancelled
	default:
		p.taken--
		s.noteEnd(trace.Yield, j, g)
		s.grant(p)
	}
	s.w.Kernel.Cancel(g.timer)
	s.w.grips.Free(i)
}

// grant lends a unit to the first who waits.
func (s *Server) grant(p *pool) {
	i := p.first
	if i == 0 {
		return
	}
	g := s.w.grips.At(i)
	p.unqueue(s.w, i, g)
	s.w.Kernel.Cancel(g.timer)
	g.timer = 0
	j := s.w.jobs.Get(g.job)
	s.lend(j, g)
	s.w.Kernel.At(s.w.Now(), s.id, eventGranted, g.job.Index, g.job.Generation)
}

// granted goes on with a job that has a unit now.
func (s *Server) granted(j *Job) {
	j.calls.made = s.latest(j).good
	s.step(j)
}

// forgone goes on with a job that has waited for a unit for long enough.
func (s *Server) forgone(r sim.Ref) {
	g := s.w.grips.Get(r)
	if g == nil || !g.waits {
		return
	}
	j := s.w.jobs.Get(g.job)
	g.pool.unqueue(s.w, r.Index, g)
	s.noteEnd(trace.Forgo, j, g).Status = trace.TimedOut
	j.grip = g.next // it is the latest: who waits takes no other
	s.w.grips.Free(r.Index)
	s.went(j, s.latest(j), trace.TimedOut)
}

// latest is the step that the job has taken last.
func (s *Server) latest(j *Job) *step { return &s.routes[j.route].steps[j.calls.made-1] }

// enqueue and unqueue put a grip at the end of the pool's line, and take it out.
func (p *pool) enqueue(w *World, i uint32, g *grip) {
	g.waits, g.prev = true, p.last
	if p.last != 0 {
		w.grips.At(p.last).behind = i
	} else {
		p.first = i
	}
	p.last = i
	p.waiting++
}

func (p *pool) unqueue(w *World, i uint32, g *grip) {
	if g.prev != 0 {
		w.grips.At(g.prev).behind = g.behind
	} else {
		p.first = g.behind
	}
	if g.behind != 0 {
		w.grips.At(g.behind).prev = g.prev
	} else {
		p.last = g.prev
	}
	g.waits, g.prev, g.behind = false, 0, 0
	p.waiting--
}

// closePools has nobody get what others give back at a place, which crashes: all
// jobs there are forgotten next.
func (s *Server) closePools(at trace.Place) {
	for k := range s.config.Pools {
		p := s.pool(at, k)
		p.first, p.last = 0, 0
		p.crashes++
	}
}
