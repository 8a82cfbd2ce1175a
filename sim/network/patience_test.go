package network

import (
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// unkept is a talk by HTTP/3 whose client says nothing by itself, unless pings are to keep it.
func unkept(t *testing.T, keep, reset bool) *talk {
	return newTalk(t, "http3", LinkConfig{Direction: Direction{Latency: constant(10 * ms)}}, func(c *TransportConfig) {
		if c.QUIC.StatelessReset = reset; !keep {
			c.QUIC.KeepAlive = 0
		}
	})
}

// The request of 2 s is there, is answered 45 s later, and nothing is said meanwhile; after the
// answer nothing is waited for.
func TestAConnectionOfQUICOnWhichNothingIsSaidIsLetGoAtBothEnds(t *testing.T) {
	for _, keep := range []bool{false, true} {
		a := unkept(t, keep, false)
		a.delay = 45 * sim.Second
		a.at(2*sim.Second, func() { a.ask(10) })
		a.run()
		said := 0
		for i := range a.records {
			if r := &a.records[i]; r.Kind == trace.Packet && r.At > 3*sim.Second && r.At < 40*sim.Second {
				said++
			}
		}
		answered := len(a.heard) == 2
		ends := map[bool]trace.Kind{false: trace.Reset, true: trace.Close}
		r := a.records.last(ends[keep])
		switch {
		case r == nil:
			t.Errorf("kept %v: no record of a %v", keep, ends[keep])
		case keep && (!answered || said < 6 || len(a.broken) != 2 || r.At < 77*sim.Second || r.At > 77200*ms):
			t.Errorf("it is kept: answered %v, with %d packets meanwhile, %v learn of an end, the last by %+v", answered, said, a.broken, r)
		case !keep && (answered || said > 0 || len(a.broken) != 2 || r.At < 32*sim.Second || r.At > 32200*ms):
			t.Errorf("it is not kept: answered %v, with %d packets meanwhile, %v learn of an end, the last by %+v", answered, said, a.broken, r)
		}
	}
}

// A server's process is killed at 2 s, with the client's request in hand, and starts again at
// once. The client, which asks again at 5 s, learns of it by a stateless reset, or has
// heard nothing for 30 s; of a process that speaks TCP its host says so at once.
func TestAProcessOfQUICThatIsKilledSaysNothing(t *testing.T) {
	for _, row := range []struct {
		says          string
		preset        string
		reset         bool
		least, before sim.Time
	}{
		{"by TCP's host", "http2", false, 2 * sim.Second, 2100 * ms},
		{"by a stateless reset", "http3", true, 5 * sim.Second, 5100 * ms},
		{"by nothing", "http3", false, 35 * sim.Second, 35100 * ms},
	} {
		a := unkept(t, false, row.reset)
		if row.preset == "http2" {
			a = newTalk(t, row.preset, LinkConfig{Direction: Direction{Latency: constant(10 * ms)}}, nil)
		}
		a.mute = true
		a.at(sim.Second, func() { a.ask(10) })
		a.at(2*sim.Second, func() { a.net.Crash(2, trace.Crashed); a.net.Revive(2, trace.Crashed) })
		a.at(5*sim.Second, func() {
			if row.preset == "http3" {
				a.ask(10)
			}
		})
		a.run()
		if r := a.records.last(trace.Reset); r == nil || r.At < row.least || r.At > row.before || len(a.broken) != 1 || a.broken[0] != 1 {
			t.Errorf("%s: the connection ends with %+v, and %v learn of it, want 1 between %v and %v", row.says, r, a.broken, row.least, row.before)
		}
	}
}
