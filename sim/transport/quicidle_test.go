package transport

import (
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// A lapsing is a download that notes when each end's connection is over by a time-out.
type lapsing struct {
	*download
	at [2]sim.Time
}

func (l *lapsing) Closed(c *Conn, end int, why trace.Status) {
	if why == trace.TimedOut {
		l.at[end] = l.w.Now()
	}
	l.download.Closed(c, end, why)
}

func newLapsing(ask, answer int64) *lapsing {
	l := &lapsing{download: &download{ask: ask, answer: answer}}
	l.w = newWorld(l, wire{delay: 50 * ms}, 1)
	return l
}

func TestAnEndOfQUICThatHearsNothingGivesUpWhenItsPatienceEnds(t *testing.T) {
	for _, row := range []struct {
		idle, want sim.Time
	}{
		{30 * sim.Second, 130 * sim.Second},
		{3 * sim.Second, 103 * sim.Second},
		{0, sim.Never}, // not within the minutes that its tries take
	} {
		stack := quicGo
		stack.Idle = row.idle
		l := newLapsing(100, 1000)
		c := l.w.open(l.w.transport.UseQUIC(stack))
		l.w.later(100*sim.Second, func() {
			deaf(l.w, 0)
			l.ask = 200
			l.w.transport.Push(c, 0)
		})
		given := sim.Never
		l.w.later(5*sim.Minute, func() {
			if l.at[0] != 0 {
				given = l.at[0]
			}
		})
		l.w.run(t)
		if given != row.want {
			t.Errorf("idle %v: given up at %v, want %v", row.idle, given, row.want)
		}
		quietNow(t, l.w)
	}
}

func TestPatienceWithQUICIsThreeTimeoutsAtLeast(t *testing.T) {
	stack := quicGo
	stack.Idle = ms
	l := newLapsing(100, 1000)
	c := l.w.open(l.w.transport.UseQUIC(stack))
	var pto sim.Time
	l.w.later(100*sim.Second, func() {
		deaf(l.w, 0)
		l.ask = 200
		l.w.transport.Push(c, 0)
		pto = l.w.transport.link(c).ends[0].pto(application)
	})
	l.w.run(t)
	if want := 100*sim.Second + 3*pto; pto < 100*ms || l.at[0] != want {
		t.Errorf("given up at %v, want %v", l.at[0], want)
	}
}

// TestWhateverIsHeardOfQUICRenewsPatience has nothing but acknowledgements come while an end
// sends all the time.
func TestWhateverIsHeardOfQUICRenewsPatience(t *testing.T) {
	stack := quicGo
	stack.Idle = 2 * sim.Second
	l := newLapsing(50e6, 1)
	for i := range l.w.wires {
		l.w.wires[i].bandwidth = 10e6
	}
	l.w.open(l.w.transport.UseQUIC(stack))
	l.w.run(t)
	if l.at != [2]sim.Time{} || l.got[1] != 50e6 || l.last < 40*sim.Second {
		t.Errorf("given up at %v, with %d arrived, after %v", l.at, l.got[1], l.last)
	}
}

func TestAHandshakeOfQUICThatHearsNothingIsGivenUp(t *testing.T) {
	for _, row := range []struct {
		name   string
		lose   func(w *world, end int, packet uint32) bool
		client sim.Time
	}{
		{"nothing arrives", func(_ *world, end int, _ uint32) bool { return end == 0 }, 5 * sim.Second},
		{"nothing comes back", func(_ *world, end int, _ uint32) bool { return end == 1 }, 5 * sim.Second},
		{"the keys never come, though the server does", func(w *world, end int, packet uint32) bool {
			return end == 1 && w.part(packet, shaking).asks()
		}, 10 * sim.Second},
	} {
		stack := quicGo
		stack.Coalesce = 5000 // a datagram for each space
		l := newLapsing(100, 1000)
		l.w.lose = func(end int, packet uint32) bool { return row.lose(l.w, end, packet) }
		l.w.open(l.w.transport.UseQUIC(stack))
		l.w.run(t)
		if l.at[0] != row.client {
			t.Errorf("%s: the client gives up at %v, want %v", row.name, l.at[0], row.client)
		}
		if heard := l.w.wires[0].packets > l.w.wires[0].lost; heard != (l.at[1] > 0) || l.at[1] > 10*sim.Second+50*ms {
			t.Errorf("%s: the server, which has heard of it: %v, gives up at %v", row.name, heard, l.at[1])
		}
		quietNow(t, l.w)
	}
}
