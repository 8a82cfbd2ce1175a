package view

import (
	"strings"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// marks are the words that stand in a picture, each behind its number.
func marks(s *Stage) string {
	var list []string
	for _, t := range s.Frame().Texts {
		switch {
		case t.Word >= 0 && t.Number >= 0:
			list = append(list, s.voice.count(t.Number)+" "+s.word[t.Word])
		case t.Word >= 0:
			list = append(list, s.word[t.Word])
		}
	}
	return strings.Join(list, "; ")
}

// fleet is one of eighteen places, of which the last are not there at first.
func fleet(there int) *Stage {
	top := &trace.Topology{
		Nodes:   []trace.Node{{ID: "api", Kind: "server", First: 1, Count: 18, Workers: 4, Queue: 10}},
		Flows:   []trace.Flow{{ID: "ask", Pattern: "requestResponse", From: []int{0}, To: 0}},
		Horizon: sim.Second,
	}
	var records []trace.Record
	var spots []trace.Spot
	for i := range 18 {
		spots = append(spots, trace.Spot{Node: 0, Replica: i})
		if i >= there {
			records = append(records, trace.Record{Kind: trace.Turn, Node: trace.Place(i + 1), Status: trace.OK})
		}
	}
	top.Places = trace.SpotsOf(spots...)
	records = append(records,
		trace.Record{At: 10 * ms, Kind: trace.Down, Node: 4, Status: trace.Crashed},
		trace.Record{At: 20 * ms, Kind: trace.Up, Node: 4},
		trace.Record{At: 30 * ms, Kind: trace.Drop, Node: 4, Msg: 1, Flow: 1, Status: trace.Rejected},
	)
	return NewStage(NewTape(top, records), 800, 400)
}

func TestACrowdThatIsNotAllThereSaysHowManyAre(t *testing.T) {
	s := fleet(5) // three are shown by themselves
	if got := marks(s); !strings.Contains(got, "2 there") {
		t.Errorf("the picture says %q, want that 2 of the crowd are there", got)
	}
	s.Seek(15 * ms)
	if got := marks(s); !strings.Contains(got, "1 down") {
		t.Errorf("the picture says %q, want that 1 of the crowd is down", got)
	}
	s.Seek(25 * ms)
	if got := marks(s); !strings.Contains(got, "2 there") {
		t.Errorf("the picture says %q once all are back, want how many are there", got)
	}
}

func TestWhatOneOfACrowdDropsIsCrossedOutWithinTheCrowd(t *testing.T) {
	s := fleet(18)
	s.Seek(31 * ms)
	o := &s.layout.Plots[3]
	for _, i := range s.Frame().Items {
		if i.Shape == Cross {
			if i.X < o.X-o.W/2 || i.X > o.X+o.W/2 || i.Y < o.Y-o.H/2 || i.Y > o.Y+o.H/2 {
				t.Errorf("the cross is at %v, %v, outside of the crowd at %+v", i.X, i.Y, o)
			}
			return
		}
	}
	t.Error("nothing is crossed out")
}

func TestAStateThatIsMadeAgainIsShownUntilItIsThere(t *testing.T) {
	again := func(at sim.Time, kind trace.Kind) trace.Record {
		return trace.Record{At: at, Kind: kind, Node: 3, Peer: 1, Flow: 1, Payload: 1, Aux: 7}
	}
	s := NewStage(NewTape(short(), []trace.Record{
		again(10*ms, trace.Assign),
		again(100*ms, trace.Replay), again(200*ms, trace.Rebuilt),
		again(300*ms, trace.Replay), {At: 400 * ms, Kind: trace.Down, Node: 1, Status: trace.Crashed}, {At: 450 * ms, Kind: trace.Up, Node: 1},
		again(500*ms, trace.Replay), again(600*ms, trace.Revoke),
	}), 560, 300)
	for _, row := range []struct {
		at   sim.Time
		want bool
	}{{50 * ms, false}, {150 * ms, true}, {250 * ms, false}, {350 * ms, true}, {460 * ms, false}, {550 * ms, true}, {650 * ms, false}, {150 * ms, true}} {
		s.Seek(row.at)
		if got := string(s.Sentence(nil)); strings.Contains(got, "rebuilds its state") != row.want {
			t.Errorf("at %v the picture says %q; that a state is made again: %v", row.at, got, row.want)
		}
	}
}

// TestALogThatIsCompactedLooksTheSameFromAnywhere: a group that has read nothing is behind by
// all from the oldest message that is kept on, whether or not the picture has seen what is gone.
func TestALogThatIsCompactedLooksTheSameFromAnywhere(t *testing.T) {
	of := func(kind trace.Kind, offset, parent uint32) trace.Record {
		r := trace.Record{At: 10 * ms, Kind: kind, Node: 3, Msg: offset + 1, Flow: 1, Payload: 1, Header: offset, Parent: parent}
		if kind == trace.Unstore {
			r.Status = trace.Coalesced
		}
		return r
	}
	stored := func(offset uint32) trace.Record { return of(trace.Store, offset, 0) }
	assign := trace.Record{At: 10 * ms, Kind: trace.Assign, Node: 3, Peer: 1, Flow: 1, Payload: 1}
	for _, row := range []struct {
		reason       string
		whole, later []trace.Record
		want         int32
	}{
		{"one in the middle is gone", []trace.Record{stored(0), stored(1), stored(2), assign, of(trace.Unstore, 1, 0)}, []trace.Record{stored(0), stored(2), assign}, 3},
		{"the oldest is gone", []trace.Record{stored(0), stored(1), stored(2), assign, of(trace.Unstore, 0, 1)}, []trace.Record{stored(1), stored(2), assign}, 2},
		{"all but the newest are", []trace.Record{stored(0), stored(1), stored(2), assign, of(trace.Unstore, 1, 0), of(trace.Unstore, 0, 2)}, []trace.Record{stored(2), assign}, 1},
	} {
		for _, records := range [][]trace.Record{row.whole, row.later} {
			tape := NewTape(short(), records)
			s := newState(tape)
			s.seek(tape, len(records))
			if got := s.behind(tape, 0); got != row.want {
				t.Errorf("%s: of %d records, %d behind, want %d", row.reason, len(records), got, row.want)
			}
		}
	}
}
