package check

import (
	"slices"
	"strings"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
	"pgregory.net/rapid"
)

// The places of the story.
const (
	phone   trace.Place = 1 + iota // of a client, with no limit on anything
	tablet                         // its other replica
	api                            // a server of one worker, with room for one to wait
	sidecar                        // its sidecar
	broker
)

func storyTopology() *trace.Topology {
	return &trace.Topology{
		Nodes: []trace.Node{
			{ID: "phone", Kind: "client", First: phone, Count: 2, Queue: -1, Traits: trace.Traits{Edge: true}},
			{ID: "api", Kind: "server", First: api, Count: 1, Workers: 1, Queue: 1, Sidecar: sidecar},
			{ID: "broker", Kind: "broker", First: broker, Count: 1, Queue: -1, Traits: trace.Traits{Keeps: true}},
		},
		Places:  trace.SpotsOf(trace.Spot{Node: 0}, trace.Spot{Node: 0, Replica: 1}, trace.Spot{Node: 1}, trace.Spot{Node: 1, Sidecar: true}, trace.Spot{Node: 2}),
		Links:   []trace.Link{{ID: "access", From: 0, To: 1}},
		Flows:   []trace.Flow{{ID: "ask", From: []int{0}, To: 1}},
		Horizon: 1000,
	}
}

// A story is a run in which everything happens once or twice, and nothing is
// wrong.
type story []trace.Record

type rec = trace.Record

