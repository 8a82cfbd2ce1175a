package faults

import (
	"testing"

	"backchat/sim/trace"
)

// A sidecar's limiter counts what comes in: what its node asks of others passes,
// and so do health checks. What is refused never reaches the node.
func TestASidecarLimitsWhatComesIn(t *testing.T) {
	p := play(t, `"duration": "10s",
		"nodes": {
			"app": {"kind": "client"},
			"lb":  {"kind": "balancer", "to": "api", "health": {"interval": "100ms"}},
			"api": {"kind": "server", "workers": 10, "service": "1ms", "calls": [{"to": "db"}, {"to": "db"}],
				"sidecar": {"limiter": {"rate": "1/s", "burst": 1}}},
			"db":  {"kind": "server", "service": "1ms"}
		},
		"flows": {"ask": {"from": "app", "to": "lb", "pattern": "requestResponse",
			"send": {"arrivals": "times", "times": ["1s", "1500ms", "1999ms", "2001ms", "6s", "6001ms"]}}}`)
	for figure, want := range map[string]float64{"ask.ok": 3, "ask.limited": 3, "db.requests": 6} {
		if got := p.figure(figure); got != want {
			t.Errorf("%s is %v, want %v", figure, got, want)
		}
	}
	if unfit := p.of(trace.Unfit, "lb"); len(unfit) > 0 {
		t.Errorf("health checks do not pass: %v", times(unfit))
	}
}

// A crash fills the buckets.
func TestACrashFillsASidecarsBuckets(t *testing.T) {
	p := play(t, `"duration": "10s",
		"nodes": {
			"app": {"kind": "client"},
			"api": {"kind": "server", "service": "1ms", "sidecar": {"limiter": {"rate": "0.1/s", "burst": 1}}}
		},
		"flows": {"ask": {"from": "app", "to": "api", "pattern": "requestResponse",
			"send": {"arrivals": "times", "times": ["1s", "2s", "5s"]}}},
		"timeline": {"crash": {"at": "3s", "for": "1s", "fault": "crash", "target": "api"}}`)
	if ok, limited := p.figure("ask.ok"), p.figure("ask.limited"); ok != 2 || limited != 1 {
		t.Errorf("%v served and %v limited, want 2 and 1", ok, limited)
	}
}
