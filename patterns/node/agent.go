package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// An Agent makes calls to one node on behalf of the replicas of another, by a
// [Policy]. What it remembers, it remembers for each of them.
type Agent struct {
	w       *World
	number  uint32 // among those of the world, from 1
	caller  Caller // who is told how its calls end
	policy  Policy
	pick    *Pick
	timeout sim.Sampler
	on      [trace.Statuses]bool // ends of an attempt that are tried again
	targets []trace.Place        // replicas of the node it calls
	listed  []trace.Place        // those of them that are there
	known   uint32               // at which listing of the world's that was
	owners  []int                // by target, how many callers keep to it; nil: nobody does
	sole    trace.Place          // whom it calls where that is one
	purpose string
	callers map[trace.Place]*callerState // by caller
	plain   bool                         // no attempt has a time, nor gets a twin
	breaks  bool                         // circuit breakers watch whom it calls
	saves   bool                         // first tries earn a budget of others
	holds   bool                         // it may hold back what it is to call
	bounds  bool                         // its requests have a deadline
	ties    bool                         // its hedged requests are tied

	outliers *outliers // nil: it leaves nobody out
}

// A callerState is what an agent remembers for one of those who call by it.
type callerState struct {
	turn     int         // which target is next
	own      trace.Place // whom it always asks; 0: it has asked none yet
	tokens   float64
	draws    sim.Stream
	breakers []breaker // by target, or one for all
	throttle *throttle // nil where there is none
	outcasts []outcast // by target, where it may leave some out
	out      int       // how many it does
}

// agentBytes is what is kept of an agent, its callers apart.
const agentBytes = 640

// budgetCap is how many retries a caller may save up.
const budgetCap = 10

// NewAgent compiles a policy for calls to targets. purpose names its draws.
func NewAgent(w *World, p Policy, targets []trace.Place, purpose string) (*Agent, error) {
	if len(targets) == 0 {
		panic("node.NewAgent: no targets for " + purpose)
	}
	w.Kernel.Keeps("ways of asking", agentBytes).Add(1)
	a := &Agent{w: w, number: uint32(len(w.agents)), policy: p, pick: p.Pick.Row(), targets: targets, listed: targets, sole: targets[0], purpose: purpose, callers: make(map[trace.Place]*callerState)}
	a.plain = p.Timeout == nil && p.ConnectTimeout == nil && p.Hedge == nil
	a.breaks, a.holds, a.bounds = p.Breaker != nil, p.Throttle != nil, p.Deadline != nil
	a.saves = p.Retry != nil && p.Retry.Budget != nil
	a.ties = p.Tied
	w.ties = w.ties || p.Tied
	w.agents = append(w.agents, a)
	a.ejectOutliers()
	if p.Timeout != nil {
		s, err := p.Timeout.Sampler()
		if err != nil {
			return nil, err
		}
		a.timeout = s
	}
	if p.Retry != nil {
		for _, name := range p.Retry.On {
			a.on[retriable(name)] = true
		}
	}
	return a, nil
}

// Tell says who is told how the calls by the agent end. There is one, from before
// the first call on.
func (a *Agent) Tell(c Caller) { a.caller = c }

// Redirect has an agent of one target call another place from now on, where that
// target is found now.
func (a *Agent) Redirect(to trace.Place) { a.sole = to }

// retriable is the end of an attempt that a scenario calls by that name.
func retriable(name string) trace.Status {
	switch name {
	case "timedOut":
		return trace.TimedOut
	case "failed":
		return trace.Failed
	case "rejected":
		return trace.Rejected
	case "conflict":
		return trace.Conflict
	case "limited":
		return trace.Limited
	case "throttled":
		return trace.Throttled
	case "refused":
		return trace.Refused
	case "breakerOpen":
		return trace.BreakerOpen
	case "noConnection":
		return trace.NoConnection
	case "noPort":
		return trace.NoPort
	case "notEnoughReplicas":
		return trace.NotEnough
	}
	panic("node: no end of an attempt is called " + name)
}

