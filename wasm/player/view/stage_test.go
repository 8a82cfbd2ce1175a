package view

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
)

func clone(f *Frame) Frame {
	return Frame{slices.Clone(f.Wires), append([]Flow(nil), f.Flows...), slices.Clone(f.Items), slices.Clone(f.Texts)}
}

func TestFrameIsEqualWhicheverWayItsInstantWasReached(t *testing.T) {
	tape := busyTape(t, 12)
	if len(tape.keys) < 3 {
		t.Fatalf("%d records need no keyframe", len(tape.records))
	}
	rapid.Check(t, func(t *rapid.T) {
		goal := sim.Time(rapid.Int64Range(0, int64(20*sim.Second)).Draw(t, "goal"))
		played, sought := NewStage(tape, 560, 300), NewStage(tape, 560, 300)
		step := sim.Time(rapid.Int64Range(int64(20*ms), int64(sim.Second)).Draw(t, "step"))
		for at := sim.Time(0); at < goal; at += step {
			played.Seek(at)
			played.Frame()
		}
		sought.Speed = 3
		for _, at := range rapid.SliceOfN(rapid.Int64Range(-1, int64(21*sim.Second)), 0, 8).Draw(t, "detour") {
			sought.Seek(sim.Time(at))
			sought.Frame()
		}
		played.Speed = rapid.SampledFrom([]float64{0, .1, 1, 7.5, 100}).Draw(t, "speed")
		sought.Speed = played.Speed
		played.Seek(goal)
		sought.Seek(goal)
		if diff := cmp.Diff(clone(played.Frame()), clone(sought.Frame())); diff != "" {
			t.Errorf("at %v, played and sought: %s", goal, diff)
		}
		if p, s := string(played.Sentence(nil)), string(sought.Sentence(nil)); p != s {
			t.Errorf("at %v, played: %q, sought: %q", goal, p, s)
		}
	})
}

func TestTwoStagesOfOneTapeShowTheSame(t *testing.T) {
	tape := busyTape(t, 12)
	left, right := NewStage(tape, 560, 300), NewStage(tape, 560, 300)
	for at := sim.Time(0); at < 20*sim.Second; at += 700 * ms {
		left.Seek(at)
		right.Seek(at)
		if diff := cmp.Diff(clone(left.Frame()), clone(right.Frame())); diff != "" {
			t.Fatalf("at %v: %s", at, diff)
		}
	}
}

func TestResizingAndBackGivesTheSameFrame(t *testing.T) {
	s := NewStage(busyTape(t, 12), 560, 300)
	s.Seek(7 * sim.Second)
	before := clone(s.Frame())
	s.Resize(358, 290)
	s.Frame()
	s.Resize(560, 300)
	if diff := cmp.Diff(before, clone(s.Frame())); diff != "" {
		t.Error(diff)
	}
}

// The state is held against one that is folded in the plain way.
func TestStateIsWhatTheRecordsSay(t *testing.T) {
	tape := busyTape(t, 12)
	waiting, under := map[trace.Place]int32{}, map[uint32]bool{}
	conns := map[uint32]bool{}
	s := newState(tape)
	for i := range tape.records {
		r := &tape.records[i]
		switch r.Kind {
		case trace.Queue:
			waiting[r.Node] = int32(r.Aux)
		case trace.Send:
			under[r.Msg] = true
		case trace.Arrive, trace.Lost:
			delete(under, r.Msg)
		case trace.Opened:
			conns[r.Conn] = true
		case trace.Close, trace.Reset:
			delete(conns, r.Conn)
		}
		s.seek(tape, i+1)
		if len(s.flights) != len(under) {
			t.Fatalf("record %d: %d under way, want %d", i, len(s.flights), len(under))
		}
		if r.Kind == trace.Queue && s.spots[tape.cast.spot(r.Node)].waiting != waiting[r.Node] {
			t.Fatalf("record %d: %d wait at %d, want %d", i, s.spots[tape.cast.spot(r.Node)].waiting, r.Node, waiting[r.Node])
		}
		ends := int32(0)
		for _, e := range s.edges {
			ends += e.conns
		}
		if int(ends) != len(conns) {
			t.Fatalf("record %d: %d connections, want %d", i, ends, len(conns))
		}
		for k := range s.spots {
			n := &s.spots[k]
			if n.waiting < 0 || n.kept < 0 || n.conns < 0 || slices.Min(n.busy[:]) < 0 || slices.Min(n.held[:]) < 0 {
				t.Fatalf("record %d: %+v at spot %d", i, n, k)
			}
		}
	}
}

