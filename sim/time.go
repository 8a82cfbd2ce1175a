package sim

import (
	"math"
	"strconv"
)

// Time is an instant or a span of virtual time, in nanoseconds. A run starts
// at 0. Times are added as integers only; a float becomes a Time once, in
// [FromNanos].
type Time int64

// Spans of virtual time.
const (
	Nanosecond  Time = 1
	Microsecond      = 1000 * Nanosecond
	Millisecond      = 1000 * Microsecond
	Second           = 1000 * Millisecond
	Minute           = 60 * Second
	Hour             = 60 * Minute
	Day              = 24 * Hour

	// Never is later than every horizon.
	Never Time = 1<<63 - 1
	// MaxHorizon is the longest run there can be. Twice as much still fits a
	// Time, so that adding one span within the horizon cannot overflow.
	MaxHorizon = 10_000 * Day
)

// FromNanos rounds ns, in nanoseconds, to the nearest Time, halves to the even
// one. What is below 0 becomes 0, what is above [MaxHorizon] (or not a number)
// becomes MaxHorizon.
func FromNanos(ns float64) Time {
	const unit = 0x1p52 // from here to its double, floats are the integers
	switch {
	case ns <= 0:
		return 0
	case ns < unit:
		// The conversion rounds what a caller multiplied before it is added to.
		return Time(math.Float64bits(float64(ns)+unit) - math.Float64bits(unit))
	case ns < float64(MaxHorizon):
		return Time(ns)
	}
	return MaxHorizon
}

// Seconds is t in seconds.
func (t Time) Seconds() float64 { return float64(t) / float64(Second) }

// String is t in the largest unit that is not above it, as in "1.5ms".
func (t Time) String() string {
	if t < 0 && t != -t {
		return "-" + (-t).String()
	}
	for _, u := range [...]struct {
		span Time
		name string
	}{{Second, "s"}, {Millisecond, "ms"}, {Microsecond, "us"}} {
		if t >= u.span {
			return strconv.FormatFloat(float64(t)/float64(u.span), 'g', -1, 64) + u.name
		}
	}
	return strconv.FormatInt(int64(t), 10) + "ns"
}