// state is what the agent remembers for the caller at p.
func (a *Agent) state(p trace.Place) *callerState {
	m, ok := a.callers[p]
	if !ok {
		a.w.callers.Add(1)
		m = &callerState{turn: a.w.Replica(p), draws: a.w.Draws(p, a.purpose)}
		switch b := a.policy.Breaker; {
		case b == nil:
		case b.Per == "node":
			m.breakers = a.newBreakers(1)
		default:
			m.breakers = a.newBreakers(len(a.targets))
		}
		if a.holds {
			a.w.Kernel.Keeps("throttles", throttleBytes).Add(1)
			m.throttle = &throttle{}
		}
		if a.outliers != nil {
			m.outcasts = a.newOutcasts()
		}
		a.callers[p] = m
	}
	return m
}

// admit is whom the caller at p asks next (dest, where that is not 0), whether
// its circuit breaker lets it, and whether that is a trial.
func (a *Agent) admit(p, dest trace.Place, now sim.Time) (_ trace.Place, ok, trial bool) {
	switch a.policy.Breaker.Per {
	case "node":
		ok, trial = a.breaker(p, dest).admit(now)
	default:
		if dest == 0 {
			dest = a.fit(p, now)
		}
		if dest != 0 {
			ok, trial = a.breaker(p, dest).admit(now)
		}
	}
	if ok && dest == 0 {
		dest = a.target(p)
	}
	return dest, ok, trial
}

// may tells whether the policy allows a try after one that ended so, and
// spends what it costs.
func (a *Agent) may(p trace.Place, tries uint32, why trace.Status) bool {
	r := a.policy.Retry
	if r == nil || int(tries) >= r.Attempts || !a.on[why] {
		return false
	}
	if r.Budget == nil {
		return true
	}
	m := a.state(p)
	if m.tokens < 1 {
		return false
	}
	m.tokens--
	return true
}

// Again tells whether the one at p, who has tried so often to get something done by
// calls of one attempt each, may try once more after one that ended so, and how
// long it waits before; last is how long it waited before that one.
func (a *Agent) Again(p trace.Place, tries uint32, why trace.Status, last sim.Time) (wait sim.Time, ok bool) {
	if !a.w.Net.Up(p) || !a.may(p, tries, why) {
		return 0, false
	}
	return a.policy.Retry.wait(tries, last, &a.state(p).draws), true
}

// first earns what a first try adds to the budget of others.
func (a *Agent) first(p trace.Place) {
	m := a.state(p)
	m.tokens = min(m.tokens+*a.policy.Retry.Budget, budgetCap)
}

// Backoff is how waits between tries grow and are spread.
type Backoff struct {
	First  sim.Time
	Factor float64
	Cap    sim.Time
	Jitter string
	Share  float64 // jitter share: by how much of itself a wait is shorter or longer
}

// Wait draws the wait after the try'th attempt (from 1); last is the wait
// before. It is min(cap, first x factor^(try-1)), spread as the jitter says;
// decorrelated: min(cap, uniform from first to 3 x last). share: no more than the
// cap either, uniform from 1 - share to 1 + share times that.
func (b Backoff) Wait(try uint32, last sim.Time, draws *sim.Stream) sim.Time {
	if b.Jitter == "decorrelated" {
		span := max(0, 3*max(last, b.First)-b.First)
		return min(b.Cap, b.First+sim.FromNanos(float64(span)*draws.Float64()))
	}
	wait := b.plain(try)
	switch b.Jitter {
	case "full":
		wait *= draws.Float64()
	case "equal":
		wait *= 0.5 + float64(draws.Float64()/2)
	case "share":
		wait *= 1 - b.Share + float64(2*b.Share*draws.Float64())
	}
	return min(b.Cap, sim.FromNanos(wait))
}

// plain is that wait before it is spread.
func (b Backoff) plain(try uint32) float64 {
	wait := float64(b.First)
	for i := uint32(1); i < try && wait < float64(b.Cap); i++ {
		wait *= b.Factor
	}
	return min(wait, float64(b.Cap))
}

// wait draws the wait after the try'th attempt (from 1); last is the wait before.
func (r *Retry) wait(try uint32, last sim.Time, draws *sim.Stream) sim.Time {
	b := Backoff{First: r.Backoff, Factor: r.Factor, Cap: r.Cap, Jitter: r.Jitter}
	if n := uint32(len(r.Delays)); n > 0 {
		b = Backoff{First: r.Delays[min(try, n)-1], Factor: 1, Cap: sim.MaxHorizon, Jitter: r.Jitter}
	}
	return b.Wait(try, last, draws)
}
