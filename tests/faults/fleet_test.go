package faults

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// fleet is a balancer before servers that take 20 ms for each of 100 requests a
// second, at constant distances, and say how they come and go.
func fleet(t *testing.T, count, lifecycle, timeline string) *tape {
	t.Helper()
	return play(t, `"duration": "10s",
		"nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "to": "api"},
			"api": {"kind": "server", "count": `+count+`, "workers": 10, "service": "20ms", "lifecycle": {`+lifecycle+`}}},
		"flows": {"ask": {"from": "phone", "to": "lb", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "100/s"}}},
		"timeline": {`+timeline+`}`)
}

// ends counts operations by how they ended.
func (p *tape) ends() map[trace.Status]int {
	count := map[trace.Status]int{}
	for _, r := range p.of(trace.End, "") {
		count[r.Status] += int(r.N)
	}
	return count
}

// lives are the stages of a replica's life, and when each began.
func (p *tape) lives(place string) (lives []trace.Life, at []sim.Time) {
	for _, r := range p.of(trace.Turn, place) {
		lives, at = append(lives, trace.Life(r.Aux)), append(at, r.At)
	}
	return lives, at
}

// At the instant of the drain one of two replicas has one request in hand at most; the
// balancer sends it half of 100 requests a second for another 500 ms.
func TestReplicaThatDrainsIsSentToUntilThatIsDiscovered(t *testing.T) {
	p := fleet(t, "2", `"discovery": "500ms"`, `"go": {"at": "2s", "fault": "drain", "target": "api/0"}`)
	if failed := p.ends()[trace.Failed]; failed < 24 || failed > 26 {
		t.Errorf("%d requests fail, not 25", failed)
	}
	lives, at := p.lives("api/0")
	if !slices.Equal(lives, []trace.Life{trace.Draining, trace.Gone}) || at[1]-at[0] > 25*ms {
		t.Errorf("it is %v at %v; it has 20 ms of work at most, and the word takes 2 ms", lives, at)
	}
	for _, r := range p.of(trace.Serve, "api/0") {
		if r.At > 2*sim.Second+3*ms {
			t.Errorf("it works at %v", r.At)
		}
	}
}

func TestSleepBeforeTheDrainBridgesTheDiscovery(t *testing.T) {
	p := fleet(t, "2", `"discovery": "500ms", "preStop": "600ms"`, `"go": {"at": "2s", "fault": "drain", "target": "api/0"}`)
	if ends := p.ends(); ends[trace.Failed] != 0 {
		t.Errorf("%d requests fail", ends[trace.Failed])
	}
	if lives, at := p.lives("api/0"); len(lives) != 2 || at[1] < 2600*ms || at[1] > 2605*ms {
		t.Errorf("it is %v at %v, and was to be gone when it has slept", lives, at)
	}
}

// What takes 20 ms is in hand at the end of 10 ms of grace.
func TestGraceEndsWithWhatIsInHand(t *testing.T) {
	p := play(t, `"duration": "1s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "20ms", "lifecycle": {"grace": "10ms"}}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["99ms"]}}},
		"timeline": {"go": {"at": "105ms", "fault": "drain", "target": "api"}}`)
	gone := p.of(trace.Turn, "api")[1]
	if gone.At != 115*ms || gone.Status != trace.Crashed || gone.Payload != 1 {
		t.Errorf("it is gone at %v, %v, with %d requests", gone.At, gone.Status, gone.Payload)
	}
	if n := p.ends()[trace.OK]; n != 0 {
		t.Error("what was lost is done")
	}
}

// One that is drained for 2 s comes back after its start-up, and is sent to once that
// is discovered.
func TestDrainedReplicaStartsAnew(t *testing.T) {
	p := fleet(t, "2", `"discovery": "500ms", "preStop": "600ms", "startup": "1s"`, `"go": {"at": "2s", "for": "2s", "fault": "drain", "target": "api/0"}`)
	lives, at := p.lives("api/0")
	if !slices.Equal(lives, []trace.Life{trace.Draining, trace.Gone, trace.Starting, trace.Ready}) || at[2] != 4*sim.Second || at[3] != 5*sim.Second {
		t.Fatalf("it is %v at %v", lives, at)
	}
	served := some(p.of(trace.Serve, "api/0"), func(r *trace.Record) bool { return r.At > 3*sim.Second })
	if len(served) == 0 || served[0].At < 5500*ms || served[0].At > 5550*ms {
		t.Errorf("it serves again from %v on", times(served)[:1])
	}
}

// Three replicas are replaced one at a time, each after the one before is ready: with
// one more by the surge, and with one fewer without.
func TestDeployKeepsToSurgeAndUnavailable(t *testing.T) {
	for _, row := range []struct {
		options     string
		least, most int
	}{
		{`"surge": 1, "unavailable": 0`, 3, 4},
		{`"surge": 0, "unavailable": 1`, 2, 3},
		{`"surge": 1, "unavailable": 1`, 2, 4},
	} {
		p := fleet(t, "3", `"most": 4, "startup": "1s", "discovery": "0s"`, `"new": {"at": "2s", "fault": "deploy", "target": "api", `+row.options+`}`)
		up, there, least, most, started := 4, 4, 4, 0, 0
		life := map[trace.Place]trace.Life{}
		for i, r := range p.of(trace.Turn, "") {
			was, known := life[r.Node]
			if !known {
				was = trace.Ready
			}
			now := trace.Life(r.Aux)
			life[r.Node] = now
			up += change(was == trace.Ready, now == trace.Ready)
			there += change(was == trace.Starting || was == trace.Ready, now == trace.Starting || now == trace.Ready)
			if started += change(false, now == trace.Ready); i > 0 { // the first is the one that is not there at the start
				least, most = min(least, up), max(most, there)
			}
		}
		if least != row.least || most != row.most || started != 3 || up != 3 {
			t.Errorf("%s: from %d ready ones to %d there, %d start, %d in the end", row.options, least, most, started, up)
		}
		if failed := p.ends()[trace.Failed]; failed != 0 {
			t.Errorf("%s: %d requests fail", row.options, failed)
		}
	}
}

