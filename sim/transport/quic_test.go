package transport

import (
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
)

// fetchQUIC runs one download over QUIC.
func fetchQUIC(t testing.TB, c QUIC, way wire, ask, answer int64, seed uint64) (*download, *world) {
	t.Helper()
	d := &download{ask: ask, answer: answer}
	d.w = newWorld(d, way, seed)
	d.w.open(d.w.transport.UseQUIC(c))
	d.w.run(t)
	return d, d.w
}

func TestFirstByteTakesTwoRoundTripsOfQUICAndOneWithEarlyData(t *testing.T) {
	for _, s := range QUICs {
		for _, early := range []bool{false, true} {
			c, want := s.QUIC, 200*ms
			if c.Early = early; early {
				want = 100 * ms
			}
			d, w := fetchQUIC(t, c, wire{delay: 50 * ms}, 100, 1000, 1)
			if d.first != want || d.last != want {
				t.Errorf("%s, early %v: first byte after %v, last after %v", s.Name, early, d.first, d.last)
			}
			quietNow(t, w)
		}
	}
}

// A greeter is a download whose server says ten bytes as soon as it may.
type greeter struct{ *download }

func (g greeter) Ready(c *Conn, end int, early bool) {
	if end == 1 && !g.served {
		g.served, g.download.answer = true, 10
	}
	g.download.Ready(c, end, early)
}

// TestWhatHadToWaitForKeysIsReadOnce lets the server's first packet bring
// ServerHello, and content that the client has no keys for yet. It is read once
// there are; that ServerHello came with it makes no second acknowledgement of
// it, which would fill a packet.
func TestWhatHadToWaitForKeysIsReadOnce(t *testing.T) {
	stack := quicGo
	stack.Handshake = Crypto{ClientHello: 1759, ServerHello: 1184, ServerFlight: 159, ClientFinish: 36, Tickets: 215}
	d := &download{ask: 50}
	d.w = newWorld(greeter{d}, wire{delay: 50 * ms}, 1)
	d.w.open(d.w.transport.UseQUIC(stack))
	full := 0
	d.w.watch = func(_ *Conn, e int, id uint32, _ string) {
		if e == 0 && d.w.Now() == 100*ms && !d.w.part(id, initial).empty() {
			full++
		}
	}
	d.w.run(t)
	if full != 1 || d.got != [2]int64{10, 50} {
		t.Errorf("ServerHello is acknowledged %d times, %d arrived", full, d.got)
	}
}

// drawQUIC draws a stack of QUIC.
func drawQUIC(r *rapid.T) QUIC {
	c := QUICs[rapid.IntRange(0, len(QUICs)-1).Draw(r, "stack")].QUIC
	c.Packet = sim.Bytes(rapid.IntRange(1200, 3000).Draw(r, "packet"))
	c.Largest = sim.Bytes(rapid.IntRange(0, 3000).Draw(r, "largest"))
	c.InitialWindow = rapid.IntRange(1, 40).Draw(r, "initialWindow")
	c.Pacing = rapid.SampledFrom([]float64{0, 0.5, 1.25}).Draw(r, "pacing")
	c.SlowPacing = rapid.SampledFrom([]float64{0, 0.5, 2}).Draw(r, "slowPacing")
	c.SlowStart = rapid.SampledFrom([]string{"plain", "hybrid"}).Draw(r, "slowStart")
	c.AckEvery = rapid.IntRange(1, 10).Draw(r, "ackEvery")
	c.Ranges = rapid.IntRange(1, 32).Draw(r, "ranges")
	c.Nudge = rapid.SampledFrom([]int{0, 1, 19}).Draw(r, "nudge")
	c.Batch = rapid.SampledFrom([]int{1, 2, 32}).Draw(r, "batch")
	c.Coalesce = sim.Bytes(rapid.SampledFrom([]int{0, 128, 5000}).Draw(r, "coalesce"))
	c.FurtherIDs = rapid.SampledFrom([]int{0, 3, 100}).Draw(r, "furtherIDs")
	c.Token = sim.Bytes(rapid.SampledFrom([]int{0, 91, 1024}).Draw(r, "token"))
	c.Persistent = rapid.Bool().Draw(r, "persistent")
	c.Early = rapid.Bool().Draw(r, "early")
	c.Handshake.ClientHello = sim.Bytes(rapid.IntRange(1, 5000).Draw(r, "clientHello"))
	c.Handshake.ServerFlight = sim.Bytes(rapid.IntRange(1, 10_000).Draw(r, "serverFlight"))
	c.Handshake.Tickets = sim.Bytes(rapid.IntRange(0, 2000).Draw(r, "tickets"))
	c.Tries, c.Idle, c.HandshakeIdle = 30, 0, 0
	return c
}

