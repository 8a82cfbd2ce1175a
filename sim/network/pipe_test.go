package network

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/protocol"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

// A talk is a pair whose second place answers what the first asks, with some
// bytes, over a transport.
type talk struct {
	*pair
	answer uint32
	delay  sim.Time // that the answer takes
	mute   bool     // it does not
}

// newTalk joins places 1 and 2 by a link with a transport.
func newTalk(t *testing.T, preset string, c LinkConfig, change func(*TransportConfig)) *talk {
	t.Helper()
	p := &TransportConfig{Preset: PresetName(preset), TCP: transport.Stacks[0].TCP, QUIC: transport.QUICs[0].QUIC}
	for i := range protocol.Presets {
		if protocol.Presets[i].Name == preset {
			p.Config = protocol.Presets[i].Config
		}
	}
	if change != nil {
		change(p)
	}
	c.Transport = p
	if c.Connection.Open == "" {
		c.Connection.Open = "first"
	}
	a := &talk{pair: newPair(t, c)}
	a.net.Receiver(a)
	return a
}

// bare lets nothing but its transport open a connection.
func bare(c *TransportConfig) { c.TLS.Version, c.Greeting = "none", protocol.Greeting{} }

// patient lets no end of QUIC let go of a connection since it hears nothing.
func patient(c *TransportConfig) { c.QUIC.Idle = 0 }

// Arrive answers a request, and lets an exchange end with its answer.
func (a *talk) Arrive(m *Message) {
	a.heard = append(a.heard, arrival{a.kernel.Now(), m.ID, m.To})
	if a.mute {
		a.net.Free(m)
		return
	}
	if m.Answer {
		a.net.Done(m.Conn, m.Attempt)
		a.net.Free(m)
		return
	}
	r := a.net.New()
	r.From, r.To, r.Conn, r.Attempt = m.To, m.From, m.Conn, m.Attempt
	r.Shape, r.Payload, r.Answer, r.Last = trace.Response, a.answer, true, true
	a.net.Free(m)
	a.at(a.kernel.Now()+a.delay, func() { a.net.Tell(r, Load{}) })
}

// count counts the records of a kind.
func (r records) count(kind trace.Kind, shape trace.Shape) (n int) {
	for i := range r {
		if r[i].Kind == kind && r[i].Shape == shape {
			n++
		}
	}
	return n
}

// first is the time of the first record of a kind that node has.
func (r records) first(kind trace.Kind, node trace.Place) sim.Time {
	for i := range r {
		if r[i].Kind == kind && r[i].Node == node {
			return r[i].At
		}
	}
	return -1
}

func TestFirstByteTakesThreeRoundTripsOverTLS13(t *testing.T) {
	for _, row := range []struct {
		preset, version string
		want            sim.Time
		reason          string
	}{
		{"http1", "1.3", 300 * ms, "TCP, TLS, the request"},
		{"http1", "1.2", 400 * ms, "TCP, TLS twice, the request"},
		{"http1", "none", 200 * ms, "TCP, the request"},
		{"http2", "1.3", 300 * ms, "TCP, TLS, the request"},
		{"http3", "1.3", 200 * ms, "QUIC with its TLS, the request"},
		{"websocket", "1.3", 400 * ms, "TCP, TLS, the upgrade, the request"},
		{"amqp", "none", 600 * ms, "TCP, four of the greeting, the request"},
		{"mqtt", "1.3", 400 * ms, "TCP, TLS, CONNECT, the request"},
		{"postgres", "none", 500 * ms, "TCP, start-up and SCRAM in three, the request"},
		{"postgres", "1.2", 800 * ms, "TCP, SSLRequest, TLS twice, start-up and SCRAM in three, the request"},
		{"postgres", "1.3", 700 * ms, "TCP, SSLRequest, TLS, start-up and SCRAM in three, the request"},
	} {
		a := newTalk(t, row.preset, LinkConfig{Direction: Direction{Latency: constant(50 * ms)}}, func(c *TransportConfig) { c.TLS.Version = row.version })
		a.answer = 1000
		a.at(0, func() { a.ask(0) })
		a.run()
		if got := a.records.first(trace.Began, 1); got != row.want {
			t.Errorf("%s over TLS %s: first byte after %v, want %v: %s", row.preset, row.version, got, row.want, row.reason)
		}
	}
}

