package view

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// village is a tape of so many server nodes, each for itself, behind one balancer, which
// sends a message to each of them at 10 ms.
func village(servers int) *Tape {
	t := &trace.Topology{Horizon: sim.Second, Flows: []trace.Flow{{ID: "ask", From: []int{0}, To: 1}}}
	t.Nodes = []trace.Node{
		{ID: "phone", Kind: "client", First: 1, Count: 1, Queue: -1, Traits: trace.Traits{Edge: true}},
		{ID: "lb", Kind: "balancer", First: 2, Count: 1, Traits: trace.Traits{Relays: true}},
	}
	spots := []trace.Spot{{Node: 0}, {Node: 1}}
	records := []trace.Record{sent(0)}
	records[0].Peer = 2
	for k := range servers {
		place := trace.Place(3 + k)
		t.Nodes = append(t.Nodes, trace.Node{ID: fmt.Sprint("s", k), Kind: "server", First: place, Count: 1, Workers: 4, Queue: 10})
		t.Links = append(t.Links, trace.Link{From: 1, To: 2 + k})
		spots = append(spots, trace.Spot{Node: 2 + k})
		records = append(records, trace.Record{At: 10 * ms, Kind: trace.Send, Msg: uint32(k + 2), Node: 2, Peer: place, Flow: 1, Aux: int64(10 * ms), Until: 50 * ms, Shape: trace.Request})
	}
	t.Places = trace.SpotsOf(spots...)
	return NewTape(t, records)
}

// servers are the places of servers in a picture, and for how many the crowd of them stands.
func servers(s *Stage) (alone, crowd int) {
	for _, p := range s.Places() {
		if p.Kind == "server" && p.Count == 1 {
			alone++
		} else if p.Kind == "server" {
			crowd += p.Count
		}
	}
	return alone, crowd
}

func TestManyNodesThatAreAlikeAreGroupedAndOpenedOnDemand(t *testing.T) {
	for _, c := range []struct {
		servers             int
		open                []string
		alone, crowd, wires int
	}{
		{20, nil, 20, 0, 21}, // that many have room
		{200, nil, 3, 197, 5},
		{200, []string{"s0"}, 60, 140, 62},
		{50, []string{"s0"}, 50, 0, 51},
		{200, []string{"lb", "nobody"}, 3, 197, 5},
	} {
		tape := village(c.servers).Opened(c.open)
		for _, size := range []Point{{630, 365}, {358, 290}, {1280, 720}} {
			s := NewStage(tape, size.X, size.Y)
			s.Seek(30 * ms)
			if alone, crowd := servers(s); alone != c.alone || crowd != c.crowd || len(s.Frame().Wires) < c.wires {
				t.Errorf("of %d servers %d stand alone and %d in a crowd, on %d wires, with %v open", c.servers, alone, crowd, len(s.Frame().Wires), c.open)
			}
			if n, _ := dots(s.Frame()); n != c.servers+1 {
				t.Errorf("%d messages to %d servers are shown", n, c.servers)
			}
			fits(t, s, size)
		}
	}
}

// fits tells where places lie over each other, or outside of the picture.
func fits(t *testing.T, s *Stage, size Point) {
	t.Helper()
	places := s.Places()
	for i, p := range places {
		if p.X < 0 || p.Y < Head-4 || p.X+p.W > size.X || p.Y+p.H > size.Y {
			t.Errorf("%v px: %+v is outside", size, p)
		}
		for _, q := range places[:i] {
			if p.X < q.X+q.W && q.X < p.X+p.W && p.Y < q.Y+q.H && q.Y < p.Y+p.H {
				t.Fatalf("%v px: %s is over %s", size, p.Name, q.Name)
			}
		}
	}
}

func TestAGroupSaysThatItCanBeOpenedAndThatItIs(t *testing.T) {
	says := func(tape *Tape) (can, is string) {
		for _, p := range NewStage(tape, 630, 365).Places() {
			if p.Open {
				is += p.Family + " at " + p.Name
			} else if p.Family != "" {
				can += p.Family + " at " + p.Name
			}
		}
		return can, is
	}
	for _, c := range []struct {
		tape    *Tape
		can, is string
	}{
		{village(200), "s0 at s3 to s199", ""},
		{village(200).Opened([]string{"s0"}), "", "s0 at s0"},
		{village(20), "", ""},
		{fleet(18).Tape(), "api at api/3 to api/17", ""},
		{fleet(18).Tape().Opened([]string{"api"}), "", "api at api/0"},
	} {
		if can, is := says(c.tape); can != c.can || is != c.is {
			t.Errorf("%q can be opened and %q is, want %q and %q", can, is, c.can, c.is)
		}
	}
}

func TestAGroupThatIsOpenedAndClosedLooksAsBefore(t *testing.T) {
	tape := village(200)
	before, after := NewStage(tape, 560, 300), NewStage(tape.Opened([]string{"s0"}).Opened(nil), 560, 300)
	before.Seek(20 * ms)
	after.Seek(20 * ms)
	if diff := cmp.Diff(clone(before.Frame()), clone(after.Frame())); diff != "" {
		t.Error(diff)
	}
}

// TestWhatOneOfAGroupDoesIsShownAtItsSeat: places of a group of nodes are told apart as
// replicas are.
func TestWhatOneOfAGroupDoesIsShownAtItsSeat(t *testing.T) {
	s := NewStage(village(200), 630, 365)
	for _, place := range []trace.Place{3, 5, 6, 100, 202} {
		spot := s.tape.cast.spot(place)
		at, o := s.offset(spot, place), s.layout.Plots[spot]
		if hit := s.Hit(Point{o.X + at.X, o.Y + at.Y}); hit.Place != place {
			t.Errorf("where %d sits there is %+v", place, hit)
		}
	}
}

// column is a service that calls each of others, which stand above each other.
func column(t *testing.T, others int) *Stage {
	t.Helper()
	nodes, calls := "", ""
	for i := range others {
		nodes += fmt.Sprintf(`, "a-service-%d": {"kind": "server"}`, i)
		calls += fmt.Sprintf(`, {"to": "a-service-%d"}`, i)
	}
	return NewStage(film(t, `{"version": 1, "title": "column", "seed": 1, "duration": "1s",
		"nodes": {"user": {"kind": "client"}, "front": {"kind": "server", "calls": [`+calls[2:]+`]}`+nodes+`},
		"flows": {"ask": {"from": "user", "to": "front", "pattern": "requestResponse", "send": {"rate": "5/s"}}}}`), 1264, 380)
}

func TestNoNameOfAGroupLiesOverAPlaceOrAnotherName(t *testing.T) {
	for _, others := range []int{4, 9, 14} {
		s := column(t, others)
		for _, size := range []Point{{1264, 380}, {624, 380}, {358, 330}} {
			s.Resize(size.X, size.Y)
			var names []Item
			for _, n := range s.layout.Title {
				i := Item{X: n.X, Y: n.Y, W: letterWidth * 11, H: 8}
				for _, o := range s.layout.Plots {
					if i.over(Item{X: o.X, Y: o.Y, W: o.W, H: o.H}) {
						t.Errorf("%d at %v px: the name of node %d lies over a place", others, size, n.Node)
					}
				}
				if slices.ContainsFunc(names, i.over) {
					t.Errorf("%d at %v px: the name of node %d lies over another", others, size, n.Node)
				}
				names = append(names, i)
			}
		}
	}
}
