package sim

// A queue holds events in the order in which they fire. The nearest lie in a
// short sorted list: most events of a model are a hop or a service away, and
// for a dozen of them a list beats a heap. What the list cannot hold lies in a
// heap. Where that gets crowded, what is far off lies unsorted in a rung.
// A bucket of which the list could not hold all is put in order, and its first is
// in the heap for all of them.
//
//	rung ─ a bucket at a time ─► heap ─ one at a time ─► near ─► next to fire
//	    at or after horizon          nothing before near
//
// Each stage is exact: whatever lies in one fires after all of the next.
type queue struct {
	near    [nearest]Event // the last to fire first
	n       int            // events in near
	heap    heap
	rung    rung
	leads   uint64 // the order of the event in the heap that a bucket in order follows
	horizon Time   // events from here on go to the rung; Never where it is empty
}

const (
	nearest = 32 // events in the list; the cost of an insertion grows with it
	crowd   = 60 // events in the heap that are worth a rung
	nobody  = 1<<64 - 1
)

func newQueue() queue { return queue{horizon: Never, leads: nobody} }

func (q *queue) len() int { return q.n + len(q.heap.a) + q.rung.len() }

// first is the event to fire next, or nil.
func (q *queue) first() *Event {
	if q.n == 0 && !q.refill() {
		return nil
	}
	return &q.near[(q.n-1)&(nearest-1)]
}

// take takes what first has returned.
func (q *queue) take() { q.n-- }

func (q *queue) push(e Event) {
	if q.isNear(e) {
		q.insert(e)
	} else {
		q.pushFar(e)
	}
}

// insert puts e, which is near, into the list. Where that is full, half of it goes to
// the heap first.
func (q *queue) insert(e Event) {
	if q.n == nearest {
		q.halve()
		q.push(e)
		return
	}
	i := q.n & (nearest - 1)
	q.n = i + 1
	for ; i > 0 && q.near[i-1].before(e); i-- {
		q.near[i] = q.near[i-1]
	}
	q.near[i] = e
}

// isNear tells whether e fires before all that lies behind the list.
func (q *queue) isNear(e Event) bool {
	return len(q.heap.a) == 0 && e.at < q.horizon || q.n > 0 && e.before(q.near[0])
}

// pushFar puts e behind the list.
func (q *queue) pushFar(e Event) {
	if e.at < q.horizon {
		q.heap.push(e)
	} else {
		q.rung.push(e)
	}
}

// halve moves the later half of the full list to the heap.
func (q *queue) halve() {
	for i := range nearest / 2 {
		q.heap.push(q.near[i])
	}
	q.n = copy(q.near[:], q.near[nearest/2:])
}

// refill gets something into the empty list.
func (q *queue) refill() bool {
	if q.horizon == Never && len(q.heap.a) > crowd {
		q.climb()
	}
	if len(q.heap.a) > 0 {
		q.near[0], q.n = q.heap.pop(), 1
		if q.near[0].order == q.leads {
			q.follow()
		}
		return true
	}
	if q.rung.len() == 0 {
		q.horizon = Never
		return false
	}
	if cap(q.heap.a) > spacious {
		q.heap.a = nil
	}
	q.horizon = q.rung.next()
	if q.rung.crowded() {
		q.rung.lineUp()
		q.follow()
		return q.refill()
	}
	for e, ok := q.rung.pop(); ok; e, ok = q.rung.pop() {
		q.insert(e)
	}
	return true
}

// follow puts the next of a bucket in order into the heap, where the one before it
// was.
func (q *queue) follow() {
	q.leads = nobody
	if e, ok := q.rung.pop(); ok {
		q.heap.push(e)
		q.leads = e.order
	}
}

// climb moves the heap to the rung, which is empty.
func (q *queue) climb() {
	q.rung.clear()
	for _, e := range q.heap.a {
		q.rung.push(e)
	}
	q.heap.a = q.heap.a[:0]
	if cap(q.heap.a) > spacious {
		q.heap.a = nil
	}
}
