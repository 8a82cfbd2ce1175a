package view

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
)

// through is the place that a wire runs through though it does not end there, or "".
func through(s *Stage) string {
	for i, e := range s.tape.wiring.edges {
		w := &s.layout.way[i]
		for k := range 301 {
			at := w.at(float32(k) / 300)
			for spot, o := range s.layout.Plots {
				if spot != int(e.a) && spot != int(e.b) && abs(at.X-o.X) < o.W/2 && abs(at.Y-o.Y) < o.H/2 {
					name := func(spot int32) string { return s.word[s.name[spot]] }
					return fmt.Sprintf("the wire from %s to %s, through %s", name(e.a), name(e.b), name(int32(spot)))
				}
			}
		}
	}
	return ""
}

// Clients and servers of several columns each, who ask each other.
const columned = `{
  "version": 1, "title": "columned", "seed": 3, "duration": "2s",
  "nodes": {"phone": {"kind": "client", "count": %d}, "desk": {"kind": "client"}, "lb": {"kind": "balancer", "to": "api"},
    "api": {"kind": "server", "count": %d, "calls": [{"to": "db"}, {"to": "cache"}]}, "db": {"kind": "server", "calls": [{"to": "cache"}]}, "cache": {"kind": "server", "count": 2}},
  "flows": {"ask": {"from": ["phone", "desk"], "to": "lb", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "4/s"}}}
}`

func TestNoWireRunsThroughAPlaceThatItDoesNotTouch(t *testing.T) {
	tapes := []*Tape{busyTape(t, 6), busyTape(t, 20), busyTape(t, 60), busyTape(t, 200)}
	for _, n := range [][2]int{{4, 3}, {12, 6}, {20, 12}, {47, 8}, {60, 30}} {
		tapes = append(tapes, film(t, fmt.Sprintf(columned, n[0], n[1])))
	}
	for k, tape := range tapes {
		for _, size := range []Point{{630, 365}, {560, 300}, {358, 290}, {1280, 720}, {328, 290}} {
			if wire := through(NewStage(tape, size.X, size.Y)); wire != "" {
				t.Errorf("tape %d at %v px: %s", k, size, wire)
			}
		}
	}
}

// wired is a tape of the first two seconds of a file of the gallery, without what happens.
func wired(t *testing.T, file string) *Tape {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	part := map[string]any{"duration": "2s", "warmup": "0s"}
	for _, key := range []string{"version", "title", "seed", "nodes", "links", "flows"} {
		if all[key] != nil {
			part[key] = all[key]
		}
	}
	text, err = json.Marshal(part)
	if err != nil {
		t.Fatal(err)
	}
	return film(t, string(text))
}

func TestNoWireOfTheGalleryRunsThroughAPlaceThatItDoesNotTouch(t *testing.T) {
	for _, name := range []string{"a-social-network", "one-sidecar-each", "the-retry-storm", "five-ways-to-hear-of-an-update", "which-of-the-three", "upload-compress-notify", "the-chat-room", "shared-fate"} {
		tape := wired(t, "../../../patterns/gallery/"+name+".json")
		for _, size := range []Point{{630, 365}, {358, 290}} {
			if wire := through(NewStage(tape, size.X, size.Y)); wire != "" {
				t.Errorf("%s at %v px: %s", name, size, wire)
			}
		}
	}
}

func TestAMessageGoesEvenlyAlongAWayWithBends(t *testing.T) {
	s := NewStage(busyTape(t, 20), 630, 365)
	for i := range s.tape.wiring.edges {
		w := &s.layout.way[i]
		all, most, last := float32(0), float32(0), w.at(0)
		for k := range 100 {
			next := w.at(float32(k+1) / 100)
			d := distance(last, next)
			all, most, last = all+d, max(most, d), next
		}
		if w.Bent() && most > all/100*2.5 {
			t.Fatalf("wire %d of %v px has a step of %v of a hundred", i, all, most)
		}
	}
}