func newStory() *story {
	return &story{
		{Kind: trace.Begin, At: 10, Op: 1, N: 1, Node: phone, Peer: api, Aux: 0, Cause: trace.Connecting},
		{Kind: trace.Open, At: 10, Conn: 1, Node: phone, Peer: api},
		{Kind: trace.Send, At: 10, Aux: 11, Until: 20, Msg: 1, Conn: 1, Node: phone, Peer: api, Shape: trace.Handshaking},
		{Kind: trace.Arrive, At: 20, Msg: 1, Conn: 1, Node: api, Peer: phone},
		{Kind: trace.Opened, At: 30, Conn: 1, Node: phone, Peer: api},
		{Kind: trace.Send, At: 30, Aux: 32, Until: 40, Msg: 2, Op: 1, N: 1, Conn: 1, Node: phone, Peer: api, Shape: trace.Request, Payload: 100, Header: 10, Cause: trace.Transfer},
		{Kind: trace.Begin, At: 31, Aux: 31, Op: 2, N: 2, Node: phone, Peer: api, Cause: trace.WaitingConn},
		{Kind: trace.Send, At: 33, Aux: 35, Until: 45, Msg: 3, Op: 2, N: 1, Conn: 1, Node: phone, Peer: api, Shape: trace.Request, Cause: trace.Transfer},
		{Kind: trace.Block, At: 33, Aux: 45, Until: 50, Msg: 3, Op: 2, N: 1},
		{Kind: trace.Carry, At: 34, Aux: 35, Until: 50, Msg: 3, Op: 3, N: 1, Cause: trace.Transfer},
		{Kind: trace.Arrive, At: 40, Msg: 2, Op: 1, N: 1, Conn: 1, Node: api, Peer: phone, Shape: trace.Request, Payload: 100, Header: 10},
		{Kind: trace.Serve, At: 40, Msg: 2, Op: 1, N: 1, Node: api, Cause: trace.InService},
		{Kind: trace.Arrive, At: 50, Msg: 3, Node: api, Peer: phone},
		{Kind: trace.Queue, At: 50, Aux: 1, Msg: 3, Op: 2, N: 2, Node: api, Cause: trace.Queued},
		{Kind: trace.Applied, At: 55, Op: 1, N: 1, Node: api},
		{Kind: trace.Finish, At: 55, Aux: 15, Msg: 2, Op: 1, N: 1, Node: api, Status: trace.OK},
		{Kind: trace.Serve, At: 55, Aux: 5, Msg: 3, Op: 2, N: 2, Node: api, Cause: trace.InService},
		{Kind: trace.Send, At: 55, Aux: 56, Until: 65, Msg: 4, Parent: 2, Op: 1, N: 1, Conn: 1, Node: api, Peer: phone, Shape: trace.Response, Cause: trace.Transfer},
		{Kind: trace.Finish, At: 60, Aux: 5, Msg: 3, Op: 2, N: 2, Node: api, Status: trace.OK},
		{Kind: trace.Send, At: 60, Aux: 61, Until: 70, Msg: 5, Parent: 3, Op: 2, N: 2, Conn: 1, Node: api, Peer: phone, Shape: trace.Response, Cause: trace.Transfer},
		{Kind: trace.Arrive, At: 65, Msg: 4, Node: phone, Peer: api},
		{Kind: trace.End, At: 65, Op: 1, N: 1, Status: trace.OK},
		{Kind: trace.Ask, At: 66, Aux: 2, Op: 1, N: 1, Node: phone}, // late work
		{Kind: trace.Lost, At: 68, Msg: 5, Op: 2, N: 2, Node: api, Peer: phone, Status: trace.Noise, Cause: trace.Unanswered},
		{Kind: trace.Send, At: 70, Aux: 70, Until: 75, Msg: 6, Node: tablet, Peer: api, Shape: trace.Poll},
		{Kind: trace.Arrive, At: 75, Msg: 6, Node: api, Peer: tablet},
		{Kind: trace.Hold, At: 75, Msg: 6, Node: api},
		{Kind: trace.Free, At: 80, Msg: 6, Node: api, Status: trace.Empty},
		{Kind: trace.Send, At: 80, Aux: 80, Until: 85, Msg: 7, Node: phone, Peer: broker, Shape: trace.Publish},
		{Kind: trace.Arrive, At: 85, Msg: 7, Node: broker, Peer: phone},
		{Kind: trace.Store, At: 85, Aux: 1, Msg: 7, Node: broker},
		{Kind: trace.Deliver, At: 86, Aux: 1, Msg: 7, Node: broker, Peer: api},
		{Kind: trace.Unstore, At: 90, Aux: 0, Msg: 7, Node: broker, Status: trace.OK},
		{Kind: trace.Down, At: 95, Node: tablet, Status: trace.Crashed},
		{Kind: trace.Send, At: 95, Aux: 95, Until: 97, Msg: 8, Node: tablet, Peer: api, Shape: trace.Resetting},
		{Kind: trace.Arrive, At: 97, Msg: 8, Node: api, Peer: tablet},
		{Kind: trace.Up, At: 98, Node: tablet},
		{Kind: trace.Close, At: 99, Conn: 1},
		{Kind: trace.Send, At: 100, Aux: 100, Until: 2000, Msg: 9, Node: tablet, Peer: api, Shape: trace.Poll},
		{Kind: trace.Trip, At: 100, Node: phone, Peer: api},
		{Kind: trace.Probe, At: 100, Node: phone, Peer: api},
		{Kind: trace.End, At: 120, Op: 2, N: 2, Status: trace.TimedOut},
		{Kind: trace.Begin, At: 500, Aux: 500, Op: 4, N: 1, Node: phone, Peer: api, Cause: trace.BackingOff},
		{Kind: trace.End, At: 1000, Op: 4, N: 1, Status: trace.Unfinished},
	}
}

// index is where the nth record of a kind stands, from 0.
func (s *story) index(k trace.Kind, n int) int {
	for i := range *s {
		if (*s)[i].Kind == k {
			if n == 0 {
				return i
			}
			n--
		}
	}
	panic("check: the story has too few of " + k.String())
}

func (s *story) of(k trace.Kind, n int) *rec { return &(*s)[s.index(k, n)] }

func (s *story) without(k trace.Kind, n int) {
	i := s.index(k, n)
	*s = slices.Delete(*s, i, i+1)
}

// then inserts records right after one.
func (s *story) then(k trace.Kind, n int, more ...rec) {
	at := s.of(k, n).At
	for i := range more {
		more[i].At = max(more[i].At, at)
	}
	*s = slices.Insert(*s, s.index(k, n)+1, more...)
}

