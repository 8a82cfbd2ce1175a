package sim

import "math/bits"

// Bytes is an amount of data.
type Bytes int64

// Bandwidth is bits a second; 0 stands for no bound.
type Bandwidth int64

// Transmit is the time that n bytes take to get onto a wire of bandwidth w,
// rounded up to a whole nanosecond. Where there is no bound it is 0.
func (w Bandwidth) Transmit(n Bytes) Time {
	if w <= 0 || n <= 0 {
		return 0
	}
	whole, rest := int64(n)*8/int64(w), int64(n)*8%int64(w)
	if whole >= int64(MaxHorizon/Second) {
		return MaxHorizon
	}
	return Time(whole)*Second + Time(mulDivUp(uint64(rest), uint64(Second), uint64(w)))
}

// Share is the part of n that a is of b, which is not less, rounded up.
func (n Bytes) Share(a, b Time) Bytes {
	if n <= 0 || a <= 0 {
		return 0
	}
	return Bytes(mulDivUp(uint64(n), uint64(a), uint64(b)))
}

// Rate is how often something happens a second.
type Rate float64

// mulDivUp is a*b/c, rounded up. The quotient must fit 64 bits.
func mulDivUp(a, b, c uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	q, r := bits.Div64(hi, lo, c)
	if r > 0 {
		q++
	}
	return q
}
