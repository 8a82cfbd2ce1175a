package sim

import (
	"fmt"
	"math"
)

// A Sampler draws from a distribution. Make one with [Dist.Sampler]; the zero
// Sampler is the constant 0. It is small and never changes, so it is copied
// freely.
type Sampler struct {
	law   law
	a, b  float64 // what they are stands beside the law
	fixed Time    // the constant
	more  *more   // nil for a constant, and an exponential without clamps
}

type law uint8

const (
	constant    law = iota // a: value
	exponential            // a: mean
	uniform                // a: min, b: span
	normal                 // a: mean, b: standard deviation
	lognormal              // a: median, b: standard deviation of the logarithm
	gamma                  // a: scale, b: shape - 1/3; shape at least 1
	gammaBelow1            // a: scale, b: shape + 2/3
	pareto                 // a: min, b: 1/shape
	hyper                  // values are means of branches
	empirical
	mixed   // values are the means of parts
	clamped // another law's draws, drawn to the bounds
)

// more holds what few laws need.
type more struct {
	mean     float64
	law      law // that is clamped
	min, max float64
	values   []float64
	bounds   []float64 // of a uniform draw, at which value i ends
	parts    []Sampler // of a mixture, beside the values
}

// Constant always draws t.
func Constant(t Time) Sampler { return Sampler{law: constant, a: float64(t), fixed: t} }

// Exponential draws from the exponential distribution.
func Exponential(mean Time) Sampler { return Sampler{law: exponential, a: float64(mean)} }

// Time draws a span of time, rounded to the nanosecond by [FromNanos].
func (s *Sampler) Time(r *Stream) Time {
	switch s.law {
	case constant:
		return s.fixed
	case exponential:
		return FromNanos(float64(s.a * r.Exponential()))
	}
	return FromNanos(s.draw(r))
}

// Once is the first [Sampler.Time] that the stream draws which the key names.
func (s *Sampler) Once(k Key) Time {
	switch s.law {
	case constant:
		return s.fixed
	case exponential:
		return FromNanos(float64(s.a * k.Exponential()))
	}
	r := NewStream(k)
	return FromNanos(s.draw(&r))
}

// Int draws an amount, such as of bytes, rounded as a time would be.
func (s *Sampler) Int(r *Stream) int64 { return int64(s.Time(r)) }

// Sample draws a number, in nanoseconds or bytes. It is never below 0.
func (s *Sampler) Sample(r *Stream) float64 {
	if s.law == constant {
		return s.a
	}
	return s.draw(r)
}

func (s *Sampler) draw(r *Stream) float64 {
	switch s.law {
	case exponential:
		return float64(s.a * r.Exponential())
	case uniform:
		return s.a + float64(s.b*r.Float64())
	case normal:
		return s.a + float64(s.b*r.Normal())
	case lognormal:
		return float64(s.a * Exp(float64(s.b*r.Normal())))
	case gamma:
		return float64(s.a * r.gamma(s.b))
	case gammaBelow1:
		return float64(s.a * r.gamma(s.b) * Exp(-r.Exponential()/(s.b-2.0/3)))
	case pareto:
		return float64(s.a * Exp(float64(s.b*r.Exponential())))
	case hyper:
		return float64(s.more.pick(r) * r.Exponential())
	case empirical:
		return s.more.pick(r)
	case mixed:
		return s.more.parts[s.more.place(r)].Sample(r)
	case clamped:
		within := *s
		within.law = s.more.law
		return min(max(within.draw(r), s.more.min), s.more.max)
	}
	panic(fmt.Sprintf("sim.Sampler: no law %d", s.law))
}

// gamma draws from the gamma distribution of scale 1 and shape d + 1/3, which
// is at least 1 (Marsaglia and Tsang, "A simple method for generating gamma
// variables", ACM TOMS 26(3), 2000). Below 1 they draw at shape + 1 and
// multiply by U^(1/shape); -log U is exponential.
func (r *Stream) gamma(d float64) float64 {
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.Normal()
		root := 1 + float64(c*x)
		if root <= 0 {
			continue
		}
		v := float64(root * root * root)
		u, z := r.Float64(), float64(x*x)
		if u < 1-float64(0.0331*z*z) || Log(u) < float64(0.5*z)+float64(d*(1-v+Log(v))) {
			return float64(d * v)
		}
	}
}

// pick draws one of the values.
func (m *more) pick(r *Stream) float64 { return m.values[m.place(r)] }

// place draws the place of one of the values.
func (m *more) place(r *Stream) int {
	u := r.Float64()
	low, high := 0, len(m.values)-1
	for low < high {
		if middle := (low + high) / 2; u < m.bounds[middle] {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// Mean is the law's mean, infinite for a Pareto of shape 1 or less. Clamps
// are left out of it.
func (s Sampler) Mean() float64 {
	if s.more != nil {
		return s.more.mean
	}
	return s.a
}

// IsConstant tells whether every draw is the same, and none is made.
func (s Sampler) IsConstant() bool { return s.law == constant }
