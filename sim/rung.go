package sim

import (
	"math/bits"
	"slices"
)

// A rung holds events in buckets of equal width, unsorted, and those beyond
// the last bucket in a list that is dealt out to buckets once these are empty
// (after Tang, Goh and Thng, "Ladder queue", ACM TOMACS 15(3), 2005, of whose
// rungs this is one). An event costs a constant time, however many there are.
type rung struct {
	nodes   Slab[Event]
	heads   []uint32 // of the buckets' lists
	current int      // the bucket that pop empties
	start   Time     // of bucket 0
	shift   uint     // the width of a bucket is 2^shift
	dealt   int      // events in the buckets
	beyond  uint32   // the list of the others
	others  int
}

// A node is an event in a list, in which next follows it. Node 0 ends every list.
type node = cell[Event]

const leastBuckets = 64

func (r *rung) len() int { return r.dealt + r.others }

// clear makes an empty rung forget its buckets.
func (r *rung) clear() { r.start, r.shift = Never, 0 }

func (r *rung) push(e Event) {
	n, v := r.nodes.New()
	*v = e
	r.link(n.Index)
}

// link puts node i into its bucket or, where there is none, beyond them.
func (r *rung) link(i uint32) {
	n := r.nodes.cell(i)
	if bucket := uint64(n.value.at-r.start) >> r.shift; bucket < uint64(len(r.heads)) {
		n.next, r.heads[bucket] = r.heads[bucket], i
		r.dealt++
		return
	}
	n.next, r.beyond = r.beyond, i
	r.others++
}

// next goes on to the first bucket that is not empty, and returns its end.
func (r *rung) next() Time {
	if r.dealt == 0 {
		r.deal()
	}
	for r.heads[r.current] == 0 {
		r.current++
	}
	return r.start + Time(r.current+1)<<r.shift
}

// crowded tells whether the bucket that next went to holds more than a queue's
// list.
func (r *rung) crowded() bool {
	i := r.heads[r.current]
	for n := 0; i != 0 && n < nearest; n++ {
		i = r.nodes.cell(i).next
	}
	return i != 0
}

// lineUp puts the bucket that next went to in the order in which events fire.
func (r *rung) lineUp() {
	var lines [32]uint32 // lines[k] are 2^k events in order, or none
	line := uint32(0)
	for i := r.heads[r.current]; i != 0; {
		n := r.nodes.cell(i)
		line, i, n.next = i, n.next, 0
		k := 0
		for ; lines[k] != 0; k++ {
			line, lines[k] = r.merge(lines[k], line), 0
		}
		lines[k] = line
	}
	line = 0
	for _, other := range lines {
		line = r.merge(other, line)
	}
	r.heads[r.current] = line
}

// merge makes one list in order of two.
func (r *rung) merge(a, b uint32) (first uint32) {
	link := &first
	for a != 0 && b != 0 {
		n := r.nodes.cell(a)
		if other := r.nodes.cell(b); other.value.before(n.value) {
			a, b, n = b, a, other
		}
		*link, link, a = a, &n.next, n.next
	}
	*link = a | b
	return first
}

// pop takes the first event out of the bucket that next went to.
func (r *rung) pop() (Event, bool) {
	i := r.heads[r.current]
	if i == 0 {
		return Event{}, false
	}
	n := r.nodes.cell(i)
	e := n.value
	r.heads[r.current] = n.next
	r.nodes.Free(i)
	r.dealt--
	return e, true
}

// deal deals out what lies beyond the buckets, which are empty. They number
// half of the events to all, and span a few times the geometric mean of the
// delays, which a few events that lie far off hardly move.
func (r *rung) deal() {
	buckets := max(1<<bits.Len(uint(r.others/2)), leastBuckets)
	r.heads = slices.Grow(r.heads[:0], buckets)[:buckets]
	r.start, r.current = r.earliest(), 0
	r.shift = uint(max(r.magnitude()+3-bits.Len(uint(buckets)), 0))
	i := r.beyond
	r.beyond, r.others = 0, 0
	for i != 0 {
		next := r.nodes.cell(i).next
		r.link(i)
		i = next
	}
}

// earliest is the earliest time beyond the buckets.
func (r *rung) earliest() Time {
	earliest := Never
	for i := r.beyond; i != 0; {
		n := r.nodes.cell(i)
		earliest, i = min(earliest, n.value.at), n.next
	}
	return earliest
}

// magnitude is the mean binary logarithm of the delays from start of those
// beyond the buckets.
func (r *rung) magnitude() int {
	sum := 0
	for i := r.beyond; i != 0; {
		n := r.nodes.cell(i)
		sum += bits.Len64(uint64(n.value.at - r.start))
		i = n.next
	}
	return (sum + r.others/2) / r.others
}
