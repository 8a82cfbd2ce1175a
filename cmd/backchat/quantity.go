package main

import (
	"math"
	"strconv"
	"strings"
)

// quantity is a value with a unit for people, in three significant digits:
// 81.3 ms, 1.2 MB, 4.5/s, 1,234.
func quantity(x float64, unit string) string { return precise(x, unit, 3) }

// never is the time of what does not come about.
const never = "never"

// A step is a multiple of a unit.
type step struct {
	size float64
	name string
}

// precise is a quantity in that many significant digits; whole numbers of
// things have all of theirs.
func precise(x float64, unit string, digits int) string {
	switch {
	case math.IsNaN(x):
		return "–"
	case math.IsInf(x, 1):
		return never
	case math.IsInf(x, -1):
		return "−" + never
	}
	if x == 0 && (unit == "s" || unit == "B") {
		return "0 " + unit
	}
	size, name := scale(x, unit)
	return decimal(x/size, digits) + name
}

// scale is the multiple of a unit in which to give x, and its name: the
// largest that is not above x.
func scale(x float64, unit string) (size float64, name string) {
	var steps []step
	switch unit {
	case "s":
		steps = []step{{1, " s"}, {1e-3, " ms"}, {1e-6, " µs"}, {1e-9, " ns"}}
	case "B":
		steps = []step{{1e12, " TB"}, {1e9, " GB"}, {1e6, " MB"}, {1e3, " kB"}, {1, " B"}}
	case "1/s":
		steps = []step{{1, "/s"}}
	case "1":
		steps = []step{{1, ""}}
	default:
		steps = []step{{1, " " + unit}}
	}
	for _, s := range steps {
		if math.Abs(x) >= s.size*0.9995 {
			return s.size, s.name
		}
	}
	last := steps[len(steps)-1]
	return last.size, last.name
}

// decimal is a number in that many significant digits, but with all its whole
// ones up to a billion, in groups of three.
func decimal(x float64, digits int) string {
	size := math.Abs(x)
	switch {
	case size >= 1e15 || size > 0 && size < 1e-6:
		return scientific(x, digits)
	case size >= math.Pow10(digits-1) || x == math.Trunc(x):
		return grouped(strconv.FormatFloat(x, 'f', 0, 64))
	}
	after := digits - 1 - int(math.Floor(math.Log10(size)))
	text := strconv.FormatFloat(x, 'f', after, 64)
	return grouped(strings.TrimRight(strings.TrimRight(text, "0"), "."))
}

// scientific is a number in that many significant digits and a power of ten:
// "1.2e-5".
func scientific(x float64, digits int) string {
	digit, power, _ := strings.Cut(strconv.FormatFloat(x, 'e', digits-1, 64), "e")
	if strings.Contains(digit, ".") {
		digit = strings.TrimRight(strings.TrimRight(digit, "0"), ".")
	}
	digit = strings.Replace(digit, "-", "−", 1)
	return digit + "e" + strings.NewReplacer("-0", "-", "+0", "", "+", "").Replace(power)
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

// percent is a share of 1 for people.
func percent(x float64) string {
	switch {
	case math.IsNaN(x):
		return "–"
	case x > 0 && x < 0.0005:
		return "<0.1 %"
	case x > 0.9995 && x < 1:
		return ">99.9 %"
	}
	return decimal(math.Round(x*1000)/10, 3) + " %"
}

// raw is a value in six significant digits, as numbers are written in files.
func raw(x float64) string {
	switch {
	case math.IsNaN(x):
		return "–"
	case math.IsInf(x, 1):
		return never
	}
	if x == math.Trunc(x) && math.Abs(x) < 1e15 {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'g', 6, 64)
}

// unitColumn is a unit beside its value; there is none for mere numbers.
func unitColumn(unit string) string {
	if unit == "1" {
		return ""
	}
	return unit
}
