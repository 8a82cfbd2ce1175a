package sim

// A heap is a 4-ary heap of events. It pops bottom-up: the hole at the root
// sinks to a leaf along the earliest children, chosen without branches, and
// the last event rises from there, seldom far.
type heap struct {
	a []Event
}

func (h *heap) push(e Event) {
	h.a = append(h.a, e)
	h.rise(len(h.a)-1, e)
}

func (h *heap) pop() Event {
	first := h.a[0]
	n := len(h.a) - 1
	last := h.a[n]
	h.a = h.a[:n]
	if n > 0 {
		h.rise(h.sink(), last)
	}
	return first
}

// sink moves the hole at the root to a leaf, and returns where it came to
// rest.
func (h *heap) sink() int {
	a, hole := h.a, 0
	for {
		child := 4*hole + 1
		if child+3 >= len(a) {
			return sinkLast(a, hole, child)
		}
		c := (*[4]Event)(a[child : child+4])
		low := c[1].precedes(&c[0])
		high := 2 + c[3].precedes(&c[2])
		first := low + (high-low)*c[high&3].precedes(&c[low&3])
		a[hole] = c[first&3]
		hole = child + first
	}
}

// sinkLast sinks the hole to its children where there are fewer than four.
func sinkLast(a []Event, hole, child int) int {
	if child >= len(a) {
		return hole
	}
	first := child
	for i := child + 1; i < len(a); i++ {
		first += (i - first) * a[i].precedes(&a[first])
	}
	a[hole] = a[first]
	return first
}

// rise places e at the hole or above it.
func (h *heap) rise(hole int, e Event) {
	a := h.a
	for hole > 0 {
		parent := (hole - 1) >> 2
		if !e.before(a[parent]) {
			break
		}
		a[hole] = a[parent]
		hole = parent
	}
	a[hole] = e
}
