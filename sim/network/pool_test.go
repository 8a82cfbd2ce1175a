package network

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// newPool joins two places by a link with one connection, which carries one
// exchange at a time, and bounds on who waits for it.
func newPool(t *testing.T, c ConnectionConfig) *pair {
	t.Helper()
	one := 1
	c.Streams, c.Max = &one, &one
	return newPair(t, LinkConfig{Direction: Direction{Latency: constant(ms)}, Connection: c})
}

func TestNoMoreWaitForAConnectionThanMay(t *testing.T) {
	two := 2
	p := newPool(t, ConnectionConfig{Waiting: &two})
	p.at(0, func() {
		for range 5 {
			p.ask(1)
		}
		if len(p.unsent) != 0 {
			t.Error("one fails before it has been asked for")
		}
	})
	p.at(1, func() {
		if want := []trace.Status{trace.NoConnection, trace.NoConnection}; !slices.Equal(p.unsent, want) || !slices.Equal(p.lost, want) {
			t.Errorf("%v are not sent, and %v lost; of five one goes and two wait", p.unsent, p.lost)
		}
	})
	p.at(10*ms, func() { p.net.Done(p.conn, sim.Ref{}) })
	p.at(20*ms, func() { p.net.Done(p.conn, sim.Ref{}) })
	p.at(30*ms, func() { p.ask(1) }) // there is room again
	p.run()
	if len(p.unsent) != 2 || len(p.heard) != 3 {
		t.Errorf("%d are not sent and %d have arrived, want 2 and 3", len(p.unsent), len(p.heard))
	}
}

// Who has given up waits no longer.
func TestOnlyThoseWhoStillWaitCount(t *testing.T) {
	one := 1
	p := &impatient{pair: newPool(t, ConnectionConfig{Waiting: &one})}
	p.net.Receiver(p)
	p.at(0, func() { p.ask(1); p.ask(1) })
	p.at(ms, func() { p.gone = true; p.ask(1) })
	p.run()
	if len(p.unsent) != 0 {
		t.Errorf("%v are not sent, though nobody waits any more", p.unsent)
	}
}

// An impatient pair is one whose exchanges are not wanted any more once gone.
type impatient struct {
	*pair
	gone bool
}

func (p *impatient) Wanted(*Message) bool { return !p.gone }

// The second, which waits from 0 on, fails after 100 ms, the third, which waits from
// 50 ms on, gets the connection at 120 ms.
func TestNobodyWaitsForAConnectionLongerThanMay(t *testing.T) {
	p := newPool(t, ConnectionConfig{Wait: after(100 * ms)})
	p.at(0, func() { p.ask(1); p.ask(1) })
	p.at(50*ms, func() { p.ask(1) })
	p.at(100*ms-1, func() {
		if len(p.unsent) != 0 {
			t.Errorf("%v before its time", p.unsent)
		}
	})
	p.at(100*ms+1, func() {
		if !slices.Equal(p.unsent, []trace.Status{trace.NoConnection}) {
			t.Errorf("%v, want one that has waited for too long", p.unsent)
		}
	})
	p.at(120*ms, func() { p.net.Done(p.conn, sim.Ref{}) })
	p.run()
	if len(p.unsent) != 1 || len(p.heard) != 2 || p.heard[1].At != 121*ms {
		t.Errorf("%v are not sent, and heard are %v; want one, and the third at 121 ms", p.unsent, p.heard)
	}
}

// The second waits from 150 ms on. At 210 ms it may open a connection of its own,
// which is open at 410 ms: that is no waiting for one to come free.
func TestWhoHasAConnectionWaitsForNoneWhileItOpens(t *testing.T) {
	one := 1
	p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(100 * ms)}, Connection: ConnectionConfig{Open: "first", Streams: &one, Max: &one, Wait: after(100 * ms)}})
	p.at(0, func() { p.ask(1) })
	p.at(150*ms, func() { p.ask(1) })
	p.at(210*ms, func() { p.net.GiveUp(p.conn, sim.Ref{Index: 1}) })
	p.run()
	if len(p.unsent) != 0 || len(p.heard) != 2 || p.heard[1].At != 510*ms {
		t.Errorf("%v are not sent, heard are %v; want the second at 510 ms", p.unsent, p.heard)
	}
}
