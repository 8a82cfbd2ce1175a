package node

import (
	"cmp"
	"slices"

	"backchat/sim/trace"
)

// A Roster tells which of a list of places, none of which is there twice, one
// is. It takes room by runs of neighbours, such as the replicas of a node, and
// time by the logarithm of their number.
type Roster []run

// A run is places that follow each other in the list and in number.
type run struct {
	first trace.Place
	index int // in the list, of the first
	count int
}

// NewRoster makes the roster of places.
func NewRoster(places []trace.Place) Roster {
	var r Roster
	at := 0 // the run of the place before
	for i, p := range places {
		if i > 0 && r[at].first+trace.Place(r[at].count) == p {
			r[at].count++
			continue
		}
		r = append(r, run{})
		for at = len(r) - 1; at > 0 && r[at-1].first > p; at-- {
			r[at] = r[at-1]
		}
		r[at] = run{p, i, 1}
	}
	return r
}

// Find is which of the places p is, and whether it is one.
func (r Roster) Find(p trace.Place) (i int, ok bool) {
	k, exact := slices.BinarySearchFunc(r, p, func(x run, p trace.Place) int { return cmp.Compare(x.first, p) })
	if !exact {
		k--
	}
	if k < 0 || int(p-r[k].first) >= r[k].count {
		return 0, false
	}
	return r[k].index + int(p-r[k].first), true
}
