package scenario

import (
	"fmt"
	"slices"
	"strings"

	"backchat/patterns/node"
	"backchat/patterns/scenario/source"
	"backchat/patterns/scenario/wording"
)

func (k *checker) nodes() {
	for i := range k.s.Nodes {
		if n := &k.s.Nodes[i]; n.Config != nil {
			n.Config.Check(n.Count, report{k, source.Under("/nodes", n.ID)})
			k.neverFull(n)
			k.neverOld(n)
			k.neverKeptOut(n)
			k.besides(source.Under("/nodes", n.ID))
			if c := n.Sidecar(); c != nil {
				k.policy(source.Under("/nodes", n.ID)+"/sidecar", &c.Policy)
			}
			if b, ok := n.Config.(*node.BalancerConfig); ok && b.PreferZone != nil && len(n.Zones) == 0 {
				k.fault(source.Under("/nodes", n.ID)+"/preferZone", `%q is in no zone; give it "zones", or leave this out`, n.ID)
			}
			if b, ok := n.Config.(*node.BalancerConfig); ok && b.Panic != nil && b.Health == nil && b.Ejection == nil {
				k.unused(source.Under("/nodes", n.ID)+"/panic", `it counts on all its targets anyway: say "health" or "ejection", by which some are left out, or leave panic out`)
			}
		}
	}
	k.names()
}

// names finds those who would pass on to a name: who passes on looks nothing up.
func (k *checker) names() {
	for i := range k.s.Nodes {
		n := &k.s.Nodes[i]
		if n.Config == nil {
			continue
		}
		for _, lead := range n.Config.Leads() {
			if lead.Passes && k.s.NodeNamed(lead.To).Tells() {
				k.fault(k.lone(source.Under("/nodes", n.ID)+lead.Pointer), `%q tells addresses ("dns"), and a %s looks none up; name whom it tells of`, lead.To, n.Kind)
			}
		}
	}
}

