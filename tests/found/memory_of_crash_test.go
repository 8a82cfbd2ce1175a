package found_test

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A listener hears nothing through a cut, and gives its subscription up, and the
// connection with it. Once the cut is over the server learns of that by a reset: that
// is what its next sign of life, sent at 1.12 s, is answered by.
func TestSubscriptionThatWasGivenUpEndsWithItsConnection(t *testing.T) {
	run, err := trial.Of([]byte(`{"version": 1, "title": "given up", "duration": "3s", "hop": {"latency": "20ms", "connection": {"open": "ready"}},
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server"}},
		"flows": {"news": {"from": "phone", "to": "api", "pattern": "push", "updates": {"rate": "0/s"},
			"push": {"reconnect": {"backoff": "100ms", "jitter": "none", "heartbeat": "100ms", "timeout": "300ms"}}}},
		"timeline": {"cut": {"at": "500ms", "for": "600ms", "fault": "partition", "target": "phone"},
			"crash": {"at": "1150ms", "for": "1s", "fault": "crash", "target": "phone"}}}`), "base", trial.Checks|trial.Records)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Checks.Err(); err != nil {
		t.Error(err)
	}
	var ends []sim.Time
	for _, r := range run.Records {
		if r.Kind == trace.Unsubscribed {
			ends = append(ends, r.At)
		}
	}
	if want := []sim.Time{1160 * sim.Millisecond}; !slices.Equal(ends, want) {
		t.Errorf("the server takes it that the listener is gone at %v, not at %v", ends, want)
	}
}

// A crash takes with it whose turn it is.
func TestBalancerBeginsAnewAfterACrash(t *testing.T) {
	for policy, want := range map[string]string{"roundRobin": "010", "weighted": "010"} {
		run, err := trial.Of([]byte(`{"version": 1, "title": "turns", "duration": "1s", "hop": {"latency": "1ms"},
			"nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "to": "api", "policy": "`+policy+`"}, "api": {"kind": "server", "count": 3}},
			"flows": {"ask": {"from": "phone", "to": "lb", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["100ms", "110ms", "400ms"]}}},
			"timeline": {"crash": {"at": "200ms", "for": "100ms", "fault": "crash", "target": "lb"}}}`), "base", trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, r := range run.Records {
			if name := run.Topology.Name(r.Node); r.Kind == trace.Serve {
				got += name[len(name)-1:]
			}
		}
		if got != want {
			t.Errorf("%s: picked are %s, not %s", policy, got, want)
		}
	}
}
