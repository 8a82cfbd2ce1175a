package node

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// DNSConfig describes a balancer that tells addresses, and passes nothing on.
type DNSConfig struct {
	TTL  sim.Time `json:"ttl" default:"1m" min:"0s" max:"10000d" doc:"how long a caller that heeds it goes by an answer"`
	Keep string   `json:"keep" enum:"ttl,forever" default:"ttl" doc:"how long callers keep an answer: ttl: for the ttl; forever: until they crash (a JVM with networkaddress.cache.ttl -1)"`
}

// names are the addresses that callers know of a balancer's targets, which they ask
// for by its name.
//
// Model card. A caller that has to open a connection looks the name up, unless it knows
// an address whose time is not over; over a connection that is open and has room it
// asks without looking. The answer is one target, by the balancer's policy, of those
// that its health checks count on: as Route 53 and a GTM answer, which is why a caller
// that keeps it asks one that is out for as long as it does. Each replica of a caller,
// or the sidecar before it, keeps answers of its own, and loses them in a crash. Where
// nobody is fit, or the balancer is down, whoever has to look up fails as what asks the
// balancer itself does. The first answer that a caller gets (and the first after a
// crash) has the rest of its ttl alone, anything up to all of it: its resolver has
// asked before. What it takes to open a connection to a new address, links say
// (`lookup` among it, for the time of a look-up). Sources: RFC 1035, section 3.2.1
// (TTL); RFC 8767 says what is left out, that an old answer may be better than none.
// Left out, too: messages to a resolver, that several callers share one and get what is
// left of the same answer; several addresses in one answer.
type names struct {
	b     *Balancer
	known trace.Table[address] // by caller
	kept  *sim.Account
}

// An address is what a caller knows.
type address struct {
	at    trace.Place // 0: nothing, since it crashed
	until sim.Time
}

// addressBytes is what is kept of one.
const addressBytes = 32

func newNames(b *Balancer) *names {
	b.w.named = true
	return &names{b: b, kept: b.w.Kernel.Keeps("addresses that callers know", addressBytes)}
}

// lookUp sends attempt a, which asks for somebody by name, to the address that its
// asker knows, or learns now.
func (w *World) lookUp(a *Attempt) {
	if b, ok := w.group(a.Dest).role.(*Balancer); ok && b.names != nil {
		a.Dest = b.names.of(a)
		a.picked = a.Dest
	}
}

// of is where attempt a goes, which asks for the balancer.
func (n *names) of(a *Attempt) trace.Place {
	w, by, name := n.b.w, a.From, a.Dest
	if s := w.sidecar(by); s != 0 {
		by = s
	}
	x := n.known.Get(uint32(by))
	if x != nil && x.at != 0 && (w.Now() < x.until || w.Net.Reaches(by, w.nextHop(by, x.at))) {
		return x.at
	}
	s := &n.b.states[0]
	if !w.Net.Up(by) || !w.Net.Up(name) || len(s.fit) == 0 {
		return name
	}
	if x == nil {
		n.kept.Add(1)
		x = n.known.Have(uint32(by))
	}
	return n.tell(by, name, x, n.b.targets[n.b.pick(s, a)])
}

// tell lets the caller at by, which knew x, know an address.
func (n *names) tell(by, name trace.Place, x *address, at trace.Place) trace.Place {
	w := n.b.w
	r := w.note(trace.LookedUp, by)
	r.Peer, r.Payload, r.Aux = at, uint32(name), int64(x.at)
	left := n.b.config.DNS.TTL
	if x.at == 0 {
		draws := w.Draws(by, w.Node(name).ID)
		left = sim.FromNanos(float64(left) * draws.Float64())
	}
	*x = address{at, sim.Never}
	if n.b.config.DNS.Keep == "ttl" {
		x.until = max(1, w.Now()+left) // 0 would say that it is never over
		r.Until = x.until
	}
	return at
}

// forgetNames lets the caller at p, which has crashed, know no addresses.
func (w *World) forgetNames(p trace.Place) {
	for _, b := range w.balancers {
		if b.names == nil {
			continue
		}
		if x := b.names.known.Get(uint32(p)); x != nil {
			*x = address{}
		}
	}
}

// checkDNS finds what cannot be done to requests that are not seen.
func (c *BalancerConfig) checkDNS(count int, r Report) {
	const remedy = `callers ask its targets themselves, and it sees no requests; leave it out, or "dns"`
	if count > 1 {
		r.Fault("/count", `with "dns" one stands for all the name servers that there are; leave it out, or "dns"`)
	}
	for _, field := range [...]string{"/reply", "/spreads", "/service", "/workers", "/upgrades", "/buffering", "/readTimeout", "/ejection", "/bound", "/preferZone"} {
		if r.Has(field) {
			r.Fault(field, remedy)
		}
	}
	if c.Policy != "" && c.Policy.Row().Loads {
		r.Fault("/policy", remedy)
	}
}
