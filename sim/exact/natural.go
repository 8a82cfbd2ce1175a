// Package exact reckons with whole numbers and fractions without rounding, up
// to 512 bits: enough for the decimal numbers that people write and for sums
// of squares. It rounds once, at the end, to the nearest float64.
package exact

import (
	"math"
	"math/bits"
)

const words = 8

// A Natural is a whole number from 0 up to 2^512 - 1, its lowest word first.
// What would be larger panics.
type Natural [words]uint64

// Of is the number whose words are given, the lowest first.
func Of(low ...uint64) Natural {
	var n Natural
	copy(n[:], low)
	return n
}

// Add is n and m together.
func (n Natural) Add(m Natural) Natural {
	carry := uint64(0)
	for i := range n {
		n[i], carry = bits.Add64(n[i], m[i], carry)
	}
	n.fits(carry)
	return n
}

// Sub is n less m, which is no larger.
func (n Natural) Sub(m Natural) Natural {
	borrow := uint64(0)
	for i := range n {
		n[i], borrow = bits.Sub64(n[i], m[i], borrow)
	}
	n.fits(borrow)
	return n
}

// Mul is n times m.
func (n Natural) Mul(m Natural) Natural {
	var product Natural
	for i, a := range n {
		if a == 0 {
			continue
		}
		carry := uint64(0)
		for j, b := range m[:words-i] {
			high, low := bits.Mul64(a, b)
			low, c := bits.Add64(low, carry, 0)
			high += c
			product[i+j], c = bits.Add64(product[i+j], low, 0)
			carry = high + c
		}
		product.fits(carry)
		if m != Of(m[:words-i]...) {
			panic("exact.Natural.Mul: more than 512 bits")
		}
	}
	return product
}

// Cmp is -1 where n is less than m, 0 where both are the same, otherwise 1.
func (n Natural) Cmp(m Natural) int {
	for i := words - 1; i >= 0; i-- {
		switch {
		case n[i] < m[i]:
			return -1
		case n[i] > m[i]:
			return 1
		}
	}
	return 0
}

// Bits is how many binary digits n has: none, where it is 0.
func (n Natural) Bits() int {
	for i := words - 1; i >= 0; i-- {
		if n[i] != 0 {
			return 64*i + bits.Len64(n[i])
		}
	}
	return 0
}

// Float64 is the float64 nearest to n, of two equally near the even one.
func (n Natural) Float64() float64 {
	many := n.Bits()
	if many <= 64 {
		return float64(n[0])
	}
	high := n.shifted(many - 64)
	if high.shifted(64-many) != n { // what is cut off breaks a tie
		high[0] |= 1
	}
	return math.Ldexp(float64(high[0]), many-64)
}

// shifted is n without its lowest digits; with more of them where by is below 0.
func (n Natural) shifted(by int) Natural {
	var moved Natural
	whole, part := by>>6, uint(by&63)
	for i := range moved {
		low, high := n.word(i+whole), n.word(i+whole+1)
		moved[i] = low>>part | high<<(64-part)
	}
	return moved
}

func (n Natural) word(i int) uint64 {
	if i < 0 || i >= words {
		return 0
	}
	return n[i]
}

func (n Natural) fits(carry uint64) {
	if carry != 0 {
		panic("exact.Natural: below 0, or more than 512 bits")
	}
}
