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

// hedges finds a second attempt that comes when the only other one is over.
func (k *checker) hedges(at string, p *node.Policy) {
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

// roomless finds what is to be done where there is no room, in what has always some.
func (k *checker) roomless(f *NamedFlow, at string) {
	switch c := f.Own().(type) {
	case *patterns.QueueConfig:
		if c.Capacity == nil {
			k.unused(at+"/queue/full", "it keeps any number of messages, and is never full: say capacity, too, or leave full out")
		}
	case *patterns.PublishSubscribeConfig:
		if c.Capacity == nil {
			k.unused(at+"/publishSubscribe/full", "it keeps any number of messages, and is never full: say capacity, too, or leave full out")
		}
	case *patterns.PushConfig:
		k.outbox(c.Outbox, at+"/push/outbox")
	case *patterns.ServerSentEventsConfig:
		k.outbox(c.Outbox, at+"/serverSentEvents/outbox")
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
