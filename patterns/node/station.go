package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A Workshop is a station at each replica of a node: a queue and workers,
// whose order of service is the discipline (Kleinrock, "Queueing Systems",
// volumes 1 and 2, 1975 and 1976).
type Workshop struct {
	w        *World
	id       sim.HandlerID
	workers  int
	room     int  // -1: any number may wait
	shares   bool // the order of service: processor sharing
	preempts bool // the most important first, who interrupts others
	ranks    bool // the most important first
	lifo     bool // the last first
	adapts   bool // the last first where the queue stands
	sojourn  *Sojourn
	stands   sim.Time
	patience sim.Sampler
	patient  bool
	blocking bool
	yields   bool // where the queue is full, to who is more important
	contends bool // some work takes longer the more is worked on
	purpose  sim.Key
	first    trace.Place
	at       []stationAt
}

// A stationAt is the station of one replica.
type stationAt struct {
	shop    *Workshop
	place   trace.Place
	busy    int // workers taken
	waiting int
	filled  sim.Time // when somebody began to wait, who found none who did
	sheds   bool     // it is giving up who has waited too long
	lines   []line   // by priority, the highest first; one for other disciplines
	speed   float64
	slows   []float64 // the factors that faults set now
	pauses  int
	serving []uint32 // under way, for changes of speed, crash and preemption
	sharing sharing
	meter   *meter // nil: nobody asks how busy it is
}

const (
	eventDone uint8 = iota
	eventShared
	eventImpatient
)

// stationBytes is what is kept of a station that nobody waits at.
const stationBytes = 224

// NewWorkshop makes the stations of count replicas from first on.
func NewWorkshop(w *World, c Station, blocking bool, first trace.Place, count int) (*Workshop, error) {
	w.Kernel.Keeps("stations", stationBytes).Add(count)
	s := &Workshop{
		w: w, workers: c.Workers, room: -1, blocking: blocking, shares: c.Discipline == "processorSharing",
		preempts: c.Discipline == "preemptive", ranks: c.Discipline == "preemptive" || c.Discipline == "priority", lifo: c.Discipline == "lifo", adapts: c.Discipline == "adaptive", yields: c.Full == "leastImportant", sojourn: c.Sojourn, stands: standing,
		first: first, at: make([]stationAt, count), purpose: sim.NewKey(0).Named("patience"),
	}
	if c.Queue != nil {
		s.room = *c.Queue
	}
	if c.Sojourn != nil {
		s.stands = c.Sojourn.Interval
	}
	if c.Patience != nil {
		sampler, err := c.Patience.Sampler()
		if err != nil {
			return nil, err
		}
		s.patience, s.patient = sampler, true
	}
	for i := range s.at {
		s.at[i] = stationAt{shop: s, place: first + trace.Place(i), speed: 1}
	}
	s.id = w.Kernel.Register(s)
	return s, nil
}

func (s *Workshop) station(p trace.Place) *stationAt { return &s.at[p-s.first] }

// Handle fires the end of work and of patience.
func (s *Workshop) Handle(e sim.Event) {
	switch e.Kind() {
	case eventDone:
		r := sim.Ref{Index: e.A, Generation: e.B}
		if j := s.w.jobs.Get(r); j != nil && j.state == serving && j.begun+j.left == e.At() {
			j.station.done(j)
		}
	case eventShared:
		s.at[e.A].sharedDone(e.B)
	case eventImpatient:
		r := sim.Ref{Index: e.A, Generation: e.B}
		if j := s.w.jobs.Get(r); j != nil && j.state == queued {
			j.patient = 0
			j.station.giveUp(j, trace.TimedOut)
		}
	}
}

// submit hands a job to the station at its place. It tells whether there was
// room; where there was none the job is no more.
func (s *Workshop) submit(j *Job, owner Role) bool {
	at := s.station(j.Place)
	j.owner, j.station, j.since, j.left = owner, at, s.w.Now(), j.Demand
	s.w.jobsAt.Add(j.Place, j.Self.Index)
	if s.yields && at.waiting > 0 && at.waiting >= s.room && !j.Exempt {
		at.yield(j)
	}
	switch {
	case s.shares:
		if s.room >= 0 && !j.Exempt && at.sharing.len() >= s.workers+s.room {
			at.refuse(j)
			return false
		}
		at.share(j.Self.Index, j)
	case at.busy < s.workers:
		at.serve(j)
	case s.preempts && (s.room < 0 || j.Urgent || at.waiting < s.room) && at.preempt(j):
		at.serve(j)
	case s.room >= 0 && !j.Exempt && at.waiting >= s.room:
		at.refuse(j)
		return false
	default:
		at.enqueue(j)
	}
	return true
}

// keeps tells whether a worker stays with a job between its steps.
func (s *Workshop) keeps(j *Job) bool { return s.blocking && !s.shares && j.part != bare }

// refuse lets go of a job for which there is no room.
func (t *stationAt) refuse(j *Job) {
	t.note(j, trace.Drop, trace.NoCause).Status = trace.Rejected
	t.shop.w.freeJob(j)
}

