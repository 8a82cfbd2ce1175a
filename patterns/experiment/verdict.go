package experiment

import (
	"math"
	"slices"
	"strconv"

	"backchat/language"
	"backchat/patterns/scenario"
	"backchat/patterns/scenario/expression"
)

// Certain is the level of the intervals by which expectations are judged.
const Certain = 0.99

// A Ruling is what runs say of an expectation.
type Ruling uint8

// The rulings.
const (
	NotShown Ruling = iota // the interval is too wide to say: on more seeds it may be
	Holds
	Fails
)

func (r Ruling) String() string {
	return [...]string{"notShown", "holds", "fails"}[r]
}

// A Verdict is what became of an expectation.
type Verdict struct {
	Claim, That     string
	Published       *scenario.Published // what the scenario's source says of it, or nil
	Unit            string              // of both sides: s, B, 1/s, 1 or a product of such
	Share           bool                // the left side is a share of 1
	Measured, Bound float64             // the left side and the right one; over several seeds, their means
	Seeds           int
	Exact           bool     // it had to hold on every seed
	Held            int      // on how many it does
	Left            Interval // of the left side over the seeds: how sure Measured is
	Difference      Interval // of left - right over the seeds, where there are several and it need not hold on each
	Ruling          Ruling
	Enough          int    // of what is not shown: how many seeds would show it, by a plain estimate; 0 where no number up to 100,000 would
	Why             string // why it could not be judged; "" where it was
}

// Holds tells whether the expectation is shown to hold.
func (v *Verdict) Holds() bool { return v.Ruling == Holds }

// Judge tells what became of an expectation, on the runs of the variants that
// it names. A metric without a variant is that of home.
//
// On one seed, the comparison holds or fails as it stands: that is about this
// one run.
//
// On several, left and right are evaluated seed by seed, and:
//
//   - Where all metrics in it are counts or extremes ([metrics.Kind.Exact]) and
//     nothing is divided by one, the comparison must hold on every seed: one on
//     which it does not refutes it. (A ratio of counts is a share, which is an
//     average.)
//   - Otherwise it is judged by the 99 % interval (see [IntervalOf]) of the
//     mean of left - right, paired by seed. < holds where its upper end is
//     below 0, <= where that is at most 0; > where its lower end is above 0,
//     >= where that is at least 0; == within p % where both ends are at most
//     p % of |the mean of right| away from 0; == without, where both are 0; !=
//     where 0 lies outside. It fails where the whole interval lies where the
//     comparison does not hold; where it reaches into both, nothing is shown.
//   - Where a side is never on some seed, the differences have no mean: the
//     comparison holds where it does on every seed, fails where it does on
//     none, and otherwise nothing is shown. Never is later than any time.
//
// What is not a number on some seed fails: it cannot be judged.
func (s *Samples) Judge(e *scenario.Expectation, home string) Verdict {
	c := e.Comparison
	v := Verdict{Claim: e.Claim, That: e.That, Published: e.Published, Unit: c.Unit(), Share: s.share(c.Left), Seeds: len(s.Plan.Seeds), Ruling: Fails}
	v.Measured, v.Bound = math.NaN(), math.NaN()
	left, right, held, err := s.sides(c, home)
	if err != nil {
		v.Why = err.Error()
		return v
	}
	v.Left = IntervalOf(left, Certain)
	v.Measured, v.Bound = v.Left.Mean, mean(right)
	if n := undefined(left, right); n > 0 {
		v.Why = s.undefinedOn(s.unheard(c, home, left, right), n, v.Seeds)
		return v
	}
	endless := never(left...) || never(right...)
	exact := s.exact(c, home)
	v.Held = held
	switch v.Exact = exact || endless; {
	case held == v.Seeds:
		v.Ruling = Holds
	case held > 0 && endless && !exact:
		v.Ruling = NotShown
	}
	if v.Seeds > 1 && !v.Exact {
		v.Difference = IntervalOf(differences(left, right), Certain)
		v.Ruling = rule(c, v.Difference, v.Bound)
		if v.Ruling == NotShown {
			v.Enough = enough(c, v.Difference, v.Bound)
		}
	}
	return v
}

