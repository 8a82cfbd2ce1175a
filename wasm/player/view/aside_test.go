package view

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// A worker fails at all until 6 s; what is set aside is put back from 10 s on, two a
// second.
const redriven = `{
  "version": 1, "title": "redriven", "duration": "30s", "warmup": "0s",
  "nodes": {"shop": {"kind": "client"}, "bus": {"kind": "broker"}, "mail": {"kind": "server", "service": "100ms"}},
  "flows": {"letter": {"from": "shop", "to": "bus", "pattern": "queue", "send": {"arrivals": "constant", "rate": "2/s", "stop": "8s"},
    "queue": {"consumers": "mail", "deliveries": 2, "deadLetters": "keep"}}},
  "timeline": {
    "bug":     {"at": "0s", "for": "6s", "fault": "errors", "target": "mail"},
    "redrive": {"at": "10s", "fault": "redrive", "target": "bus", "rate": "2/s"}
  }
}`

// piled counts the dead letters that a frame shows in their row, and those on their
// way to it or back.
func piled(f *Frame, o *Plot) (resting, moving int) {
	_, y := slot(o, 0, pileRow)
	for _, i := range f.Items {
		if i.Shape != HollowDiamond || i.Msg != 0 {
			continue
		}
		if i.Y == y {
			resting++
		} else {
			moving++
		}
	}
	return resting, moving
}

func TestWhatIsSetAsideIsAPileThatARedriveTakesAway(t *testing.T) {
	tape := film(t, redriven)
	bus := tape.cast.spot(1) // nodes are in the order of their names
	s := NewStage(tape, 560, 300)
	aside, most, back := map[uint32]bool{}, 0, 0
	for i := range tape.records {
		r := &tape.records[i]
		if r.Kind != trace.Aside {
			continue
		}
		if r.Status == trace.DeadLettered {
			aside[r.Msg] = true
		} else {
			delete(aside, r.Msg)
			back++
		}
		most = max(most, len(aside))
		s.Seek(r.At + shifting/2)
		resting, moving := piled(s.Frame(), &s.layout.Plots[bus])
		if n := s.state.spots[bus].dead; int(n) != len(aside) || resting != min(len(aside), mostShelved) {
			t.Fatalf("at %v %d are counted and %d shown of %d", s.now, n, resting, len(aside))
		}
		if moving == 0 {
			t.Errorf("at %v nothing is on its way between the queue and the pile", s.now)
		}
		if says := string(s.Sentence(nil)); strings.Contains(says, "set aside at bus") != (len(aside) > 0) {
			t.Errorf("at %v, with %d set aside: %q", s.now, len(aside), says)
		}
	}
	if most <= mostShelved || back != most {
		t.Errorf("%d were set aside at a time, and %d put back", most, back)
	}
	s.Seek(25 * sim.Second)
	if resting, moving := piled(s.Frame(), &s.layout.Plots[bus]); resting+moving > 0 {
		t.Errorf("at the end %d are shown, and %d on their way", resting, moving)
	}
}

func TestAWindowShowsWhatIsSetAsideAsTheWholeTraceDoes(t *testing.T) {
	tape := film(t, redriven)
	whole := NewStage(tape, 560, 300)
	for from := sim.Second; from < 16*sim.Second; from += 730 * ms {
		window := windowFrom(tape, from)
		whole.Seek(from)
		window.Seek(from)
		if diff := cmp.Diff(clone(whole.Frame()), clone(window.Frame())); diff != "" {
			t.Fatalf("at %v: %s", from, diff)
		}
	}
}
