package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A Server works on requests: each waits for a worker, is worked on for its
// demand, may take further steps, as calls of others, and is then answered by its
// flow.
//
// Model card. A worker serves one request at a time at its place's speed;
// queue, discipline and patience are the station's. What a request asks
// for (its flow's demand, or its call's) is drawn once for its operation: every
// attempt asks for the same. What the server needs where nothing is asked for
// (its service), and whether it errs, is drawn for each attempt, so that another
// attempt may fare better. An error is decided before the work and answered
// after it. Which calls a request needs, and their sizes, is the operation's.
// Its steps are taken one after the other (see [StepConfig]): in the short form
// calls, when the server's own work is done; the worker stays taken meanwhile only
// where the server is blocking. A repeat that
// bears an idempotency key is not worked on twice (see deed). A crash loses the
// queue, what is under way and what is held; a restarted server begins empty.
// Left out: memory, disks, threads' cost, warm caches.
type Server struct {
	w       *World
	config  *ServerConfig
	id      sim.HandlerID // where it has timers
	shop    *Workshop
	routes  []route
	named   []uint16     // which of them has a name, by its number in the world; none: the first
	errs    bool         // some of its answers may be errors
	fate    sim.Key      // of its errors
	faults  []erring     // by replica; nil: there was none yet
	pools   []pool       // by replica, those that it has
	gate    *gate        // nil where nothing limits its rate
	bound   *bound       // nil where nothing limits what it has in hand
	chances []sim.Stream // by replica: what is drawn for jobs of no operation
	kubelet *kubelet     // nil: nobody checks whether it is alive
	keeps   keeper       // what it keeps by key, as a store or of sessions; nil: nothing
}

// A progress is how far a server has come with the steps that a job needs.
type progress struct {
	made   int32 // the step that is next
	awaits int32 // good answers that the latest of them still needs
	spare  int32 // answers to it that may still fail
}

// await begins to wait for a number of good answers, of all that are asked.
func (p *progress) await(need, of int) { p.awaits, p.spare = int32(need), int32(of-need) }

// NewServer makes the servers of count replicas from first on. targets gives
// the replicas of a node by its id.
func NewServer(w *World, c *ServerConfig, n *trace.Node, targets func(id string) []trace.Place) (*Server, error) {
	shop, err := NewWorkshop(w, c.Station, c.Blocking, n.First, n.Count)
	if err != nil {
		return nil, err
	}
	s := &Server{w: w, config: c, shop: shop, errs: c.Errors > 0}
	s.fate = sim.NewKey(0).Named("errors").Named(n.ID)
	for i := range n.Count {
		s.chances = append(s.chances, w.Draws(n.First+trace.Place(i), "work"))
	}
	s.makePools(n.Count)
	if err := s.prepare(n, targets); err != nil {
		return nil, err
	}
	if c.Sessions != nil {
		if s.keeps, err = newSessions(s, c.Sessions, n); err != nil {
			return nil, err
		}
	}
	if c.Limiter != nil {
		s.gate = newGate(w, s, c.Limiter, n.First, n.Count)
	}
	if c.Concurrency != nil {
		s.bound = newBound(w, c.Concurrency, n)
	}
	if c.Liveness != nil {
		s.watch(c.Liveness, n)
	}
	w.Place(n.First, s)
	return s, nil
}

// Asked lets a request in, or turns it away.
func (s *Server) Asked(r sim.Ref, a *Attempt) {
	switch {
	case a.Demand == Beside:
		s.answerBeside(a.Place, r)
	case s.gate == nil || s.gate.admits(r, a):
		s.admit(r, a)
	}
}

// admit puts a request into the queue, if there is room.
func (s *Server) admit(r sim.Ref, a *Attempt) {
	if s.bound != nil && !s.bound.admits(r, a) {
		return
	}
	j := s.w.requested(r, a)
	if s.bound != nil {
		s.bound.enter(j)
	}
	if a.Poison {
		j.Status = trace.Failed
	}
	self, due := j.Self, j.Due
	if !s.work(j, a.Demand) {
		s.turnAway(r, a.Place)
	} else if due != 0 {
		s.w.dropAtDeadline(self, due)
	} else if at := s.shop.station(a.Place); at.waiting > crowd && !a.Once && at.packs(j) {
		at.pack(j)
	}
}

