package patterns

import "math/bits"

// A ring tells who is next of those in it that may take a turn.
type ring struct {
	may   []uint64 // a bit for each
	count int      // of those who may
	next  int      // whose turn it is, or would be
}

// ringOf makes a ring of n, none of whom may.
func ringOf(n int) ring { return ring{may: make([]uint64, (n+63)/64)} }

// let says whether i may take a turn.
func (r *ring) let(i int, may bool) {
	word, bit := &r.may[i/64], uint64(1)<<(i%64)
	switch was := *word&bit != 0; {
	case may && !was:
		r.count++
		*word |= bit
	case was && !may:
		r.count--
		*word &^= bit
	}
}

// take is the next that may, behind whom the turn goes on; -1: none.
func (r *ring) take() int {
	if r.count == 0 {
		return -1
	}
	k := r.next / 64
	word := r.may[k] >> (r.next % 64) << (r.next % 64)
	for word == 0 {
		k = (k + 1) % len(r.may)
		word = r.may[k]
	}
	i := k*64 + bits.TrailingZeros64(word)
	r.next = (i + 1) % (64 * len(r.may))
	return i
}
