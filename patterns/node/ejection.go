package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// EjectionConfig describes passive health checks (Envoy: outlier detection): a
// target is judged by what becomes of the requests that it gets anyway.
type EjectionConfig struct {
	Errors  int      `json:"errors" default:"5" min:"1" max:"1000000" doc:"errors in a row after which a target is ejected: answers that say so (but for limited and conflict), and requests that get none (Envoy: consecutive_5xx, 5)"`
	Base    sim.Time `json:"base" default:"30s" min:"1ns" doc:"for how long the first time, and by how much longer each further time (Envoy: base_ejection_time, 30s)"`
	Longest sim.Time `json:"longest" default:"5m" min:"1ns" doc:"no ejection is longer (Envoy: max_ejection_time, 300s)"`
	Forgive sim.Time `json:"forgive" default:"10s" min:"1ns" doc:"one time is forgotten for each time that passes like this after a target's return (Envoy: interval, 10s)"`
	Most    float64  `json:"most" unit:"share" default:"0.1" min:"0" max:"1" doc:"none is ejected while this share of the targets, or more, is: so one always may be, unless it is 0 (Envoy: max_ejection_percent, 10%)"`
}

// An ejector ejects a balancer's targets for a while.
//
// Model card. Envoy's outlier detection by consecutive errors. A good answer
// begins the count anew; what is answered while its target is out does not
// count. A target returns on its own, at the very end of its time, where Envoy
// looks every interval. That it is taken out does not end what is under way
// there. Each replica of a balancer judges by what it has seen itself, and
// forgets it with a crash. Left out: success rates and failure percentages
// compared among targets, jitter.
type ejector struct {
	b      *Balancer
	id     sim.HandlerID
	config *EjectionConfig
	states [][]outlier // by replica of the balancer, by target
}

// ejectionBytes is what is kept of one.
const ejectionBytes = 24

func newEjector(b *Balancer, c *EjectionConfig, replicas int) *ejector {
	e := &ejector{b: b, config: c, states: make([][]outlier, replicas)}
	for i := range e.states {
		e.states[i] = make([]outlier, len(b.targets))
	}
	b.w.Kernel.Keeps("targets that may be ejected", ejectionBytes).Add(replicas * len(b.targets))
	e.id = b.w.Kernel.Register(e)
	return e
}

// heard counts how a request of replica i to target k has ended.
func (e *ejector) heard(i, k int, status trace.Status) {
	o, s := &e.states[i][k], &e.b.states[i]
	switch {
	case s.out[k]&ejected != 0 || !tells(status):
	case good(status):
		o.inRow = 0
	default:
		if o.errs(e.config) && s.share(ejected) < e.config.Most {
			e.eject(i, k, status)
		}
	}
}

// tells tells whether the end of a request says anything about whom it went to.
func tells(s trace.Status) bool {
	return s != trace.Limited && s != trace.Conflict && s != trace.Cancelled && s != trace.NoConnection && s != trace.NoPort
}

func (e *ejector) eject(i, k int, why trace.Status) {
	o := &e.states[i][k]
	o.leave(e.config, e.b.w.Now())
	e.b.states[i].turn(k, ejected, true)
	r := e.b.w.note(trace.Eject, e.b.first+trace.Place(i))
	r.Peer, r.Status, r.Aux, r.Until = e.b.targets[k], why, int64(o.times), o.until
	e.b.alarm(i)
	e.b.w.Kernel.At(o.until, e.id, 0, uint32(i), uint32(k))
}

// Handle lets a target return whose time is over.
func (e *ejector) Handle(x sim.Event) {
	if s := &e.b.states[x.A]; s.out[x.B]&ejected != 0 && e.states[x.A][x.B].until == x.At() {
		s.turn(int(x.B), ejected, false)
		e.b.w.Note(trace.Readmit, e.b.first+trace.Place(x.A), e.b.targets[x.B], trace.NoStatus)
		e.b.alarm(int(x.A))
	}
}

// forget makes a replica of the balancer, which has crashed, send to all its
// targets again.
func (e *ejector) forget(i int) {
	s := &e.b.states[i]
	for k := range s.out {
		if s.out[k]&ejected != 0 {
			s.turn(k, ejected, false)
			e.b.w.Note(trace.Readmit, e.b.first+trace.Place(i), e.b.targets[k], trace.Crashed)
		}
	}
	clear(e.states[i])
}
