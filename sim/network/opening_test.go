package network

import (
	"slices"
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

// The other end, 300 ms away, is asked for a connection for two: one gives up after
// 100 ms, which the other does not notice, or both do, and nothing more is sent.
func TestAnOpeningGoesOnAsLongAsOneWaitsForIt(t *testing.T) {
	for _, all := range []bool{false, true} {
		p := &choosy{pair: newPair(t, LinkConfig{Direction: Direction{Latency: constant(300 * ms)}, Connection: ConnectionConfig{Open: "first", Retry: 500 * ms}})}
		p.net.Receiver(p)
		giveUp := func(id uint32) {
			p.unwanted = append(p.unwanted, id)
			if !p.net.GiveUp(p.conn, sim.Ref{Index: id}) {
				t.Error("it is not over, though nothing was sent of it")
			}
		}
		p.at(0, func() { p.ask(1); p.ask(2) }) // messages 1 and 3: 2 asks for the connection
		p.at(100*ms, func() { giveUp(1) })
		if all {
			p.at(150*ms, func() { giveUp(3) })
		}
		p.at(200*ms, func() { p.ask(4) })
		p.run()
		opens, heard := p.records.count(trace.Open, trace.NoShape), len(p.heard)
		switch {
		case !all && (opens != 1 || heard != 2 || p.heard[1].At != 900*ms):
			t.Errorf("one is left: %d connections, %v", opens, p.heard)
		case all && (opens != 2 || heard != 1 || p.heard[0].At != 1100*ms || p.net.conns.Live() != 1):
			t.Errorf("nobody is left: %d connections, of which %d live, %v", opens, p.net.conns.Live(), p.heard)
		}
	}
}

// A choosy pair is one some of whose exchanges are not wanted any more.
type choosy struct {
	*pair
	unwanted []uint32
}

func (p *choosy) Wanted(m *Message) bool { return !slices.Contains(p.unwanted, m.ID) }
func (p *choosy) Connected(m *Message)   { p.conn = m.Conn }

// The first of two over a pool of one connection gives up while that is opened, the way
// being cut: the second opens it anew, for which there is a port.
func TestWhoWaitsForAPoolOpensTheConnectionOnWhichAnotherGaveUp(t *testing.T) {
	one := 1
	for _, preset := range []string{"", "http1", "http2"} {
		c := LinkConfig{Direction: Direction{Latency: constant(10 * ms)}, Connection: ConnectionConfig{Max: &one, Ports: &one}}
		a := &talk{}
		if preset == "" {
			c.Connection.Open, c.Connection.Streams = "first", &one
			a.pair = newPair(t, c)
			a.net.Receiver(a)
		} else {
			a = newTalk(t, preset, c, func(c *TransportConfig) { c.Streams = &one })
		}
		a.at(0, func() { a.net.Afflict(1, 2, Trouble{Cut: true}, false); a.ask(1); a.ask(1) })
		a.at(100*ms, func() { a.net.Afflict(1, 2, Trouble{Cut: true}, true) })
		a.at(200*ms, func() { a.net.GiveUp(a.conn, sim.Ref{Index: 1}) })
		a.at(300*ms, func() { a.ask(1) })
		a.run()
		if opens := a.records.count(trace.Open, trace.NoShape); opens != 2 || len(a.unsent) != 0 || len(a.heard) == 0 || a.heard[0].At > 300*ms {
			t.Errorf("%q: %d connections are opened, %v are not sent, heard %v", preset, opens, a.unsent, a.heard)
		}
	}
}
