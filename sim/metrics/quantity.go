package metrics

import (
	"math"
	"strconv"
	"strings"
)

// Quantity is a value with a unit for people, in three significant digits:
// 81.3 ms, 1.2 MB, 4.5/s, 1,234.
func Quantity(x float64, unit string) string { return Precise(x, unit, 3) }

// Never is the time of what does not come about.
const Never = "never"

// A multiple of a unit has a name of its own.
type multiple struct {
	size float64
	name string
}

// Precise is a quantity in that many significant digits; whole numbers of
// things have all of theirs.
func Precise(x float64, unit string, digits int) string {
	switch {
	case math.IsNaN(x):
		return "–"
	case math.IsInf(x, 1):
		return Never
	case math.IsInf(x, -1):
		return "−" + Never
	}
	if x == 0 && (unit == "s" || unit == "B") {
		return "0 " + unit
	}
	size, name := Scale(x, unit)
	return Decimal(x/size, digits) + name
}

// Scale is the multiple of a unit in which to give x, and its name: the
// largest that is not above x.
func Scale(x float64, unit string) (size float64, name string) {
	var steps []multiple
	switch unit {
	case "s":
		steps = []multiple{{1, " s"}, {1e-3, " ms"}, {1e-6, " µs"}, {1e-9, " ns"}}
	case "B":
		steps = []multiple{{1e12, " TB"}, {1e9, " GB"}, {1e6, " MB"}, {1e3, " kB"}, {1, " B"}}
	case "B/s":
		steps = []multiple{{1e9, " GB/s"}, {1e6, " MB/s"}, {1e3, " kB/s"}, {1, " B/s"}}
	case "1/s":
		steps = []multiple{{1, "/s"}}
	case "1":
		steps = []multiple{{1, ""}}
	default:
		steps = []multiple{{1, " " + unit}}
	}
	for _, s := range steps {
		if math.Abs(x) >= s.size*0.9995 {
			return s.size, s.name
		}
	}
	last := steps[len(steps)-1]
	return last.size, last.name
}

// Decimal is a number in that many significant digits, but with all its whole
// ones up to a billion, in groups of three.
func Decimal(x float64, digits int) string {
	size := math.Abs(x)
	switch {
	case size >= 1e15 || size > 0 && size < 1e-6:
		return Scientific(x, digits)
	case size >= math.Pow10(digits-1) || x == math.Trunc(x):
		return grouped(strconv.FormatFloat(x, 'f', 0, 64))
	}
	after := digits - 1 - int(math.Floor(math.Log10(size)))
	text := strconv.FormatFloat(x, 'f', after, 64)
	return grouped(strings.TrimRight(strings.TrimRight(text, "0"), "."))
}

// Scientific is a number in that many significant digits and a power of ten:
// "1.2e-5".
func Scientific(x float64, digits int) string {
	digit, power, _ := strings.Cut(strconv.FormatFloat(x, 'e', digits-1, 64), "e")
	if strings.Contains(digit, ".") {
		digit = strings.TrimRight(strings.TrimRight(digit, "0"), ".")
	}
	digit = strings.Replace(digit, "-", "−", 1)
	n, err := strconv.Atoi(power)
	if err != nil {
		return digit // infinite, or no number
	}
	return digit + "e" + strconv.Itoa(n)
}

// grouped parts the whole digits of a decimal by commas.
func grouped(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "−", text[1:]
	}
	whole, rest, dot := strings.Cut(text, ".")
	if dot {
		rest = "." + rest
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + whole + rest
}

// Percent is a share of 1 for people.
func Percent(x float64) string {
	switch {
	case math.IsNaN(x):
		return "–"
	case x > 0 && x < 0.0005:
		return "<0.1 %"
	case x > 0.9995 && x < 1:
		return ">99.9 %"
	}
	return Decimal(math.Round(x*1000)/10, 3) + " %"
}
