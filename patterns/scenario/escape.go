package scenario

import (
	"math/big"
	"strconv"
	"unicode/utf16"
)

// escape reads the \u escape, or the pair of them, that raw begins with: how
// many bytes it takes, and the letter it stands for.
func escape(raw []byte) (size int, letter rune) {
	first := hex(raw, 2)
	if utf16.IsSurrogate(first) && len(raw) >= 12 {
		return 12, utf16.DecodeRune(first, hex(raw, 8))
	}
	return 6, first
}

func hex(raw []byte, at int) rune {
	if len(raw) < at+4 {
		return 0
	}
	n, err := strconv.ParseUint(string(raw[at:at+4]), 16, 16)
	if err != nil {
		return 0
	}
	return rune(n)
}

func hundred() *big.Rat { return big.NewRat(100, 1) }

// value is text in the base unit of expectations.
func (m *measure) value(text string) float64 {
	x, err := m.notation.parse(text)
	if err != nil {
		panic("scenario.measure.value: " + err.Error())
	}
	f, _ := x.Mul(x, big.NewRat(1, m.per)).Float64()
	return f
}
