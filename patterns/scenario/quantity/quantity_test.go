package quantity

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"backchat/patterns/scenario/wording"
)

func TestQuantitiesAreExact(t *testing.T) {
	for _, row := range []struct {
		reason string
		n      *Notation
		text   string
		want   int64
	}{
		{"a tenth of a millisecond, which no float is", &Durations, "0.1ms", 100_000},
		{"the sum of which floats get wrong", &Durations, "0.3s", 300_000_000},
		{"nineteen digits", &Durations, "86399.999999999s", 86_399_999_999_999},
		{"a minute", &Durations, "1.5m", 90_000_000_000},
		{"the longest", &Durations, "10000d", 864_000_000_000_000_000},
		{"powers of two", &Sizes, "1.5KiB", 1536},
		{"powers of ten", &Sizes, "1.5KB", 1500},
		{"bits", &Bandwidths, "2.5Mbit/s", 2_500_000},
	} {
		if got, err := row.n.Exact(row.text); err != nil || got != row.want {
			t.Errorf("%s: %s is %d, %v, want %d", row.reason, row.text, got, err, row.want)
		}
	}
}

func TestRatesAreTheNearestFloat(t *testing.T) {
	for text, want := range map[string]float64{"0.2/s": 0.2, "3/m": 0.05, "10/h": 10.0 / 3600, "0.1/ms": 100, "1/d": 1.0 / 86400} {
		x, err := Rates.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := x.Float64(); got != want {
			t.Errorf("%s is %v, want %v", text, got, want)
		}
	}
}

func TestFinerThanTheBaseUnitIsNoValue(t *testing.T) {
	for _, text := range []string{"0.5ns", "0.0001us", "1.0000000001s"} {
		if got, err := Durations.Exact(text); err == nil {
			t.Errorf("%s became %d", text, got)
		}
	}
}

func TestWrittenQuantitiesReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]*Notation{&Durations, &Sizes, &Bandwidths}).Draw(t, "notation")
		x := rapid.Int64Range(0, math.MaxInt64).Draw(t, "value")
		if got, err := n.Exact(n.Write(x)); err != nil || got != x {
			t.Fatalf("%d is written %s and read %d, %v", x, n.Write(x), got, err)
		}
		y := rapid.Float64Range(0, 1e18).Draw(t, "float")
		if text := Rates.WriteFloat(y); len(text) <= LongestQuantity {
			if got, err := Rates.Parse(text); err != nil {
				t.Fatal(err)
			} else if f := got.Float64(); f != y {
				t.Fatalf("%v is written %s and read %v", y, text, f)
			}
		}
	})
}

func TestNearestNameIsWhatOneMayHaveMeant(t *testing.T) {
	names := []string{"workers", "queue", "discipline", "patience", "leastConnections", "longPolling", "longLived"}
	for _, row := range []struct{ reason, word, want string }{
		{"a letter missing", "wokers", "workers"},
		{"two letters exchanged", "wrokers", "workers"},
		{"another case", "WORKERS", "workers"},
		{"joined otherwise", "least_connections", "leastConnections"},
		{"the beginning", "least_conn", "leastConnections"},
		{"the beginning of two", "long", ""},
		{"too little of a beginning", "le", ""},
		{"too far", "threads", ""},
		{"nothing", "", ""},
	} {
		if got := wording.Nearest(row.word, names); got != row.want {
			t.Errorf("%s: %q is near %q, want %q", row.reason, row.word, got, row.want)
		}
	}
}