// extended has whoever was handed the message say that it is at work on it still.
func (s *story) extended() *rec {
	s.then(trace.Deliver, 0, rec{Kind: trace.Extend, Msg: 7, Node: broker, Peer: api, Until: 100})
	return s.of(trace.Extend, 0)
}

func TestWholeStoryBreaksNothing(t *testing.T) {
	for _, size := range []int{1, 3, 1000} {
		suite := All(storyTopology())
		for b := range slices.Chunk(*newStory(), size) {
			suite.Fold(b)
		}
		if err := suite.Err(); err != nil {
			t.Errorf("in batches of %d: %v", size, suite.Faults())
		}
	}
}

// A row changes the story, and says which invariant breaks by it, and how.
type row struct {
	reason string
	change func(s *story)
	name   string // "" where nothing is to break
	says   string
}

func hold(t *testing.T, topology *trace.Topology, rows []row) {
	t.Helper()
	holdOf(t, topology, newStory, rows)
}

func holdOf(t *testing.T, topology *trace.Topology, tell func() *story, rows []row) {
	t.Helper()
	for _, row := range rows {
		s := tell()
		row.change(s)
		suite := All(topology)
		suite.Fold(*s)
		faults := suite.Faults()
		found := slices.ContainsFunc(faults, func(f Fault) bool {
			return f.Name == row.name && strings.Contains(f.Says, row.says)
		})
		if row.name == "" && len(faults) > 0 || row.name != "" && !found {
			t.Errorf("%s: want %q: %q, got %v", row.reason, row.name, row.says, faults)
		}
	}
}

func TestFaultsAreKeptUpToTwentyAndAllCounted(t *testing.T) {
	suite := All(storyTopology())
	var bad []rec
	for i := range 100 {
		bad = append(bad, rec{Kind: trace.Free, At: sim.Time(i), Msg: 9, Node: api})
	}
	suite.Fold(bad)
	if n := len(suite.Faults()); n != 20 || suite.Count() != 100 {
		t.Errorf("%d kept of %d, want 20 of 100", n, suite.Count())
	}
	f := suite.Faults()[3]
	if f.Name != "parked" || f.At != 3 || f.Msg != 9 || f.String() == "" {
		t.Errorf("the fourth is %v", f)
	}
	if err := suite.Err(); err == nil || !strings.Contains(err.Error(), "100 records") {
		t.Errorf("Err is %v", err)
	}
}

func TestRunThatWasCutNeedNotEndWhatIsUnderWay(t *testing.T) {
	for cut := range *newStory() {
		suite := All(storyTopology())
		suite.Fold((*newStory())[:cut])
		suite.Cut()
		if err := suite.Err(); err != nil {
			t.Errorf("after %d records: %v", cut, err)
		}
	}
	whole := All(storyTopology())
	whole.Fold((*newStory())[:20])
	if len(whole.Faults()) == 0 {
		t.Error("a run to its horizon that leaves operations and messages open breaks nothing")
	}
}

func TestSuiteSurvivesAnyRecords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		suite := All(storyTopology())
		small := rapid.Uint32Range(0, 7)
		long := rapid.Int64Range(-1<<62, 1<<62)
		for range rapid.IntRange(1, 200).Draw(t, "records") {
			r := rec{
				Kind: trace.Kind(rapid.Uint8Range(0, uint8(trace.Kinds)+2).Draw(t, "kind")), At: sim.Time(rapid.Int64Range(-2, 2000).Draw(t, "at")),
				Until: sim.Time(long.Draw(t, "until")), Aux: long.Draw(t, "aux"),
				Op: small.Draw(t, "op"), Msg: small.Draw(t, "msg"), Parent: small.Draw(t, "parent"), Conn: small.Draw(t, "conn"),
				Node: trace.Place(small.Draw(t, "node")), Peer: trace.Place(small.Draw(t, "peer")),
				N: uint16(small.Draw(t, "n")), Cause: trace.Cause(rapid.Uint8().Draw(t, "cause")), Status: trace.Status(rapid.Uint8().Draw(t, "status")),
			}
			if rapid.IntRange(0, 9).Draw(t, "wild") == 0 {
				r.Op, r.Msg, r.Conn, r.Node = rapid.Uint32().Draw(t, "op"), rapid.Uint32().Draw(t, "msg"), rapid.Uint32().Draw(t, "conn"), trace.Place(rapid.Uint32().Draw(t, "node"))
			}
			suite.Fold([]rec{r})
		}
		suite.Faults()
	})
}

func TestKnownRemembersTheLatestIDsExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var k known
		model, highest := map[uint32]bool{}, uint32(0)
		for range rapid.IntRange(1, 100).Draw(t, "ids") {
			id := rapid.Uint32Range(highest-min(highest, 70_000), highest+70_000).Draw(t, "id")
			near := id > highest || highest-id < 1<<16
			if never := k.never(id); never && model[id] || near && never == model[id] {
				t.Fatalf("never(%d) is %v, highest %d", id, never, highest)
			}
			if again := k.add(id); again && !model[id] || near && again != model[id] {
				t.Fatalf("add(%d) is %v, highest %d", id, again, highest)
			}
			model[id] = true
			highest = max(highest, id)
		}
	})
}

// longRun is a run of n operations, each a request that is served, while one
// operation lasts the whole run.
func longRun(n int, fold func([]rec)) {
	fold([]rec{{Kind: trace.Begin, Op: 1, N: 1, Node: phone, Cause: trace.NextPoll}})
	for i := range uint32(n) {
		at := sim.Time(i) * 10
		op, msg := i+2, 2*i+1
		fold([]rec{
			{Kind: trace.Begin, At: at, Aux: int64(at), Op: op, N: 1, Node: phone, Cause: trace.WaitingConn},
			{Kind: trace.Open, At: at, Conn: i + 1, Node: phone, Peer: api},
			{Kind: trace.Opened, At: at, Conn: i + 1},
			{Kind: trace.Send, At: at, Aux: int64(at) + 1, Until: at + 3, Op: op, N: 1, Msg: msg, Conn: i + 1, Node: phone, Peer: api, Cause: trace.Transfer},
			{Kind: trace.Arrive, At: at + 3, Msg: msg, Node: api, Peer: phone},
			{Kind: trace.Queue, At: at + 3, Aux: 1, Msg: msg, Op: op, N: 1, Node: api, Cause: trace.Queued},
			{Kind: trace.Serve, At: at + 3, Msg: msg, Op: op, N: 1, Node: api, Cause: trace.InService},
			{Kind: trace.Finish, At: at + 5, Msg: msg, Op: op, N: 1, Node: api, Status: trace.OK},
			{Kind: trace.Send, At: at + 5, Aux: int64(at) + 5, Until: at + 8, Op: op, N: 1, Msg: msg + 1, Parent: msg, Conn: i + 1, Node: api, Peer: phone, Cause: trace.Transfer},
			{Kind: trace.Arrive, At: at + 8, Msg: msg + 1, Node: phone, Peer: api},
			{Kind: trace.End, At: at + 8, Op: op, N: 1, Status: trace.OK},
			{Kind: trace.Close, At: at + 8, Conn: i + 1},
		})
	}
}

func TestSuiteAllocatesNothingPerRecord(t *testing.T) {
	topology := storyTopology()
	topology.Horizon = 1 << 40
	suite := All(topology)
	var records [][]rec
	longRun(60_000, func(b []rec) { records = append(records, b) })
	for _, b := range records[:20_000] {
		suite.Fold(b)
	}
	i := 20_000
	if n := testing.AllocsPerRun(30_000, func() { suite.Fold(records[i]); i++ }); n != 0 {
		t.Errorf("%v allocations for an operation", n)
	}
	if suite.Count() != 0 {
		t.Error(suite.Faults())
	}
}

func BenchmarkSuite(b *testing.B) {
	topology := storyTopology()
	topology.Horizon = 1 << 60
	var records []rec
	longRun(1000, func(b []rec) { records = append(records, b...) })
	for b.Loop() {
		suite := All(topology)
		suite.Fold(records)
		if suite.Count() != 0 {
			b.Fatal(suite.Faults())
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(records)), "ns/record")
}
