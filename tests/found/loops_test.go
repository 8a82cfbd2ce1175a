package found_test

import (
	"strings"
	"testing"

	"backchat/sim"
	"backchat/tests/trial"
)

func TestLoopInWhichNoTimePassesIsNamedAndEndsByItsRemedy(t *testing.T) {
	crowded := trial.Object{"kind": "server", "queue": 0, "discipline": "processorSharing", "errors": 1}
	news := func(pattern string, more trial.Object) trial.Object {
		f := trial.Object{"from": "phone", "to": "api", "pattern": pattern, "updates": trial.Object{"arrivals": "times", "times": trial.List{"1s"}}}
		return merged(f, more)
	}
	jobs := func(options trial.Object) trial.Object {
		return trial.Object{"from": "phone", "to": "bus", "pattern": "queue", "queue": merged(trial.Object{"consumers": "api"}, options),
			"send": trial.Object{"arrivals": "times", "times": trial.List{"1s"}}}
	}
	for _, row := range []struct {
		name   string
		says   []string
		api    trial.Object
		looped trial.Object
		ends   trial.Object // what the remedy makes of it
	}{
		{"a push subscription that is refused", []string{"phone subscribes and is refused", "/flows/f/push/reconnect/backoff"}, crowded,
			news("push", trial.Object{"push": trial.Object{"reconnect": trial.Object{"backoff": "0s"}}}),
			news("push", trial.Object{"push": trial.Object{"reconnect": trial.Object{"backoff": "1ms", "jitter": "none"}}})},
		{"a long poll that is refused", []string{"phone asks and is refused", "/flows/f/longPolling/reconnect/backoff"}, crowded,
			news("longPolling", trial.Object{"longPolling": trial.Object{"reconnect": trial.Object{"backoff": "0s"}}}),
			news("longPolling", trial.Object{"longPolling": trial.Object{"reconnect": trial.Object{"backoff": "1ms", "jitter": "none"}}})},
		{"a long poll that is not held", []string{"phone asks and is told that there is no news", "/flows/f/longPolling/hold"}, trial.Object{"kind": "server"},
			news("longPolling", trial.Object{"longPolling": trial.Object{"hold": "0s"}}),
			news("longPolling", trial.Object{"longPolling": trial.Object{"hold": "1ms"}})},
		{"a user who does not think", []string{"phone ends one operation and begins the next", "/flows/f/send/think"}, trial.Object{"kind": "server"},
			trial.Object{"from": "phone", "to": "api", "pattern": "requestResponse", "send": trial.Object{"arrivals": "closed"}},
			trial.Object{"from": "phone", "to": "api", "pattern": "requestResponse", "send": trial.Object{"arrivals": "closed", "think": "1ms"}}},
		{"a message that always fails", []string{"bus hands one message over and its consumer fails", "/flows/f/queue/deliveries"}, trial.Object{"kind": "server", "errors": 1},
			jobs(nil), jobs(trial.Object{"deliveries": 5})},
	} {
		s := func(flow trial.Object) []byte {
			return trial.Text(trial.Object{
				"version": 1, "title": "no time passes", "duration": "2s", "hop": trial.Object{"latency": "0s"},
				"nodes": trial.Object{"phone": trial.Object{"kind": "client"}, "bus": trial.Object{"kind": "broker"}, "api": row.api},
				"flows": trial.Object{"f": flow},
			})
		}
		run, err := trial.Of(s(row.looped), "base", trial.Checks)
		switch {
		case err != nil:
			t.Errorf("%s: %v", row.name, err)
		case run.Limit == nil:
			t.Errorf("%s: nothing ends it", row.name)
		default:
			for _, words := range row.says {
				if !strings.Contains(run.Limit.Error(), words) {
					t.Errorf("%s: %q does not say %q", row.name, run.Limit.Error(), words)
				}
			}
			if run.Events > 20_000 {
				t.Errorf("%s: %d events until it is noticed", row.name, run.Events)
			}
		}
		if run, err = trial.Of(s(row.ends), "base", trial.Checks); err != nil || run.Limit != nil || run.End != 2*sim.Second {
			t.Errorf("%s: the remedy does not end it: %v, %v", row.name, err, run)
		}
	}
}

// merged is o with what more has on top.
func merged(o, more trial.Object) trial.Object {
	for k, v := range more {
		o[k] = v
	}
	return o
}

func TestSubscriptionsThatAreRefusedAtNoTimeEndTheRun(t *testing.T) {
	run, err := trial.Of(file(t, "no-time-passes.json"), "base", trial.Checks)
	if err != nil {
		t.Fatal(err)
	}
	if run.Limit == nil || !strings.Contains(run.Limit.Why, "/flows/f0/queue/reconnect/backoff") {
		t.Errorf("the run ended by %v", run.Limit)
	}
}