// Each way takes as long as its link says, however often there and back.
func TestAGreetingTakesItsRoundTripsAndItsBytesBeforeTheFirstMessage(t *testing.T) {
	const up, down = 12_345_677 * sim.Nanosecond, 7_654_321 * sim.Nanosecond
	back := constant(down)
	for _, row := range []struct {
		preset, version string
		greeting        protocol.Greeting
		opens           sim.Time // round trips but for those
		bytes           [2]int   // packed to open it, where it is in the clear
	}{
		{"postgres", "none", protocol.Greeting{RoundTrips: 3, Request: 227, Response: 586}, 1, [2]int{227, 586}},
		{"postgres", "none", protocol.Greeting{}, 1, [2]int{}},
		{"postgres", "none", protocol.Greeting{Request: 100}, 1, [2]int{}},
		{"amqp", "none", protocol.Greeting{RoundTrips: 4, Request: 3, Response: 10}, 1, [2]int{4, 10}}, // a byte at least, each time
		{"amqp", "none", protocol.Greeting{RoundTrips: 100}, 1, [2]int{100, 100}},
		{"mqtt", "1.3", protocol.Greeting{RoundTrips: 1, Request: 24, Response: 4}, 2, [2]int{}},
		{"mqtt", "1.2", protocol.Greeting{RoundTrips: 2}, 3, [2]int{}},
		{"websocket", "none", protocol.Greeting{RoundTrips: 1, Request: 9, Response: 9}, 2, [2]int{}},
		{"http1", "1.3", protocol.Greeting{RoundTrips: 5, Request: 9, Response: 9}, 2, [2]int{}}, // it has none
	} {
		a := newTalk(t, row.preset, LinkConfig{Direction: Direction{Latency: constant(up)}, Down: &DirectionPatch{Latency: &back}},
			func(c *TransportConfig) { c.TLS.Version, c.Greeting = row.version, row.greeting })
		a.at(0, func() { a.ask(0) })
		a.at(10*sim.Second, func() { a.ask(0) })
		got := a.run()
		trips := row.opens + sim.Time(row.greeting.RoundTrips)
		if row.preset == "http1" {
			trips = row.opens
		}
		want := []sim.Time{trips*(up+down) + up, (trips + 1) * (up + down), 10*sim.Second + up, 10*sim.Second + up + down}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s over TLS %s with %+v: arrivals (-want +got):\n%s", row.preset, row.version, row.greeting, diff)
		}
		if a.records.count(trace.Opened, trace.NoShape) != 1 || a.records.first(trace.Opened, 1) != trips*(up+down) {
			t.Errorf("%s with %+v: open after %v", row.preset, row.greeting, a.records.first(trace.Opened, 1))
		}
		if row.version != "none" || row.preset == "websocket" {
			continue
		}
		var bytes [2]int
		for _, r := range a.records {
			if r.Kind == trace.Packet && r.Shape == trace.Handshaking {
				bytes[r.Node-1] += int(r.Payload)
			}
		}
		if bytes != row.bytes {
			t.Errorf("%s with %+v: packets that open the connection hold %v B, want %v", row.preset, row.greeting, bytes, row.bytes)
		}
	}
}

// PostgreSQL asks for TLS in the clear: 8 B, answered by one, behind which its ClientHello
// goes. Each packet goes 50 ms one way.
func TestPostgresAsksForTLSInTheClearFirst(t *testing.T) {
	for _, asks := range []bool{true, false} {
		a := newTalk(t, "postgres", LinkConfig{Direction: Direction{Latency: constant(50 * ms)}}, func(c *TransportConfig) {
			c.TLS.Version, c.TLS.SSLRequest = "1.3", asks
		})
		a.at(0, func() { a.ask(0) })
		a.run()
		type said struct {
			At    sim.Time
			By    trace.Place
			Bytes uint32
		}
		var got []said
		for _, r := range a.records {
			if r.Kind == trace.Packet && r.Payload > 0 && len(got) < 3 {
				got = append(got, said{r.At, r.Node, r.Payload})
			}
		}
		const hello = 1464 + 11 // in its record, with the server's name; more than a segment
		want := []said{{100 * ms, 1, 8}, {150 * ms, 2, 1}, {200 * ms, 1, 1448}}
		if !asks {
			want = []said{{100 * ms, 1, 1448}, {100 * ms, 1, hello - 1448}, got[2]}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("asks %v: what is said first (-want +got):\n%s", asks, diff)
		}
		trips := sim.Time(6) // TCP, SSLRequest, TLS, three of the greeting
		if !asks {
			trips--
		}
		if opened := a.records.first(trace.Opened, 1); opened != trips*100*ms {
			t.Errorf("asks %v: open after %v, want %d round trips", asks, opened, trips)
		}
	}
}

