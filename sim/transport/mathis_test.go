package transport

import (
	"math"
	"testing"
)

// TestThroughputUnderLossIsThatOfMathis holds Reno against the square-root
// law: on average sqrt(3/2)/sqrt(p) segments are under way where one in 1/p is
// lost, each is acknowledged, and nothing else bounds the window (Mathis et
// al., "The macroscopic behavior of the TCP congestion avoidance algorithm",
// 1997). The constant is that of evenly spaced losses; losses at random allow
// 1.31 instead of 1.22 (Ott, Kemperman, Mathis, 1996), 7 % more. What counts is
// the second half, when slow start is long over.
func TestThroughputUnderLossIsThatOfMathis(t *testing.T) {
	for _, row := range []struct {
		p      float64
		losses float64
	}{{1e-4, 200}, {3e-4, 300}, {1e-3, 300}, {3e-3, 300}, {1e-2, 300}} {
		stack := linux
		stack.Congestion, stack.SlowStart, stack.ReceiveWindow = "reno", "plain", 1<<30
		stack.DelayedAck.Every = 1
		n := int64(row.losses / row.p)
		d := &download{ask: 100, answer: n * 1448}
		d.w = newWorld(d, wire{delay: 50 * ms}, 1)
		d.w.wires[1].loss = row.p
		d.w.open(d.w.transport.Use(stack))
		d.w.run(t)
		lost := float64(d.w.wires[1].lost) / float64(d.w.wires[1].packets)
		rate, law := float64(n)/2/(d.last-d.half).Seconds()*0.1, math.Sqrt(1.5/lost)
		t.Logf("loss %g: %.1f segments a round trip, %.1f by the law: %+.1f %%", row.p, rate, law, 100*(rate/law-1))
		if math.Abs(rate/law-1) > 0.15 {
			t.Errorf("loss %g: %.1f segments a round trip, not %.1f", row.p, rate, law)
		}
	}
}
