package node

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// Breaker is a circuit breaker (Nygard, "Release It!", 2007): after so many
// failures in a row it lets nothing through for a while, then single trials. A
// crash of the caller forgets what it has seen.
type Breaker struct {
	Per      string       `json:"per" enum:"replica,node" default:"replica" doc:"what it watches: replica: each replica that is asked by itself, and calls go to the others while it is cut off; node: all of them as one. Behind a balancer it sees the balancer alone"`
	Failures int          `json:"failures" default:"5" min:"1" max:"1000000" doc:"failures in a row that open it"`
	Rate     *FailureRate `json:"rate" absent:"failures in a row open it" doc:"it opens by the share of calls that fail, in place of failures in a row"`
	Open     sim.Time     `json:"open" default:"5s" min:"1ns" doc:"how long it stays open before it lets a trial through"`
	Trials   int          `json:"trials" default:"1" min:"1" max:"1000000" doc:"successful trials in a row that close it; by rate: trials that it lets through side by side, whose share of failures closes it, or opens it anew"`
}

// FailureRate opens a circuit breaker by the share of calls that fail
// (resilience4j; Polly's failure ratio), of those in a window of time up to now, or
// of the latest so many.
//
// Model card. Each call counts when it ends, and the share is looked at then,
// whether it has failed or not (resilience4j). Half-open, as many trials as the
// breaker has are let through, and all of them have to end before it closes, or
// opens anew: by a trial that never ends it lets nothing through for ever, as
// there. What was let through before it opened, and ends while it is open, tells
// nothing. Closed again, it begins to count anew. A window of time is counted in
// tenths. Left out: calls that are slow as a kind of failure.
type FailureRate struct {
	Share  float64  `json:"share" unit:"share" default:"0.5" min:"0.000001" max:"1" doc:"share of failures, of the calls that count, at which it opens (resilience4j: failureRateThreshold, 50 %; Polly: FailureRatio, 10 %)"`
	Calls  int      `json:"calls" default:"100" min:"1" max:"1000000" doc:"it does not open before so many of them have ended, or size where that is less (resilience4j: minimumNumberOfCalls, 100; Polly: MinimumThroughput, 100)"`
	Window sim.Time `json:"window" default:"30s" min:"10ns" doc:"those count that have ended within this time (Polly: SamplingDuration, 30s)"`
	Size   *int     `json:"size" min:"1" max:"1000000" absent:"by window" doc:"this many of the latest count, in place of window (resilience4j: slidingWindowSize, 100)"`
}

// A breaker is the state of a circuit breaker towards what it watches: closed,
// open until some time, or letting trials through. What ends while it is open
// without being a trial was let through before, and tells nothing.
type breaker struct {
	failures int // in a row while closed; by rate, of trials
	open     bool
	until    sim.Time
	spare    int     // trials that it may still let through, once it is that time
	good     int     // trials
	recent   *recent // by rate: the calls that count
}

// admits tells whether the breaker would let an attempt through now.
func (b *breaker) admits(now sim.Time) bool { return !b.open || now >= b.until && b.spare > 0 }

// admit lets an attempt through, or not.
func (b *breaker) admit(now sim.Time) (ok, trial bool) {
	if !b.admits(now) {
		return false, false
	}
	if b.open {
		b.spare--
	}
	return true, b.open
}

// heard tells the breaker how an attempt that it let through has ended, and
// returns what it does about it: trace.Trip, trace.Restore or nothing.
func (b *breaker) heard(c *Breaker, trial, good bool, now sim.Time) trace.Kind {
	switch {
	case b.open && !trial:
	case b.open && b.recent != nil:
		return b.counted(c, good, now)
	case b.open:
		return b.tried(c, good, now)
	case b.recent != nil:
		if all, failed := b.recent.add(c.Rate, good, now); all >= b.recent.least && c.Rate.reached(all, failed) {
			return b.trip(c, now)
		}
	case good:
		b.failures = 0
	default:
		if b.failures++; b.failures >= c.Failures {
			return b.trip(c, now)
		}
	}
	return trace.NoKind
}

// tried takes the end of a trial, of which it lets one through at a time.
func (b *breaker) tried(c *Breaker, good bool, now sim.Time) trace.Kind {
	if !good {
		return b.trip(c, now)
	}
	if b.good++; b.good < c.Trials {
		b.spare = 1
		return trace.NoKind
	}
	b.close()
	return trace.Restore
}