func TestAnswersShareTheWireByTheirBytes(t *testing.T) {
	width := sim.Bandwidth(8e6) // a byte a microsecond
	a := newTalk(t, "amqp", LinkConfig{Direction: Direction{Latency: constant(0), Bandwidth: &width}}, bare)
	a.answer = 1448 - 57 // with what AMQP has around it, a full segment
	a.at(0, func() { a.ask(1448 - 57) })
	got := a.run()
	const us = sim.Microsecond
	opens := 60*us + 60*us              // SYN, and SYN with ACK; the request goes with no word in between
	asked := opens + 52*us + 1500*us    // behind the ACK
	answered := asked + 52*us + 1500*us // the server acknowledges at once
	if diff := cmp.Diff([]sim.Time{asked, answered}, got); diff != "" {
		t.Errorf("times of arrival (-want +got):\n%s", diff)
	}
}

func TestHTTP1OpensAConnectionForEachExchangeAtATime(t *testing.T) {
	six := 6
	for _, row := range []struct {
		preset string
		want   int
	}{{"http1", 6}, {"http2", 1}, {"http3", 1}} {
		a := newTalk(t, row.preset, LinkConfig{Direction: Direction{Latency: constant(10 * ms)}, Connection: ConnectionConfig{Max: &six}}, nil)
		a.at(0, func() {
			for range 20 {
				a.ask(100)
			}
		})
		if n := len(a.run()); n != 40 {
			t.Errorf("%s: %d messages have arrived, want 40", row.preset, n)
		}
		if got := a.records.count(trace.Open, trace.NoShape); got != row.want {
			t.Errorf("%s: %d connections for 20 requests, want %d", row.preset, got, row.want)
		}
	}
}

func TestWhatIsLostIsSentAgainAndRecovers(t *testing.T) {
	for _, preset := range []string{"http1", "http2", "http3", "amqp", "websocket"} {
		a := newTalk(t, preset, LinkConfig{Direction: Direction{Latency: constant(10 * ms), Loss: 0.05}}, nil)
		a.answer = 100_000
		a.at(0, func() { a.ask(1000); a.ask(1000) })
		if n := len(a.run()); n != 4 {
			t.Errorf("%s: %d messages have arrived, want 4", preset, n)
		}
		again, recovers := 0, 0
		for i := range a.records {
			if a.records[i].Kind == trace.Again {
				again++
			}
			if a.records[i].Cause == trace.Recovering {
				recovers++
			}
		}
		if again == 0 || recovers == 0 {
			t.Errorf("%s: %d packets were sent again and %d times a message recovered, want some of both", preset, again, recovers)
		}
	}
}

func TestIdleConnectionSaysGoodbyeByPackets(t *testing.T) {
	idle := sim.Second
	for _, preset := range []string{"http1", "http2", "http3", "amqp"} {
		a := newTalk(t, preset, LinkConfig{Direction: Direction{Latency: constant(10 * ms)}, Connection: ConnectionConfig{Idle: &idle}}, nil)
		a.at(0, func() { a.ask(100) })
		a.run()
		if n := a.records.count(trace.Close, trace.NoShape); n != 1 {
			t.Errorf("%s: the connection was closed %d times, want once", preset, n)
		}
		if n := a.records.count(trace.Packet, trace.Resetting); n == 0 {
			t.Errorf("%s: no packet has said so", preset)
		}
		if a.net.pipes.Live() != 0 || a.net.conns.Live() != 0 {
			t.Errorf("%s: %d connections and %d insides of such are left", preset, a.net.conns.Live(), a.net.pipes.Live())
		}
	}
}

func TestGivenUpExchangeCostsHTTP1ItsConnection(t *testing.T) {
	for _, row := range []struct {
		preset string
		want   int // connections broken
	}{{"http1", 1}, {"http2", 0}, {"http3", 0}} {
		a := newTalk(t, row.preset, LinkConfig{Direction: Direction{Latency: constant(10 * ms)}}, patient)
		a.answer, a.delay = 1000, sim.Second
		var m *Message
		a.at(0, func() {
			m = a.net.New()
			m.From, m.To, m.Shape, m.Payload, m.Attempt = 1, 2, trace.Request, 100, sim.Ref{Index: 7}
			a.net.Ask(m)
		})
		var conn, attempt sim.Ref
		a.at(45*ms, func() { conn, attempt = m.Conn, m.Attempt })
		a.at(200*ms, func() { a.net.GiveUp(conn, attempt) })
		a.run()
		if got := a.records.count(trace.Reset, trace.NoShape); got != row.want {
			t.Errorf("%s: %d connections are broken, want %d", row.preset, got, row.want)
		}
		if a.net.shipments.Live() != 0 {
			t.Errorf("%s: %d messages are under way for ever", row.preset, a.net.shipments.Live())
		}
	}
}

