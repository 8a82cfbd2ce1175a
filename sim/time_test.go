package sim

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestFromNanosRoundsOnceAndStaysInRange(t *testing.T) {
	for _, c := range []struct {
		reason string
		ns     float64
		want   Time
	}{
		{"half goes to the even one below", 2.5, 2},
		{"half goes to the even one above", 3.5, 4},
		{"half at the end of the halves", 1<<52 - 0.5, 1 << 52},
		{"even and large stays", 1 << 52, 1 << 52},
		{"below half goes down", 2.4999999, 2},
		{"just below a half is no half", 0.49999999999999994, 0},
		{"odd and large stays", 1<<52 + 1, 1<<52 + 1},
		{"negative becomes 0", -3, 0},
		{"infinite becomes the longest horizon", math.Inf(1), MaxHorizon},
		{"no number becomes the longest horizon", math.NaN(), MaxHorizon},
		{"too long becomes the longest horizon", 1e300, MaxHorizon},
	} {
		if got := FromNanos(c.ns); got != c.want {
			t.Errorf("%s: FromNanos(%v) = %d, want %d", c.reason, c.ns, got, c.want)
		}
	}
}

func TestFromNanosIsWithinHalfANanosecond(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ns := rapid.Float64Range(0, float64(MaxHorizon)).Draw(t, "ns")
		if got := FromNanos(ns); math.Abs(float64(got)-ns) > 0.5 {
			t.Fatalf("FromNanos(%v) = %d", ns, got)
		}
	})
}

func TestTimesPrintInTheirLargestUnit(t *testing.T) {
	for want, time := range map[string]Time{
		"0ns": 0, "999ns": 999, "1.5ms": 1500 * Microsecond, "-2s": -2 * Second, "90s": 90 * Second, "1us": Microsecond,
	} {
		if got := time.String(); got != want {
			t.Errorf("%d prints as %s, want %s", int64(time), got, want)
		}
	}
}

func TestTransmitRoundsUpAndDoesNotOverflow(t *testing.T) {
	for _, c := range []struct {
		reason    string
		bandwidth Bandwidth
		bytes     Bytes
		want      Time
	}{
		{"whole", 8, 3, 3 * Second},
		{"rounded up", 3_000_000_000, 1, 3},
		{"no bound", 0, 1 << 40, 0},
		{"nothing to send", 1, 0, 0},
		{"a long time is the longest horizon", 1, 1 << 55, MaxHorizon},
		{"large and exact", 1_000_000_007, 1_000_000_007, 8 * Second},
	} {
		if got := c.bandwidth.Transmit(c.bytes); got != c.want {
			t.Errorf("%s: %d bytes at %d bit/s take %d, want %d", c.reason, c.bytes, c.bandwidth, got, c.want)
		}
	}
}
