package check

import "backchat/sim/trace"

// places holds a value for each place of a topology, and for nowhere. It takes
// room for those alone near which one was ever set, so that a crowd of which
// nothing is known costs nothing.
type places[T any] struct {
	size  int
	pages []*[placesPage]T
}

const placesPage = 256

func newPlaces[T any](t *trace.Topology) places[T] {
	size := t.Places.Len() + 1
	return places[T]{size, make([]*[placesPage]T, (size+placesPage-1)/placesPage)}
}

// has tells whether there is such a place.
func (s *places[T]) has(p trace.Place) bool { return int(p) < s.size }

// at is where the value of p is kept, from now on at the latest.
func (s *places[T]) at(p trace.Place) *T {
	page := &s.pages[p/placesPage]
	if *page == nil {
		*page = new([placesPage]T)
	}
	return &(*page)[p%placesPage]
}

// value is that of p.
func (s *places[T]) value(p trace.Place) (v T) {
	if page := s.pages[p/placesPage]; page != nil {
		v = page[p%placesPage]
	}
	return v
}
