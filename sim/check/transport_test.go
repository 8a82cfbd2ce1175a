package check

import (
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// newUpload is a story of a connection by packets: it opens, a request of two
// packets goes up, the second of which is lost and sent again, and is answered;
// the connection idles, is kept alive, and is closed.
func newUpload() *story {
	const ms = sim.Millisecond
	up := func(kind trace.Kind, at, until sim.Time, number, window, content uint32, shape trace.Shape) rec {
		r := rec{Kind: kind, At: at * ms, Aux: int64(at * ms), Until: until * ms, Parent: number, Op: window, Node: phone, Peer: api, Conn: 1, Payload: content, Header: 52, Shape: shape}
		if until == 0 {
			r.Status = trace.Noise
		}
		return r
	}
	down := func(at, until sim.Time, number, window, content uint32, shape trace.Shape) rec {
		r := up(trace.Packet, at, until, number, window, content, shape)
		r.Node, r.Peer = api, phone
		return r
	}
	enter := func(at sim.Time, cause trace.Cause) rec {
		return rec{Kind: trace.Enter, At: at * ms, Op: 1, N: 1, Msg: 1, Cause: cause}
	}
	return &story{
		{Kind: trace.Begin, At: 0, Op: 1, N: 1, Node: phone, Peer: api, Cause: trace.Connecting},
		{Kind: trace.Open, At: 0, Conn: 1, Node: phone, Peer: api},
		up(trace.Packet, 0, 10, 1, 1400, 0, trace.Handshaking),
		down(10, 20, 1, 1400, 0, trace.Handshaking),
		{Kind: trace.Opened, At: 20 * ms, Conn: 1, Node: phone, Peer: api},
		{Kind: trace.Send, At: 20 * ms, Op: 1, N: 1, Msg: 1, Conn: 1, Node: phone, Peer: api, Payload: 2700, Shape: trace.Request, Cause: trace.Transfer},
		up(trace.Packet, 20, 30, 2, 1400, 1400, trace.NoShape),
		enter(20, trace.InFlight),
		{Kind: trace.Began, At: 30 * ms, Msg: 1, Node: api, Peer: phone},
		enter(30, trace.Congestion),
		down(30, 40, 2, 1400, 0, trace.Ack),
		up(trace.Packet, 40, 0, 3, 2800, 1400, trace.NoShape),
		enter(40, trace.InFlight),
		enter(45, trace.Recovering),
		up(trace.Again, 240, 250, 4, 1400, 1400, trace.NoShape),
		enter(240, trace.InFlight),
		{Kind: trace.Arrive, At: 250 * ms, Msg: 1, Node: api, Peer: phone, Payload: 2700, Header: 100},
		{Kind: trace.Serve, At: 250 * ms, Op: 1, N: 1, Msg: 1, Node: api, Cause: trace.InService},
		{Kind: trace.Finish, At: 260 * ms, Aux: 10, Msg: 1, Node: api, Status: trace.OK},
		{Kind: trace.Send, At: 260 * ms, Op: 1, N: 1, Msg: 2, Parent: 1, Conn: 1, Node: api, Peer: phone, Payload: 500, Shape: trace.Response, Cause: trace.InFlight},
		down(260, 270, 3, 1400, 600, trace.NoShape),
		{Kind: trace.Began, At: 270 * ms, Msg: 2, Node: phone, Peer: api},
		{Kind: trace.Arrive, At: 270 * ms, Msg: 2, Node: phone, Peer: api, Payload: 500, Header: 100},
		{Kind: trace.End, At: 270 * ms, Op: 1, N: 1, Status: trace.OK},
		up(trace.Packet, 5000, 5010, 5, 1400, 30, trace.Health),
		{Kind: trace.Send, At: 9000 * ms, Msg: 3, Conn: 1, Node: phone, Peer: api, Payload: 90, Shape: trace.Poll, Cause: trace.Transfer},
		up(trace.Packet, 9000, 9010, 6, 1400, 90, trace.NoShape),
		{Kind: trace.Enter, At: 9000 * ms, Msg: 3, Cause: trace.InFlight},
		{Kind: trace.Lost, At: 9005 * ms, Msg: 3, Conn: 1, Node: phone, Peer: api, Status: trace.Crashed},
		{Kind: trace.Reset, At: 9005 * ms, Conn: 1, Node: phone, Peer: api, Status: trace.Crashed},
		up(trace.Packet, 9005, 9015, 7, 1400, 0, trace.Resetting),
	}
}

// byPackets is a topology with time for more than one time-out.
func byPackets() *trace.Topology {
	t := storyTopology()
	t.Horizon = 10 * sim.Second
	return t
}

func TestMessagesOnATransportComeByTheirPackets(t *testing.T) {
	holdOf(t, byPackets(), newUpload, []row{
		{"all is well", func(*story) {}, "", ""},
		{"it arrives later", func(s *story) {
			for _, r := range []*rec{s.of(trace.Arrive, 1), s.of(trace.Began, 1), s.of(trace.End, 0)} {
				r.At += sim.Second
			}
		}, "", ""},
		{"by more bytes than there were", func(s *story) { s.of(trace.Arrive, 0).Header = 101 }, "connections", "messages have arrived on connection 1, and packets of 1 bytes less"},
		{"before what was lost is there again", func(s *story) { s.of(trace.Again, 0).Until++ }, "connections", "messages have arrived on connection 1, and packets of 1400 bytes less"},
		{"it shrinks", func(s *story) { s.of(trace.Arrive, 0).Payload = 2699 }, "messages", "2699 and 100 bytes"},
		{"it is blocked by a plan", func(s *story) {
			s.then(trace.Send, 0, rec{Kind: trace.Block, Msg: 1, Aux: int64(30 * sim.Millisecond), Until: 40 * sim.Millisecond})
		}, "messages", "nobody knows when"},
		{"half a plan", func(s *story) { s.of(trace.Send, 0).Aux = 21 }, "time", "sent at"},
		{"what holds it up is said too late", func(s *story) { s.then(trace.Arrive, 0, rec{Kind: trace.Enter, Msg: 1, Cause: trace.InFlight}) }, "messages", "not under way"},
		{"its next packet has arrived before", func(s *story) { s.of(trace.Enter, 2).Aux = int64(39 * sim.Millisecond) }, "messages", "its next packet arrives at"},
		{"its next packet arrives, and it is not in flight", func(s *story) { s.of(trace.Enter, 1).Aux = int64(50 * sim.Millisecond) }, "messages", "its next packet arrives at"},
		{"more of it is there than there is", func(s *story) { s.of(trace.Enter, 4).Payload = 2701 }, "messages", "2701 of 2700 bytes"},
		{"less of it is there than was", func(s *story) { s.of(trace.Enter, 1).Payload = 1300 }, "messages", "after 1300"},
		{"more and more of it is there", func(s *story) {
			s.of(trace.Enter, 1).Payload, s.of(trace.Enter, 2).Payload, s.of(trace.Enter, 3).Payload, s.of(trace.Enter, 4).Payload = 1300, 1300, 1300, 1300
		}, "", ""},
		{"what holds nothing up", func(s *story) { s.then(trace.Arrive, 0, rec{Kind: trace.Enter, Cause: trace.InFlight}) }, "form", "enter without operation or message"},
		{"it begins twice", func(s *story) { s.then(trace.Began, 0, *s.of(trace.Began, 0)) }, "messages", "beginning arrives again"},
		{"it begins after it is there", func(s *story) { s.then(trace.Arrive, 0, *s.of(trace.Began, 0)) }, "messages", "not under way"},
		{"it begins at its sender", func(s *story) { s.of(trace.Began, 0).Node = phone }, "messages", "its beginning is at place 1"},
		{"nothing was lost that could recover", func(s *story) { s.of(trace.Packet, 4).Until, s.of(trace.Packet, 4).Status = 50*sim.Millisecond, 0 }, "connections", "no packet of connection 1 was lost"},
		{"it is lost, and its connection goes on", func(s *story) { s.without(trace.Reset, 0) }, "connections", "it is lost, and connection 1 goes on"},
		{"it is lost before its connection breaks", func(s *story) { s.of(trace.Lost, 0).At-- }, "connections", "it is lost, and connection 1 goes on"},
		{"it is lost, and its connection is closed", func(s *story) { s.of(trace.Reset, 0).Kind = trace.Close }, "", ""},
		{"it is taken back", func(s *story) { s.of(trace.Lost, 0).Status = trace.Cancelled; s.without(trace.Reset, 0) }, "", ""},
		{"its connection breaks, and nobody says that it is lost", func(s *story) { s.without(trace.Lost, 0) }, "connections", "neither arrived nor was lost"},
	})
}

func TestPacketsKeepToWhatTransportsDo(t *testing.T) {
	holdOf(t, byPackets(), newUpload, []row{
		{"one is left out", func(s *story) { s.without(trace.Packet, 2) }, "connections", "packet 3 of connection 1, after 1 others"},
		{"the window is overdrawn", func(s *story) {
			r := *s.of(trace.Packet, 2)
			for range 3 {
				r.Parent, r.Payload = r.Parent+1, 1400
				s.then(trace.Packet, int(r.Parent)-1, r)
			}
		}, "connections", "packet 5 of connection 1, while 4200 bytes are under way, and the window is 1400"},
		{"there is no window", func(s *story) { s.of(trace.Packet, 2).Op = 0 }, "connections", "the window is 0"},
		{"what is not lost is sent again", func(s *story) {
			r := *s.of(trace.Packet, 2)
			r.Kind, r.Parent = trace.Spurious, 3
			s.then(trace.Packet, 2, r)
			for _, i := range []int{4, 6, 7, 8} {
				s.of(trace.Packet, i).Parent++
			}
			s.of(trace.Again, 0).Parent++
		}, "", ""},
		{"what is not lost is sent again as if it were", func(s *story) {
			r := *s.of(trace.Packet, 2)
			r.Kind, r.Parent = trace.Again, 3
			s.then(trace.Packet, 2, r)
		}, "connections", "packet 3 of connection 1 repeats what was lost, and nothing was"},
		{"what nobody has taken is sent again as what is lost", func(s *story) {
			s.then(trace.Packet, 2, rec{Kind: trace.Untaken, At: s.of(trace.Packet, 2).Until, Node: phone, Peer: api, Conn: 1, Status: trace.Refused, Payload: 1})
		}, "connections", "messages have arrived on connection 1, and packets of 1 bytes less"},
		{"nobody takes what was never opened", func(s *story) {
			s.then(trace.Packet, 2, rec{Kind: trace.Untaken, At: s.of(trace.Packet, 2).Until, Node: phone, Peer: api, Conn: 2, Status: trace.Refused, Payload: 1})
		}, "connections", "untaken on connection 2, which was not opened"},
		{"what is sent again does not ask", func(s *story) {
			s.of(trace.Again, 0).Op = 1
		}, "", ""},
		{"the window grows by what has not arrived", func(s *story) { s.of(trace.Packet, 4).Op = 9801 }, "connections", "the window of connection 1 is 9801, from 1400 on and by 2 packets that have arrived"},
		{"it says that it is out before it is sent", func(s *story) { s.of(trace.Packet, 2).Aux-- }, "time", "packet 2 is sent at"},
		{"it says that it is there before it is out", func(s *story) { s.of(trace.Packet, 2).Aux += 1 << 30 }, "time", "packet 2 is sent at"},
		{"it is lost, and nobody knows why", func(s *story) { s.of(trace.Packet, 4).Status = 0 }, "form", "is lost: none"},
		{"it is there, and lost", func(s *story) { s.of(trace.Packet, 2).Status = trace.Noise }, "form", "is lost: noise"},
		{"it speaks of a message", func(s *story) { s.of(trace.Packet, 2).Msg = 1 }, "form", "and message 1"},
		{"it is a request", func(s *story) { s.of(trace.Packet, 2).Shape = trace.Request }, "form", "of shape request"},
		{"it has no connection", func(s *story) { s.of(trace.Packet, 2).Conn = 0 }, "form", "packet without connection"},
		{"its connection was not opened", func(s *story) { s.of(trace.Packet, 2).Conn = 2 }, "connections", "packet on connection 2, which was not opened"},
		{"a stranger sends it", func(s *story) { s.of(trace.Packet, 2).Node = tablet }, "connections", "sent from place 2 to 3 on connection 1 of 1 and 3"},
		{"there is nothing to say, but what was lost has held it up", func(s *story) {
			s.of(trace.Packet, 6).Shape = trace.NoShape
			s.of(trace.Packet, 2).Payload, s.of(trace.Again, 0).Payload = 1800, 1000
		}, "", ""},
		{"there is nothing to say, but a request is taken back", func(s *story) {
			s.of(trace.Packet, 6).Shape, s.of(trace.Send, 1).Shape = trace.NoShape, trace.Push
		}, "", ""},
		{"there is nothing to say", func(s *story) { s.of(trace.Packet, 6).Shape = trace.NoShape }, "connections", "nothing was under way on connection 1 since 270"},
		{"what was lost is said again after long", func(s *story) {
			s.of(trace.Packet, 6).Kind, s.of(trace.Packet, 6).Shape = trace.Again, trace.NoShape
		}, "", ""},
		{"content follows the end", func(s *story) { s.of(trace.Packet, 8).Shape = trace.NoShape }, "connections", "packet 7 has content, and connection 1 is closed or broken"},
		{"a place that is down sends it", func(s *story) {
			s.then(trace.End, 0, rec{Kind: trace.Down, Node: phone, Status: trace.Silent})
		}, "downtime", "packet at phone/0, which is down: silent"},
		{"the host of a crashed process acknowledges", func(s *story) {
			s.of(trace.Packet, 6).Shape = trace.Ack
			s.then(trace.End, 0, rec{Kind: trace.Down, Node: phone, Status: trace.Crashed})
			s.then(trace.Packet, 6, rec{Kind: trace.Up, Node: phone})
		}, "", ""},
		{"the process does not", func(s *story) {
			s.then(trace.End, 0, rec{Kind: trace.Down, Node: phone, Status: trace.Crashed})
		}, "downtime", "packet at phone/0, which is down: crashed"},
	})
}

func TestWhatOvertakesOnTheWireIsUnderWayNoLongerThanItIs(t *testing.T) {
	d, spare := direction{window: 1}, stock{}
	for i, until := range []sim.Time{50, 30, 40} {
		d.put(&spare, &rec{Kind: trace.Packet, At: sim.Time(i), Until: until, Payload: 100})
	}
	for _, c := range []struct {
		at     sim.Time
		flight uint64
	}{{29, 300}, {30, 200}, {40, 100}, {50, 0}} {
		d.until(&spare, c.at)
		var flight uint64
		if x := spare.at(d.parcels); x != nil {
			flight = x.flight
		}
		if flight != c.flight || d.surplus != 300-int64(c.flight) {
			t.Errorf("at %v %d bytes are under way, and %d there, want %d", c.at, flight, d.surplus, c.flight)
		}
	}
}
