package scenario

import (
	"slices"

	"backchat/patterns"
	"backchat/patterns/node"
	"backchat/patterns/scenario/source"
)

// zones finds what goes by zones where nobody concerned is in any.
func (k *checker) zones() {
	for _, l := range k.s.Links {
		if !k.parted(l.From, l.To) {
			k.unused(source.Under("/links", l.ID)+"/across", `no replica of %q is in another zone than one of %q: give both "zones", or leave across out`, l.From, l.To)
		}
	}
	if !k.someParted() {
		k.unused("/hop/across", `no two nodes are in different zones: give some "zones", or leave across out`)
	}
	for i := range k.s.Nodes {
		n := &k.s.Nodes[i]
		b, ok := n.Config.(*node.BalancerConfig)
		if ok && b.PreferZone != nil && b.Policy != "" && !b.Policy.Row().Keys && len(n.Zones) > 0 && !slices.ContainsFunc(b.To, k.zoned) {
			k.unused(source.Under("/nodes", n.ID)+"/preferZone", `none of its targets is in a zone: give them "zones", or leave preferZone out`)
		}
	}
}

// zoned tells whether a node is in zones.
func (k *checker) zoned(id string) bool {
	n := k.s.NodeNamed(id)
	return n != nil && len(n.Zones) > 0
}

// parted tells whether replicas of two nodes may be in different zones.
func (k *checker) parted(a, b string) bool {
	x, y := k.s.NodeNamed(a), k.s.NodeNamed(b)
	return x != nil && y != nil && slices.ContainsFunc(x.Zones, func(zone string) bool {
		return slices.ContainsFunc(y.Zones, func(other string) bool { return other != zone })
	})
}

// someParted tells whether some two nodes may have replicas in different zones.
func (k *checker) someParted() bool {
	first := ""
	for _, n := range k.s.Nodes {
		for _, zone := range n.Zones {
			if first == "" {
				first = zone
			}
			if zone != first {
				return true
			}
		}
	}
	return false
}

// picks finds a choice by zones where nobody is in any.
func (k *checker) picks(at string, p *node.Policy, from []string, to string) {
	k.ejects(at, p, to)
	if p.Pick == "ownZone" && !(k.zoned(to) && slices.ContainsFunc(from, k.zoned)) {
		k.unused(at+"/pick", `who asks or %q is in no zone, so that it asks all in turn: give both "zones", or leave pick out`, to)
	}
}

// ejects finds who leaves replicas out, and has none to choose from.
func (k *checker) ejects(at string, p *node.Policy, to string) {
	if n := k.s.NodeNamed(to); p.Ejection != nil && n != nil && n.Config != nil && n.Places() == 1 {
		k.unused(at+"/ejection", `%q has one replica, so that there is no other to ask in its place: give it more, or a circuit breaker here, or leave ejection out`, to)
	}
}

// hedges finds a second attempt that comes when the request, or the only other attempt,
// is over.
func (k *checker) hedges(at string, p *node.Policy) {
	if p.Hedge != nil && p.Deadline != nil && *p.Hedge >= *p.Deadline {
		k.unused(at+"/hedge", `the request is over by then, by its deadline: let hedge be shorter than deadline, or leave it out`)
	}
	if p.Hedge == nil || p.Timeout == nil || p.Retry != nil {
		return
	}
	law, err := p.Timeout.Sampler()
	if err != nil || !law.IsConstant() {
		return
	}
	connect := law.Mean()
	if p.ConnectTimeout != nil {
		connect = float64(*p.ConnectTimeout)
	}
	if float64(*p.Hedge) > connect+law.Mean() {
		k.unused(at+"/hedge", `the one attempt is over by then, since it has waited for a connection and for its answer as long as its time-outs say: let hedge be shorter than timeout, or leave it out`)
	}
}

// retries finds further attempts that there is no time for, and waits before attempts
// that are not made.
func (k *checker) retries(at string, p *node.Policy) {
	r := p.Retry
	if r == nil {
		return
	}
	if n := r.Attempts - 1; n < len(r.Delays) && n >= 0 {
		k.unused(k.item(at+"/retry/delays", n), `there are %d attempts, and so no wait before another one: leave it out, or raise attempts`, r.Attempts)
	}
	if p.Deadline != nil && r.Least() >= *p.Deadline {
		k.unused(at+"/retry", `a second attempt would come after the deadline, %v: let the wait before it be shorter, or leave retry out`, *p.Deadline)
	}
}

