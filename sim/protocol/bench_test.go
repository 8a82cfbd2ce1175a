package protocol

import (
	"testing"
	"unsafe"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/sim/transport"
)

// A loop hands each packet over at once.
type loop struct {
	s       *Stack
	conn    transport.Conn
	packets int
	whole   int
	on      func(end int, x sim.Ref, id uint32)
}

func (l *loop) Now() sim.Time { return sim.Time(l.packets) }
func (l *loop) Push(c *transport.Conn, end int) {
	for p, ok := l.s.Pull(c, end, 1448); ok; p, ok = l.s.Pull(c, end, 1448) {
		l.packets++
		l.s.Arrived(c, 1-end, p.Stream, p.To)
		l.s.Acknowledged(c, end, p.Stream, p.To)
	}
}
func (l *loop) Finish(*transport.Conn, int) {}
func (l *loop) Abort(*transport.Conn, int)  {}
func (l *loop) Standing(*transport.Conn, int, transport.StreamID, int64) transport.Standing {
	return transport.UnderWay
}
func (l *loop) RoundTrip(*transport.Conn, int) sim.Time           { return 0 }
func (l *loop) Opened(*transport.Conn, int)                       {}
func (l *loop) Began(*transport.Conn, int, sim.Ref, uint32)       {}
func (l *loop) Reset(*transport.Conn, int, sim.Ref, trace.Status) {}
func (l *loop) Ponged(*transport.Conn, int)                       {}
func (l *loop) Draining(*transport.Conn, int)                     {}
func (l *loop) Closed(*transport.Conn, int, trace.Status)         {}
func (l *loop) Whole(_ *transport.Conn, end int, x sim.Ref, id, _ uint32) {
	l.whole++
	l.on(end, x, id)
}

func newLoop(c Config) *loop {
	l := &loop{}
	l.s = New(&c, l, l, l)
	l.s.Open(&l.conn)
	l.s.Ready(&l.conn, 0, false)
	l.s.Ready(&l.conn, 1, false)
	return l
}

// exchange asks for an object, and has it answered.
func (l *loop) exchange(size uint32) {
	l.on = func(end int, x sim.Ref, _ uint32) {
		if end == 1 {
			l.s.Send(&l.conn, 1, x, Message{Head: Answer, Payload: size, Last: true})
		}
	}
	l.s.Ask(&l.conn, Message{Head: Get, Last: true})
}

// BenchmarkPacket is what a packet of a download of 100 kB costs in this
// package.
func BenchmarkPacket(b *testing.B) {
	for _, name := range []string{"http1", "http2", "http3"} {
		b.Run(name, func(b *testing.B) {
			l := newLoop(Defaults(name))
			l.exchange(100_000)
			l.packets = 0
			b.ReportAllocs()
			b.ResetTimer()
			for l.packets < b.N {
				l.exchange(100_000)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(l.packets), "ns/packet")
		})
	}
}

// BenchmarkMessage is what a short message costs, both ways.
func BenchmarkMessage(b *testing.B) {
	for _, name := range []string{"http1", "http2", "http3", "websocket"} {
		b.Run(name, func(b *testing.B) {
			l := newLoop(Defaults(name))
			l.on = func(int, sim.Ref, uint32) {}
			b.ReportAllocs()
			for range b.N {
				if name == "websocket" {
					l.s.Say(&l.conn, 0, Message{Payload: 200})
					l.s.Say(&l.conn, 1, Message{Payload: 200})
				} else {
					l.exchange(200)
				}
			}
		})
	}
}

func TestNothingIsAllocatedForWhatGoesOn(t *testing.T) {
	for _, name := range []string{"http1", "http2", "http3"} {
		l := newLoop(Defaults(name))
		l.exchange(100_000)
		before := l.whole
		if n := testing.AllocsPerRun(100, func() { l.exchange(100_000) }); n > 1 { // the closure of exchange itself
			t.Errorf("%s: an exchange makes %v allocations", name, n)
		}
		if l.whole-before != 2*101 {
			t.Errorf("%s: of 101 exchanges %d messages arrive", name, l.whole-before)
		}
	}
}

// TestIdleConnectionIsSmall holds what an idle connection takes: 1,000,000
// WebSockets are to fit into 600 MB with all else.
func TestIdleConnectionIsSmall(t *testing.T) {
	if n := unsafe.Sizeof(link{}); n > 56 {
		t.Errorf("a connection keeps %d B", n)
	}
	u := chat(t, Defaults("websocket"), nil)
	leavesNothing(t, "websocket", u.s)
	if u.s.muxes.Live() != 0 {
		t.Error("a WebSocket keeps what many exchanges need")
	}
}
