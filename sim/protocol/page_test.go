package protocol

import (
	"math"
	"testing"

	"backchat/sim"
)

func TestPageArrivesWholeAndLeavesNothingBehind(t *testing.T) {
	for _, name := range []string{"http1", "http2", "http3"} {
		g := load(t, Defaults(name), 100, get, object, name != "http1")
		if g.whole != 100 {
			t.Errorf("%s: %d of 100 objects arrive", name, g.whole)
		}
		leavesNothing(t, name, g.s)
	}
}

// leavesNothing fails where something is kept of connections that are idle.
func leavesNothing(t fataler, name string, s *Stack) {
	t.Helper()
	for what, n := range map[string]int{"exchanges": s.exchanges.Live(), "messages": s.msgs.Live(), "spans": s.spans.Live(), "halves": s.halves.Live()} {
		if n != 0 {
			t.Errorf("%s: %d %s are left", name, n, what)
		}
	}
}

// TestWhoReadsAllowsMoreWithEachPieceThatItReads holds what a client says of windows
// against Go's: an answer of 30,000 B comes in frames of 16,384 and 13,616, of each of
// which it reads 8 KiB and then the rest, and says with each that there is room for as
// much on the stream and on the connection, in a record of 48 B.
func TestWhoReadsAllowsMoreWithEachPieceThatItReads(t *testing.T) {
	large := object
	large.Payload = 30_000
	three, four := load(t, Defaults("http2"), 3, get, large, true), load(t, Defaults("http2"), 4, get, large, true)
	if n := four.s.bytes[0][Framing] - three.s.bytes[0][Framing]; n != frameHTTP2+4*2*windowUpdate {
		t.Errorf("for one answer more the client writes %d B of frames, around what it asks and to allow more", n)
	}
}

// TestTripsBeforeTheFirstByteAreThoseOfRealStacks holds the time to the first
// byte on a new connection, in round trips, against the cells M1.
func TestTripsBeforeTheFirstByteAreThoseOfRealStacks(t *testing.T) {
	for _, row := range []struct {
		cell     string
		protocol string
		tls      func(*TLSConfig)
		trips    sim.Time
	}{
		{"http-clear", "http1", func(c *TLSConfig) { c.Version = "none" }, 2},
		{"tls1.2", "http1", func(c *TLSConfig) { c.Version = "1.2" }, 4},
		{"tls1.2-resumed", "http1", func(c *TLSConfig) { c.Version, c.Resumed = "1.2", true }, 3},
		{"tls1.3", "http1", func(*TLSConfig) {}, 3},
		{"tls1.3-resumed", "http1", func(c *TLSConfig) { c.Resumed = true }, 3},
		{"h2-tls1.3", "http2", func(*TLSConfig) {}, 3},
		{"quic-1rtt", "http3", func(*TLSConfig) {}, 2},
		{"quic-0rtt", "http3", func(c *TLSConfig) { c.Resumed, c.EarlyData = true, true }, 1},
	} {
		c := Defaults(row.protocol)
		row.tls(&c.TLS)
		g := load(t, c, 1, get, Message{Head: Answer, Payload: 2, Last: true}, false)
		if want := row.trips * 100 * sim.Millisecond; g.first != want {
			t.Errorf("M1 %s: the first byte is there after %v, not %v", row.cell, g.first, want)
		}
	}
	c := Defaults("http1")
	c.TLS.Resumed, c.TLS.EarlyData = true, true
	if g := load(t, c, 1, get, object, false); g.first != 200*sim.Millisecond {
		t.Errorf("early data over TCP: the first byte is there after %v, not two round trips", g.first)
	}
}

// A measured is what a real stack has sent, and how to have the same here. Bytes
// are those of the streams, which is what the cell has without 52 B for each of
// its packets (IP, TCP and its timestamps) and 8 more for each SYN. The cells do
// not say what they ask for: the names' lengths are such that HTTP/1.1's requests
// have theirs, and serve for all other rows.
type measured struct {
	cell     string
	config   func(*Config)
	protocol string
	objects  []int // on each connection
	answer   Message
	up, down float64
}

// stream is the bytes of streams among those of packets.
func stream(bytes, packets float64, connections int) float64 {
	return bytes - 52*packets - 8*float64(connections)
}

var small = Message{Head: Answer, Payload: 2, Last: true}

// onePage asks for objects whose names are 13 letters longer than in M1.
func onePage(c *Config) { c.Path = "/object?size=10000&n=1" }

var real = []measured{
	{"M1 http-clear", func(c *Config) { c.TLS.Version = "none" }, "http1", []int{1}, small, stream(316, 4, 1), stream(267, 3, 1)},
	{"M1 tls1.2", func(c *Config) { c.TLS.Version = "1.2" }, "http1", []int{1}, small, stream(888, 8, 1), stream(1180.5, 7, 1)},
	{"M1 tls1.2-resumed", func(c *Config) { c.TLS.Version, c.TLS.Resumed = "1.2", true }, "http1", []int{1}, small, stream(921, 7, 1), stream(704, 5, 1)},
	{"M1 tls1.3", func(*Config) {}, "http1", []int{1}, small, stream(2100, 8, 1), stream(2305, 6, 1)},
	{"M1 tls1.3-resumed", func(c *Config) { c.TLS.Resumed = true }, "http1", []int{1}, small, stream(2262, 8, 1), stream(1917, 6, 1)},
	{"M1 h2-tls1.3", func(*Config) {}, "http2", []int{1}, small, stream(2271, 10, 1), stream(2541.5, 9, 1)},
	{"M2 h1x6", onePage, "http1", []int{17, 17, 17, 17, 16, 16}, object, stream(72158, 948, 6), stream(1076898, 942, 6)},
	{"M2 h2", onePage, "http2", []int{100}, object, stream(60748, 943, 1), stream(1060070, 929, 1)},
	{"M2linux h1x6", onePage, "http1", []int{17, 17, 17, 17, 16, 16}, object, stream(51046, 542, 6), stream(1071700.5, 842, 6)},
	{"M2linux h2", onePage, "http2", []int{100}, object, stream(33864, 426, 1), stream(1045363.5, 721, 1)},
}

// TestBytesAreThoseOfRealStacks holds what is sent against real stacks, within 2 %.
func TestBytesAreThoseOfRealStacks(t *testing.T) {
	for _, row := range real {
		c := Defaults(row.protocol)
		if row.answer.Payload == small.Payload {
			c.ContentType = "text/plain"
		}
		row.config(&c)
		var ours [2]float64
		for _, n := range row.objects {
			g := load(t, c, n, get, row.answer, row.protocol != "http1")
			for end := range ours {
				ours[end] += float64(g.p.sent[end][0])
			}
		}
		t.Logf("| %s | %.0f | %.0f | %+.2f %% | %.0f | %.0f | %+.2f %% |", row.cell, row.up, ours[0], 100*(ours[0]/row.up-1), row.down, ours[1], 100*(ours[1]/row.down-1))
		if math.Abs(ours[0]/row.up-1) > 0.02 || math.Abs(ours[1]/row.down-1) > 0.02 {
			t.Errorf("%s: %v and %v B, really %v and %v", row.cell, ours[0], ours[1], row.up, row.down)
		}
	}
}
