package exact

import (
	"cmp"
	"math"
)

// A Ratio is a number as a fraction, whose denominator is not 0.
type Ratio struct {
	Num, Den Natural
	Negative bool
}

// Decimal is the number that some digits make, so many of them behind the
// point.
func Decimal(digits string, behind int) Ratio {
	r := Ratio{Den: Of(1)}
	for _, d := range digits {
		r.Num = r.Num.Mul(Of(10)).Add(Of(uint64(d - '0')))
	}
	for range behind {
		r.Den = r.Den.Mul(Of(10))
	}
	return r
}

// Scaled is so many times the number, divided by per.
func (r Ratio) Scaled(times, per uint64) Ratio {
	return Ratio{r.Num.Mul(Of(times)), r.Den.Mul(Of(per)), r.Negative}
}

// Sign is -1 below 0, 0 at 0 and 1 above it.
func (r Ratio) Sign() int {
	switch {
	case r.Num == Natural{}:
		return 0
	case r.Negative:
		return -1
	}
	return 1
}

// Cmp is -1 where r is less than o, 0 where both are the same, otherwise 1.
func (r Ratio) Cmp(o Ratio) int {
	if r.Sign() != o.Sign() {
		return cmp.Compare(r.Sign(), o.Sign())
	}
	return r.Sign() * r.Num.Mul(o.Den).Cmp(o.Num.Mul(r.Den))
}

// Whole is the size of the number, and whether that is a whole one.
func (r Ratio) Whole() (n Natural, whole bool) {
	n, rest := r.divided()
	return n, rest == Natural{}
}

// Float64 is the float64 nearest to the number, of two equally near the even
// one.
func (r Ratio) Float64() float64 {
	if r.Sign() == 0 {
		return 0
	}
	by := 64 - (r.Num.Bits() - r.Den.Bits()) // so that the quotient has 64 or 65 digits
	scaled := r
	if by > 0 {
		scaled.Num = r.Num.shifted(-by)
	} else {
		scaled.Den = r.Den.shifted(by)
	}
	quotient, rest := scaled.divided()
	if rest != (Natural{}) { // what is cut off breaks a tie
		quotient[0] |= 1
	}
	return float64(r.Sign()) * math.Ldexp(quotient.Float64(), -by)
}

// divided is the whole part of the size, and the numerator of the rest.
func (r Ratio) divided() (quotient, rest Natural) {
	rest = r.Num
	for i := r.Num.Bits() - r.Den.Bits(); i >= 0; i-- {
		part := r.Den.shifted(-i)
		if rest.Cmp(part) >= 0 {
			rest = rest.Sub(part)
			quotient[i/64] |= 1 << (i % 64)
		}
	}
	return quotient, rest
}
