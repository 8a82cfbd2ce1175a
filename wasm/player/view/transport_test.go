package view

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// upload is a message on a transport: it waits for the window, its first bytes
// are lost half-way and sent again, and arrive behind a hole.
func upload() []trace.Record {
	held := func(at sim.Time, cause trace.Cause, there sim.Time) trace.Record {
		r := trace.Record{At: at * ms, Kind: trace.Enter, Msg: 1, Cause: cause}
		if there > 0 {
			r.Aux, r.Header = int64(there*ms), 100
		}
		return r
	}
	return []trace.Record{
		{At: 0, Kind: trace.Enter, Op: 1, N: 1, Cause: trace.InFlight}, // of something else
		{At: 10 * ms, Kind: trace.Send, Msg: 1, Node: 1, Peer: 3, Flow: 1, Payload: 100, Shape: trace.Request, Cause: trace.Congestion},
		held(50, trace.InFlight, 150),
		held(100, trace.Recovering, 0),
		held(300, trace.InFlight, 400),
		held(400, trace.Blocked, 0),
		{At: 450 * ms, Kind: trace.Arrive, Msg: 1, Node: 3, Peer: 1, Flow: 1},
	}
}

// ways are the points at which message 1 is shown.
func ways(t *testing.T, s *Stage, at ...sim.Time) []float32 {
	t.Helper()
	var list []float32
	for _, at := range at {
		i, ok := only(t, s, at*ms)
		if !ok {
			t.Fatalf("at %v ms there is no message", at)
		}
		list = append(list, i.X)
	}
	return list
}

func TestMessageOnATransportIsWhereItsFirstMissingByteIs(t *testing.T) {
	s := NewStage(NewTape(short(), upload()), 560, 300)
	for _, c := range []struct {
		reason   string
		from, to sim.Time
	}{
		{"it waits with its sender for the window", 10, 49}, {"it stays where it was lost", 100, 299}, {"it waits behind a hole", 400, 449},
	} {
		x := ways(t, s, c.from, (c.from+c.to)/2, c.to)
		if x[0] != x[1] || x[1] != x[2] {
			t.Errorf("%s: it is at %v", c.reason, x)
		}
	}
	for _, from := range []sim.Time{50, 300} {
		last := ways(t, s, from)[0]
		for at := from + 1; at < from+50; at++ {
			x := ways(t, s, at)[0]
			if x <= last {
				t.Fatalf("at %v ms it is in flight, and at %v, after %v", at, x, last)
			}
			last = x
		}
	}
	x := ways(t, s, 49, 99, 100, 399, 449)
	begin, end := s.layout.Plots[0].X, s.layout.Plots[2].X
	if half := (begin + end) / 2; x[0] > begin+.2*(end-begin) || x[1] < half-.1*(end-begin) || x[1] > half+.1*(end-begin) || x[2] < x[1] {
		t.Errorf("from %v to %v: it waits at %v, is lost at %v and %v", begin, end, x[0], x[1], x[2])
	}
	if x[3] < end-.3*(end-begin) || x[4] >= x[3] {
		t.Errorf("it is there at %v, and waits at %v", x[3], x[4])
	}
}

// A message of many packets is as far as its bytes: 25 of 100 are there with the
// first packet, half when it waits for the window, 90 when its last packets are out,
// and all at its end.
func TestLongMessageIsAsFarAsItsBytes(t *testing.T) {
	records := append(upload()[1:2],
		trace.Record{At: 20 * ms, Kind: trace.Enter, Msg: 1, Cause: trace.InFlight, Aux: int64(120 * ms), Header: 25},
		trace.Record{At: 220 * ms, Kind: trace.Enter, Msg: 1, Cause: trace.Congestion, Payload: 50},
		trace.Record{At: 320 * ms, Kind: trace.Enter, Msg: 1, Cause: trace.InFlight, Aux: int64(330 * ms), Payload: 50, Header: 60},
		trace.Record{At: 370 * ms, Kind: trace.Enter, Msg: 1, Cause: trace.Transfer, Payload: 60},
		trace.Record{At: 470 * ms, Kind: trace.Enter, Msg: 1, Cause: trace.InFlight, Aux: int64(480 * ms), Payload: 80, Header: 90},
		trace.Record{At: 500 * ms, Kind: trace.Arrive, Msg: 1, Node: 3, Peer: 1, Flow: 1})
	s := NewStage(NewTape(short(), records), 560, 300)
	m := func(at sim.Time) float32 {
		s.Seek(at * ms)
		return s.tape.progress(&s.state.flights[0], at*ms)
	}
	share := func(bytes float32) float32 { return shareOut + (shareThere-shareOut)*bytes/100 }
	for _, c := range []struct {
		at    sim.Time
		bytes float32
	}{{10, 0}, {20, 0}, {70, 12.5}, {120, 25}, {170, 37.5}, {220, 50}, {319, 50}, {325, 55}, {330, 60}, {350, 60}, {370, 60}, {420, 70}, {470, 80}, {475, 85}, {480, 90}, {490, 95}} {
		if got, want := m(c.at), share(c.bytes); got < want-.001 || got > want+.001 {
			t.Errorf("at %d ms it is at a share of %v, want %v", c.at, got, want)
		}
	}
}