func TestNothingIsDrawnOutsideThePicture(t *testing.T) {
	for _, size := range []Point{{560, 300}, {358, 290}, {700, 420}, {300, 300}} {
		for _, shops := range []int{1, 6, 20, 60, 61, 200, 100_000} {
			s := NewStage(busyTape(t, shops), size.X, size.Y)
			for _, at := range []sim.Time{0, 7 * sim.Second, 11 * sim.Second} {
				s.Seek(at)
				f := s.Frame()
				for _, w := range f.Wires {
					for k := range 11 {
						if at, _, _ := w.At(float32(k) / 10); at.X < 0 || at.X > size.X || at.Y < Head || at.Y > size.Y {
							t.Fatalf("%v px, %d shops: a wire goes through %v", size, shops, at)
						}
					}
				}
				for _, i := range f.Items {
					if i.X-i.W/2 < 0 || i.X+i.W/2 > size.X || i.Y-i.H/2 < Head-4 || i.Y+i.H/2 > size.Y {
						t.Fatalf("%v px, %d shops, at %v: %+v", size, shops, at, i)
					}
				}
			}
		}
	}
}

func TestPlacesDoNotOverlap(t *testing.T) {
	for _, size := range []Point{{560, 300}, {358, 290}, {700, 420}} {
		for _, shops := range []int{1, 6, 20, 60, 200, 100_000} {
			places := NewStage(busyTape(t, shops), size.X, size.Y).Places()
			for i, p := range places {
				for _, q := range places[:i] {
					if p.X < q.X+q.W && q.X < p.X+p.W && p.Y < q.Y+q.H && q.Y < p.Y+p.H {
						t.Errorf("%v px, %d shops: %s is over %s", size, shops, p.Name, q.Name)
					}
				}
			}
		}
	}
}

func TestOneClientAboveManyLeavesTheHeadAlone(t *testing.T) {
	tape := film(t, `{
	  "version": 1, "title": "above", "duration": "1s",
	  "nodes": {"crowd": {"kind": "client", "count": 40}, "alone": {"kind": "client"}, "api": {"kind": "server"}},
	  "flows": {"f": {"from": ["alone", "crowd"], "to": "api", "pattern": "requestResponse", "send": {"rate": "1/s"}}}
	}`)
	for _, size := range []Point{{560, 300}, {358, 290}, {358, 240}} {
		for _, p := range NewStage(tape, size.X, size.Y).Places() {
			if p.Y < Head-1 {
				t.Errorf("%v px: %s begins at %v px, in the head", size, p.Name, p.Y)
			}
		}
	}
}

// A tape may come from anywhere: whatever its records say, there is a picture.
func TestAnyRecordsGiveAPicture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := rapid.SliceOfN(rapid.Custom(anyRecord), 0, 60).Draw(t, "records")
		slices.SortStableFunc(records, func(x, y trace.Record) int { return int(x.At - y.At) })
		s := NewStage(NewTape(short(), records), 560, 300)
		for at := sim.Time(0); at <= 200; at += 10 {
			s.Seek(at)
			s.Frame()
			s.Sentence(nil)
			s.Hit(Point{float32(at), 100})
		}
	})
}

func anyRecord(t *rapid.T) trace.Record {
	small := rapid.Uint32Range(0, 6)
	return trace.Record{
		At: sim.Time(rapid.Int64Range(0, 200).Draw(t, "at")), Until: sim.Time(rapid.Int64().Draw(t, "until")),
		Aux: rapid.Int64().Draw(t, "aux"), Msg: small.Draw(t, "msg"), Conn: small.Draw(t, "conn"),
		Node: trace.Place(small.Draw(t, "node")),
		Flow: rapid.Uint16Range(0, 20).Draw(t, "flow"), Kind: trace.Kind(rapid.Uint8Range(0, uint8(trace.Kinds)).Draw(t, "kind")),
		Shape: trace.Shape(rapid.Uint8Range(0, 20).Draw(t, "shape")), Payload: rapid.OneOf(small, rapid.Uint32()).Draw(t, "payload"), Peer: trace.Place(small.Draw(t, "peer")), Parent: small.Draw(t, "parent"),
		Header: rapid.Uint32().Draw(t, "header"), Status: trace.Status(rapid.Uint8().Draw(t, "status")),
	}
}