// sides evaluates both sides of a comparison by seed, and counts the seeds on
// which it holds.
func (s *Samples) sides(c *expression.Comparison, home string) (left, right []float64, held int, err error) {
	for i := range s.Plan.Seeds {
		l, r, holds, err := c.Eval(func(metric, variant string) (float64, error) {
			m, err := s.metric(metric, at(variant, home), i)
			return m.Value, err
		})
		if err != nil {
			return nil, nil, 0, err
		}
		left, right = append(left, l), append(right, r)
		if holds {
			held++
		}
	}
	return left, right, held, nil
}

// exact tells whether a comparison is without any averaging.
func (s *Samples) exact(c *expression.Comparison, home string) bool {
	if shares(c.Left) || shares(c.Right) {
		return false
	}
	return !slices.ContainsFunc(c.Metrics(), func(r expression.Ref) bool {
		m, err := s.metric(r.Name, at(r.Variant, home), 0)
		return err != nil || !m.Kind.Exact()
	})
}

// shares tells whether something in e is divided by a metric.
func shares(e *expression.Expression) bool {
	switch e.Op {
	case 'n', 'm':
		return false
	case '/':
		return measures(e.Right) || shares(e.Left)
	}
	return shares(e.Left) || shares(e.Right)
}

// measures tells whether there is a metric in e.
func measures(e *expression.Expression) bool {
	return e.Op == 'm' || e.Left != nil && (measures(e.Left) || measures(e.Right))
}

// at is the variant that a metric is taken from.
func at(variant, home string) string {
	if variant == "" {
		return home
	}
	return variant
}

// rule judges a comparison by the interval of left - right.
func rule(c *expression.Comparison, d Interval, bound float64) Ruling {
	off := c.Within * math.Abs(bound)
	holds, fails := false, false
	switch c.Op {
	case "<":
		holds, fails = d.High < 0, d.Low >= 0
	case "<=":
		holds, fails = d.High <= 0, d.Low > 0
	case ">":
		holds, fails = d.Low > 0, d.High <= 0
	case ">=":
		holds, fails = d.Low >= 0, d.High < 0
	case "!=":
		holds, fails = !d.Holds(0), d.Low == 0 && d.High == 0
	default:
		holds, fails = -off <= d.Low && d.High <= off, d.Low > off || d.High < -off
	}
	switch {
	case holds:
		return Holds
	case fails:
		return Fails
	}
	return NotShown
}

// enough estimates on how many seeds a comparison would be shown to hold, or to
// fail: where the interval would no longer reach from its mean to where the
// comparison turns.
func enough(c *expression.Comparison, d Interval, bound float64) int {
	distance := math.Abs(d.Mean)
	if c.Op == "==" {
		distance = math.Abs(distance - c.Within*math.Abs(bound))
	}
	return d.Enough(Certain, distance)
}

func differences(left, right []float64) []float64 {
	d := make([]float64, len(left))
	for i := range d {
		d[i] = left[i] - right[i]
	}
	return d
}

// undefined counts the pairs that are not both numbers.
func undefined(left, right []float64) int {
	n := 0
	for i := range left {
		if !defined(left[i]) || !defined(right[i]) {
			n++
		}
	}
	return n
}

// unheard says which side of a comparison is no number on some seed, and for want of
// which figure.
func (s *Samples) unheard(c *expression.Comparison, home string, left, right []float64) string {
	name, side, values := language.Text("the left side"), c.Left, left
	if !slices.ContainsFunc(left, math.IsNaN) {
		name, side, values = "the right side", c.Right, right
	}
	seed := slices.IndexFunc(values, math.IsNaN)
	for _, r := range expression.Include(nil, side) {
		if m, err := s.metric(r.Name, at(r.Variant, home), seed); err == nil && !defined(m.Value) {
			return s.in.Say("{side} has no value: there was nothing to take {what} from", "side", s.in.Say(name), "what", r.String())
		}
	}
	return s.in.Say("{side} has no value: {what} divides by 0", "side", s.in.Say(name), "what", side.String())
}

func (s *Samples) undefinedOn(what string, n, seeds int) string {
	if seeds == 1 {
		return what
	}
	return s.in.Say("{what}, on {n} of {all} seeds", "what", what, "n", strconv.Itoa(n), "all", strconv.Itoa(seeds))
}
