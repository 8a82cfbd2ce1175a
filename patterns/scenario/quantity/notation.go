// Package quantity holds how values with a dimension are written in scenarios:
// "40ms", "64KiB", "20Mbit/s", "0.2/s". Values are exact.
package quantity

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"backchat/patterns/scenario/wording"
	"backchat/sim"
	"backchat/sim/exact"
)

// A Notation is how values of one dimension are written: a decimal number and
// a unit, without a blank.
type Notation struct {
	What  string    // one of them, with its article
	Units []unit    // rising
	Usual string    // the unit of examples
	meant [2]string // the units to propose where there is none, the likelier first
	whole bool      // values are whole numbers of the base unit
	Most  string    // the largest value there is
}

// A unit is so many times the base unit.
type unit struct {
	Name       string
	times, per int64
}

var (
	// Durations are in nanoseconds.
	Durations = Notation{
		What: "a duration", Usual: "ms", meant: [2]string{"s", "ms"}, whole: true, Most: "10000d",
		Units: []unit{
			{"ns", 1, 1}, {"us", int64(sim.Microsecond), 1}, {"ms", int64(sim.Millisecond), 1}, {"s", int64(sim.Second), 1},
			{"m", int64(sim.Minute), 1}, {"h", int64(sim.Hour), 1}, {"d", int64(sim.Day), 1},
		},
	}
	// Sizes are in bytes.
	Sizes = Notation{
		What: "a size", Usual: "B", meant: [2]string{"B", "KiB"}, whole: true, Most: "1000000GiB",
		Units: []unit{{"B", 1, 1}, {"KB", 1e3, 1}, {"KiB", 1 << 10, 1}, {"MB", 1e6, 1}, {"MiB", 1 << 20, 1}, {"GB", 1e9, 1}, {"GiB", 1 << 30, 1}},
	}
	// Bandwidths are in bits a second.
	Bandwidths = Notation{
		What: "a bandwidth", Usual: "Mbit/s", meant: [2]string{"Mbit/s", "kbit/s"}, whole: true, Most: "1000000Gbit/s",
		Units: []unit{{"bit/s", 1, 1}, {"kbit/s", 1e3, 1}, {"Mbit/s", 1e6, 1}, {"Gbit/s", 1e9, 1}},
	}
	// Rates are in times a second.
	Rates = Notation{
		What: "a rate", Usual: "/s", meant: [2]string{"/s", "/m"}, Most: "1000000000/s",
		Units: []unit{{"/d", 1, 86400}, {"/h", 1, 3600}, {"/m", 1, 60}, {"/s", 1, 1}, {"/ms", 1000, 1}},
	}
)

// All are the notations there are.
var All = [...]*Notation{&Durations, &Sizes, &Bandwidths, &Rates}

// NotationOf is how values of that type are written, or nil where they are
// without dimension. What a float64 is of, its unit says.
func NotationOf(t reflect.Type, unit string) *Notation {
	switch t {
	case reflect.TypeFor[sim.Time]():
		return &Durations
	case reflect.TypeFor[sim.Bytes]():
		return &Sizes
	case reflect.TypeFor[sim.Bandwidth]():
		return &Bandwidths
	case reflect.TypeFor[sim.Rate]():
		return &Rates
	case reflect.TypeFor[float64]():
		return MeasureOf(unit)
	}
	return nil
}

// MeasureOf is the notation of what a distribution is of, or nil.
func MeasureOf(unit string) *Notation {
	switch unit {
	case "duration":
		return &Durations
	case "size":
		return &Sizes
	}
	return nil
}

// LongestQuantity bounds the digits that exact arithmetic is done with.
const LongestQuantity = 100

// Parse reads text, exactly, in base units. Its error says what to write
// instead.
func (n *Notation) Parse(text string) (exact.Ratio, error) {
	digits := len(text) - len(strings.TrimLeft(text, "-.0123456789"))
	number, ok := Decimal(text[:digits])
	name := text[digits:]
	switch {
	case !ok || len(text) > LongestQuantity:
		return exact.Ratio{}, fmt.Errorf("%q is not %s; write one like %q", wording.Clip(text), n.What, "40"+n.Usual)
	case name == "" && n.inBase(number) != "":
		return exact.Ratio{}, fmt.Errorf("%s has no unit; write %q", text, n.inBase(number))
	case name == "":
		return exact.Ratio{}, fmt.Errorf("%s has no unit; write %q or %q", text, text+n.meant[0], text+n.meant[1])
	}
	for _, u := range n.Units {
		if u.Name == name {
			return number.Scaled(uint64(u.times), uint64(u.per)), nil
		}
	}
	if trimmed := strings.TrimSpace(name); n.Has(trimmed) {
		return exact.Ratio{}, fmt.Errorf("%q has a blank in it; write %q", text, text[:digits]+trimmed)
	}
	if bytes := n.ofBytes(number, name); bytes != "" {
		return exact.Ratio{}, fmt.Errorf("%q is in bytes, and %s in bits, of which a byte has 8; write %q", text, n.What, bytes)
	}
	meant := wording.DidYouMean(name, n.Names())
	if unit := habits[strings.ToLower(name)]; n.Has(unit) {
		meant = fmt.Sprintf("; did you mean %q?", unit)
	}
	return exact.Ratio{}, fmt.Errorf("%q is not %s: there is no unit %q%s The units are %s",
		text, n.What, name, wording.Sentence(meant), strings.Join(n.Names(), ", "))
}

