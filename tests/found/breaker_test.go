package found_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim/trace"
	"backchat/tests/trial"
)

// oneDead is a request every 10 ms from 1 s on to four replicas, one of which
// is dead, by a caller with a circuit breaker, or whose sidecar has one.
func oneDead(to string, flow, client trial.Object) []byte {
	ask := trial.Object{"from": "user", "to": to, "pattern": "requestResponse",
		"send": trial.Object{"arrivals": "constant", "rate": "100/s", "start": "1s", "stop": "9s"}}
	for key, value := range flow {
		ask[key] = value
	}
	user := trial.Object{"kind": "client"}
	for key, value := range client {
		user[key] = value
	}
	return trial.Text(trial.Object{
		"version": 1, "title": "one of four is dead", "seed": 2, "duration": "10s",
		"nodes": trial.Object{
			"user": user, "api": trial.Object{"kind": "server", "count": 4, "workers": 10, "service": "1ms"},
			"lb": trial.Object{"kind": "balancer", "to": "api"},
		},
		"flows":    trial.Object{"ask": ask},
		"timeline": trial.Object{"dead": trial.Object{"at": "500ms", "fault": "crash", "target": "api/2"}},
	})
}

// tripped counts for each place how often a breaker towards it has opened.
func tripped(t *testing.T, text []byte) (trips map[string]int, ok, failed int) {
	t.Helper()
	run, err := trial.Of(text, "base", trial.Records|trial.Checks)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Checks.Err(); err != nil {
		t.Error(err)
	}
	trips = map[string]int{}
	for _, r := range run.Records {
		switch {
		case r.Kind == trace.Trip:
			trips[run.Topology.Name(r.Peer)]++
		case r.Kind == trace.End && r.Status == trace.OK:
			ok++
		case r.Kind == trace.End:
			failed++
		}
	}
	return trips, ok, failed
}

func TestBreakerOpensForTheReplicaThatFailsAndCallsGoToTheOthers(t *testing.T) {
	breaker := func(per string) trial.Object {
		return trial.Object{"breaker": trial.Object{"per": per, "failures": 3, "open": "20s"}}
	}
	with := func(o trial.Object, key string, value any) trial.Object {
		o[key] = value
		return o
	}
	three := map[string]int{"api/2": 1}
	for _, c := range []struct {
		reason       string
		text         []byte
		trips        map[string]int
		failed, most int
	}{
		{"each replica is watched by itself", oneDead("api", breaker("replica"), nil), three, 3, 3},
		{"taken at random, too", oneDead("api", with(breaker("replica"), "pick", "random"), nil), three, 3, 3},
		{"a node that answers three in four is never cut off", oneDead("api", breaker("node"), nil), map[string]int{}, 200, 200},
		{"the sidecar cuts off the one, and its caller goes on asking for it", oneDead("api", nil, trial.Object{"sidecar": breaker("replica")}), three, 200, 200},
		{"with a retry the caller's next choice is another", oneDead("api", trial.Object{"retry": trial.Object{"attempts": 2, "backoff": "1ms", "on": trial.List{"failed", "breakerOpen"}}}, trial.Object{"sidecar": breaker("replica")}), three, 0, 0},
		{"a sidecar that watches the node does not open", oneDead("api", nil, trial.Object{"sidecar": breaker("node")}), map[string]int{}, 200, 200},
		{"who is pinned to the dead one has no other", oneDead("api", with(breaker("replica"), "pick", "pinned"), nil), map[string]int{}, 0, 0},
		{"behind a balancer the balancer is all it sees", oneDead("lb", breaker("replica"), nil), map[string]int{}, 200, 200},
	} {
		trips, ok, failed := tripped(t, c.text)
		if diff := cmp.Diff(c.trips, trips); diff != "" || failed < c.failed || failed > c.most || ok+failed != 800 {
			t.Errorf("%s: %d ok, %d failed of 800, opened for %v", c.reason, ok, failed, trips)
		}
	}
}

// A trial of which nobody will hear, since its caller has crashed, does not
// keep the breaker from another one.
func TestBreakerOfACallerThatHasCrashedBeginsClosed(t *testing.T) {
	text := trial.Text(trial.Object{
		"version": 1, "title": "a trial that is lost", "duration": "20s",
		"nodes": trial.Object{"user": trial.Object{"kind": "client"}, "api": trial.Object{"kind": "server", "workers": 10, "service": "300ms"}},
		"flows": trial.Object{"ask": trial.Object{"from": "user", "to": "api", "pattern": "requestResponse", "timeout": "1s",
			"breaker": trial.Object{"failures": 1, "open": "1s"}, "send": trial.Object{"arrivals": "constant", "rate": "1/s"}}},
		"timeline": trial.Object{
			"slow":  trial.Object{"at": "2500ms", "for": "3s", "fault": "pause", "target": "api"},
			"crash": trial.Object{"at": "5600ms", "for": "1s", "fault": "crash", "target": "user"},
		},
	})
	run, err := trial.Of(text, "base", trial.Records|trial.Checks)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Checks.Err(); err != nil {
		t.Error(err)
	}
	open, late := 0, 0
	for _, r := range run.Records {
		switch {
		case r.Kind == trace.Trip:
			open++
		case r.Kind == trace.End && r.Status == trace.OK && r.At.Seconds() > 7:
			late++
		}
	}
	if open == 0 || late < 12 {
		t.Errorf("opened %d times; %d requests go well after the caller is back", open, late)
	}
}
