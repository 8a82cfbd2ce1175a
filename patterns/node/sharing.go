package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// sharing is processor sharing: all jobs are under way at once, each at the
// same share of the cores' speed and at most one core each (Kleinrock,
// "Queueing Systems", volume 2, 4.4). It keeps the service that a job present
// all along would have attained; a job is done once that has grown by its
// demand.
type sharing struct {
	attained float64 // nanoseconds of service
	at       sim.Time
	heap     []uint32 // jobs, a binary heap by finish, then by index
	epoch    uint32   // of the pending event; others are stale
}

func (s *sharing) len() int { return len(s.heap) }

// pace is how fast attained service grows, per nanosecond.
func (t *stationAt) pace() float64 {
	n := t.sharing.len()
	if n <= t.shop.workers {
		return t.speed
	}
	return t.speed * float64(t.shop.workers) / float64(n)
}

// attain brings the attained service up to now.
func (t *stationAt) attain() {
	s, now := &t.sharing, t.shop.w.Now()
	s.attained += float64(float64(now-s.at) * t.pace())
	s.at = now
	if s.len() == 0 {
		s.attained = 0
	}
}

// share adds a job to those under way.
func (t *stationAt) share(i uint32, j *Job) {
	t.attain()
	if t.shop.contends {
		t.contends(j)
	}
	j.state, j.begun = serving, t.shop.w.Now()
	j.finish = t.sharing.attained + float64(j.Demand)
	t.note(j, trace.Serve, trace.InService)
	if j.Shape.Followed() {
		t.follow(j, trace.InService)
	}
	t.metered()
	t.sharing.heap = append(t.sharing.heap, i)
	t.up(len(t.sharing.heap) - 1)
	t.plan()
	if w := t.shop.w; w.ties {
		w.begun(j)
	}
}

// plan schedules the end of the job that is done first.
func (t *stationAt) plan() {
	s := &t.sharing
	s.epoch++
	if s.len() == 0 || t.pace() == 0 {
		return
	}
	w := t.shop.w
	left := w.jobs.At(s.heap[0]).finish - s.attained
	w.Kernel.At(w.Now()+sim.FromNanos(left/t.pace()), t.shop.id, eventShared, uint32(t.place-t.shop.first), s.epoch)
}

// sharedDone ends the job that is done first, and any that are done with it.
func (t *stationAt) sharedDone(epoch uint32) {
	if epoch != t.sharing.epoch {
		return
	}
	t.attain()
	i := t.sharing.heap[0]
	j := t.shop.w.jobs.At(i)
	t.take(0)
	t.plan()
	j.worked = j.Demand
	if j.Status == trace.NoStatus {
		j.Status = trace.OK
	}
	t.noteFinish(j, j.Status)
	j.state = parked
	j.owner.Worked(j)
}

// unshare stops a job before it is done.
func (t *stationAt) unshare(j *Job, why trace.Status) {
	t.attain()
	j.worked = max(0, min(j.Demand, j.Demand-sim.FromNanos(j.finish-t.sharing.attained)))
	t.take(int(j.slot))
	t.plan()
	t.noteFinish(j, why)
}

func (t *stationAt) earlier(a, b int) bool {
	s, jobs := &t.sharing, &t.shop.w.jobs
	x, y := jobs.At(s.heap[a]), jobs.At(s.heap[b])
	return x.finish < y.finish || x.finish == y.finish && x.since < y.since
}

func (t *stationAt) swap(a, b int) {
	s, jobs := &t.sharing, &t.shop.w.jobs
	s.heap[a], s.heap[b] = s.heap[b], s.heap[a]
	jobs.At(s.heap[a]).slot, jobs.At(s.heap[b]).slot = uint32(a), uint32(b)
}

// take removes position k from the heap.
func (t *stationAt) take(k int) {
	t.metered()
	s := &t.sharing
	last := len(s.heap) - 1
	t.swap(k, last)
	s.heap = s.heap[:last]
	if k < last {
		t.down(k)
		t.up(k)
	}
}

func (t *stationAt) up(k int) {
	t.shop.w.jobs.At(t.sharing.heap[k]).slot = uint32(k)
	for k > 0 && t.earlier(k, (k-1)/2) {
		t.swap(k, (k-1)/2)
		k = (k - 1) / 2
	}
}

func (t *stationAt) down(k int) {
	for n := t.sharing.len(); ; {
		child := 2*k + 1
		if child >= n {
			return
		}
		if child+1 < n && t.earlier(child+1, child) {
			child++
		}
		if !t.earlier(child, k) {
			return
		}
		t.swap(k, child)
		k = child
	}
}