// note records something about a job; its operation spends its time on cause
// from now.
func (t *stationAt) note(j *Job, kind trace.Kind, cause trace.Cause) *trace.Record {
	w, load := t.shop.w, j.load()
	if load.Side != 0 && cause != trace.NoCause {
		w.beside(load, t.place, j.Flow, j.Msg, cause)
	}
	r := w.Trace.Add()
	r.Kind, r.At, r.Node, r.Msg, r.Flow, r.Shape = kind, w.Now(), t.place, j.Msg, j.Flow, j.Shape
	load.Name(r, cause)
	return r
}

// follow tells who polls, or has sent a batch, what becomes of the job that came with
// it.
func (t *stationAt) follow(j *Job, cause trace.Cause) {
	t.shop.w.followed(j.Attempt, cause, t.place, Sent{})
}

// enqueue makes a job wait.
func (t *stationAt) enqueue(j *Job) {
	t.insert(j)
	t.note(j, trace.Queue, trace.Queued).Aux = int64(t.waiting)
	if j.Shape.Followed() {
		t.follow(j, trace.Queued)
	}
	if s := t.shop; s.patient {
		key := s.w.Key
		if j.op != nil {
			key = j.op.Chance(s.purpose, j.Salt, j.Path)
		}
		j.patient = s.w.Kernel.Timer(s.w.Now()+s.patience.Once(key), s.id, eventImpatient, j.Self.Index, j.Self.Generation)
	}
}

// insert puts a job at its place in the queue: the end of its line, or the
// front for last in, first out.
func (t *stationAt) insert(j *Job) {
	i := j.Self.Index
	j.state = queued
	if t.waiting == 0 {
		t.filled = t.shop.w.Now()
	}
	t.waiting++
	priority := int16(0)
	if t.shop.ranks {
		priority = j.Priority
	}
	l := t.line(priority)
	if t.shop.lifo || j.Urgent || j.worked > 0 {
		t.linkFront(l, i, j)
	} else {
		t.linkBack(l, i, j)
	}
}

// unqueue takes a job out of its line.
func (t *stationAt) unqueue(j *Job) {
	t.waiting--
	i := j.Self.Index
	for k := range t.lines {
		l := &t.lines[k]
		if l.first == i {
			l.first = j.next
		}
		if l.last == i {
			l.last = j.prev
		}
	}
	if j.prev != 0 {
		t.neighbours(j.prev).next = j.next
	}
	if j.next != 0 {
		t.neighbours(j.next).prev = j.prev
	}
	j.prev, j.next = 0, 0
	if j.patient != 0 {
		t.calm(j)
	}
}

// serveFirst serves the first of those who wait, unless it has waited too long.
func (t *stationAt) serveFirst() {
	k := 0
	for t.lines[k].first == 0 {
		k++
	}
	l := &t.lines[k]
	if t.shop.adapts && t.stands() {
		t.linkFirst(l, t.full(l.last))
	}
	j := t.full(l.first)
	if t.stale(j) || j.Due != 0 && t.shop.w.Now() >= j.Due.at() {
		t.shed(j)
		return
	}
	if l.first = j.next; l.first != 0 {
		t.neighbours(l.first).prev = 0
	} else {
		l.last = 0
	}
	t.waiting--
	j.prev, j.next = 0, 0
	if j.patient != 0 {
		t.calm(j)
	}
	t.serve(j)
}

// calm ends the patience of a job, which waits no longer.
func (t *stationAt) calm(j *Job) {
	t.shop.w.Kernel.Cancel(j.patient)
	j.patient = 0
}

// serve gives a job a worker.
func (t *stationAt) serve(j *Job) {
	w := t.shop.w
	t.metered()
	t.busy++
	if t.shop.contends {
		t.contends(j)
	}
	j.state, j.begun = serving, w.Now()
	t.note(j, trace.Serve, trace.InService).Aux = int64(w.Now() - j.since)
	if j.Shape.Followed() {
		t.follow(j, trace.InService)
	}
	j.slot, j.open = uint32(len(t.serving)), true
	t.serving = append(t.serving, j.Self.Index)
	t.schedule(j)
	if w.ties {
		w.begun(j)
	}
}

// schedule sets the end of a job's work by its speed. begun + left is when
// that is; an event at any other time is stale.
func (t *stationAt) schedule(j *Job) {
	if t.speed == 0 {
		j.left = sim.MaxHorizon
		return
	}
	if t.speed != 1 {
		j.left = sim.FromNanos(float64(j.Demand-j.worked) / t.speed)
	} else {
		j.left = j.Demand - j.worked
	}
	w := t.shop.w
	w.Kernel.At(j.begun+j.left, t.shop.id, eventDone, j.Self.Index, j.Self.Generation)
}

