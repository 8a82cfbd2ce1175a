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
	pages []*page[T]
	made  []page[T] // pages that are made and not yet in use
	free  uint32    // the index that was freed last, where the list of those begins; 0 for none
	size  uint32    // indices ever handed out, and the unused index 0
	live  int
	trim  int // where fewer than that live, pages are given back
	gone  []vacancy
	dead  *page[T] // stands for every page that is gone: nothing lives on it
	room  *Account
}

// A vacancy is a page that was given back: its number, and a generation that no
// value on it has had while it lived.
type vacancy struct {
	page, generation uint32
}

// trimmed is how many pages a slab has before it gives any back.
const trimmed = 64

// together is how many pages are made at a time, where there are many.
const together = 4

const (
	pageBits = 8
	pageMask = 1<<pageBits - 1
)

type page[T any] [1 << pageBits]cell[T]

type cell[T any] struct {
	generation uint32 // odd while the value lives
	next       uint32 // the index freed before it, while it does not
	value      T
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
		i = s.grow()
	}
	c := s.cell(i)
	s.free = c.next
	c.generation++
	s.live++
	return Ref{i, c.generation}, &c.value
}

// grow makes one more index, as though it had been freed.
func (s *Slab[T]) grow() uint32 {
	if len(s.gone) > 0 {
		return s.reopen()
	}
	i := max(s.size, 1)
	if int(i>>pageBits) >= len(s.pages) {
		s.room.Add(1 << pageBits)
		s.pages = append(s.pages, s.make())
		s.watch()
	}
	s.size = i + 1
	return i
}

// make makes a page. Memory is given out in steps of 8 kB, so that of many pages
// several are made at a time: what is left of the last step is shared by all.
func (s *Slab[T]) make() *page[T] {
	if len(s.pages) < trimmed {
		return new(page[T])
	}
	if len(s.made) == 0 {
		s.made = make([]page[T], together)
	}
	p := &s.made[0]
	s.made = s.made[1:]
	return p
}

// reopen makes the page that was given back last anew. It returns the first of
// its indices, behind which the others are free.
func (s *Slab[T]) reopen() uint32 {
	v := s.gone[len(s.gone)-1]
	s.gone = s.gone[:len(s.gone)-1]
	s.room.Add(1 << pageBits)
	p := new(page[T])
	s.pages[v.page] = p
	for k := len(p) - 1; k >= 0; k-- {
		p[k].generation = v.generation
		if i := v.page<<pageBits | uint32(k); i != 0 {
			p[k].next, s.free = s.free, i
		}
	}
	s.watch()
	return s.free
}

// watch says when pages are given back: now nothing is free.
func (s *Slab[T]) watch() {
	if n := len(s.pages) - len(s.gone); n >= trimmed {
		s.trim = n << pageBits / 4 * 3
	}
}

// giveBack gives back the pages on which nothing lives. What is free elsewhere
// stays in its order. It is not inlined wherever something is freed.
//
//go:noinline
func (s *Slab[T]) giveBack() {
	if s.dead == nil {
		s.dead = new(page[T])
	}
	used := make([]bool, len(s.pages))
	for k, p := range s.pages {
		for i := range p {
			used[k] = used[k] || p[i].generation&1 == 1
		}
	}
	link := &s.free
	for i := s.free; i != 0; {
		c := s.cell(i)
		next := c.next
		if used[i>>pageBits] {
			*link, link = i, &c.next
		}
		i = next
	}
	*link = 0
	for k, p := range s.pages {
		if !used[k] && p != s.dead {
			s.vacate(uint32(k))
		}
	}
	if last := len(s.pages) - 1; s.pages[last] == s.dead {
		s.size = uint32(len(s.pages)) << pageBits // what was never handed out has gone with its page
	}
	s.trim = s.live / 4 * 3
}

// vacate gives back one page.
func (s *Slab[T]) vacate(k uint32) {
	v := vacancy{page: k}
	for i := range s.pages[k] {
		v.generation = max(v.generation, s.pages[k][i].generation)
	}
	s.pages[k] = s.dead
	s.gone = append(s.gone, v)
	s.room.Add(-1 << pageBits)
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
		s.giveBack()
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
