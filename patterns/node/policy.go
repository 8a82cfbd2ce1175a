package node

import "backchat/sim"

// Policy says how a caller makes a request: how long it waits, when it tries
// again, what it takes back. Flows, a server's calls and sidecars have one
// each.
//
// A deadline is that of the request and of whatever is asked for it, so when it has
// passed everybody lets go of it without being told: it leaves queue, worker and pool,
// and what still travels is not begun. As a timeout it means the same to all, whatever
// their clocks say; as an instant it means what each clock takes it for (see the fault
// skew). Left out: that what is left of a timeout is counted from its arrival, so that it
// grows by the way, the bytes that say it, deadlines of polls and subscriptions.
type Policy struct {
	Timeout        *sim.Dist       `json:"timeout" unit:"duration" absent:"waits for ever" doc:"how long one attempt may take from its sending, once it has a connection that is open, to its answer"`
	ConnectTimeout *sim.Time       `json:"connectTimeout" min:"1ns" absent:"as long as timeout" doc:"how long one attempt may wait, from its asking, for a connection that is free and open"`
	Deadline       *sim.Time       `json:"deadline" min:"1ns" absent:"none" doc:"how long a request may take in all, with further attempts, the waits before them, and whatever servers ask of others for it: it goes along with the request (gRPC), and when it is over, everybody on its way lets go of it at once"`
	DeadlineAs     string          `json:"deadlineAs" enum:"timeout,instant" default:"timeout" doc:"how the deadline goes along: timeout: what is left of it, which means the same to every clock (gRPC); instant: when it is, by the clock of whoever asks, which whoever is asked compares with its own"`
	Retry          *Retry          `json:"retry" absent:"one attempt" doc:"trying again after an attempt went wrong"`
	Cancel         string          `json:"cancel" enum:"none,queued,always" default:"none" doc:"what a timeout takes back: none: the server goes on with it; queued: a request still in a queue for a worker, of which nothing has been done; always: work under way too, and jobs that wait between two steps, for a unit of a pool, say"`
	Hedge          *sim.Time       `json:"hedge" min:"0s" absent:"no hedging" doc:"a call without answer for this long from its asking gets a second attempt; the first answer counts"`
	Tied           bool            `json:"tied" default:"false" doc:"hedge: the server that begins one of the two attempts takes the other one back, where that still waits in a queue. For requests that go straight to a server"`
	Pick           PickName        `json:"pick" default:"roundRobin" doc:"which replica is asked where no balancer stands before several:"`
	Breaker        *Breaker        `json:"breaker" absent:"no circuit breaker" doc:"stop calling what keeps failing"`
	Ejection       *EjectionConfig `json:"ejection" absent:"no replica is ejected" doc:"leaving out for a while, of several replicas before which no balancer stands, those whose answers are errors: outlier detection, as each caller does it by itself (gRPC)"`
	Throttle       *Throttle       `json:"throttle" absent:"none" doc:"hold back calls to what refuses many"`
}

// Retry is exponential backoff with jitter (Brooker, "Exponential Backoff And
// Jitter", AWS Architecture Blog, 2015) and a budget (Beyer et al., "Site
// Reliability Engineering", 2016, chapter 21).
type Retry struct {
	Attempts int        `json:"attempts" default:"3" min:"1" max:"1000000" doc:"attempts in all, the first among them"`
	Delays   []sim.Time `json:"delays" min:"0s" most:"100" absent:"see backoff" doc:"the waits themselves: before the second attempt, before the third, and the last of them before all further ones; spread by jitter, in place of backoff, factor and cap"`
	Backoff  sim.Time   `json:"backoff" default:"100ms" min:"0s" doc:"wait before the second attempt"`
	Factor   float64    `json:"factor" default:"2" min:"1" max:"100" doc:"each further wait is this much longer"`
	Cap      sim.Time   `json:"cap" default:"30s" min:"0s" doc:"no wait is longer"`
	Jitter   string     `json:"jitter" enum:"none,full,equal,decorrelated" default:"full" doc:"none: the wait itself; full: anything from 0 to it; equal: half of it and up to the other half; decorrelated: from the first wait to three times the last"`
	Budget   *float64   `json:"budget" unit:"share" min:"0" max:"1000" absent:"no bound" doc:"retries a caller may make for each first attempt it makes, saved up to ten"`
	On       []string   `json:"on" enum:"timedOut,failed,rejected,limited,refused,breakerOpen,throttled,noConnection,noPort,conflict,notEnoughReplicas" default:"timedOut,failed,rejected,limited,refused,noConnection,noPort,notEnoughReplicas" doc:"after which ends of an attempt"`
	Heed     bool       `json:"heed" default:"false" doc:"after an answer limited: wait at least until its Retry-After, when there will be a token"`
}

// Least is the shortest wait there may be before the second attempt.
func (r *Retry) Least() sim.Time {
	wait := min(r.Backoff, r.Cap)
	if len(r.Delays) > 0 {
		wait = r.Delays[0]
	}
	switch r.Jitter {
	case "full":
		return 0
	case "equal":
		return wait / 2
	}
	return wait
}
