package node

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A deed is one piece of an operation's work that bears an idempotency key: it
// is done once, however often it is asked for and wherever. While one job is at
// work on it the others wait for its result; where that job is lost, the first
// of them takes over.
//
// Model card. Who serves a flow shares what is known of keys: all replicas know
// at once what is done, and what is being done. A repeat that waits takes no
// worker and no room in a queue. A result that is an error is every repeat's,
// and the next one works again. Left out: the cost of the keys' store, keys
// that expire.
type deed struct {
	salt  uint64  // which of the operation's works it is
	job   sim.Ref // who is at work on it; stale or zero: nobody
	done  bool
	first uint32 // of the repeats that wait for its result
	last  uint32
	next  uint32 // of the operation's deeds
}

// A repeat is a job that waits for the result of another one.
type repeat struct {
	Job
	demand Demand // the work that it asks for
	behind uint32 // the one that waits next
}

// deed is what j does, or nil where it bears no key.
func (w *World) deed(j *Job) *deed {
	if !j.Once || j.Shape.Publishes() {
		return nil
	}
	o := w.ops.Get(j.Op)
	if o == nil {
		return nil
	}
	link := &o.deeds
	for *link != 0 {
		d := w.deeds.At(*link)
		if d.salt == j.Salt {
			return d
		}
		link = &d.next
	}
	r, d := w.deeds.New()
	*link, d.salt = r.Index, j.Salt
	return d
}

// wait makes a repeat of j where another job is at work on the same deed, and
// tells whether one is.
func (d *deed) wait(w *World, j *Job, demand Demand) bool {
	if w.jobs.Get(d.job) == nil {
		return false
	}
	if j.counted {
		w.giveBack(j)
	}
	w.Enter(j.Behalf, trace.Held, j.Place)
	r, p := w.repeats.New()
	p.Job, p.demand = *j, demand
	w.repeatsAt.Add(j.Place, r.Index)
	w.await(d, r.Index)
	w.dropJob(j)
	return true
}

// await puts a repeat behind those that wait for a deed's result.
func (w *World) await(d *deed, i uint32) {
	if d.first == 0 {
		d.first = i
	} else {
		w.repeats.At(d.last).behind = i
	}
	d.last = i
}

// result ends the work on a deed, and returns the first of those that wait for
// it, who from now are the caller's to take.
func (d *deed) result(s trace.Status) (first uint32) {
	first = d.first
	d.job, d.first, d.last = sim.Ref{}, 0, 0
	d.done = d.done || s == trace.OK
	return first
}

// takeFirst takes the first of the repeats that wait for a deed.
func (w *World) takeFirst(d *deed) repeat {
	r := w.takeRepeat(d.first)
	d.first = r.behind
	return r
}

// takeRepeat takes a repeat from those that wait.
func (w *World) takeRepeat(i uint32) repeat {
	r := *w.repeats.At(i)
	w.repeatsAt.Remove(r.Place, i)
	w.repeats.Free(i)
	return r
}

// deserted says that a job is no more. Where it has left its deed undone, and
// somebody waits for it, they take over.
func (w *World) deserted(j *Job) {
	d := w.deed(j)
	if d == nil || d.job != j.Self {
		return
	}
	d.job = sim.Ref{}
	if d.first != 0 {
		w.Kernel.At(w.Now(), w.id, eventTakeOver, j.Op.Index, j.Op.Generation)
	}
}

// takeOver gives the deeds of an operation on which nobody is at work to the
// first who still waits for them.
func (w *World) takeOver(op sim.Ref) {
	o := w.ops.Get(op)
	if o == nil {
		return
	}
	for i := o.deeds; i != 0; i = w.deeds.At(i).next {
		for d := w.deeds.At(i); d.first != 0 && w.jobs.Get(d.job) == nil; {
			r := w.takeFirst(d)
			if w.stands(&r.Job) {
				w.Server(r.Place).takeUp(&r)
			}
		}
	}
}

// freeDeeds forgets the deeds of an operation, and the repeats that still wait
// for them.
func (w *World) freeDeeds(o *Op) {
	for i := o.deeds; i != 0; {
		d := w.deeds.At(i)
		for d.first != 0 {
			w.takeFirst(d)
		}
		next := d.next
		w.deeds.Free(i)
		i = next
	}
}

// stands tells whether a job that waits is still to be answered.
func (w *World) stands(j *Job) bool {
	if j.Attempt == (sim.Ref{}) {
		return true // its flow has it
	}
	a := w.Attempt(j.Attempt)
	return a != nil && a.under
}

// forgetRepeats forgets the jobs that wait at p, which has crashed.
func (w *World) forgetRepeats(p trace.Place) {
	var ops []uint32
	for _, i := range w.repeatsAt.Of(p) {
		ops = append(ops, w.repeats.At(i).Op.Index)
	}
	slices.Sort(ops)
	for _, op := range slices.Compact(ops) {
		for i := w.ops.At(op).deeds; i != 0; i = w.deeds.At(i).next {
			w.dropRepeats(p, w.deeds.At(i))
		}
	}
}

// dropRepeats forgets the repeats of a deed that wait at p.
func (w *World) dropRepeats(p trace.Place, d *deed) {
	i := d.first
	d.first, d.last = 0, 0
	for i != 0 {
		x := w.repeats.At(i)
		next := x.behind
		x.behind = 0
		if x.Place == p {
			r := w.takeRepeat(i)
			w.Enter(r.Behalf, trace.Unanswered, p)
		} else {
			w.await(d, i)
		}
		i = next
	}
}
