package view

import (
	"testing"

	"backchat/sim"
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
