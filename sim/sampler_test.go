package sim

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// lawCases have the distribution function worked out apart from the sampler.
var lawCases = []struct {
	name     string
	dist     Dist
	mean, sd float64 // sd of 0: the second moment is infinite or hardly estimated
	below    func(x float64) float64
}{
	{"uniform by bounds", Dist{Law: "uniform", Min: 2, Max: 6}, 4, 4 / math.Sqrt(12), func(x float64) float64 { return (x - 2) / 4 }},
	{"uniform by its upper bound", Dist{Law: "uniform", Max: 6}, 3, 6 / math.Sqrt(12), func(x float64) float64 { return x / 6 }},
	{"uniform by mean and cv", Dist{Law: "uniform", Mean: 4, CV: 0.5}, 4, 2, func(x float64) float64 { return (x - 4 + 2*math.Sqrt(3)) / (4 * math.Sqrt(3)) }},
	{"exponential", Dist{Law: "exponential", Mean: 3}, 3, 3, exponentialBelow(3)},
	{"normal", Dist{Law: "normal", Mean: 100, SD: 10}, 100, 10, func(x float64) float64 { return normalBelow((x - 100) / 10) }},
	{"lognormal by cv above 1", Dist{Law: "lognormal", Mean: 4, CV: 1.5}, 4, 6, lognormalBelow(4, 1.5)},
	{"lognormal by sd", Dist{Law: "lognormal", Mean: 4, SD: 1}, 4, 1, lognormalBelow(4, 0.25)},
	{"gamma of shape 4", Dist{Law: "gamma", Mean: 8, CV: 0.5}, 8, 4, erlangBelow(4, 2)},
	{"gamma of shape 1/2", Dist{Law: "gamma", Mean: 2, Shape: 0.5}, 2, 2 * math.Sqrt2, func(x float64) float64 { return math.Erf(math.Sqrt(x / 4)) }},
	{"gamma of shape 1", Dist{Law: "gamma", Mean: 2, SD: 2}, 2, 2, exponentialBelow(2)},
	{"erlang", Dist{Law: "erlang", Mean: 6, Stages: 3}, 6, 6 / math.Sqrt(3), erlangBelow(3, 2)},
	{"pareto by min", Dist{Law: "pareto", Min: 2, Shape: 3.5}, 2.8, 2 / 2.5 * math.Sqrt(3.5/1.5), paretoBelow(2, 3.5)},
	{"pareto by mean, of infinite variance", Dist{Law: "pareto", Mean: 3, Shape: 1.8}, 3, 0, paretoBelow(3*0.8/1.8, 1.8)},
	{"pareto by mean and cv", Dist{Law: "pareto", Mean: 3, CV: 0.5}, 3, 1.5, paretoBelow(3*math.Sqrt(5)/(1+math.Sqrt(5)), 1+math.Sqrt(5))},
	{"hyperexponential by cv", Dist{Law: "hyperexponential", Mean: 1, CV: 2}, 1, 2, balancedBelow(1, 4)},
	{"hyperexponential by branches", Dist{Law: "hyperexponential", Values: []float64{1, 10}, Shares: []float64{0.75, 0.25}}, 3.25, math.Sqrt(2*25.75 - 3.25*3.25),
		func(x float64) float64 { return 0.75*exponentialBelow(1)(x) + 0.25*exponentialBelow(10)(x) }},
	{"mixture", twoModes, 3.25, math.Sqrt(0.75*2 + 0.25*(100+16.0/12) - 3.25*3.25),
		func(x float64) float64 { return 0.75*exponentialBelow(1)(x) + 0.25*min(max((x-8)/4, 0), 1) }},
	{"mixture in equal shares", Dist{Law: "mixture", Parts: []Dist{{Law: "exponential", Mean: 2}, {Law: "mixture", Parts: []Dist{{Law: "exponential", Mean: 4}}}}}, 3, math.Sqrt((2*4+2*16)/2 - 3*3),
		func(x float64) float64 { return exponentialBelow(2)(x)/2 + exponentialBelow(4)(x)/2 }},
}

