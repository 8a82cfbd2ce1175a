package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// LivenessConfig describes who looks whether a server's processes are alive, and
// restarts those that are not.
type LivenessConfig struct {
	Interval sim.Time `json:"interval" default:"10s" min:"1ms" doc:"from check to check"`
	Timeout  sim.Time `json:"timeout" default:"1s" min:"1ns" doc:"a check without answer for this long has failed"`
	Failures int      `json:"failures" default:"3" min:"1" max:"1000" doc:"failed checks in a row after which the process is restarted"`
	Path     string   `json:"path" enum:"queue,beside" default:"queue" doc:"what a check sees of a replica: queue: it waits for a worker as any request does, and is rejected where there is no room; beside: the process answers it at once, whatever its workers do, unless it is paused"`
	Demand   sim.Time `json:"demand" default:"0s" min:"0s" doc:"path queue: the work that a check asks for"`
	Restart  sim.Time `json:"restart" default:"5s" min:"0s" doc:"how long a process that is restarted is down"`
}

// A kubelet checks whether the replicas of a server are alive, each at its own beat,
// which is spread over the interval at random.
//
// Model card. A check comes from the replica's own host, so that it needs no wire. A
// process that fails so many in a row crashes, with all that it has in hand, and is back
// after its restart; then it counts from none. Who is down, or not there, is not
// checked. A check that nobody waits for any more is worked on all the same. Source:
// Kubernetes, Configure Liveness, Readiness and Startup Probes. Left out: initial
// delays and startup probes, restarts that come later each time (CrashLoopBackOff),
// sidecars.
type kubelet struct {
	s      *Server
	id     sim.HandlerID
	config *LivenessConfig
	first  trace.Place
	at     []pulse // by replica
}

// A pulse is how a replica's checks go.
type pulse struct {
	check uint64 // the number of the last
	waits bool   // it has no answer yet
	bad   int    // in a row
}

// pulseBytes is what is kept of one.
const pulseBytes = 24

const (
	eventCheck uint8 = iota
	eventUnanswered
	eventKill
)

// watch has a server's replicas checked.
func (s *Server) watch(c *LivenessConfig, n *trace.Node) {
	k := &kubelet{s: s, config: c, first: n.First, at: make([]pulse, n.Count)}
	k.id = s.w.Kernel.Register(k)
	s.w.Kernel.Keeps("liveness checks", pulseBytes).Add(n.Count)
	s.kubelet = k
	s.w.AtStart(func() {
		phases := s.w.Draws(n.First, "liveness")
		for i := range k.at {
			s.w.Kernel.At(sim.FromNanos(float64(c.Interval)*phases.Float64()), k.id, eventCheck, uint32(i), 0)
		}
	})
}

// Handle makes a check, ends one that is not answered in time, or restarts who has
// failed.
func (k *kubelet) Handle(e sim.Event) {
	p, x := k.first+trace.Place(e.A), &k.at[e.A]
	switch e.Kind() {
	case eventCheck:
		if k.s.w.Net.Up(p) {
			k.check(p, x)
		}
		k.s.w.Kernel.At(k.s.w.Now()+k.config.Interval, k.id, eventCheck, e.A, 0)
	case eventUnanswered:
		if x.waits && uint32(x.check) == e.B {
			k.over(p, trace.TimedOut)
		}
	case eventKill:
		if k.s.w.Net.Up(p) {
			k.restart(p)
		}
	}
}

// check asks the process at p whether it is alive.
func (k *kubelet) check(p trace.Place, x *pulse) {
	x.check++
	x.waits = true
	k.s.w.Kernel.At(k.s.w.Now()+k.config.Timeout, k.id, eventUnanswered, uint32(p-k.first), uint32(x.check))
	switch {
	case k.config.Path == "queue":
		j := k.s.w.jobLike(&Job{Place: p, Shape: trace.Health, Demand: k.config.Demand, Salt: x.check})
		if !k.s.shop.submit(j, k.s) {
			k.over(p, trace.Rejected)
		}
	case !k.s.Paused(p):
		k.over(p, trace.OK)
	}
}

// answered takes the answer to a check.
func (k *kubelet) answered(j *Job) {
	if x := &k.at[j.Place-k.first]; x.waits && x.check == j.Salt {
		k.over(j.Place, j.Status)
	}
}

// over counts a check of the process at p, and restarts it where too many have failed.
func (k *kubelet) over(p trace.Place, how trace.Status) {
	x := &k.at[p-k.first]
	x.waits = false
	if how == trace.OK {
		x.bad = 0
		return
	}
	x.bad++
	r := k.s.w.note(trace.Ailing, p)
	r.Status, r.Aux = how, int64(x.bad)
	if x.bad >= k.config.Failures {
		r.Header = 1
		k.s.w.Kernel.At(k.s.w.Now(), k.id, eventKill, uint32(p-k.first), 0) // nobody is in the midst of his work then
	}
}

// restart takes the process at p down, for a while.
func (k *kubelet) restart(p trace.Place) {
	machine := k.s.w.crash(p, trace.Crashed, 0)
	k.s.w.Kernel.At(k.s.w.Now()+k.config.Restart, k.s.w.id, eventRevive, uint32(p), uint32(machine))
}

// forget begins to count anew.
func (k *kubelet) forget(p trace.Place) {
	x := &k.at[p-k.first]
	x.waits, x.bad = false, 0
}
