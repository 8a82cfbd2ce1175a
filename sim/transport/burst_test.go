package transport

import (
	"strings"
	"testing"

	"backchat/sim"
)

// pace is a download of ten seconds over 100 Mbit/s, 50 ms there and back: how many
// segments go at once where any do, on average, in its second half, how many are
// acknowledged at a time, and how long it takes.
func pace(t *testing.T, stack TCP) (atOnce, acknowledged float64, took sim.Time) {
	t.Helper()
	stack.Congestion, stack.SlowStart = "reno", "plain"
	const segments = 40_000
	d := &download{ask: 100, answer: segments * 1448}
	d.w = newWorld(d, wire{bandwidth: 100e6, queue: 625_000, delay: 25 * ms}, 1)
	var last sim.Time
	instants, sent, acks := 0, 0, 0
	d.w.watch = func(_ *Conn, e int, _ uint32, _ string) {
		switch {
		case d.got[0] < d.answer/2:
		case e == 0:
			acks++
		default:
			sent++
			if d.w.Now() != last {
				instants, last = instants+1, d.w.Now()
			}
		}
	}
	d.w.open(d.w.transport.Use(stack))
	d.w.run(t)
	if d.got[0] != d.answer {
		t.Fatalf("%d of %d bytes arrived", d.got[0], d.answer)
	}
	return float64(sent) / float64(instants), float64(sent) / float64(acks), d.last
}

// TestAFewSegmentsWaitSoThatMoreGoAtOnce holds that what goes at once is what goes in
// 1/1024 s at 1.2 times the rate, ten segments of 1,500 bytes of 100 Mbit/s, for which
// nothing takes longer.
func TestAFewSegmentsWaitSoThatMoreGoAtOnce(t *testing.T) {
	plain := linux
	plain.Bursts = false
	one, _, before := pace(t, plain)
	many, _, after := pace(t, linux)
	if one > 2.5 || many < 7 || many > 12 {
		t.Errorf("where none waits %.1f segments go at once, otherwise %.1f", one, many)
	}
	if after > before+before/50 {
		t.Errorf("a download of %v takes %v", before, after)
	}
}

func TestWhatGoesAtATimeIsThatOfAMillisecond(t *testing.T) {
	for _, c := range []struct {
		why             string
		size, threshold int64
		trip            sim.Time
		want            int64
	}{
		{"1.2 windows of 100 a round trip of 50 ms", 100, 100, 50 * ms, 2},
		{"1.2 windows of 400 a round trip of 50 ms", 400, 400, 50 * ms, 9},
		{"twice as fast as it grows", 400, 1000, 50 * ms, 15},
		{"two at least", 4, 4, 50 * ms, 2},
		{"nothing is known of round trips", 10, unbounded, 0, 2},
		{"64 KiB at most", 4000, 4000, ms, 45},
	} {
		h := end{seat: seat[stack]{c: &stack{TCP: linux}}}
		h.window.size, h.window.threshold, h.rtt.smooth = c.size, c.threshold, c.trip
		if b := h.burst(); b.most != c.want {
			t.Errorf("%s: %d segments at a time, not %d", c.why, b.most, c.want)
		}
	}
}

func TestTheLastOfSeveralAsksToBePassedOn(t *testing.T) {
	for _, c := range []struct {
		room, flight int64
		want         string
	}{{1, 0, "-"}, {2, 0, "-!"}, {5, 0, "----!"}, {5, 3, "-!"}, {5, 4, "-"}, {60, 0, strings.Repeat("-", 44) + "!"}} {
		h := end{seat: seat[stack]{c: &stack{TCP: linux}}}
		h.window.size, h.board.flight, h.rtt.smooth = c.room, c.flight, sim.Microsecond
		b, got := h.burst(), ""
		for b.left > 0 {
			got += map[bool]string{true: "!", false: "-"}[b.ends()]
		}
		if got != c.want {
			t.Errorf("of %d less %d: %s, not %s", c.room, c.flight, got, c.want)
		}
	}
	if none := (&burst{}); none.ends() || none.ends() {
		t.Error("where bursts are not known, one is the last of several")
	}
}

// TestABurstWaitsOnlyWhereAnAcknowledgementIsNear takes one condition away at a time.
func TestABurstWaitsOnlyWhereAnAcknowledgementIsNear(t *testing.T) {
	for _, c := range []struct {
		why    string
		change func(h *end, b *burst)
		want   bool
	}{
		{"little may be sent, and an answer is near", func(*end, *burst) {}, true},
		{"something was lost", func(h *end, _ *burst) { h.state = recovering }, false},
		{"as much may be sent as goes at a time", func(_ *end, b *burst) { b.left = 10 }, false},
		{"a third of the window may be sent", func(h *end, b *burst) { h.window.size = 12 }, false},
		{"there is room for a third of what there is room for", func(h *end, _ *burst) { h.limit = h.next + 20*1448 }, true},
		{"nothing was sent for more than a millisecond", func(h *end, _ *burst) { h.used = 98 * ms }, false},
		{"the answer is a millisecond away", func(h *end, _ *burst) { h.board.at(h.board.head).at = 51 * ms }, true},
		{"the answer is more than that away", func(h *end, _ *burst) { h.board.at(h.board.head).at = 52 * ms }, false},
		{"it is late", func(h *end, _ *burst) { h.board.at(h.board.head).at = ms }, true},
		{"it is more than half a round trip away", func(h *end, _ *burst) { h.rtt.smooth, h.board.at(h.board.head).at = ms, 99*ms+600*sim.Microsecond }, false},
	} {
		h := end{seat: seat[stack]{c: &stack{TCP: linux}}}
		h.window.size, h.rtt.smooth, h.used = 100, 50*ms, 99*ms+500*sim.Microsecond
		h.next, h.limit = 96*1448, 1<<30
		h.board.add(0, 1448, 50*ms, 1)
		b := burst{left: 4, most: 10}
		c.change(&h, &b)
		if got := h.defers(&b, 100*ms); got != c.want {
			t.Errorf("%s: it waits: %v", c.why, got)
		}
	}
}