func change(was, is bool) int {
	switch {
	case is && !was:
		return 1
	case was && !is:
		return -1
	}
	return 0
}

func TestScaleEndsWithTheNumberBefore(t *testing.T) {
	p := fleet(t, "2", `"most": 4, "startup": "1s"`, `"more": {"at": "2s", "for": "3s", "fault": "scale", "target": "api", "replicas": 4}`)
	if got, at := p.lives("api/3"); !slices.Equal(got, []trace.Life{trace.Gone, trace.Starting, trace.Ready, trace.Draining, trace.Gone}) || at[1] != 2*sim.Second || at[3] != 5*sim.Second {
		t.Errorf("the last is %v at %v", got, at)
	}
	if got := p.figure("api.replicas.up.mean"); got != 2+2*2.0/10 {
		t.Errorf("on average %v replicas are up, not 2 and 2 more for 2 of 10 s", got)
	}
}

func TestColdReplicaIsSlowForAWhile(t *testing.T) {
	p := fleet(t, "1", `"most": 2, "startup": "1s", "discovery": "0s", "warmup": "2s", "cold": 0.25`, `"more": {"at": "2s", "fault": "scale", "target": "api", "replicas": 2}`)
	speed := p.of(trace.Speed, "api/1")
	if len(speed) != 2 || speed[0].At != 3*sim.Second || speed[0].Aux != 250_000 || speed[1].At != 5*sim.Second || speed[1].Aux != trace.NormalSpeed {
		t.Errorf("its speeds are %v", speed)
	}
}

// Who is subscribed at a replica that goes comes back to the other.
func TestSubscribersOfAReplicaThatGoesAreSentAway(t *testing.T) {
	p := play(t, `"duration": "5s",
		"nodes": {"phone": {"kind": "client", "count": 10}, "news": {"kind": "client"}, "lb": {"kind": "balancer", "to": "api"},
			"api": {"kind": "server", "count": 2, "lifecycle": {"discovery": "0s"}}},
		"flows": {"feed": {"from": "phone", "to": "lb", "pattern": "push", "push": {"reconnect": {"backoff": "100ms", "jitter": "none"}},
			"updates": {"source": "news", "arrivals": "times", "times": ["4s"]}}},
		"timeline": {"go": {"at": "2s", "fault": "drain", "target": "api/0"}}`)
	away := some(p.of(trace.Unsubscribed, "api/0"), func(r *trace.Record) bool { return r.Status == trace.Leaving })
	again := some(p.of(trace.Subscribed, "api/1"), func(r *trace.Record) bool { return r.At > 2*sim.Second })
	if len(away) != 5 || len(again) != 5 || again[0].At != 2104*ms {
		t.Errorf("%d are sent away, and %d come to the other from %v on", len(away), len(again), times(again))
	}
	if n := p.ends()[trace.OK]; n != 10 {
		t.Errorf("%d of 10 hear of the update", n)
	}
}

// A connection that carries one exchange at a time is closed at once where it is idle,
// and else with its answer.
func TestConnectionsOfOneExchangeEndWithTheirAnswers(t *testing.T) {
	p := play(t, `"duration": "1s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "workers": 2, "service": "20ms", "lifecycle": {"grace": "1s"}}},
		"links": {"line": {"from": "phone", "to": "api", "latency": "1ms", "connection": {"open": "ready", "streams": 1}}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["10ms", "11ms", "95ms"]}}},
		"timeline": {"go": {"at": "100ms", "fault": "drain", "target": "api"}}`)
	if closed := times(p.of(trace.Close, "")); !slices.Equal(closed, []sim.Time{101 * ms, 117 * ms}) {
		t.Errorf("connections end at %v, not one way after the drain and after the answer", closed)
	}
	if n := p.ends()[trace.OK]; n != 3 {
		t.Errorf("%d of 3 are served", n)
	}
	if _, at := p.lives("api"); at[1] != 116*ms {
		t.Errorf("it is gone at %v", at[1])
	}
}

// Who knocks at a silent host hears nothing of its going.
func TestReplicaOnASilentHostTellsNobodyThatItGoes(t *testing.T) {
	p := play(t, `"duration": "2s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server"}},
		"links": {"line": {"from": "phone", "to": "api", "latency": "1ms"}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["500ms"]}}},
		"timeline": {"dead": {"at": "0s", "fault": "crash", "how": "host", "target": "api"}, "go": {"at": "1s", "fault": "drain", "target": "api"}}`)
	if n := len(p.of(trace.Send, "api")); n != 0 {
		t.Errorf("%d messages come from it", n)
	}
}
