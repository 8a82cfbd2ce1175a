package network

import (
	"math"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// slow is a link on which a message of 1,000 bytes takes 1 s, and 10 ms across.
func slow() LinkConfig {
	bandwidth := sim.Bandwidth(8000)
	return LinkConfig{
		Direction:  Direction{Latency: constant(10 * ms), Bandwidth: &bandwidth},
		Connection: ConnectionConfig{Open: "first"},
	}
}

func TestADropLosesWhatIsUnderWayAndFreesTheWire(t *testing.T) {
	p := newPair(t, slow())
	p.at(0, func() { p.ask(1000); p.ask(1000) }) // the second waits behind the first
	p.at(500*ms, func() { p.net.Sever(1, 2) })
	p.at(600*ms, func() { p.ask(1000) })
	got := p.run()
	if want := 600*ms + 20*ms + sim.Second + 10*ms; len(got) != 1 || got[0] != want {
		t.Errorf("arrivals at %v, want one at %v: after a handshake, and behind nothing", got, want)
	}
	if len(p.lost) != 2 || p.lost[0] != trace.Partitioned || p.lost[1] != trace.Partitioned {
		t.Errorf("lost: %v", p.lost)
	}
	if len(p.broken) != 2 || p.broken[0] != 1 || p.broken[1] != 2 {
		t.Errorf("the connection breaks for %v, want 1 and then 2", p.broken)
	}
	if n := p.net.msgs.Live(); n != 0 {
		t.Errorf("%d messages are kept", n)
	}
}

func TestADropEndsWhatIsBeingOpened(t *testing.T) {
	p := newPair(t, slow())
	p.at(0, func() { p.ask(1000) })
	p.at(15*ms, func() { p.net.Sever(1, 2) })
	if got := p.run(); len(got) != 0 || len(p.lost) != 1 || p.lost[0] != trace.Refused {
		t.Errorf("arrivals at %v, lost %v", got, p.lost)
	}
	if n := p.net.conns.Live(); n != 0 {
		t.Errorf("%d connections are kept", n)
	}
}

func TestWiresDropAtTheirRateAndLetNothingThroughForAsLong(t *testing.T) {
	c := slow()
	mean := float64(9 * sim.Second)
	c.Drops = &Drops{Every: sim.Dist{Law: "exponential", Mean: mean}, For: constant(sim.Second)}
	p := newPair(t, c)
	p.at(0, func() { p.ask(1) }) // whose wire drops from now on
	p.run()
	var cuts int
	for i := range p.records {
		if r := &p.records[i]; r.Kind == trace.Cut && r.Node == 1 {
			cuts++
		}
	}
	if want := 360.0; math.Abs(float64(cuts)-want) > 4*math.Sqrt(want) {
		t.Errorf("%d drops in an hour, want some %v", cuts, want)
	}
}
