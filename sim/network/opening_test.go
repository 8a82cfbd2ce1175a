package network

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// Nobody listens at the other end, 100 ms away, whose refusal needs 200 ms: it would
// arrive after the opening is to be asked for again.
func TestOpeningIsAskedForAgainWhileItsRefusalIsUnderWay(t *testing.T) {
	back := constant(200 * ms)
	p := newPair(t, LinkConfig{
		Direction: Direction{Latency: constant(100 * ms)}, Down: &DirectionPatch{Latency: &back},
		Connection: ConnectionConfig{Open: "first", Retry: 250 * ms},
	})
	p.at(0, func() { p.net.Crash(2, trace.Crashed) })
	p.at(1*ms, func() { p.ask(1) })
	p.run()
	if diff := cmp.Diff([]sim.Time{1 * ms, 251 * ms}, p.records.sends(1, trace.Handshaking)); diff != "" {
		t.Error(diff)
	}
	if len(p.lost) != 1 || len(p.heard) != 0 {
		t.Errorf("lost %v, heard %v; want what has waited lost", p.lost, p.heard)
	}
}

// The host of the other end falls silent, and is asked again until it is back: before
// it has heard of the connection, or after.
func TestOpeningIsAskedForAgainUntilASilentHostIsBack(t *testing.T) {
	for _, silent := range []sim.Time{10 * ms, 60 * ms} {
		p := newPair(t, LinkConfig{
			Direction: Direction{Latency: constant(50 * ms)}, Connection: ConnectionConfig{Open: "first", Retry: 300 * ms},
		})
		p.at(0, func() { p.ask(1) })
		p.at(silent, func() { p.net.Crash(2, trace.Silent) })
		if silent > 50*ms { // its answer is lost
			p.at(50*ms-1, func() { p.net.Afflict(2, 1, Trouble{Cut: true}, false) })
			p.at(silent+1, func() { p.net.Afflict(2, 1, Trouble{Cut: true}, true) })
		}
		p.at(500*ms, func() { p.net.Revive(2, trace.Silent) })
		p.run()
		if diff := cmp.Diff([]sim.Time{0, 300 * ms, 900 * ms}, p.records.sends(1, trace.Handshaking)); diff != "" {
			t.Errorf("silent from %v on: %s", silent, diff)
		}
		if want := sim.Time(1050 * ms); len(p.heard) != 1 || p.heard[0].At != want || len(p.broken) != 0 {
			t.Errorf("silent from %v on: heard %v, broke %v; want the message at %v", silent, p.heard, p.broken, want)
		}
	}
}

// A connection that is there from the start is so once: after one has ended, whatever
// ended it, the next is asked for, for one round trip of 20 ms.
func TestWhatReplacesAConnectionThatWasReadyIsOpened(t *testing.T) {
	one := 1
	for name, c := range map[string]ConnectionConfig{
		"of its age":                 {LifeConfig: LifeConfig{MaxAge: after(100 * ms)}},
		"closed by its acceptor":     {LifeConfig: LifeConfig{AcceptorIdle: after(100 * ms)}},
		"closed for being unused":    {Idle: after(100 * ms)},
		"left for what it waits for": {},
	} {
		c.Open, c.Streams = "ready", &one
		p := newPair(t, LinkConfig{Direction: Direction{Latency: constant(10 * ms)}, Connection: c})
		p.at(0, func() { p.ask(1) })
		if name == "left for what it waits for" {
			p.at(5*ms, func() { p.net.GiveUp(p.conn, sim.Ref{}) })
		} else {
			p.at(10*ms, func() { p.net.Done(p.conn, sim.Ref{}) })
		}
		p.at(500*ms, func() { p.ask(1) })
		p.run()
		if len(p.heard) != 2 || p.heard[0].At != 10*ms || p.heard[1].At != 530*ms {
			t.Errorf("%s: heard %v; want the first request after one way, and the second after a round trip more", name, p.heard)
		}
	}
}
