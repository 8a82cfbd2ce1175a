package node

import (
	"cmp"
	"slices"

	"backchat/sim"
	"backchat/sim/network"
	"backchat/sim/trace"
)

// PrequalOptions are the options of the policy prequal.
type PrequalOptions struct {
	Probes   int      `json:"probes" default:"3" min:"0" max:"1000" doc:"prequal: how many targets, drawn at random, each request has it probe"`
	Pool     int      `json:"pool" default:"16" min:"2" max:"1000" doc:"prequal: how many answers to probes it keeps, one of a target; the oldest makes room"`
	ProbeAge sim.Time `json:"probeAge" default:"1s" min:"1ns" doc:"prequal: an answer that is older is forgotten; a probe without one for so long is waited for no longer"`
	Reuse    int      `json:"reuse" default:"1" min:"1" max:"1000000" doc:"prequal: how many requests may go by one answer"`
	Discard  int      `json:"discard" default:"1" min:"0" max:"1000" doc:"prequal: how many answers each request has it forget, in turn the worst and the oldest"`
	Hot      float64  `json:"hot" unit:"share" default:"0.84" min:"0" max:"1" doc:"prequal: a target is hot if it has more in hand than this quantile of those in the pool: the most of all at 1 (then latency alone decides), the least at 0 (then, between targets that differ, the number in hand)"`
}

// prequal goes by what targets say of themselves: it probes some at random, beside
// its requests, and sends each request to the best that it knows: of those that are
// not hot the one that is fastest now, or where all are hot the one with the fewest
// in hand (Wydrowski et al., "Load is not what you should balance: Introducing
// Prequal", NSDI 2024).
//
// Model card. A probe is a message to the target and back, as a health check beside
// its workers: a server answers at once with its requests in hand and with the
// median time of the recent ones that found about as many ([gauge]), unless it is
// paused or down. An answer serves from the next request on; what is sent by it adds
// one to what it says is in hand. With fewer than two answers the target is drawn.
// The quantile is that of the pool as it stands; the paper estimates it over recent
// answers. Errors that come fast look well. Each replica of a balancer knows its own
// probes alone, and forgets them with a crash. Left out: a rate of probes below one a
// request or between requests, a reuse that is drawn by the paper's formula
// ((1 + δ) / ((1 - pool/targets) × probes - discard)), the synchronous mode, that
// targets with errors are avoided.
type prequal struct {
	prober  *prober
	place   trace.Place
	pool    []reading // oldest first
	discard int       // answers forgotten so far: whose turn it is
	loads   []int     // room for the quantile
}

// A reading is an answer to a probe.
type reading struct {
	target  int
	under   int      // its requests in hand
	latency sim.Time // of requests, where it has as many
	at      sim.Time
	left    int // requests that may go by it
}

// A prober asks the targets of a balancer how they are.
type prober struct {
	b     *Balancer
	agent *Agent
}

func newPrequal(b *Balancer) func(int) picker {
	timeout := sim.Dist{Law: "constant", Value: float64(b.config.ProbeAge)}
	agent, err := NewAgent(b.w, Policy{Timeout: &timeout}, b.targets, "probes")
	if err != nil {
		panic(err) // a constant is a law
	}
	x := &prober{b, agent}
	agent.Tell(x)
	b.w.gauged(b.targets)
	return func(replica int) picker { return &prequal{prober: x, place: b.first + trace.Place(replica)} }
}

// checkPrequal finds targets that nobody probes.
func checkPrequal(c *BalancerConfig, r Report) {
	if c.DNS != nil {
		r.Fault("/policy", `callers ask its targets themselves, and it sees no requests by which to probe; choose another policy, or leave "dns" out`)
	}
	r.Nodes("/to", c.To, "whom prequal probes", Works)
}

func (p *prequal) pick(c *choice, _ *Attempt) int {
	p.age(c.now - p.prober.b.config.ProbeAge)
	k := p.best(c)
	for i := range min(p.prober.b.config.Probes, len(c.fit)) {
		p.prober.probe(p.place, c.drawn(i))
	}
	return k
}

// age forgets answers from before then.
func (p *prequal) age(then sim.Time) {
	p.pool = slices.DeleteFunc(p.pool, func(x reading) bool { return x.at < then })
}

// best is the target of the next request, which uses an answer and has others
// forgotten.
func (p *prequal) best(c *choice) int {
	fit := func(x reading) bool { return !c.barred(x.target) }
	if c.warms != nil {
		fit = func(x reading) bool { return slices.Contains(c.fit, x.target) }
	}
	p.pool = slices.DeleteFunc(p.pool, func(x reading) bool { return !fit(x) })
	if len(p.pool) < 2 {
		return c.fit[c.draws.IntN(len(c.fit))]
	}
	i := p.extreme(false)
	x := &p.pool[i]
	k := x.target
	x.under++
	if x.left--; x.left == 0 {
		p.pool = slices.Delete(p.pool, i, i+1)
	}
	p.forget()
	return k
}

// forget forgets the worst and the oldest answers in turn.
func (p *prequal) forget() {
	for range min(p.prober.b.config.Discard, len(p.pool)) {
		i := 0
		if p.discard%2 == 0 {
			i = p.extreme(true)
		}
		p.discard++
		p.pool = slices.Delete(p.pool, i, i+1)
	}
}

// extreme is which answer of the pool is the best, or the worst; of equal ones the
// oldest.
func (p *prequal) extreme(worst bool) int {
	limit, at := p.limit(), 0
	for i := range p.pool[1:] {
		order := p.pool[i+1].compare(&p.pool[at], limit)
		if order < 0 && !worst || order > 0 && worst {
			at = i + 1
		}
	}
	return at
}

// limit is how many a target may have in hand that is not hot.
func (p *prequal) limit() int {
	p.loads = p.loads[:0]
	for i := range p.pool {
		p.loads = append(p.loads, p.pool[i].under)
	}
	slices.Sort(p.loads)
	return p.loads[int(p.prober.b.config.Hot*float64(len(p.loads)-1))]
}

// compare is below zero where x is better than y: what is not hot before what is,
// of hot ones that with fewer in hand, of others the faster.
func (x *reading) compare(y *reading, limit int) int {
	switch a, b := x.under > limit, y.under > limit; {
	case a && b:
		return cmp.Compare(x.under, y.under)
	case a:
		return 1
	case b:
		return -1
	}
	return cmp.Compare(x.latency, y.latency)
}

// keep takes an answer into the pool, instead of an older one of that target.
func (p *prequal) keep(x reading) {
	p.pool = slices.DeleteFunc(p.pool, func(y reading) bool { return y.target == x.target })
	if len(p.pool) == p.prober.b.config.Pool {
		p.pool = slices.Delete(p.pool, 0, 1)
	}
	p.pool = append(p.pool, x)
}

// probe asks target k how it is, on behalf of the balancer at p.
func (x *prober) probe(p trace.Place, k int) {
	x.b.w.Call(x.agent, &Call{
		Ask:   Ask{From: p, Dest: x.b.targets[k], Shape: trace.Health, Demand: Beside},
		Quiet: true, Ordinal: int32(k),
	})
}

// Returned keeps the answer to a probe. One that has none says nothing.
func (x *prober) Returned(c *Call, m *network.Message, status trace.Status) {
	if m == nil || status != trace.OK {
		return
	}
	s := &x.b.states[c.From-x.b.first]
	under, latency := m.Tag.Reading()
	s.picker.(*prequal).keep(reading{int(c.Ordinal), under, latency, x.b.w.Now(), x.b.config.Reuse})
}
