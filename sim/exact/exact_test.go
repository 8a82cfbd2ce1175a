package exact

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// grown is n as the standard library has it.
func grown(n Natural) *big.Int {
	sum := new(big.Int)
	for i := words - 1; i >= 0; i-- {
		sum.Lsh(sum, 64).Add(sum, new(big.Int).SetUint64(n[i]))
	}
	return sum
}

// natural draws a number of up to so many words, long runs of equal digits
// among them.
func natural(t *rapid.T, most int, label string) Natural {
	word := rapid.OneOf(rapid.Uint64(), rapid.SampledFrom([]uint64{0, 1, 1 << 63, 1<<64 - 1, 1<<53 + 1, 1 << 11}))
	return Of(rapid.SliceOfN(word, 0, most).Draw(t, label)...)
}

func TestNaturalsReckonAsTheStandardLibraryDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := natural(t, words/2, "n"), natural(t, words/2, "m")
		a, b := grown(n), grown(m)
		if got, want := grown(n.Add(m)), new(big.Int).Add(a, b); got.Cmp(want) != 0 {
			t.Errorf("%v + %v is %v", a, b, got)
		}
		if got, want := grown(n.Mul(m)), new(big.Int).Mul(a, b); got.Cmp(want) != 0 {
			t.Errorf("%v * %v is %v", a, b, got)
		}
		if n.Cmp(m) != a.Cmp(b) {
			t.Errorf("%v and %v compare as %d", a, b, n.Cmp(m))
		}
		if n.Cmp(m) >= 0 && grown(n.Sub(m)).Cmp(new(big.Int).Sub(a, b)) != 0 {
			t.Errorf("%v - %v is %v", a, b, grown(n.Sub(m)))
		}
		if n.Bits() != a.BitLen() {
			t.Errorf("%v has %d digits", a, n.Bits())
		}
		if want, _ := new(big.Float).SetInt(a).Float64(); n.Float64() != want {
			t.Errorf("%v is %v as a float, want %v", a, n.Float64(), want)
		}
	})
}

func TestWhatDoesNotFitPanics(t *testing.T) {
	most := Natural{}
	for i := range most {
		most[i] = 1<<64 - 1
	}
	for what, f := range map[string]func(){
		"a sum":                    func() { most.Add(Of(1)) },
		"a difference":             func() { Of(1).Sub(Of(2)) },
		"a product":                func() { most.Mul(Of(2)) },
		"a product of high words":  func() { Of(0, 0, 0, 0, 1).Mul(Of(0, 0, 0, 0, 1)) },
		"a product of high digits": func() { Of(0, 0, 0, 0, 1<<63).Mul(Of(0, 0, 0, 2)) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s that is too large is one", what)
				}
			}()
			f()
		}()
	}
}

func TestRatiosReckonAsTheStandardLibraryDoes(t *testing.T) {
	number := func(t *rapid.T) (Ratio, *big.Rat) {
		whole := rapid.StringMatching(`[0-9]{1,30}`).Draw(t, "whole")
		fraction := rapid.StringMatching(`[0-9]{0,30}`).Draw(t, "fraction")
		times := rapid.SampledFrom([]int64{1, 1024, 1_000_000_007, 86_400_000_000_000}).Draw(t, "times")
		per := rapid.SampledFrom([]int64{1, 60, 86400}).Draw(t, "per")
		r := Decimal(whole+fraction, len(fraction)).Scaled(uint64(times), uint64(per))
		want, _ := new(big.Rat).SetString(whole + "." + fraction + "0")
		want.Mul(want, big.NewRat(times, per))
		if r.Negative = rapid.Bool().Draw(t, "negative"); r.Negative {
			want.Neg(want)
		}
		return r, want
	}
	rapid.Check(t, func(t *rapid.T) {
		a, x := number(t)
		b, y := number(t)
		if a.Cmp(b) != x.Cmp(y) || a.Cmp(a) != 0 || a.Sign() != x.Sign() {
			t.Errorf("%v and %v compare as %d", x, y, a.Cmp(b))
		}
		if want, _ := x.Float64(); a.Float64() != want {
			t.Errorf("%v is %v as a float, want %v", x, a.Float64(), want)
		}
		if n, whole := a.Whole(); whole != x.IsInt() || whole && grown(n).CmpAbs(x.Num()) != 0 {
			t.Errorf("%v: whole %v, %v", x, whole, grown(n))
		}
	})
}
