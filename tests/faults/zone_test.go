package faults

import (
	"math"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// zoned is a balancer in zone a before four servers, two of them there. A way takes 1 ms,
// from zone to zone 5 ms, and the work 10 ms; request and answer take 1,000 bytes each.
func zoned(t *testing.T, balancer, timeline string) *tape {
	t.Helper()
	return play(t, `"duration": "20s", "warmup": "0s",
		"nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "zones": ["a"], "to": "api", `+balancer+`},
			"api": {"kind": "server", "count": 4, "zones": ["a", "b"], "workers": 10, "service": "10ms"}},
		"links": {"inside": {"from": "lb", "to": "api", "latency": "1ms", "across": "5ms", "connection": {"open": "ready"}}},
		"flows": {"ask": {"from": "phone", "to": "lb", "pattern": "requestResponse", "request": "1000B", "response": "1000B", "headers": {"request": "0B", "response": "0B"},
			"send": {"arrivals": "constant", "rate": "100/s", "stop": "19s"}}},
		"timeline": {`+timeline+`}`)
}

// There and back within the zone is 2 + 2 + 10 ms, and 8 ms more for the half that goes
// to the other; a message is 1,000 bytes with 40 around it.
func TestZoneThatIsPreferredSavesTheWayAcross(t *testing.T) {
	for balancer, half := range map[string]float64{`"policy": "roundRobin"`: 0.5, `"preferZone": {}`: 0} {
		p := zoned(t, balancer, ``)
		all := p.figure("ask.operations")
		far := math.Ceil(half * all)
		if got, want := p.figure("ask.latency.mean"), 14e-3+8e-3*far/all; math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: the mean is %v, not %v", balancer, got, want)
		}
		if there, back := p.figure("lb.bytes.out.across"), p.figure("api.bytes.out.across"); there != 1040*far || back != there {
			t.Errorf("%s: %v bytes go across, and %v back, not %v", balancer, there, back, 1040*far)
		}
	}
}

// Of two targets in the zone one is gone: that is half of them.
func TestZoneWithTooFewThatAreFitIsPreferredNoMore(t *testing.T) {
	const gone = `"gone": {"at": "5s", "for": "8s", "fault": "crash", "target": "api/0"}`
	const checks = `"health": {"interval": "100ms", "timeout": "50ms", "unhealthy": 1, "healthy": 1}, `
	for least, want := range map[string]float64{"0.5": 0, "0.51": 2. / 3} {
		p := zoned(t, checks+`"preferZone": {"least": `+least+`}`, gone)
		within := func(from, to sim.Time, zone string) (n float64) {
			for _, r := range p.of(trace.Serve, "") {
				if r.At > from && r.At < to && r.Shape == trace.Request && p.Topology.Zone(r.Node) == zone {
					n++
				}
			}
			return n
		}
		a, b := within(6*sim.Second, 12*sim.Second, "a"), within(6*sim.Second, 12*sim.Second, "b")
		if math.Abs(b/(a+b)-want) > 0.01 {
			t.Errorf("least %s: meanwhile %v of all go to the other zone", least, b/(a+b))
		}
		if within(0, 5*sim.Second, "b")+within(14*sim.Second, 20*sim.Second, "b") > 0 {
			t.Errorf("least %s: it goes to the other zone before, or after", least)
		}
	}
}

// The whole zone of the balancer is gone, and half of all with it: below its threshold it
// counts on all four alike, of which two answer, and not on the two that are near and dead.
func TestPanicPrefersNoZone(t *testing.T) {
	const gone = `"gone": {"at": "5s", "for": "8s", "fault": "crash", "target": "api/0"}, "too": {"at": "5s", "for": "8s", "fault": "crash", "target": "api/2"}`
	const checks = `"health": {"interval": "100ms", "timeout": "50ms", "unhealthy": 1, "healthy": 1}, "preferZone": {}, `
	for threshold, want := range map[string]float64{"0.5": 1, "0.51": 0.5} {
		p := zoned(t, checks+`"panic": `+threshold, gone)
		ok, all := 0., 0.
		for _, r := range p.of(trace.End, "") {
			if r.At > 6*sim.Second && r.At < 12*sim.Second {
				if all++; r.Status == trace.OK {
					ok++
				}
			}
		}
		if math.Abs(ok/all-want) > 0.01 {
			t.Errorf("panic below %s: meanwhile %v of all are served, not %v", threshold, ok/all, want)
		}
	}
}

// Three callers, two of which are in zone a, where one server stands: that gets two
// thirds of all.
func TestCallersAskInTheirOwnZone(t *testing.T) {
	p := play(t, `"duration": "10s", "warmup": "0s",
		"nodes": {"web": {"kind": "client", "count": 3, "zones": ["a", "b", "a"]}, "far": {"kind": "client", "zones": ["c"]},
			"api": {"kind": "server", "count": 4, "zones": ["a", "b", "b", "b"], "workers": 10, "service": "1ms"}},
		"flows": {"ask": {"from": "web", "to": "api", "pick": "ownZone", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "30/s"}},
			"call": {"from": "far", "to": "api", "pick": "ownZone", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "30/s"}}}`)
	count := map[uint16]map[string]int{1: {}, 2: {}}
	for _, r := range p.of(trace.Serve, "") {
		count[r.Flow][p.Topology.Name(r.Node)]++
	}
	if all, got := p.figure("ask.operations"), count[1]; math.Abs(float64(got["api/0"])-2*all/3) > 2 || math.Abs(float64(got["api/2"])-all/9) > 2 {
		t.Errorf("of %v they get %v", all, got)
	}
	if all, got := p.figure("call.operations"), count[2]; math.Abs(float64(got["api/3"])-all/4) > 1 {
		t.Errorf("of %v from nowhere near they get %v", all, got)
	}
}
