package found_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// keyed is one request with a key at 1 s whose client tries again after 130 ms,
// to servers that work for 1 s.
func keyed(count int, api, flow, timeline trial.Object) []byte {
	server := trial.Object{"kind": "server", "count": count, "service": "1s"}
	for key, value := range api {
		server[key] = value
	}
	pay := trial.Object{"from": "user", "to": "api", "pattern": "requestResponse", "idempotent": true, "timeout": "130ms",
		"retry": trial.Object{"attempts": 1000, "backoff": "0s"}, "send": trial.Object{"arrivals": "times", "times": trial.List{"1s"}}}
	for key, value := range flow {
		if pay[key] = value; value == nil {
			delete(pay, key)
		}
	}
	return trial.Text(trial.Object{
		"version": 1, "title": "paid once", "duration": "20s", "hop": trial.Object{"latency": "0s", "connection": trial.Object{"open": "ready"}},
		"nodes":    trial.Object{"user": trial.Object{"kind": "client"}, "api": server, "db": trial.Object{"kind": "server", "service": "300ms"}},
		"flows":    trial.Object{"pay": pay},
		"timeline": timeline,
	})
}

func TestIdempotentRepeatJoinsWhatIsAtWork(t *testing.T) {
	names := []string{"pay.requests", "pay.ok", "pay.applied", "api.served", "api.cpu", "db.served", "pay.latency.max"}
	none := trial.Object{}
	crash := func(how string) trial.Object {
		return trial.Object{"crash": trial.Object{"at": "1550ms", "for": "10s", "fault": "crash", "how": how, "target": "api/0"}}
	}
	// The call of the server is cut off twice, and repeated: that joins, too.
	calls := trial.Object{"service": "10ms", "calls": trial.List{trial.Object{"to": "db", "timeout": "120ms",
		"retry": trial.Object{"attempts": 5, "backoff": "0s", "jitter": "none"}}}}
	for _, c := range []struct {
		reason string
		text   []byte
		want   []float64
	}{
		{"eight attempts are one piece of work", keyed(1, nil, nil, none), []float64{8, 1, 1, 1, 1, 0, 1}},
		{"wherever they are", keyed(3, nil, nil, none), []float64{8, 1, 1, 1, 1, 0, 1}},
		{"without a key it is done ten times, and nobody hears", keyed(10, nil, trial.Object{"idempotent": false, "retry": trial.Object{"attempts": 10, "backoff": "0s"}}, none),
			[]float64{10, 0, 10, 10, 10, 0, math.NaN()}},
		{"another replica takes over from one that crashes", keyed(3, nil, nil, crash("process")), []float64{0, 1, 1, 1, 1.55, 0, 1.55}},
		{"a twin waits with it", keyed(2, nil, trial.Object{"timeout": nil, "hedge": "200ms"}, none), []float64{2, 1, 1, 1, 1, 0, 1}},
		{"what is taken back is begun anew", keyed(1, nil, trial.Object{"cancel": "always", "retry": trial.Object{"attempts": 3, "backoff": "0s"}}, none),
			[]float64{3, 0, 0, 0, .39, 0, math.NaN()}},
		{"a server's own calls bear the key as well", keyed(1, calls, trial.Object{"timeout": "5s"}, none), []float64{1, 1, 1, 1, .01, 1, .31}},
	} {
		got := measured(t, c.text, "base", names...)
		if c.want[0] == 0 {
			got[0] = 0 // how many attempts there are is not the point
		}
		if diff := cmp.Diff(c.want, got, cmpopts.EquateNaNs(), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
			t.Errorf("%s: %v\n%s", c.reason, names, diff)
		}
	}
}

func TestRepeatsOfWhatFailsFailWithItAndTheNextWorksAgain(t *testing.T) {
	text := keyed(1, trial.Object{"errors": 1}, trial.Object{"retry": trial.Object{"attempts": 11, "backoff": "0s", "on": trial.List{"timedOut"}}}, trial.Object{})
	want := []ending{{2 * sim.Second, trace.Failed}}
	if diff := cmp.Diff(want, endings(t, text)); diff != "" {
		t.Error(diff)
	}
	text = keyed(1, trial.Object{"errors": 1}, trial.Object{"retry": trial.Object{"attempts": 11, "backoff": "0s"}}, trial.Object{})
	if got := measured(t, text, "base", "api.failed", "pay.applied"); got[0] != 2 || got[1] != 0 {
		t.Errorf("%v pieces of work fail, want 2: the first, and that of the attempt which comes after it; %v apply", got[0], got[1])
	}
}

// A message that is delivered again while it is being worked on is not worked
// on twice.
func TestRedeliveryJoinsWhatIsAtWork(t *testing.T) {
	for idempotent, want := range map[bool][]float64{true: {1, 1, 4}, false: {4, 4, 4}} {
		got := measured(t, trial.Text(trial.Object{
			"version": 1, "title": "visible again", "duration": "20s", "hop": trial.Object{"latency": "0s", "connection": trial.Object{"open": "ready"}},
			"nodes": trial.Object{
				"shop": trial.Object{"kind": "client"}, "bus": trial.Object{"kind": "broker"},
				"worker": trial.Object{"kind": "server", "count": 4, "service": "1s"},
			},
			"flows": trial.Object{"jobs": trial.Object{"from": "shop", "to": "bus", "pattern": "queue", "idempotent": idempotent,
				"queue": trial.Object{"consumers": "worker", "redeliver": "300ms"},
				"send":  trial.Object{"arrivals": "times", "times": trial.List{"1s"}}}},
		}), "base", "worker.served", "jobs.applied", "jobs.handouts")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("idempotent: %v\n%s", idempotent, diff)
		}
	}
}
