package sim

import (
	"fmt"
	"iter"
)

// A Slab keeps values of T in pages and hands out their indices. A freed
// index is used again, with another generation, so that a [Ref] to what has
// been freed is known to be stale. Index 0 is never handed out. A value does
// not move: a pointer to it is good until it is freed. Pages are given back
// whenever a quarter of many has come free, so that a crowd leaves nothing
// behind, and what becomes of it finds room: looking for them costs each value
// that is freed four looks at others.
type Slab[T any] struct {
	indices
	pages []*page[T]
	made  []page[T] // pages that are made and not yet in use
	dead  *page[T]  // stands for every page that is gone: nothing lives on it
}

// together is how many pages are made at a time, where there are many.
const together = 4

const (
	pageBits = 8
	pageSize = 1 << pageBits
	pageMask = pageSize - 1
)

type page[T any] [pageSize]cell[T]

type cell[T any] struct {
	head
	value T
}

// A Ref names one value of a slab for as long as it lives. The zero Ref names
// nothing.
type Ref struct {
	Index      uint32
	Generation uint32
}

// Keep makes the slab account for the room that it takes, a page at a time.
func (s *Slab[T]) Keep(a *Account) { s.room = a }

// New hands out a zero value.
func (s *Slab[T]) New() (Ref, *T) {
	i := s.free
	if i == 0 {
		i = s.grow(s)
	}
	c := s.cell(i)
	s.free = c.next
	c.generation++
	s.live++
	return Ref{i, c.generation}, &c.value
}

func (s *Slab[T]) count() int { return len(s.pages) }

// makePage makes a page. Memory is given out in steps of 8 kB, so that of many pages
// several are made at a time: what is left of the last step is shared by all.
func (s *Slab[T]) makePage(k uint32) {
	if int(k) < len(s.pages) {
		s.pages[k] = new(page[T])
		return
	}
	if len(s.pages) < trimmed {
		s.pages = append(s.pages, new(page[T]))
		return
	}
	if len(s.made) == 0 {
		s.made = make([]page[T], together)
	}
	s.pages = append(s.pages, &s.made[0])
	s.made = s.made[1:]
}

func (s *Slab[T]) dropPage(k uint32) {
	if s.dead == nil {
		s.dead = new(page[T])
	}
	s.pages[k] = s.dead
}

func (s *Slab[T]) isGone(k uint32) bool { return s.pages[k] == s.dead }

func (s *Slab[T]) head(i uint32) *head { return &s.cell(i).head }

func (s *Slab[T]) survey(k uint32) (lives bool, most uint32) {
	for i := range s.pages[k] {
		generation := s.pages[k][i].generation
		lives, most = lives || generation&1 == 1, max(most, generation)
	}
	return lives, most
}

func (s *Slab[T]) cell(i uint32) *cell[T] { return &s.pages[i>>pageBits][i&pageMask] }

// Free takes index i back and makes its value zero. Freeing what does not
// live panics.
func (s *Slab[T]) Free(i uint32) {
	c := s.cell(i)
	if c.generation&1 == 0 {
		panic(fmt.Sprintf("sim.Slab.Free: index %d does not live", i))
	}
	c.generation++
	c.next, s.free = s.free, i
	c.value = *new(T)
	if s.live--; s.live < s.trim {
		s.giveBack(s)
	}
}

// At is the value at index i.
func (s *Slab[T]) At(i uint32) *T { return &s.cell(i).value }

// Ref names the value at index i, which lives.
func (s *Slab[T]) Ref(i uint32) Ref { return Ref{i, s.cell(i).generation} }

// Get is the value that r names, or nil where it has been freed.
func (s *Slab[T]) Get(r Ref) *T {
	if r.Index == 0 {
		return nil
	}
	c := s.cell(r.Index)
	if c.generation != r.Generation {
		return nil
	}
	return &c.value
}

// All are the values that live, by their indices.
func (s *Slab[T]) All() iter.Seq2[uint32, *T] {
	return func(yield func(uint32, *T) bool) {
		for k, p := range s.pages {
			for i := range p {
				if c := &p[i]; c.generation&1 == 1 && !yield(uint32(k)<<pageBits|uint32(i), &c.value) {
					return
				}
			}
		}
	}
}

// Live counts the values handed out and not yet freed.
func (s *Slab[T]) Live() int { return s.live }
