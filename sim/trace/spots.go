package trace

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
)

// Spots are what stands at each place of a topology, from place 1 on. They take
// room by stretches of neighbours, such as the replicas of a node, and are found in
// time by the logarithm of their number.
type Spots []Stretch

// A Stretch is places next to each other where replicas next to each other stand.
type Stretch struct {
	First Place
	Spot  Spot // at the first
	Count int
}

// SpotsOf are spots from place 1 on.
func SpotsOf(spots ...Spot) Spots {
	var all Spots
	for _, s := range spots {
		all = all.And(s, 1)
	}
	return all
}

// And is these spots, as append has them, and at the places after theirs count
// more: first and the replicas of its node, or their sidecars, that follow it.
func (s Spots) And(first Spot, count int) Spots {
	if count <= 0 {
		return s
	}
	if last := len(s) - 1; last >= 0 && s[last].at(s[last].Count) == first {
		s[last].Count += count
		return s
	}
	return append(s, Stretch{Place(s.Len() + 1), first, count})
}

// Len is how many places there are.
func (s Spots) Len() int {
	if len(s) == 0 {
		return 0
	}
	last := &s[len(s)-1]
	return int(last.First) + last.Count - 1
}

// At is what stands at p. It panics where there is no such place.
func (s Spots) At(p Place) Spot {
	i, exact := slices.BinarySearchFunc(s, p, func(r Stretch, p Place) int { return cmp.Compare(r.First, p) })
	if !exact {
		i--
	}
	if i < 0 || int(p-s[i].First) >= s[i].Count {
		panic(fmt.Sprintf("trace.Spots.At: no place %d", p))
	}
	return s[i].at(int(p - s[i].First))
}

// at is what stands i places after the first.
func (r *Stretch) at(i int) Spot {
	return Spot{Node: r.Spot.Node, Replica: r.Spot.Replica + i, Sidecar: r.Spot.Sidecar}
}

// All are the places, each with what stands there.
func (s Spots) All() iter.Seq2[Place, Spot] {
	return func(yield func(Place, Spot) bool) {
		for i := range s {
			for k := range s[i].Count {
				if !yield(s[i].First+Place(k), s[i].at(k)) {
					return
				}
			}
		}
	}
}
