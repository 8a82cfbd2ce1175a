package metrics

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// sent is the record of a packet of connection 1; until 0: it is lost.
func sent(kind trace.Kind, from trace.Place, at, until sim.Time, window, content uint32, shape trace.Shape) trace.Record {
	to := user + lb - from
	r := trace.Record{Kind: kind, At: at, Aux: int64(at + 100*ms), Until: until, Op: window, Node: from, Peer: to, Conn: 1, Payload: content, Header: 50, Shape: shape}
	if until == 0 {
		r.Status = trace.Noise
	}
	return r
}

// upload is an operation on a connection of its own, by packets: two bring its
// request, of which one is lost, and one the answer.
func upload() []trace.Record {
	packet := func(from trace.Place, at, until sim.Time, window, content uint32, shape trace.Shape) trace.Record {
		return sent(trace.Packet, from, at, until, window, content, shape)
	}
	return []trace.Record{
		begun(1, 2*s, trace.Connecting),
		{Kind: trace.Open, At: 2 * s, Conn: 1, Node: user, Peer: lb},
		packet(user, 2*s, 3*s, 1000, 0, trace.Handshaking),
		packet(lb, 3*s, 4*s, 1000, 0, trace.Handshaking),
		{Kind: trace.Opened, At: 4 * s, Conn: 1, Node: user, Peer: lb},
		{Kind: trace.Send, At: 5 * s, Op: 1, N: 1, Flow: 1, Msg: 1, Conn: 1, Node: user, Peer: lb, Payload: 1800, Shape: trace.Request, Cause: trace.InFlight},
		packet(user, 5*s, 6*s, 1000, 1000, trace.NoShape),
		packet(user, 5*s, 0, 2000, 1000, trace.NoShape),
		{Kind: trace.Began, At: 6 * s, Msg: 1, Node: lb, Peer: user},
		packet(lb, 6*s, 7*s, 1000, 0, trace.Ack),
		entered(1, 6*s, trace.Recovering),
		sent(trace.Again, user, 8*s, 9*s, 3000, 1000, trace.NoShape),
		entered(1, 8*s, trace.InFlight),
		{Kind: trace.Arrive, At: 9 * s, Msg: 1, Node: lb, Peer: user, Flow: 1, Shape: trace.Request, Payload: 1800, Header: 200},
		entered(1, 9*s, trace.InService),
		{Kind: trace.Send, At: 10 * s, Op: 1, N: 1, Flow: 1, Msg: 2, Parent: 1, Conn: 1, Node: api0, Peer: lb, Payload: 400, Shape: trace.Response, Cause: trace.InFlight},
		{Kind: trace.Began, At: 10 * s, Msg: 2, Node: lb, Peer: api0},
		{Kind: trace.Arrive, At: 10 * s, Msg: 2, Node: lb, Peer: api0, Flow: 1, Shape: trace.Response, Payload: 400, Header: 100},
		{Kind: trace.Send, At: 10 * s, Op: 1, N: 1, Flow: 1, Msg: 3, Parent: 1, Conn: 1, Node: lb, Peer: user, Payload: 400, Shape: trace.Response, Cause: trace.InFlight},
		packet(lb, 10*s, 11*s, 1000, 500, trace.NoShape),
		{Kind: trace.Began, At: 11 * s, Msg: 3, Node: user, Peer: lb},
		{Kind: trace.Arrive, At: 12 * s, Msg: 3, Node: user, Peer: lb, Flow: 1, Shape: trace.Response, Payload: 400, Header: 100},
		ended(1, 12*s, trace.OK),
		packet(user, 15*s, 16*s, 3000, 20, trace.Health),
		packet(user, 19*s, 20*s, 3000, 0, trace.Resetting),
		{Kind: trace.Close, At: 19 * s, Conn: 1, Node: user, Peer: lb},
	}
}

