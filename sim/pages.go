package sim

// Pages hold a value for each number below a size. They take room for those
// alone near which one was ever set, so that a crowd of which nothing is known
// costs nothing. Values stay where they are.
type Pages[N ~int | ~uint32, T any] struct {
	size  int
	pages []*[numbersPage]T
}

const numbersPage = 256

// NewPages makes the pages for size numbers, all of whose values are zero.
func NewPages[N ~int | ~uint32, T any](size int) Pages[N, T] {
	return Pages[N, T]{size, make([]*[numbersPage]T, (size+numbersPage-1)/numbersPage)}
}

// Has tells whether n is below the size.
func (s *Pages[N, T]) Has(n N) bool { return int(n) < s.size }

// At is where the value of n is kept, from now on at the latest.
func (s *Pages[N, T]) At(n N) *T {
	i := uint32(n)
	page := s.pages[i/numbersPage]
	if page == nil {
		page = new([numbersPage]T)
		s.pages[i/numbersPage] = page
	}
	return &page[i%numbersPage]
}

// Value is that of n.
func (s *Pages[N, T]) Value(n N) (v T) {
	i := uint32(n)
	if page := s.pages[i/numbersPage]; page != nil {
		v = page[i%numbersPage]
	}
	return v
}
