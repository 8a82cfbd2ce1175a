package view

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// A shop asks for pages, of which each server's cache keeps eight, and for reports,
// for which a server has two connections; what is sold goes into a log of three
// partitions. A cache crashes, and so does a reader.
const remembering = `{
  "version": 1, "title": "remembering", "seed": 3, "duration": "10s",
  "keys": {"page": {"count": 40, "law": "zipf", "exponent": 1}},
  "nodes": {
    "shop":   {"kind": "client"},
    "cache":  {"kind": "store", "count": 2, "workers": 4, "service": "1ms", "cache": {"capacity": 8, "timeToLive": "2s", "origin": {"to": "db"}}},
    "db":     {"kind": "server", "workers": 4, "service": "5ms"},
    "api":    {"kind": "server", "workers": 4, "pools": {"db": {"size": 2}}, "steps": [{"work": "1ms"}, {"hold": "db", "do": [{"call": "db"}]}]},
    "lb":     {"kind": "balancer", "to": "cache"},
    "broker": {"kind": "broker"},
    "billing": {"kind": "server", "count": 2, "service": "30ms"}
  },
  "flows": {
    "read":   {"from": "shop", "to": "lb", "pattern": "requestResponse", "about": "page", "send": {"arrivals": "poisson", "rate": "50/s"}},
    "report": {"from": "shop", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "poisson", "rate": "150/s"}},
    "event":  {"from": "billing", "to": "broker", "pattern": "log", "about": "page", "log": {"partitions": 3},
               "updates": {"source": "shop", "audience": "all", "arrivals": "poisson", "totalRate": "50/s"}}
  },
  "timeline": {
    "cold":   {"at": "4s", "for": "1s", "fault": "crash", "target": "cache/0"},
    "silent": {"at": "6s", "for": "1s", "fault": "crash", "target": "billing/1"}
  }
}`

// What a place remembers is held against sets that are kept in the plain way.
func TestWhatIsRememberedIsWhatTheRecordsSay(t *testing.T) {
	tape := film(t, remembering)
	first := map[string]trace.Place{}
	for _, n := range tape.topology.Nodes {
		first[n.ID] = n.First
	}
	cache, api := first["cache"], int(tape.cast.spot(first["api"]))
	type key struct {
		place       trace.Place
		space, page uint32
	}
	kept, taken, wanted := map[key]bool{}, map[uint32]bool{}, map[uint32]bool{}
	shelved := map[trace.Place]int32{}
	var next, done [4]int64
	s := newState(tape)
	most := [3]int32{}
	for i := range tape.records {
		r := &tape.records[i]
		switch r.Kind {
		case trace.Keep:
			kept[key{r.Node, r.Header, r.Payload}] = true
		case trace.Forget:
			delete(kept, key{r.Node, r.Header, r.Payload})
		case trace.Flushed:
			for k := range kept {
				if k.place == r.Node {
					delete(kept, k)
				}
			}
		case trace.Want:
			wanted[r.Header] = true
		case trace.Forgo:
			delete(wanted, r.Header)
		case trace.Take:
			delete(wanted, r.Header)
			taken[r.Header] = true
		case trace.Yield:
			delete(taken, r.Header)
		case trace.Store:
			next[r.Payload] = int64(r.Header) + 1
		case trace.Commit:
			done[r.Payload] = r.Aux
		}
		s.seek(tape, i+1)
		clear(shelved)
		for k := range kept {
			shelved[k.place]++
		}
		for _, place := range []trace.Place{cache, cache + 1} {
			if n := s.spots[tape.cast.spot(place)].entries; n != shelved[place] {
				t.Fatalf("record %d: %d keys at %s, want %d", i, n, tape.topology.Name(place), shelved[place])
			}
		}
		if now := s.poolsOf(tape, api)[0]; int(now.taken) != len(taken) || int(now.waiting) != len(wanted) {
			t.Fatalf("record %d: %+v, want %d and %d", i, now, len(taken), len(wanted))
		}
		for k := range tape.tracks {
			number := tape.parts[tape.tracks[k].part].number
			if n := s.behind(tape, int32(k)); int64(n) != next[number]-done[number] {
				t.Fatalf("record %d: %d behind in partition %d, want %d", i, n, number, next[number]-done[number])
			}
			most[2] = max(most[2], s.behind(tape, int32(k)))
		}
		most[0], most[1] = max(most[0], shelved[cache]), max(most[1], int32(len(wanted)))
	}
	if len(tape.tracks) != 3 || most[0] != 8 || most[1] < 3 || most[2] < 3 {
		t.Errorf("%d tracks, %d kept, %d waiting and %d behind at most: there is too little to see", len(tape.tracks), most[0], most[1], most[2])
	}
}

