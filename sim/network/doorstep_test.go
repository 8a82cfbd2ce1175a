package network

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// pausedUntil joins two places as [atDoor] does. The process at the second one accepts
// nothing before half a second.
func pausedUntil(t *testing.T, manner string, change func(*TransportConfig)) *talk {
	t.Helper()
	c := LinkConfig{Direction: Direction{Latency: constant(ms)}, Connection: ConnectionConfig{Open: "each"}}
	a := newTalk(t, manner, c, change)
	a.answer = 10
	a.net.Guard(2, 1, &DoorConfig{Backlog: limit(10)})
	a.at(0, func() { a.net.Pause(2, true) })
	a.at(500*ms, func() { a.net.Pause(2, false) })
	return a
}

// The kernel shakes hands in a round trip; from 500 ms on, what the process has to do
// takes a round trip for TLS 1.3, and two for 1.2; so does all of QUIC's handshake, be its
// hello in one packet or in two, but for early data, which is there already.
func TestWhatAProcessDoesBeginsOnceItHasAccepted(t *testing.T) {
	for _, row := range []struct {
		manner, version string
		want            sim.Time
	}{
		{"http1", "none", 500},
		{"http1", "1.3", 502},
		{"http1", "1.2", 504},
		{"http2", "1.3", 502},
		{"http3", "1.3", 502},
		{"http3", "early", 500},
	} {
		a := pausedUntil(t, row.manner, func(c *TransportConfig) {
			if c.TLS.Version = row.version; row.version == "early" {
				early(c)
			}
		})
		a.at(0, func() { a.ask(10) })
		a.run()
		if got := a.read(); !slices.Equal(got, []sim.Time{row.want}) || len(a.heard) != 2 {
			t.Errorf("%s, TLS %s: read after %v ms, want %v; %d messages have arrived", row.manner, row.version, got, row.want, len(a.heard))
		}
		for i := range a.records {
			if r := &a.records[i]; r.Kind == trace.Packet && r.Node == 2 && r.At < 500*ms && r.Payload > 0 {
				t.Errorf("%s, TLS %s: the process says something after %v", row.manner, row.version, r.At)
			}
		}
	}
}

// The kernel takes as much as its window has room for, and acknowledges it.
func TestAKernelTakesWhatItsWindowHasRoomFor(t *testing.T) {
	const window = sim.Bytes(64 << 10)
	a := pausedUntil(t, "http1", func(c *TransportConfig) { c.TLS.Version, c.TCP.ReceiveWindow = "none", window })
	a.at(0, func() { a.ask(1 << 20) })
	a.run()
	var there sim.Bytes
	acknowledged := false
	for i := range a.records {
		r := &a.records[i]
		early := r.Kind == trace.Packet && r.At < 400*ms
		if early && r.Node == 1 {
			there += sim.Bytes(r.Payload)
		}
		acknowledged = acknowledged || early && r.Node == 2 && r.Shape == trace.Ack
	}
	if there != window || !acknowledged {
		t.Errorf("%d bytes are sent before the connection is accepted, the window is of %d; acknowledged: %t", there, window, acknowledged)
	}
	if read := a.read(); len(read) != 1 || read[0] <= 500 || len(a.heard) != 2 {
		t.Errorf("all of it is read after %v ms, %d messages have arrived", read, len(a.heard))
	}
}

// What is there and not read is queued, from its arrival on.
func TestWhatWaitsForAProcessIsQueued(t *testing.T) {
	a := pausedUntil(t, "http1", func(c *TransportConfig) { c.TLS.Version = "none" })
	a.at(0, func() { a.ask(10) })
	a.run()
	var at []sim.Time
	for i := range a.records {
		if r := &a.records[i]; r.Kind == trace.Enter && r.Cause == trace.Queued {
			at = append(at, r.At)
		}
	}
	if !slices.Equal(at, []sim.Time{3 * ms}) {
		t.Errorf("queued from %v on, want 3ms", at)
	}
}

// What was sent on a connection that is not accepted, since its opener is gone, is
// read by nobody where a reset has said so.
func TestWhoIsResetWhileItWaitsIsNotServed(t *testing.T) {
	for _, manner := range []string{"whole", "http1"} {
		a := atDoor(t, manner, DoorConfig{MaxConnections: limit(1), Backlog: limit(5)})
		a.at(0, func() { a.ask(10) })
		a.at(50*ms, func() { a.net.Crash(1, trace.Crashed) })
		a.at(60*ms, func() { a.net.Revive(1, trace.Crashed) })
		a.at(70*ms, func() { a.net.Pause(2, true); a.ask(10) })
		a.at(80*ms, func() { a.net.Crash(1, trace.Crashed) })
		a.at(90*ms, func() { a.net.Pause(2, false) })
		a.run()
		d := a.net.doorOf(2)
		if read := a.read(); !slices.Equal(read, []sim.Time{3}) || d.accepted != 0 || d.waits != 0 || a.net.doorsteps.Len() != 0 {
			t.Errorf("%s: read after %v ms; in the end %d are accepted, %d wait, and of %d something is kept", manner, read, d.accepted, d.waits, a.net.doorsteps.Len())
		}
	}
}
