package trace

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"testing"

	"backchat/sim"
	"pgregory.net/rapid"
)

// visit is a short run: one operation travels, waits, is served and answered,
// while a second work is in service, and the answer is lost.
func visit() (*Topology, []Record) {
	t, _ := run(0)
	t.Nodes[0].ID = `ph"o,ne` // as only a damaged file has it
	return t, []Record{
		{Kind: Begin, At: 2_000, Aux: 1_001, Op: 1, N: 1, Node: 1, Peer: 3, Flow: 1, Cause: WaitingConn},
		{Kind: Send, At: 2_000, Aux: 3_000, Until: 5_000, Op: 1, N: 1, Msg: 1, Node: 1, Peer: 3, Flow: 1, Conn: 4, Payload: 100, Header: 20, Shape: Request, Cause: Transfer},
		{Kind: Block, At: 2_000, Aux: 5_000, Until: 6_000, Op: 1, N: 1, Msg: 1, Node: 1, Peer: 3, Flow: 1},
		{Kind: Serve, At: 5_500, Node: 3, Shape: Health},
		{Kind: Arrive, At: 6_000, Msg: 1, Node: 3, Peer: 1},
		{Kind: Serve, At: 6_000, Op: 1, N: 1, Msg: 1, Node: 3, Shape: Request, Cause: InService},
		{Kind: Finish, At: 6_400, Aux: 900, Node: 3, Status: OK},
		{Kind: Finish, At: 7_123, Aux: 1_123, Op: 1, N: 1, Msg: 1, Node: 3, Status: OK},
		{Kind: Send, At: 7_123, Aux: 7_200, Until: 9_000, Op: 1, N: 1, Msg: 2, Parent: 1, Node: 3, Peer: 1, Shape: Response, Cause: Transfer},
		{Kind: Lost, At: 8_000, Op: 1, N: 1, Msg: 2, Node: 3, Peer: 1, Status: Noise, Cause: Unanswered},
		{Kind: End, At: 1<<53 + 1, Op: 1, N: 1, Status: TimedOut},
	}
}

