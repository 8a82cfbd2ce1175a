package view

import (
	"os"
	"slices"
	"strings"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// pageLoads is a stage of a variant of the scenario in which pages are loaded over six
// connections, or one, or thirty.
func pageLoads(t *testing.T, variant string) *Stage {
	t.Helper()
	text, err := os.ReadFile("../../../patterns/gallery/six-connections-or-one.json")
	if err != nil {
		t.Fatal(err)
	}
	return NewStage(filmOf(t, string(text), variant), 624, 380)
}

// fullest is the instant at which most streams are open while the first pages load.
func fullest(s *Stage) (at sim.Time) {
	most := int32(0)
	for t := 12 * sim.Second; t < 14*sim.Second; t += ms {
		for e := range s.tape.bundles {
			if _, n := s.tape.carried(e, t); n > most {
				at, most = t, n
			}
		}
	}
	return at
}

// carries is what the rows of the fullest wire show at an instant.
func carries(s *Stage, at sim.Time) (list []float32) {
	s.Seek(at)
	var most float32
	for e := range s.layout.sheaf {
		var rows [mostLines]float32
		shown, sum := rows[:s.rows(e, &rows)], float32(0)
		for _, n := range shown {
			sum += n
		}
		if sum > most {
			most, list = sum, slices.Clone(shown)
		}
	}
	return list
}

func TestSixConnectionsAndOneDifferInTheirRowsAndInWords(t *testing.T) {
	for _, c := range []struct {
		variant string
		rows    []float32
		says    string
	}{
		{"base", []float32{1, 1, 1, 1, 1, 1}, "6 connections between reader/1 and site, with 6 streams"},
		{"one", []float32{30}, "1 connection between reader/1 and site, with 30 streams"},
		{"thirty", []float32{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, "30 connections between reader/1 and site, with 30 streams"},
	} {
		s := pageLoads(t, c.variant)
		if got := carries(s, fullest(s)); !slices.Equal(got, c.rows) {
			t.Errorf("%s: the rows have %v, want %v", c.variant, got, c.rows)
		}
		if got := string(s.Sentence(nil)); !strings.Contains(got, c.says) {
			t.Errorf("%s: %q does not say %q", c.variant, got, c.says)
		}
		if carries(s, 20*sim.Second) != nil || strings.Contains(string(s.Sentence(nil)), "stream") {
			t.Errorf("%s: there are streams while nobody loads a page", c.variant)
		}
	}
}

func TestAConnectionCarriesNoMoreAtATimeThanItsLinkLetsIt(t *testing.T) {
	s := pageLoads(t, "base")
	for at := 10 * sim.Second; at < 30*sim.Second; at += 7 * ms {
		for _, n := range carries(s, at) {
			if n > 1 {
				t.Fatalf("at %v a connection of HTTP/1.1 carries %v", at, n)
			}
		}
	}
}

// asks is a request of a phone's on a connection that is open since 0, and another one,
// which is never answered.
func asks() []trace.Record {
	other := sent(10 * ms)
	other.Msg, other.Conn = 2, 7
	first := sent(10 * ms)
	first.Conn = 7
	ask := trace.Record{At: 10 * ms, Kind: trace.Ask, Msg: 1, Op: 5, N: 1, Node: 1, Flow: 1}
	return []trace.Record{{Kind: trace.Opened, Conn: 7, Node: 1, Peer: 3}, ask, first, other}
}

func TestAStreamIsOpenUntilNothingMoreIsToComeOnIt(t *testing.T) {
	answer := trace.Record{At: 20 * ms, Kind: trace.Send, Msg: 3, Parent: 1, Conn: 7, Node: 3, Peer: 1, Flow: 1, Until: 30 * ms, Shape: trace.Response, Status: trace.OK}
	there := trace.Record{At: 30 * ms, Kind: trace.Arrive, Msg: 3, Node: 1, Peer: 3, Flow: 1, Status: trace.OK}
	arrived := trace.Record{At: 15 * ms, Kind: trace.Arrive, Msg: 1, Node: 3, Peer: 1, Flow: 1}
	for _, c := range []struct {
		reason string
		then   []trace.Record
		left   int32
	}{
		{"nothing happens", nil, 2},
		{"its answer is sent", []trace.Record{answer}, 2},
		{"its answer is there", []trace.Record{answer, there}, 1},
		{"it is lost", []trace.Record{{At: 20 * ms, Kind: trace.Lost, Msg: 1, Node: 1, Peer: 3, Status: trace.Noise}}, 1},
		{"its answer is lost", []trace.Record{answer, {At: 30 * ms, Kind: trace.Lost, Msg: 3, Node: 3, Peer: 1, Status: trace.Noise}}, 1},
		{"it waited in vain", []trace.Record{{At: 20 * ms, Kind: trace.Drop, Msg: 1, Node: 3, Status: trace.TimedOut}}, 1},
		{"it is turned away, and told so", []trace.Record{{At: 20 * ms, Kind: trace.Drop, Msg: 1, Node: 3, Status: trace.Rejected}}, 2},
		{"its asker takes it back", []trace.Record{{At: 20 * ms, Kind: trace.Send, Msg: 4, Parent: 1, Conn: 7, Node: 1, Peer: 3, Shape: trace.Cancelling}}, 1},
		{"its operation is over", []trace.Record{arrived, {At: 20 * ms, Kind: trace.End, Op: 5, N: 1, Status: trace.TimedOut}}, 1},
		{"its operation is over while it is on its way", []trace.Record{{At: 20 * ms, Kind: trace.End, Op: 5, N: 1, Status: trace.TimedOut}}, 2},
		{"the connection ends", []trace.Record{{At: 20 * ms, Kind: trace.Close, Conn: 7, Node: 1, Peer: 3}}, 0},
		{"the connection breaks", []trace.Record{{At: 20 * ms, Kind: trace.Reset, Conn: 7, Node: 1, Peer: 3, Status: trace.Crashed}}, 0},
	} {
		tape := NewTape(short(), append(asks(), c.then...))
		if _, n := tape.carried(0, 50*ms); n != c.left {
			t.Errorf("where %s, %d streams are left, want %d", c.reason, n, c.left)
		}
	}
}

func TestASubscriptionIsAStreamUntilItsConnectionEnds(t *testing.T) {
	records := asks()
	records[2].Shape, records[3].Shape = trace.Subscribe, trace.Subscribe
	push := trace.Record{At: 20 * ms, Kind: trace.Send, Msg: 3, Parent: 1, Conn: 7, Node: 3, Peer: 1, Flow: 1, Until: 30 * ms, Shape: trace.Push, Status: trace.OK}
	tape := NewTape(short(), append(records, push, trace.Record{At: 30 * ms, Kind: trace.Arrive, Msg: 3, Node: 1, Peer: 3, Flow: 1}))
	if _, n := tape.carried(0, 50*ms); n != 2 {
		t.Errorf("after a push %d subscriptions are open, want 2", n)
	}
}

func TestOfOneConnectionWithOneStreamItsWireTellsEnough(t *testing.T) {
	for n, want := range map[int]int{3: 0, 4: 1} {
		s := NewStage(NewTape(short(), asks()[:n]), 560, 300)
		s.Seek(50 * ms)
		s.Frame()
		if len(s.sheaf) != want {
			t.Errorf("with %d requests on a connection, %d wires show what they carry", n-2, len(s.sheaf))
		}
	}
}

func TestAPartOfARunTellsWhatItsConnectionsCarryAsTheWholeDoes(t *testing.T) {
	for _, variant := range []string{"base", "one", "thirty"} {
		whole := pageLoads(t, variant)
		for from := 12 * sim.Second; from < 16*sim.Second; from += 97 * ms {
			part := windowFrom(whole.tape, from)
			part.Resize(624, 380)
			for _, on := range []sim.Time{0, 30 * ms, 200 * ms} {
				if a, b := carries(whole, from+on), carries(part, from+on); !slices.Equal(a, b) {
					t.Fatalf("%s, %v behind %v: the whole has %v, its part %v", variant, on, from, a, b)
				}
			}
		}
	}
}

func TestTheMoreConnectionsTheMoreRowsButNoMoreThanFit(t *testing.T) {
	for conns, want := range map[int32]int{1: 1, 6: 6, 7: 7, 12: 8, 30: 11, 100: 12, 100_000: mostLines} {
		if got := lines(conns); got != want {
			t.Errorf("%d connections have %d rows, want %d", conns, got, want)
		}
	}
}

func TestWhatConnectionsCarryLiesOverNoPlaceAndNoneOfItsKind(t *testing.T) {
	s := pageLoads(t, "thirty")
	for _, size := range []Point{{358, 290}, {328, 290}, {624, 380}, {1200, 700}} {
		s.Resize(size.X, size.Y)
		s.Seek(fullest(s))
		s.Frame()
		if len(s.sheaf) == 0 {
			t.Errorf("at %v px nothing is shown", size)
		}
		taken := s.layout.plots()
		for _, room := range s.sheaf {
			if slices.ContainsFunc(taken, room.over) {
				t.Errorf("at %v px the connections of a wire lie over something: %+v", size, room)
			}
			taken = append(taken, room)
		}
	}
}

func TestAFrameOfStreamsTakesNoMemory(t *testing.T) {
	s := pageLoads(t, "thirty")
	at := fullest(s)
	var text []byte
	show := func() {
		s.Seek(at)
		s.Frame()
		text = s.Sentence(text[:0])
	}
	show()
	if n := testing.AllocsPerRun(20, show); n > 0 {
		t.Errorf("a frame makes %v allocations", n)
	}
}