// twoModes is fast three times out of four, and slow the fourth.
var twoModes = Dist{Law: "mixture", Parts: []Dist{{Law: "exponential", Mean: 1}, {Law: "uniform", Min: 8, Max: 12}}, Shares: []float64{0.75, 0.25}}

func exponentialBelow(mean float64) func(float64) float64 {
	return func(x float64) float64 { return -math.Expm1(-x / mean) }
}

func normalBelow(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }

func lognormalBelow(mean, cv float64) func(float64) float64 {
	variance := math.Log1p(cv * cv)
	return func(x float64) float64 { return normalBelow((math.Log(x/mean) + variance/2) / math.Sqrt(variance)) }
}

func paretoBelow(least, shape float64) func(float64) float64 {
	return func(x float64) float64 { return 1 - math.Pow(least/x, shape) }
}

// erlangBelow is the chance of as many Poisson arrivals as there are stages.
func erlangBelow(stages int, scale float64) func(float64) float64 {
	return func(x float64) float64 {
		term, sum := 1.0, 0.0
		for k := range stages {
			sum += term
			term *= x / scale / float64(k+1)
		}
		return 1 - sum*math.Exp(-x/scale)
	}
}

func balancedBelow(mean, square float64) func(float64) float64 {
	p := (1 + math.Sqrt((square-1)/(square+1))) / 2
	return func(x float64) float64 {
		return 1 - p*math.Exp(-2*p*x/mean) - (1-p)*math.Exp(-2*(1-p)*x/mean)
	}
}

func sampler(t *testing.T, d Dist) Sampler {
	t.Helper()
	s, err := d.Sampler()
	if err != nil {
		t.Fatalf("%+v: %v", d, err)
	}
	return s
}

func draws(s Sampler, seed uint64, n int) []float64 {
	r := NewStream(NewKey(seed))
	x := make([]float64, n)
	for i := range x {
		x[i] = s.Sample(&r)
	}
	return x
}

func meanAndSD(x []float64) (mean, sd float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		sd += (v - mean) * (v - mean) / float64(len(x))
	}
	return mean, math.Sqrt(sd)
}

// distance is that of Kolmogorov and Smirnov between draws and their law. With
// n draws, 1.95/√n is passed by one seed in a thousand.
func distance(x []float64, below func(float64) float64) float64 {
	slices.Sort(x)
	far, n := 0.0, float64(len(x))
	for i, v := range x {
		f := below(v)
		far = max(far, f-float64(i)/n, float64(i+1)/n-f)
	}
	return far
}

func TestDrawsFollowTheirLaw(t *testing.T) {
	const n = 200_000
	for _, c := range lawCases {
		got := distance(draws(sampler(t, c.dist), 11, n), c.below)
		if bound := 1.95 / math.Sqrt(n); got > bound {
			t.Errorf("%s: Kolmogorov-Smirnov distance %.2g, bound %.2g", c.name, got, bound)
		}
	}
}

func TestDrawsHaveTheMomentsOfTheirLaw(t *testing.T) {
	const n = 200_000
	for _, c := range lawCases {
		s := sampler(t, c.dist)
		if math.Abs(s.Mean()-c.mean) > 1e-12*c.mean {
			t.Errorf("%s: Mean() = %v, want %v", c.name, s.Mean(), c.mean)
		}
		if c.sd == 0 {
			continue
		}
		mean, sd := meanAndSD(draws(s, 12, n))
		if bound := 4 * c.sd / math.Sqrt(n); math.Abs(mean-c.mean) > bound {
			t.Errorf("%s: mean %v, want %v within %v", c.name, mean, c.mean, bound)
		}
		if math.Abs(sd-c.sd) > 0.05*c.sd {
			t.Errorf("%s: standard deviation %v, want %v within 5 %%", c.name, sd, c.sd)
		}
	}
}

