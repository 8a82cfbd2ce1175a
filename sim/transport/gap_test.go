package transport

import (
	"slices"
	"testing"

	"backchat/sim"
)

// A broken is a download of 60 segments at once of which some are lost the
// first time; it notes when end 0 acknowledges, until the first that was lost
// is there.
func broken(t *testing.T, stack TCP, way wire, lost func(n int64) bool) (acked []sim.Time) {
	t.Helper()
	stack.InitialWindow, stack.Segment = 60, 1448
	d := &download{ask: 100, answer: 60 * 1448}
	d.w = newWorld(d, way, 1)
	d.w.watch = func(_ *Conn, e int, id uint32, _ string) {
		q := d.w.transport.packets.At(id)
		switch {
		case e == 1:
			next := q.end / 1448 // which comes after this one
			d.w.wires[1].loss = 0
			if q.flags&repeated == 0 && q.end < 60*1448 && q.flags&syn == 0 && lost(next) {
				d.w.wires[1].loss = 1
			}
		case d.got[1] == d.ask && d.got[0] == 0:
			acked = append(acked, d.w.Now())
		}
	}
	d.w.open(d.w.transport.Use(stack))
	d.w.run(t)
	if d.got[0] != d.answer {
		t.Fatalf("%d of %d bytes arrived", d.got[0], d.answer)
	}
	return acked
}

// steps are how long after the one before each acknowledgement came.
func steps(at []sim.Time) []sim.Time {
	var s []sim.Time
	for i := range at[1:] {
		s = append(s, at[i+1]-at[i])
	}
	return s
}

func first(n int64) bool { return n == 0 }

// TestWhatIsBeyondAGapIsToldOfTogether holds when acknowledgements go while
// the first of 60 segments is missing, which arrive 0.15 ms after one another:
// three at once, each later one 1 ms after the first that it tells of.
func TestWhatIsBeyondAGapIsToldOfTogether(t *testing.T) {
	const apart = 150 * sim.Microsecond
	stack := linux
	stack.DelayedAck.Quick, stack.FirstWindow = 0, stack.ReceiveWindow
	for _, row := range []struct {
		name        string
		quick       int
		gap, delay  sim.Time
		want, after sim.Time // an acknowledgement waits, and how long after another the next goes
		atOnce      int
	}{
		{"after three", 0, ms, 50 * ms, ms, 7 * apart, 3},
		{"after the quick ones and three", 16, ms, 50 * ms, ms, 7 * apart, 19},
		{"a twentieth of a round trip", 0, ms, 5 * ms, 500 * sim.Microsecond, 4 * apart, 3},
		{"never", 0, 0, 50 * ms, 0, apart, 59},
	} {
		stack.DelayedAck.Quick, stack.DelayedAck.Gap = row.quick, row.gap
		got := steps(broken(t, stack, wire{bandwidth: 80e6, delay: row.delay}, first))
		var want []sim.Time
		for range row.atOnce - 1 {
			want = append(want, apart)
		}
		if row.atOnce < 59 {
			want = append(want, apart+row.want)
			for told := row.atOnce + 1; told+int(row.after/apart) < 60; told += int(row.after / apart) {
				want = append(want, row.after)
			}
		}
		near := func(a, b sim.Time) bool { return max(a-b, b-a) < 10*sim.Microsecond }
		if !slices.EqualFunc(got, want, near) {
			t.Errorf("%s: acknowledgements come %v after one another, not %v", row.name, got, want)
		}
	}
}

// TestAnAcknowledgementTellsOfSoManyAtMost holds that of 59 segments that come
// at once three are told of each for itself, 45 together, and the rest later.
func TestAnAcknowledgementTellsOfSoManyAtMost(t *testing.T) {
	stack := linux
	stack.DelayedAck.Quick, stack.FirstWindow = 0, stack.ReceiveWindow
	got := steps(broken(t, stack, wire{delay: 50 * ms}, first))
	if want := []sim.Time{0, 0, 0, ms}; !slices.Equal(got, want) {
		t.Errorf("acknowledgements come %v after one another, not %v", got, want)
	}
}

// TestAnAcknowledgementDoesNotWaitForMoreSpansThanItIsSureToTell loses every
// second segment: all of the others are told of at once, but for the last.
func TestAnAcknowledgementDoesNotWaitForMoreSpansThanItIsSureToTell(t *testing.T) {
	stack := linux
	stack.DelayedAck.Quick, stack.FirstWindow = 0, stack.ReceiveWindow
	got := broken(t, stack, wire{delay: 50 * ms}, func(n int64) bool { return n%2 == 0 })
	if n := len(got); n != 30 || got[28] != got[0] || got[29] != got[0]+ms {
		t.Errorf("%d acknowledgements, at %v", n, got)
	}
}

// TestWhoAnswersMayTellOfAGap holds that an end whose acknowledgements ride on
// its answers goes on so after one that told of a gap, but not after one that
// it had no answer for.
func TestWhoAnswersMayTellOfAGap(t *testing.T) {
	for waiting, want := range []bool{false, true} {
		d := &download{}
		d.w = newWorld(d, wire{}, 1)
		c := d.w.open(d.w.transport.Use(linux))
		h := &d.w.transport.pair(c).ends[0]
		h.chatty, h.gap.waiting, h.ackDue = true, waiting, 0
		if d.w.transport.alarm(h); h.chatty != want {
			t.Errorf("with %d packets that wait to be told of: %v", waiting, h.chatty)
		}
	}
}
