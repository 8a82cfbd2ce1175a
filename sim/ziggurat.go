package sim

// Exponential and normal draws use the ziggurat of Marsaglia and Tsang ("The
// ziggurat method for generating random variables", Journal of Statistical
// Software 5(8), 2000) with 256 layers of equal area, and 53 random bits apart
// from those that choose the layer and the sign, as Doornik ("An improved
// ziggurat method to generate normal random samples", 2005) asks. The tables
// are literals: nothing is computed at start.

// A layer is one slice of a ziggurat: 53 random bits times width is where the
// draw falls; below inside it is under the curve for certain.
type layer struct {
	inside int64
	width  float64
}

// Where the tails begin.
const (
	exponentialTail = 7.69711747013104971404462804801521549911396864
	normalTail      = 3.65415288536100877164542972039951576297485459
)

// Exponential draws from the exponential distribution of mean 1.
func (s *Stream) Exponential() float64 {
	u := s.Uint64()
	l := &exponentialLayers[u&255]
	if bits := int64(u >> 11); bits < l.inside {
		return float64(float64(bits) * l.width)
	}
	return s.exponentialEdge(u)
}

// Exponential is the first [Stream.Exponential] of the stream that the key
// names.
func (k Key) Exponential() float64 {
	u := k.first()
	l := &exponentialLayers[u&255]
	if bits := int64(u >> 11); bits < l.inside {
		return float64(float64(bits) * l.width)
	}
	s := NewStream(k)
	return s.Exponential()
}

// exponentialEdge draws near the curve. What lies beyond the last layer is
// exponential again, since the law has no memory.
func (s *Stream) exponentialEdge(u uint64) float64 {
	tail := 0.0
	for {
		i := u & 255
		l := &exponentialLayers[i]
		bits := int64(u >> 11)
		x := float64(float64(bits) * l.width)
		switch {
		case bits < l.inside:
			return tail + x
		case i == 0:
			tail += exponentialTail
		case underCurve(&exponentialHeights, i, s.Float64(), -x):
			return tail + x
		}
		u = s.Uint64()
	}
}

// Normal draws from the normal distribution of mean 0 and standard deviation
// 1.
func (s *Stream) Normal() float64 {
	for {
		u := s.Uint64()
		i := u & 255
		l := &normalLayers[i]
		bits := int64(u >> 11)
		x := float64(float64(bits) * l.width)
		switch {
		case bits < l.inside:
			return signed(x, u)
		case i == 0:
			return signed(s.normalTail(), u)
		case underCurve(&normalHeights, i, s.Float64(), float64(-0.5*x*x)):
			return signed(x, u)
		}
	}
}

// normalTail draws from the normal distribution beyond its last layer, by
// Marsaglia's method of 1964.
func (s *Stream) normalTail() float64 {
	for {
		x := s.Exponential() / normalTail
		if y := s.Exponential(); y+y > float64(x*x) {
			return normalTail + x
		}
	}
}

// underCurve tells whether a point v of the way up layer i is below the curve
// e^logarithm.
func underCurve(heights *[257]float64, i uint64, v, logarithm float64) bool {
	return heights[i]+float64(v*(heights[i+1]-heights[i])) < Exp(logarithm)
}

// signed gives x the sign of a bit of u that is used for nothing else.
func signed(x float64, u uint64) float64 {
	if u&256 != 0 {
		return -x
	}
	return x
}