func TestAMixtureOfExponentialsIsHyperexponential(t *testing.T) {
	shares := []float64{0.9, 0.1}
	mixture := sampler(t, Dist{Law: "mixture", Parts: []Dist{{Law: "exponential", Mean: 1e6}, {Law: "exponential", Mean: 1e9}}, Shares: shares})
	branches := sampler(t, Dist{Law: "hyperexponential", Values: []float64{1e6, 1e9}, Shares: shares})
	a, b := NewStream(NewKey(5)), NewStream(NewKey(5))
	for i := range 10_000 {
		if x, y := mixture.Time(&a), branches.Time(&b); x != y {
			t.Fatalf("draw %d is %v, that of the branches %v", i, x, y)
		}
	}
	if mixture.Mean() != branches.Mean() {
		t.Errorf("the means are %v and %v", mixture.Mean(), branches.Mean())
	}
}

func TestPartsOfAMixtureMayBeConstantBoundedAndOfInfiniteMean(t *testing.T) {
	s := sampler(t, Dist{Law: "mixture", Parts: []Dist{{Value: 5}, {}, {Law: "exponential", Mean: 1, Min: 7}, {Law: "pareto", Min: 1, Shape: 0.5}}, Shares: []float64{0.5, 0.2, 0.3, 0}, Max: 9})
	seen := map[float64]int{}
	for _, x := range draws(s, 3, 100_000) {
		if x > 9 || x != 0 && x != 5 && x < 7 {
			t.Fatalf("drew %v", x)
		}
		seen[min(x, 7)]++
	}
	for x, share := range map[float64]float64{5: 0.5, 0: 0.2, 7: 0.3} {
		if got := float64(seen[x]) / 100_000; math.Abs(got-share) > 0.007 {
			t.Errorf("%v has a share of %v, want %v", x, got, share)
		}
	}
	if math.Abs(s.Mean()-(0.5*5+0.3)) > 1e-12 { // bounds are left out of it
		t.Errorf("the mean is %v", s.Mean())
	}
}

func TestEmpiricalDrawsHaveTheirShares(t *testing.T) {
	const n = 100_000
	for _, c := range []struct {
		name string
		dist Dist
		want map[float64]float64
	}{
		{"by shares", Dist{Law: "empirical", Values: []float64{5, 0, 7}, Shares: []float64{0.2, 0.7, 0.1}}, map[float64]float64{5: 0.2, 0: 0.7, 7: 0.1}},
		{"equally likely", Dist{Law: "empirical", Values: []float64{1, 2, 3, 4}}, map[float64]float64{1: 0.25, 2: 0.25, 3: 0.25, 4: 0.25}},
		{"a share of nothing", Dist{Law: "empirical", Values: []float64{1, 2, 3}, Shares: []float64{0.5, 0, 0.5}}, map[float64]float64{1: 0.5, 3: 0.5}},
		{"one value", Dist{Law: "empirical", Values: []float64{9}}, map[float64]float64{9: 1}},
	} {
		got := map[float64]float64{}
		for _, v := range draws(sampler(t, c.dist), 13, n) {
			got[v] += 1.0 / n
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: drew %v", c.name, got)
		}
		for v, share := range c.want {
			if math.Abs(got[v]-share) > 4*math.Sqrt(0.25/n) {
				t.Errorf("%s: drew %v with share %v, want %v", c.name, v, got[v], share)
			}
		}
	}
}

func TestTailsOfTheZigguratsAreTheirLaws(t *testing.T) {
	const n = 4_000_000
	s := NewStream(NewKey(14))
	exponentials, normals, below := 0.0, 0.0, 0.0
	for range n {
		if s.Exponential() > 9 {
			exponentials++
		}
		switch x := s.Normal(); {
		case x > 3.8:
			normals++
		case x < -3.8:
			below++
		}
	}
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"exponential beyond 9", exponentials, n * math.Exp(-9)},
		{"normal beyond 3.8", normals, n * normalBelow(-3.8)},
		{"normal below -3.8", below, n * normalBelow(-3.8)},
	} {
		if math.Abs(c.got-c.want) > 4*math.Sqrt(c.want) {
			t.Errorf("%s: %v draws, want %.0f within %.0f", c.name, c.got, c.want, 4*math.Sqrt(c.want))
		}
	}
}