// links checks that a link has two ends, and that no other link has the same.
func (k *checker) links() {
	k.connection("/hop", &k.s.Hop.Connection, nil)
	k.buffer("/hop", k.s.Hop.Bandwidth != nil)
	first := map[[2]string]string{}
	for _, l := range k.s.Links {
		at := source.Under("/links", l.ID)
		k.transport(&l, at)
		k.connection(at, &l.Connection, l.Transport)
		k.buffer(at, l.Bounded(true, true))
		k.buffer(at+"/up", l.Bounded(true, false))
		k.buffer(at+"/down", l.Bounded(false, true))
		k.drops(at+"/drops", l.Drops)
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

// A stop is where a request comes by, and the route that it asks for there.
type stop struct{ node, route string }

// callCycles finds requests that could come back to where they started, and ask for
// the same: each would beget the next without end.
func (k *checker) callCycles() {
	state := map[stop]visit{}
	for _, n := range k.s.Nodes {
		for _, route := range routesOf(&n) {
			k.follow(stop{n.ID, route}, state)
		}
	}
}

// routesOf are the names of a node's routes: "" of what it does for requests that
// name none.
func routesOf(n *NamedNode) []string {
	names := []string{""}
	if c, ok := n.Config.(*node.ServerConfig); ok {
		for i := range c.Routes {
			names = append(names, c.Routes[i].ID)
		}
	}
	return names
}

// follow looks for cycles below a stop, depth first.
func (k *checker) follow(at stop, state map[stop]visit) {
	if state[at] != unseen {
		return
	}
	state[at] = open
	for _, edge := range k.edges(at) {
		switch {
		case state[edge.to] == open && edge.to.route == "":
			k.fault(edge.pointer, "%q leads back to %q, so that a request would go round for ever; break the cycle", edge.to.node, at.node)
		case state[edge.to] == open:
			k.fault(edge.pointer, "%q leads back to %q on the route %q, so that a request would go round for ever; break the cycle, or ask for a route that does not lead back", edge.to.node, at.node, edge.to.route)
		case k.s.NodeNamed(edge.to.node) != nil:
			k.follow(edge.to, state)
		}
	}
	state[at] = done
}

// An edge leads from one stop to the next.
type edge struct {
	to      stop
	pointer string
}

func (k *checker) edges(from stop) []edge {
	n := k.s.NodeNamed(from.node)
	if n.Config == nil {
		return nil
	}
	known := slices.Contains(routesOf(n), from.route)
	var all []edge
	for _, lead := range n.Config.Leads() {
		to := stop{lead.To, lead.Route}
		switch {
		case lead.Passes:
			to.route = from.route
		case lead.On != from.route && (known || lead.On != ""):
			continue
		}
		all = append(all, edge{to, k.lone(source.Under("/nodes", from.node) + lead.Pointer)})
	}
	return all
}

// routes checks that whoever names a route leads to servers that have it.
func (k *checker) routes() {
	for i := range k.s.Nodes {
		n := &k.s.Nodes[i]
		if n.Config == nil {
			continue
		}
		for _, lead := range n.Config.Leads() {
			at := source.Under("/nodes", n.ID) + strings.TrimSuffix(strings.TrimSuffix(lead.Pointer, "/to"), "/call")
			k.route(at+"/route", lead.Route, k.behind(lead.To))
			if lead.By != nil {
				k.tied(at+"/tied", lead.By, []string{n.ID}, lead.To)
				k.policy(at, lead.By)
				k.picks(at, lead.By, []string{n.ID}, lead.To)
			}
		}
	}
	for i := range k.s.Flows {
		f := &k.s.Flows[i]
		if f.Pattern != "" {
			k.route(source.Under("/flows", f.ID)+"/route", f.Route, k.processors(f))
		}
	}
}

// tied checks that requests which are tied have something to be tied by, and go from
// those who ask straight to a server.
func (k *checker) tied(at string, p *node.Policy, from []string, to string) {
	if !p.Tied {
		return
	}
	if p.Hedge == nil {
		k.fault(at, `there is nothing to be tied to; add a "hedge", or leave it out`)
	}
	if n := k.s.NodeNamed(to); n != nil && (!n.Kind.Row().Is(node.Answers) || n.Kind.Row().Is(node.Relays)) {
		k.fault(at, "%q is a %s, and a server behind it does not know whom the other attempt asks; ask the servers themselves, or leave it out", to, n.Kind)
	}
	for _, id := range append(slices.Clone(from), to) {
		if n := k.s.NodeNamed(id); n != nil && n.Sidecar() != nil {
			k.fault(at, "the sidecar of %q makes a request of its own, of which a server does not know to what it is tied; leave one of the two out", id)
		}
	}
}

// route checks that all servers have a route.
func (k *checker) route(pointer, name string, servers []string) {
	if name == "" {
		return
	}
	if len(servers) == 0 {
		k.fault(pointer, "nobody who goes by routes is asked here; leave it out")
	}
	for _, id := range servers {
		if c := k.server(id); c != nil && !c.HasRoute(name) {
			var names []string
			for i := range c.Routes {
				names = append(names, c.Routes[i].ID)
			}
			k.fault(pointer, "%q has no route %q%s", id, wording.Clip(name), nearestOf(name, names))
			return
		}
	}
}

// server is what is said of the server of that id, or nil.
func (k *checker) server(id string) *node.ServerConfig {
	if n := k.s.NodeNamed(id); n != nil {
		c, _ := n.Config.(*node.ServerConfig)
		return c
	}
	return nil
}

// nearestOf says which of the names there are was meant.
func nearestOf(name string, names []string) string {
	switch question := wording.DidYouMean(name, names); {
	case question != "":
		return question
	case len(names) == 0:
		return `; add it to its "routes", or leave this out`
	case len(names) > 10:
		return ""
	}
	return fmt.Sprintf("; there is %s", wording.InWords(wording.Quoted(names), "and"))
}

// published are the flows that servers publish to, by server: and where they say so.
func (k *checker) published(id string) (all []edge) {
	c := k.server(id)
	if c == nil {
		return nil
	}
	for to, pointer := range c.Publishes() {
		all = append(all, edge{stop{node: to}, source.Under("/nodes", id) + pointer})
	}
	return all
}

// publishing checks that who publishes speaks in a flow whose operations begin that
// way, and that none leads to itself.
func (k *checker) publishing() {
	for i := range k.s.Nodes {
		id := k.s.Nodes[i].ID
		for _, edge := range k.published(id) {
			f := k.s.FlowNamed(edge.to.node)
			switch {
			case f == nil:
			case !slices.Contains(k.origins(f), id):
				k.fault(edge.pointer, "%q does not speak in %q; those who do: %s", id, f.ID, orNobody(k.origins(f)))
			case !k.bySteps(f):
				k.fault(edge.pointer, `the operations of %q begin by themselves; write "arrivals": "steps" there`, f.ID)
			}
		}
	}
	state := map[string]visit{}
	for i := range k.s.Flows {
		k.followPublished(&k.s.Flows[i], state)
	}
}

// origins are the nodes where a flow's operations begin.
func (k *checker) origins(f *NamedFlow) []string {
	if !asks(f) && f.Updates != nil && f.Updates.Source == "" {
		if servers := k.behind(f.To); len(servers) > 0 {
			return servers
		}
	}
	return speakersOf(f)
}

// bySteps tells whether the operations of a flow begin by steps.
func (k *checker) bySteps(f *NamedFlow) bool {
	if asks(f) {
		return f.Send != nil && f.Send.Arrivals == "steps"
	}
	return f.Updates != nil && f.Updates.Arrivals == "steps"
}

// followPublished looks for cycles among flows that publish others.
func (k *checker) followPublished(f *NamedFlow, state map[string]visit) {
	if f.Pattern == "" || state[f.ID] != unseen {
		return
	}
	state[f.ID] = open
	for _, id := range k.reachable(k.processors(f)) {
		for _, edge := range k.published(id) {
			next := k.s.FlowNamed(edge.to.node)
			switch {
			case next == nil:
			case state[next.ID] == open:
				k.fault(edge.pointer, "%q leads back to %q, so that operations would go round for ever; break the cycle", next.ID, f.ID)
			default:
				k.followPublished(next, state)
			}
		}
	}
	state[f.ID] = done
}

// reachable are those nodes, and all that they lead to.
func (k *checker) reachable(ids []string) []string {
	all := slices.Clone(ids)
	for i := 0; i < len(all); i++ {
		n := k.s.NodeNamed(all[i])
		if n == nil || n.Config == nil {
			continue
		}
		for _, lead := range n.Config.Leads() {
			if k.s.NodeNamed(lead.To) != nil && !slices.Contains(all, lead.To) {
				all = append(all, lead.To)
			}
		}
	}
	return all
}
