package view

import (
	"slices"
	"strings"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// only is the item that shows message 1.
func only(t *testing.T, s *Stage, at sim.Time) (i Item, ok bool) {
	t.Helper()
	s.Seek(at)
	for _, k := range s.Frame().Items {
		if k.Msg == 1 {
			return k, true
		}
	}
	return i, false
}

func TestMessageFliesFromItsSenderToItsGoal(t *testing.T) {
	arrive := trace.Record{At: 200 * ms, Kind: trace.Arrive, Msg: 1, Node: 3, Peer: 1, Flow: 1}
	s := NewStage(NewTape(short(), []trace.Record{sent(100 * ms), arrive}), 560, 300)
	last := s.layout.Plots[0].X
	for at := 100 * ms; at < 200*ms; at += ms {
		i, ok := only(t, s, at)
		if !ok || i.X < last {
			t.Fatalf("at %v: %+v, %v, behind %v", at, i, ok, last)
		}
		last = i.X
	}
	if goal := s.layout.Plots[2].X - s.layout.Plots[2].W/2; last < goal-10 {
		t.Errorf("it ends at %v, its goal is at %v", last, goal)
	}
	for _, at := range []sim.Time{0, 100*ms - 1, 200 * ms, 300 * ms} {
		if i, ok := only(t, s, at); ok {
			t.Errorf("at %v it is not under way, yet there is %+v", at, i)
		}
	}
}

func TestReducedMotionSteps(t *testing.T) {
	s := NewStage(NewTape(short(), []trace.Record{sent(0)}), 560, 300)
	s.Reduced = true
	seen := map[float32]bool{}
	for at := sim.Time(0); at < 100*ms; at += ms {
		i, _ := only(t, s, at)
		seen[i.X] = true
	}
	if len(seen) != 4 {
		t.Errorf("it was seen at %d points, want 4", len(seen))
	}
}

func TestBlockedMessageStopsShortOfItsGoal(t *testing.T) {
	block := trace.Record{At: 0, Kind: trace.Block, Msg: 1, Node: 1, Peer: 3, Flow: 1, Aux: int64(50 * ms), Until: 100 * ms}
	s := NewStage(NewTape(short(), []trace.Record{sent(0), block}), 560, 300)
	early, _ := only(t, s, 50*ms)
	late, _ := only(t, s, 99*ms)
	if early != late || early.X >= s.layout.Plots[2].X-s.layout.Plots[2].W/2 {
		t.Errorf("it waits at %+v, then at %+v", early, late)
	}
}

func TestLostMessageIsCrossedOutWhereItWasLost(t *testing.T) {
	lost := trace.Record{At: 50 * ms, Kind: trace.Lost, Msg: 1, Node: 1, Peer: 3, Flow: 1, Status: trace.Noise}
	s := NewStage(NewTape(short(), []trace.Record{sent(0), lost}), 560, 300)
	before, _ := only(t, s, 50*ms-1)
	after, ok := only(t, s, 50*ms)
	if !ok || after.Shape != Cross || after.Fill != Bad {
		t.Fatalf("it became %+v", after)
	}
	if square(Point{before.X, before.Y}, Point{after.X, after.Y}) > 1 {
		t.Errorf("it was at %v, %v; its cross is at %v, %v", before.X, before.Y, after.X, after.Y)
	}
	if _, ok := only(t, s, 50*ms+lossMemory); ok {
		t.Error("its cross is there for ever")
	}
}

func TestShapeIsKindColourIsFlowSizeIsBytes(t *testing.T) {
	tape := NewTape(short(), nil)
	s := NewStage(tape, 560, 300)
	for shape := trace.NoShape + 1; shape < trace.Shapes; shape++ {
		if s.drawn(&trace.Record{Shape: shape, Flow: 1}, Point{}).W == 0 {
			t.Errorf("%v has no look", shape)
		}
	}
	request, answer := s.drawn(&trace.Record{Shape: trace.Request, Flow: 1}, Point{}), s.drawn(&trace.Record{Shape: trace.Response, Flow: 2}, Point{})
	if request.Fill != Ground || request.Edge != Hue || answer.Fill != Hue+1 || answer.Edge != NoColour {
		t.Errorf("a request is hollow, an answer full, each in its flow's colour: %+v, %+v", request, answer)
	}
	if failed := s.drawn(&trace.Record{Shape: trace.Response, Flow: 1, Status: trace.Rejected}, Point{}); failed.Fill != Bad {
		t.Errorf("a refusal is %+v", failed)
	}
	last := float32(0)
	for size := uint32(1); size < 1<<30; size *= 3 {
		if r := radius(size); r < last || r > 10 {
			t.Errorf("%d bytes have radius %v, fewer have %v", size, r, last)
		} else {
			last = r
		}
	}
}

func TestHitFindsWhatIsDrawn(t *testing.T) {
	s := NewStage(NewTape(short(), []trace.Record{sent(0)}), 560, 300)
	i, _ := only(t, s, 50*ms)
	if h := s.Hit(Point{i.X + 2, i.Y - 2}); h.Msg != 1 {
		t.Errorf("at the message: %+v", h)
	}
	for k, o := range s.layout.Plots {
		if h := s.Hit(o.Point); h.Place != trace.Place(k+1) {
			t.Errorf("at place %d: %+v", k+1, h)
		}
	}
	for share := float32(.15); share < .9; share += .01 {
		if h := s.Hit(s.layout.way[0].at(share)); h.Msg == 0 && (h.From != 1 || h.To != 3) {
			t.Errorf("at %v of the wire: %+v", share, h)
		}
	}
	if h := s.Hit(Point{280, 20}); h != (Hit{}) {
		t.Errorf("where nothing is: %+v", h)
	}
}

func TestSentenceSaysWhatIsShown(t *testing.T) {
	at := func(t sim.Time, kind trace.Kind) trace.Record { return trace.Record{At: t, Kind: kind, Node: 3} }
	queue := trace.Record{At: 10 * ms, Kind: trace.Queue, Msg: 9, Node: 3, Aux: 1}
	slow := at(700*ms, trace.Speed)
	tape := NewTape(short(), []trace.Record{sent(0), queue,
		{At: 50 * ms, Kind: trace.Lost, Msg: 1, Node: 1, Peer: 3}, at(600*ms, trace.Down), at(650*ms, trace.Up), slow})
	s := NewStage(tape, 560, 300)
	for _, row := range []struct {
		at   sim.Time
		want string
	}{
		{0, "1 request in flight."},
		{20 * ms, "1 request in flight; 1 waiting at api."},
		{50 * ms, "Nothing is in flight; 1 message was just lost; 1 waiting at api."},
		{600 * ms, "Nothing is in flight; api is down; 1 waiting at api."},
		{700 * ms, "Nothing is in flight; api is paused; 1 waiting at api."},
	} {
		s.Seek(row.at)
		if got := string(s.Sentence(nil)); got != row.want {
			t.Errorf("at %v: %q, want %q", row.at, got, row.want)
		}
	}
}

func TestSentenceTellsLossFromLatenessAndRefusal(t *testing.T) {
	discard := func(msg uint32, why trace.Status) trace.Record {
		return trace.Record{At: 50 * ms, Kind: trace.Discard, Msg: msg, Node: 1, Peer: 3, Shape: trace.Response, Status: why}
	}
	drop := func(why trace.Status) trace.Record {
		return trace.Record{At: 50 * ms, Kind: trace.Drop, Msg: 7, Node: 3, Status: why}
	}
	for _, row := range []struct {
		records []trace.Record
		want    string
	}{
		{[]trace.Record{discard(2, trace.Late), discard(3, trace.Late)}, "1 request in flight; 2 answers just came too late."},
		{[]trace.Record{discard(2, trace.Duplicate)}, "1 request in flight."},
		{[]trace.Record{discard(2, trace.Refused), discard(3, trace.Late)}, "1 request in flight; 1 message was just lost; 1 answer just came too late."},
		{[]trace.Record{drop(trace.Rejected), drop(trace.Rejected)}, "1 request in flight; 2 messages were just turned away."},
		{[]trace.Record{drop(trace.TimedOut)}, "1 request in flight; 1 message just waited in vain."},
		{[]trace.Record{drop(trace.Crashed)}, "1 request in flight; 1 message was just lost."},
	} {
		s := NewStage(NewTape(short(), append([]trace.Record{sent(0)}, row.records...)), 560, 300)
		s.Seek(60 * ms)
		if got := string(s.Sentence(nil)); got != row.want {
			t.Errorf("after %v: %q, want %q", row.records, got, row.want)
		}
	}
}

func TestCrowdStandsForAllThatAreNotShown(t *testing.T) {
	tape := busyTape(t, 1_000_000)
	if len(tape.cast.spots) > mostSpots {
		t.Fatalf("%d spots", len(tape.cast.spots))
	}
	count := 0
	for _, s := range tape.cast.spots {
		count += s.Count
	}
	if count != tape.topology.Places.Len() {
		t.Errorf("the spots stand for %d places of %d", count, tape.topology.Places.Len())
	}
	for p := trace.Place(1); int(p) <= tape.topology.Places.Len(); p += 997 {
		s := tape.cast.spots[tape.cast.spot(p)]
		if p < s.Place || p >= s.Place+trace.Place(s.Count) {
			t.Errorf("place %d is shown by %+v", p, s)
		}
	}
	s := NewStage(tape, 560, 300)
	s.Seek(7 * sim.Second)
	if n := len(s.Frame().Items); n > mostDrawn {
		t.Errorf("%d items", n)
	}
	if title := s.word[s.title[5]]; strings.Contains(title, "shop") && title != "shop × 1,000,000" {
		t.Errorf("the crowd is called %q", title)
	}
}

func TestTheWireThatIsSelectedIsBold(t *testing.T) {
	s := NewStage(NewTape(short(), []trace.Record{sent(0)}), 560, 300)
	plain := slices.Clone(s.Frame().Wires)
	s.From, s.To = 3, 1
	for i, w := range s.Frame().Wires {
		if chosen := i == 0; chosen != (w.Width > plain[i].Width) {
			t.Errorf("wire %d: width %v, before %v", i, w.Width, plain[i].Width)
		}
	}
	s.AllWires = true
	for i, w := range s.Frame().Wires {
		if w.Width <= plain[i].Width {
			t.Errorf("wire %d of all: width %v, before %v", i, w.Width, plain[i].Width)
		}
	}
}