func TestAnyLossReorderingAndRepetitionOfQUICEndsWithAllDelivered(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c, way := drawQUIC(r), drawWay(r)
		p := newPage(rapid.IntRange(1, 30).Draw(r, "objects"), int64(rapid.IntRange(1, 1000).Draw(r, "ask")), int64(rapid.IntRange(1, 20_000).Draw(r, "answer")))
		p.hangUp = rapid.Bool().Draw(r, "hangUp")
		p.w = newBoundedWorld(p, way, rapid.Uint64().Draw(r, "seed"), bounds)
		conn := p.w.open(p.w.transport.UseQUIC(c))
		p.w.watch = func(_ *Conn, _ int, id uint32, _ string) {
			d := p.w.transport.datagrams.At(id &^ ofQUIC)
			if least := p.w.leastSize(p.w.part(id, application)); max(d.bytes, least) > int64(max(c.Packet, c.Largest)) {
				r.Fatalf("a packet of %d bytes with %d at least, of %d", d.bytes, least, max(c.Packet, c.Largest))
			}
		}
		p.w.after = func() { leavesNothingUndone(r, p.w, conn) }
		p.w.run(r)
		if p.ended != [2]int{p.objects, p.objects} {
			r.Fatalf("of %d streams %v ended", p.objects, p.ended)
		}
		for e, whole := range [2]int64{p.answer, p.ask} {
			for s, n := range p.arrived[e] {
				if n != whole {
					r.Fatalf("stream %d at end %d has %d bytes of %d", s, e, n, whole)
				}
			}
		}
		if p.hangUp && p.closed[0] != trace.OK || p.closed[1] != trace.OK && !conn.Ready(1) {
			r.Fatalf("closed: %v", p.closed)
		}
		if p.closed[0] == trace.OK {
			p.w.transport.Forget(conn, 1) // the last word may have been lost: an idle time-out ends that
		}
		p.w.forgetProbes(conn)
		quietQUIC(r, p.w, conn)
	})
}

// leavesNothingUndone fails unless each end that is not woken at this instant has said
// what it had to say by now, and its timer is set as it would be anew.
func leavesNothingUndone(t rapid.TB, w *world, c *Conn) {
	if c.active == 0 {
		return
	}
	for i := range w.transport.links.all[c.active].ends {
		h := &w.transport.links.all[c.active].ends[i]
		if h.rest.over() || h.armed <= w.Now() || !h.agreed {
			continue
		}
		if !h.silenced(false, w.Now()) {
			t.Fatalf("end %d has something to say at %v", i, w.Now())
		}
		due := h.due
		if w.transport.timeQUIC(h); h.due != due {
			t.Fatalf("end %d looks for losses at %v, not %v", i, due, h.due)
		}
	}
}

// forgetProbes ends a connection that has nothing under way but a probe for
// larger packets whose acknowledgement was lost: of that, no timer tells.
func (w *world) forgetProbes(c *Conn) {
	if c.active == 0 {
		return
	}
	for i := range w.transport.links.all[c.active].ends {
		if w.transport.links.all[c.active].ends[i].spaces[application].board.alone() {
			w.transport.Forget(c, 0)
			w.transport.Forget(c, 1)
			return
		}
	}
}

// part is the packet of that space in a datagram of QUIC, or an empty one.
func (w *world) part(id uint32, s spaceID) *part {
	d := w.transport.datagrams.At(id &^ ofQUIC)
	for ; d != nil; d = w.transport.behind(d) {
		if d.space == s {
			return &d.part
		}
	}
	return &part{}
}

// leastSize is what the frames of a packet take at least, each with a header of
// two bytes, and a span that is acknowledged.
func (w *world) leastSize(p *part) int64 {
	size := int64(0)
	for f := p.first(); f != nil; f = w.transport.after(f) {
		if f.kind == carries {
			size += f.to - f.from + 2
		} else {
			size += f.size(nil, false)
		}
	}
	if p.acks() {
		size += 2
	}
	for at := p.ranges; at != 0; at = w.transport.frames.At(at).next {
		size += 2
	}
	return size
}

// quietQUIC fails unless nothing is under way, nothing waits, and nothing is
// kept.
func quietQUIC(t rapid.TB, w *world, c *Conn) {
	tr := w.transport
	quietNow(t, w)
	if n := tr.datagrams.Live(); n != 0 {
		t.Fatalf("%d packets are under way", n)
	}
	if n := tr.frames.Live(); n != 0 {
		t.Fatalf("%d frames are kept", n)
	}
	if n := inUse(&tr.links); n != 0 {
		t.Fatalf("%d connections are busy: %v", n, c.ends)
	}
	if n := max(len(tr.flows.all)-1, 0) - len(tr.flows.spare); n != 0 {
		t.Fatalf("%d streams are kept", n)
	}
}
