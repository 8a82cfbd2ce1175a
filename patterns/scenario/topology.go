package scenario

import (
	"backchat/patterns"
	"backchat/sim/trace"
)

// Topology says what the numbers in the scenario's trace stand for. Replicas
// are numbered by the order of their nodes' ids; all sidecars come after.
func (s *Scenario) Topology() *trace.Topology {
	from, _ := s.Window()
	t := &trace.Topology{Horizon: s.Duration, Warmup: from, Unordered: s.Hop.Order == "none"}
	for i := range s.Nodes {
		s.addNode(t, i)
	}
	for i := range s.Nodes {
		if s.Nodes[i].Sidecar() != nil {
			t.Nodes[i].Sidecar = trace.Place(t.Places.Len() + 1)
			t.Places = t.Places.And(trace.Spot{Node: i, Sidecar: true}, s.Nodes[i].Places())
		}
	}
	for i := range s.Links {
		l := &s.Links[i]
		t.Links = append(t.Links, trace.Link{ID: l.ID, From: s.NodeIndex(l.From), To: s.NodeIndex(l.To), Unordered: l.unordered()})
	}
	for i := range s.Flows {
		t.Flows = append(t.Flows, s.flowTopology(&s.Flows[i]))
	}
	return t
}

func (s *Scenario) addNode(t *trace.Topology, i int) {
	n := &s.Nodes[i]
	node := trace.Node{ID: n.ID, Kind: string(n.Kind), First: trace.Place(t.Places.Len() + 1), Count: n.Places(), Queue: -1}
	node.Traits, node.Zones = n.Kind.Row().Told(), n.Zones
	n.Config.Stations(&node)
	t.Nodes = append(t.Nodes, node)
	t.Places = t.Places.And(trace.Spot{Node: i}, n.Places())
}

// unordered tells whether messages may overtake each other in a direction.
func (l *NamedLink) unordered() bool {
	if l.Order == "none" {
		return true
	}
	return l.Up != nil && l.Up.Order != nil && *l.Up.Order == "none" ||
		l.Down != nil && l.Down.Order != nil && *l.Down.Order == "none"
}

func (s *Scenario) flowTopology(f *NamedFlow) trace.Flow {
	t := trace.Flow{ID: f.ID, Pattern: string(f.Pattern), Hears: !f.Pattern.Row().Asks, To: s.NodeIndex(f.To)}
	if x, ok := f.Own().(*patterns.LogConfig); ok && x.Replicated != nil {
		t.Acks = trace.AcksAll
		if x.Replicated.Acks == "leader" {
			t.Acks = trace.AcksLeader
		}
	}
	for _, id := range f.From {
		t.From = append(t.From, s.NodeIndex(id))
	}
	if works := f.Pattern.Row().Works; works != nil {
		for _, id := range works(f.Own()) {
			t.Work = append(t.Work, s.NodeIndex(id))
		}
	}
	return t
}

// NodeIndex is where in s.Nodes the node of that id stands. It panics where
// there is none.
func (s *Scenario) NodeIndex(id string) int {
	for i := range s.Nodes {
		if s.Nodes[i].ID == id {
			return i
		}
	}
	panic("scenario: no node " + id)
}
