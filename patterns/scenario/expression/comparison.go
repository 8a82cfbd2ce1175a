// Package expression holds what a scenario expects: comparisons of sums over
// metrics, in words a person can read, and the figures in its texts. It reads
// them, evaluates them, and writes them. Which metrics there are is for whoever
// asks to say.
package expression

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// A Comparison is an expectation read: two expressions over metrics, and how
// they are to compare.
type Comparison struct {
	Left, Right *Expression
	Op          string  // < <= > >= == !=
	Within      float64 // of ==: how far off, as a share of the right side; 0 where it says nothing
}

// An Expression is a number, a metric, or two expressions and what joins them.
type Expression struct {
	Op          byte // + - * /, 'n' for a number, 'm' for a metric
	Left, Right *Expression
	Value       float64 // of a number, in base units: s, B, 1/s, 1
	Text        string  // of a number, as it is written
	Metric      Ref

	at       int // byte offset in the text
	unit     Dimension
	constant bool    // it names no metric
	amount   float64 // of what is constant: what it comes to
}

// A Ref names a metric of a variant; where it names none, of the variant that
// is run.
type Ref struct {
	Name    string // api/0.utilization
	Variant string // "" for the base
}

func (r Ref) String() string {
	if r.Variant == "" {
		return r.Name
	}
	return r.Name + "@" + r.Variant
}

// Eval reads the metrics and tells what both sides are, and whether the
// comparison holds. It never does with a side that is not a number. The error
// is the first that read returns.
func (c *Comparison) Eval(read func(metric, variant string) (float64, error)) (left, right float64, holds bool, err error) {
	if left, err = c.Left.Eval(read); err != nil {
		return 0, 0, false, err
	}
	if right, err = c.Right.Eval(read); err != nil {
		return 0, 0, false, err
	}
	return left, right, c.Holds(left, right), nil
}

// Holds tells whether two values compare as c says. Never (+Inf) is later than
// any time, as late as itself, and within no distance of anything else.
func (c *Comparison) Holds(left, right float64) bool {
	if math.IsNaN(left) || math.IsNaN(right) {
		return false
	}
	switch c.Op {
	case "<":
		return left < right
	case "<=":
		return left <= right
	case ">":
		return left > right
	case ">=":
		return left >= right
	case "!=":
		return left != right
	}
	return left == right || !math.IsInf(right, 0) && math.Abs(left-right) <= c.Within*math.Abs(right)
}

// Unit is what both sides are measured in: that of the side that is no bare
// number.
func (c *Comparison) Unit() string {
	if u := c.Left.Unit(); u != "1" {
		return u
	}
	return c.Right.Unit()
}

// Metrics are the metrics that c names, in the order of the text, each once.
func (c *Comparison) Metrics() []Ref {
	return Include(Include(nil, c.Left), c.Right)
}

// Include adds the metrics in e that are not there yet.
func Include(all []Ref, e *Expression) []Ref {
	e.each(func(e *Expression) {
		if e.Op == 'm' && !slices.Contains(all, e.Metric) {
			all = append(all, e.Metric)
		}
	})
	return all
}

func (c *Comparison) String() string {
	text := c.Left.String() + " " + c.Op + " " + c.Right.String()
	if c.Within > 0 {
		text += " within " + strconv.FormatFloat(c.Within*100, 'g', 12, 64) + "%"
	}
	return text
}

// each calls f with e and all expressions in it, from left to right.
func (e *Expression) each(f func(*Expression)) {
	if e.Left != nil {
		e.Left.each(f)
		e.Right.each(f)
	}
	f(e)
}

// Eval is the value of e in base units. What is divided by 0 is not a number;
// so +Inf comes of a metric that is never, and of what is made of it.
func (e *Expression) Eval(read func(metric, variant string) (float64, error)) (float64, error) {
	switch e.Op {
	case 'n':
		return e.Value, nil
	case 'm':
		return read(e.Metric.Name, e.Metric.Variant)
	}
	left, err := e.Left.Eval(read)
	if err != nil {
		return 0, err
	}
	right, err := e.Right.Eval(read)
	if err != nil {
		return 0, err
	}
	return combine(e.Op, left, right), nil
}

// combine joins two values by + - * or /; what is divided by 0 is not a number.
func combine(op byte, left, right float64) float64 {
	switch op {
	case '+':
		return left + right
	case '-':
		return left - right
	case '*':
		return left * right
	}
	if right == 0 {
		return math.NaN()
	}
	return left / right
}

// Unit is what e is measured in: s, B, 1/s, 1, or a product of such.
func (e *Expression) Unit() string { return e.unit.String() }

func (e *Expression) String() string {
	switch e.Op {
	case 'n':
		return e.Text
	case 'm':
		return e.Metric.String()
	}
	return e.side(e.Left, false) + " " + string(e.Op) + " " + e.side(e.Right, true)
}

// side is one side of e, in parentheses where it needs them.
func (e *Expression) side(of *Expression, right bool) string {
	if low := of.rank() < e.rank(); low || right && of.rank() == e.rank() {
		return "(" + of.String() + ")"
	}
	return of.String()
}

// rank is how tightly an expression holds together.
func (e *Expression) rank() int {
	switch e.Op {
	case '+', '-':
		return 0
	case '*', '/':
		return 1
	}
	return 2
}

// A Dimension says what a value is measured in: seconds and bytes, each to a
// power. What fits everything is a bare zero.
type Dimension struct {
	seconds, bytes int
	fitsAll        bool
}

func (d Dimension) fits(other Dimension) bool {
	return d.fitsAll || other.fitsAll || d == other
}

// DimensionOf is the dimension of a metric's unit.
func DimensionOf(unit string) Dimension {
	switch unit {
	case "s":
		return Dimension{seconds: 1}
	case "B":
		return Dimension{bytes: 1}
	case "1/s":
		return Dimension{seconds: -1}
	case "B/s":
		return Dimension{bytes: 1, seconds: -1}
	}
	return Dimension{}
}

func (d Dimension) String() string {
	top, bottom := "", ""
	for _, base := range [...]struct {
		name  string
		power int
	}{{"B", d.bytes}, {"s", d.seconds}} {
		if base.power > 0 && top != "" {
			top += "*"
		}
		switch p := base.power; {
		case p == 1:
			top += base.name
		case p > 1:
			top += fmt.Sprintf("%s^%d", base.name, p)
		case p == -1:
			bottom += "/" + base.name
		case p < -1:
			bottom += fmt.Sprintf("/%s^%d", base.name, -p)
		}
	}
	if top == "" {
		top = "1"
	}
	return top + bottom
}