func (s *Server) turnAway(r sim.Ref, p trace.Place) {
	s.w.Reply(r, p, Answer{Shape: answerTo(s.w.Attempt(r).Shape), Status: trace.Rejected})
}

// answerBeside answers a health check past queue and workers. A process that is
// paused does not.
func (s *Server) answerBeside(p trace.Place, r sim.Ref) {
	if s.shop.Speed(p) == 0 {
		s.w.Discard(r)
		return
	}
	s.w.Reply(r, p, Answer{Shape: trace.Health, Status: trace.OK, Tag: s.w.reading(p)})
}

// answerTo is the shape of an answer to a request of that shape.
func answerTo(s trace.Shape) trace.Shape {
	if s == trace.Health {
		return trace.Health
	}
	return trace.Response
}

// Work queues a job like that, which asks for d. A repeat of what is being done waits for that
// instead. It tells whether there was room.
func (s *Server) Work(like *Job, d Demand) bool { return s.work(s.w.jobLike(like), d) }

// Paused tells whether the one at p does nothing at all.
func (s *Server) Paused(p trace.Place) bool { return s.shop.Speed(p) == 0 }

func (s *Server) work(j *Job, d Demand) bool {
	if d != 0 {
		j.route = s.routed(d)
	}
	if j.Once {
		return s.workOnce(j, d)
	}
	s.draw(j, d)
	return s.shop.submit(j, s)
}

// workOnce does a job that bears an idempotency key.
func (s *Server) workOnce(j *Job, d Demand) bool {
	deed := s.w.deed(j)
	if deed != nil && deed.wait(s.w, j, d) {
		return true
	}
	s.draw(j, d)
	r := j.Self
	ok := s.shop.submit(j, s)
	if deed != nil && ok {
		deed.job = r
	}
	return ok
}

// takeUp works on a repeat whose deed was left undone.
func (s *Server) takeUp(r *repeat) {
	if a := s.w.Attempt(r.Attempt); a != nil && s.w.expired(r.Attempt, a) {
		return
	}
	switch {
	case s.Work(&r.Job, r.demand):
	case r.Attempt != (sim.Ref{}):
		s.turnAway(r.Attempt, r.Place)
	default:
		r.Status = trace.Rejected
		s.w.flows[r.Flow].Served(&r.Job)
	}
}

// draw draws whether a job fails, and its demand: as d says, for all attempts of its
// operation, or, where d is zero, by the server's service, for this one. What
// has been done already is no work.
func (s *Server) draw(j *Job, d Demand) {
	if s.errs && !j.Rebuilds {
		if within := s.fail(j); within != nil {
			j.Demand = *within
			return
		}
	}
	if j.Once && s.done(j) {
		return
	}
	o := j.op
	if law := s.w.wished(d); law != nil {
		j.Demand = s.wished(j, law)
		return
	}
	r := &s.routes[j.route]
	if o == nil {
		j.Demand = r.service.Time(s.stream(j))
	} else {
		j.Demand = r.service.Once(o.Chance(r.purpose, j.Salt, j.Path))
	}
}

// wished draws the work that a request asks for by law.
func (s *Server) wished(j *Job, law *sim.Sampler) sim.Time {
	if j.op == nil {
		return law.Time(s.stream(j))
	}
	return law.Once(j.op.Draw(s.routes[j.route].purpose, j.Salt))
}

// done tells whether a job bears the key of what has been done already.
func (s *Server) done(j *Job) bool {
	if !j.Once || j.branches() {
		return false
	}
	o, d := s.w.ops.Get(j.Op), s.w.deed(j)
	return o != nil && o.Applied > 0 || d != nil && d.done
}

