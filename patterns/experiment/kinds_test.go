package experiment

import (
	"math/rand/v2"
	"testing"
)

func TestRunsOfTwoKindsAreToldFromOthers(t *testing.T) {
	storm := []float64{.17, .18, .18, .19, .20, .17, .19, .18}
	for _, c := range []struct {
		reason    string
		shares    []float64
		low, high int // 0 for one kind
	}{
		{"most fall over, two do not", append([]float64{.999, .999}, storm...), 8, 2},
		{"one alone does not", append([]float64{.999}, storm...), 8, 1},
		{"as many of either kind", append([]float64{.8, .81, .82, .8, .79, .8, .81, .8}, storm...), 8, 8},
		{"all alike", storm, 0, 0},
		{"all the same", []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 0, 0},
		{"too few to tell", []float64{.17, .18, .999, .18, .17, .18, .19}, 0, 0},
		{"far apart beside how near they lie, but too near to matter", []float64{.99, .99, .99, .99, .99, .99, .99, .99, .95}, 0, 0},
		{"spread all over", []float64{.1, .2, .3, .4, .5, .6, .7, .8, .9, 1}, 0, 0},
		{"a gap no wider than either side", []float64{.1, .2, .3, .4, .7, .8, .9, 1}, 0, 0},
	} {
		low, high, two := kindsOf(c.shares)
		if two != (c.low > 0) || two && (low.Runs != c.low || high.Runs != c.high) {
			t.Errorf("%s: two kinds %v, %+v and %+v; want %d and %d", c.reason, two, low, high, c.low, c.high)
		}
		if two && (low.To >= high.From || low.From > low.To) {
			t.Errorf("%s: %+v is not below %+v", c.reason, low, high)
		}
	}
}

func TestOneKindIsSeldomTakenForTwo(t *testing.T) {
	const samples = 20_000
	draw := rand.New(rand.NewPCG(3, 4))
	for _, c := range []struct {
		law  string
		next func() float64
		most float64 // share of samples
	}{
		{"uniform", draw.Float64, 0.0005},
		{"normal", draw.NormFloat64, 0.0002},
		{"exponential", draw.ExpFloat64, 0.004},
	} {
		for _, size := range []int{10, 24} {
			alarms := 0
			for range samples {
				values := make([]float64, size)
				for i := range values {
					values[i] = c.next()
				}
				if _, _, two := kindsOf(values); two {
					alarms++
				}
			}
			if share := float64(alarms) / samples; share > c.most {
				t.Errorf("of %s samples of %d, %v are taken for two kinds", c.law, size, share)
			}
		}
	}
}
