package faults

import (
	"fmt"
	"math"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// named is callers that ask api, of which the second replica stands by, by a name. The
// first falls silent at 200 s, for ever; 25 s later that is known, give or take 5.
func named(t *testing.T, callers int, rate, dns, more string) *tape {
	t.Helper()
	return play(t, fmt.Sprintf(`"duration": "400s",
		"nodes": {
			"app": {"kind": "client", "count": %d},
			"name": {"kind": "balancer", "to": "api", "policy": "weighted", "weights": {"api/1": 0}, "dns": {%s},
				"health": {"interval": "10s", "timeout": "100ms", "unhealthy": 3, "path": "beside"}},
			"api": {"kind": "server", "count": 2, "workers": 100}
		},
		"links": {"net": {"from": "app", "to": "api", "latency": "1ms", "connection": {"open": "each"}}},
		"flows": {"ask": {"from": "app", "to": "name", "pattern": "requestResponse", "timeout": "1s", "send": {"rate": "%s"}}},
		"timeline": {"crash": {"at": "200s", "fault": "crash", "how": "host", "target": "api/0"}%s}`, callers, dns, rate, more))
}

// found is when the name no longer counts on the one that has crashed.
func (p *tape) found() sim.Time {
	p.t.Helper()
	unfit := p.of(trace.Unfit, "name")
	if len(unfit) != 1 || unfit[0].At < 220*sim.Second || unfit[0].At > 231*sim.Second {
		p.t.Fatalf("it is found at %v", times(unfit))
	}
	return unfit[0].At
}

// An answer that is known when the crash is found is good for half the ttl more, on
// average: those who ask at the rate r lose what they ask until then, and as long as an
// answer of before is kept. Of these there is one for a share T / (T + 1/r) of the time,
// since the next is looked up when something is asked.
func TestOutageByNameLastsUntilItIsFoundAndWhatIsLeftOfTheTTL(t *testing.T) {
	const rate = 0.1
	for _, row := range []struct {
		callers int
		ttl     float64
	}{{50, 60}, {1000, 60}, {1000, 10}, {300, 0}} {
		p := named(t, row.callers, "0.1/s", fmt.Sprintf(`"ttl": "%vs"`, row.ttl), "")
		detection := (p.found() - 200*sim.Second).Seconds()
		each := rate * (detection + row.ttl/(row.ttl+1/rate)*row.ttl/2)
		lost, want := p.figure("ask.timedOut"), float64(row.callers)*each
		if within := 4 * math.Sqrt(2*want); math.Abs(lost-want) > within {
			t.Errorf("%d callers that keep answers for %v s lose %v; want %.0f, give or take %.0f", row.callers, row.ttl, lost, want, within)
		}
	}
}

// A first answer has what is left of its ttl, anything up to all of it; the next has all.
func TestFirstAnswerIsAnOldOne(t *testing.T) {
	p := named(t, 100, "1/s", `"ttl": "40s"`, "")
	var left, next sim.Time
	for i := range 100 {
		looks := p.of(trace.LookedUp, fmt.Sprintf("app/%d", i))
		left += looks[0].Until - looks[0].At
		next += looks[1].Until - looks[1].At
	}
	if left < 17*100*sim.Second || left > 23*100*sim.Second || next != 40*100*sim.Second {
		t.Errorf("100 first answers of 40 s are good for %v in all, and the next for %v", left, next)
	}
}

// Who keeps its answer for ever asks the dead for ever, unless it crashes itself.
func TestAddressThatIsKeptForEverOutlivesItsHost(t *testing.T) {
	p := named(t, 2, "1/s", `"keep": "forever"`, `, "restart": {"at": "300s", "for": "1s", "fault": "crash", "target": "app/1"}`)
	p.found()
	answers := p.of(trace.Arrive, "app/0")
	if last := answers[len(answers)-1]; last.At > 201*sim.Second || len(p.of(trace.LookedUp, "app/0")) != 1 {
		t.Errorf("the last answer is there at %v, and it looked up %v", last.At, p.of(trace.LookedUp, "app/0"))
	}
	looks := p.of(trace.LookedUp, "app/1")
	if len(looks) != 2 || looks[1].At < 301*sim.Second || looks[1].Aux != 0 || p.Topology.Name(looks[1].Peer) != "api/1" || looks[1].Until != 0 {
		t.Errorf("the one that was restarted looked up %v", looks)
	}
}

// One that has connections does not look up, so that its answer is old when they are
// gone: it asks at once whom to ask, learns the same, and keeps that.
func TestConnectionsThatAreKeptHaveEverybodyLookUpWhenTheyBreak(t *testing.T) {
	p := play(t, `"duration": "300s",
		"nodes": {
			"app": {"kind": "client", "count": 10},
			"name": {"kind": "balancer", "to": "api", "policy": "weighted", "weights": {"api/1": 0}, "dns": {"ttl": "60s"},
				"health": {"interval": "10s", "timeout": "100ms", "unhealthy": 3, "path": "beside"}},
			"api": {"kind": "server", "count": 2, "workers": 100}
		},
		"links": {"net": {"from": "app", "to": "api", "latency": "1ms", "connection": {"open": "first"}}},
		"flows": {"ask": {"from": "app", "to": "name", "pattern": "requestResponse", "timeout": "1s", "send": {"rate": "1/s", "arrivals": "constant"}}},
		"timeline": {"crash": {"at": "200s", "for": "90s", "fault": "crash", "target": "api/0"}}`)
	for i := range 10 {
		looks := p.of(trace.LookedUp, fmt.Sprintf("app/%d", i))
		if len(looks) != 3 {
			t.Fatalf("app/%d looks up %d times", i, len(looks))
		}
		if looks[0].At > sim.Second || looks[1].At < 200*sim.Second || looks[1].At > 201*sim.Second || p.Topology.Name(looks[1].Peer) != "api/0" {
			t.Errorf("app/%d looks up at %v", i, times(looks))
		}
		if wait := looks[2].At - looks[1].At; wait < 60*sim.Second || wait >= 61*sim.Second || p.Topology.Name(looks[2].Peer) != "api/1" || looks[2].Aux != int64(looks[1].Peer) {
			t.Errorf("app/%d looks up %v later: %v", i, wait, looks[2])
		}
	}
}

// Who knows an address needs no name server; who does not has nobody to ask.
func TestCallerWhoseNameServerIsDownGoesByWhatItKnows(t *testing.T) {
	p := named(t, 1, "1/s", `"ttl": "100s"`, `, "down": {"at": "1s", "for": "150s", "fault": "crash", "how": "process", "target": "name"}`)
	over := p.of(trace.LookedUp, "app")[0].Until
	for _, r := range p.of(trace.End, "app") {
		if down := r.At > over && r.At < 151*sim.Second; r.At < 151*sim.Second && (r.Status != trace.OK) != down {
			t.Fatalf("at %v: %v; its answer is over at %v", r.At, r.Status, over)
		}
	}
}

// Where all are out there is no answer, and what is asked fails.
func TestNameOfNobodyWhoIsWellIsNoAddress(t *testing.T) {
	p := named(t, 1, "1/s", `"ttl": "1s"`, `, "both": {"at": "50s", "for": "100s", "fault": "crash", "how": "process", "target": "api/*"}`)
	vain := some(p.of(trace.Send, "app"), func(r *trace.Record) bool { return r.Shape == trace.Request && p.Topology.Name(r.Peer) == "name" })
	if n := len(vain); n < 60 || vain[0].At < 70*sim.Second || vain[n-1].At > 170*sim.Second || p.ends()[trace.Failed] < n {
		t.Errorf("%d ask in vain, from %v on", n, vain[0].At)
	}
}

// What reaches a name server, since its name led to nobody when it was sent, is not
// passed on by it, although somebody is well by then.
func TestNameServerPassesNothingOn(t *testing.T) {
	p := play(t, `"duration": "30s",
		"nodes": {
			"app": {"kind": "client"},
			"name": {"kind": "balancer", "to": "api", "dns": {}, "health": {"interval": "1s", "unhealthy": 1, "healthy": 1}},
			"api": {"kind": "server"}
		},
		"links": {"front": {"from": "app", "to": "name", "latency": "3s", "connection": {"open": "ready"}}},
		"flows": {"ask": {"from": "app", "to": "name", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["9500ms", "15s"]}}},
		"timeline": {"crash": {"at": "0s", "for": "10s", "fault": "crash", "target": "api"}}`)
	ends := p.of(trace.End, "app")
	if back := p.of(trace.Fit, "name"); len(back) != 1 || back[0].At > 12*sim.Second || len(ends) != 2 || ends[0].Status != trace.OK || ends[1].Status != trace.Failed {
		t.Errorf("it counts on it again at %v, and they end: %v", times(back), ends)
	}
}

// A circuit breaker watches what has a name, whoever that leads to.
func TestBreakerWatchesAName(t *testing.T) {
	for _, per := range []string{"replica", "node"} {
		p := play(t, `"duration": "60s",
			"nodes": {"app": {"kind": "client"}, "name": {"kind": "balancer", "to": "api", "dns": {}}, "api": {"kind": "server", "count": 2}},
			"flows": {"ask": {"from": "app", "to": "name", "pattern": "requestResponse", "breaker": {"per": "`+per+`", "failures": 2, "open": "1s"}, "timeout": "100ms", "send": {"rate": "10/s"}}},
			"timeline": {"crash": {"at": "10s", "for": "20s", "fault": "crash", "how": "host", "target": "api/*"}}`)
		trips, probes, back := p.of(trace.Trip, "app"), p.of(trace.Probe, "app"), p.of(trace.Restore, "app")
		if len(trips) == 0 || len(probes) == 0 || len(back) != 1 {
			t.Fatalf("per %s: %d trips, %d trials, %d ends", per, len(trips), len(probes), len(back))
		}
		for _, r := range append(append(trips, probes...), back...) {
			if p.Topology.Name(r.Peer) != "name" {
				t.Errorf("per %s: %v is about %s", per, r.Kind, p.Topology.Name(r.Peer))
			}
		}
	}
}
