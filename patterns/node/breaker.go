package node

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// A breaker is the state of a circuit breaker towards what it watches: closed,
// open until some time, or letting trials through one at a time. What ends while
// it is open without being a trial was let through before, and tells nothing.
type breaker struct {
	failures int // in a row while closed
	open     bool
	until    sim.Time
	trying   bool
	good     int // trials in a row
}

// admits tells whether the breaker would let an attempt through now.
func (b *breaker) admits(now sim.Time) bool { return !b.open || now >= b.until && !b.trying }

// admit lets an attempt through, or not.
func (b *breaker) admit(now sim.Time) (ok, trial bool) {
	if !b.admits(now) {
		return false, false
	}
	b.trying = b.open
	return true, b.open
}

// heard tells the breaker how an attempt that it let through has ended, and
// returns what it does about it: trace.Trip, trace.Restore or nothing.
func (b *breaker) heard(c *Breaker, trial, good bool, now sim.Time) trace.Kind {
	switch {
	case b.open && !trial:
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

// breakerBytes is what is kept of one.
const breakerBytes = 48

// breaker is the one by which the caller at p watches target t; nil where its
// policy has none.
func (a *Agent) breaker(p, t trace.Place) *breaker {
	b := a.state(p).breakers
	switch len(b) {
	case 0:
		return nil
	case 1:
		return &b[0]
	}
	return &b[slices.Index(a.targets, t)]
}

// watched is what the breaker of target t watches, as it stands in the trace: a
// node by its first replica, and so is what has but one, whose name it may be.
func (a *Agent) watched(t trace.Place) trace.Place {
	if b := a.policy.Breaker; b != nil && b.Per == "node" || len(a.targets) == 1 {
		return a.targets[0]
	}
	return t
}

// watch tells the breaker how an attempt has ended.
func (w *World) watch(c *Call, a *Attempt, s trace.Status) {
	agent := w.agents[c.agent]
	kind := agent.breaker(c.From, a.picked).heard(agent.policy.Breaker, a.trial, good(s), w.Now())
	if kind != trace.NoKind {
		w.Note(kind, c.From, agent.watched(a.picked), s)
	}
}

// forgo says that nobody will know how an attempt ends: where it is a trial,
// there may be another.
func (a *Agent) forgo(x *Attempt) {
	if x.trial {
		a.breaker(x.From, x.picked).trying = false
	}
}

// forget forgets what the caller at p, which has crashed, has seen and saved.
func (a *Agent) forget(p trace.Place) {
	m, ok := a.callers[p]
	if !ok {
		return
	}
	m.tokens = 0
	if m.throttle != nil {
		*m.throttle = throttle{}
	}
	for k := range m.breakers {
		if m.breakers[k].open {
			a.w.Note(trace.Restore, p, a.targets[k], trace.Crashed)
		}
		m.breakers[k] = breaker{}
	}
}
