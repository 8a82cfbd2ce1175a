package node

import (
	"math"

	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// SidecarConfig describes a proxy beside a replica, on the same host.
type SidecarConfig struct {
	Hop     sim.Dist `json:"hop" unit:"duration" default:"50us" doc:"latency between it and its node, each way"`
	Service sim.Dist `json:"service" unit:"duration" default:"100us" doc:"its work on each request and each answer that passes"`
	Shares  bool     `json:"shares" default:"true" doc:"true: on a server, its work takes one of the server's own workers, ahead of the queue; false: it has a worker of its own"`
	Limiter *Limiter `json:"limiter" absent:"no limit" doc:"on a server: it lets requests through to its node at a rate; those beyond are refused, or wait, and cost the node nothing"`
	IntermediaryConfig
	Policy
}

// check finds what is said of a sidecar, beside a node that is asked or is not,
// and cannot be.
func (c *SidecarConfig) check(r Report, asked bool) {
	if c != nil && c.Limiter != nil && !asked {
		r.Fault("/sidecar/limiter", "nobody asks this node, and a sidecar limits what its node is asked; write it at the sidecar of the server that is asked")
	}
	if c != nil && c.Tied {
		r.Fault("/sidecar/tied", "a sidecar ties no requests: servers know what they are asked straight away; write it at a flow or a call, and leave the sidecar out")
	}
	if c != nil && c.Ejection != nil {
		r.Fault("/sidecar/ejection", "a sidecar asks the replica that its node has picked, and picks none; write it where the picking is done, at a flow, a call or a balancer")
	}
	if c != nil && c.Deadline != nil {
		r.Fault("/sidecar/deadline", "a sidecar gives requests no deadline of their own; write it where the request begins, at a flow or a call, and the sidecar heeds it")
	}
}

// A Sidecar is a proxy beside each replica of a node, on the same host: what
// comes in passes through it, and what the node asks of others goes out by
// its policy.
//
// Model card. A request or answer costs one local hop on its way through, and
// work of the sidecar's own, which takes one of its server's workers ahead of
// the queue, or a worker of its own. Retries, timeouts and the circuit breaker
// apply to what goes out. It shares the fate of its place: both crash
// together. Its limiter turns requests away before any work is done on them.
// Left out: caching, and limits of what goes out.
type Sidecar struct {
	w       *World
	config  *SidecarConfig
	node    *trace.Node
	service sim.Sampler
	shop    *Workshop // its own, or its server's
	draws   []sim.Stream
	agents  map[trace.Place]*Agent // by destination
	gate    *gate                  // nil where nothing limits what comes in
}

// NewSidecar makes the sidecars of n's replicas; host is the stations of the
// server they stand beside, or nil.
func NewSidecar(w *World, c *SidecarConfig, n *trace.Node, host *Workshop) (*Sidecar, error) {
	s := &Sidecar{w: w, config: c, node: n, agents: make(map[trace.Place]*Agent)}
	var err error
	if s.service, err = c.Service.Sampler(); err != nil {
		return nil, err
	}
	for i := range n.Count {
		s.draws = append(s.draws, w.Draws(n.Sidecar+trace.Place(i), "work"))
	}
	s.shop = host
	if host == nil || !c.Shares {
		s.shop, err = NewWorkshop(w, Station{Workers: 1, Discipline: "fifo"}, false, n.Sidecar, n.Count)
	}
	if c.Limiter != nil {
		s.gate = newGate(w, s, c.Limiter, n.Sidecar, n.Count)
	}
	w.Place(n.Sidecar, s)
	return s, err
}

// Asked takes up a request, in or out.
func (s *Sidecar) Asked(r sim.Ref, a *Attempt) {
	switch {
	case a.Demand == Beside:
		s.pass(a.Place, r)
	case s.gate == nil || a.Dest != s.host(a.Place) || s.gate.admits(r, a):
		s.admit(r, a)
	}
}

// admit does the sidecar's work on a request, which then goes on.
func (s *Sidecar) admit(r sim.Ref, a *Attempt) {
	s.work(a.Place, Job{
		Flow: a.Flow, Shape: a.Shape, Behalf: a.Behalf, Msg: a.Request, Attempt: r,
	})
}

// work queues the sidecar's own work, ahead of its server's queue where it
// shares the workers.
func (s *Sidecar) work(p trace.Place, j Job) {
	i := s.w.Replica(p)
	j.Place, j.Demand, j.Priority = p, s.service.Time(&s.draws[i]), math.MaxInt16
	j.Urgent, j.Exempt = true, true
	if s.shop.first == s.node.First {
		j.Place = s.host(p)
	}
	if j.Demand == 0 {
		s.passJob(p, &j)
		return
	}
	s.shop.submit(s.w.jobLike(&j), s)
}

// Worked passes on what the sidecar has done its work on.
func (s *Sidecar) Worked(j *Job) {
	done := *j
	j.answer = sim.Ref{} // it outlives the job
	s.shop.Release(j.Self)
	s.passJob(s.node.Sidecar+trace.Place(s.w.Replica(done.Place)), &done)
}

func (s *Sidecar) passJob(p trace.Place, j *Job) {
	x := s.w.answers.Get(j.answer)
	if x == nil {
		s.pass(p, j.Attempt)
		return
	}
	answer := *x
	s.w.answers.Free(j.answer.Index)
	s.w.relay(j.Attempt, p, j.Flow, answer)
}

// pass sends a request on: to the node itself, or out by the policy.
func (s *Sidecar) pass(p trace.Place, r sim.Ref) {
	a := s.w.Attempt(r)
	if a == nil {
		return
	}
	switch {
	case s.config.refuses(a):
		s.w.Reply(r, p, Answer{Shape: trace.Response, Status: trace.Failed})
		return
	case a.Dest == s.host(p):
		s.w.Pass(r, p, a.Dest, 0)
		return
	}
	ask := a.Ask
	ask.From, ask.Parent = p, r
	s.w.Call(s.agent(a.Dest), &Call{Ask: ask, Quiet: true})
}

func (s *Sidecar) host(p trace.Place) trace.Place { return p - s.node.Sidecar + s.node.First }

// agent is the policy's memory for one destination; for its whole node, where
// the circuit breaker watches that.
func (s *Sidecar) agent(dest trace.Place) *Agent {
	of, count := dest, 1
	if b := s.config.Breaker; b != nil && b.Per == "node" {
		of, count = s.w.Node(dest).First, s.w.Node(dest).Count
	}
	a, ok := s.agents[of]
	if !ok {
		a, _ = NewAgent(s.w, s.config.Policy, replicas(of, count), "calls")
		a.Tell(s)
		s.agents[of] = a
	}
	return a
}

// Passed takes an answer from the node itself.
func (s *Sidecar) Passed(_ sim.Ref, a *Attempt, m *network.Message, why trace.Status) {
	s.back(a.From, a.Parent, m, why)
}

// Returned takes an answer from outside.
func (s *Sidecar) Returned(c *Call, m *network.Message, status trace.Status) {
	if s.w.Attempt(c.Parent) != nil {
		s.w.revoke(s.w.Behalf(c))
	}
	if m == nil && s.w.overdue(&c.Ask) {
		status = trace.Cancelled // whoever has asked knows
	}
	s.back(c.From, c.Parent, m, status)
}

// back passes an answer on after the sidecar's work on it.
func (s *Sidecar) back(p trace.Place, to sim.Ref, m *network.Message, why trace.Status) {
	if m == nil && why == trace.Cancelled {
		s.w.Discard(to)
		return
	}
	a := s.w.Attempt(to)
	if a == nil {
		if m != nil {
			s.w.passBack(&Attempt{Call: Call{Ask: Ask{From: p, Parent: to}}}, m, why, 0)
		}
		return
	}
	x := Answer{Shape: trace.Response, Status: brokenBehind(why), Behalf: a.Behalf}
	if m != nil {
		x = relayed(m)
		if m.Op == a.Op {
			x.Holder = a.Holder
		}
	} else {
		s.w.bringsNothing(to) // what is refused brings nothing, while its answer is worked on either
		if why == trace.BreakerOpen || why == trace.Throttled || why == trace.Rejected {
			x.Status = why
		}
	}
	if size := s.config.keeps(); size > 0 {
		for _, x := range s.w.buffered(to, p, size, x) {
			s.backPart(p, to, a, x)
		}
		return
	}
	s.backPart(p, to, a, x)
}

// backPart passes one part of the answer to attempt a on, which to names.
func (s *Sidecar) backPart(p trace.Place, to sim.Ref, a *Attempt, x Answer) {
	if a.Demand == Beside {
		s.w.relay(to, p, a.Flow, x)
		return
	}
	if f, ok := s.w.flowOf(a.Flow).(Bearer); ok && x.Shape == trace.News {
		f.Paused(x.Tag, p, trace.InService)
	}
	kept, answer := s.w.answers.New()
	*answer = x
	s.work(p, Job{Flow: a.Flow, Shape: x.Shape, Behalf: x.Behalf, Attempt: to, answer: kept})
}

// Crashed loses what the sidecar works on.
func (s *Sidecar) Crashed(p trace.Place) {
	if s.shop.first != s.node.First {
		s.shop.Crash(p)
	}
	if s.gate != nil {
		s.gate.forget(s.w.Replica(p))
	}
}

// Revived begins again with closed breakers and full trust.
func (s *Sidecar) Revived(trace.Place) {}

// Shop is where the sidecar's work is done.
func (s *Sidecar) Shop() *Workshop { return s.shop }
