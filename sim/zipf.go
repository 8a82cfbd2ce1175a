package sim

import "math"

// A Zipf draws ranks from 1 to a count, rank k with a probability that is
// proportional to k^-exponent: the first is the most popular. Exponent 0 is
// uniform. It is drawn by rejection-inversion (Hörmann and Derflinger,
// "Rejection-inversion to generate variates from monotone discrete
// distributions", ACM TOMACS 6(3), 1996): the hat is the integral of
// x^-exponent, whatever the count takes the same time, and on average at most
// some 1.1 tries.
type Zipf struct {
	count    float64
	exponent float64
	low      float64 // the hat's integral up to 3/2, less the probability of rank 1
	high     float64 // and up to count + 1/2
	sure     float64 // what is within this of its rank needs no comparison
}

// NewZipf makes the law of ranks up to count, which is 1 or more, by an exponent
// of 0 or more.
func NewZipf(count int, exponent float64) Zipf {
	z := Zipf{count: float64(count), exponent: exponent}
	z.low = z.integral(1.5) - 1
	z.high = z.integral(z.count + 0.5)
	z.sure = 2 - z.inverse(z.integral(2.5)-z.weight(2))
	return z
}

// Draw is a rank, from the stream.
func (z Zipf) Draw(s *Stream) int {
	for {
		u := z.high + float64(s.Float64()*(z.low-z.high))
		x := z.inverse(u)
		k := min(max(1, math.Floor(x+0.5)), z.count)
		if k-x <= z.sure || u >= z.integral(k+0.5)-z.weight(k) {
			return int(k)
		}
	}
}

// weight is k^-exponent.
func (z Zipf) weight(k float64) float64 { return Exp(-float64(z.exponent * Log(k))) }

// integral is that of x^-exponent from 1 on: (x^(1-exponent) - 1)/(1-exponent),
// or ln x where the exponent is 1.
func (z Zipf) integral(x float64) float64 {
	l := Log(x)
	return float64(expRatio(float64((1-z.exponent)*l)) * l)
}

// inverse is the x whose integral is u. Rounding may take it a little beyond
// where it is defined.
func (z Zipf) inverse(u float64) float64 {
	t := max(-1, float64((1-z.exponent)*u))
	return Exp(float64(logRatio(t) * u))
}

// expRatio is (e^x - 1)/x, and 1 at 0.
func expRatio(x float64) float64 {
	if math.Abs(x) > 1e-2 {
		return (Exp(x) - 1) / x
	}
	r := 1 + float64(x/6)
	for n := 5.0; n >= 2; n-- {
		r = 1 + float64(x/n*r)
	}
	return r
}

// logRatio is ln(1 + x)/x, and 1 at 0.
func logRatio(x float64) float64 {
	if math.Abs(x) > 1e-2 {
		return Log(1+x) / x
	}
	r := 1.0 / 8
	for n := 7.0; n >= 1; n-- {
		r = 1/n - float64(x*r)
	}
	return r
}
