package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// A breaker is the state of a circuit breaker: closed, open until some time,
// or letting trials through one at a time.
type breaker struct {
	failures int // in a row while closed
	open     bool
	until    sim.Time
	trying   bool
	good     int // trials in a row
}

// admit tells whether the breaker lets a call through now.
func (b *breaker) admit(now sim.Time) (ok, trial bool) {
	if !b.open {
		return true, false
	}
	if now < b.until || b.trying {
		return false, false
	}
	b.trying = true
	return true, true
}

// heard tells the breaker how a call that it let through has ended, and
// returns what it does about it: trace.Trip, trace.Restore or nothing.
func (b *breaker) heard(c *Breaker, good bool, now sim.Time) trace.Kind {
	switch {
	case b.open:
		return b.tried(c, good, now)
	case good:
		b.failures = 0
	default:
		if b.failures++; b.failures >= c.Failures {
			*b = breaker{open: true, until: now + c.Open}
			return trace.Trip
		}
	}
	return trace.NoKind
}

func (b *breaker) tried(c *Breaker, good bool, now sim.Time) trace.Kind {
	if !b.trying {
		return trace.NoKind // a call from before it opened
	}
	b.trying = false
	if !good {
		b.good, b.until = 0, now+c.Open
		return trace.Trip
	}
	if b.good++; b.good < c.Trials {
		return trace.NoKind
	}
	*b = breaker{}
	return trace.Restore
}
