package sim

import "math"

// A Dist describes a distribution of durations (in nanoseconds) or sizes (in
// bytes), as a scenario gives it. Which parameters a law takes stands in
// [Laws]; one that is 0 is one that is not given. The zero Dist is the
// constant 0.
type Dist struct {
	Law    string    `json:"dist" doc:"the law"`
	Value  float64   `json:"value" unit:"of" doc:"constant: the value"`
	Mean   float64   `json:"mean" unit:"of" doc:"the mean"`
	SD     float64   `json:"sd" unit:"of" doc:"the standard deviation"`
	CV     float64   `json:"cv" doc:"the coefficient of variation: standard deviation / mean"`
	Min    float64   `json:"min" unit:"of" doc:"uniform, pareto: the least value; other laws: draws below are drawn to it"`
	Max    float64   `json:"max" unit:"of" doc:"uniform: the largest value; other laws: draws above are drawn to it"`
	Shape  float64   `json:"shape" doc:"gamma, pareto: the shape"`
	Stages int       `json:"stages" doc:"erlang: how many exponential stages"`
	Values []float64 `json:"values" unit:"of" empty:"no" doc:"empirical: the values; hyperexponential: the means of the branches"`
	Shares []float64 `json:"shares" empty:"no" doc:"empirical, hyperexponential, mixture: how likely each of the values or parts is; equally likely where absent"`
	Parts  []Dist    `json:"parts" unit:"of" empty:"no" doc:"mixture: the distributions that are mixed, each a constant or a law of its own"`
}

// Sampler makes the sampler of d, or returns a [*ParameterError].
func (d Dist) Sampler() (Sampler, error) {
	l, err := d.law()
	if err != nil {
		return Sampler{}, err
	}
	if d.CV == 0 && d.Mean > 0 {
		d.CV = d.SD / d.Mean
	}
	switch l.Name {
	case "uniform":
		return d.uniform()
	case "exponential":
		return d.clamp(Sampler{law: exponential, a: d.Mean}), nil
	case "normal":
		return d.normal(), nil
	case "lognormal":
		return d.lognormal(), nil
	case "gamma":
		return d.gamma(d.gammaShape()), nil
	case "erlang":
		return d.gamma(float64(d.Stages)), nil
	case "pareto":
		return d.pareto()
	case "hyperexponential":
		return d.hyperexponential()
	case "empirical":
		return d.choice(empirical, d.Values, d.Shares), nil
	case "mixture":
		return d.mixture()
	}
	return Sampler{law: constant, a: d.Value, fixed: FromNanos(d.Value)}, nil
}

// clamp puts d's bounds, where it has any, around the draws of s.
func (d *Dist) clamp(s Sampler) Sampler {
	if d.Min == 0 && d.Max == 0 {
		return s
	}
	m := more{mean: s.Mean()}
	if s.more != nil {
		m = *s.more
	}
	m.law, m.min, m.max = s.law, d.Min, d.Max
	if d.Max == 0 {
		m.max = math.Inf(1)
	}
	s.law, s.more = clamped, &m
	return s
}

func (d *Dist) uniform() (Sampler, error) {
	low, high := d.Min, d.Max
	if d.Mean > 0 {
		half := float64(math.Sqrt(3) * d.CV)
		if half > 1 {
			return Sampler{}, fault("cv", `"cv" of uniform is %s; above %s draws would be below 0: lower it, or take gamma or lognormal`,
				number(d.CV), number(1/math.Sqrt(3)))
		}
		low, high = float64(d.Mean*(1-half)), float64(d.Mean*(1+half))
	}
	return Sampler{law: uniform, a: low, b: high - low, more: &more{mean: (low + high) / 2}}, nil
}

// normal always has the clamp at 0: there is no time below it.
func (d *Dist) normal() Sampler {
	bounds := *d
	if bounds.Max == 0 {
		bounds.Max = math.Inf(1)
	}
	return bounds.clamp(Sampler{law: normal, a: d.Mean, b: d.Mean * d.CV, more: &more{mean: d.Mean}})
}

