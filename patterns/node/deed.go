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
	salt    uint64  // which of the operation's works it is
	job     sim.Ref // who is at work on it; stale or zero: nobody
	done    bool
	waiting []uint32 // the repeats that wait for its result, the first first
}

// A repeat is a job that waits for the result of another one.
type repeat struct {
	Job
	demand *sim.Sampler // by which its work would be drawn
}

// deed is what j does, or nil where it bears no key.
func (w *World) deed(j *Job) *deed {
	if !j.Once || j.Shape == trace.Publish {
		return nil
	}
	o := w.ops.Get(j.Op)
	if o == nil {
		return nil
	}
	for _, d := range o.deeds {
		if d.salt == j.Salt {
			return d
		}
	}
	d := &deed{salt: j.Salt}
	o.deeds = append(o.deeds, d)
	return d
}

// wait makes j wait where another job is at work on the same deed, and tells
// whether one is.
func (d *deed) wait(w *World, j *Job, demand *sim.Sampler) bool {
	if w.jobs.Get(d.job) == nil {
		return false
	}
	w.Enter(j.Behalf, trace.Held, j.Place)
	d.waiting = append(d.waiting, w.newRepeat(j, demand))
	return true
}

// result ends the work on a deed, and returns who waits for it.
func (d *deed) result(w *World, s trace.Status) []repeat {
	var waiting []repeat
	for _, i := range d.waiting {
		waiting = append(waiting, w.takeRepeat(i))
	}
	d.job, d.waiting = sim.Ref{}, nil
	d.done = d.done || s == trace.OK
	return waiting
}

func (w *World) newRepeat(j *Job, demand *sim.Sampler) uint32 {
	i := w.repeats.New()
	*w.repeats.At(i) = repeat{*j, demand}
	w.repeatsAt.Add(j.Place, i)
	return i
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
	if len(d.waiting) > 0 {
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
	for _, d := range o.deeds {
		for len(d.waiting) > 0 && w.jobs.Get(d.job) == nil {
			r := w.takeRepeat(d.waiting[0])
			d.waiting = d.waiting[1:]
			if w.stands(&r.Job) {
				w.Server(r.Place).takeUp(&r)
			}
		}
	}
}

// stands tells whether a job that waits is still to be answered.
func (w *World) stands(j *Job) bool {
	if j.Attempt == (sim.Ref{}) {
		return true // its flow has it
	}
	a := w.attempts.Get(j.Attempt)
	return a != nil && a.under
}

// forgetRepeats forgets the jobs that wait at p, which has crashed.
func (w *World) forgetRepeats(p trace.Place) {
	var ops []uint32
	for _, i := range w.repeatsAt.Of(p) {
		ops = append(ops, w.repeats.At(i).Op.Index)
	}
	slices.Sort(ops)
	for _, i := range slices.Compact(ops) {
		for _, d := range w.ops.At(i).deeds {
			w.forsakeAt(p, d)
		}
	}
}

// forsakeAt forgets the repeats of a deed that wait at p.
func (w *World) forsakeAt(p trace.Place, d *deed) {
	kept := d.waiting[:0]
	for _, i := range d.waiting {
		if w.repeats.At(i).Place != p {
			kept = append(kept, i)
			continue
		}
		r := w.takeRepeat(i)
		w.Enter(r.Behalf, trace.Unanswered, p)
	}
	d.waiting = kept
}
