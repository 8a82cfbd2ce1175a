package view

import (
	"math"

	"backchat/sim/trace"
)

// A Place is where a spot stands, for those who lay something over the
// picture: its upper left corner and its size, in CSS pixels.
type Place struct {
	Place      trace.Place // the first it stands for
	Count      int         // how many it stands for; more than 1 for a crowd
	Name       string      // "api/0"; of a crowd, its first and its last
	Node, Kind string
	Sidecar    bool
	Family     string // of a family that can be opened, or is: its first node; at its crowd, or else at its first place
	Open       bool
	X, Y, W, H float32
}

// A Link is where the wires between two nodes can be pointed at: in the middle
// of one of them.
type Link struct {
	Link     string // its id; empty where the scenario has none
	From, To string // ids of nodes
	X, Y     float32
}

// Places is where the spots stand.
func (s *Stage) Places() []Place {
	var list []Place
	for i, o := range s.layout.Plots {
		spot := &s.tape.cast.spots[i]
		n := &s.tape.topology.Nodes[spot.Node]
		at := Place{
			Place: spot.Place, Count: spot.Count, Name: s.word[s.name[i]], Node: n.ID, Kind: n.Kind, Sidecar: spot.Side,
			X: o.X - o.W/2, Y: o.Y - o.H/2, W: o.W, H: o.H,
		}
		if f := s.tape.cast.family(spot.Node); spot.Crowd && !spot.Side && !f.open || f.open && int32(i) == f.first {
			at.Family, at.Open = s.tape.topology.Nodes[f.node].ID, f.open
		}
		list = append(list, at)
	}
	return list
}

// Links is where the wires are, one for each two nodes.
func (s *Stage) Links() []Link {
	var list []Link
	for _, pair := range s.tape.wiring.pairs {
		i, ok := s.middle(pair)
		if !ok {
			continue
		}
		at := s.layout.way[i].at(.5)
		l := Link{From: s.tape.topology.Nodes[pair[0]].ID, To: s.tape.topology.Nodes[pair[1]].ID, X: at.X, Y: at.Y}
		for _, k := range s.tape.topology.Links {
			if pair == [2]int{min(k.From, k.To), max(k.From, k.To)} {
				l.Link, l.From, l.To = k.ID, s.tape.topology.Nodes[k.From].ID, s.tape.topology.Nodes[k.To].ID
			}
		}
		list = append(list, l)
	}
	return list
}

// middle is the wire in the middle of those between two nodes.
func (s *Stage) middle(pair [2]int) (wire int, ok bool) {
	var of []int
	for i, e := range s.tape.wiring.edges {
		a, b := s.tape.cast.spots[e.a].Node, s.tape.cast.spots[e.b].Node
		if min(a, b) == pair[0] && max(a, b) == pair[1] {
			of = append(of, i)
		}
	}
	if len(of) == 0 {
		return 0, false
	}
	return of[len(of)/2], true
}

// At is the point at a share of a wire, and which way is aside of it there: a
// vector of length 1.
func (w *Wire) At(share float32) (at Point, x, y float32) {
	near := w.at(max(share-.01, 0))
	far := w.at(min(share+.01, 1))
	x, y = near.Y-far.Y, far.X-near.X
	if long := float32(math.Hypot(float64(x), float64(y))); long > 0 {
		return w.at(share), x / long, y / long
	}
	return w.at(share), 0, 1
}
