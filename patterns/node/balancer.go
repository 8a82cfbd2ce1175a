package node

import (
	"strconv"

	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// A Balancer spreads requests over the replicas of its targets.
//
// Model card. It counts as under way what it has sent to a target and not seen
// answered to its end, subscriptions among it unless `counts` leaves them out
// (where it is told: with direct server return it learns of nothing, so that
// those of the [Balancings] that look at it need `proxy`). A target is out while
// health checks say so, or while it is ejected; where all are out it answers that it has failed. Each
// replica of a balancer decides for itself. What it does to answers on their way
// back, [IntermediaryConfig] says. Left out: retries of its own; where it spreads connections, a
// connection of its own to a target for each that is no WebSocket, and a reset of the one
// by the other.
type Balancer struct {
	w        *World
	config   *BalancerConfig
	shop     *Workshop // nil where its work takes no time
	service  sim.Sampler
	targets  []trace.Place
	indices  Roster                   // of targets
	states   []balancerState          // by replica
	picker   func(replica int) picker // of the policy
	first    trace.Place
	health   *checker
	ejects   *ejector // nil: it does not
	names    *names   // nil: requests pass through it
	patience sim.Time // with a target that says nothing; 0: for ever
	direct   bool     // servers answer the client themselves
	streams  bool     // subscriptions are part of a target's load
	pinning  *sim.Account
	clock    clock
}

// BalancerConfig describes those who spread requests over others.
type BalancerConfig struct {
	To     []string      `json:"to" ref:"node" required:"true" doc:"the nodes whose replicas it spreads requests over"`
	Policy BalancingName `json:"policy" default:"roundRobin"`
	BalancingOptions
	Spreads string   `json:"spreads" enum:"requests,connections" default:"requests" doc:"requests: each goes to a target of its own (layer 7); connections: all that comes over one connection goes to the same target, as long as that answers and its health check is well (layer 4)"`
	Reply   string   `json:"reply" enum:"proxy,direct" default:"proxy" doc:"proxy: answers come back through it; direct: servers answer the client themselves (direct server return)"`
	Service sim.Dist `json:"service" unit:"duration" default:"0s" doc:"its own work on each request"`
	Workers int      `json:"workers" default:"1" min:"1" max:"1000000" doc:"requests it works on at a time; no matter where service is 0s"`
	IntermediaryConfig
	network.DoorConfig
	DNS         *DNSConfig      `json:"dns" absent:"requests pass through it" doc:"it is a name (DNS): callers look it up, get the address of one of its targets, keep that, and ask there themselves"`
	ReadTimeout *sim.Time       `json:"readTimeout" min:"1ns" absent:"it waits for ever" doc:"a target that says nothing for this long while it has something to answer, be it the first part of an answer or the next, is waited for no longer: the exchange ends on both sides (nginx: proxy_read_timeout, 60s)"`
	Health      *HealthConfig   `json:"health" absent:"no checks: it counts on all" doc:"asking its targets whether they are well"`
	Ejection    *EjectionConfig `json:"ejection" absent:"no target is ejected" doc:"leaving out for a while targets whose requests fail: passive health checks"`
	Panic       *float64        `json:"panic" unit:"share" min:"0" max:"1" absent:"never: where all are out it answers that it has failed" doc:"where a smaller share of its targets is neither unfit nor ejected, it counts on all again, whatever their zones: that so many are broken is less likely than that they have too much to do, and the rest could not bear it all (Envoy: healthy_panic_threshold, 50%)"`
	PreferZone  *ZoneConfig     `json:"preferZone" absent:"it goes by the targets in all zones alike" doc:"it sends to targets in its own zone, as long as enough of these are fit"`
	SlowStart   *SlowStart      `json:"slowStart" absent:"it gets its part at once" doc:"a target that comes back gets less at first"`
	Standby     *StandbyConfig  `json:"standby" absent:"no other machine" doc:"a second machine for each replica, which takes its address over where it no longer hears the first (an active and passive pair)"`
}

// New places balancers.
func (c *BalancerConfig) New(w *World, n *trace.Node, places func(string) []trace.Place) (*Workshop, error) {
	b, err := NewBalancer(w, c, n, places)
	if err != nil {
		return nil, err
	}
	w.guard(n, &c.DoorConfig)
	w.standBy(n, c.Standby, b.shop)
	return b.shop, nil
}

// Stations tells of the balancers' workers.
func (c *BalancerConfig) Stations(n *trace.Node) { n.Workers, n.Holding = c.Workers, c.Each() }

// Idle tells whether its work takes no time.
func (c *BalancerConfig) Idle() bool {
	service, err := c.Service.Sampler()
	return err == nil && idle(service)
}

// idle tells whether work by that law never takes any time.
func idle(service sim.Sampler) bool { return service.IsConstant() && service.Mean() <= 0 }

// Proxy is none.
func (*BalancerConfig) Proxy() *SidecarConfig { return nil }

// Leads are its targets.
func (c *BalancerConfig) Leads() []Lead {
	var all []Lead
	for i, id := range c.To {
		all = append(all, Lead{To: id, Pointer: "/to/" + strconv.Itoa(i), Passes: true})
	}
	return all
}

// Check finds targets that are none, and a policy that cannot go by what it is
// told.
func (c *BalancerConfig) Check(count int, r Report) {
	checkDoor(&c.DoorConfig, false, r)
	r.Nodes("/to", c.To, "whom a balancer sends to", Answers)
	c.checkPlaces(c.To, r)
	if c.Policy == "" {
		return
	}
	policy := c.Policy.Row()
	if c.DNS != nil {
		c.checkDNS(count, r)
	} else {
		c.checkPassing(r)
	}
	if c.Reply == "direct" && c.DNS == nil && policy.Loads {
		r.Fault("/reply", `%q needs to see the answers to know what is under way; write "reply": "proxy"`, c.Policy)
	}
	if policy.Keys && c.SlowStart != nil {
		r.Fault("/slowStart", `%q sends what belongs together to one target, all or nothing; choose another policy, or leave "slowStart" out`, c.Policy)
	}
	if policy.Keys && c.PreferZone != nil {
		r.Fault("/preferZone", `%q sends what belongs together to one target, wherever that is; choose another policy, or leave "preferZone" out`, c.Policy)
	}
	if policy.Check != nil {
		policy.Check(c, r)
	}
}

// checkPassing finds what cannot be done to answers that are not seen.
func (c *BalancerConfig) checkPassing(r Report) {
	const remedy = `needs to see the answers; write "reply": "proxy" and "spreads": "requests", or leave it out`
	if c.Reply != "direct" && c.Spreads != "connections" {
		return
	}
	if c.Buffering != nil {
		r.Fault("/buffering", remedy)
	}
	if c.Ejection != nil {
		r.Fault("/ejection", remedy)
	}
	if c.ReadTimeout != nil && c.Reply == "direct" {
		r.Fault("/readTimeout", `needs to see the answers; write "reply": "proxy", or leave it out`)
	}
}

// A balancerState is what one replica of a balancer remembers.
type balancerState struct {
	choice
	picker picker
	hearer hearer // the picker, where it goes by that
	pins   []pin  // by the connections to it
}

// picks begins to pick by p.
func (s *balancerState) picks(p picker) {
	s.picker = p
	s.hearer, _ = p.(hearer)
}

// A clock keeps since when attempts are under way, by their numbers.
type clock struct {
	at   []sim.Time
	kept *sim.Account
}

// clockBytes is what is kept of an attempt.
const clockBytes = 8

func (c *clock) start(r sim.Ref, now sim.Time) {
	for len(c.at) <= int(r.Index) {
		c.at = append(c.at, 0)
		c.kept.Add(1)
	}
	c.at[r.Index] = now
}

func (c *clock) since(r sim.Ref) sim.Time { return c.at[r.Index] }

// targetBytes is what a balancer keeps of a target, its health included.
const targetBytes = 56

// NewBalancer makes the balancers of n's replicas.
func NewBalancer(w *World, c *BalancerConfig, n *trace.Node, targets func(id string) []trace.Place) (*Balancer, error) {
	b := &Balancer{w: w, config: c, first: n.First, direct: c.Reply == "direct", streams: c.Counts == "all"}
	for _, id := range c.To {
		b.targets = append(b.targets, targets(id)...)
	}
	if c.ReadTimeout != nil {
		b.patience = *c.ReadTimeout
	}
	b.indices = NewRoster(b.targets)
	b.picker = c.Policy.Row().New(b)
	b.pinning = w.Kernel.Keeps("connections that lead to targets", pinBytes)
	b.clock.kept = w.Kernel.Keeps("requests that balancers time", clockBytes)
	w.Kernel.Keeps("targets of balancers", targetBytes).Add(n.Count * len(b.targets))
	for i := range n.Count {
		s := balancerState{choice: newChoice(len(b.targets), c.Refresh, w.Draws(n.First+trace.Place(i), "pick"))}
		if c.Panic != nil {
			s.panic = *c.Panic
		}
		if c.SlowStart != nil {
			s.warms = newWarming(w, c.SlowStart, len(b.targets))
		}
		if c.PreferZone != nil {
			s.near, s.least = w.near(n.First+trace.Place(i), b.targets), c.PreferZone.Least
		}
		s.picks(b.picker(i))
		s.refit()
		b.states = append(b.states, s)
	}
	if err := b.prepare(n); err != nil {
		return nil, err
	}
	w.Place(n.First, b)
	w.balancers = append(w.balancers, b)
	return b, nil
}

func (b *Balancer) prepare(n *trace.Node) error {
	var err error
	if b.service, err = b.config.Service.Sampler(); err != nil {
		return err
	}
	if !idle(b.service) {
		b.shop, err = NewWorkshop(b.w, Station{Workers: b.config.Workers, Discipline: "fifo"}, false, n.First, n.Count)
	}
	if b.config.DNS != nil {
		b.names = newNames(b)
	}
	if b.config.Ejection != nil {
		b.ejects = newEjector(b, b.config.Ejection, n.Count)
	}
	if h := b.config.Health; h != nil && err == nil {
		if b.health, err = newChecker(b, h, n.Count); err == nil {
			b.w.AtStart(b.health.start)
		}
	}
	return err
}

// Asked spreads a request, after its own work on it.
func (b *Balancer) Asked(r sim.Ref, a *Attempt) {
	if b.shop == nil || a.Demand == Beside {
		b.spread(a.Place, r, a)
		return
	}
	s := &b.states[a.Place-b.first]
	j := b.w.jobOf(r, a)
	j.Demand = b.service.Time(&s.draws)
	b.shop.submit(j, b)
}

// Worked spreads a request on which the balancer has done its work.
func (b *Balancer) Worked(j *Job) {
	p, attempt := j.Place, j.Attempt
	b.shop.Release(j.Self)
	if a := b.w.Attempt(attempt); a != nil {
		b.spread(p, attempt, a)
	}
}

// spread passes attempt a, which r names, on from p to one of the targets.
func (b *Balancer) spread(p trace.Place, r sim.Ref, a *Attempt) {
	s := &b.states[p-b.first]
	if a.Shape == trace.Health {
		b.w.Reply(r, p, Answer{Shape: trace.Health, Status: trace.OK})
		return
	}
	if len(s.fit) == 0 || b.names != nil || b.config.refuses(a) {
		b.w.Reply(r, p, Answer{Shape: trace.Response, Status: trace.Failed})
		return
	}
	k := b.target(s, a)
	if b.direct {
		b.w.forward(r, a, p, b.targets[k])
		return
	}
	if b.counts(a) {
		s.under[k]++
	}
	child, out := b.w.passing(r, p, b.targets[k], b.patience)
	if s.hearer != nil {
		b.clock.start(child, b.w.Now())
	}
	b.w.send(child, out)
}

// Passed passes an answer back, or says that there will be none.
func (b *Balancer) Passed(r sim.Ref, a *Attempt, m *network.Message, why trace.Status) {
	if m == nil && b.pinned() {
		b.unpin(a)
	}
	if m == nil || m.Last {
		b.over(r, a)
		if b.ejects != nil {
			b.ejects.heard(int(a.From-b.first), b.index(a.Dest), why)
		}
	}
	if m != nil && !m.Last && a.due != 0 {
		b.w.startDeadline(m.Attempt, a)
	}
	b.w.passBack(a, m, why, b.config.keeps())
}

// over says that attempt a, which r names, is over.
func (b *Balancer) over(r sim.Ref, a *Attempt) {
	s, k := &b.states[a.From-b.first], b.index(a.Dest)
	if b.counts(a) {
		s.look(b.w.Now(), b.config.Refresh)
		s.under[k]--
	}
	if s.hearer != nil && !a.Stream {
		s.hearer.heard(k, b.clock.since(r), b.w.Now())
	}
}

// pick is the target of the request that a has brought.
func (b *Balancer) pick(s *balancerState, a *Attempt) int {
	s.now = b.w.Now()
	s.look(s.now, b.config.Refresh)
	if s.warms != nil && s.now < s.warms.until {
		s.warms.thin(&s.choice)
		k := s.picker.pick(&s.choice, a)
		s.refit()
		return k
	}
	return s.picker.pick(&s.choice, a)
}

// counts tells whether an attempt is part of a target's load.
func (b *Balancer) counts(a *Attempt) bool { return !a.Stream || b.streams }

func (b *Balancer) index(p trace.Place) int {
	i, ok := b.indices.Find(p)
	if !ok {
		panic("node.Balancer: an answer from elsewhere")
	}
	return i
}

// passBack answers the attempt on whose behalf a proxy has made a, which keeps
// parts of answers up to size.
func (w *World) passBack(a *Attempt, m *network.Message, why trace.Status, size int64) {
	broken := Answer{Shape: trace.Response, Status: brokenBehind(why)}
	switch {
	case m == nil && why == trace.Cancelled:
		w.Discard(a.Parent)
	case m == nil && size == 0:
		w.Reply(a.Parent, a.From, broken)
	case m == nil:
		for _, x := range w.buffered(a.Parent, a.From, size, broken) {
			w.Reply(a.Parent, a.From, x)
		}
	case size == 0:
		w.relay(a.Parent, a.From, m.Flow, relayed(m))
	default:
		for _, x := range w.buffered(a.Parent, a.From, size, relayed(m)) {
			w.relay(a.Parent, a.From, m.Flow, x)
		}
	}
}

// relayed is an answer as a proxy passes it on.
func relayed(m *network.Message) Answer {
	return Answer{
		Shape: m.Shape, Status: m.Status, Payload: m.Payload, Header: m.Header,
		Tag: m.Tag, More: !m.Last, Behalf: m.Behalf, Path: Path(m.Path),
	}
}

// relay passes an answer back from p to attempt r. Where whoever made that
// has gone, what the answer bears will not be heard.
func (w *World) relay(r sim.Ref, p trace.Place, flow uint16, x Answer) {
	if w.Attempt(r) != nil {
		w.Reply(r, p, x)
		return
	}
	w.unheard(p, flow, &x)
}

// brokenBehind is what a proxy answers where its own attempt has ended so: a
// bad gateway, a gateway timeout, or that it has no room for what waits.
func brokenBehind(why trace.Status) trace.Status {
	switch why {
	case trace.TimedOut:
		return trace.TimedOut
	case trace.NoConnection:
		return trace.Rejected
	}
	return trace.Failed
}

// Crashed forgets all that is under way, and whose turn it is.
func (b *Balancer) Crashed(p trace.Place) {
	s := &b.states[p-b.first]
	s.picks(b.picker(b.w.Replica(p)))
	s.unload()
	for k := range s.out {
		if s.out[k]&unfit != 0 {
			s.turn(k, unfit, false)
			b.w.Note(trace.Fit, p, b.targets[k], trace.NoStatus)
		}
	}
	if b.ejects != nil {
		b.ejects.forget(b.w.Replica(p))
	}
	b.alarm(b.w.Replica(p))
	if s.warms != nil {
		s.warms.forget()
	}
	b.pinning.Add(-len(s.pins))
	s.pins = nil
	if b.health != nil {
		b.health.forget(b.w.Replica(p))
	}
	if b.shop != nil {
		b.shop.Crash(p)
	}
}

// alarm says that replica i sends to targets that are ill, or no longer does, where
// that has changed.
func (b *Balancer) alarm(i int) {
	if b.config.Panic == nil {
		return
	}
	s := &b.states[i]
	if n := s.spared(); n != s.said {
		s.said = n
		b.w.note(trace.Panic, b.first+trace.Place(i)).Aux = int64(n)
	}
}

// Revived begins again; the beat of its health checks has gone on meanwhile.
func (b *Balancer) Revived(trace.Place) {}
