package node

import (
	"slices"

	"backchat/sim"
	"backchat/sim/trace"
)

// An outlier is how a target has done.
type outlier struct {
	inRow int // errors
	times int // ejections that are not forgotten
	until sim.Time
}

// errs counts an error, and tells whether there have been as many in a row as eject.
func (o *outlier) errs(c *EjectionConfig) bool {
	o.inRow++
	return o.inRow >= c.Errors
}

// leave has it be out from now on, for longer each time that is not forgotten.
func (o *outlier) leave(c *EjectionConfig, now sim.Time) {
	if o.times > 0 {
		o.times -= int(min((now-o.until)/c.Forgive, sim.Time(o.times)))
	}
	o.times++
	o.inRow, o.until = 0, now+min(sim.Time(o.times)*c.Base, c.Longest)
}

// Outliers are the targets of an agent, as each of those who call by it has seen them
// do: with an ejection in its policy it leaves out of its choice for a while those whose
// answers are errors, as a balancer does.
//
// Model card. Outlier detection as a client with a list of addresses has it (gRPC's
// outlier_detection policy, Envoy beside each caller), by errors in a row. Each caller
// judges by its own calls alone, so that a target which all meet is ejected by one after
// the other, and each call by the policy that it is made by. Where all are out, it asks
// as if none were. A call that is made of a certain replica, as in a fan-out, asks that
// one whatever it has seen. Left out: success rates and failure percentages compared
// among targets, jitter.
type outliers struct {
	a  *Agent
	id sim.HandlerID
}

// An outcast is a target as one caller has seen it.
type outcast struct {
	outlier
	out bool
}

// outcastBytes is what is kept of one.
const outcastBytes = 32

func (a *Agent) ejectOutliers() {
	if a.policy.Ejection == nil || len(a.targets) == 1 {
		return
	}
	a.outliers = &outliers{a: a}
	a.outliers.id = a.w.Kernel.Register(a.outliers)
}

// newOutcasts are what a caller has seen of its targets: nothing yet.
func (a *Agent) newOutcasts() []outcast {
	a.w.Kernel.Keeps("targets that may be ejected", outcastBytes).Add(len(a.targets))
	return make([]outcast, len(a.targets))
}

// judge counts how an attempt has ended that went to a target of the caller's.
func (a *Agent) judge(x *Attempt, status trace.Status) {
	k := slices.Index(a.targets, x.picked)
	if k < 0 {
		return
	}
	m, config := a.state(x.From), a.policy.Ejection
	o := &m.outcasts[k]
	switch {
	case o.out || !tells(status):
	case good(status):
		o.inRow = 0
	default:
		if o.errs(config) && a.share(m) < config.Most {
			a.eject(x.From, m, k, status)
		}
	}
}

func (a *Agent) eject(p trace.Place, m *callerState, k int, why trace.Status) {
	o := &m.outcasts[k]
	o.leave(a.policy.Ejection, a.w.Now())
	o.out = true
	m.out++
	r := a.says(trace.Eject, p, a.targets[k])
	r.Status, r.Aux, r.Until = why, int64(o.times), o.until
	a.w.Kernel.At(o.until, a.outliers.id, 0, uint32(p), uint32(k))
}

// says records something about a target, of which another agent of the same caller may
// think otherwise.
func (a *Agent) says(kind trace.Kind, p, target trace.Place) *trace.Record {
	r := a.w.note(kind, p)
	r.Peer, r.Payload = target, a.number
	return r
}

// Handle lets a target return whose time is over.
func (x *outliers) Handle(e sim.Event) {
	p, k := trace.Place(e.A), int(e.B)
	m := x.a.state(p)
	if o := &m.outcasts[k]; o.out && o.until == e.At() {
		o.out = false
		m.out--
		x.a.says(trace.Readmit, p, x.a.targets[k])
	}
}

// forgive makes a caller, which has crashed, ask all its targets again.
func (a *Agent) forgive(p trace.Place, m *callerState) {
	for k := range m.outcasts {
		if m.outcasts[k].out {
			a.says(trace.Readmit, p, a.targets[k]).Status = trace.Crashed
		}
	}
	clear(m.outcasts)
	m.out = 0
}

// leftOut tells whether a target is out, as the caller has seen it.
func (a *Agent) leftOut(m *callerState, t trace.Place) bool {
	return m.outcasts[slices.Index(a.targets, t)].out
}

// share is that of the targets that are there which the caller leaves out.
func (a *Agent) share(m *callerState) float64 {
	there, out := a.there(), 0
	for _, t := range there {
		if a.leftOut(m, t) {
			out++
		}
	}
	return float64(out) / float64(len(there))
}

// insider is t, whom the caller at p has chosen of those that are there, or, where that
// is out, the next it chooses that is not; t where all are.
func (a *Agent) insider(p, t trace.Place, there []trace.Place) trace.Place {
	m := a.state(p)
	if m.out == 0 || !a.leftOut(m, t) {
		return t
	}
	in := slices.DeleteFunc(slices.Clone(there), func(t trace.Place) bool { return a.leftOut(m, t) })
	if len(in) == 0 {
		return t
	}
	if a.pick.Drawn {
		return in[m.draws.IntN(len(in))]
	}
	for range there {
		if next := a.pick.Next(a, p, there); !a.leftOut(m, next) {
			return next
		}
	}
	if next := slices.IndexFunc(in, func(x trace.Place) bool { return x > t }); next >= 0 {
		return in[next]
	}
	return in[0]
}
