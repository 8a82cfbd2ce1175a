package scenario

import (
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"

	"backchat/sim"
)

// A notation is how values of one dimension are written: a decimal number and
// a unit, without a blank.
type notation struct {
	what  string    // one of them, with its article
	units []unit    // rising
	usual string    // the unit of examples
	meant [2]string // the units to propose where there is none, the likelier first
	whole bool      // values are whole numbers of the base unit
	most  string    // the largest value there is
}

// A unit is so many times the base unit.
type unit struct {
	name       string
	times, per int64
}

var (
	durations = notation{
		what: "a duration", usual: "ms", meant: [2]string{"s", "ms"}, whole: true, most: "10000d",
		units: []unit{
			{"ns", 1, 1}, {"us", int64(sim.Microsecond), 1}, {"ms", int64(sim.Millisecond), 1}, {"s", int64(sim.Second), 1},
			{"m", int64(sim.Minute), 1}, {"h", int64(sim.Hour), 1}, {"d", int64(sim.Day), 1},
		},
	}
	sizes = notation{
		what: "a size", usual: "B", meant: [2]string{"B", "KiB"}, whole: true, most: "1000000GiB",
		units: []unit{{"B", 1, 1}, {"KB", 1e3, 1}, {"KiB", 1 << 10, 1}, {"MB", 1e6, 1}, {"MiB", 1 << 20, 1}, {"GB", 1e9, 1}, {"GiB", 1 << 30, 1}},
	}
	bandwidths = notation{
		what: "a bandwidth", usual: "Mbit/s", meant: [2]string{"Mbit/s", "kbit/s"}, whole: true, most: "1000000Gbit/s",
		units: []unit{{"bit/s", 1, 1}, {"kbit/s", 1e3, 1}, {"Mbit/s", 1e6, 1}, {"Gbit/s", 1e9, 1}},
	}
	rates = notation{
		what: "a rate", usual: "/s", meant: [2]string{"/s", "/m"}, most: "1000000000/s",
		units: []unit{{"/d", 1, 86400}, {"/h", 1, 3600}, {"/m", 1, 60}, {"/s", 1, 1}, {"/ms", 1000, 1}},
	}
)

// notationOf is how values of that type are written, or nil where they are
// without dimension. What a float64 is of, its unit says.
func notationOf(t reflect.Type, unit string) *notation {
	switch t {
	case reflect.TypeFor[sim.Time]():
		return &durations
	case reflect.TypeFor[sim.Bytes]():
		return &sizes
	case reflect.TypeFor[sim.Bandwidth]():
		return &bandwidths
	case reflect.TypeFor[sim.Rate]():
		return &rates
	case reflect.TypeFor[float64]():
		return measureOf(unit)
	}
	return nil
}

// measureOf is the notation of what a distribution is of, or nil.
func measureOf(unit string) *notation {
	switch unit {
	case "duration":
		return &durations
	case "size":
		return &sizes
	}
	return nil
}

// longestQuantity bounds the digits that exact arithmetic is done with.
const longestQuantity = 100

// parse reads text, exactly, in base units. Its error says what to write
// instead.
func (n *notation) parse(text string) (*big.Rat, error) {
	digits := len(text) - len(strings.TrimLeft(text, "-.0123456789"))
	number, ok := decimal(text[:digits])
	name := text[digits:]
	switch {
	case !ok || len(text) > longestQuantity:
		return nil, fmt.Errorf("%q is not %s; write one like %q", clip(text), n.what, "40"+n.usual)
	case name == "":
		return nil, fmt.Errorf("%s has no unit; write %q or %q", text, text+n.meant[0], text+n.meant[1])
	}
	for _, u := range n.units {
		if u.name == name {
			return number.Mul(number, big.NewRat(u.times, u.per)), nil
		}
	}
	if trimmed := strings.TrimSpace(name); n.has(trimmed) {
		return nil, fmt.Errorf("%q has a blank in it; write %q", text, text[:digits]+trimmed)
	}
	return nil, fmt.Errorf("%q is not %s: there is no unit %q%s The units are %s",
		text, n.what, name, sentence(didYouMean(name, n.names())), strings.Join(n.names(), ", "))
}

// mostQuickly bounds what quick reads: floats are exact up to there.
const mostQuickly = mostInteger

// quick is text in base units, where that takes no exact arithmetic: digits
// and a unit. It is false where parse has to look.
func (n *notation) quick(text string) (int64, bool) {
	x, digits := int64(0), 0
	for digits < min(len(text), 15) && text[digits] >= '0' && text[digits] <= '9' {
		x = 10*x + int64(text[digits]-'0')
		digits++
	}
	for _, u := range n.units {
		if digits > 0 && u.per == 1 && u.name == text[digits:] && x <= mostQuickly/u.times {
			return x * u.times, true
		}
	}
	return 0, false
}

// quicklyWithin tells whether x is within a field's bounds; false too where
// that takes exact arithmetic.
func (n *notation) quicklyWithin(x int64, f *field) bool {
	low, fine := int64(0), true
	if f.min != "" {
		low, fine = n.quick(f.min)
	}
	if high, ok := n.quick(f.max); !ok || x > high {
		return false
	}
	return fine && x >= low
}

// sentence ends a half-sentence that may be a question.
func sentence(question string) string {
	if question == "" {
		return "."
	}
	return question
}

func (n *notation) names() []string {
	var names []string
	for _, u := range n.units {
		names = append(names, u.name)
	}
	return names
}

func (n *notation) has(name string) bool {
	for _, u := range n.units {
		if u.name == name {
			return true
		}
	}
	return false
}

// decimal reads digits, at most one point among them, and perhaps a sign: no
// powers of ten, no other bases.
func decimal(text string) (*big.Rat, bool) {
	bare := strings.TrimPrefix(text, "-")
	whole, fraction, point := strings.Cut(bare, ".")
	if whole == "" || point && fraction == "" || len(text) > longestQuantity || strings.Trim(whole+fraction, "0123456789") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// exact is text in base units as a whole number, or an error where it is none.
func (n *notation) exact(text string) (int64, error) {
	x, err := n.parse(text)
	if err != nil {
		return 0, err
	}
	if !x.IsInt() {
		return 0, fmt.Errorf("%q is finer than 1%s, the finest there is", text, n.units[0].name)
	}
	if !x.Num().IsInt64() {
		return 0, fmt.Errorf("%q is above the most, %q", text, n.most)
	}
	return x.Num().Int64(), nil
}

// write is the shortest text of x base units that is exact.
func (n *notation) write(x int64) string {
	best := n.units[0]
	for _, u := range n.units {
		if u.per == 1 && x != 0 && x%u.times == 0 {
			best = u
		}
	}
	return strconv.FormatInt(x/best.times, 10) + best.name
}

// writeFloat is the text of x base units, exact too.
func (n *notation) writeFloat(x float64) string {
	if n.whole && x == math.Trunc(x) && x < mostInteger {
		return n.write(int64(x))
	}
	base := n.units[0].name
	if n.usual == "/s" {
		base = n.usual
	}
	return strconv.FormatFloat(x, 'f', -1, 64) + base
}
