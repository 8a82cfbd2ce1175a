package sim

import "math"

// The functions here use only operations that IEEE 754 rounds exactly, and
// convert every product that is added to something, so that no compiler fuses
// the two. The standard library's own differ between platforms in the last
// bit.

const (
	// ln2High has 20 trailing zero bits, so that its product with an exponent
	// is exact; ln2Low is what is missing.
	ln2High = 0x1.62e42feep-1
	ln2Low  = 0x1.a39ef35793c76p-33
	invLn2  = 1 / math.Ln2

	maxExp = 0x1.62e42fefa39efp+9  // Log of the largest float64
	minExp = -0x1.74910d52d3052p+9 // Log of half the smallest
)

// Exp is e to the power of x, within 1 unit in the last place, and equal to
// the bit on every platform. With k the nearest integer to x/ln 2 and r the
// rest, it is 2^k e^r, the latter by Taylor's series.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > maxExp:
		return math.Inf(1)
	case x < minExp:
		return 0
	}
	k := math.Floor(float64(x*invLn2) + 0.5)
	r := (x - float64(k*ln2High)) - float64(k*ln2Low)
	return scale(1+(r+float64(r*r*expRest(r))), int(k))
}

// expRest is (e^r - 1 - r) / r² for |r| up to ln 2 / 2: the terms of even and
// of odd power, each by Horner's rule.
func expRest(r float64) float64 {
	z := float64(r * r)
	even := 1.0/479001600 + float64(z*(1.0/87178291200))
	even = 1.0/3628800 + float64(z*even)
	even = 1.0/40320 + float64(z*even)
	even = 1.0/720 + float64(z*even)
	even = 1.0/24 + float64(z*even)
	even = 1.0/2 + float64(z*even)
	odd := 1.0/39916800 + float64(z*(1.0/6227020800))
	odd = 1.0/362880 + float64(z*odd)
	odd = 1.0/5040 + float64(z*odd)
	odd = 1.0/120 + float64(z*odd)
	odd = 1.0/6 + float64(z*odd)
	return even + float64(r*odd)
}

// scale is x times 2^k, rounded once.
func scale(x float64, k int) float64 {
	switch {
	case k > 1023:
		return float64(x * 2 * powerOfTwo(k-1))
	case k < -1022:
		return float64(x * powerOfTwo(k+64) * 0x1p-64)
	}
	return float64(x * powerOfTwo(k))
}

func powerOfTwo(k int) float64 { return math.Float64frombits(uint64(k+1023) << 52) }

// Log is the natural logarithm of x, within 1 unit in the last place, and
// equal to the bit on every platform. With x = 2^k (1+f) and s = f/(2+f), it
// is k ln 2 + 2 artanh s, summed so that f, which is exact, leads.
func Log(x float64) float64 {
	switch {
	case x != x || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case x > math.MaxFloat64:
		return x
	}
	f, k := fraction(x)
	s := f / (2 + f)
	z := float64(s * s)
	half := float64(0.5 * f * f)
	rest := float64(s*(half+float64(z*artanhRest(z)))) + float64(k*ln2Low)
	return float64(k*ln2High) - ((half - rest) - f)
}

// fraction splits x into 2^k (1+f) with 1+f from √½ to √2.
func fraction(x float64) (f, k float64) {
	exponent := -1023
	if x < 0x1p-1022 {
		x *= 0x1p54
		exponent -= 54
	}
	b := math.Float64bits(x)
	exponent += int(b >> 52)
	m := math.Float64frombits(b&(1<<52-1) | 1023<<52)
	if m > math.Sqrt2 {
		m /= 2
		exponent++
	}
	return m - 1, float64(exponent)
}

// artanhRest is (2 artanh(s)/s - 2) / z with z = s², up to 0.0295.
func artanhRest(z float64) float64 {
	r := 2.0/21 + float64(z*(2.0/23))
	r = 2.0/19 + float64(z*r)
	r = 2.0/17 + float64(z*r)
	r = 2.0/15 + float64(z*r)
	r = 2.0/13 + float64(z*r)
	r = 2.0/11 + float64(z*r)
	r = 2.0/9 + float64(z*r)
	r = 2.0/7 + float64(z*r)
	r = 2.0/5 + float64(z*r)
	return 2.0/3 + float64(z*r)
}