func exported(t interface{ Fatal(...any) }, fold interface {
	Fold
	Close() error
}, records []Record) {
	for b := range slices.Chunk(records, 3) {
		fold.Fold(b)
	}
	if err := fold.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCSVHasALineARecordWithNames(t *testing.T) {
	topology, records := visit()
	var out bytes.Buffer
	exported(t, NewCSV(&out, topology), records)
	lines, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != len(records)+1 || lines[0][0] != "at_ns" || len(lines[0]) != 18 {
		t.Fatalf("%d lines, the first %q", len(lines), lines[0])
	}
	for i, want := range map[int]string{
		1:  `2000|begin|ph"o,ne/0|api|inbox|1|1||||||waitingConnection|||1001||`,
		2:  `2000|send|ph"o,ne/0|api|inbox|1|1|1||4|request||transfer|100|20|3000|5000|`,
		10: `8000|lost|api|ph"o,ne/0||1|1|2||||noise|unanswered|||0||`,
		11: `9007199254740993|end||||1|1|||||timedOut||||0||`,
	} {
		if got := strings.Join(lines[i], "|"); got != want {
			t.Errorf("line %d is\n%s, want\n%s", i, got, want)
		}
	}
}

// event is an event of the Chrome trace event format.
type event struct {
	Ph, Name, Cat, ID, S string
	Ts, Dur              json.Number
	Pid, Tid             int
	Args                 map[string]any
}

func (e event) nanos(n json.Number) int64 {
	r, ok := new(big.Rat).SetString(n.String())
	if r.Mul(r, big.NewRat(1000, 1)); !ok || !r.IsInt() {
		panic("no whole nanoseconds: " + n.String())
	}
	return r.Num().Int64()
}

func perfetto(t interface{ Fatal(...any) }, topology *Topology, records []Record) []event {
	var out bytes.Buffer
	exported(t, NewPerfetto(&out, topology), records)
	var file struct {
		DisplayTimeUnit string
		TraceEvents     []event
	}
	d := json.NewDecoder(&out)
	d.UseNumber()
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Token(); err != io.EOF {
		t.Fatal("more than one JSON value")
	}
	return file.TraceEvents
}

func TestPerfettoShowsHowTimeWasSpent(t *testing.T) {
	topology, records := visit()
	var got []string
	for _, e := range perfetto(t, topology, records) {
		if e.Cat == "operation" {
			got = append(got, fmt.Sprintf("%s %s %d", e.Ph, e.Name, e.nanos(e.Ts)))
		}
	}
	want := []string{
		"b inbox 1001",
		"b waitingConnection 1001", "e waitingConnection 2000",
		"b transfer 2000", "e transfer 3000", "b inFlight 3000", "e inFlight 5000", "b headOfLine 5000", "e headOfLine 6000",
		"b inService 6000", "e inService 7123",
		"b transfer 7123", "e transfer 7200", "b inFlight 7200", "e inFlight 8000",
		"b unanswered 8000", "e unanswered 9007199254740993",
		"e inbox 9007199254740993",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestPerfettoShowsMessagesWorkAndLosses(t *testing.T) {
	topology, records := visit()
	titles, rest := map[[2]int]any{}, []string{}
	for _, e := range perfetto(t, topology, records) {
		switch {
		case e.Ph == "M":
			titles[[2]int{e.Pid, e.Tid}] = e.Args["name"]
		case e.Ph == "X":
			rest = append(rest, fmt.Sprintf("X %s %d+%d on %v of %v: %v", e.Name, e.nanos(e.Ts), e.nanos(e.Dur), titles[[2]int{e.Pid, e.Tid}], titles[[2]int{e.Pid, 0}], e.Args["status"]))
		case e.Cat != "operation":
			rest = append(rest, fmt.Sprintf("%s %s %s %d of %v", e.Ph, e.Name, e.ID, e.nanos(e.Ts), titles[[2]int{e.Pid, 0}]))
		}
	}
	want := []string{
		`b request 0x1 2000 of ph"o,ne`, `e request 0x1 6000 of ph"o,ne`,
		"X health 5500+900 on api of api: ok", "X request 6000+1123 on api worker 2 of api: ok",
		"b response 0x2 7123 of api", "i lost  8000 of api", "e response 0x2 8000 of api",
	}
	if !slices.Equal(rest, want) {
		t.Errorf("got  %q\nwant %q", rest, want)
	}
	if titles[[2]int{1, 2}] != `ph"o,ne/1` || titles[[2]int{4, 0}] != "inbox" {
		t.Errorf("titles are %v", titles)
	}
}

func TestPerfettoEndsWhatIsUnderWay(t *testing.T) {
	topology, records := visit()
	for n := range records {
		open := map[string]int{}
		for _, e := range perfetto(t, topology, records[:n]) {
			switch e.Ph {
			case "b":
				open[e.Cat+e.ID]++
			case "e":
				open[e.Cat+e.ID]--
			}
		}
		for track, n := range open {
			if n != 0 {
				t.Errorf("after %d records %d slices of %s are open", n, n, track)
			}
		}
	}
}

func TestExportsSurviveAnyRecords(t *testing.T) {
	topology, _ := run(0)
	rapid.Check(t, func(t *rapid.T) {
		records := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Record {
			r := drawRecord(t)
			if rapid.Bool().Draw(t, "tame") {
				r.Kind %= Kinds
				r.Node, r.Peer, r.Op, r.Msg, r.N = r.Node%6, r.Peer%6, r.Op%4, r.Msg%4, r.N%4
				r.At, r.Aux, r.Until = r.At%1000, r.Aux%1000, r.Until%1000
			}
			return r
		}), 0, 30).Draw(t, "records")
		events := perfetto(t, topology, records)
		if len(events) < 8 {
			t.Fatalf("%d events", len(events))
		}
		var out bytes.Buffer
		exported(t, NewCSV(&out, topology), records)
		lines, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(lines) != len(records)+1 {
			t.Fatalf("%d lines for %d records: %v", len(lines), len(records), err)
		}
	})
}

func TestExportsKeepTheFirstErrorOfTheWriter(t *testing.T) {
	topology, records := run(2000)
	for _, fold := range []interface {
		Fold
		Close() error
	}{NewCSV(&shortWriter{left: 100}, topology), NewPerfetto(&shortWriter{left: 100}, topology)} {
		fold.Fold(records)
		if err := fold.Close(); err != errFull {
			t.Errorf("%v: Close says %v", reflect.TypeOf(fold), err)
		}
	}
}

func TestExportsDoNotAllocatePerRecord(t *testing.T) {
	topology, records := visit()
	for _, fold := range []Fold{NewCSV(io.Discard, topology), NewPerfetto(io.Discard, topology)} {
		for range 100 {
			fold.Fold(records)
		}
		if n := testing.AllocsPerRun(1000, func() { fold.Fold(records) }); n != 0 {
			t.Errorf("%v: %v allocations", reflect.TypeOf(fold), n)
		}
	}
}

func TestTimesAreExactMicroseconds(t *testing.T) {
	for _, row := range []struct {
		at   sim.Time
		want string
	}{
		{0, "0"}, {1, "0.001"}, {10, "0.010"}, {999, "0.999"}, {1000, "1"}, {123_456_789, "123456.789"},
		{-1, "-0.001"}, {-2000, "-2"}, {1<<63 - 1, "9223372036854775.807"}, {-1 << 63, "-9223372036854775.808"},
	} {
		if got := string(appendMicros(nil, row.at)); got != row.want {
			t.Errorf("%d ns: %s, want %s", int64(row.at), got, row.want)
		}
	}
}