// habits are units as some write them, in small letters, by what they are here.
var habits = map[string]string{
	"b/s": "bit/s", "kb/s": "kbit/s", "mb/s": "Mbit/s", "gb/s": "Gbit/s", "k": "KiB", "ki": "KiB", "m": "MiB", "mi": "MiB", "g": "GiB", "gi": "GiB",
	"bps": "bit/s", "kbps": "kbit/s", "mbps": "Mbit/s", "gbps": "Gbit/s",
	"sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m", "minutes": "m", "hours": "h", "days": "d", "millis": "ms", "msec": "ms",
	"bytes": "B", "rps": "/s", "qps": "/s", "req/s": "/s", "rpm": "/m",
}

// inBase is a number without unit, as large as none would be of the usual units, in
// base units: a bandwidth in bits a second, a size in bytes; "" for any other.
func (n *Notation) inBase(number exact.Ratio) string {
	x, whole := number.Whole()
	if n != &Bandwidths && n != &Sizes || !whole || x.Bits() > 63 || x[0] < 10_000 || number.Negative {
		return ""
	}
	return n.Write(int64(x[0]))
}

// ofBytes is a bandwidth in bits that was written in bytes a second, "" for what is
// no whole number of bits, or no bandwidth. (A small b is a bit's.)
func (n *Notation) ofBytes(number exact.Ratio, name string) string {
	size, second := strings.CutSuffix(name, "/s")
	second = second && !strings.HasSuffix(size, "b")
	for _, u := range Sizes.Units {
		if bits, whole := number.Scaled(8*uint64(u.times), 1).Whole(); n == &Bandwidths && second && strings.EqualFold(u.Name, size) && whole && bits.Bits() <= 63 && !number.Negative {
			return n.Write(int64(bits[0]))
		}
	}
	return ""
}

// mostQuickly bounds what quick reads: floats are exact up to there.
const mostQuickly = MostInteger

// Quick is text in base units, where that takes no exact arithmetic: digits
// and a unit. It is false where parse has to look.
func (n *Notation) Quick(text string) (int64, bool) {
	x, digits := int64(0), 0
	for digits < min(len(text), 15) && text[digits] >= '0' && text[digits] <= '9' {
		x = 10*x + int64(text[digits]-'0')
		digits++
	}
	for _, u := range n.Units {
		if digits > 0 && u.per == 1 && u.Name == text[digits:] && x <= mostQuickly/u.times {
			return x * u.times, true
		}
	}
	return 0, false
}

// QuicklyWithin tells whether x is within bounds in the notation, of which the
// lower one may be ""; false too where that takes exact arithmetic.
func (n *Notation) QuicklyWithin(x int64, least, most string) bool {
	low, fine := int64(0), true
	if least != "" {
		low, fine = n.Quick(least)
	}
	if high, ok := n.Quick(most); !ok || x > high {
		return false
	}
	return fine && x >= low
}

// Names are the names of the units, rising.
func (n *Notation) Names() []string {
	var names []string
	for _, u := range n.Units {
		names = append(names, u.Name)
	}
	return names
}

// Has tells whether there is a unit of that name.
func (n *Notation) Has(name string) bool {
	for _, u := range n.Units {
		if u.Name == name {
			return true
		}
	}
	return false
}

// Decimal reads digits, at most one point among them, and perhaps a sign: no
// powers of ten, no other bases.
func Decimal(text string) (exact.Ratio, bool) {
	bare := strings.TrimPrefix(text, "-")
	whole, fraction, point := strings.Cut(bare, ".")
	if whole == "" || point && fraction == "" || len(text) > LongestQuantity || strings.Trim(whole+fraction, "0123456789") != "" {
		return exact.Ratio{}, false
	}
	number := exact.Decimal(whole+fraction, len(fraction))
	number.Negative = bare != text
	return number, true
}

// Exact is text in base units as a whole number, or an error where it is none.
func (n *Notation) Exact(text string) (int64, error) {
	x, err := n.Parse(text)
	if err != nil {
		return 0, err
	}
	size, whole := x.Whole()
	switch {
	case !whole:
		return 0, fmt.Errorf("%q is finer than 1%s, the finest there is", text, n.Units[0].Name)
	case size.Bits() > 63:
		return 0, fmt.Errorf("%q is above the most, %q; write that, or less", text, n.Most)
	}
	return int64(x.Sign()) * int64(size[0]), nil
}

// Write is the shortest text of x base units that is exact.
func (n *Notation) Write(x int64) string {
	best := n.Units[0]
	for _, u := range n.Units {
		if u.per == 1 && x != 0 && x%u.times == 0 {
			best = u
		}
	}
	return strconv.FormatInt(x/best.times, 10) + best.Name
}

// WriteFloat is the text of x base units, exact too.
func (n *Notation) WriteFloat(x float64) string {
	if n.whole && x == math.Trunc(x) && x < MostInteger {
		return n.Write(int64(x))
	}
	base := n.Units[0].Name
	if n.Usual == "/s" {
		base = n.Usual
	}
	return strconv.FormatFloat(x, 'f', -1, 64) + base
}

// MostInteger is the largest number up to which every whole number is a
// float64.
const MostInteger = 1 << 53

// Noun is what the notation is of, without article.
func (n *Notation) Noun() string { return strings.TrimPrefix(n.What, "a ") }