// Worked goes on with a job whose own work is done.
func (s *Server) Worked(j *Job) {
	if s.keeps != nil && j.Status == trace.OK && (j.Shape.Works() || s.config.Sessions != nil && j.Shape.Listens()) && !j.Rebuilds && !s.done(j) {
		s.keeps.access(j)
		return
	}
	s.proceed(j)
}

// proceed takes a job's steps, if there are any.
func (s *Server) proceed(j *Job) {
	if j.Status != trace.OK || len(s.routes[j.route].steps) == 0 || j.Rebuilds {
		s.conclude(j)
		return
	}
	s.step(j)
}

// stream is the chances of what no operation asks for.
func (s *Server) stream(j *Job) *sim.Stream { return &s.chances[s.w.Replica(j.Place)] }

// failure is what a server answers when a call of its own has ended so.
func failure(s trace.Status) trace.Status {
	if s == trace.Rejected || s == trace.TimedOut || s == trace.Conflict {
		return s
	}
	return trace.Failed
}

// conclude answers the job, and those that wait for its result.
func (s *Server) conclude(j *Job) {
	if j.grip != 0 || j.part != whole {
		if s.letGo(j); j.part != whole {
			s.concludePart(j)
			return
		}
	}
	r, status := j.Self, j.Status
	var waiting uint32
	if j.Once {
		waiting = s.result(j)
	}
	if kept := s.answer(j); j.Self == r && (!kept || !s.shop.blocking) { // else a worker stays with it
		s.shop.release(j)
	}
	if waiting != 0 {
		s.answerRepeats(waiting, status)
	}
}

// concludePart ends a branch of a job, or what is left of one that is answered.
func (s *Server) concludePart(j *Job) {
	if j.branches() {
		s.branchEnded(j)
	} else {
		s.shop.release(j)
	}
}

// answerRepeats answers repeats that have waited for a result, from the first on.
func (s *Server) answerRepeats(waiting uint32, status trace.Status) {
	for waiting != 0 {
		again := s.w.takeRepeat(waiting)
		waiting = again.behind
		if again.Status = status; s.w.stands(&again.Job) {
			s.w.Server(again.Place).answer(&again.Job)
		}
	}
}

// result says what has come of the job's deed, and returns the first of the
// repeats that wait for that.
func (s *Server) result(j *Job) (waiting uint32) {
	if d := s.w.deed(j); d != nil && d.job == j.Self {
		return d.result(j.Status)
	}
	return 0
}

// answer lets the flow answer the job, and tells whether that keeps it. What
// another server has asked on its behalf is answered here, and so is a check.
func (s *Server) answer(j *Job) (keep bool) {
	switch {
	case j.Shape == trace.Health && j.Attempt == (sim.Ref{}):
		s.kubelet.answered(j)
		return false
	case j.Shape == trace.Health:
		s.w.Reply(j.Attempt, j.Place, Answer{Shape: trace.Health, Status: j.Status})
		return false
	case !j.Nested:
		return s.w.flows[j.Flow].Served(j)
	}
	if a := s.w.Attempt(j.Attempt); a != nil {
		s.w.Reply(j.Attempt, j.Place, Answer{
			Shape: trace.Response, Status: j.Status, Payload: a.Tag.Answer(), Header: a.Header,
			Tag: a.Tag.Of(j.version),
		})
	}
	return false
}

// Crashed loses the queue, all that is under way, and what waits for it.
func (s *Server) Crashed(p trace.Place) {
	s.w.forgetRepeats(p)
	s.closePools(p)
	if s.keeps != nil {
		s.keeps.crashed(p)
	}
	s.shop.Crash(p)
	if s.kubelet != nil {
		s.kubelet.forget(p)
	}
	if s.gate != nil {
		s.gate.forget(s.w.Replica(p))
	}
	if s.bound != nil {
		s.bound.forget(p)
	}
}

// Revived begins again, empty.
func (s *Server) Revived(trace.Place) {}