// roomless finds what is to be done where there is no room, in what has always some,
// and room for more than there is.
func (k *checker) roomless(f *NamedFlow, at string) {
	switch c := f.Own().(type) {
	case *patterns.QueueConfig:
		k.room(c.Capacity, c.Prefetch, at+"/queue")
	case *patterns.PublishSubscribeConfig:
		k.room(c.Capacity, c.Prefetch, at+"/publishSubscribe")
	case *patterns.PushConfig:
		k.outbox(c.Outbox, at+"/push/outbox")
	case *patterns.ServerSentEventsConfig:
		k.outbox(c.Outbox, at+"/serverSentEvents/outbox")
	}
}

// room finds what a queue makes no use of, since of the room that it has.
func (k *checker) room(capacity, prefetch *int, at string) {
	switch {
	case capacity == nil:
		k.unused(at+"/full", "it keeps any number of messages, and is never full: say capacity, too, or leave full out")
	case prefetch != nil && *prefetch > *capacity:
		k.unused(at+"/prefetch", "it keeps %d messages, so that nobody has more of them: let prefetch be no more, or leave it out", *capacity)
	}
}

// outbox finds limits of an outbox that its way with what has no room does not ask for.
func (k *checker) outbox(c *patterns.OutboxConfig, at string) {
	if c == nil {
		return
	}
	if c.Full == "block" {
		k.unused(at+"/limit", `nothing waits in an outbox that blocks, so that it has no limit: leave limit out, or name another "full"`)
	}
	if c.Full != "disconnect" {
		k.unused(at+"/soft", `it shuts nobody out, so that a soft limit is no matter: leave soft out, or write "full": "disconnect"`)
	}
	if c.Full != "disconnect" || c.Soft == nil {
		k.unused(at+"/softFor", `there is no soft limit to be above: say soft beside "full": "disconnect", or leave softFor out`)
	}
	if c.Full != "coalesce" {
		k.unused(at+"/keys", `no update takes the place of one of its key: write "full": "coalesce", or leave keys out`)
	}
}

// neverOld finds what is to be done with what is old, where nothing grows old.
func (k *checker) neverOld(n *NamedNode) {
	c, ok := n.Config.(*node.StoreConfig)
	expires := func(e NamedEntry) bool { return e.Fault == "expire" && nodeAt(e.Target) == n.ID }
	if ok && c.Cache != nil && c.Cache.TimeToLive == nil && c.Cache.Negative == nil && !slices.ContainsFunc(k.s.Timeline, expires) {
		k.unused(source.Under("/nodes", n.ID)+"/cache/stale", `nothing that it keeps has its time over: give it a "timeToLive", or leave stale out`)
	}
}

// neverKeptOut finds what is said of who waits to be let in at a door that lets all in
// at once.
func (k *checker) neverKeptOut(n *NamedNode) {
	at := source.Under("/nodes", n.ID)
	paused := func(e NamedEntry) bool {
		return e.Fault != "" && e.Fault.Row().Name == "pause" && nodeAt(e.Target) == n.ID
	}
	if !k.has(at+"/maxConnections") && !slices.ContainsFunc(k.s.Timeline, paused) {
		k.unused(at+"/backlog", "each connection is let in at once: say maxConnections, too, have a pause on the timeline, or leave backlog out")
	}
}

// neverFull finds who is to go from a queue that has always room, or in which nobody
// waits.
func (k *checker) neverFull(n *NamedNode) {
	at := source.Under("/nodes", n.ID)
	if !k.has(at + "/queue") {
		k.unused(at+"/full", "any number may wait in its queue, which is never full: say queue, too, or leave full out")
	} else if d := k.value(at + "/discipline"); d != nil && d.Text == "processorSharing" {
		k.unused(at+"/full", `with processorSharing nobody waits who could go: name another "discipline", or leave full out`)
	}
}