// done ends a job's work at the station: the worker is free, unless it stays with
// the job, and the owner goes on.
func (t *stationAt) done(j *Job) {
	t.unserve(j)
	j.worked = j.Demand
	if j.Status == trace.NoStatus {
		j.Status = trace.OK
	}
	if !t.shop.blocking {
		t.noteFinish(j, j.Status)
	}
	j.state = parked
	if !t.shop.blocking {
		t.free()
	}
	j.owner.Worked(j)
}

// free gives a worker to the next who waits.
func (t *stationAt) free() {
	t.metered()
	if t.busy--; t.waiting > 0 {
		t.next()
	}
}

// Release ends a job that its owner has kept after its work.
func (s *Workshop) Release(r sim.Ref) {
	if j := s.w.jobs.Get(r); j != nil {
		s.release(j)
	}
}

func (s *Workshop) release(j *Job) {
	t := j.station
	held := s.keeps(j)
	if held && j.open {
		t.noteFinish(j, j.Status)
	}
	s.w.freeJob(j)
	if held {
		t.free()
	}
}

// JobOf is the job that works on an attempt, or stays with it; zero for none.
func (w *World) JobOf(attempt sim.Ref) sim.Ref {
	if a := w.Attempt(attempt); a != nil {
		if j := w.jobOn(a); j != nil {
			return j.Self
		}
	}
	return sim.Ref{}
}

// Release lets go of a job that a flow has kept.
func (w *World) Release(r sim.Ref) {
	if j := w.jobs.Get(r); j != nil {
		j.station.shop.Release(r)
	}
}

// next serves those who wait, while there are workers.
func (t *stationAt) next() {
	for t.waiting > 0 && t.busy < t.shop.workers && !t.sheds {
		t.serveFirst()
	}
}

func (t *stationAt) unserve(j *Job) {
	last := len(t.serving) - 1
	t.serving[j.slot] = t.serving[last]
	t.shop.w.jobs.At(t.serving[j.slot]).slot = j.slot
	t.serving = t.serving[:last]
}

// giveUp lets go of a job that waits.
func (t *stationAt) giveUp(j *Job, why trace.Status) { t.leave(j, why, why) }

// leave lets go of a job that waits, for a reason, and answers it so.
func (t *stationAt) leave(j *Job, why, answer trace.Status) {
	t.unqueue(j)
	t.note(j, trace.Drop, trace.NoCause).Status = why
	j.Status = answer
	j.state = parked
	if t.shop.blocking {
		t.metered()
		t.busy++ // Release gives it back
	}
	j.owner.Worked(j)
}

// cancel takes a job back that waits, or, always, that is under way, too.
func (t *stationAt) cancel(j *Job, always bool) {
	if j.state == queued || always {
		t.drop(j, trace.Cancelled)
	}
}

// drop lets go of a job that is wanted no more, whatever has become of it, without
// an answer.
func (t *stationAt) drop(j *Job, why trace.Status) {
	a, w := j.Attempt, t.shop.w
	if j.branches() {
		a = sim.Ref{} // its job's
	}
	switch j.state {
	case queued:
		t.unqueue(j)
		t.note(j, trace.Drop, trace.NoCause).Status = why
		w.freeJob(j)
	case serving:
		t.stop(j, why)
		w.freeJob(j)
	case parked:
		j.Status = why
		t.shop.release(j)
	}
	w.Discard(a)
	t.next()
}

// stop takes a job's worker away before its work is done.
func (t *stationAt) stop(j *Job, why trace.Status) {
	if t.shop.shares {
		t.unshare(j, why)
		return
	}
	t.advance(j)
	t.unserve(j)
	t.metered()
	t.busy--
	t.noteFinish(j, why)
}

// noteFinish records the work done since the last such record.
func (t *stationAt) noteFinish(j *Job, why trace.Status) {
	r := t.note(j, trace.Finish, trace.NoCause)
	r.Aux, r.Status = int64(j.worked-j.noted), why
	j.noted, j.open = j.worked, false
}

// advance notes how much of a job's work is done by now.
func (t *stationAt) advance(j *Job) {
	now := t.shop.w.Now()
	done := now - j.begun
	if t.speed != 1 {
		done = sim.FromNanos(float64(done) * t.speed)
	}
	j.worked = min(j.worked+done, j.Demand)
	j.begun, j.left = now, sim.Never-now
}

// preempt frees a worker for a more important job by interrupting the least
// important one under way.
func (t *stationAt) preempt(j *Job) bool {
	jobs := &t.shop.w.jobs
	var least *Job
	for _, i := range t.serving {
		other := jobs.At(i)
		if least == nil || other.Priority < least.Priority ||
			other.Priority == least.Priority && other.since > least.since {
			least = other
		}
	}
	if least == nil || least.Priority >= j.Priority {
		return false
	}
	t.stop(least, trace.Unfinished)
	least.since = t.shop.w.Now()
	t.insert(least)
	t.note(least, trace.Queue, trace.Queued).Aux = int64(t.waiting)
	if least.Shape.Followed() {
		t.follow(least, trace.Queued)
	}
	return true
}
