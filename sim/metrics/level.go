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
	reading
}

// A reading is what there is to say of a level from the mark to the seal.
type reading struct {
	integral sum // over time, in nanoseconds
	most     int64
	end      int64
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

// touch has the level reach v for an instant.
func (l *level) touch(v int64) { l.max = max(l.max, v) }

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

// seal makes t the end of what is measured. What changes at t is after it.
func (l *level) seal(t sim.Time) {
	l.reading = reading{integral: l.area(t).minus(l.base), most: l.max, end: l.value}
}

// mean is the average over w; not a number where that is empty.
func (r *reading) mean(w window) float64 {
	return over(r.integral.float(), float64(w.to-w.from))
}
