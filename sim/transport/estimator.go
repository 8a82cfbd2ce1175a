package transport

import "backchat/sim"

// An estimator keeps what an end knows of its round trips (RFC 6298, section
// 2; RFC 9002, section 5).
type estimator struct {
	smooth   sim.Time // smoothed round trip; 0: none was measured
	variance sim.Time // mean deviation
	least    sim.Time // the shortest
	latest   sim.Time
}

// measure takes a round trip.
func (e *estimator) measure(rtt sim.Time) {
	rtt = max(rtt, 1)
	e.latest = rtt
	if e.smooth == 0 {
		e.smooth, e.variance, e.least = rtt, rtt/2, rtt
		return
	}
	e.least = min(e.least, rtt)
	e.variance += (abs(e.smooth-rtt) - e.variance) / 4
	e.smooth += (rtt - e.smooth) / 8
}

// measureDelayed takes a round trip of which the other end says that it waited
// for delay before it acknowledged (RFC 9002, section 5.3).
func (e *estimator) measureDelayed(rtt, delay sim.Time) {
	if e.smooth == 0 {
		e.measure(rtt)
		return
	}
	least := min(e.least, rtt)
	adjusted := rtt
	if rtt >= least+delay {
		adjusted = rtt - delay
	}
	e.measure(adjusted)
	e.least, e.latest = least, rtt
}

func abs(t sim.Time) sim.Time { return max(t, -t) }