func TestCrashResetsConnectionsAndLosesWhatIsUnderWay(t *testing.T) {
	for _, how := range []trace.Status{trace.Crashed, trace.Silent} {
		for _, preset := range []string{"http1", "http2", "http3"} {
			a := newTalk(t, preset, LinkConfig{Direction: Direction{Latency: constant(10 * ms)}}, nil)
			a.answer = 2_000_000
			a.at(0, func() { a.ask(100) })
			a.at(100*ms, func() { a.net.Crash(2, how) })
			a.run()
			if how == trace.Silent && preset == "http1" {
				if len(a.broken) != 0 {
					t.Errorf("http1, silent: the connection broke at %v, and who only waits hears nothing", a.broken)
				}
				continue
			}
			if len(a.broken) != 1 || a.broken[0] != 1 {
				t.Errorf("%s, %v: the connection broke at %v, want at place 1", preset, how, a.broken)
			}
			if a.net.conns.Live() != 0 || a.net.shipments.Live() != 0 {
				t.Errorf("%s, %v: %d connections and %d messages are left", preset, how, a.net.conns.Live(), a.net.shipments.Live())
			}
		}
	}
}

// An answer leaves a nanosecond before its server crashes: it comes, and before the
// reset. Nothing of it came before, so none of it comes twice.
func TestWhatLeftBeforeACrashStillComes(t *testing.T) {
	for _, how := range []trace.Status{trace.Crashed, trace.Silent} {
		for _, preset := range []string{"http1", "http2", "http3", "amqp"} {
			a := newTalk(t, preset, LinkConfig{Direction: Direction{Latency: constant(10 * ms)}}, bare)
			a.answer, a.delay = 1000, sim.Second
			a.at(0, func() { a.ask(10) })
			a.at(1030*ms+1, func() { a.net.Crash(2, how) })
			if got := a.run(); len(got) != 2 || got[1] != 1040*ms {
				t.Errorf("%s, %v: arrivals at %v, want the answer at 1.04 s", preset, how, got)
			}
			for _, r := range a.records {
				if r.Kind == trace.Packet && r.Node == 1 && r.At == 1040*ms && r.Shape == trace.Ack && preset != "http3" && r.Header != 52 {
					t.Errorf("%s, %v: the answer is acknowledged by %d bytes, want 52: it names no repeat", preset, how, r.Header)
				}
			}
		}
	}
}

func TestSmallWindowOfTheOtherEndIsToldAsSuch(t *testing.T) {
	for _, preset := range []string{"http2", "http3"} {
		for _, row := range []struct {
			window sim.Bytes
			want   bool
		}{{1 << 10, true}, {1 << 20, false}} {
			a := newTalk(t, preset, LinkConfig{Direction: Direction{Latency: constant(10 * ms)}}, func(c *TransportConfig) { c.Windows.AskStream = &row.window })
			a.at(0, func() { a.ask(5000) })
			a.at(sim.Second, func() { a.ask(5000) }) // the first one went before the client knew
			a.run()
			limited := false
			for i := range a.records {
				limited = limited || a.records[i].Kind == trace.Enter && a.records[i].Cause == trace.ReceiverLimited
			}
			if limited != row.want {
				t.Errorf("%s with a window of %d: it is said that the receiver limits: %v", preset, row.window, limited)
			}
		}
	}
}

