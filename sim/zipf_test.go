package sim

import (
	"math"
	"testing"
)

func TestZipfDrawsEachRankInProportionToItsPower(t *testing.T) {
	const draws = 400_000
	for _, exponent := range []float64{0, 0.5, 0.99, 1, 1.001, 2, 5} {
		for _, count := range []int{1, 2, 3, 50, 1000} {
			z, s := NewZipf(count, exponent), NewStream(NewKey(uint64(count)))
			seen := make([]float64, count+1)
			for range draws {
				seen[z.Draw(&s)]++
			}
			total := 0.0
			for k := 1; k <= count; k++ {
				total += math.Pow(float64(k), -exponent)
			}
			chi, classes, rest, restSeen := 0.0, 0, 0.0, 0.0
			for k := 1; k <= count; k++ {
				want := draws * math.Pow(float64(k), -exponent) / total
				if want < 20 {
					rest, restSeen = rest+want, restSeen+seen[k]
					continue
				}
				chi += (seen[k] - want) * (seen[k] - want) / want
				classes++
			}
			if rest >= 20 {
				chi += (restSeen - rest) * (restSeen - rest) / rest
				classes++
			}
			// Chi-square has mean n-1 and variance 2(n-1): five standard deviations.
			if n := float64(classes - 1); chi > n+5*math.Sqrt(2*n)+10 {
				t.Errorf("exponent %v of %d ranks: chi-square %.1f with %v degrees of freedom", exponent, count, chi, n)
			}
		}
	}
}

func TestZipfNeverLeavesItsRanks(t *testing.T) {
	for _, exponent := range []float64{0, 0.3, 1, 3, 10} {
		for _, count := range []int{1, 2, 1_000_000_000} {
			z, s := NewZipf(count, exponent), NewStream(NewKey(7))
			for range 20_000 {
				if k := z.Draw(&s); k < 1 || k > count {
					t.Fatalf("exponent %v: rank %d of %d", exponent, k, count)
				}
			}
		}
	}
}

func TestRatiosHoldNearZero(t *testing.T) {
	for _, x := range []float64{-0.3, -0.0100001, -0.0099999, -1e-5, 0, 1e-9, 0.0099999, 0.0100001, 0.3} {
		e, l := 1.0, 1.0
		if x != 0 {
			e, l = math.Expm1(x)/x, math.Log1p(x)/x
		}
		if got := expRatio(x); math.Abs(got-e) > 1e-13 {
			t.Errorf("(e^x - 1)/x at %v: %v, not %v", x, got, e)
		}
		if got := logRatio(x); math.Abs(got-l) > 1e-13 {
			t.Errorf("ln(1+x)/x at %v: %v, not %v", x, got, l)
		}
	}
}
