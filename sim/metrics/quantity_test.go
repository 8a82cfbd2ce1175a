package metrics

import (
	"math"
	"testing"
)

func TestQuantitiesAreForPeople(t *testing.T) {
	for _, c := range []struct {
		x    float64
		unit string
		want string
	}{
		{0.0813, "s", "81.3 ms"}, {0, "s", "0 s"}, {1, "s", "1 s"}, {0.99996, "s", "1 s"}, {2.5549, "s", "2.55 s"},
		{1.5e-6, "s", "1.5 µs"}, {3e-9, "s", "3 ns"}, {86400, "s", "86,400 s"}, {-0.0123, "s", "−12.3 ms"},
		{1.2e6, "B", "1.2 MB"}, {999, "B", "999 B"}, {0, "B", "0 B"}, {64000, "B", "64 kB"}, {0.5, "B", "0.5 B"},
		{4.5, "1/s", "4.5/s"}, {12345.6, "1/s", "12,346/s"},
		{1234567, "1", "1,234,567"}, {0.25, "1", "0.25"}, {99.96, "1", "100"}, {-1234, "1", "−1,234"}, {12.345, "1", "12.3"}, {1e18, "1", "1e18"},
		{2.5, "B/s", "2.5 B/s"}, {math.NaN(), "s", "–"},
	} {
		if got := Quantity(c.x, c.unit); got != c.want {
			t.Errorf("%v %s is written %q, want %q", c.x, c.unit, got, c.want)
		}
	}
}

func TestSharesArePercentages(t *testing.T) {
	for _, c := range []struct {
		x    float64
		want string
	}{
		{0, "0 %"}, {1, "100 %"}, {0.5555, "55.6 %"}, {0.0001, "<0.1 %"}, {0.9999, ">99.9 %"}, {2, "200 %"}, {math.NaN(), "–"},
	} {
		if got := Percent(c.x); got != c.want {
			t.Errorf("%v is written %q, want %q", c.x, got, c.want)
		}
	}
}
