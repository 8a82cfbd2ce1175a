package sim

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Law says which parameters one law of a [Dist] takes.
type Law struct {
	Name  string
	Doc   string
	Takes [][]string // one of these sets, whole
	Also  []string   // and any of these
	Hint  string     // what to do about a parameter it does not take
}

// Laws are the laws there are. A min or max in Also bounds the draws: those
// below min are drawn to min, those above max to max, which moves the mean.
var Laws = [...]Law{
	{
		Name: "constant", Doc: "always the same value",
		Takes: [][]string{{"value"}, {}},
		Hint:  "it takes a value only",
	}, {
		Name: "uniform", Doc: "equally likely from min (or 0) to max",
		Takes: [][]string{{"min", "max"}, {"max"}, {"mean", "cv"}, {"mean", "sd"}},
		Hint:  "it takes min and max, or a mean with cv or sd",
	}, {
		Name: "exponential", Doc: "memoryless",
		Takes: [][]string{{"mean"}}, Also: []string{"min", "max"},
		Hint: "its standard deviation is its mean",
	}, {
		Name: "normal", Doc: "symmetric; draws below 0 (or min) are drawn to it, so that the mean is a little higher where the cv is above 0.3 or so",
		Takes: [][]string{{"mean", "cv"}, {"mean", "sd"}}, Also: []string{"min", "max"},
		Hint: "it takes a mean with cv or sd",
	}, {
		Name: "lognormal", Doc: "its logarithm is normal; mean and standard deviation are those of the draws, not of the logarithm",
		Takes: [][]string{{"mean", "cv"}, {"mean", "sd"}}, Also: []string{"min", "max"},
		Hint: "it takes a mean with cv or sd",
	}, {
		Name: "gamma", Doc: "cv = 1/√shape",
		Takes: [][]string{{"mean", "cv"}, {"mean", "sd"}, {"mean", "shape"}}, Also: []string{"min", "max"},
		Hint: "it takes a mean with cv, sd or shape",
	}, {
		Name: "erlang", Doc: "the sum of exponential stages of equal mean; cv = 1/√stages",
		Takes: [][]string{{"mean", "stages"}}, Also: []string{"min", "max"},
		Hint: "it takes a mean and stages; for any cv use gamma",
	}, {
		Name: "pareto", Doc: "never below min, and beyond it heavy-tailed: x is exceeded with probability (min/x)^shape",
		Takes: [][]string{{"min", "shape"}, {"mean", "shape"}, {"mean", "cv"}}, Also: []string{"max"},
		Hint: "it takes shape with min or mean, or mean with cv",
	}, {
		Name: "hyperexponential", Doc: "one of several exponentials; by mean and cv it is one of two, with balanced means (each branch carries half of the mean)",
		Takes: [][]string{{"mean", "cv"}, {"values"}, {"values", "shares"}}, Also: []string{"min", "max"},
		Hint: "it takes a mean and cv, or the means of its branches as values and their shares",
	}, {
		Name: "empirical", Doc: "one of the values",
		Takes: [][]string{{"values"}, {"values", "shares"}},
		Hint:  "it takes values and their shares",
	}, {
		Name: "mixture", Doc: "each draw is one of a part, which is a distribution: mostly fast and now and then slow is a mixture of two",
		Takes: [][]string{{"parts"}, {"parts", "shares"}}, Also: []string{"min", "max"},
		Hint: "it takes distributions as parts, and their shares",
	},
}

// A ParameterError says what is wrong with one parameter of a [Dist], and
// what to do about it. Dimensioned values in it are nanoseconds or bytes.
type ParameterError struct {
	Parameter string // its JSON name; "dist" for the law
	Problem   string
}

func (e *ParameterError) Error() string { return e.Problem }

func fault(parameter, format string, args ...any) error {
	return &ParameterError{parameter, fmt.Sprintf(format, args...)}
}

// law finds the law of d and checks that d has the parameters it takes.
func (d *Dist) law() (*Law, error) {
	name := d.Law
	if name == "" {
		name = Laws[0].Name
	}
	i := slices.IndexFunc(Laws[:], func(l Law) bool { return l.Name == name })
	if i < 0 {
		return nil, fault("dist", "there is no law %q; the laws are %s", name, lawNames())
	}
	return &Laws[i], Laws[i].check(d)
}

