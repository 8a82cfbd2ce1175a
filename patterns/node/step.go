package node

import (
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// step takes the steps that the job needs until one of them takes time, or none is
// left.
func (s *Server) step(j *Job) {
	steps := s.routes[j.route].steps
	for j.Shape.Works() && int(j.calls.made) < len(steps) && !s.done(j) {
		i := j.calls.made
		x := &steps[i]
		j.calls.made++
		switch {
		case !s.needs(j, x):
			j.calls.made = x.past
		case x.does == calls:
			s.call(j, x)
			return
		case x.does == enters:
			j.calls.made = x.good
		case x.does == frees:
			s.free(j, x.pool)
			j.calls.made = x.good
		case x.does == publishes:
			s.publish(j, x)
		case x.does == answers:
			if !s.answerAhead(j) {
				return
			}
		case x.does == holds:
			if !s.hold(j, x) {
				return
			}
			j.calls.made = x.good
		default:
			s.take(j, x, i)
			return
		}
	}
	s.conclude(j)
}

// take takes a step that is no call, and the i'th of its route.
func (s *Server) take(j *Job, x *step, i int32) {
	switch x.does {
	case works:
		s.shop.again(j, s.long(j, x))
	case waits:
		s.w.Enter(j.Behalf, trace.Pausing, j.Place)
		s.w.Kernel.At(s.w.Now()+s.long(j, x), s.id, eventWaited, j.Self.Index, j.Self.Generation)
	case forks:
		s.fork(j, x)
	case fails:
		j.Status = x.status
		s.conclude(j)
	case joins:
		s.conclude(j)
	}
}

// needs draws whether a job needs a step: a call for its operation, any other one for
// this attempt at it.
func (s *Server) needs(j *Job, x *step) bool {
	if x.share >= 1 {
		return true
	}
	o := s.w.ops.Get(j.Op)
	switch {
	case o == nil:
		return s.stream(j).Chance(x.share)
	case x.does == calls:
		return o.Draw(x.purpose, j.Salt).Chance(x.share)
	}
	return o.Chance(x.purpose, j.Salt, j.Path).Chance(x.share)
}

// What else is drawn for a step, beside its purpose.
const (
	sizeOfRequest = 1 + iota
	sizeOfResponse
	lengthOfStep
)

// long is how long a step takes, for this attempt.
func (s *Server) long(j *Job, x *step) sim.Time {
	if o := s.w.ops.Get(j.Op); o != nil {
		return x.law.Once(o.Chance(x.purpose.With(lengthOfStep), j.Salt, j.Path))
	}
	return x.law.Time(s.stream(j))
}

// size is how large a message of a call is: drawn by the operation, so that it
// is the same in every variant, and by the server for work of its own.
func (s *Server) size(j *Job, law *sim.Sampler, purpose sim.Key) uint32 {
	if o := s.w.ops.Get(j.Op); o != nil {
		return uint32(law.Once(o.Draw(purpose, j.Salt)))
	}
	return uint32(law.Int(s.stream(j)))
}

// call asks another on behalf of the job: one replica, or all of them.
func (s *Server) call(j *Job, c *step) {
	ask := s.ask(j, c, j.calls.made)
	if !c.config.Fanout {
		j.calls.await(1, 1)
		s.w.Call(c.agent, &ask)
		return
	}
	to := s.w.listed(c.to)
	need := len(to)
	if c.config.Need != nil {
		need = *c.config.Need
	}
	if need > len(to) { // as many cannot answer well
		s.went(j, c, trace.Failed)
		return
	}
	j.calls.await(need, len(to))
	s.w.Enter(j.Behalf, trace.Gathering, j.Place)
	self := j.Self
	ask.Holder = 0
	for _, p := range to {
		if s.w.jobs.Get(self) == nil {
			return
		}
		ask.Dest, ask.Salt = p, ask.Salt+1
		s.w.Call(c.agent, &ask)
	}
}

// ask is the call, the number'th of the job's, from 1.
func (s *Server) ask(j *Job, c *step, number int32) Call {
	return Call{
		Ask: Ask{
			Flow: j.Flow, Behalf: j.Behalf, From: j.Place, Shape: trace.Request,
			Payload: s.size(j, &c.request, c.purpose.With(sizeOfRequest)), Header: uint32(c.config.Headers), Demand: c.demand,
			Tag: network.ForAnswer(s.size(j, &c.response, c.purpose.With(sizeOfResponse))).Of(j.version), Parent: j.Attempt, Priority: j.Priority, Once: j.Once, Nested: true,
			Salt: uint64(sim.Key(j.Salt).With(uint64(number))), Path: j.Path, Access: c.config.access(j.Access), Due: j.Due,
		},
		Quiet: true, ForJob: j.Self, Ordinal: number - 1,
	}
}

// Returned goes on with a job whose call has ended.
func (s *Server) Returned(c *Call, m *network.Message, status trace.Status) {
	j := s.w.jobs.Get(c.ForJob)
	if j == nil || c.Ordinal != j.calls.made-1 || j.calls.awaits == 0 {
		return // the job went on without this answer
	}
	s.w.revoke(s.w.Behalf(c))
	if m != nil && good(status) && !misses(status) {
		j.version = m.Tag.Version()
	}
	s.came(j, status)
}

// came goes on with a job whose latest step has got one of the answers that it awaits.
func (s *Server) came(j *Job, status trace.Status) {
	x := &s.routes[j.route].steps[j.calls.made-1]
	switch {
	case misses(status) && x.bad != 0:
		s.went(j, x, status)
	case good(status):
		if j.calls.awaits--; j.calls.awaits == 0 {
			j.calls.made = x.good
			s.step(j)
		}
	case j.calls.spare > 0:
		j.calls.spare--
	default:
		s.went(j, x, status)
	}
}

// misses tells whether an answer that is well says that nothing was found: a step's
// else is for that as well.
func misses(s trace.Status) bool { return s == trace.Miss || s == trace.NotFound }

// went goes on with a job whose latest step has gone badly.
func (s *Server) went(j *Job, x *step, status trace.Status) {
	j.calls.awaits = 0
	if x.bad != 0 {
		j.calls.made = x.bad
		s.step(j)
		return
	}
	j.Status = failure(status)
	s.conclude(j)
}

// fork begins steps side by side: a branch each, which is a job of its own that no
// attempt asks for, and speaks for nobody.
func (s *Server) fork(j *Job, x *step) {
	j.calls.await(int(x.need), len(x.from))
	s.w.Enter(j.Behalf, trace.Gathering, j.Place)
	self, at := j.Self, j.calls.made
	for _, from := range x.from {
		if j = s.w.jobs.Get(self); j == nil || j.calls.made != at {
			return // it went on without this branch
		}
		s.step(s.branch(j, from))
	}
}

// branch makes a branch of a job, which begins at a step. Its item names the job, the
// step that it is a part of, and where it begins.
func (s *Server) branch(j *Job, from int32) *Job {
	r, b := s.w.jobs.New()
	like := s.w.jobs.Get(j.Self)
	b.Self, b.Item.Kept, b.part, b.state = r, like.Self, bare, parked
	b.Op, b.Attempt, b.Place, b.Flow, b.Priority, b.Shape = like.Op, like.Attempt, like.Place, like.Flow, like.Priority, like.Shape
	b.Status, b.Once, b.Nested, b.Path, b.route = trace.OK, like.Once, true, like.Path, like.route
	b.Access, b.version, b.Due, b.session = like.Access, like.version, like.Due, like.session
	b.Salt = uint64(sim.Key(like.Salt).With(uint64(from)).Named("branch"))
	b.calls.made, b.Item.Update, b.Item.Delivery = from, uint32(like.calls.made), uint32(from)
	b.op, b.owner, b.station, b.since = s.w.join(like.Op), s, like.station, s.w.Now()
	s.w.jobsAt.Add(b.Place, r.Index)
	if b.Due != 0 {
		s.w.dropAtDeadline(r, b.Due)
	}
	return b
}

// branchEnded goes on with the job of which b is a branch, where that still waits for
// it.
func (s *Server) branchEnded(b *Job) {
	parent, of, status := b.Item.Kept, int32(b.Item.Update), b.Status
	b.Once = false // its job's deed is no business of its
	if s.shop.keeps(b) {
		s.shop.release(b)
	} else {
		s.w.freeJob(b)
	}
	if j := s.w.jobs.Get(parent); j != nil && j.calls.made == of && j.calls.awaits > 0 {
		s.came(j, status)
	}
}

// A publisher is a flow of which an operation may be begun: a [Follower] of the
// patterns.
type publisher interface {
	Follows(p trace.Place, key sim.Key, about Topic)
}

// publish begins an operation of a flow, and waits for nothing.
func (s *Server) publish(j *Job, x *step) {
	key, about := sim.Key(0), Topic(0)
	if o := s.w.ops.Get(j.Op); o != nil {
		key, about = o.Draw(x.purpose, j.Salt), s.w.Topic(j.Op)
	} else {
		key = sim.Key(s.stream(j).Uint64())
	}
	s.w.flows[x.flow].(publisher).Follows(j.Place, key, about)
}

// answerAhead answers a job that goes on: what it still does is on nobody's behalf.
// It tells whether it does.
func (s *Server) answerAhead(j *Job) bool {
	if j.part == answered {
		return true
	}
	r, status := j.Self, j.Status
	var waiting uint32
	if j.Once {
		waiting = s.result(j)
	}
	kept := s.answer(j)
	s.answerRepeats(waiting, status)
	if j.Self != r || kept {
		return false
	}
	j.part, j.Attempt, j.Holder, j.Once, j.Due = answered, sim.Ref{}, 0, false, 0
	return true
}

// Handle ends a wait: for a timer, or for a unit of a pool.
func (s *Server) Handle(e sim.Event) {
	r := sim.Ref{Index: e.A, Generation: e.B}
	switch j := s.w.jobs.Get(r); {
	case e.Kind() == eventForgone:
		s.forgone(r)
	case j == nil:
	case e.Kind() == eventGranted:
		s.granted(j)
	default:
		s.step(j)
	}
}
