package scenario

import (
	"fmt"
	"slices"
)

func (k *checker) nodes() {
	for i := range k.s.Nodes {
		n := &k.s.Nodes[i]
		at := under("/nodes", n.ID)
		switch {
		case n.Server != nil:
			k.calls(n, at)
		case n.Balancer != nil:
			k.balancer(n, at)
		case n.Broker != nil && n.Count > 1:
			k.fault(at+"/count", "a broker has one replica in this version; use several brokers, each with its own flows")
		}
	}
}

func (k *checker) calls(n *NamedNode, at string) {
	for i, call := range n.Server.Calls {
		here := nth(at+"/calls", i)
		k.wants(here+"/to", call.To, "whom a server calls", "server", "balancer")
		to := k.s.NodeNamed(call.To)
		switch {
		case to == nil || to.Kind == "":
		case call.Need != nil && !call.Fanout:
			k.fault(here+"/need", `"need" is for calls with "fanout": true`)
		case call.Fanout && to.Kind == "balancer":
			k.fault(here+"/fanout", "%q is a balancer, which asks one replica; to ask every replica, call the servers behind it", call.To)
		case call.Need != nil && *call.Need > to.Count:
			k.fault(here+"/need", "%d is above the most, %d: %q has no more replicas", *call.Need, to.Count, call.To)
		}
	}
}

func (k *checker) balancer(n *NamedNode, at string) {
	b := n.Balancer
	for i, id := range b.To {
		k.wants(k.item(at+"/to", i), id, "whom a balancer sends to", "server", "balancer")
	}
	k.noRepeats(at+"/to", b.To)
	for _, m := range k.value(at + "/weights").list() {
		p, ok := ParsePlace(m.name)
		switch {
		case !ok || m.value.removed || k.s.NodeNamed(p.Node) == nil:
		case !slices.Contains(b.To, p.Node):
			k.fault(under(at+"/weights", m.name), "%q is none of those that %q sends to", p.Node, n.ID)
		case p.Sidecar:
			k.fault(under(at+"/weights", m.name), "a sidecar has no weight; write that of its replica")
		}
	}
	if b.Policy == "" {
		return
	}
	policy := b.Policy.Row()
	if b.Reply == "direct" && policy.Loads {
		k.fault(at+"/reply", `%q needs to see the answers to know what is under way; write "reply": "proxy"`, b.Policy)
	}
	if policy.Check != nil {
		policy.Check(b, report{k, at})
	}
}

// links checks that a link has two ends, and that no other link has the same.
func (k *checker) links() {
	first := map[[2]string]string{}
	for _, l := range k.s.Links {
		at := under("/links", l.ID)
		pair := [2]string{min(l.From, l.To), max(l.From, l.To)}
		switch other, taken := first[pair]; {
		case l.From == "" || l.To == "":
		case l.From == l.To:
			k.fault(at+"/to", "both ends are %q; a link is between two nodes", l.To)
		case taken:
			k.fault(at, "%q and %q are linked already, by %q; one pair has one link", l.From, l.To, other)
		default:
			first[pair] = l.ID
		}
	}
}

// A visit is how far the search for cycles has come with something.
type visit uint8

const (
	unseen visit = iota
	open
	done
)

// callCycles finds requests that could come back to where they started: each
// would beget the next without end.
func (k *checker) callCycles() {
	state := map[string]visit{}
	for _, n := range k.s.Nodes {
		k.follow(n.ID, state)
	}
}

// follow looks for cycles below a node, depth first.
func (k *checker) follow(id string, state map[string]visit) {
	state[id] = open
	for _, edge := range k.edges(id) {
		switch {
		case state[edge.to] == open:
			k.fault(edge.pointer, "%q leads back to %q, so that a request would go round for ever; break the cycle", edge.to, id)
		case state[edge.to] == unseen && k.s.NodeNamed(edge.to) != nil:
			k.follow(edge.to, state)
		}
	}
	state[id] = done
}

// An edge leads from one thing to the next.
type edge struct {
	to, pointer string
}

func (k *checker) edges(id string) []edge {
	n := k.s.NodeNamed(id)
	at := under("/nodes", id)
	var all []edge
	if n.Server != nil {
		for i, call := range n.Server.Calls {
			all = append(all, edge{call.To, fmt.Sprintf("%s/calls/%d/to", at, i)})
		}
	}
	if n.Balancer != nil {
		for i, to := range n.Balancer.To {
			all = append(all, edge{to, k.item(at+"/to", i)})
		}
	}
	return all
}
