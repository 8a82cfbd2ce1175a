package transport

import (
	"testing"

	"backchat/sim"
)

// A drip is a download of which a segment more is to be sent at each of some
// instants.
func drip(stack TCP, at ...sim.Time) *download {
	d := &download{ask: 100}
	d.w = newWorld(d, wire{delay: 50 * ms}, 1)
	c := d.w.open(d.w.transport.Use(stack))
	for _, at := range at {
		d.w.later(at, func() {
			d.answer += 1448
			d.w.transport.Push(c, 1)
		})
	}
	return d
}

// TestAProbeComesNoLaterThanTheTimeout loses a segment on its own: the probe
// would be due after two round trips and the least time-out, 400 ms, the
// time-out after 300. It is a probe that is sent then, and the window stays.
func TestAProbeComesNoLaterThanTheTimeout(t *testing.T) {
	d := drip(linux, 200*ms)
	var again []sim.Time
	d.w.later(199*ms, func() { deaf(d.w, 1) })
	d.w.later(499*ms, func() { d.w.wires[1].loss = 0 })
	d.w.watch = func(_ *Conn, e int, id uint32, _ string) {
		if d.w.transport.packets.At(id).flags&repeated != 0 {
			again = append(again, d.w.Now())
			if h := &d.w.transport.pairs.all[1].ends[1]; h.state != steady || h.window.size != 10 {
				t.Errorf("the state is %v, the window %d", h.state, h.window.size)
			}
		}
	}
	d.w.run(t)
	if len(again) != 1 || again[0] != 500*ms {
		t.Errorf("sent again at %v", again)
	}
}

// TestWhatIsSentPutsNoTimeoutOff sends a segment every 100 ms, none of which
// arrives: each puts the probe off, but not beyond the time-out of the first.
func TestWhatIsSentPutsNoTimeoutOff(t *testing.T) {
	for _, probe := range []bool{true, false} {
		stack := linux
		stack.TailProbe = probe
		d := drip(stack, 200*ms, 300*ms, 400*ms, 490*ms)
		again := sim.Time(0)
		d.w.later(199*ms, func() { deaf(d.w, 1) })
		d.w.watch = func(_ *Conn, e int, id uint32, _ string) {
			if again == 0 && d.w.transport.packets.At(id).flags&repeated != 0 {
				again = d.w.Now()
				d.w.wires[1].loss = 0
			}
		}
		d.w.run(t)
		if again != 500*ms || d.got[0] != d.answer {
			t.Errorf("probe %v: sent again at %v, %d of %d arrived", probe, again, d.got[0], d.answer)
		}
	}
}

// TestATimeoutGivesUpOnlyWhatCouldHaveArrived loses one segment and lets two
// others under way be 10 ms old when its time-out comes: those are not given
// up, and count as under way.
func TestATimeoutGivesUpOnlyWhatCouldHaveArrived(t *testing.T) {
	stack := linux
	stack.TailProbe = false
	d := drip(stack, 160*ms, 250*ms, 300*ms, 640*ms, 640*ms)
	again := 0
	d.w.later(299*ms, func() { deaf(d.w, 1) })
	d.w.later(639*ms, func() { d.w.wires[1].loss = 0 })
	d.w.watch = func(_ *Conn, e int, id uint32, _ string) {
		if d.w.transport.packets.At(id).flags&repeated == 0 {
			return
		}
		again++
		if h := &d.w.transport.pairs.all[1].ends[1]; d.w.Now() != 650*ms || h.board.lost != 0 || h.window.size != 3 {
			t.Errorf("sent again at %v, while %d are given up, in a window of %d", d.w.Now(), h.board.lost, h.window.size)
		}
	}
	d.w.run(t)
	if again != 1 || d.got[0] != d.answer {
		t.Errorf("%d were sent again, %d of %d bytes arrived", again, d.got[0], d.answer)
	}
}

// TestAWindowThatIsJustFullGrows sends as much as the window holds, and no
// more: it is in use, and grows by one in congestion avoidance.
func TestAWindowThatIsJustFullGrows(t *testing.T) {
	for segments, want := range map[int64]int64{9: 10, 10: 11} {
		stack := linux
		stack.Congestion = "reno"
		d := &download{ask: 100, answer: segments * 1448}
		d.w = newWorld(d, wire{delay: 50 * ms}, 1)
		c := d.w.open(d.w.transport.Use(stack))
		d.w.later(100*ms, func() { d.w.transport.pairs.all[c.active].ends[1].window.threshold = 10 })
		d.w.run(t)
		if c.ends[1].size != uint32(want) {
			t.Errorf("after %d segments the window is %d, not %d", segments, c.ends[1].size, want)
		}
	}
}
