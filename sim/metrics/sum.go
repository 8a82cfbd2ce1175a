package metrics

import (
	"math/bits"

	"backchat/sim"
	"backchat/sim/exact"
)

// A sum adds up whole numbers without rounding: 128 bits, modulo 2^128. In
// between it may be below 0, in two's complement.
type sum struct {
	hi, lo uint64
}

func (s *sum) add(n uint64) {
	if s.lo += n; s.lo < n {
		s.hi++
	}
}

func (s *sum) sub(n uint64) {
	if s.lo < n {
		s.hi--
	}
	s.lo -= n
}

func (s sum) plus(t sum) sum {
	lo, carry := bits.Add64(s.lo, t.lo, 0)
	return sum{s.hi + t.hi + carry, lo}
}

func (s sum) minus(t sum) sum {
	lo, borrow := bits.Sub64(s.lo, t.lo, 0)
	return sum{s.hi - t.hi - borrow, lo}
}

// product is a times b.
func product(a, b uint64) sum {
	hi, lo := bits.Mul64(a, b)
	return sum{hi, lo}
}

func (s sum) float() float64 {
	if s.hi == 0 {
		return float64(s.lo)
	}
	return s.exact().Float64()
}

// seconds is a sum of nanoseconds in seconds.
func (s sum) seconds() float64 { return s.float() / float64(sim.Second) }

func (s sum) exact() exact.Natural { return exact.Of(s.lo, s.hi) }

// A squares adds up the squares of numbers without rounding, in 192 bits.
type squares struct {
	top uint64
	sum
}

func (s *squares) add(n uint64) {
	if n < 1<<32 {
		if s.lo += n * n; s.lo >= n*n {
			return // as for most spans of time, which are below 4 s
		}
		if s.hi++; s.hi == 0 {
			s.top++
		}
		return
	}
	hi, lo := bits.Mul64(n, n)
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, lo, 0)
	s.hi, carry = bits.Add64(s.hi, hi, carry)
	s.top += carry
}

func (s *squares) plus(t squares) squares {
	var r squares
	var carry uint64
	r.lo, carry = bits.Add64(s.lo, t.lo, 0)
	r.hi, carry = bits.Add64(s.hi, t.hi, carry)
	r.top = s.top + t.top + carry
	return r
}

func (s *squares) exact() exact.Natural { return exact.Of(s.lo, s.hi, s.top) }
