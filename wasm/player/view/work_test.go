package view

import (
	"math"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// taken is how much of a picture's cells is taken by workers at work, in cells.
func taken(s *Stage) (n float64) {
	for _, i := range s.Frame().Items {
		if i.Shape == Square && i.Fill >= Hue {
			n += float64(i.H / i.W)
		}
	}
	return n
}

// shifts is a tape of a server with four workers, of which so many take up a request each
// 2 ms, and are done with it after one.
func shifts(at int) *Tape {
	var records []trace.Record
	for t := sim.Time(0); t < sim.Second; t += 2 * ms {
		for range at {
			records = append(records, trace.Record{At: t, Kind: trace.Serve, Node: 3, Flow: 1})
		}
		for range at {
			records = append(records, trace.Record{At: t + ms, Kind: trace.Finish, Node: 3, Flow: 1})
		}
	}
	return NewTape(short(), records)
}

func TestWorkersAreCalmWhileTheRunPlays(t *testing.T) {
	for _, c := range []struct {
		at    int
		speed float64
	}{{1, 1}, {2, 1}, {3, .1}, {4, 1}, {3, 10}, {1, 1000}} {
		s := NewStage(shifts(c.at), 560, 300)
		s.Speed = c.speed
		for at := 300 * ms; at < 900*ms; at += sim.FromNanos(min(c.speed, 1) * 1e9 / 60) {
			s.Seek(at)
			if n := taken(s); math.Abs(n-float64(c.at)/2) > .03*float64(c.at) {
				t.Errorf("at %vx and %v: %v cells, where %d workers are busy half of the time", c.speed, at, n, c.at)
				break
			}
		}
	}
}

func TestWorkersAreWhatTheyAreWhereTheRunStandsStill(t *testing.T) {
	s := NewStage(shifts(3), 560, 300)
	for at, want := range map[sim.Time]float64{200*ms + ms/2: 3, 201*ms + ms/2: 0} {
		s.Seek(at)
		if n := taken(s); n != want {
			t.Errorf("at %v: %v cells, not %v", at, n, want)
		}
	}
}

func TestWorkThatLastsIsSeenWholeSoonAndGoneSoon(t *testing.T) {
	s := NewStage(NewTape(short(), []trace.Record{
		{At: 300 * ms, Kind: trace.Serve, Node: 3, Flow: 1},
		{At: 700 * ms, Kind: trace.Finish, Node: 3, Flow: 1},
	}), 560, 300)
	s.Speed = 1
	for at, want := range map[sim.Time]float64{300 * ms: 0, 425 * ms: .5, 550 * ms: 1, 700 * ms: 1, 825 * ms: .5, 950 * ms: 0} {
		s.Seek(at)
		if n := taken(s); math.Abs(n-want) > .02 {
			t.Errorf("at %v: %v cells, not %v", at, n, want)
		}
	}
}

func TestWorkOfAPartOfARunIsOfThatPart(t *testing.T) {
	tape := busyTape(t, 6)
	whole, part := NewStage(tape, 560, 300), windowFrom(tape, 8*sim.Second)
	for _, s := range []*Stage{whole, part} {
		s.Speed, s.Since = 1, 8*sim.Second
		s.Seek(9 * sim.Second)
	}
	if a, b := taken(whole), taken(part); a == 0 || math.Abs(a-b) > .01 {
		t.Errorf("%v cells of the whole run, %v of the part", a, b)
	}
}

func TestPartsOfOneCellAreOfSeveralFlows(t *testing.T) {
	top := short()
	top.Flows = append(top.Flows, trace.Flow{ID: "tell", Pattern: "requestResponse", From: []int{0}, To: 1})
	var records []trace.Record
	for at := sim.Time(0); at < sim.Second; at += 4 * ms {
		for k := range sim.Time(2) {
			records = append(records, trace.Record{At: at + 2*k*ms, Kind: trace.Serve, Node: 3, Flow: uint16(k + 1)},
				trace.Record{At: at + (2*k+1)*ms, Kind: trace.Finish, Node: 3, Flow: uint16(k + 1)})
		}
	}
	s := NewStage(NewTape(top, records), 560, 300)
	s.Speed = 1
	s.Seek(500 * ms)
	parts := map[Colour]float32{}
	for _, i := range s.Frame().Items {
		if i.Shape == Square && i.Fill >= Hue {
			parts[i.Fill] += i.H / i.W
		}
	}
	if len(parts) != 2 || math.Abs(float64(parts[Hue]-.25)) > .02 || math.Abs(float64(parts[Hue+1]-.25)) > .02 {
		t.Errorf("parts are %v", parts)
	}
}