func TestALinkWithATransportTellsOfItsPackets(t *testing.T) {
	f := tell(town(20*s, 0), upload()...)
	want(t, f, map[string]float64{
		"access.packets": 9, "access.packetRate": 9. / 20, "access.packets.lost": 1, "access.packets.lostShare": 1. / 9,
		"access.packets.repeated": 1, "access.packets.repeatedShare": 1. / 9,
		"access.bytes.content": 2500, "access.bytes.repeated": 1000, "access.bytes.overhead": 200, "access.bytes.handshake": 100,
		"access.bytes.acknowledgement": 50, "access.bytes.upkeep": 120,
		"access.bytes": 3970, "access.bytes.up": 50 + 3*1050 + 70 + 50, "access.bytes.down": 50 + 50 + 550,
		"access.packets.spurious": 0, "access.packets.spuriousShare": 0, "access.goodput": 2500. / 20, "access.goodput.up": 2000. / 20, "access.goodput.down": 500. / 20,
		"access.cwnd.mean": 7000. / 4, "access.cwnd.max": 3000,
		// A second each, but for what is lost, which is out after 0.1 s.
		"access.flight.mean": (3970 - 0.9*1050) / 20, "access.flight.max": 2100,
		"access.messages": 2, "rack.packets": 0, "rack.bytes": 0, "rack.messages": 1, "rack.cwnd.mean": math.NaN(),
	})
}

// TestWhatComesTwiceIsNoGoodput repeats a packet that was not lost, once in vain.
func TestWhatComesTwiceIsNoGoodput(t *testing.T) {
	f := tell(town(20*s, 0),
		sent(trace.Packet, user, 1*s, 9*s, 1000, 500, trace.NoShape),
		sent(trace.Spurious, user, 3*s, 0, 1000, 500, trace.NoShape),
		sent(trace.Spurious, user, 4*s, 5*s, 1000, 500, trace.NoShape))
	want(t, f, map[string]float64{
		"access.packets": 3, "access.packets.lost": 1, "access.packets.repeated": 2, "access.packets.spurious": 2, "access.packets.spuriousShare": 1,
		"access.bytes.content": 500, "access.bytes.repeated": 1000, "access.bytes.overhead": 150, "access.goodput": 500. / 20,
	})
}

func TestBytesOfMessagesOnATransportAreThoseThatWereAroundThem(t *testing.T) {
	want(t, tell(town(20*s, 0), upload()...), map[string]float64{
		"page.bytes.up": 2000, "page.bytes.up.header": 200, "page.bytes.down.payload": 800, "page.bytes.down.header": 200,
		"user.bytes.out": 2000, "user.bytes.in": 500, "lb.bytes.out.header": 100, "api.bytes.out": 500, "page.messages.sent": 3,
	})
}

func TestPacketsOutsideOfTheWindowAreNotCounted(t *testing.T) {
	f := tell(town(10*s, 6*s), upload()[:14]...)
	want(t, f, map[string]float64{
		"access.packets": 2, "access.packets.lost": 0, "access.bytes": 1100, "access.goodput": 500, // that arrives at 6 s and at 9 s
		"access.flight.mean": 1100. / 4, "access.flight.max": 1050,
	})
}

func TestPacketsThatOvertakeAreUnderWayAsLongAsTheyAre(t *testing.T) {
	f := tell(town(20*s, 0),
		sent(trace.Packet, user, 1*s, 9*s, 1000, 50, trace.NoShape),
		sent(trace.Packet, user, 2*s, 4*s, 1000, 50, trace.NoShape),
		sent(trace.Packet, user, 5*s, 6*s, 1000, 50, trace.NoShape))
	want(t, f, map[string]float64{"access.flight.mean": 100 * (8. + 2 + 1) / 20, "access.flight.max": 200})
}

func TestTheFirstByteOfAnAnswerIsThatWhichReachesWhoAsked(t *testing.T) {
	f := tell(town(20*s, 0), upload()...)
	want(t, f, map[string]float64{
		"page.firstByte.count": 1, "page.firstByte.mean": 9, "page.latency.mean": 10,
		"page.cause.recovering.total": 2, "page.cause.inFlight.total": 4, "inbox.firstByte.count": 0,
	})
	want(t, tell(town(20*s, 3*s), upload()...), map[string]float64{"page.firstByte.count": 0})
}

