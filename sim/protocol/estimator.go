package protocol

import "backchat/sim"

// An estimator is what an end of gRPC that reads believes its path to hold: it counts
// what comes between a ping and its answer (grpc-go, internal/transport/bdp_estimator.go).
type estimator struct {
	limit  int64 // of its windows: what it believes that the path holds, twice
	sample int64 // bytes that have come since its ping, with those that it sent it for
	fast   float64
	sent   sim.Time // its ping
	rtt    sim.Time // an average of the time that its pings take
	pings  int
	out    bool // its ping is not answered yet
}

// widestGRPC is what windows of gRPC grow to at most (bdpLimit).
const widestGRPC = 16 << 20

// add notes that n bytes have come. It tells whether a ping is to go.
func (e *estimator) add(n int64, now sim.Time) bool {
	switch {
	case e.limit == widestGRPC:
		return false
	case e.out:
		e.sample += n
		return false
	}
	e.out, e.sample, e.sent = true, n, now
	e.pings++
	return true
}

// answered notes that the ping is. It tells whether windows are to be as wide as limit
// says now: where two thirds of what it was have come, as fast as never before.
func (e *estimator) answered(now sim.Time) bool {
	e.out = false
	if took := now - e.sent - e.rtt; e.pings < 10 {
		e.rtt += took / sim.Time(e.pings)
	} else {
		e.rtt += took * 9 / 10
	}
	fast := float64(e.sample) / float64(max(e.rtt, 1))
	if fast < e.fast {
		return false
	}
	e.fast = fast
	if 100*e.sample < 66*e.limit {
		return false
	}
	e.limit = min(2*e.sample, widestGRPC)
	return true
}
