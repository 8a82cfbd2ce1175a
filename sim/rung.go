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
	nodes   []node
	free    uint32
	heads   []uint32 // of the buckets' lists
	current int      // the bucket that pop empties
	start   Time     // of bucket 0
	shift   uint     // the width of a bucket is 2^shift
	dealt   int      // events in the buckets
	beyond  uint32   // the list of the others
	others  int
	trim    int // where fewer than that are left, nodes are given back
}

// A node is an event in a list. Node 0 ends every list.
type node struct {
	Event
	next uint32
}

const leastBuckets = 64

func (r *rung) len() int { return r.dealt + r.others }

// clear makes an empty rung forget its buckets.
func (r *rung) clear() { r.start, r.shift = Never, 0 }

func (r *rung) push(e Event) {
	i := r.free
	if i == 0 {
		i = r.grow()
	}
	r.free = r.nodes[i].next
	r.nodes[i].Event = e
	r.link(i)
}

func (r *rung) grow() uint32 {
	if len(r.nodes) == 0 {
		r.nodes = append(r.nodes, node{})
	}
	r.nodes = append(r.nodes, node{})
	if len(r.nodes) > spacious {
		r.trim = len(r.nodes) / 4
	}
	return uint32(len(r.nodes) - 1)
}

// link puts node i into its bucket or, where there is none, beyond them.
func (r *rung) link(i uint32) {
	n := &r.nodes[i]
	if bucket := uint64(n.at-r.start) >> r.shift; bucket < uint64(len(r.heads)) {
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

// pop takes an event out of the bucket that next went to, in no order.
func (r *rung) pop() (Event, bool) {
	i := r.heads[r.current]
	if i == 0 {
		return Event{}, false
	}
	n := &r.nodes[i]
	e := n.Event
	r.heads[r.current], n.next, r.free = n.next, r.free, i
	r.dealt--
	if r.len() < r.trim {
		r.giveBack()
	}
	return e, true
}

// giveBack moves the events to nodes close together, each in its list, and
// gives back the room of the crowd there was.
func (r *rung) giveBack() {
	from := r.nodes
	r.nodes, r.free, r.trim = make([]node, 1, 2*r.len()+1), 0, 0
	for b, i := range r.heads {
		r.heads[b] = r.move(from, i)
	}
	r.beyond = r.move(from, r.beyond)
	if len(r.nodes) > spacious {
		r.trim = len(r.nodes) / 2
	}
}

// move copies a list of other nodes, and returns its first.
func (r *rung) move(from []node, i uint32) uint32 {
	first := uint32(0)
	link := &first
	for ; i != 0; i = from[i].next {
		r.nodes = append(r.nodes, node{Event: from[i].Event})
		*link = uint32(len(r.nodes) - 1)
		link = &r.nodes[*link].next
	}
	return first
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
		next := r.nodes[i].next
		r.link(i)
		i = next
	}
}

// earliest is the earliest time beyond the buckets.
func (r *rung) earliest() Time {
	earliest := Never
	for i := r.beyond; i != 0; i = r.nodes[i].next {
		earliest = min(earliest, r.nodes[i].at)
	}
	return earliest
}

// magnitude is the mean binary logarithm of the delays from start of those
// beyond the buckets.
func (r *rung) magnitude() int {
	sum := 0
	for i := r.beyond; i != 0; i = r.nodes[i].next {
		sum += bits.Len64(uint64(r.nodes[i].at - r.start))
	}
	return (sum + r.others/2) / r.others
}
