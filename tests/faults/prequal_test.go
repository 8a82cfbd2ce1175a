package faults

import (
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// Two probes go with each of 100 requests a second, and are answered unless their
// server is paused: such a one is known of no longer than an answer is old, and is
// sent none while others are known.
func TestPrequalProbesWithEachRequestAndLeavesOutWhoDoesNotAnswer(t *testing.T) {
	p := play(t, `"duration": "4s",
		"nodes": {"phone": {"kind": "client"},
			"lb": {"kind": "balancer", "policy": "prequal", "to": "api", "probes": 2, "probeAge": "100ms", "discard": 0, "reuse": 1000},
			"api": {"kind": "server", "count": 4, "workers": 8, "service": "5ms"}},
		"flows": {"page": {"from": "phone", "to": "lb", "pattern": "requestResponse", "timeout": "1s", "send": {"arrivals": "constant", "rate": "100/s"}}},
		"timeline": {"pause": {"at": "2s", "fault": "pause", "target": "api/0"}}`)
	asked, probes := len(p.requests("lb")), 0
	for _, r := range p.of(trace.Send, "lb") {
		if r.Shape == trace.Health {
			probes++
		}
	}
	if asked < 390 || probes != 2*asked {
		t.Errorf("%d requests have it send %d probes", asked, probes)
	}
	if n := within(p.requests("api/0"), 0, 2*sim.Second); n < 20 {
		t.Errorf("a server that is well gets %d of 200 requests", n)
	}
	if n := within(p.requests("api/0"), 2150*sim.Millisecond, 4*sim.Second); n > 0 {
		t.Errorf("one that does not answer gets %d requests", n)
	}
}