func TestConnectionsOpenAreActiveIdleAndClose(t *testing.T) {
	f := tell(town(20*s, 0), upload()...)
	want(t, f, map[string]float64{
		"user.opens": 1, "user.opened": 1, "lb.opened": 1, "user.openTime.mean": 2, "user.closes": 1, "lb.closes": 1, "user.resets": 0,
		"user.connections.opening.mean": 2. / 20, "user.connections.mean": 15. / 20,
		// The request from 5 to 9 s, the answer from 10 to 12 s.
		"user.connections.active.mean": 6. / 20, "lb.connections.idle.mean": 9. / 20, "user.connections.idle.end": 0,
		"user.connections.active.max": 1, "api.opened": 0,
	})
}

func TestConnectionsWithoutATransportAreNeitherActiveNorIdle(t *testing.T) {
	f := tell(town(20*s, 0),
		trace.Record{Kind: trace.Open, At: 1 * s, Conn: 1, Node: user, Peer: lb},
		trace.Record{Kind: trace.Opened, At: 3 * s, Conn: 1, Node: user, Peer: lb},
		trace.Record{Kind: trace.Opened, At: 4 * s, Conn: 1, Node: user, Peer: lb},
		trace.Record{Kind: trace.Open, At: 5 * s, Conn: 2, Node: user, Peer: lb},
		trace.Record{Kind: trace.Reset, At: 6 * s, Conn: 2, Node: user, Peer: lb, Status: trace.Refused},
		trace.Record{Kind: trace.Reset, At: 13 * s, Conn: 1, Node: user, Peer: lb, Status: trace.Crashed})
	want(t, f, map[string]float64{
		"user.connections.opening.mean": 3. / 20, "user.connections.mean": 10. / 20, "user.opens": 2, "user.opened": 1, "user.resets": 1, "user.closes": 0,
		"user.connections.active.max": 0, "user.connections.idle.max": 0, "user.connections.opening.end": 0,
	})
}

