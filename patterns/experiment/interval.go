package experiment

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/mathext"
)

// An Interval is a confidence interval of the mean of what a sample is drawn
// from.
type Interval struct {
	N         int // values in the sample
	Mean      float64
	Low, High float64 // not a number for fewer than two values
}

// IntervalOf is Student's t interval of that level (0.95, say): mean ± t s/√n,
// with the sample standard deviation s and the quantile t at (1 + level)/2 of
// Student's t distribution with n - 1 degrees of freedom (Student, "The
// probable error of a mean", 1908). It presumes that means of the values are
// about normal. Where all values are the same, the interval is that value.
func IntervalOf(values []float64, level float64) Interval {
	if level <= 0 || level >= 1 {
		panic(fmt.Sprintf("experiment.IntervalOf: level %v", level))
	}
	n := len(values)
	i := Interval{N: n, Mean: mean(values), Low: math.NaN(), High: math.NaN()}
	if n < 2 {
		return i
	}
	half := 0.0
	if sd := deviation(values, i.Mean); sd > 0 {
		half = studentT(level, float64(n-1)) * sd / math.Sqrt(float64(n))
	}
	i.Low, i.High = i.Mean-half, i.Mean+half
	return i
}

// studentT is the t that Student's distribution with nu degrees of freedom
// exceeds in size with probability 1 - level. By the incomplete beta function
// I, that probability is I(nu/(nu + t²); nu/2, 1/2) (Abramowitz and Stegun,
// "Handbook of Mathematical Functions", 26.7.1).
func studentT(level, nu float64) float64 {
	x := mathext.InvRegIncBeta(nu/2, 0.5, 1-level)
	return math.Sqrt(nu * (1 - x) / x)
}

// Half is half the width of the interval: how far from the mean it reaches.
func (i Interval) Half() float64 { return (i.High - i.Low) / 2 }

// Holds tells whether x lies in the interval, its ends included.
func (i Interval) Holds(x float64) bool { return i.Low <= x && x <= i.High }

// mostEnough bounds how many values are estimated to be enough.
const mostEnough = 100_000

// Enough estimates of how many values the interval would have to be made to
// reach no further than a distance from its mean: the least n above N with
// t s/√n < distance, with the standard deviation s of the sample. It takes what
// the sample has for what is so, hence is no more than a hint; 0 where no n up
// to 100,000 would do, or where there is no interval.
func (i Interval) Enough(level, distance float64) int {
	if i.N < 2 || math.IsNaN(i.Half()) {
		return 0
	}
	sd := i.Half() * math.Sqrt(float64(i.N)) / studentT(level, float64(i.N-1))
	n := i.N + 1 + sort.Search(mostEnough-i.N, func(more int) bool {
		n := float64(i.N + 1 + more)
		return studentT(level, n-1)*sd/math.Sqrt(n) < distance
	})
	if n > mostEnough {
		return 0
	}
	return n
}

// A Proportion is how many runs of so many met something, and the 95 %
// interval of the share of all runs that would.
type Proportion struct {
	Met, Of   int
	Low, High float64
}

// ProportionOf is E. B. Wilson's interval, the shares p for which met of that
// many lies within z standard errors √(p (1 - p)/of) of what is expected, with
// the quantile z of the normal distribution at (1 + 95 %)/2 ("Probable
// inference, the law of succession, and statistical inference", Journal of the
// American Statistical Association 22, 1927). Unlike mean ± z standard errors
// it is no single point where all runs met, or none.
func ProportionOf(met, of int) Proportion {
	p := Proportion{Met: met, Of: of, Low: math.NaN(), High: math.NaN()}
	if of == 0 {
		return p
	}
	n, share := float64(of), float64(met)/float64(of)
	z := math.Sqrt2 * math.Erfinv(Confident)
	middle := (share + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(share*(1-share)/n+z*z/(4*n*n))
	p.Low, p.High = middle-half, middle+half
	if met == 0 {
		p.Low = 0
	}
	if met == of {
		p.High = 1
	}
	return p
}

// mean is not a number of no values, and exactly the value where all are the
// same.
func mean(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	if same(values) {
		return values[0]
	}
	sum := 0.0
	for _, x := range values {
		sum += x
	}
	return sum / float64(len(values))
}

func same(values []float64) bool {
	for _, x := range values {
		if x != values[0] {
			return false
		}
	}
	return true
}

// deviation is the sample standard deviation of two values or more.
func deviation(values []float64, mean float64) float64 {
	sum := 0.0
	for _, x := range values {
		sum += (x - mean) * (x - mean)
	}
	return math.Sqrt(sum / float64(len(values)-1))
}

// defined tells whether a figure is a number, or never.
func defined(x float64) bool { return !math.IsNaN(x) }

// never tells whether some figure is without end.
func never(values ...float64) bool {
	return slices.ContainsFunc(values, func(x float64) bool { return math.IsInf(x, 0) })
}

// nevers counts the figures that are without end.
func nevers(values []float64) (n int) {
	for _, x := range values {
		if never(x) {
			n++
		}
	}
	return n
}
