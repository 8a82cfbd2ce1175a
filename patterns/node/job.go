package node

import (
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// A Job is work that waits at a station or is done there.
type Job struct {
	Self sim.Ref // its own name
	network.Behalf
	Attempt   sim.Ref // the attempt that asks for it; zero for none
	Msg       uint32  // the number of the message that asks for it; 0 for none
	Place     trace.Place
	Flow      uint16
	Priority  int16
	Shape     trace.Shape  // of the message that asks for it, or what it is for
	Status    trace.Status // how the work went
	Once      bool         // what has been done is not done again
	Nested    bool         // a server asks for it, and its flow does not answer
	Urgent    bool         // goes ahead of the queue
	Exempt    bool         // needs no room in the queue
	Rebuilds  bool         // it makes a state anew: nobody else is asked for anything, and nothing fails
	Access    Access       // what is done with what it is about
	open      bool         // the trace knows of a worker that has it
	contended bool         // its work has been made longer by who was at work besides
	counted   bool         // a server's own: it is among the requests in hand
	state     jobState
	slot      uint32 // where it is among those under way
	route     uint16 // a server's own: by which of its routes it is done
	part      part   // a server's own: what of a request it is
	session   uint8  // a server's own: what it knows of its session
	version   uint32 // of what it is about, as it was read last
	Salt      uint64 // tells apart the several works of one operation
	Path      Path   // tells apart the attempts at one work
	Demand    sim.Time
	Due       Due      // when nobody will want it any more
	Item      Item     // its flow's own
	calls     progress // a server's own
	grip      uint32   // a server's own: what it has of pools, the latest; 0: nothing
	answer    sim.Ref  // a sidecar's own: the answer that passes; zero: a request does

	op      *Op // on whose behalf it is, which does not go before it; nil: none
	owner   Role
	station *stationAt
	since   sim.Time // when it joined the queue
	begun   sim.Time // when its work began, or was taken up again
	left    sim.Time // work left at begun
	worked  sim.Time // work done before begun
	noted   sim.Time // work that the trace knows of
	finish  float64  // processor sharing: the attained service at which it is done
	patient sim.TimerID
	neighbours
}

// An Item is what a flow has work done on, as the flow itself names it: an
// update for a listener, or a message that a broker keeps.
type Item struct {
	Listener uint32  // whom it is for
	Update   uint32  // its number in the listener's inbox
	Kept     sim.Ref // the message that the broker keeps
	Delivery uint32  // the broker's work: for which delivery of it, from 1
	Working  uint32  // a consumer's work: which of those that are under way
}

// jobLike makes a job like that. Whoever makes one has it done, by
// Workshop.submit, or lets go of it.
func (w *World) jobLike(like *Job) *Job {
	r, j := w.jobs.New()
	*j = *like
	j.Self = r
	if a := w.Attempt(j.Attempt); a != nil {
		a.job = r
	}
	j.op = w.join(j.Op)
	return j
}

// jobOf makes a job of attempt a, which r names, at the place where it is.
func (w *World) jobOf(r sim.Ref, a *Attempt) *Job {
	self, j := w.jobs.New()
	j.Self, j.Behalf, j.Attempt, j.Msg, j.Place, j.Flow, j.Shape, j.Priority = self, a.Behalf, r, a.Request, a.Place, a.Flow, a.Shape, a.Priority
	a.job = self
	j.op = w.join(j.Op)
	return j
}

// requested is the job of a server that has been asked for it by attempt a, which
// r names.
func (w *World) requested(r sim.Ref, a *Attempt) *Job {
	j := w.jobOf(r, a)
	j.Salt, j.Path, j.Once, j.Nested = a.Salt, a.Path, a.Once, a.Nested
	j.Access, j.Due = a.Access, w.dueAt(&a.Ask, a.Place)
	if a.Nested {
		j.version = a.Tag.Version()
	}
	return j
}

// dropJob forgets a job, and the answer that it has not passed on.
func (w *World) dropJob(j *Job) {
	if j.answer != (sim.Ref{}) {
		w.answers.Free(j.answer.Index)
	}
	op := j.op
	w.jobs.Free(j.Self.Index)
	w.leave(op)
}

// load is the operations that the job speaks for; none where it does not.
func (j *Job) load() network.Load {
	if o := j.op; o != nil {
		if side, speaks := o.holders.speaks(j.Holder); speaks {
			return network.Load{Op: o.ID, N: o.count(), Side: side}
		}
	}
	return network.Load{}
}

// part is what of a request a job is.
type part uint8

const (
	whole    part = iota
	branch        // one of several things that are done side by side for another job, which its item names as kept
	bare          // the same, and it has had no worker yet
	answered      // what is left of it once it is answered
)

// branches tells whether the job is a branch of another.
func (j *Job) branches() bool { return j.part == branch || j.part == bare }

type jobState uint8

const (
	queued jobState = iota + 1
	serving
	parked // done at the station, kept by its owner
)

// freeJob forgets a job, and gives back what it has.
func (w *World) freeJob(j *Job) {
	if j.patient != 0 {
		w.Kernel.Cancel(j.patient)
	}
	if j.Once {
		w.deserted(j)
	}
	if j.grip != 0 {
		j.owner.(*Server).letGo(j)
	}
	if j.counted {
		w.giveBack(j)
	}
	w.jobsAt.Remove(j.Place, j.Self.Index)
	if w.comes {
		w.rid(j.Place)
	}
	w.dropJob(j)
}
