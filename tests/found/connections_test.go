package found_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

func TestConnectionOfOneStreamCarriesOneExchangeEvenAfterATimeout(t *testing.T) {
	names := []string{"api.requests", "api.busy.max", "api.opens", "page.timedOut"}
	for variant, want := range map[string][]float64{
		"base":       {4, 3, 4, 4}, // a timeout costs the connection
		"cancel":     {4, 1, 4, 4},
		"wait":       {2, 1, 1, 4}, // the second and third do not get the connection in time
		"waitCancel": {4, 1, 1, 4}, // what is taken back frees it
		"reset":      {4, 3, 1, 4},
	} {
		if diff := cmp.Diff(want, measured(t, file(t, "one-exchange.json"), variant, names...)); diff != "" {
			t.Errorf("%s: %v:\n%s", variant, names, diff)
		}
	}
}

// patient is a request at 1 s over a connection of its own that takes 200 ms to
// open and 100 ms each way, to a server that works for 500 ms.
func patient(flow, link trial.Object) []byte {
	ask := trial.Object{"from": "user", "to": "api", "pattern": "requestResponse",
		"send": trial.Object{"arrivals": "times", "times": trial.List{"1s"}}}
	for key, value := range flow {
		ask[key] = value
	}
	net := trial.Object{"from": "user", "to": "api", "latency": "100ms"}
	for key, value := range link {
		net[key] = value
	}
	return trial.Text(trial.Object{
		"version": 1, "title": "patience", "duration": "10s",
		"nodes": trial.Object{"user": trial.Object{"kind": "client"}, "api": trial.Object{"kind": "server", "service": "500ms"}},
		"links": trial.Object{"net": net}, "flows": trial.Object{"ask": ask},
	})
}

// ending is when an operation ends, and how.
type ending struct {
	At  sim.Time
	How trace.Status
}

func endings(t *testing.T, text []byte) []ending {
	t.Helper()
	run, err := trial.Of(text, "base", trial.Records|trial.Checks)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Checks.Err(); err != nil {
		t.Error(err)
	}
	var all []ending
	for _, r := range run.Records {
		if r.Kind == trace.End {
			all = append(all, ending{r.At, r.Status})
		}
	}
	return all
}

func TestTimeoutCountsFromTheSending(t *testing.T) {
	for _, c := range []struct {
		reason, timeout string
		want            ending
	}{
		{"700 ms after its sending, not its asking, the answer is there", "701ms", ending{1900 * sim.Millisecond, trace.OK}},
		{"a little less is too little", "699ms", ending{1899 * sim.Millisecond, trace.TimedOut}},
	} {
		if diff := cmp.Diff([]ending{c.want}, endings(t, patient(trial.Object{"timeout": c.timeout}, nil))); diff != "" {
			t.Errorf("%s:\n%s", c.reason, diff)
		}
	}
}

func TestConnectTimeoutCountsFromTheAsking(t *testing.T) {
	one := trial.Object{"connection": trial.Object{"open": "ready", "streams": 1, "max": 1}}
	both := func(flow trial.Object) trial.Object {
		flow["send"] = trial.Object{"arrivals": "times", "times": trial.List{"1s"}, "burst": trial.Object{"size": 2}}
		return flow
	}
	ok := ending{1700 * sim.Millisecond, trace.OK}
	for _, c := range []struct {
		reason     string
		flow, link trial.Object
		want       []ending
	}{
		{"the connection is open after 200 ms", trial.Object{"connectTimeout": "201ms"}, nil, []ending{{1900 * sim.Millisecond, trace.OK}}},
		{"a little less is too little", trial.Object{"connectTimeout": "199ms"}, nil, []ending{{1199 * sim.Millisecond, trace.TimedOut}}},
		{"where it is not said it is as long as timeout", trial.Object{"timeout": "150ms"}, nil, []ending{{1150 * sim.Millisecond, trace.TimedOut}}},
		{"it is no bound on the answer", trial.Object{"connectTimeout": "250ms", "timeout": "5s"}, nil, []ending{{1900 * sim.Millisecond, trace.OK}}},
		{"it counts while all connections are taken", both(trial.Object{"connectTimeout": "699ms"}), one,
			[]ending{{1699 * sim.Millisecond, trace.TimedOut}, ok}},
		{"what gets a connection in time has its whole timeout then", both(trial.Object{"connectTimeout": "701ms", "timeout": "1201ms"}), one,
			[]ending{ok, {2400 * sim.Millisecond, trace.OK}}},
	} {
		if diff := cmp.Diff(c.want, endings(t, patient(c.flow, c.link))); diff != "" {
			t.Errorf("%s:\n%s", c.reason, diff)
		}
	}
}
