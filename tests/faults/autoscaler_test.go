package faults

import (
	"fmt"
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// Ten workers each work for a second on a request, so that the requests a second are
// the workers that are busy: 8 at first, 19 from 60 s, 38 from 150 s, and 8 again from
// 240 s. The rest is Kubernetes's formula, by hand, every 15 s: half of the workers are
// to be busy.
func TestAutoscalerGoesStepByStepAsByHand(t *testing.T) {
	p := play(t, `"duration": "360s",
		"nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "to": "api"},
			"api": {"kind": "server", "count": 2, "workers": 10, "service": "1s", "lifecycle": {"startup": "20s", "discovery": "0s"},
				"autoscaler": {"target": 0.5, "min": 2, "max": 10, "down": {"window": "60s", "share": 0.5}}}},
		"flows": {
			"few": {"from": "phone", "to": "lb", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "8/s"}},
			"more": {"from": "phone", "to": "lb", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "11/s", "start": "60s", "stop": "240s"}},
			"most": {"from": "phone", "to": "lb", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "19/s", "start": "150s", "stop": "240s"}}}`)
	want := []string{
		"0ns: 2 of 2 at 0.00",
		"15s: 2 of 2 at 0.39", "30s: 2 of 2 at 0.40", "45s: 2 of 2 at 0.40", "60s: 2 of 2 at 0.40",
		"75s: 4 of 4 at 0.93",  // 2 x 0.93 / 0.5
		"90s: 4 of 4 at 0.95",  // those to come count: 4 x 0.475 / 0.5 is within the tolerance
		"105s: 4 of 4 at 0.65", // those that came at 95 s have not been there for 15 s
		"120s: 4 of 4 at 0.47", // 0.95 of the target
		"135s: 4 of 4 at 0.47", "150s: 4 of 4 at 0.47",
		"165s: 8 of 8 at 0.94",
		"180s: 8 of 8 at 0.95", "195s: 8 of 8 at 0.65", "210s: 8 of 8 at 0.47", "225s: 8 of 8 at 0.47", "240s: 8 of 8 at 0.47",
		"255s: 8 of 2 at 0.11", "270s: 8 of 2 at 0.10", "285s: 8 of 2 at 0.10",
		"300s: 4 of 2 at 0.10", // for 60 s nobody has asked for 8, and half of them go at a time
		"315s: 2 of 2 at 0.20",
		"330s: 2 of 2 at 0.40", "345s: 2 of 2 at 0.40", "360s: 2 of 2 at 0.40",
	}
	var got []string
	for _, r := range p.of(trace.Sized, "") {
		got = append(got, fmt.Sprintf("%v: %d of %d at %.2f", r.At, r.Aux, r.Header, float64(r.Payload)/1000))
	}
	if !slices.Equal(got, want) {
		t.Errorf("it sizes\n%q, not\n%q", got, want)
	}
	lives, at := p.lives("api/3")
	if !slices.Equal(lives, []trace.Life{trace.Gone, trace.Starting, trace.Ready, trace.Draining, trace.Gone}) || at[1] != 75*sim.Second || at[2] != 95*sim.Second || at[3] != 315*sim.Second {
		t.Errorf("the fourth is %v at %v", lives, at)
	}
	wanted := (2*75 + 4*90 + 8*135 + 4*15 + 2*45) / 360.0
	if mean, resized := p.figure("api.replicas.wanted.mean"), p.figure("api.replicas.resized"); mean != wanted || resized != 4 {
		t.Errorf("%v replicas are wanted on average, and it is changed %v times; it is %v and 4", mean, resized, wanted)
	}
}

// In a request's two seconds there are 2 x 5 in the hands of two replicas.
func TestAutoscalerGoesByWhatIsInFlight(t *testing.T) {
	p := play(t, `"duration": "31s",
		"nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "to": "api", "health": {"interval": "1s", "timeout": "20s", "demand": "10s"}},
			"api": {"kind": "server", "count": 2, "workers": 2, "discipline": "processorSharing", "steps": [{"wait": "2s"}],
				"autoscaler": {"metric": "inFlight", "target": 2, "max": 10}}},
		"flows": {"ask": {"from": "phone", "to": "lb", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "5/s"}}}`)
	if got := p.of(trace.Sized, "")[1]; got.Payload != 5000 || got.Header != 5 || got.Aux != 5 {
		t.Errorf("it measures %d thousandths, asks for %d and has %d", got.Payload, got.Header, got.Aux)
	}
}