func lawNames() string {
	var names []string
	for _, l := range Laws {
		names = append(names, l.Name)
	}
	return listed(names, "and")
}

// A parameter is one that a Dist has, which is one that is not 0. Of a list
// the number is its length.
type parameter struct {
	name  string
	value float64
}

func (d *Dist) parameters() []parameter {
	all := []parameter{
		{"value", d.Value}, {"mean", d.Mean}, {"sd", d.SD}, {"cv", d.CV}, {"min", d.Min}, {"max", d.Max},
		{"shape", d.Shape}, {"stages", float64(d.Stages)}, {"values", float64(len(d.Values))}, {"shares", float64(len(d.Shares))}, {"parts", float64(len(d.Parts))},
	}
	return slices.DeleteFunc(all, func(p parameter) bool { return p.value == 0 })
}

func (l *Law) check(d *Dist) error {
	var core []string
	for _, p := range d.parameters() {
		if !l.knows(p.name) {
			return fault(p.name, "%s takes no %q; %s", l.Name, p.name, l.Hint)
		}
		if !(p.value > 0 && p.value <= math.MaxFloat64) {
			return fault(p.name, "%q of %s is %s; it must be a number above 0", p.name, l.Name, number(p.value))
		}
		if !slices.Contains(l.Also, p.name) {
			core = append(core, p.name)
		}
	}
	if err := l.checkSet(core); err != nil {
		return err
	}
	if d.Max != 0 && d.Min > d.Max {
		return fault("min", `"min" of %s is %s, above "max", which is %s; exchange them`, l.Name, number(d.Min), number(d.Max))
	}
	return d.checkLists(l)
}

func (l *Law) knows(name string) bool {
	return slices.Contains(l.Also, name) ||
		slices.ContainsFunc(l.Takes, func(set []string) bool { return slices.Contains(set, name) })
}

// checkSet checks that what is given is one of the sets that the law takes.
func (l *Law) checkSet(given []string) error {
	var ways []string
	for _, set := range l.Takes {
		if len(set) == len(given) && !slices.ContainsFunc(set, func(p string) bool { return !slices.Contains(given, p) }) {
			return nil
		}
		ways = append(ways, listed(set, "and"))
	}
	has := "none of them above 0"
	if len(given) > 0 {
		has = listed(given, "and")
	}
	return fault("dist", "%s takes %s; this one has %s", l.Name, strings.Join(ways, ", or "), has)
}

const sharesTolerance = 1e-6

func (d *Dist) checkLists(l *Law) error {
	least, bound := 0.0, "at least 0"
	if l.Name == "hyperexponential" {
		least, bound = math.SmallestNonzeroFloat64, "above 0"
	}
	for i, v := range d.Values {
		if !(v >= least && v <= math.MaxFloat64) {
			return fault("values", `"values" of %s has %s in place %d; it must be %s`, l.Name, number(v), i+1, bound)
		}
	}
	if len(d.Shares) == 0 {
		return nil
	}
	of, n := "value", len(d.Values)
	if l.Name == "mixture" {
		of, n = "part", len(d.Parts)
	}
	if len(d.Shares) != n {
		return fault("shares", `"shares" of %s has %d numbers and "%ss" has %d; give each %s its share`, l.Name, len(d.Shares), of, n, of)
	}
	sum := 0.0
	for i, share := range d.Shares {
		if !(share >= 0 && share <= 1) {
			return fault("shares", `"shares" of %s has %s in place %d; a share is from 0 to 1`, l.Name, number(share), i+1)
		}
		sum += share
	}
	if math.Abs(sum-1) > sharesTolerance {
		return fault("shares", `"shares" of %s add up to %s; they must add up to 1`, l.Name, number(sum))
	}
	return nil
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', 9, 64) }

// listed joins words by commas, and the last two by the conjunction.
func listed(words []string, conjunction string) string {
	switch n := len(words); n {
	case 0:
		return "nothing"
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " " + conjunction + " " + words[n-1]
	}
}
