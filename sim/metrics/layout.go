package metrics

import (
	"backchat/sim"
	"backchat/sim/trace"
)

// lay prepares what is counted of nodes, places and links.
func (f *Figures) lay(told int) {
	t := f.topology
	f.sidecars = make([]int, len(t.Nodes))
	count := len(t.Nodes)
	for i := range t.Nodes {
		if t.Nodes[i].Sidecar != 0 {
			f.sidecars[i] = count
			count++
		}
	}
	f.nodes = make([]node, count+1)
	nowhere := &f.nodes[count]
	nowhere.of = nowhere
	f.spots = newSpots(t.Places.Len()+1, spot{work: &nowhere.work, replica: &nowhere.station, node: nowhere, home: -1})
	for i := range t.Nodes {
		n := &t.Nodes[i]
		f.zoned = f.zoned || len(n.Zones) > 0
		f.stand(i, i, n.First, n.Workers, told, n.Relays)
		if s := f.sidecars[i]; s != 0 {
			f.stand(i, s, n.Sidecar, 0, told, true)
		}
	}
	f.links = make([]link, len(t.Links))
	for i := range f.links {
		f.links[i].flight = new(flight)
	}
	f.routes = routes{len(t.Nodes), make([]uint32, len(t.Nodes)*len(t.Nodes))}
	for i, l := range t.Links {
		f.routes.put(l.From, l.To, i)
	}
}

// stand prepares the replicas of a node of the topology, or their sidecars,
// whose figures are nodes[at].
func (f *Figures) stand(home, at int, first trace.Place, workers, told int, relays bool) {
	count := f.topology.Nodes[home].Count
	n := &f.nodes[at]
	holding := f.topology.Nodes[home].Holding
	n.station = newStation(n, count, workers, holding)
	n.sidecars = at != home
	n.wait.horizon = f.topology.Horizon
	if count > 1 && count <= told {
		n.told = make([]station, count)
	}
	unread := &f.nodes[len(f.nodes)-1].station
	common := spot{work: &n.work, replica: unread, node: n, first: first, home: int32(home), workers: int32(workers), relays: relays, phase: trace.Ready}
	f.spots.fill(first, count, common)
	for i := range n.told {
		n.told[i] = newStation(n, 1, workers, holding)
		s := f.spots.own(first + trace.Place(i))
		s.replica, s.work = &n.told[i], &n.told[i].work
	}
}

// A rank is how far inwards a place stands in a flow's conversation. It
// decides which way those messages go whose shape does not: up is inwards.
type rank uint8

const (
	rim   rank = iota // those who begin, and those who consume
	relay             // those who pass on
	inner             // all others
)

// converse prepares what is counted of flows.
func (f *Figures) converse(objectives []sim.Time) {
	t := f.topology
	f.flows = make([]flow, len(t.Flows)+1)
	for i := range f.flows {
		fl := &f.flows[i]
		for _, d := range [...]*distribution{&fl.latency, &fl.otherwise, &fl.accepted, &fl.completed, &fl.firstByte} {
			d.horizon = t.Horizon
		}
		if i > 0 {
			fl.hears = t.Flows[i-1].Hears
			fl.ranks = ranks(t, &t.Flows[i-1])
		}
		if i > 0 && i <= len(objectives) {
			fl.objective = objectives[i-1]
		}
	}
}

func ranks(t *trace.Topology, f *trace.Flow) []rank {
	r := make([]rank, len(t.Nodes))
	for i := range t.Nodes {
		r[i] = inner
		if t.Nodes[i].Relays {
			r[i] = relay
		}
	}
	if t.Nodes[f.To].Keeps {
		for _, w := range f.Work {
			r[w] = rim
		}
	}
	for _, n := range f.From {
		r[n] = rim
	}
	return r
}
