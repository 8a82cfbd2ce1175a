package node

import (
	"slices"
	"strconv"

	"backchat/sim"
	"backchat/sim/trace"
)

// A route is what a server does for the requests that ask for it: first the work of
// its service, then its steps. Those within others stand behind them, so that each
// step is named by its number, and a job is as far as the number of its next one.
type route struct {
	service    sim.Sampler
	purpose    sim.Key     // of the service
	contention *Contention // of the service; nil: none
	steps      []step
}

// A step is one thing that is done for a job, and which step is next.
type step struct {
	does       does
	share      float64
	good       int32       // the next where it has gone well
	bad        int32       // where it has not; 0: the job has failed
	past       int32       // where it is not done at all
	need       int32       // side by side: how many have to go well
	from       []int32     // side by side: where each begins
	law        sim.Sampler // of work, or a wait
	contention *Contention // of work; nil: none
	flow       int         // of which an operation is begun: its number
	pool       int         // of which a unit is held or given back
	purpose    sim.Key
	status     trace.Status // that it fails with
	serverCall
}

// does is what a step does.
type does uint8

const (
	calls does = iota
	works
	waits
	forks  // several steps side by side begin
	joins  // one of them has ended
	enters // the steps within it follow
	holds  // a unit of a pool is taken
	frees
	publishes // an operation of a flow begins
	answers
	fails
)

// A serverCall is what a step asks of another node.
type serverCall struct {
	config   *CallOptions
	agent    *Agent
	to       []trace.Place
	demand   Demand
	request  sim.Sampler
	response sim.Sampler
}

// A compiler makes routes of what a server's configuration says.
type compiler struct {
	s       *Server
	node    *trace.Node
	targets func(string) []trace.Place
	name    string // of the route; "": none
	steps   []step
	made    int // steps of the route, each of which has draws of its own
}

// prepare makes the server's routes: that of requests which name none, then the
// others.
func (s *Server) prepare(n *trace.Node, targets func(string) []trace.Place) error {
	first, err := s.short(n, targets)
	if err != nil {
		return err
	}
	s.routes = append(s.routes, first)
	for name, at := range s.config.lists() {
		c := compiler{s: s, node: n, targets: targets, name: name}
		r, err := c.route(*at.steps)
		if err != nil {
			return err
		}
		if name == "" {
			s.routes[0] = r
			continue
		}
		s.name(name, uint16(len(s.routes)))
		s.routes = append(s.routes, r)
	}
	if len(s.config.Steps) > 0 || len(s.config.Routes) > 0 {
		s.id = s.w.Kernel.Register(s)
	}
	return nil
}

// name gives one of the routes its name.
func (s *Server) name(name string, i uint16) {
	number := s.w.route(name)
	for len(s.named) <= int(number) {
		s.named = append(s.named, 0)
	}
	s.named[number] = i
}

// routed is the route that d, which is not zero, asks for.
func (s *Server) routed(d Demand) uint16 {
	if n := s.w.demands[d-1].route; int(n) < len(s.named) {
		return s.named[n]
	}
	return 0
}

// short makes a route of service and calls.
func (s *Server) short(n *trace.Node, targets func(string) []trace.Place) (route, error) {
	service, err := s.config.Service.Sampler()
	if err != nil {
		return route{}, err
	}
	r := route{service: service, purpose: sim.NewKey(0).Named("service").Named(n.ID)}
	for i := range s.config.Calls {
		x := &s.config.Calls[i]
		call, err := s.newCall(&x.CallOptions, targets(x.To), "call "+x.To)
		if err != nil {
			return route{}, err
		}
		next := int32(i + 1)
		r.steps = append(r.steps, step{
			serverCall: call, share: x.Share, good: next, past: next, purpose: sim.NewKey(uint64(i)).Named("call").Named(n.ID),
		})
	}
	return r, nil
}

// newCall makes a call; draws names what its policy draws.
func (s *Server) newCall(c *CallOptions, to []trace.Place, draws string) (serverCall, error) {
	call := serverCall{config: c, to: to}
	var err error
	if call.agent, err = NewAgent(s.w, c.Policy, to, draws); err != nil {
		return call, err
	}
	call.agent.Tell(s)
	if call.request, err = c.Request.Sampler(); err != nil {
		return call, err
	}
	if call.response, err = c.Response.Sampler(); err != nil {
		return call, err
	}
	if c.Demand != nil {
		law, err := c.Demand.Sampler()
		if err != nil {
			return call, err
		}
		call.demand = s.w.Demand(law)
	}
	call.demand = s.w.DemandOn(c.Route, call.demand)
	return call, nil
}

