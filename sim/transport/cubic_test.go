package transport

import (
	"math"
	"testing"
)

// trip is the round trip of the long way that CUBIC is held on, in seconds.
const trip = 0.3

// wholeCubic is the mean window of CUBIC where one packet of every n is lost,
// worked out packet by packet: RFC 9438 with C = 0.4 and beta = 0.7 in whole
// segments, as Linux has it (tcp_cubic.c), by which the target before the
// plateau is rounded up. What is lost is known a round trip later, and growth
// begins anew another one after that.
func wholeCubic(n int) float64 {
	const cycles = 80
	w, peak, origin, reno := 20, 0, 20, 20
	acked, credit, sent, half := 0, 0, 0, 0
	var now, epoch, rise, lost, began float64
	for cut := 0; cut < cycles; {
		now += trip / float64(w)
		sent++
		if now >= epoch {
			acked++
			d := now - epoch + trip - rise
			target := origin + int(math.Copysign(math.Floor(0.4*math.Abs(d*d*d)), d))
			period := 100 * w
			if target > w {
				period = w / (target - w)
			}
			for step := w * 15 >> 3; acked > step; acked -= step {
				reno++
			}
			if reno > w {
				period = min(period, w/(reno-w))
			}
			if credit++; credit >= max(period, 2) {
				w, credit = w+1, 0
			}
		}
		if lost > 0 && now >= lost {
			peak = map[bool]int{true: w * 17 / 20, false: w}[w < peak]
			w = max(w*7/10, 2)
			epoch, rise, origin = now+trip, math.Cbrt(float64(max(peak-w, 0))/0.4), max(peak, w)
			reno, acked, credit, lost = w, 0, 0, 0
			if cut++; cut == cycles/2 {
				began, half = now, sent
			}
		}
		if sent%n == 0 {
			lost = now + trip
		}
	}
	return float64(sent-half) / (now - began) * trip
}

// TestCubicsWindowIsThatOfWholeSegments holds a download of which every
// so-manieth packet is lost against the same worked out by itself: over a long
// way the window of CUBIC is above Reno's 1.22 / sqrt(p), and in whole segments
// above 1.054 (RTT / p)^(3/4), as section 5.1 of RFC 9438 has it.
func TestCubicsWindowIsThatOfWholeSegments(t *testing.T) {
	for _, every := range []int{200, 500, 1000, 2000} {
		stack := linux
		stack.Bursts = false // each acknowledgement is answered
		stack.SlowStart, stack.ReceiveWindow, stack.FirstWindow, stack.DelayedAck.Every = "plain", 1<<30, 1<<30, 1
		d := &download{ask: 100, answer: int64(60*every) * 1448}
		d.w = newWorld(d, wire{delay: 150 * ms}, 1)
		sent := 0
		d.w.watch = func(_ *Conn, e int, _ uint32, _ string) {
			if e == 1 {
				sent++
				d.w.wires[1].loss = 0
				if sent%every == 0 {
					d.w.wires[1].loss = 1 // the next one
				}
			}
		}
		d.w.open(d.w.transport.Use(stack))
		d.w.run(t)
		rate, want := float64(30*every)/(d.last-d.half).Seconds()*trip, wholeCubic(every)
		t.Logf("one of %d: %.1f segments a round trip, %.1f in whole segments: %+.1f %%; %.1f by the formula", every, rate, want, 100*(rate/want-1), 1.054*math.Pow(trip*float64(every), 0.75))
		if math.Abs(rate/want-1) > 0.08 {
			t.Errorf("one of %d: %.1f segments a round trip, not %.1f", every, rate, want)
		}
	}
}