// counted takes the end of a trial, all of which it lets through side by side.
func (b *breaker) counted(c *Breaker, good bool, now sim.Time) trace.Kind {
	if good {
		b.good++
	} else {
		b.failures++
	}
	switch all := b.good + b.failures; {
	case all < c.Trials:
		return trace.NoKind
	case c.Rate.reached(all, b.failures):
		return b.trip(c, now)
	}
	b.close()
	return trace.Restore
}

// reached tells whether so many failures are enough to open a breaker. The share
// that is written is the number nearest to it, and so is the quotient.
func (r *FailureRate) reached(all, failed int) bool { return float64(failed)/float64(all) >= r.Share }

// trip opens the breaker, until it may let trials through.
func (b *breaker) trip(c *Breaker, now sim.Time) trace.Kind {
	b.close()
	b.open, b.until, b.spare = true, now+c.Open, 1
	if c.Rate != nil {
		b.spare = c.Trials
	}
	return trace.Trip
}

// close closes the breaker, which forgets what it has seen.
func (b *breaker) close() {
	if b.recent != nil {
		b.recent.forget()
	}
	*b = breaker{recent: b.recent}
}

// A recent is what a breaker by rate knows of the calls that count: those of a
// window of time, or the latest.
type recent struct {
	tally
	least int    // of them have to have ended
	last  []bool // whether each of the latest has failed; none where a window of time counts
	next  int    // where among these the next one goes
}

// What is kept of a breaker, and of what one by rate knows, beside a byte for each of
// the latest calls.
const (
	breakerBytes = 48
	recentBytes  = 144
)

// newBreakers are n breakers, all of them closed.
func (a *Agent) newBreakers(n int) []breaker {
	k, rate := a.w.Kernel, a.policy.Breaker.Rate
	k.Keeps("breakers", breakerBytes).Add(n)
	all := make([]breaker, n)
	for i := range all {
		if rate != nil {
			all[i].recent = newRecent(rate)
			k.Keeps("calls that breakers count", 1).Add(recentBytes + len(all[i].recent.last))
		}
	}
	return all
}

func newRecent(c *FailureRate) *recent {
	r := &recent{least: c.Calls}
	if c.Size != nil {
		r.least, r.last = min(r.least, *c.Size), make([]bool, *c.Size)
	}
	return r
}

// add counts a call that has ended now, and returns how many count, and how many of
// them have failed.
func (r *recent) add(c *FailureRate, good bool, now sim.Time) (all, failed int) {
	if len(r.last) == 0 {
		r.forward(c.Window, now)
		r.tally.add(1, one(!good))
		return r.all, r.marked
	}
	r.marked += one(!good) - one(r.last[r.next])
	r.last[r.next] = !good
	r.next = (r.next + 1) % len(r.last)
	r.all = min(r.all+1, len(r.last))
	return r.all, r.marked
}

// one is 1 where something holds.
func one(holds bool) int {
	if holds {
		return 1
	}
	return 0
}

// forget makes it begin anew.
func (r *recent) forget() {
	clear(r.last)
	r.tally, r.next = tally{}, 0
}

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
	kind := agent.breaker(c.From, a.picked).heard(agent.policy.Breaker, a.trial, good(s) || s == trace.Conflict, w.Now())
	if kind != trace.NoKind {
		agent.says(kind, c.From, agent.watched(a.picked)).Status = s
	}
}

// forgo says that nobody will know how an attempt ends: where it is a trial,
// there may be another.
func (a *Agent) forgo(x *Attempt) {
	if x.trial {
		a.breaker(x.From, x.picked).spare++
	}
}

// forget forgets what the caller at p, which has crashed, has seen and saved.
func (a *Agent) forget(p trace.Place) {
	m, ok := a.callers[p]
	if !ok {
		return
	}
	m.tokens = 0
	a.owns(m, 0)
	if a.outliers != nil {
		a.forgive(p, m)
	}
	if m.throttle != nil {
		*m.throttle = throttle{}
	}
	for k := range m.breakers {
		if m.breakers[k].open {
			a.says(trace.Restore, p, a.targets[k]).Status = trace.Crashed
		}
		m.breakers[k].close()
	}
}
