package scenario

import "backchat/patterns/scenario/source"

func (k *checker) nodes() {
	for i := range k.s.Nodes {
		if n := &k.s.Nodes[i]; n.Config != nil {
			n.Config.Check(n.Count, report{k, source.Under("/nodes", n.ID)})
		}
	}
}

// links checks that a link has two ends, and that no other link has the same.
func (k *checker) links() {
	k.connection("/hop", &k.s.Hop.Connection, nil)
	first := map[[2]string]string{}
	for _, l := range k.s.Links {
		at := source.Under("/links", l.ID)
		k.transport(&l, at)
		k.connection(at, &l.Connection, l.Transport)
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
	if n.Config == nil {
		return nil
	}
	var all []edge
	for _, lead := range n.Config.Leads() {
		all = append(all, edge{lead.To, k.lone(source.Under("/nodes", id) + lead.Pointer)})
	}
	return all
}
