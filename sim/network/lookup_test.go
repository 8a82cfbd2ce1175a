package network

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// newNamed joins two places, 10 ms apart, by a link each of whose exchanges has a
// connection, before which it looks up a name for 30 ms, and knows it for a second.
func newNamed(t *testing.T, manner string) *talk {
	t.Helper()
	c := LinkConfig{Direction: Direction{Latency: constant(10 * ms)}, Connection: ConnectionConfig{Open: "each", Lookup: &Lookup{Time: 30 * ms, TTL: sim.Second}}}
	if manner == "whole" {
		a := &talk{pair: newPair(t, c)}
		a.net.Receiver(a)
		return a
	}
	return newTalk(t, manner, c, func(c *TransportConfig) { c.TLS.Version = "none" })
}

// The answer is there 30 ms later where the name is not known: the first time, and
// after a second. Who asks while it is looked up waits for that.
func TestConnectionWaitsForTheLookupOfItsName(t *testing.T) {
	for _, manner := range []string{"whole", "http1"} {
		a := newNamed(t, manner)
		for _, at := range []sim.Time{0, 20 * ms, 500 * ms, 1029 * ms, 1030 * ms} {
			a.at(at, func() { a.ask(10) })
		}
		a.run()
		var answers []sim.Time
		for _, h := range a.heard {
			if h.To == 1 {
				answers = append(answers, h.At)
			}
		}
		if diff := cmp.Diff([]sim.Time{70 * ms, 70 * ms, 540 * ms, 1069 * ms, 1100 * ms}, answers); diff != "" {
			t.Errorf("%s: %s", manner, diff)
		}
		var looks []trace.Record
		for i := range a.records {
			if r := a.records[i]; r.Kind == trace.LookedUp {
				looks = append(looks, r)
			}
		}
		want := []trace.Record{
			{At: 0, Kind: trace.LookedUp, Node: 1, Peer: 2, Payload: 2, Until: 1030 * ms},
			{At: 1030 * ms, Kind: trace.LookedUp, Node: 1, Peer: 2, Payload: 2, Until: 2060 * ms},
		}
		if diff := cmp.Diff(want, looks); diff != "" {
			t.Errorf("%s: %s", manner, diff)
		}
	}
}

// Of a connection whose name is being looked up the other end knows nothing.
func TestCrashOfTheOtherEndDuringTheLookupDoesNotMatter(t *testing.T) {
	for _, manner := range []string{"whole", "http1"} {
		for _, place := range []trace.Place{1, 2} {
			a := newNamed(t, manner)
			a.at(0, func() { a.ask(10) })
			a.at(10*ms, func() { a.net.Crash(place, trace.Crashed) })
			a.at(20*ms, func() { a.net.Revive(place, trace.Crashed) })
			a.run()
			resets := a.records.sends(place, trace.Resetting)
			if heard := map[trace.Place]int{1: 0, 2: 2}[place]; len(a.heard) != heard || len(resets) != 0 {
				t.Errorf("%s, place %d crashes: %d messages arrive, and resets are sent at %v; want %d and none", manner, place, len(a.heard), resets, heard)
			}
			if ends := a.records.ends(); len(ends) != 1 {
				t.Errorf("%s, place %d crashes: it ends %v, want once", manner, place, ends)
			}
		}
	}
}
