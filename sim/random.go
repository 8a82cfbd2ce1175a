package sim

import "math/bits"

// A Stream is a random number generator, xoshiro256++ (Blackman and Vigna,
// "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), 2021).
// Make one with [NewStream].
type Stream struct {
	s0, s1, s2, s3 uint64
}

// NewStream makes the stream that key names. Equal keys give equal streams.
// The state is filled by SplitMix64, as the authors advise.
func NewStream(key Key) Stream {
	x := uint64(key)
	next := func() uint64 {
		x += golden
		return mix(x)
	}
	return Stream{next(), next(), next(), next()}
}

// Uint64 draws 64 bits.
func (s *Stream) Uint64() uint64 {
	r := bits.RotateLeft64(s.s0+s.s3, 23) + s.s0
	t := s.s1 << 17
	s.s2 ^= s.s0
	s.s3 ^= s.s1
	s.s1 ^= s.s2
	s.s0 ^= s.s3
	s.s2 ^= t
	s.s3 = bits.RotateLeft64(s.s3, 45)
	return r
}

// Float64 draws uniformly from [0, 1), in steps of 2^-53.
func (s *Stream) Float64() float64 { return unit(s.Uint64()) }

func unit(u uint64) float64 { return float64(int64(u>>11)) * 0x1p-53 }

// IntN draws uniformly from 0..n-1 by multiplication (Lemire, "Fast Random
// Integer Generation in an Interval", 2019); n must be above 0.
func (s *Stream) IntN(n int) int {
	hi, lo := bits.Mul64(s.Uint64(), uint64(n))
	if lo < uint64(n) {
		for threshold := -uint64(n) % uint64(n); lo < threshold; {
			hi, lo = bits.Mul64(s.Uint64(), uint64(n))
		}
	}
	return int(hi)
}

// Chance is true with probability p. It draws nothing where p is 0 or less,
// or 1 or more.
func (s *Stream) Chance(p float64) bool {
	if p <= 0 {
		return false
	}
	return p >= 1 || s.Float64() < p
}

// A Key names a stream or a draw. Keys are built up from a seed by mixing in
// what the draw is about: names and ordinals.
type Key uint64

const golden = 0x9e3779b97f4a7c15

// NewKey is the key of a seed.
func NewKey(seed uint64) Key { return Key(mix(seed + golden)) }

// With mixes a number into the key.
func (k Key) With(n uint64) Key { return Key(mix(bits.RotateLeft64(uint64(k), 17) ^ mix(n+golden))) }

// Named mixes a name into the key.
func (k Key) Named(name string) Key { return k.With(HashOf(name)) }

// HashOf is the number that stands for a name where it is mixed into keys, by
// FNV-1a.
func HashOf(name string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint64(name[i])) * 0x100000001b3
	}
	return h
}

// first is what the stream that the key names draws first. What is drawn once
// and for a key of its own, as most work is, needs no stream: of its four words
// the first draw takes two.
func (k Key) first() uint64 {
	const fourth = 4 * golden & (1<<64 - 1)
	s0, s3 := mix(uint64(k)+golden), mix(uint64(k)+fourth)
	return bits.RotateLeft64(s0+s3, 23) + s0
}

// Chance is the first [Stream.Chance] of the stream that the key names.
func (k Key) Chance(p float64) bool {
	if p <= 0 {
		return false
	}
	return p >= 1 || unit(k.first()) < p
}

// mix is the finalizer of SplitMix64 (Steele, Lea, Flood, "Fast splittable
// pseudorandom number generators", OOPSLA 2014; Stafford's variant 13).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
