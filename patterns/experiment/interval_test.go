package experiment

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestIntervalIsStudents(t *testing.T) {
	for _, c := range []struct {
		reason    string
		values    []float64
		level     float64
		mean, off float64
	}{
		{"five values: s = sqrt(2.5), t = 2.776445 with 4 degrees of freedom", []float64{1, 2, 3, 4, 5}, 0.95, 3, 1.963243},
		{"the same at 99 %: t = 4.604095", []float64{1, 2, 3, 4, 5}, 0.99, 3, 3.255587},
		{"two values: s = sqrt(2), t = 12.706205 with 1 degree of freedom", []float64{10, 12}, 0.95, 11, 12.706205},
		{"equal values leave no doubt", []float64{0.1, 0.1, 0.1}, 0.99, 0.1, 0},
	} {
		i := IntervalOf(c.values, c.level)
		if i.N != len(c.values) || !near(i.Mean, c.mean) || !near(i.Half(), c.off) || !near(i.Low, c.mean-c.off) || !near(i.High, c.mean+c.off) {
			t.Errorf("%s: %+v, want %v ± %v", c.reason, i, c.mean, c.off)
		}
	}
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6 }

func TestEqualValuesAreTheirOwnMeanToTheBit(t *testing.T) {
	if i := IntervalOf([]float64{0.1, 0.1, 0.1}, 0.95); i.Mean != 0.1 || i.Low != 0.1 || i.High != 0.1 {
		t.Errorf("%+v, want 0.1 throughout; its sum divided by 3 is another number", i)
	}
}

func TestTooFewValuesHaveNoInterval(t *testing.T) {
	one, none := IntervalOf([]float64{7}, 0.95), IntervalOf(nil, 0.95)
	if one.N != 1 || one.Mean != 7 || !math.IsNaN(one.Low) || !math.IsNaN(one.High) || one.Holds(7) {
		t.Errorf("of one value: %+v, want its mean and no interval", one)
	}
	if none.N != 0 || !math.IsNaN(none.Mean) || none.Holds(0) {
		t.Errorf("of no value: %+v, want nothing", none)
	}
}

func TestIntervalsHoldTheTrueMeanAsOftenAsTheySay(t *testing.T) {
	const samples, size, truth = 20_000, 5, 3.0
	draw := rand.New(rand.NewPCG(1, 2))
	for _, level := range []float64{0.95, 0.99} {
		hits := 0
		for range samples {
			values := make([]float64, size)
			for i := range values {
				values[i] = truth + 2*draw.NormFloat64()
			}
			if IntervalOf(values, level).Holds(truth) {
				hits++
			}
		}
		share := float64(hits) / samples
		if off := 4 * math.Sqrt(level*(1-level)/samples); math.Abs(share-level) > off {
			t.Errorf("%v of the intervals at level %v hold the truth", share, level)
		}
	}
}

func TestProportionsAreWilsons(t *testing.T) {
	for _, c := range []struct {
		reason    string
		met, of   int
		low, high float64
	}{
		{"81 of 263: Newcombe, Statistics in Medicine 17 (1998), table I", 81, 263, .2553, .3662},
		{"15 of 148, there too", 15, 148, .0624, .1605},
		{"none of 20, there too", 0, 20, 0, .1611},
		{"1 of 29, there too", 1, 29, .0061, .1718},
		{"all of 10", 10, 10, .7225, 1},
	} {
		p := ProportionOf(c.met, c.of)
		if p.Met != c.met || p.Of != c.of || math.Abs(p.Low-c.low) > 5e-5 || math.Abs(p.High-c.high) > 5e-5 {
			t.Errorf("%s: %+v, want %v to %v", c.reason, p, c.low, c.high)
		}
	}
	if p := ProportionOf(0, 0); !math.IsNaN(p.Low) || !math.IsNaN(p.High) {
		t.Errorf("of no run: %+v, want no interval", p)
	}
}

func TestEnoughValuesReachNoFurtherThanTheDistance(t *testing.T) {
	// s = √2.5: 1.011 for 20 values (t = 2.8609), 0.982 for 21 (t = 2.8453).
	if n := IntervalOf([]float64{8, 9, 10, 11, 12}, 0.99).Enough(0.99, 1); n != 21 {
		t.Errorf("%d values are enough, want 21", n)
	}
	if n := IntervalOf([]float64{8, 12}, 0.95).Enough(0.95, 1e-6); n != 0 {
		t.Errorf("%d values are enough for a millionth, want none up to 100,000", n)
	}
	for _, values := range [][]float64{nil, {1}} {
		if n := IntervalOf(values, 0.95).Enough(0.95, 1); n != 0 {
			t.Errorf("of %v, %d values are enough; there is nothing to go by", values, n)
		}
	}
}
