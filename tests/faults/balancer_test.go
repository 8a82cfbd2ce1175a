package faults

import (
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// balanced are requests by a balancer that picks the least loaded of two
// servers: one at 900 ms, which takes 300 ms, and then one at a time from 2 s
// on, so that all that the balancer should know then is that nobody is busy.
func balanced(t *testing.T, timeline func(busy string) string) (before, after []trace.Record) {
	t.Helper()
	scenario := func(timeline string) string {
		return `"duration": "5s",
		"nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "policy": "leastConnections", "to": ["api"]},
			"api": {"kind": "server", "count": 2, "service": "0s", "workers": 10}},
		"flows": {
			"long": {"from": "phone", "to": "lb", "pattern": "requestResponse", "demand": "300ms", "send": {"arrivals": "times", "times": ["900ms", "901ms", "902ms"]}},
			"short": {"from": "phone", "to": "lb", "pattern": "requestResponse", "demand": "1ms", "send": {"arrivals": "constant", "rate": "20/s", "start": "2s"}}},
		"timeline": {` + timeline + `}`
	}
	first := play(t, scenario("")).of(trace.Serve, "")
	p := play(t, scenario(timeline(nameOf(first[0].Node))))
	for _, r := range p.of(trace.Serve, "") {
		if r.At < 2*sim.Second {
			before = append(before, r)
		} else {
			after = append(after, r)
		}
	}
	return before, after
}

// nameOf is the place of one of the two servers.
func nameOf(p trace.Place) string {
	if p == 1 {
		return "api/0"
	}
	return "api/1"
}

// both tells whether both servers work in turn, by chance: a balancer that
// counts anything else as busy prefers one of them, or takes them by pairs.
func both(t *testing.T, served []trace.Record) {
	t.Helper()
	count := map[trace.Place]int{}
	for _, r := range served {
		count[r.Node]++
	}
	if len(served) < 50 || len(count) != 2 {
		t.Errorf("of %d requests, the servers get %v", len(served), count)
	}
}

func TestLoadOfARequestThatFailsIsTakenBack(t *testing.T) {
	before, after := balanced(t, func(busy string) string {
		return `"crash": {"at": "1s", "for": "100ms", "fault": "crash", "target": "` + busy + `"}`
	})
	if len(before) != 3 {
		t.Fatalf("%d long requests are served, not 3", len(before))
	}
	both(t, after)
}

func TestLoadDoesNotOutliveTheBalancersCrash(t *testing.T) {
	before, after := balanced(t, func(string) string {
		return `"crash": {"at": "1s", "for": "100ms", "fault": "crash", "target": "lb"}`
	})
	if len(before) != 3 {
		t.Fatalf("%d long requests are served, not 3", len(before))
	}
	both(t, after)
}

func TestLoadOfARequestThatIsAnsweredIsTakenBack(t *testing.T) {
	_, after := balanced(t, func(string) string { return "" })
	both(t, after)
	for i := 2; i < len(after); i++ {
		if after[i].Node == after[i-1].Node && after[i].Node == after[i-2].Node {
			return
		}
	}
	t.Error("no server gets three requests in a row: the balancer thinks that those before are still under way")
}

// A balancer that spreads connections sends all that comes over one to the server
// that it has picked, until that does not answer.
func TestConnectionLeadsToOneServerUntilThatFails(t *testing.T) {
	p := play(t, `"duration": "4s",
		"nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "spreads": "connections", "to": ["api"]},
			"api": {"kind": "server", "count": 2, "service": "1ms"}},
		"flows": {"ask": {"from": "phone", "to": "lb", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "10/s"}}},
		"timeline": {"crash": {"at": "2s", "for": "1s", "fault": "crash", "target": "api/0"}}`)
	served := p.of(trace.Serve, "")
	if len(served) < 35 {
		t.Fatalf("only %d are served", len(served))
	}
	for _, r := range served {
		want := "api/0"
		if r.At >= 2*sim.Second {
			want = "api/1"
		}
		if got := nameOf(r.Node); got != want {
			t.Errorf("at %v %s serves, want %s", r.At, got, want)
		}
	}
}

// Behind a balancer, of whichever layer, each of forty sockets is one of its own.
func TestABalancerHasASocketForEachThatItServes(t *testing.T) {
	for _, row := range []struct {
		spreads, streams string
		want             int
	}{
		{"requests", "", 40}, {"connections", "", 40}, {"requests", `, "connection": {"streams": 20}`, 2},
	} {
		p := play(t, `"duration": "5s",
			"nodes": {"phone": {"kind": "client", "count": 40}, "lb": {"kind": "balancer", "to": "feed", "spreads": "`+row.spreads+`"}, "feed": {"kind": "server", "count": 2}},
			"links": {"air": {"from": "phone", "to": "lb", "transport": "websocket"}, "rack": {"from": "lb", "to": "feed", "transport": "websocket"`+row.streams+`}},
			"flows": {"news": {"from": "phone", "to": "lb", "pattern": "push", "updates": {"audience": "all", "totalRate": "1/s"}}}`)
		if got := len(p.of(trace.Open, "lb")); got != row.want {
			t.Errorf("spread by %s%s: the balancer opens %d sockets, want %d", row.spreads, row.streams, got, row.want)
		}
	}
}