func TestAWindowRemembersWhatTheWholeRunDoes(t *testing.T) {
	tape := film(t, remembering)
	whole := NewStage(tape, 560, 300)
	for _, from := range []sim.Time{2500 * ms, 4500 * ms, 6500 * ms, 9 * sim.Second} {
		window := windowFrom(tape, from)
		for _, on := range []sim.Time{0, 10 * ms, 300 * ms} {
			whole.Seek(from + on)
			window.Seek(from + on)
			if diff := cmp.Diff(whole.Frame().Items, window.Frame().Items); diff != "" {
				t.Errorf("from %v, %v on (-whole +window):\n%s", from, on, diff)
			}
			if diff := cmp.Diff(whole.Frame().Wires, window.Frame().Wires); diff != "" {
				t.Errorf("from %v, %v on (-whole +window):\n%s", from, on, diff)
			}
			if diff := cmp.Diff(whole.Frame().Texts, window.Frame().Texts); diff != "" {
				t.Errorf("from %v, %v on (-whole +window):\n%s", from, on, diff)
			}
		}
	}
}

func TestHitsAndMissesAreShownForAWhile(t *testing.T) {
	look := func(at sim.Time, kind trace.Kind, status trace.Status) trace.Record {
		return trace.Record{At: at, Kind: kind, Node: 3, Payload: 7, Header: 1, Status: status}
	}
	s := NewStage(NewTape(short(), []trace.Record{
		look(100*ms, trace.Missed, 0),
		look(200*ms, trace.Hit, trace.OK),
		look(300*ms, trace.Hit, trace.Expired),
	}), 560, 300)
	for _, row := range []struct {
		at   sim.Time
		want []Sprite
	}{
		{99 * ms, nil},
		{100 * ms, []Sprite{Diamond}},
		{300 * ms, []Sprite{Ring, Disc, Diamond}},
		{100*ms + looked, []Sprite{Ring, Disc, Diamond}},
		{101*ms + looked, []Sprite{Ring, Disc}},
		{250 * ms, []Sprite{Disc, Diamond}},
	} {
		s.tape.topology.Horizon = 10 * sim.Second
		s.Seek(row.at)
		var got []Sprite
		for _, i := range s.Frame().Items {
			if i.Shape == Disc || i.Shape == Ring || i.Shape == Diamond {
				got = append(got, i.Shape)
			}
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("at %v: %v, want %v", row.at, got, row.want)
		}
	}
}

// A shelf that has an end shows how full it is, and one unit of a pool that is
// taken is one cell, whoever waits.
func TestAShelfAndAPoolFill(t *testing.T) {
	keep := trace.Record{At: 10 * ms, Kind: trace.Keep, Node: 3, Payload: 7, Header: 1, Status: trace.OK, Aux: 2}
	take := trace.Record{At: 20 * ms, Kind: trace.Take, Node: 3, Msg: 1, Payload: 1, Header: 1}
	want := trace.Record{At: 30 * ms, Kind: trace.Want, Node: 3, Msg: 2, Payload: 1, Header: 2, Aux: 1}
	s := NewStage(NewTape(short(), []trace.Record{keep, take, want}), 560, 300)
	count := func(at sim.Time, c Colour, shape Sprite) (n int) {
		s.Seek(at)
		for _, i := range s.Frame().Items {
			if i.Fill == c && i.Shape == shape {
				n++
			}
		}
		return n
	}
	for _, row := range []struct {
		what  string
		at    sim.Time
		c     Colour
		shape Sprite
		more  int
	}{
		{"entries", 10 * ms, Soft, Square, 2},
		{"room that is left", 10 * ms, Line, Square, -2},
		{"units taken", 20 * ms, Ink, Bar, 1},
		{"units taken while one waits", 30 * ms, Warn, Bar, 1},
		{"units free", 20 * ms, Line, Bar, -1},
	} {
		if before, now := count(0, row.c, row.shape), count(row.at, row.c, row.shape); now-before != row.more {
			t.Errorf("%s: %d at first, then %d", row.what, before, now)
		}
	}
}
