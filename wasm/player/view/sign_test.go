package view

import (
	"fmt"
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// Ten servers are down at once.
const tenDown = `{
  "version": 1, "title": "ten down", "seed": 3, "duration": "4s",
  "nodes": {"api": {"kind": "server", "count": 10}, "lb": {"kind": "balancer", "to": "api"}, "phone": {"kind": "client", "count": 8}},
  "flows": {"ask": {"from": "phone", "to": "lb", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "1/s"}}},
  "timeline": {"power": {"at": "1s", "for": "2s", "fault": "crash", "target": "api"}}
}`

func TestNoSignOfAPlaceLiesOverAnother(t *testing.T) {
	tape := film(t, tenDown)
	fewest := 10
	for _, size := range []Point{{358, 290}, {328, 290}, {310, 200}, {560, 300}, {1200, 700}} {
		s := NewStage(tape, size.X, size.Y)
		s.Seek(2 * sim.Second)
		var signs []Item
		for _, i := range s.Frame().Items {
			if i.Shape == Bar && i.Fill == Raised && i.Edge == Bad {
				for _, other := range signs {
					if i.over(other) {
						t.Fatalf("at %v signs lie over each other: %+v and %+v", size, i, other)
					}
				}
				signs = append(signs, i)
			}
		}
		if s.layout.Plots[0].Lines < 1 {
			fewest = min(fewest, len(signs))
		}
	}
	if fewest == 0 || fewest == 10 {
		t.Errorf("in the smallest picture %d of ten servers have a sign", fewest)
	}
}

func TestASignWiderThanItsPlaceIsWithinThePicture(t *testing.T) {
	tape := film(t, remembering)
	for _, size := range []Point{{358, 290}, {328, 290}} {
		s := NewStage(tape, size.X, size.Y)
		s.Speak(german)
		s.Seek(6500 * ms)
		signs := 0
		for _, i := range s.Frame().Items {
			if i.Shape != Bar || i.Edge != Bad {
				continue
			}
			signs++
			if i.X-i.W/2 < 0 || i.X+i.W/2 > size.X {
				t.Errorf("at %v px a sign is from %v to %v", size, i.X-i.W/2, i.X+i.W/2)
			}
		}
		if signs == 0 {
			t.Error("there is no sign")
		}
	}
}

func TestASignLiesOverTheCrossOfNoOtherPlaceAndOfNoneWhereThereIsRoom(t *testing.T) {
	signs := 0
	for count := 2; count < 13; count++ {
		tape := film(t, fmt.Sprintf(workersDown, count, "worker"))
		for _, size := range []Point{{328, 330}, {400, 380}, {660, 380}, {300, 200}, {300, 140}} {
			s := NewStage(tape, size.X, size.Y)
			s.Speak(german)
			s.Seek(2 * sim.Second)
			items := s.Frame().Items
			for _, sign := range items {
				if sign.Shape != Bar || sign.Fill != Raised || sign.Edge != Bad {
					continue
				}
				signs++
				crosses := 0
				for k := range s.layout.Plots {
					o := &s.layout.Plots[k]
					if cross := o.cross(); slices.Contains(items, cross) && sign.over(cross) {
						crosses++
						if o.roomForBoth() {
							t.Errorf("%d at %v px: a sign at %v, %v lies over its cross in a box %v high", count, size, sign.X, sign.Y, o.H)
						}
					}
				}
				if crosses > 1 {
					t.Errorf("%d at %v px: a sign at %v, %v lies over %d crosses", count, size, sign.X, sign.Y, crosses)
				}
			}
		}
	}
	if signs < 50 {
		t.Errorf("there are %d signs", signs)
	}
}

// allDown is a tape on which everything is down from 10 ms on: clients, a balancer, a
// broker, and servers with sidecars.
func allDown() *Tape {
	t := &trace.Topology{Horizon: sim.Second, Flows: []trace.Flow{{ID: "f", From: []int{0}, To: 1, Work: []int{3}}}}
	t.Nodes = []trace.Node{
		{ID: "phone", Kind: "client", First: 1, Count: 12, Queue: -1, Traits: trace.Traits{Edge: true}},
		{ID: "lb", Kind: "balancer", First: 13, Count: 1, Traits: trace.Traits{Relays: true}},
		{ID: "mail", Kind: "broker", First: 14, Count: 1, Traits: trace.Traits{Keeps: true}},
		{ID: "api", Kind: "server", First: 15, Count: 8, Sidecar: 23, Workers: 4, Queue: 10},
	}
	var spots []trace.Spot
	for n, node := range t.Nodes {
		for k := range node.Count {
			spots = append(spots, trace.Spot{Node: n, Replica: k})
		}
	}
	for k := range 8 {
		spots = append(spots, trace.Spot{Node: 3, Replica: k, Sidecar: true})
	}
	t.Places = trace.SpotsOf(spots...)
	var records []trace.Record
	for p := range spots {
		records = append(records, trace.Record{At: 10 * ms, Kind: trace.Down, Node: trace.Place(p + 1), Status: trace.Crashed})
	}
	return NewTape(t, records)
}

func TestAPlaceThatIsDownIsHollowAndCrossedOutAtAnySize(t *testing.T) {
	tape := allDown()
	for _, size := range []Point{{1200, 700}, {560, 300}, {358, 290}, {310, 200}} {
		s := NewStage(tape, size.X, size.Y)
		s.Seek(20 * ms)
		items := s.Frame().Items
		for i, o := range s.layout.Plots {
			outlines, crosses, others := 0, 0, 0
			for _, k := range items {
				within := o.W/2 > abs(k.X-o.X) && o.H/2 > abs(k.Y-o.Y)
				switch {
				case k.X == o.X && k.Y == o.Y && k.W == o.W && k.H == o.H && k.Edge == Bad && k.Alpha == 255:
					outlines++
					if dashed := k.Shape == Dashed || k.Shape == Broken; dashed != (min(o.W, o.H) >= leastDashed) {
						t.Errorf("%v px: the outline of %s, %v by %v, is dashed: %v", size, s.word[s.name[i]], o.W, o.H, dashed)
					}
				case within && k.Shape == Cross && k.Fill == Bad && k.W >= min(leastCross, .8*o.W, .8*o.H) && k.W < min(o.W, o.H):
					crosses++
				case within && k.Shape != Bar:
					others++
				}
			}
			if outlines != 1 || crosses != 1 || others != 0 {
				t.Errorf("%v px: %s has %d outlines, %d crosses and %d other things", size, s.word[s.name[i]], outlines, crosses, others)
			}
		}
	}
}

// A queue whose first worker, or all of whose workers, are down.
const workersDown = `{
  "version": 1, "title": "a queue with workers", "seed": 1, "duration": "4s",
  "nodes": {"shop": {"kind": "client", "count": 5}, "queue": {"kind": "broker", "durable": true, "sync": "2ms"}, "worker": {"kind": "server", "count": %d}},
  "flows": {"order": {"from": "shop", "to": "queue", "pattern": "queue", "queue": {"consumers": ["worker"]}, "send": {"totalRate": "10/s"}}},
  "timeline": {"gone": {"at": "1s", "for": "2s", "fault": "crash", "target": "%s"}}
}`

func TestNoSignLiesOverAName(t *testing.T) {
	signs := 0
	for count := range 13 {
		for _, target := range []string{"worker", "worker/0"} {
			tape := film(t, fmt.Sprintf(workersDown, max(count, 2), target))
			for _, size := range []Point{{358, 330}, {328, 330}, {322, 380}, {400, 380}, {660, 380}, {340, 260}, {300, 260}} {
				s := NewStage(tape, size.X, size.Y)
				s.Speak(german)
				s.Seek(2 * sim.Second)
				frame := s.Frame()
				for _, i := range frame.Items {
					if i.Shape != Bar || i.Fill != Raised || i.Edge != Bad || i.H != 19 {
						continue
					}
					signs++
					for _, name := range frame.Texts {
						if name.Word < words || name.Number >= 0 {
							continue
						}
						wide := letterWidth * float32(len(s.word[name.Word]))
						if abs(name.X-i.X) < (wide+i.W)/2 && abs(name.Y-i.Y) < (14+i.H)/2 {
							t.Errorf("%d workers, %s, %v px: a sign at %v, %v lies over %s at %v", count, target, size, i.X, i.Y, s.word[name.Word], name.Point)
						}
					}
				}
			}
		}
	}
	if signs == 0 {
		t.Error("there is no sign")
	}
}