func TestNormalTailIsTheLawBeyondTheLastLayer(t *testing.T) {
	const n = 200_000
	s := NewStream(NewKey(16))
	x := make([]float64, n)
	for i := range x {
		x[i] = s.normalTail()
	}
	got := distance(x, func(x float64) float64 { return 1 - normalBelow(-x)/normalBelow(-normalTail) })
	if bound := 1.95 / math.Sqrt(n); got > bound {
		t.Errorf("Kolmogorov-Smirnov distance %.2g, bound %.2g", got, bound)
	}
}

func TestClampedDrawsStayWithinMinAndMax(t *testing.T) {
	for _, d := range []Dist{
		{Law: "exponential", Mean: 5}, {Law: "normal", Mean: 5, SD: 5}, {Law: "lognormal", Mean: 5, CV: 2},
		{Law: "gamma", Mean: 5, Shape: 0.3}, {Law: "erlang", Mean: 5, Stages: 2}, {Law: "hyperexponential", Mean: 5, CV: 3},
	} {
		d.Min, d.Max = 4, 6
		x := draws(sampler(t, d), 15, 1000)
		if slices.Min(x) != 4 || slices.Max(x) != 6 {
			t.Errorf("%s: draws from %v to %v, want both bounds met and none passed", d.Law, slices.Min(x), slices.Max(x))
		}
	}
	x := draws(sampler(t, Dist{Law: "normal", Mean: 1, SD: 1}), 15, 1000)
	if slices.Min(x) != 0 {
		t.Errorf("normal without min: least draw %v, want 0", slices.Min(x))
	}
	x = draws(sampler(t, Dist{Law: "pareto", Min: 2, Shape: 0.5, Max: 6}), 15, 1000)
	if slices.Min(x) < 2 || slices.Max(x) != 6 {
		t.Errorf("pareto: draws from %v to %v, want from 2 to 6", slices.Min(x), slices.Max(x))
	}
}

func TestConstantsAreExactAndDrawNothing(t *testing.T) {
	r := NewStream(1)
	before := r
	for _, want := range []Time{0, 1, MaxHorizon - 1, 1<<53 + 1} {
		if s := Constant(want); s.Time(&r) != want {
			t.Errorf("Constant(%d).Time = %d", want, s.Time(&r))
		}
	}
	if s := sampler(t, Dist{Value: 2.6}); s.Int(&r) != 3 {
		t.Errorf("2.6 bytes round to %d, want 3", s.Int(&r))
	}
	if r != before {
		t.Error("a constant drew from the stream")
	}
	if zero := (Sampler{}); zero.Time(&r) != 0 || !zero.IsConstant() {
		t.Error("the zero Sampler is not the constant 0")
	}
}

func TestInfiniteDrawsEndAtTheLongestHorizon(t *testing.T) {
	s := sampler(t, Dist{Law: "pareto", Min: 1, Shape: 0.001})
	r := NewStream(2)
	longest := Time(0)
	for range 1000 {
		longest = max(longest, s.Time(&r))
	}
	if longest != MaxHorizon || !math.IsInf(s.Mean(), 1) {
		t.Errorf("longest draw %d, mean %v; want %d and infinite", longest, s.Mean(), MaxHorizon)
	}
}

