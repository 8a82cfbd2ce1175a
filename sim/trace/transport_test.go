package trace

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
)

// upload is a message on a transport: its first packet arrives, the window is
// full, its second is lost, and then it is there.
func upload() []Record {
	return []Record{
		{Kind: Begin, At: 100, Aux: 100, Op: 1, N: 1, Node: 1, Peer: 3, Flow: 1, Cause: Handshake},
		{Kind: Send, At: 200, Op: 1, N: 1, Msg: 1, Node: 1, Peer: 3, Conn: 4, Payload: 2800, Shape: Request, Cause: Transfer},
		{Kind: Packet, At: 210, Aux: 220, Until: 320, Op: 1400, Parent: 1, Node: 1, Peer: 3, Conn: 4, Payload: 1400, Header: 52},
		{Kind: Enter, At: 210, Op: 1, N: 1, Msg: 1, Cause: InFlight},
		{Kind: Began, At: 320, Msg: 1, Node: 3, Peer: 1},
		{Kind: Enter, At: 320, Op: 1, N: 1, Msg: 1, Cause: Congestion},
		{Kind: Packet, At: 420, Aux: 430, Op: 2800, Parent: 2, Node: 1, Peer: 3, Conn: 4, Payload: 1400, Header: 52, Status: Noise},
		{Kind: Enter, At: 420, Op: 1, N: 1, Msg: 1, Cause: InFlight},
		{Kind: Enter, At: 480, Op: 1, N: 1, Msg: 1, Cause: Recovering},
		{Kind: Again, At: 700, Aux: 710, Until: 810, Op: 1400, Parent: 3, Node: 1, Peer: 3, Conn: 4, Payload: 1400, Header: 52},
		{Kind: Enter, At: 700, Op: 1, N: 1, Msg: 1, Cause: InFlight},
		{Kind: Arrive, At: 810, Msg: 1, Node: 3, Peer: 1, Payload: 2800, Header: 90},
		{Kind: Serve, At: 810, Op: 1, N: 1, Msg: 1, Node: 3, Cause: InService},
		{Kind: Finish, At: 900, Msg: 1, Node: 3, Status: OK},
		{Kind: End, At: 900, Op: 1, N: 1, Status: OK},
	}
}

func TestWaterfallOfAMessageWithoutAPlanIsWhatIsSaidOfIt(t *testing.T) {
	w := NewWaterfall(1)
	w.Fold(upload())
	want := []Span{
		{Handshake, 100, 200}, {Transfer, 200, 210}, {InFlight, 210, 320}, {Congestion, 320, 420}, {InFlight, 420, 480},
		{Recovering, 480, 700}, {InFlight, 700, 810}, {InService, 810, 900},
	}
	if diff := cmp.Diff(want, w.Spans); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPacketsWindowIsNoOperation(t *testing.T) {
	for _, r := range upload() {
		if r.Kind.Packets() && (r.Fields()&HasOp != 0 || r.Window() == 0) {
			t.Errorf("%v of window %d speaks of %v", r.Kind, r.Window(), r.Fields().Names())
		}
	}
	w := NewWaterfall(1400)
	w.Fold(upload())
	if w.Begun || len(w.Spans) > 0 {
		t.Errorf("an operation has the number of a window: %+v", w.Spans)
	}
}

func TestPendingKeepsWhatHoldsAMessageUp(t *testing.T) {
	records := upload()
	p := NewPending(10)
	p.Fold(records[:6]) // up to its waiting for the window
	want := slices.Concat(records[:2], records[3:6])
	if diff := cmp.Diff(want, p.Records(400)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPendingKeepsWhatHoldsUpAMessageThatCarriesNobody(t *testing.T) {
	records := []Record{
		{Kind: Send, At: 1, Msg: 3, Node: 1, Peer: 2, Cause: Transfer},
		{Kind: Enter, At: 2, Msg: 3, Cause: Congestion},
		{Kind: Began, At: 4, Msg: 3, Node: 2, Peer: 1},
	}
	p := NewPending(0)
	p.Fold(records)
	if diff := cmp.Diff(records, p.Records(5)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	p.Fold([]Record{{Kind: Arrive, At: 6, Msg: 3, Node: 2, Peer: 1}})
	if left := p.Records(7); len(left) > 0 {
		t.Errorf("it has arrived, and %+v is kept", left)
	}
}

func TestPendingKeepsPacketsUntilTheyAreThere(t *testing.T) {
	packet := Record{Kind: Packet, At: 10, Aux: 12, Until: 20, Parent: 1, Node: 1, Peer: 2, Conn: 1}
	lost := Record{Kind: Again, At: 10, Aux: 12, Parent: 2, Node: 1, Peer: 2, Conn: 1, Status: Dropped}
	for _, c := range []struct {
		reason string
		record Record
		now    sim.Time
		kept   int
	}{
		{"on its way", packet, 20, 1}, {"there", packet, 21, 0}, {"lost a moment ago", lost, 22, 1}, {"lost long ago", lost, 23, 0},
	} {
		p := NewPending(10)
		p.Fold([]Record{c.record})
		if got := len(p.Records(c.now)); got != c.kept {
			t.Errorf("%s: %d records at %v", c.reason, got, c.now)
		}
	}
}

func TestCSVHasAPacketsWindowInAColumnOfItsOwn(t *testing.T) {
	topology, _ := visit()
	var out bytes.Buffer
	exported(t, NewCSV(&out, topology), upload())
	lines, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(lines[3], "|"), `210|packet|ph"o,ne/0|api|||||1|4||||1400|52|220|320|1400`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestPerfettoShowsPackets(t *testing.T) {
	topology, _ := visit()
	var got []string
	for _, e := range perfetto(t, topology, upload()) {
		if e.Cat == "packet" || e.Ph == "i" || e.Ph == "n" {
			got = append(got, fmt.Sprintf("%s %s %s %d", e.Ph, e.Name, e.ID, e.nanos(e.Ts)))
		}
	}
	want := []string{
		"b packet 0x1 210", "e packet 0x1 320", "n began 0x1 320", "i packet  420", "b again 0x2 700", "e again 0x2 810",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
