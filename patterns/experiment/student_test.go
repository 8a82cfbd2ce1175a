package experiment

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

func TestStudentsQuantileIsThatOfItsDistribution(t *testing.T) {
	for _, level := range []float64{0.5, 0.9, 0.95, 0.99, 0.999} {
		for _, nu := range []float64{1, 2, 3, 4, 9, 19, 29, 99, 999} {
			want := distuv.StudentsT{Sigma: 1, Nu: nu}.Quantile((1 + level) / 2)
			if got := studentT(level, nu); math.Abs(got-want) > 1e-9*want {
				t.Errorf("level %g, %g degrees of freedom: %.12g, want %.12g", level, nu, got, want)
			}
		}
	}
}