func TestWrongParametersAreNamedWithARemedy(t *testing.T) {
	for _, c := range []struct {
		reason string
		dist   Dist
		want   string
	}{
		{"unknown law", Dist{Law: "Poisson"}, `there is no law "Poisson"; the laws are constant, uniform, exponential, normal, lognormal, gamma, erlang, pareto, hyperexponential, empirical and mixture`},
		{"parameter of another law", Dist{Law: "exponential", Mean: 1, SD: 2}, `exponential takes no "sd"; its standard deviation is its mean`},
		{"missing parameter", Dist{Law: "lognormal", Mean: 1}, `lognormal takes mean and cv, or mean and sd; this one has mean`},
		{"one too many", Dist{Law: "gamma", Mean: 1, SD: 1, CV: 1}, `gamma takes mean and cv, or mean and sd, or mean and shape; this one has mean, sd and cv`},
		{"nothing given", Dist{Law: "exponential"}, `exponential takes mean; this one has none of them above 0`},
		{"negative", Dist{Law: "exponential", Mean: -5}, `"mean" of exponential is -5; it must be a number above 0`},
		{"bounds exchanged", Dist{Law: "uniform", Min: 5, Max: 2}, `"min" of uniform is 5, above "max", which is 2; exchange them`},
		{"too wide to stay above 0", Dist{Law: "uniform", Mean: 5, CV: 0.6}, `"cv" of uniform is 0.6; above 0.577350269 draws would be below 0: lower it, or take gamma or lognormal`},
		{"too even", Dist{Law: "hyperexponential", Mean: 5, CV: 0.6}, `"cv" of hyperexponential is 0.6; it must be at least 1: raise it, or take gamma`},
		{"no mean to have", Dist{Law: "pareto", Mean: 5, Shape: 1}, `"shape" of pareto is 1; by its mean it must be above 1, since the mean is infinite below: raise it, or give min`},
		{"shares without values", Dist{Law: "empirical", Shares: []float64{1}}, `empirical takes values, or values and shares; this one has shares`},
		{"too few shares", Dist{Law: "empirical", Values: []float64{1, 2}, Shares: []float64{1}}, `"shares" of empirical has 1 numbers and "values" has 2; give each value its share`},
		{"shares of less than the whole", Dist{Law: "empirical", Values: []float64{1, 2}, Shares: []float64{0.5, 0.4}}, `"shares" of empirical add up to 0.9; they must add up to 1`},
		{"negative share", Dist{Law: "empirical", Values: []float64{1, 2}, Shares: []float64{1.5, -0.5}}, `"shares" of empirical has 1.5 in place 1; a share is from 0 to 1`},
		{"a mixture of too few shares", Dist{Law: "mixture", Parts: []Dist{{Value: 1}, {Value: 2}}, Shares: []float64{1}}, `"shares" of mixture has 1 numbers and "parts" has 2; give each part its share`},
		{"a mixture with a wrong part", Dist{Law: "mixture", Parts: []Dist{{Value: 1}, {Law: "gamma", Mean: 1}}}, `"parts" of mixture, in place 2: gamma takes mean and cv, or mean and sd, or mean and shape; this one has mean`},
		{"a mixture of nothing", Dist{Law: "mixture"}, `mixture takes parts, or parts and shares; this one has none of them above 0`},
		{"branch without a mean", Dist{Law: "hyperexponential", Values: []float64{1, 0}}, `"values" of hyperexponential has 0 in place 2; it must be above 0`},
		{"negative value", Dist{Law: "empirical", Values: []float64{-1}}, `"values" of empirical has -1 in place 1; it must be at least 0`},
		{"not a number", Dist{Law: "constant", Value: math.NaN()}, `"value" of constant is NaN; it must be a number above 0`},
	} {
		_, err := c.dist.Sampler()
		if err == nil || err.Error() != c.want {
			t.Errorf("%s:\n got %v\nwant %s", c.reason, err, c.want)
		}
	}
}

func TestEveryLawCanBeMadeFromEachOfItsParameterSets(t *testing.T) {
	for _, l := range Laws {
		for _, set := range l.Takes {
			d := Dist{Law: l.Name}
			for _, p := range set {
				d.give(p)
			}
			if _, err := d.Sampler(); err != nil {
				t.Errorf("%s by %v: %v", l.Name, set, err)
			}
		}
	}
}

// give sets a parameter to something that suits every law.
func (d *Dist) give(parameter string) {
	switch parameter {
	case "value":
		d.Value = 1
	case "mean":
		d.Mean = 2
	case "sd":
		d.SD = 1
	case "cv":
		d.CV = 0.5
		if d.Law == "hyperexponential" {
			d.CV = 2
		}
	case "min":
		d.Min = 1
	case "max":
		d.Max = 3
	case "shape":
		d.Shape = 2
	case "stages":
		d.Stages = 2
	case "values":
		d.Values = []float64{1, 2}
	case "shares":
		d.Shares = []float64{0.5, 0.5}
	case "parts":
		d.Parts = []Dist{{Value: 1}, {Law: "exponential", Mean: 2}}
	default:
		panic(fmt.Sprintf("sim.Dist.give: no parameter %q", parameter))
	}
}