// What is said of a message in flight is the plan of a packet of it, and what is
// there then is there when more is said of it.
func TestMessageInFlightTellsOfItsNextPacket(t *testing.T) {
	width := sim.Bandwidth(20_000_000)
	for _, preset := range []string{"http1", "http2", "http3"} {
		a := newTalk(t, preset, LinkConfig{Direction: Direction{Latency: constant(10 * ms), Bandwidth: &width, Loss: .02}}, nil)
		a.answer = 300_000
		for i := range 4 {
			a.at(sim.Time(i)*ms, func() { a.ask(3000) })
		}
		a.run()
		arrivals, promised, flights := map[int64]bool{}, map[uint32]*trace.Record{}, 0
		for i := range a.records {
			r := &a.records[i]
			if r.Kind.Packets() {
				arrivals[int64(r.Until)] = true
			}
			if r.Kind != trace.Enter {
				continue
			}
			if p := promised[r.Msg]; p != nil && r.At >= sim.Time(p.Aux) && r.Payload < p.Header {
				t.Errorf("%s: at %v, %d bytes of message %d are there, and %d were to be at %v", preset, r.At, r.Payload, r.Msg, p.Header, sim.Time(p.Aux))
			}
			if promised[r.Msg] = nil; r.Cause == trace.InFlight {
				flights++
				promised[r.Msg] = r
				if !arrivals[r.Aux] {
					t.Errorf("%s: at %v, message %d is to have a packet at %v, when none arrives", preset, r.At, r.Msg, sim.Time(r.Aux))
				}
			}
		}
		if flights < 8 {
			t.Errorf("%s: %d times a message was in flight", preset, flights)
		}
	}
}

func TestWhatNobodyAnswersFreesItsConnection(t *testing.T) {
	for _, preset := range []string{"http1", "http2", "http3", "websocket", "amqp"} {
		a := newTalk(t, preset, LinkConfig{Direction: Direction{Latency: constant(10 * ms)}}, nil)
		a.mute = true
		for i := range 3 {
			a.at(sim.Time(i)*sim.Second, func() {
				m := a.net.New()
				m.From, m.To, m.Shape, m.Payload = 1, 2, trace.Ack, 100
				a.net.Tell(m, Load{})
			})
		}
		a.run()
		if n := a.records.count(trace.Arrive, trace.Ack); n != 3 {
			t.Errorf("%s: %d of 3 acknowledgements have arrived", preset, n)
		}
		if n := a.records.count(trace.Open, trace.NoShape); n != 1 {
			t.Errorf("%s: %d connections, want one for all, one after the other", preset, n)
		}
		if a.net.exchanges.Live() != 0 || a.net.shipments.Live() != 0 {
			t.Errorf("%s: %d exchanges and %d messages are under way for ever", preset, a.net.exchanges.Live(), a.net.shipments.Live())
		}
	}
}

// An answer that goes on is one header, and then for each event "data: " and an
// empty line (8 B) in a frame of its own: of HTTP/1.1 a chunk with its length in
// hexadecimal digits and two line ends, of HTTP/2 a DATA frame (9 B), of HTTP/3 one
// with its kind and a length of one byte below 64.
func TestEventsTakeTheirBytesAndATrip(t *testing.T) {
	for _, row := range []struct {
		preset string
		want   [2]uint32 // around an event of 100 B, and one of 7
	}{
		{"http1", [2]uint32{8 + 2 + 4, 8 + 1 + 4}},
		{"http2", [2]uint32{8 + 9, 8 + 9}},
		{"http3", [2]uint32{8 + 1 + 2, 8 + 1 + 1}},
	} {
		a := newTalk(t, row.preset, LinkConfig{Direction: Direction{Latency: constant(50 * ms)}}, func(c *TransportConfig) {
			if row.preset != "http3" {
				c.TLS.Version = "none"
			}
		})
		a.mute = true
		var conn, attempt sim.Ref
		a.at(0, func() {
			m := a.net.New()
			m.From, m.To, m.Shape, m.Attempt = 1, 2, trace.Subscribe, sim.Ref{Index: 1}
			a.net.Ask(m)
			conn, attempt = m.Conn, m.Attempt
		})
		for i, bytes := range []uint32{300, 100, 7} {
			a.at(sim.Time(i+1)*sim.Second, func() {
				m := a.net.New()
				m.From, m.To, m.Conn, m.Attempt, m.Shape, m.Payload, m.Answer = 2, 1, conn, attempt, trace.Push, bytes, true
				a.net.Tell(m, Load{})
			})
		}
		a.run()
		var around []uint32
		for i := range a.records {
			if r := &a.records[i]; r.Kind == trace.Arrive && r.Shape == trace.Push {
				around = append(around, r.Header)
				if want := sim.Time(len(around))*sim.Second + 50*ms; r.At != want {
					t.Errorf("%s: event %d is there at %v, want %v", row.preset, len(around), r.At, want)
				}
			}
		}
		if len(around) != 3 || [2]uint32(around[1:]) != row.want {
			t.Errorf("%s: bytes around the events are %v, want %v after the first", row.preset, around, row.want)
		}
	}
}
