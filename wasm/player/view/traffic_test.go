package view

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// brook is a tape on which, for ten seconds, the first phone asks the server so many
// times a second, every message takes so long, and of each ten answers some say no and
// some are lost.
func brook(rate int, long sim.Time, no, lost int) *Tape {
	t := short()
	t.Horizon = 10 * sim.Second
	var records []trace.Record
	every := sim.Second / sim.Time(rate)
	for k := range 10 * rate {
		at, id := sim.Time(k)*every, uint32(2*k+1)
		ask := trace.Record{At: at, Kind: trace.Send, Msg: id, Node: 1, Peer: 3, Flow: 1, Aux: int64(at), Until: at + long, Shape: trace.Request}
		answer := trace.Record{At: at + long, Kind: trace.Send, Msg: id + 1, Node: 3, Peer: 1, Flow: 1, Aux: int64(at + long), Until: at + 2*long, Shape: trace.Response, Status: trace.OK}
		end := trace.Record{At: at + 2*long, Kind: trace.Arrive, Msg: id + 1, Node: 1, Peer: 3, Flow: 1}
		if k%10 < no {
			answer.Status = trace.Rejected
		} else if k%10 < no+lost {
			end = trace.Record{At: at + 2*long, Kind: trace.Lost, Msg: id + 1, Node: 3, Peer: 1, Flow: 1, Status: trace.Noise}
		}
		records = append(records, ask, trace.Record{At: at + long, Kind: trace.Arrive, Msg: id, Node: 3, Peer: 1, Flow: 1}, answer, end)
	}
	slices.SortStableFunc(records, func(x, y trace.Record) int { return cmp.Compare(x.At, y.At) })
	return NewTape(t, records)
}

// playing is a stage at an instant, while it plays at a speed.
func playing(tape *Tape, t sim.Time, speed float64) *Stage {
	s := NewStage(tape, 560, 300)
	s.Speed = speed
	s.Seek(t)
	return s
}

// dots counts the messages that are drawn one by one, and is the palest of them.
func dots(f *Frame) (n int, alpha uint8) {
	alpha = 255
	for _, i := range f.Items {
		if i.Msg != 0 {
			n++
			alpha = min(alpha, i.Alpha)
		}
	}
	return n, alpha
}

func TestMessagesAreDotsUpToSomeRateAndAFlowBeyond(t *testing.T) {
	for _, row := range []struct {
		reason  string
		rate    int
		long    sim.Time
		speed   float64
		flowing bool
	}{
		{"5 requests and answers a second, each under way for 300 ms", 5, 300 * ms, 1, false},
		{"30 of each", 30, 300 * ms, 1, true},
		{"the same, played so slowly that 6 pass a second", 30, 300 * ms, .1, false},
		{"5 of each, played ten times as fast", 5, 300 * ms, 10, true},
		{"5 of each, but they fly by in a twentieth of a second", 5, 50 * ms, 1, true},
		{"one of each, which fly by", 1, 50 * ms, 1, false},
		{"few a second, but far more at once than can be told apart", 200, 900 * ms, .04, true},
		{"as much, while it stands still", 200, 900 * ms, 0, false},
	} {
		f := playing(brook(row.rate, row.long, 0, 0), 5*sim.Second+10*ms, row.speed).Frame()
		n, alpha := dots(f)
		if flowing := len(f.Flows) > 0; flowing != row.flowing || flowing && n > 0 || !flowing && (alpha < 255) {
			t.Errorf("%s: %d flows and %d dots, of which one has alpha %d", row.reason, len(f.Flows), n, alpha)
		}
	}
}

// TestBetweenDotsAndFlowBothArePale: what is at the bound does not flicker between them.
func TestBetweenDotsAndFlowBothArePale(t *testing.T) {
	f := playing(brook(10, 300*ms, 0, 0), 5*sim.Second+10*ms, 1).Frame()
	n, alpha := dots(f)
	if n == 0 || alpha == 255 || len(f.Flows) != 2 || f.Flows[0].Alpha == 255 || int(alpha)+int(f.Flows[0].Alpha) < 250 {
		t.Errorf("%d dots, the palest %d, and %+v", n, alpha, f.Flows)
	}
}

func TestAFlowGoesTheWayOfItsMessagesAndIsAsWideAsTheyAreMany(t *testing.T) {
	last := float32(1)
	for _, rate := range []int{50, 200, 800, 3200} {
		slow, fast := playing(brook(rate, 20*ms, 0, 0), 5*sim.Second, 1).Frame().Flows, playing(brook(rate, 20*ms, 0, 0), 5*sim.Second, 4).Frame().Flows
		if len(slow) != 2 || len(fast) != 2 || slow[0].From.X >= slow[0].To.X || slow[1].From.X <= slow[1].To.X {
			t.Fatalf("%d a second: %+v and %+v, want one there and one back", rate, slow, fast)
		}
		if w := slow[0].Width; math.Abs(float64(w-fast[0].Width)) > .02 || w < last+1 || w > last+3 {
			t.Errorf("%d a second are %v wide, four times as fast %v, a quarter of them %v", rate, w, fast[0].Width, last)
		}
		last = slow[0].Width
	}
}

func TestOfAFlowAsMuchIsRedAsComesToNothing(t *testing.T) {
	for _, row := range []struct{ no, lost int }{{0, 0}, {3, 0}, {0, 4}, {2, 5}} {
		flows := playing(brook(100, 20*ms, row.no, row.lost), 5*sim.Second, 1).Frame().Flows
		want := float64(row.no+row.lost) / 10
		if got := float64(flows[1].Bad / flows[1].Width); flows[0].Bad != 0 || math.Abs(got-want) > .02 {
			t.Errorf("of ten answers %d say no and %d are lost: %.2f of the flow is red; of the requests %.2f", row.no, row.lost, got, flows[0].Bad)
		}
	}
}

func TestReducedMotionHasFlowsWithoutAPulse(t *testing.T) {
	s := playing(brook(100, 20*ms, 0, 0), 5*sim.Second, 1)
	seen := map[float32]bool{}
	for k := range 20 {
		s.Seek(5*sim.Second + sim.Time(k)*100*ms)
		seen[s.Frame().Flows[0].Phase] = true
	}
	if len(seen) < 10 {
		t.Errorf("within two seconds the pulse is at %d points", len(seen))
	}
	s.Reduced = true
	for k := range 20 {
		s.Seek(5*sim.Second + sim.Time(k)*100*ms)
		if f := s.Frame().Flows[0]; f.Phase >= 0 || f.Width < 1 {
			t.Fatalf("with reduced motion: %+v", f)
		}
	}
}

// TestAPartOfARunHasTheFlowsOfAllOfIt: also where it has just begun.
func TestAPartOfARunHasTheFlowsOfAllOfIt(t *testing.T) {
	tape := busyTape(t, 12)
	whole, part := NewStage(tape, 560, 300), windowFrom(tape, 4*sim.Second)
	whole.Speed, part.Speed, part.Since = 2, 2, 4*sim.Second
	for _, after := range []sim.Time{ms, 500 * ms, 2500 * ms} {
		whole.Seek(4*sim.Second + after)
		part.Seek(4*sim.Second + after)
		a, b := whole.Frame().Flows, part.Frame().Flows
		if len(a) == 0 || len(b) < len(a)*3/4 || len(b) > len(a)*4/3 {
			t.Errorf("%v after its beginning a part has %d flows, and the whole run %d", after, len(b), len(a))
		}
		if after > 2*sim.Second && len(a) != len(b) {
			t.Errorf("%v after its beginning a part has %d flows, and the whole run %d", after, len(b), len(a))
		}
	}
}
