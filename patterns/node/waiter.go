package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// crowd is how many jobs wait at a station before more that join them are
// packed: a request that seldom waits is not worth the packing.
const crowd = 1024

// A waiter is the job of a request while it waits in a crowd: all there is to
// say of it that its attempt does not, which lives as long. It becomes a job
// again for whoever asks for it: a worker that is free, or a cancellation.
type waiter struct {
	attempt uint32
	status  trace.Status // how the work will go
	since   sim.Time     // when it joined the queue
	demand  sim.Time
	neighbours
}

// neighbours are the two in line before and behind one who waits; 0: none. Each
// is the index of a job, or with packed that of a waiter.
type neighbours struct {
	prev, next uint32
}

// packed tells the index of a waiter from that of a job.
const packed = 1 << 31

func (t *stationAt) neighbours(i uint32) *neighbours {
	if w := t.shop.w; i&packed == 0 {
		return &w.jobs.At(i).neighbours
	} else {
		return &w.waiters.At(i &^ packed).neighbours
	}
}

// packs tells whether j, the job of a request at a server, which bears no
// idempotency key, waits with nothing that could end that but its attempt.
func (t *stationAt) packs(j *Job) bool {
	return j.state == queued && j.patient == 0 && j.Due == 0 && !j.counted
}

// pack makes a waiter of job j. What the job refers to, its operation, the waiter
// refers to.
func (t *stationAt) pack(j *Job) {
	w := t.shop.w
	r, x := w.waiters.New()
	*x = waiter{attempt: j.Attempt.Index, status: j.Status, since: j.since, demand: j.Demand, neighbours: j.neighbours}
	i := r.Index | packed
	w.attempts.At(x.attempt).job = sim.Ref{Index: i, Generation: r.Generation}
	t.substitute(j.Self.Index, i, j.neighbours)
	w.jobsAt.Remove(j.Place, j.Self.Index)
	w.jobs.Free(j.Self.Index)
}

// unpack makes a job again of waiter i.
func (t *stationAt) unpack(i uint32) *Job {
	w := t.shop.w
	x := *w.waiters.At(i &^ packed)
	w.waiters.Free(i &^ packed)
	j := w.requested(w.attempts.Ref(x.attempt), w.attempts.At(x.attempt))
	w.leave(j.op) // the waiter did refer to it, too
	j.owner, j.station, j.state = w.group(t.place).role, t, queued
	j.Status, j.since, j.Demand, j.left, j.neighbours = x.status, x.since, x.demand, x.demand, x.neighbours
	if d := w.attempts.At(x.attempt).Demand; d != 0 {
		j.route = j.owner.(*Server).routed(d)
	}
	t.substitute(i, j.Self.Index, j.neighbours)
	w.jobsAt.Add(j.Place, j.Self.Index)
	return j
}

// substitute puts another in the place in line of one with those neighbours.
func (t *stationAt) substitute(one, another uint32, n neighbours) {
	for k := range t.lines {
		l := &t.lines[k]
		if l.first == one {
			l.first = another
		}
		if l.last == one {
			l.last = another
		}
	}
	if n.prev != 0 {
		t.neighbours(n.prev).next = another
	}
	if n.next != 0 {
		t.neighbours(n.next).prev = another
	}
}

// full is the job of one who waits.
func (t *stationAt) full(i uint32) *Job {
	if i&packed != 0 {
		return t.unpack(i)
	}
	return t.shop.w.jobs.At(i)
}

// unpackAll makes jobs again of all who wait at the station.
func (t *stationAt) unpackAll() {
	for k := range t.lines {
		for i := t.lines[k].first; i != 0; {
			i = t.full(i).next
		}
	}
}

// jobOn is the job that works on an attempt, or stays with it; nil for none.
func (w *World) jobOn(a *Attempt) *Job {
	i := a.job.Index
	if i&packed == 0 {
		return w.jobs.Get(a.job)
	}
	if w.waiters.Get(sim.Ref{Index: i &^ packed, Generation: a.job.Generation}) == nil {
		return nil
	}
	return w.Server(a.Place).shop.station(a.Place).unpack(i)
}
