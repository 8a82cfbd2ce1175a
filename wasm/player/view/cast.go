package view

import (
	"strconv"

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

// A cast says who is shown. It depends on the topology alone, so that neither
// time nor the size of the picture changes it.
type cast struct {
	topology *trace.Topology
	spots    []Spot
	first    []int32 // by node: its first spot
	sides    []int32 // by node: the spot of its first sidecar, -1 for none
	shown    []int   // by node: how many replicas are shown by themselves
	pools    []int   // by spot: how many pools those before it have
}

const (
	mostSpots   = 480
	mostClients = 60 // of a node, shown one by one
	mostOthers  = 12
	fewClients  = 8 // shown beside a crowd
	fewOthers   = 3
)

func newCast(t *trace.Topology) *cast {
	for limit := 1; ; limit *= 2 {
		c := &cast{topology: t}
		for i := range t.Nodes {
			c.add(i, limit)
		}
		if len(c.spots) <= mostSpots || limit > mostClients {
			c.countPools()
			return c
		}
	}
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

// add gives spots to the replicas of node i, fewer the larger the divisor.
func (c *cast) add(i, divisor int) {
	n := &c.topology.Nodes[i]
	most, few := mostOthers, fewOthers
	if n.Edge {
		most, few = mostClients, fewClients
	}
	shown := n.Count
	if shown > max(most/divisor, 1) {
		shown = few / divisor
	}
	c.shown = append(c.shown, shown)
	c.first = append(c.first, c.row(i, n.First, n.Count, shown, false))
	side := int32(-1)
	if n.Sidecar != 0 {
		side = c.row(i, n.Sidecar, n.Count, shown, true)
	}
	c.sides = append(c.sides, side)
}

func (c *cast) row(node int, place trace.Place, count, shown int, side bool) int32 {
	first := int32(len(c.spots))
	for k := range shown {
		c.spots = append(c.spots, Spot{Place: place + trace.Place(k), Count: 1, Node: node, Side: side})
	}
	if count > shown {
		c.spots = append(c.spots, Spot{Place: place + trace.Place(shown), Count: count - shown, Node: node, Side: side, Crowd: true})
	}
	return first
}

// of is the index of the spot that stands for p; -1 for nowhere.
func (c *cast) of(p trace.Place) int32 {
	if p == 0 || int(p) > c.topology.Places.Len() {
		return -1
	}
	at := c.topology.Places.At(p)
	first := c.first[at.Node]
	if at.Sidecar {
		first = c.sides[at.Node]
	}
	if i := first + int32(min(at.Replica, c.shown[at.Node])); first >= 0 && int(i) < len(c.spots) {
		return i
	}
	return -1
}

// name is what a spot is called.
func (c *cast) name(s *Spot) string {
	if !s.Crowd || s.Count == 1 {
		return c.topology.Name(s.Place)
	}
	return c.topology.Name(s.Place) + " to " + c.topology.Name(s.Place+trace.Place(s.Count-1))
}

// title is what all replicas of a node are called together: "phone × 20".
func (c *cast) title(node int) string {
	n := &c.topology.Nodes[node]
	if n.Count == 1 {
		return n.ID
	}
	return n.ID + " × " + grouped(int64(n.Count))
}

// grouped is n with commas between thousands.
func grouped(n int64) string { return string(appendGrouped(nil, n)) }

// appendGrouped appends n, which is not below 0, with commas between thousands.
func appendGrouped(b []byte, n int64) []byte {
	if n < 1000 {
		return strconv.AppendInt(b, n, 10)
	}
	b = append(appendGrouped(b, n/1000), ',')
	n %= 1000
	return append(b, byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10))
}
