package transport

import (
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
)

// drawStack draws a stack of TCP.
func drawStack(r *rapid.T) TCP {
	s := Stacks[rapid.IntRange(0, len(Stacks)-1).Draw(r, "stack")].TCP
	s.Congestion = rapid.SampledFrom([]string{"reno", "cubic"}).Draw(r, "congestion")
	s.SlowStart = rapid.SampledFrom([]string{"plain", "hystart", "hystartPlus"}).Draw(r, "slowStart")
	s.Segment = sim.Bytes(rapid.IntRange(1, 3000).Draw(r, "segment"))
	s.InitialWindow = rapid.IntRange(1, 20).Draw(r, "initialWindow")
	s.ReceiveWindow = s.Segment + sim.Bytes(rapid.IntRange(0, 100_000).Draw(r, "receiveWindow"))
	s.FirstWindow = s.Segment + sim.Bytes(rapid.IntRange(0, 100_000).Draw(r, "firstWindow"))
	s.Blocks = uint8(rapid.IntRange(0, 4).Draw(r, "blocks"))
	s.Timestamps = rapid.Bool().Draw(r, "timestamps")
	s.Bursts = rapid.Bool().Draw(r, "bursts")
	s.TailProbe = rapid.Bool().Draw(r, "tailProbe")
	s.DelayedAck.Every = rapid.IntRange(1, 4).Draw(r, "every")
	s.DelayedAck.Quick = rapid.SampledFrom([]int{0, 16}).Draw(r, "quick")
	s.DelayedAck.Gap = rapid.SampledFrom([]sim.Time{0, ms, 500 * ms}).Draw(r, "gap")
	s.Tries, s.SynTries = 30, 30
	return s
}

// drawWay draws a wire that loses, reorders and repeats.
func drawWay(r *rapid.T) wire {
	return wire{
		bandwidth: sim.Bandwidth(rapid.SampledFrom([]int{0, 1e6, 100e6}).Draw(r, "bandwidth")),
		queue:     sim.Bytes(rapid.SampledFrom([]int{0, 10_000, 100_000}).Draw(r, "queue")),
		delay:     sim.Time(rapid.IntRange(0, 200).Draw(r, "delay")) * ms,
		loss:      rapid.Float64Range(0, 0.3).Draw(r, "loss"),
		jitter:    sim.Time(rapid.IntRange(0, 100).Draw(r, "jitter")) * ms,
		twice:     rapid.Float64Range(0, 0.3).Draw(r, "twice"),
	}
}

// bounds are beyond all that a small exchange needs.
var bounds = sim.Limits{Events: 1e6, AtOneInstant: 20_000}

func TestAnyLossReorderingAndRepetitionEndsWithAllDelivered(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		stack, way := drawStack(r), drawWay(r)
		segments := int64(rapid.IntRange(1, 100).Draw(r, "segments"))
		d := &download{ask: int64(rapid.IntRange(1, 5000).Draw(r, "ask")), answer: segments * int64(stack.Segment), hangUp: true}
		d.w = newBoundedWorld(d, way, rapid.Uint64().Draw(r, "seed"), bounds)
		c := d.w.open(d.w.transport.Use(stack))
		flew := [2]int64{}
		d.w.watch = func(_ *Conn, e int, id uint32, _ string) {
			q := d.w.transport.packets.At(id)
			h := &d.w.transport.pairs.all[c.active].ends[e]
			if q.flags&fin == 0 && q.end > h.limit {
				r.Fatalf("sent up to %d, with room up to %d", q.end, h.limit)
			}
			if c.active != 0 && h.board.flight > h.window.size+1 && h.board.flight > flew[e] {
				r.Fatalf("%d under way in a window of %d", h.board.flight, h.window.size)
			}
			flew[e] = h.board.flight
		}
		d.w.run(r)
		if d.got != [2]int64{d.answer, d.ask} || !d.ended[0] || !d.ended[1] {
			r.Fatalf("got %d, ended %v", d.got, d.ended)
		}
		if d.closed != [2]trace.Status{trace.OK, trace.OK} {
			r.Fatalf("closed: %v", d.closed)
		}
		quietNow(r, d.w)
	})
}

// inUse counts the values of a pool that were taken, and not given back.
func inUse[T any](p *pool[T]) int { return max(len(p.all)-1, 0) - len(p.spare) - len(p.vacant) }

// quietNow fails unless nothing is under way, and nothing waits.
func quietNow(t rapid.TB, w *world) {
	if n := w.transport.packets.Live(); n != 0 {
		t.Fatalf("%d packets are under way", n)
	}
	if n := inUse(&w.transport.pairs); n != 0 {
		t.Fatalf("%d connections are busy", n)
	}
	for i := range w.timers {
		if w.kernel.Cancel(w.timers[i][0]) || w.kernel.Cancel(w.timers[i][1]) {
			t.Fatalf("a timer runs on connection %d", i)
		}
	}
}
