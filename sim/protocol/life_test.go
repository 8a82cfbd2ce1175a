package protocol

import (
	"fmt"
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

// A witness answers requests when it is told to, and writes down what it hears.
type witness struct {
	p       *pipe
	s       *Stack
	conn    transport.Conn
	answers bool
	asked   []sim.Ref
	heard   []string
}

func newWitness(t testing.TB, c Config) *witness {
	p := newPipe(t, c, 50*sim.Millisecond)
	w := &witness{p: p}
	w.s = New(&c, p, p, w)
	p.stack = w.s
	p.open(&w.conn, c.Protocol == "http3")
	p.run()
	w.heard = nil
	return w
}

func (w *witness) hear(what string, end int) {
	w.heard = append(w.heard, fmt.Sprintf("%s %d at %d", what, end, w.p.now/sim.Millisecond))
}

func (w *witness) Opened(_ *transport.Conn, end int)                   { w.hear("opened", end) }
func (w *witness) Began(*transport.Conn, int, sim.Ref, uint32)         {}
func (w *witness) Ponged(_ *transport.Conn, end int)                   { w.hear("ponged", end) }
func (w *witness) Draining(_ *transport.Conn, end int)                 { w.hear("draining", end) }
func (w *witness) Closed(_ *transport.Conn, end int, why trace.Status) { w.hear("closed", end) }
func (w *witness) Reset(_ *transport.Conn, end int, _ sim.Ref, why trace.Status) {
	w.hear("reset", end)
}

func (w *witness) Whole(_ *transport.Conn, end int, x sim.Ref, id, _ uint32) {
	w.hear(fmt.Sprint("whole ", id), end)
	if end == 1 {
		w.asked = append(w.asked, x)
		if w.answers {
			w.s.Send(&w.conn, 1, x, Message{ID: 100 + id, Head: Answer, Payload: 10, Last: true})
		}
	}
}

func (w *witness) ask(id uint32) (exchange, message sim.Ref) {
	return w.s.Ask(&w.conn, Message{ID: id, Head: Get, Last: true})
}

func (w *witness) expect(t *testing.T, what string, want ...string) {
	t.Helper()
	if !slices.Equal(w.heard, want) {
		t.Errorf("%s: heard %q, not %q", what, w.heard, want)
	}
	w.heard = nil
}

func TestPingIsAnsweredWithinARoundTrip(t *testing.T) {
	w := newWitness(t, Defaults("http2"))
	w.p.now = 1 * sim.Second
	w.s.Ping(&w.conn, 0)
	w.p.run()
	w.expect(t, "HTTP/2", "ponged 0 at 1100")
	leavesNothing(t, "HTTP/2", w.s)
}

func TestDrainingIsHeardAndEndsNothing(t *testing.T) {
	for _, name := range []string{"http2", "http3"} {
		w := newWitness(t, Defaults(name))
		w.answers = true
		w.p.now = 1 * sim.Second
		w.ask(1)
		w.s.GoAway(&w.conn, 1)
		w.p.run()
		w.expect(t, name, "whole 1 1 at 1050", "draining 0 at 1050", "whole 101 0 at 1100")
	}
}

func TestCloseIsHeardAtBothEnds(t *testing.T) {
	for _, name := range []string{"http1", "http2", "http3", "websocket", "stream"} {
		w := newWitness(t, Defaults(name))
		w.p.now = 1 * sim.Second
		before := w.s.Bytes(0)[Security]
		w.s.Close(&w.conn, 0)
		w.p.run()
		w.expect(t, name, "closed 0 at 1000", "closed 1 at 1050")
		if got := w.s.Bytes(0)[Security] - before; name != "http3" && got != 24 {
			t.Errorf("%s: closing takes %d B, not the 24 of an alert", name, got)
		}
		if w.s.links.Live() != 0 || w.s.muxes.Live() != 0 {
			t.Errorf("%s: a closed connection is kept", name)
		}
	}
}

func TestCancelledExchangeEndsAtTheOtherEndAndMakesRoom(t *testing.T) {
	one := 1
	for _, name := range []string{"http2", "http3"} {
		c := Defaults(name)
		c.Streams = &one
		w := newWitness(t, c)
		w.p.now = 1 * sim.Second
		x, _ := w.ask(1)
		w.ask(2)
		w.p.at(2*sim.Second, func() { w.s.Cancel(&w.conn, 0, x) })
		w.p.run()
		next := map[string]string{"http2": "whole 2 1 at 2050", "http3": "whole 2 1 at 2150"}[name]
		w.expect(t, name, "whole 1 1 at 1050", "reset 1 at 2050", next)
	}
}

func TestCancelOnHTTP1CostsTheConnection(t *testing.T) {
	w := newWitness(t, Defaults("http1"))
	w.p.now = 1 * sim.Second
	x, _ := w.ask(1)
	w.p.at(2*sim.Second, func() { w.s.Cancel(&w.conn, 0, x) })
	w.p.run()
	w.expect(t, "HTTP/1.1", "whole 1 1 at 1050", "closed 0 at 2000", "reset 1 at 2050", "closed 1 at 2050")
	leavesNothing(t, "HTTP/1.1", w.s)
}

func TestRequestThatStillWaitsIsCancelledWithoutAWord(t *testing.T) {
	for _, name := range []string{"http1", "http2", "http3"} {
		c := Defaults(name)
		one := 1
		c.Streams = &one
		w := newWitness(t, c)
		w.p.now = 1 * sim.Second
		w.ask(1)
		x, _ := w.ask(2)
		w.ask(3)
		w.p.at(w.p.now+1, func() { w.s.Cancel(&w.conn, 0, x) })
		w.p.at(2*sim.Second, func() { w.s.Send(&w.conn, 1, w.asked[0], Message{ID: 101, Head: Answer, Last: true}) })
		w.p.run()
		if !slices.ContainsFunc(w.heard, func(s string) bool { return s[:9] == "whole 3 1" }) || len(w.heard) != 3 {
			t.Errorf("%s: heard %q", name, w.heard)
		}
	}
}

// TestHoldupIsWhatHoldsUpTheNextByte follows two uploads, one behind the other,
// from before the connection is open until the windows are used up.
func TestHoldupIsWhatHoldsUpTheNextByte(t *testing.T) {
	c := Defaults("http2")
	one, window := 2, sim.Bytes(64<<10)
	c.Streams, c.Windows.AskConnection, c.Windows.AskStream = &one, &window, &window
	p := newPipe(t, c, 50*sim.Millisecond)
	w := &witness{p: p}
	w.s = New(&c, p, p, w)
	p.stack = w.s
	p.open(&w.conn, false)
	big := Message{Head: Post, Payload: 200_000, Last: true}
	_, first := w.s.Ask(&w.conn, big)
	_, second := w.s.Ask(&w.conn, big)
	_, third := w.s.Ask(&w.conn, big)
	seen := map[Holdup]bool{}
	step := func(at sim.Time, message sim.Ref, want ...Holdup) {
		p.at(at*sim.Millisecond, func() {
			got, stream, offset := w.s.Holdup(&w.conn, 0, message)
			seen[got] = true
			if !slices.Contains(want, got) || stream != 0 || got != OnTransport && offset != 0 {
				t.Errorf("at %d ms: %v, byte %d of stream %d; not %v", at, got, offset, stream, want)
			}
		})
	}
	step(1, first, Opening)
	step(1, third, Opening)
	step(201, first, OnTransport)
	step(201, third, NoExchange)
	step(251, first, Window)
	step(251, second, Window)
	step(301, first, OnTransport)
	p.run()
	if got, _, _ := w.s.Holdup(&w.conn, 0, first); got != Nowhere {
		t.Errorf("it is read, and held up by %v", got)
	}
}

// TestWriteGoesInAPacketOfItsOwnUnlessItHadToWait pulls what two messages have
// written, at once and later.
func TestWriteGoesInAPacketOfItsOwnUnlessItHadToWait(t *testing.T) {
	w := newWitness(t, Defaults("websocket"))
	w.p.deaf = true
	pull := func() (got []int64) {
		for p, ok := w.s.Pull(&w.conn, 0, 1448); ok; p, ok = w.s.Pull(&w.conn, 0, 1448) {
			got = append(got, p.To-p.From)
		}
		return got
	}
	say := func() {
		w.s.Say(&w.conn, 0, Message{ID: 1, Payload: 200})
		w.s.Say(&w.conn, 0, Message{ID: 2, Payload: 2000})
		w.s.Say(&w.conn, 0, Message{ID: 3, Payload: 200})
	}
	const small, large = 230, 2030
	say()
	if got := pull(); !slices.Equal(got, []int64{small, 1448, large - 1448, small}) {
		t.Errorf("at once: packets of %v B", got)
	}
	say()
	w.p.now++
	if got := pull(); !slices.Equal(got, []int64{1448, large + 2*small - 1448}) {
		t.Errorf("later: packets of %v B", got)
	}
}

func TestOpeningIsWhatIsWrittenBeforeMessages(t *testing.T) {
	for _, row := range []struct {
		protocol string
		want     [2]int64
	}{{"http1", [2]int64{1490 + 64, 1862}}, {"websocket", [2]int64{1490 + 64 + 235, 1862 + 188}}, {"http3", [2]int64{0, 0}}} {
		w := newWitness(t, Defaults(row.protocol))
		for end, want := range row.want {
			if got := w.s.Opening(end); got != want || w.p.sent[end][0] != want {
				t.Errorf("%s: end %d opens with %d B, has sent %d, not %d", row.protocol, end, got, w.p.sent[end][0], want)
			}
		}
	}
}
