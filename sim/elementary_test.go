package sim

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// ulps is the distance of got from the exact value, in units of got's last
// place.
func ulps(got float64, exact *big.Float) float64 {
	unit := math.Nextafter(math.Abs(got), math.Inf(1)) - math.Abs(got)
	gap, _ := sub(new(big.Float).SetPrec(precision).SetFloat64(got), exact).Float64()
	return math.Abs(gap) / unit
}

func exact(x float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(x) }

func TestExpIsWithinOneUnitInTheLastPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.OneOf(rapid.Float64Range(-708, 709.7), rapid.Float64Range(-2, 2)).Draw(t, "x")
		if got := Exp(x); ulps(got, bigExp(exact(x))) > 1 {
			t.Fatalf("Exp(%v) = %v, %v units off", x, got, ulps(got, bigExp(exact(x))))
		}
	})
}

func TestLogIsWithinOneUnitInTheLastPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.OneOf(rapid.Float64Range(0x1p-1074, math.MaxFloat64), rapid.Float64Range(0.5, 2)).Draw(t, "x")
		if got := Log(x); x != 1 && ulps(got, bigLog(exact(x))) > 1 {
			t.Fatalf("Log(%v) = %v, %v units off", x, got, ulps(got, bigLog(exact(x))))
		}
	})
}

func TestElementaryFunctionsAreNearTheStandardLibrarys(t *testing.T) {
	s := NewStream(NewKey(5))
	for range 200_000 {
		x := s.Float64()*1400 - 700
		if got, want := Exp(x), math.Exp(x); math.Abs(got-want) > 4e-16*want {
			t.Fatalf("Exp(%v) = %v, math.Exp gives %v", x, got, want)
		}
		y := math.Exp(x)
		if got, want := Log(y), math.Log(y); math.Abs(got-want) > 4e-16*math.Abs(want) {
			t.Fatalf("Log(%v) = %v, math.Log gives %v", y, got, want)
		}
	}
}

func TestElementaryFunctionsAtTheirEnds(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"Exp(0)", Exp(0), 1},
		{"Exp(+inf)", Exp(inf), inf},
		{"Exp(-inf)", Exp(-inf), 0},
		{"Exp above the largest", Exp(709.79), inf},
		{"Exp below the smallest", Exp(-745.2), 0},
		{"Exp of a subnormal result", Exp(-740), math.Exp(-740)},
		{"Exp at the smallest", Exp(-745.1), math.SmallestNonzeroFloat64},
		{"Log(1)", Log(1), 0},
		{"Log(0)", Log(0), -inf},
		{"Log(+inf)", Log(inf), inf},
		{"Log of the smallest", Log(math.SmallestNonzeroFloat64), -1074 * math.Ln2},
	} {
		if c.got != c.want {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
	if !math.IsNaN(Exp(math.NaN())) || !math.IsNaN(Log(math.NaN())) || !math.IsNaN(Log(-1)) {
		t.Error("what is no number, or has no logarithm, gave a number")
	}
}
