package sim

import (
	"iter"
	"slices"
)

// An Index finds things that are numbered, such as the values of a slab, by a
// key that each has for a while, such as the place where it is. To add one or
// to take it out costs the same however many there are, and to list those of a
// key costs by their number alone. Keys are best close together: the room they
// take is that of all between the least and the greatest. The zero Index is
// empty.
type Index[K ~uint32 | ~int] struct {
	least K
	first []uint32 // by key, from the least on: the thing added last, plus 1; 0: none
	links []link   // by thing
}

// A link is a thing's neighbours among those of its key, plus 1.
type link struct {
	prev, next uint32
}

// Add puts thing i under a key. It is under no other. It is not inlined, so that a
// [LateIndex] that nobody asks is.
//
//go:noinline
func (x *Index[K]) Add(key K, i uint32) {
	if int(i) >= len(x.links) {
		x.links = append(x.links, make([]link, int(i)+1-len(x.links))...)
	}
	if key < x.least || int(key-x.least) >= len(x.first) {
		x.widen(key)
	}
	first := &x.first[key-x.least]
	if *first != 0 {
		x.links[*first-1].prev = i + 1
	}
	x.links[i] = link{next: *first}
	*first = i + 1
}

// Remove takes out thing i, which is under the key. It is not inlined either.
//
//go:noinline
func (x *Index[K]) Remove(key K, i uint32) {
	l := x.links[i]
	if l.prev != 0 {
		x.links[l.prev-1].next = l.next
	} else {
		x.first[key-x.least] = l.next
	}
	if l.next != 0 {
		x.links[l.next-1].prev = l.prev
	}
}

// Of lists the things under a key by their numbers, the least first: in the
// order in which a walk over all things meets them.
func (x *Index[K]) Of(key K) []uint32 {
	if key < x.least || int(key-x.least) >= len(x.first) {
		return nil
	}
	var found []uint32
	for i := x.first[key-x.least]; i != 0; i = x.links[i-1].next {
		found = append(found, i-1)
	}
	slices.Sort(found)
	return found
}

// widen makes room for a key.
func (x *Index[K]) widen(key K) {
	switch n := K(len(x.first)); {
	case n == 0:
		x.least = key
	case key < x.least: // with as much room again, so that keys may go on falling
		least := key - min(key, n)
		x.first = append(make([]uint32, x.least-least, x.least-least+n), x.first...)
		x.least = least
	}
	if n := int(key-x.least) + 1; n > len(x.first) {
		x.first = append(x.first, make([]uint32, n-len(x.first))...)
	}
}

// A LateIndex is an [Index] that is made when it is first asked, of what there
// is then, and kept from there on: a run that never asks pays nothing for it.
type LateIndex[K ~uint32 | ~int] struct {
	index Index[K]
	all   iter.Seq2[K, uint32]
	asked bool
}

// NewLateIndex makes one of things of which all lists those that are there, each
// after its key.
func NewLateIndex[K ~uint32 | ~int](all iter.Seq2[K, uint32]) LateIndex[K] {
	return LateIndex[K]{all: all}
}

// Kept tells whether it has been asked.
func (x *LateIndex[K]) Kept() bool { return x.asked }

// Add puts thing i, which is under no key, under that.
func (x *LateIndex[K]) Add(key K, i uint32) {
	if x.asked {
		x.index.Add(key, i)
	}
}

// Remove takes out thing i, which is under the key.
func (x *LateIndex[K]) Remove(key K, i uint32) {
	if x.asked {
		x.index.Remove(key, i)
	}
}

// Of lists the things under a key by their numbers, the least first.
func (x *LateIndex[K]) Of(key K) []uint32 {
	if !x.asked {
		x.asked = true
		for key, i := range x.all {
			x.index.Add(key, i)
		}
	}
	return x.index.Of(key)
}
