package view

import (
	"math"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// A server lets two requests a second in, and five at once; ten come at once, then one
// in each second, and it crashes with an empty bucket.
const limited = `{
  "version": 1, "title": "limited", "duration": "12s", "warmup": "0s",
  "nodes": {"api": {"kind": "server", "limiter": {"rate": "2/s", "burst": 5}}, "phone": {"kind": "client"}},
  "flows": {
    "ask":  {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["1s", "6s"], "burst": {"size": 10}}},
    "more": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "1/s"}}
  },
  "timeline": {"crash": {"at": "6500ms", "for": "500ms", "fault": "crash", "target": "api"}}
}`

// coins counts the tokens at the rim of a place, and those that are gone.
func coins(f *Frame, o *Plot) (there, gone int, edge Colour) {
	for _, i := range f.Items {
		switch y := o.Y - o.H/2; {
		case i.Y != y:
		case i.Shape == Disc:
			there++
		case i.Shape == Ring:
			gone++
			edge = i.Edge
		}
	}
	return there, gone, edge
}

func TestABucketHasTheTokensThatAreLeftInIt(t *testing.T) {
	tape := film(t, limited)
	s := NewStage(tape, 560, 300)
	api := tape.cast.spot(1) // nodes are in the order of their names
	level, since, emptied := 5.0, sim.Time(0), false
	for i := range tape.records {
		r := &tape.records[i]
		level, since = min(5, level+2*(r.At-since).Seconds()), r.At
		switch {
		case r.Node != 1:
		case r.Kind == trace.Arrive && r.Shape == trace.Request && level > 1-1e-6:
			level--
		case r.Kind == trace.Up:
			level = 5
		}
		at := r.At + 10*sim.Millisecond
		if i+1 < len(tape.records) && tape.records[i+1].At <= at {
			continue
		}
		s.Seek(at)
		want := int(math.Floor(min(5, level+.02) + 1e-6))
		there, gone, edge := coins(s.Frame(), &s.layout.Plots[api])
		if s.state.spots[api].down > 0 {
			if there+gone > 0 {
				t.Errorf("at %v it is down, and %d tokens are there", at, there)
			}
			continue
		}
		if there != want || there+gone != 5 || want == 0 && edge != Warn || want > 0 && gone > 0 && edge != Good {
			t.Errorf("at %v %d tokens are there and %d are gone, with edge %v, want %d of 5", at, there, gone, edge, want)
		}
		emptied = emptied || want == 0
	}
	if !emptied {
		t.Error("the bucket was never empty")
	}
}
