package sim

import "sort"

// Sort puts s in order by compare, and leaves what is equal as it stood. One
// sort serves whatever s holds: that of package slices is compiled anew for each
// type, which made the page's program larger by 20 kB. It takes longer: 0.12 s
// in place of 0.03 for 200,000 in no order.
func Sort[T any](s []T, compare func(a, b T) int) {
	if len(s) > 1 {
		sort.Stable(&sorting[T]{s, compare})
	}
}

// A sorting is a slice on its way to being in order.
type sorting[T any] struct {
	of      []T
	compare func(a, b T) int
}

func (s *sorting[T]) Len() int           { return len(s.of) }
func (s *sorting[T]) Less(i, j int) bool { return s.compare(s.of[i], s.of[j]) < 0 }
func (s *sorting[T]) Swap(i, j int)      { s.of[i], s.of[j] = s.of[j], s.of[i] }