func TestASeriesOfANodeTellsWhatItsConnectionsDo(t *testing.T) {
	reset := upload()
	reset[len(reset)-1].Kind, reset[len(reset)-1].Status = trace.Reset, trace.Refused
	for _, row := range []struct {
		records        []trace.Record
		closed, broken []float64
	}{
		{upload(), []float64{0, 0, 0, 1}, []float64{0, 0, 0, 0}},
		{reset, []float64{0, 0, 0, 0}, []float64{0, 0, 0, 1}},
	} {
		place := town(20*s, 7*s)
		place.Nodes[1].Holding = 3000
		s := tell(place, row.records...).Series()
		n := s.Nodes[slices.IndexFunc(s.Nodes, func(n NodeSeries) bool { return n.ID == "lb" })]
		// Opening from 2 to 4 s, active from 5 to 9 and from 10 to 12 s, over at 19 s.
		for name, list := range map[string][2][]float64{
			"opening": {n.Opening, {2. / 5, 0, 0, 0}}, "open": {n.Connections, {1. / 5, 1, 1, 4. / 5}},
			"active": {n.Active, {0, 4. / 5, 2. / 5, 0}}, "idle": {n.Idle, {1. / 5, 1. / 5, 3. / 5, 4. / 5}},
			"closed": {n.Closed, row.closed}, "broken": {n.Broken, row.broken},
			"memory": {n.Memory, {600, 3000, 3000, 2400}},
		} {
			if diff := cmp.Diff(list[1], list[0], cmp.Comparer(near)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	}
}

// A handshake is as many round trips as packets of it were answered: what is lost,
// or said again before an answer, is none.
func TestHandshakesCountTheirRoundTrips(t *testing.T) {
	hello := func(kind trace.Kind, from trace.Place, at, until sim.Time) trace.Record {
		return sent(kind, from, at, until, 1000, 100, trace.Handshaking)
	}
	opens := trace.Record{Kind: trace.Open, Conn: 1, Node: user, Peer: lb}
	opened := trace.Record{Kind: trace.Opened, At: 9 * s, Conn: 1, Node: user, Peer: lb}
	for _, row := range []struct {
		reason  string
		packets []trace.Record
		want    float64
	}{
		{"one there and back", []trace.Record{hello(trace.Packet, user, 0, 1*s), hello(trace.Packet, lb, 1*s, 2*s)}, 1},
		{"an answer of two packets", []trace.Record{hello(trace.Packet, user, 0, 1*s), hello(trace.Packet, lb, 1*s, 2*s), hello(trace.Packet, lb, 1*s, 2*s)}, 1},
		{"keys after it", []trace.Record{hello(trace.Packet, user, 0, 1*s), hello(trace.Packet, lb, 1*s, 2*s), hello(trace.Packet, user, 2*s, 3*s), hello(trace.Packet, lb, 3*s, 4*s), hello(trace.Packet, user, 4*s, 5*s)}, 2},
		{"the first is lost", []trace.Record{hello(trace.Packet, user, 0, 0), hello(trace.Again, user, 1*s, 2*s), hello(trace.Packet, lb, 2*s, 3*s)}, 1},
		{"the answer is lost", []trace.Record{hello(trace.Packet, user, 0, 1*s), hello(trace.Packet, lb, 1*s, 0), hello(trace.Again, user, 2*s, 3*s), hello(trace.Again, lb, 3*s, 4*s)}, 1},
		{"content is none of it", []trace.Record{hello(trace.Packet, user, 0, 1*s), sent(trace.Packet, lb, 1*s, 2*s, 1000, 100, trace.NoShape), hello(trace.Packet, lb, 1*s, 2*s)}, 1},
	} {
		f := tell(town(20*s, 0), append(append([]trace.Record{opens}, row.packets...), opened)...)
		m, _ := f.Lookup("access.handshakes.roundTrips.mean")
		if n, _ := f.Lookup("access.handshakes"); n.Value != 1 || m.Value != row.want {
			t.Errorf("%s: %v handshakes of %v round trips, want 1 of %v", row.reason, n.Value, m.Value, row.want)
		}
	}
	want(t, tell(town(20*s, 0), opens, opened), map[string]float64{"access.handshakes": 0})
}

func TestASeriesOfALinkAddsUpToItsFigures(t *testing.T) {
	f := tell(town(20*s, 0), upload()...)
	got := f.Series().Links[0]
	want := LinkSeries{
		ID: "access", Packets: []float64{2, 4, 1, 2}, Lost: []float64{0, 1, 0, 0}, Repeated: []float64{0, 1, 0, 0}, Spurious: []float64{0, 0, 0, 0},
		Goodput: []float64{0, 400, 100, 0}, Cwnd: []float64{math.NaN(), 2000, 1000, math.NaN()},
		Flight: []float64{20, (1050 + 105 + 50 + 1050.) / 5, 550. / 5, (70 + 50.) / 5},
	}
	for i, list := range [][2][]float64{{got.Packets, want.Packets}, {got.Lost, want.Lost}, {got.Repeated, want.Repeated}, {got.Spurious, want.Spurious}, {got.Goodput, want.Goodput}, {got.Cwnd, want.Cwnd}, {got.Flight, want.Flight}} {
		if diff := cmp.Diff(list[1], list[0], cmp.Comparer(near)); diff != "" {
			t.Errorf("list %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestASeriesOfALinkTellsWhatWasSentAgainInVain(t *testing.T) {
	f := tell(town(20*s, 0),
		sent(trace.Again, user, 3*s, 4*s, 1000, 500, trace.NoShape),
		sent(trace.Spurious, user, 6*s, 7*s, 1000, 500, trace.NoShape),
		sent(trace.Spurious, user, 8*s, 9*s, 1000, 500, trace.NoShape))
	got := f.Series().Links[0]
	for name, list := range map[string][2][]float64{
		"repeated": {got.Repeated, {1, 2, 0, 0}}, "spurious": {got.Spurious, {0, 2, 0, 0}},
	} {
		if diff := cmp.Diff(list[1], list[0]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Packets of many wires come in another order than they are sent in.
func TestParcelsLeaveAFlightInTheOrderOfTheirArrival(t *testing.T) {
	draw, f, under := rand.New(rand.NewPCG(1, 1)), &flight{}, []sim.Time{}
	for range 2000 {
		if len(under) == 0 || draw.IntN(5) < 3 {
			at := sim.Time(draw.IntN(100))
			under = append(under, at)
			f.push(parcel{until: at})
			continue
		}
		slices.Sort(under)
		if got := f.pop().until; got != under[0] {
			t.Fatalf("of %d the one of %v leaves, want that of %v", len(under), got, under[0])
		}
		under = under[1:]
	}
}
