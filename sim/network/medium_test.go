package network

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
)

// What waits for a wire is so many bytes: whatever comes after it leaves when they
// would be out, had the wire been told all the while how fast it is.
func TestWhatComesAfterAChangeWaitsForTheBytesThatAreLeft(t *testing.T) {
	kilo, fifth := sim.Bandwidth(8000), Trouble{Pace: 0.2} // a byte takes 1 ms, or 5
	for _, row := range []struct {
		reason string
		buffer sim.Bytes
		do     func(p *pair)
		want   []sim.Time
	}{
		{"50 ms of the first are left, which are 50 bytes and take 250 ms", 0, func(p *pair) {
			p.at(0, func() { p.ask(100) })
			p.at(50*ms, func() { p.net.Afflict(1, 2, fifth, false); p.ask(10) })
		}, []sim.Time{100 * ms, 350 * ms}},
		{"250 ms of the second are left, which are 50 bytes and take 50 ms, but nothing overtakes", 0, func(p *pair) {
			p.at(0, func() { p.net.Afflict(1, 2, fifth, false); p.ask(100) })
			p.at(250*ms, func() { p.net.Afflict(1, 2, fifth, true); p.ask(10) })
			p.at(600*ms, func() { p.ask(10) })
		}, []sim.Time{500 * ms, 500 * ms, 610 * ms}},
		{"80 bytes wait, which leave room for 20 whatever the bandwidth", 100, func(p *pair) {
			p.at(0, func() { p.net.Afflict(1, 2, fifth, false); p.ask(100) })
			p.at(100*ms, func() { p.net.Afflict(1, 2, fifth, true); p.ask(20); p.ask(1) })
		}, []sim.Time{500 * ms, 500 * ms}},
	} {
		buffer := row.buffer
		c := LinkConfig{Direction: Direction{Latency: constant(0), Bandwidth: &kilo}}
		if buffer > 0 {
			c.Buffer = &buffer
		}
		p := newPair(t, c)
		row.do(p)
		if diff := cmp.Diff(row.want, p.run()); diff != "" {
			t.Errorf("%s: %s", row.reason, diff)
		}
	}
}
