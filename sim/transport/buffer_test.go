package transport

import (
	"slices"
	"testing"

	"backchat/sim"
)

// TestTheBoundOfABufferIsThatOfLinux holds the bound that follows what was read in a
// round trip against what Linux 6.18 worked out (tcp_rcvbuf_grow, as it traces itself).
func TestTheBoundOfABufferIsThatOfLinux(t *testing.T) {
	for _, row := range []struct{ read, before, bound int64 }{
		{123_080, 56_472, 826_843},
		{222_992, 123_080, 1_170_051},
		{463_360, 222_992, 2_924_581},
		{781_920, 463_360, 3_714_120},
	} {
		c := compile(linux)
		h := &end{seat: seat[stack]{c: c}, buffer: buffer{read: row.before, trip: 50 * ms}, received: row.read}
		h.heed(50 * ms)
		if got := h.buffer.bound; got < row.bound-1500 || got > row.bound+1500 {
			t.Errorf("after %d bytes in a round trip, and %d in the one before, the bound is %d, and was %d", row.read, row.before, got, row.bound)
		}
		h.buffer.bound, h.buffer.since = 0, 50*ms
		if h.heed(99 * ms); h.buffer.bound != 0 {
			t.Errorf("it moves within a round trip, to %d", h.buffer.bound)
		}
	}
}

// grown is a download of so many segments from a sender that has room for them all at
// once: how many acknowledgements it brings about.
func grown(t *testing.T, stack TCP, segments int64) int {
	t.Helper()
	stack.DelayedAck.Quick, stack.InitialWindow, stack.Bursts = 0, 1000, false
	d := &download{ask: 100, answer: segments * 1448}
	d.w = newWorld(d, wire{bandwidth: 1e9, delay: 50 * ms}, 1)
	acks := 0
	d.w.watch = func(_ *Conn, e int, _ uint32, _ string) {
		if e == 0 && d.got[0] > 0 {
			acks++
		}
	}
	d.w.open(d.w.transport.Use(stack))
	d.w.run(t)
	if d.got[0] != d.answer {
		t.Fatalf("%d of %d bytes arrived", d.got[0], d.answer)
	}
	return acks
}

// TestASegmentThatWidensABufferIsAcknowledgedAtOnce holds that of the first 40 segments
// those few are acknowledged each that widen it, from 64 to 80 KiB, by two segments.
func TestASegmentThatWidensABufferIsAcknowledgedAtOnce(t *testing.T) {
	fixed := linux
	fixed.FirstWindow = fixed.ReceiveWindow
	if n := grown(t, fixed, 40); n != 20 {
		t.Errorf("of 40 segments into a buffer that is wide come %d acknowledgements", n)
	}
	if n := grown(t, linux, 40); n != 23 {
		t.Errorf("of 40 segments, six of which widen it, come %d acknowledgements", n)
	}
}

// TestWhoDoesNotReadIsSentWhatTheBufferIsAtFirst leaves all unread for ten seconds.
func TestWhoDoesNotReadIsSentWhatTheBufferIsAtFirst(t *testing.T) {
	d := &download{ask: 100, answer: 1e6}
	d.w = newWorld(d, wire{bandwidth: 100e6, delay: 50 * ms}, 1)
	d.unread = func(upTo int64) int64 {
		if d.w.Now() < 10*sim.Second {
			return upTo
		}
		return 0
	}
	c := d.w.open(d.w.transport.Use(linux))
	var stuck int64
	d.w.later(10*sim.Second-1, func() { stuck = d.got[0] })
	d.w.later(10*sim.Second, func() { d.w.transport.Unread(c, 0, 0) })
	d.w.run(t)
	if stuck < 64<<10 || stuck > 80<<10 || d.got[0] != d.answer {
		t.Errorf("%d bytes arrive unread, %d in all", stuck, d.got[0])
	}
}

// TestABufferIsNoNarrowerAfterARest compares what an end has room for when a download is
// over, and has packed and unpacked its connection, with what it had during it.
func TestABufferIsNoNarrowerAfterARest(t *testing.T) {
	d := &download{ask: 100, answer: 2e6}
	d.w = newWorld(d, wire{bandwidth: 100e6, delay: 25 * ms}, 1)
	c := d.w.open(d.w.transport.Use(linux))
	var sizes []int64
	d.w.watch = func(c *Conn, _ int, _ uint32, _ string) {
		sizes = append(sizes, d.w.transport.pair(c).ends[0].buffer.size)
	}
	d.w.run(t)
	most := slices.Max(sizes)
	var room [64]byte
	packing := sim.Packing{Room: room[:]}
	if !d.w.transport.Lull(c, &packing) {
		t.Fatal("it is not at rest")
	}
	*c = Conn{Host: c.Host}
	d.w.transport.Rouse(c, 0, &sim.Packing{Room: room[:]})
	p := d.w.transport.pair(c)
	if got := p.ends[0].buffer.size; most < 1e6 || got < most || got > most+1024 {
		t.Errorf("it has room for %d bytes, and had for %d", got, most)
	}
	if got := p.ends[1].limit - p.ends[1].next; got != p.ends[0].buffer.size {
		t.Errorf("the other end takes it for %d, and not for %d", got, p.ends[0].buffer.size)
	}
}
