package faults

import (
	"testing"

	"backchat/sim/trace"
)

const pool = `"duration": "2s",
	"nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "to": "api"}, "api": {"kind": "server", "workers": 10, "service": "300ms"}},
	"links": {"one": {"from": "phone", "to": "api", "latency": "1ms", "connection": {"open": "ready", "streams": 1, "max": 1, "waiting": 1}},
		"two": {"from": "lb", "to": "api", "latency": "1ms", "connection": {"open": "ready", "streams": 1, "max": 1, "waiting": 1}}}`

// Of three at once one goes and one waits. The third fails at once, and its second
// attempt, after 700 ms, finds a connection.
func TestWhoFindsNoConnectionFailsAtOnceAndMayTryAgain(t *testing.T) {
	for _, row := range []struct {
		retry string
		want  trace.Status
	}{
		{``, trace.NoConnection},
		{`, "retry": {"attempts": 2, "backoff": "700ms", "jitter": "none"}`, trace.OK},
		{`, "retry": {"attempts": 2, "backoff": "700ms", "jitter": "none", "on": ["failed"]}`, trace.NoConnection},
	} {
		p := play(t, pool+`, "flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse"`+row.retry+`,
			"send": {"arrivals": "times", "times": ["0s"], "burst": {"size": 3}}}}`)
		ends := map[uint32]trace.Record{}
		for _, r := range p.of(trace.End, "") {
			ends[r.Op] = r
		}
		third := ends[3]
		if third.Status != row.want || row.want == trace.NoConnection && third.At != 0 {
			t.Errorf("with %q the third ends %v at %v, want %v", row.retry, third.Status, third.At, row.want)
		}
		if ends[1].Status != trace.OK || ends[2].Status != trace.OK {
			t.Errorf("with %q the others end %v and %v", row.retry, ends[1].Status, ends[2].Status)
		}
	}
}

// A balancer that finds no connection answers that there is no room.
func TestBalancerWithoutAConnectionHasNoRoom(t *testing.T) {
	p := play(t, pool+`, "flows": {"ask": {"from": "phone", "to": "lb", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["0s"], "burst": {"size": 3}}}}`)
	got := map[trace.Status]int{}
	for _, r := range p.of(trace.End, "") {
		got[r.Status]++
	}
	if got[trace.Rejected] != 1 || got[trace.OK] != 2 {
		t.Errorf("they end %v; two ok, one rejected", got)
	}
}

// A listener whose subscription finds no connection comes back.
func TestListenerWithoutAConnectionComesBack(t *testing.T) {
	p := play(t, `"duration": "10s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "1ms"}},
		"links": {"access": {"from": "phone", "to": "api", "latency": "1ms", "connection": {"streams": 1, "max": 1, "wait": "100ms"}}},
		"flows": {
			"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "demand": "1s", "send": {"arrivals": "times", "times": ["0s"]}},
			"news": {"from": "phone", "to": "api", "pattern": "push", "push": {"join": "10ms", "reconnect": {"backoff": "200ms", "factor": 1, "jitter": "none"}},
				"updates": {"arrivals": "times", "times": ["5s"]}}
		}`)
	subscribed := only(t, "subscription", p.of(trace.Subscribed, "api"))
	if subscribed.At < 1000*ms || subscribed.At > 1500*ms {
		t.Errorf("it is subscribed at %v, want once the first exchange is over, after 1 s", subscribed.At)
	}
}
