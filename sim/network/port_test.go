package network

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// newPorts joins two places, 1 ms apart, by a link each of whose exchanges has a
// connection, with three ports that linger for a second.
func newPorts(t *testing.T, manner, open string, life LifeConfig) *talk {
	t.Helper()
	three, one := 3, 1
	c := LinkConfig{Direction: Direction{Latency: constant(ms)}, Connection: ConnectionConfig{Open: open, Ports: &three, Linger: after(sim.Second), LifeConfig: life}}
	if manner == "whole" {
		c.Connection.Streams = &one
		a := &talk{pair: newPair(t, c)}
		a.net.Receiver(a)
		return a
	}
	return newTalk(t, manner, c, bare)
}

// Five exchanges are over after some milliseconds each; the ports of the first three
// are taken for a second more. The sixth comes after that.
func TestPortOfAClosedConnectionLingers(t *testing.T) {
	for _, manner := range []string{"whole", "http1", "http2", "amqp"} {
		a := newPorts(t, manner, "each", LifeConfig{})
		for i := range sim.Time(5) {
			a.at(i*100*ms, func() { a.ask(10) })
		}
		a.at(990*ms, func() {
			if want := []trace.Status{trace.NoPort, trace.NoPort}; len(a.heard) != 6 || !slices.Equal(a.unsent, want) {
				t.Errorf("%s: %d messages have arrived, %v were not sent; want 6 and %v", manner, len(a.heard), a.unsent, want)
			}
		})
		a.at(1100*ms, func() { a.ask(10) })
		a.run()
		if len(a.heard) != 8 || len(a.unsent) != 2 {
			t.Errorf("%s: %d messages have arrived, %d were not sent; the port of the first is free again", manner, len(a.heard), len(a.unsent))
		}
		var closed, released []trace.Record
		for _, r := range a.records {
			switch r.Kind {
			case trace.Close:
				closed = append(closed, r)
			case trace.Released:
				released = append(released, r)
			}
		}
		if len(closed) != 4 || len(released) != 4 {
			t.Errorf("%s: %d connections were closed, and %d ports are free again; want 4 and 4", manner, len(closed), len(released))
			continue
		}
		for i, r := range released {
			since := closed[i].At
			if manner != "whole" {
				since -= ms // the opener has been waiting since before its last word arrived
			}
			if c := closed[i]; r.Conn != c.Conn || r.At != since+sim.Second || c.Aux != int64(r.At) || r.Node != 1 {
				t.Errorf("%s: the port of connection %d, closed at %v, is free at %v", manner, c.Conn, c.At, r.At)
			}
		}
	}
}

// What was closed by the other end, or was reset, leaves its port at once.
func TestPortOfWhatTheOtherEndHasClosedIsFree(t *testing.T) {
	for _, row := range []struct {
		manner string
		life   LifeConfig
	}{
		{"whole", LifeConfig{AcceptorIdle: after(50 * ms)}},
		{"http1", LifeConfig{AcceptorIdle: after(50 * ms)}},
		{"whole", LifeConfig{MaxAge: after(50 * ms), Grace: after(0)}},
		{"http1", LifeConfig{MaxAge: after(50 * ms), Grace: after(0)}},
	} {
		a := newPorts(t, row.manner, "first", row.life)
		a.mute = row.life.Grace != nil
		for i := range sim.Time(6) {
			a.at(i*100*ms, func() { a.ask(10) })
		}
		a.run()
		if got := a.records.count(trace.Open, trace.NoShape); got != 6 || len(a.unsent) != 0 {
			t.Errorf("%s, %v: %d connections, and %d without a port; want 6 and 0", row.manner, row.life, got, len(a.unsent))
		}
		if n := len(a.net.portsTaken()); n != 0 {
			t.Errorf("%s, %v: %d ports are taken in the end", row.manner, row.life, n)
		}
	}
}

// portsTaken are the ends with ports that are taken.
func (n *Network) portsTaken() (taken []uint32) {
	for e, count := range n.ports.All {
		if *count > 0 {
			taken = append(taken, e)
		}
	}
	return taken
}
