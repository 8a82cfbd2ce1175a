package main

import (
	"math"
	"strconv"

	"backchat/sim/metrics"
)

// raw is a value in six significant digits, as numbers are written in files.
func raw(x float64) string {
	switch {
	case math.IsNaN(x):
		return "–"
	case math.IsInf(x, 1):
		return metrics.Never
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
