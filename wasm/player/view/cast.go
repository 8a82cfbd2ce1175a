package view

import (
	"slices"

	"backchat/sim/trace"
)

// A Spot is what stands in the picture for one replica, for one sidecar, or
// for a crowd: all replicas of a node that are not shown by themselves.
type Spot struct {
	Place trace.Place // the first it stands for; the others follow
	Count int         // how many it stands for
	Node  int         // index into [trace.Topology.Nodes]
	Side  bool        // it is a sidecar
	Crowd bool
}

// A cast says who is shown. It depends on the topology, and on which families are opened,
// alone, so that neither time nor the size of the picture changes it.
type cast struct {
	topology *trace.Topology
	families []family
	of       []int32 // by node: its family
	spots    []Spot
	pools    []int // by spot: how many pools those before it have
}

// A family is the replicas of a node, or of consecutive nodes that are alike where there are
// many nodes. Its places are consecutive.
type family struct {
	node, nodes  int // the first of its nodes, and how many there are
	place        trace.Place
	count        int   // of its places, without sidecars
	shown        int   // so many of them are shown by themselves, and the others as a crowd
	first, sides int32 // the first of its spots, and of those of its sidecars; -1: it has none
	open         bool
}

const (
	mostSpots   = 480
	mostClients = 60 // of a node, shown one by one
	mostOthers  = 12
	fewClients  = 8 // shown beside a crowd
	fewOthers   = 3
	mostOpened  = 60 // of a family that is opened
	mostNodes   = 24 // that are each shown for itself
)

// newCast is the cast in which some families are opened, which are called as their first node.
func newCast(t *trace.Topology, open []string) *cast {
	for limit := 1; ; limit *= 2 {
		c := &cast{topology: t, families: families(t)}
		for i := range c.families {
			f := &c.families[i]
			f.open = slices.Contains(open, t.Nodes[f.node].ID)
			for range f.nodes {
				c.of = append(c.of, int32(i))
			}
			c.add(f, limit)
		}
		if len(c.spots) <= mostSpots || limit > mostClients {
			c.countPools()
			return c
		}
	}
}

// families are the nodes, each for itself unless there are many.
func families(t *trace.Topology) (list []family) {
	for i := range t.Nodes {
		n := &t.Nodes[i]
		if k := len(list) - 1; len(t.Nodes) > mostNodes && k >= 0 && list[k].takes(t, n) {
			list[k].nodes++
			list[k].count += n.Count
			continue
		}
		list = append(list, family{node: i, nodes: 1, place: n.First, count: n.Count})
	}
	return list
}

// takes tells whether a node is like those of a family, and follows them.
func (f *family) takes(t *trace.Topology, n *trace.Node) bool {
	a := &t.Nodes[f.node]
	return a.Kind == n.Kind && a.Traits == n.Traits && a.Sidecar == 0 && n.Sidecar == 0 && n.First == f.place+trace.Place(f.count)
}

// countPools finds the place of each spot's pools among all.
func (c *cast) countPools() {
	c.pools = make([]int, len(c.spots)+1)
	for i := range c.spots {
		c.pools[i+1] = c.pools[i]
		if !c.spots[i].Side {
			c.pools[i+1] += len(c.topology.Nodes[c.spots[i].Node].Pools)
		}
	}
}

// add gives spots to the members of a family, fewer the larger the divisor.
func (c *cast) add(f *family, divisor int) {
	n := &c.topology.Nodes[f.node]
	most, few := mostOthers, fewOthers
	if n.Edge {
		most, few = mostClients, fewClients
	}
	f.shown = f.count
	if f.open {
		f.shown = min(f.count, max(mostOpened/divisor, 1))
	} else if f.count > max(most/divisor, 1) {
		f.shown = few / divisor
	}
	f.first, f.sides = c.row(f, f.place, false), -1
	if n.Sidecar != 0 {
		f.sides = c.row(f, n.Sidecar, true)
	}
}

func (c *cast) row(f *family, place trace.Place, side bool) int32 {
	first := int32(len(c.spots))
	for k := range min(f.shown+1, f.count) {
		at := place + trace.Place(k)
		s := Spot{Place: at, Count: 1, Node: c.topology.Places.At(at).Node, Side: side}
		if k == f.shown {
			s.Count, s.Crowd = f.count-k, true
		}
		c.spots = append(c.spots, s)
	}
	return first
}

// family is the one that a node is of.
func (c *cast) family(node int) *family { return &c.families[c.of[node]] }

// spot is the index of the spot that stands for p; -1 for nowhere.
func (c *cast) spot(p trace.Place) int32 {
	if p == 0 || int(p) > c.topology.Places.Len() {
		return -1
	}
	at := c.topology.Places.At(p)
	f := c.family(at.Node)
	first, k := f.first, int(p-f.place)
	if at.Sidecar {
		first, k = f.sides, at.Replica
	}
	if i := first + int32(min(k, f.shown)); first >= 0 && k >= 0 && int(i) < len(c.spots) {
		return i
	}
	return -1
}

// name is what a spot is called.
func (c *cast) name(v *Voice, s *Spot) string {
	if !s.Crowd || s.Count == 1 {
		return c.topology.Name(s.Place)
	}
	return v.say(&v.span, 0, c.topology.Name(s.Place), c.topology.Name(s.Place+trace.Place(s.Count-1)))
}

// title is what all members of a family are called together: "phone × 20".
func (c *cast) title(v *Voice, f *family) string {
	id := c.topology.Nodes[f.node].ID
	if f.nodes > 1 {
		id = v.say(&v.span, 0, id, c.topology.Nodes[f.node+f.nodes-1].ID)
	}
	if f.count == 1 {
		return id
	}
	return id + " × " + v.count(int64(f.count))
}
