package protocol

import "backchat/sim"

// A tuning is how who reads over QUIC widens its window for who fills it faster than
// within four round trips (quic-go, internal/flowcontrol/base_flow_controller.go).
type tuning struct {
	size  int64    // of the window
	since sim.Time // when what is looked at began; 0: not yet
	seen  int64    // what has been read since
}

// readTuned notes that n bytes have come and were read at that time. It returns how
// much more the other end is to be allowed once a quarter of the window has been read,
// 0 before, and whether the window has been widened, to widest at most.
func (f *inflow) readTuned(n int64, now, rtt sim.Time, widest int64) (more int64, wider bool) {
	f.take(n)
	u := &f.tuning
	if u.since == 0 {
		u.since = now
	}
	u.seen += n
	if f.left > u.size-u.size/4 {
		return 0, false
	}
	wider = u.adjust(now, rtt, widest)
	more = u.size - f.left
	f.left = u.size
	return more, wider
}

// adjust doubles the window where more than half of it was read, and as fast as that.
func (u *tuning) adjust(now, rtt sim.Time, widest int64) (wider bool) {
	if u.seen <= u.size/2 || rtt == 0 {
		return false
	}
	if fast := 4 * rtt.Seconds() * (float64(u.seen) / float64(u.size)); (now-u.since).Seconds() < fast && u.size < widest {
		u.size, wider = min(2*u.size, widest), true
	}
	u.since, u.seen = now, 0
	return wider
}

// ensure makes the window of a connection, from now on, no narrower than that.
func (u *tuning) ensure(size int64, now sim.Time, widest int64) {
	if size > u.size {
		u.size = max(u.size, min(size, widest))
		u.since, u.seen = now, 0
	}
}