// route makes one of a list of steps. Where that begins with work, this is what a
// worker takes up first.
func (c *compiler) route(steps []StepConfig) (route, error) {
	r := route{purpose: c.purpose()}
	if x := &steps[0]; x.Work != nil && x.Share == 1 {
		var err error
		if r.service, err = x.Work.Sampler(); err != nil {
			return r, err
		}
		r.contention = c.contention(x)
		steps = steps[1:]
	}
	err := c.list(steps)
	r.steps = c.steps
	return r, err
}

// purpose names the draws of the next step.
func (c *compiler) purpose() sim.Key {
	c.made++
	return sim.NewKey(uint64(c.made)).Named("step").Named(c.name).Named(c.node.ID)
}

func (c *compiler) list(steps []StepConfig) error {
	for i := range steps {
		if err := c.step(&steps[i]); err != nil {
			return err
		}
	}
	return nil
}

// step adds a step, and those within it.
func (c *compiler) step(x *StepConfig) error {
	at := len(c.steps)
	c.steps = append(c.steps, step{share: x.Share, purpose: c.purpose()})
	made, err := c.does(x)
	if err != nil {
		return err
	}
	made.share, made.purpose = c.steps[at].share, c.steps[at].purpose
	inner := c.next()
	if err := c.within(x, &made); err != nil {
		return err
	}
	end := len(c.steps) // of what is within: a jump over its else
	if len(x.Do) > 0 {
		c.steps = append(c.steps, step{does: enters, share: 1})
		if made.does == holds {
			c.steps[end].does, c.steps[end].pool = frees, made.pool
		}
	}
	if len(x.Else) > 0 {
		made.bad = c.next()
		if err := c.list(x.Else); err != nil {
			return err
		}
	}
	made.good, made.past = c.next(), c.next()
	if len(x.Do) > 0 {
		made.good = inner
		c.steps[end].good = c.next()
	}
	c.steps[at] = made
	return nil
}

// contention is what makes a step's work longer.
func (c *compiler) contention(x *StepConfig) *Contention {
	c.s.shop.contends = c.s.shop.contends || x.Contention != nil
	return x.Contention
}

// next is the number of the step that is added next.
func (c *compiler) next() int32 { return int32(len(c.steps)) }

// pool is which of the server's pools has that name.
func (c *compiler) pool(id string) int {
	return slices.IndexFunc(c.s.config.Pools, func(p PoolConfig) bool { return p.ID == id })
}

// does is what the step does by itself.
func (c *compiler) does(x *StepConfig) (step, error) {
	var err error
	s := step{}
	switch {
	case x.Work != nil:
		s.does = works
		s.law, err = x.Work.Sampler()
		s.contention = c.contention(x)
	case x.Wait != nil:
		s.does = waits
		s.law, err = x.Wait.Sampler()
	case x.Call != "":
		s.does = calls
		s.serverCall, err = c.s.newCall(&x.CallOptions, c.targets(x.Call), "step "+c.name+" "+strconv.Itoa(c.made))
	case x.Fail != "":
		s.does, s.status = fails, retriable(x.Fail)
	case x.Hold != "":
		s.does, s.pool = holds, c.pool(x.Hold)
	case x.Free != "":
		s.does, s.pool = frees, c.pool(x.Free)
	case x.Publish != "":
		s.does, s.flow = publishes, c.flow(x.Publish)
	case x.Answer:
		s.does = answers
	case len(x.Do) > 0:
		s.does = enters
	default:
		s.does, s.need = forks, int32(len(x.All))
		switch {
		case len(x.Any) > 0:
			s.need = 1
		case x.Need != nil:
			s.need = int32(*x.Need)
		}
	}
	return s, err
}

// within adds the steps within one, but for those of its else.
func (c *compiler) within(x *StepConfig, made *step) error {
	for _, branches := range [...][]StepConfig{x.All, x.Any} {
		for i := range branches {
			made.from = append(made.from, c.next())
			if err := c.step(&branches[i]); err != nil {
				return err
			}
			c.steps = append(c.steps, step{does: joins, share: 1})
		}
	}
	return c.list(x.Do)
}

// flow is the number of the flow of that name.
func (c *compiler) flow(id string) int {
	return 1 + slices.IndexFunc(c.s.w.Topology.Flows, func(f trace.Flow) bool { return f.ID == id })
}