func TestMessageOnATransportIsInOnePlaceWhicheverWayItsInstantIsReached(t *testing.T) {
	tape := NewTape(short(), upload())
	forth, back := NewStage(tape, 560, 300), NewStage(tape, 560, 300)
	var there [500]Item
	for at := range there {
		there[at], _ = only(t, forth, sim.Time(at)*ms)
	}
	for at := len(there) - 1; at >= 0; at-- {
		got, _ := only(t, back, sim.Time(at)*ms)
		if diff := cmp.Diff(there[at], got); diff != "" {
			t.Fatalf("at %d ms (-forth +back):\n%s", at, diff)
		}
	}
}

func TestAWindowShowsAMessageOnATransportWhereTheWholeDoes(t *testing.T) {
	whole := NewStage(NewTape(short(), upload()), 560, 300)
	for from := sim.Time(11); from < 460; from += 7 {
		past := trace.NewPending(lossMemory)
		rest := upload()
		for len(rest) > 0 && rest[0].At < from*ms {
			past.Fold(rest[:1])
			rest = rest[1:]
		}
		part := NewStage(NewTape(short(), append(past.Records(from*ms), rest...)), 560, 300)
		for at := from; at < 460; at += 13 {
			want, _ := only(t, whole, at*ms)
			if got, _ := only(t, part, at*ms); got != want {
				t.Fatalf("at %v ms of a window from %v on it is %+v, and should be %+v", at, from, got, want)
			}
		}
	}
}

func TestMessageOnATransportIsThereUntilItsEndIsTold(t *testing.T) {
	s := NewStage(NewTape(short(), upload()[:2]), 560, 300)
	if _, ok := only(t, s, 900*ms); !ok {
		t.Error("nobody said that it has arrived, and it is gone")
	}
	s = NewStage(NewTape(short(), upload()), 560, 300)
	if i, ok := only(t, s, 450*ms); ok {
		t.Errorf("it has arrived, and there is %+v", i)
	}
}

func TestMessageOnATransportIsCrossedOutWhereItWas(t *testing.T) {
	records := append(upload()[:4], trace.Record{At: 200 * ms, Kind: trace.Lost, Msg: 1, Node: 1, Peer: 3, Flow: 1, Status: trace.Crashed})
	s := NewStage(NewTape(short(), records), 560, 300)
	before, _ := only(t, s, 199*ms)
	after, ok := only(t, s, 200*ms)
	if !ok || after.Shape != Cross || square(Point{before.X, before.Y}, Point{after.X, after.Y}) > 1 {
		t.Errorf("it was %+v, and became %+v", before, after)
	}
}

func TestMessageOfWhichNobodySaysWhenItArrivesIsHalfWay(t *testing.T) {
	records := upload()[:3]
	records[2].Aux = 0
	s := NewStage(NewTape(short(), records), 560, 300)
	begin, end := s.layout.Plots[0].X, s.layout.Plots[2].X
	if x := ways(t, s, 50, 120, 500); x[0] != x[1] || x[1] != x[2] || x[0] < begin+.3*(end-begin) || x[0] > end-.3*(end-begin) {
		t.Errorf("it is at %v", x)
	}
}

func TestWhatHoldsAPlannedMessageUpDoesNotMoveIt(t *testing.T) {
	enter := trace.Record{At: 10 * ms, Kind: trace.Enter, Msg: 1, Cause: trace.Recovering}
	plain, said := NewStage(NewTape(short(), []trace.Record{sent(0)}), 560, 300), NewStage(NewTape(short(), []trace.Record{sent(0), enter}), 560, 300)
	for at := range sim.Time(100) {
		if x, y := ways(t, plain, at)[0], ways(t, said, at)[0]; x != y {
			t.Fatalf("at %v ms it is at %v, and otherwise at %v", at, y, x)
		}
	}
}
