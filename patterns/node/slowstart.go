package node

import "backchat/sim"

// SlowStart describes that a target which comes back gets less at first.
type SlowStart struct {
	Window sim.Time `json:"window" default:"30s" min:"1ns" doc:"how long until it gets as much as others (Envoy: slow_start_window; nginx: slow_start)"`
	Least  float64  `json:"least" unit:"share" default:"0.1" min:"0" max:"1" doc:"what it gets at least (Envoy: min_weight_percent, 10%)"`
}

// A warming is since when targets of one replica of a balancer are back.
//
// Model card. A target that comes back at time 0 takes part in the choice for a
// request at time t with probability t/window, and with `least` where that is
// more; else the choice is among the others, where there are others. So it gets
// that share of what it would get, whatever the policy. That is so however it
// was out: by health checks, ejected, or not there; not at the beginning of the
// run. Left out: other curves than the straight line (Envoy: aggression).
type warming struct {
	w      *World
	config *SlowStart
	since  []sim.Time // by target: when it came back; not to be looked at after until
	until  sim.Time   // when all are as warm as any
}

// warmingBytes is what is kept of a target.
const warmingBytes = 8

func newWarming(w *World, c *SlowStart, targets int) *warming {
	w.Kernel.Keeps("targets that start slowly", warmingBytes).Add(targets)
	h := &warming{w: w, config: c, since: make([]sim.Time, targets)}
	h.forget()
	return h
}

// back notes that target k is back.
func (h *warming) back(k int) {
	h.since[k] = h.w.Now()
	h.until = h.since[k] + h.config.Window
}

// forget makes all targets warm.
func (h *warming) forget() {
	for k := range h.since {
		h.since[k] = -h.config.Window
	}
	h.until = 0
}

// part is with which probability target k takes part in a choice.
func (h *warming) part(k int, now sim.Time) float64 {
	return max(h.config.Least, float64(now-h.since[k])/float64(h.config.Window))
}

// thin leaves those of the fit out that do not take part in this choice, unless
// that were all.
func (h *warming) thin(c *choice) {
	fit := c.fit
	c.fit = c.fit[:0]
	for _, k := range fit {
		if p := h.part(k, c.now); p >= 1 || c.draws.Chance(p) {
			c.fit = append(c.fit, k)
		}
	}
	if len(c.fit) == 0 {
		c.refit()
	}
}
