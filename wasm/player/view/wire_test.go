package view

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// spoken is a connection that is opened, speaks, idles, and ends.
func spoken(end trace.Kind, why trace.Status) []trace.Record {
	conn := func(at sim.Time, kind trace.Kind, why trace.Status) trace.Record {
		return trace.Record{At: at * ms, Kind: kind, Conn: 9, Node: 1, Peer: 3, Flow: 1, Status: why}
	}
	return []trace.Record{
		conn(10, trace.Open, 0), conn(40, trace.Opened, 0), sent(50 * ms), {At: 150 * ms, Kind: trace.Arrive, Msg: 1, Node: 3, Peer: 1, Flow: 1},
		conn(300, end, why),
	}
}

// first is the wire from the first phone to the server, without its way.
func first(t *testing.T, s *Stage, at sim.Time) Wire {
	t.Helper()
	s.Seek(at * ms)
	w := s.Frame().Wires[s.tape.wiring.find(0, 2)]
	return Wire{Width: w.Width, Colour: w.Colour, Alpha: w.Alpha, Dashed: w.Dashed}
}

// bars are the ends of connections that are shown.
func bars(s *Stage, at sim.Time) (list []Item) {
	s.Seek(at * ms)
	for _, i := range s.Frame().Items {
		if i.Shape == Bar && i.W < i.H {
			list = append(list, i)
		}
	}
	return list
}

func TestAConnectionIsSeenToOpenSpeakIdleAndEnd(t *testing.T) {
	s := NewStage(NewTape(short(), spoken(trace.Close, trace.Idle)), 560, 300)
	none, opening, idle, busy := first(t, s, 0), first(t, s, 20), first(t, s, 45), first(t, s, 100)
	if !opening.Dashed || idle.Dashed || busy.Dashed || none.Dashed {
		t.Errorf("dashed: before %v, while it opens %v, idle %v, busy %v", none.Dashed, opening.Dashed, idle.Dashed, busy.Dashed)
	}
	if busy.Alpha <= idle.Alpha || busy.Colour != idle.Colour || idle.Colour == none.Colour {
		t.Errorf("busy it is %+v, idle %+v, none %+v", busy, idle, none)
	}
	if again := first(t, s, 200); again != idle {
		t.Errorf("after its message it is %+v, and was %+v", again, idle)
	}
	if gone := first(t, s, 310); gone != none {
		t.Errorf("after its end the wire is %+v, and was %+v before", gone, none)
	}
}

func TestTheEndOfAConnectionIsShownForAWhile(t *testing.T) {
	for _, c := range []struct {
		end    trace.Kind
		colour Colour
	}{{trace.Close, Soft}, {trace.Reset, Bad}} {
		s := NewStage(NewTape(short(), spoken(c.end, trace.Crashed)), 560, 300)
		if early, late := bars(s, 299), bars(s, 700); len(early)+len(late) != 0 {
			t.Errorf("%v: it is shown before, or long after: %v, %v", c.end, early, late)
		}
		shown := bars(s, 350)
		if len(shown) != 1 || shown[0].Fill != c.colour {
			t.Errorf("%v: there is %+v", c.end, shown)
		}
	}
}

func TestAConnectionThatIsRefusedWasNeverOpen(t *testing.T) {
	records := spoken(trace.Reset, trace.Refused)
	s := NewStage(NewTape(short(), append(records[:1:1], records[4])), 560, 300)
	before, after := first(t, s, 0), first(t, s, 310)
	if !first(t, s, 299).Dashed || before != after || len(bars(s, 310)) != 1 {
		t.Errorf("it was %+v, and is %+v", before, after)
	}
}

// Stalls, idle connections that are closed, and a crash, on connections that are
// opened anew.
const connected = `{
  "version": 1, "title": "connected", "question": "Who is open?", "lesson": "All.", "seed": 3, "duration": "20s",
  "nodes": {"app": {"kind": "client", "count": 4}, "api": {"kind": "server", "count": 2, "workers": 8, "service": "5ms"}, "lb": {"kind": "balancer", "to": ["api"]}},
  "links": {"wan": {"from": "app", "to": "lb", "latency": "40ms", "transport": "http1", "connection": {"idle": "500ms"}},
            "lan": {"from": "lb", "to": "api", "latency": "5ms", "transport": "http2"}},
  "flows": {"ask": {"from": "app", "to": "lb", "pattern": "requestResponse", "send": {"rate": "2/s"}}},
  "timeline": {"down": {"at": "8s", "for": "3s", "fault": "crash", "target": "api/0"}}
}`

func TestAWindowShowsConnectionsAsTheWholeDoes(t *testing.T) {
	tape := film(t, connected)
	whole := NewStage(tape, 560, 300)
	seen := map[bool]bool{}
	for from := 100 * ms; from < 17*sim.Second; from += 333 * ms {
		window := windowFrom(tape, from)
		for _, on := range []sim.Time{0, 50 * ms, 500 * ms} {
			whole.Seek(from + on)
			window.Seek(from + on)
			if diff := cmp.Diff(*whole.Frame(), *window.Frame()); diff != "" {
				t.Fatalf("from %v, %v on (-whole +window):\n%s", from, on, diff)
			}
			for _, w := range whole.Frame().Wires {
				seen[w.Dashed && w.Colour != Bad] = true
				if opens := w.Dashed && w.Colour != Bad; opens != w.Dotted {
					t.Fatalf("at %v a wire is %+v: dotted are those that are being opened, and no others", from+on, w)
				}
			}
		}
	}
	if !seen[true] || !seen[false] {
		t.Error("no connection was seen to open: there is too little to see")
	}
}
