package metrics

import "backchat/sim"

// A level is a whole number that changes in time: a queue's length, the
// workers that are busy. Its integral over time is exact.
//
// A change by d at time t adds d t to the moment; the integral from 0 to T is
// then value T - moment, so that a change costs one addition.
type level struct {
	value  int64
	max    int64 // since the mark, if only for an instant
	moment sum
	base   sum // the integral from 0 to the mark
}

func (l *level) up(t sim.Time) {
	l.value++
	l.max = max(l.max, l.value)
	l.moment.add(uint64(t))
}

func (l *level) down(t sim.Time) {
	l.value--
	l.moment.sub(uint64(t))
}

// by changes the level by d.
func (l *level) by(t sim.Time, d int64) {
	l.value += d
	l.max = max(l.max, l.value)
	if d >= 0 {
		l.moment = l.moment.plus(product(uint64(d), uint64(t)))
	} else {
		l.moment = l.moment.minus(product(uint64(-d), uint64(t)))
	}
}

// area is the integral from 0 to t, which is not before the last change.
func (l *level) area(t sim.Time) sum {
	if l.value >= 0 {
		return product(uint64(l.value), uint64(t)).minus(l.moment)
	}
	return sum{}.minus(product(uint64(-l.value), uint64(t))).minus(l.moment)
}

// mark makes t the beginning of what is measured.
func (l *level) mark(t sim.Time) {
	l.base = l.area(t)
	l.max = l.value
}

// integral is the integral over w in nanoseconds.
func (l *level) integral(w window) sum { return l.area(w.to).minus(l.base) }

// mean is the average over time; not a number where the window is empty.
func (l *level) mean(w window) float64 {
	return over(l.integral(w).float(), float64(w.to-w.from))
}

// A window is the span of time that is measured, both ends included.
type window struct {
	from, to sim.Time
}

func (w window) seconds() float64 { return (w.to - w.from).Seconds() }