// lognormal has log-variance ln(1+cv²), and the median mean/√(1+cv²).
func (d *Dist) lognormal() Sampler {
	spread := 1 + float64(d.CV*d.CV)
	return d.clamp(Sampler{law: lognormal, a: d.Mean / math.Sqrt(spread), b: math.Sqrt(Log(spread)), more: &more{mean: d.Mean}})
}

func (d *Dist) gammaShape() float64 {
	if d.Shape > 0 {
		return d.Shape
	}
	return 1 / (d.CV * d.CV)
}

func (d *Dist) gamma(shape float64) Sampler {
	s := Sampler{law: gamma, a: d.Mean / shape, b: shape - 1.0/3, more: &more{mean: d.Mean}}
	if shape < 1 {
		s.law, s.b = gammaBelow1, shape+2.0/3
	}
	return d.clamp(s)
}

// pareto by mean has min = mean (shape-1)/shape, and by cv the shape
// 1 + √(1 + 1/cv²).
func (d *Dist) pareto() (Sampler, error) {
	shape, least := d.Shape, d.Min
	if shape == 0 {
		shape = 1 + math.Sqrt(1+1/(d.CV*d.CV))
	}
	if d.Mean > 0 && shape <= 1 {
		return Sampler{}, fault("shape", `"shape" of pareto is %s; by its mean it must be above 1, since the mean is infinite below: raise it, or give min`, number(shape))
	}
	mean := math.Inf(1)
	if d.Mean > 0 {
		mean, least = d.Mean, d.Mean*(shape-1)/shape
	} else if shape > 1 {
		mean = least * shape / (shape - 1)
	}
	return (&Dist{Max: d.Max}).clamp(Sampler{law: pareto, a: least, b: 1 / shape, more: &more{mean: mean}}), nil
}

// hyperexponential by mean and cv takes the first branch with probability
// p = (1+√((cv²-1)/(cv²+1)))/2, and the branches have means mean/2p and
// mean/2(1-p) (Whitt, "Approximating a point process by a renewal process",
// Operations Research 30(1), 1982).
func (d *Dist) hyperexponential() (Sampler, error) {
	if d.Mean == 0 {
		return d.clamp(d.choice(hyper, d.Values, d.Shares)), nil
	}
	if d.CV < 1 {
		return Sampler{}, fault("cv", `"cv" of hyperexponential is %s; it must be at least 1: raise it, or take gamma`, number(d.CV))
	}
	square := float64(d.CV * d.CV)
	twice := 1 + math.Sqrt((square-1)/(square+1)) // 2p
	q := 1 / (1 + square) / twice                 // 1-p without cancellation, since 2p(1-p) = 1/(1+cv²)
	return d.clamp(d.choice(hyper, []float64{d.Mean / twice, d.Mean / (2 * q)}, []float64{twice / 2, q})), nil
}

// mixture has the mean of its parts' means. Its variance is that of those
// means, and the mean of their variances besides.
func (d *Dist) mixture() (Sampler, error) {
	parts, means := make([]Sampler, len(d.Parts)), make([]float64, len(d.Parts))
	for i, part := range d.Parts {
		s, err := part.Sampler()
		if err != nil {
			return Sampler{}, fault("parts", `"parts" of mixture, in place %d: %v`, i+1, err)
		}
		parts[i], means[i] = s, s.Mean()
	}
	s := d.choice(mixed, means, d.Shares)
	s.more.parts = parts
	return d.clamp(s), nil
}

// choice draws one of the values by their shares.
func (d *Dist) choice(l law, values, shares []float64) Sampler {
	m := &more{values: append([]float64(nil), values...), bounds: make([]float64, len(values))}
	total, mean := 0.0, 0.0
	for i, v := range values {
		share := 1 / float64(len(values))
		if len(shares) > 0 {
			share = shares[i]
		}
		total += share
		if share > 0 { // a mean may be infinite
			mean += float64(v * share)
		}
		m.bounds[i] = total
	}
	for i := range m.bounds {
		m.bounds[i] /= total
	}
	m.mean = mean / total
	return Sampler{law: l, more: m}
}
