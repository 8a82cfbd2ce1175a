package network

import (
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// The opener's host falls silent, for good: the other end, which has nothing to send, ends the
// connection by its own rules.
func TestAHalfOpenConnectionEndsByTheRulesOfWhoIsLeft(t *testing.T) {
	for name, life := range map[string]LifeConfig{
		"cut off":   {MaxAge: after(300 * ms), Grace: after(200 * ms)},
		"grown old": {MaxAge: after(500 * ms)},
		"unused":    {AcceptorIdle: after(490 * ms)},
	} {
		for _, manner := range []string{"whole", "http1", "http2", "http3"} {
			a := newLife(t, manner, life)
			a.at(0, func() { a.ask(10) })
			a.at(200*ms, func() { a.net.Crash(1, trace.Silent) })
			a.at(30*sim.Minute, func() {
				if n := a.net.conns.Live(); n != 0 {
					t.Errorf("%s, %s: %d connections are left", manner, name, n)
				}
			})
			a.run()
			ended := max(a.records.first(trace.Reset, 1), a.records.first(trace.Close, 1))
			if prompt := name == "cut off" || manner == "whole"; prompt && (ended < 490*ms || ended > 600*ms) {
				t.Errorf("%s, %s: it ends at %v", manner, name, ended)
			}
		}
	}
}

// What lies between forgets each connection, and resets its opener: the other end knows of
// none of that, and the opener's port is free.
func TestThePortOfAConnectionThatIsBrokenForItsOpenerAloneIsFree(t *testing.T) {
	for _, manner := range []string{"whole", "http1", "http2"} {
		a := newPorts(t, manner, "first", LifeConfig{MiddleboxIdle: after(50 * ms), Middlebox: "resets"})
		for i := range sim.Time(10) {
			a.at(i*100*ms, func() { a.ask(10) })
		}
		a.run()
		if len(a.unsent) != 0 || len(a.broken) != 5 {
			t.Errorf("%s: of ten requests %d had no port, and %d connections broke; want 0 and 5", manner, len(a.unsent), len(a.broken))
		}
	}
}
