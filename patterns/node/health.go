package node

import (
	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// HealthConfig describes active health checks. They travel over the balancer's
// own connections to its targets, of which they may be the only users.
type HealthConfig struct {
	Interval  sim.Time `json:"interval" default:"5s" min:"1ms" doc:"from check to check"`
	Timeout   sim.Time `json:"timeout" default:"1s" min:"1ns" doc:"a check without answer for this long from its sending has failed; so has one that waits as long for a connection to open"`
	Unhealthy int      `json:"unhealthy" default:"3" min:"1" max:"1000" doc:"failed checks in a row that take a target out"`
	Healthy   int      `json:"healthy" default:"2" min:"1" max:"1000" doc:"good checks in a row that bring it back"`
	Path      string   `json:"path" enum:"queue,beside" default:"queue" doc:"what a check sees of a target: queue: it waits for a worker as any request does, and is rejected where there is no room; beside: the process answers it at once, whatever its workers do (a thread of its own), unless it is paused or down"`
	Demand    sim.Time `json:"demand" default:"0s" min:"0s" doc:"path queue: the work that a check asks for"`
}

// A checker asks a balancer's targets whether they are well, each at its own
// beat, spread over the interval at random so that no two start together.
//
// Model card. A check is a request that asks for little work or none; by
// default it waits for a worker of its target like any other, so that a target
// whose workers are all taken for longer than the check's time-out fails it.
// On the path beside them it sees a dead process or wire, and no busy worker.
// Checks neither fail by the target's errors nor make its calls. What they
// found is forgotten when the balancer crashes: it then counts on all. Left
// out: checks by others than balancers.
type checker struct {
	b      *Balancer
	id     sim.HandlerID
	config *HealthConfig
	agents []*Agent   // by target
	states [][]health // by replica of the balancer, by target
	phases sim.Stream
	demand Demand
}

// A health is how a target's last checks went.
type health struct {
	bad, good int // in a row
}

func newChecker(b *Balancer, c *HealthConfig, replicas int) (*checker, error) {
	h := &checker{b: b, config: c, phases: b.w.Draws(b.first, "health")}
	timeout := sim.Dist{Law: "constant", Value: float64(c.Timeout)}
	for _, t := range b.targets {
		agent, err := NewAgent(b.w, Policy{Timeout: &timeout}, []trace.Place{t}, "health")
		if err != nil {
			return nil, err
		}
		agent.Tell(h)
		h.agents = append(h.agents, agent)
	}
	law, err := sim.Dist{Law: "constant", Value: float64(c.Demand)}.Sampler()
	if err != nil {
		return nil, err
	}
	if h.demand = b.w.Demand(law); c.Path == "beside" {
		h.demand = Beside
	}
	h.states = make([][]health, replicas)
	for i := range h.states {
		h.states[i] = make([]health, len(b.targets))
	}
	h.id = b.w.Kernel.Register(h)
	return h, nil
}

func (h *checker) start() {
	for i := range h.states {
		for k := range h.states[i] {
			phase := sim.FromNanos(float64(h.config.Interval) * h.phases.Float64())
			h.b.w.Kernel.At(phase, h.id, 0, uint32(i), uint32(k))
		}
	}
}

// Handle makes one check and schedules the next.
func (h *checker) Handle(e sim.Event) {
	p := h.b.first + trace.Place(e.A)
	if h.b.w.Net.Up(p) && h.b.states[e.A].out[e.B]&absent == 0 {
		h.b.w.Call(h.agents[e.B], &Call{
			Ask:   Ask{From: p, Dest: h.b.targets[e.B], Shape: trace.Health, Demand: h.demand},
			Quiet: true, Ordinal: int32(e.B),
		})
	}
	h.b.w.Kernel.At(h.b.w.Now()+h.config.Interval, h.id, 0, e.A, e.B)
}

// Returned counts a check. One that ends with the crash of the balancer itself
// says nothing about its target.
func (h *checker) Returned(c *Call, _ *network.Message, status trace.Status) {
	if status == trace.Crashed {
		return
	}
	replica := &h.b.states[c.From-h.b.first]
	if replica.out[c.Ordinal]&absent != 0 {
		return
	}
	s := &h.states[c.From-h.b.first][c.Ordinal]
	if good(status) {
		s.bad = 0
		s.good++
	} else {
		s.good = 0
		s.bad++
	}
	switch {
	case replica.out[c.Ordinal]&unfit == 0 && s.bad >= h.config.Unhealthy:
		h.turn(replica, c, true, trace.Unfit)
	case replica.out[c.Ordinal]&unfit != 0 && s.good >= h.config.Healthy:
		h.turn(replica, c, false, trace.Fit)
	}
}

// forget makes a replica of the balancer count on all its targets again.
func (h *checker) forget(replica int) {
	clear(h.states[replica])
}

// turn takes a target out, or brings it back.
func (h *checker) turn(s *balancerState, c *Call, out bool, kind trace.Kind) {
	s.choice.turn(int(c.Ordinal), unfit, out)
	h.b.w.Note(kind, c.From, c.Dest, trace.NoStatus)
	h.b.alarm(int(c.From - h.b.first))
}
