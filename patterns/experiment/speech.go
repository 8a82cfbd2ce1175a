package experiment

import (
	"math"
	"strings"

	"backchat/language"
	"backchat/sim/metrics"
)

// A speech says what is told in a language: texts, and what stands in their
// places.
type speech struct{ language.Table }

// quantity is a figure for people.
func (s speech) quantity(x float64, unit string) string {
	if math.IsInf(x, 1) {
		return s.Say("never")
	}
	return s.Figure(metrics.Quantity(x, unit))
}

// number is how many.
func (s speech) number(n float64) string { return s.quantity(n, "1") }

// percent is a share of 1 for people.
func (s speech) percent(x float64) string { return s.Figure(metrics.Percent(x)) }

// list joins words: "a, b and c".
func (s speech) list(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + s.Say(" and ") + words[last]
}

// of names a flow, where there are several.
func (s speech) of(flow string, r *role) string {
	if len(r.flows) < 2 {
		return ""
	}
	return s.Say(" of {flow}", "flow", flow)
}

// instead is what is so of one variant, and of the other.
func (s speech) instead(x, y string) string {
	return s.Say("{x} instead of {y}", "x", x, "y", y)
}

// average says that a figure is a mean, where it is.
func (s speech) average(x string, is bool) string {
	if !is {
		return x
	}
	return s.Say("{x} on average", "x", x)
}

// amount is so much of something: "3 requests", "1 request", "no requests".
func (s speech) amount(x float64, of language.Text) string {
	n := s.Say("no")
	if x != 0 {
		n = s.number(x)
	}
	return s.Count(one(n), of, "n", n)
}

// none is a figure beside one of its kind.
func (s speech) none(x float64, unit string) string {
	if x == 0 {
		return s.Say("none")
	}
	return s.quantity(x, unit)
}

// one is 1 where what is shown is one of something, and any other number where
// not.
func one(shown string) float64 {
	if shown == "1" || strings.HasPrefix(shown, "1 ") {
		return 1
	}
	return 2
}
