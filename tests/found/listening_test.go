package found_test

import (
	"math"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// listening is two listeners that hear of news from two servers behind a
// balancer, by a pattern.
func listening(pattern string, lb, flow trial.Object) []byte {
	return trial.Text(trial.Object{
		"version": 1, "title": "listening", "duration": "60s", "warmup": "10s",
		"nodes": trial.Object{
			"phone": trial.Object{"kind": "client", "count": 4},
			"lb":    merged(trial.Object{"kind": "balancer", "to": "api"}, lb),
			"api":   trial.Object{"kind": "server", "count": 2, "service": "1ms"},
		},
		"flows": trial.Object{"news": merged(trial.Object{
			"from": "phone", "to": "lb", "pattern": pattern, "updates": trial.Object{"arrivals": "constant", "rate": "1/s", "size": "100B"},
		}, flow)},
	})
}

// figures runs a scenario and looks some of its figures up.
func figures(t *testing.T, text []byte, names ...string) []float64 {
	t.Helper()
	run, err := trial.Of(text, "base", trial.Checks|trial.Figures)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Checks.Err(); err != nil {
		t.Error(err)
	}
	var values []float64
	for _, name := range names {
		m, ok := run.Figures.Lookup(name)
		if !ok {
			t.Fatalf("no figure %s", name)
		}
		values = append(values, m.Value)
	}
	return values
}

func TestSubscriptionsOfPushAreHeldAndTheirPushesSpread(t *testing.T) {
	got := figures(t, listening("push", nil, nil), "api.held.mean", "api.held.end", "api.imbalance")
	for i, want := range []float64{4, 4, 1} {
		if got[i] != want {
			t.Errorf("figure %d is %v, not %v", i, got[i], want)
		}
	}
}

func TestPollThatReturnsTheStateIsAsLargeAsItSays(t *testing.T) {
	for _, row := range []struct {
		reason string
		flow   trial.Object
		news   uint32
		empty  uint32
	}{
		{"without more an answer brings its updates", nil, 100, 0},
		{"a state of 3 KB, or a hint of 20 B that it is the same", trial.Object{"response": "3KB", "empty": "20B"}, 3000, 20},
	} {
		flow := merged(trial.Object{"shortPolling": trial.Object{"interval": "300ms"}}, row.flow)
		run, err := trial.Of(listening("shortPolling", nil, flow), "base", trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range run.Records {
			want := row.news
			if r.Status == trace.Empty {
				want = row.empty
			}
			if r.Kind == trace.Send && r.Shape == trace.News && r.Payload != want {
				t.Fatalf("%s: an answer that is %v has %d bytes, not %d", row.reason, r.Status, r.Payload, want)
			}
		}
	}
}

// The server falls silent at 20 s, just after a beat; the next two are missed.
func TestListenerTakesSomeMissedHeartbeatsForABreak(t *testing.T) {
	for misses, want := range map[int]sim.Time{2: 24 * sim.Second, 5: 30 * sim.Second} {
		run, err := trial.Of(trial.Text(trial.Object{
			"version": 1, "title": "silence", "duration": "60s", "hop": trial.Object{"latency": "1ms", "connection": trial.Object{"open": "ready"}},
			"nodes": trial.Object{"phone": trial.Object{"kind": "client"}, "api": trial.Object{"kind": "server"}},
			"flows": trial.Object{"news": trial.Object{
				"from": "phone", "to": "api", "pattern": "push", "updates": trial.Object{"arrivals": "times", "times": trial.List{"1s"}},
				"push": trial.Object{"reconnect": trial.Object{"heartbeat": "2s", "misses": misses, "backoff": "0s", "jitter": "none", "timeout": "1h"}},
			}},
			"timeline": trial.Object{"silent": trial.Object{"at": "20500ms", "fault": "crash", "how": "host", "target": "api"}},
		}), "base", trial.Records)
		if err != nil {
			t.Fatal(err)
		}
		first := sim.Never
		for _, r := range run.Records {
			if r.Kind == trace.Ask && r.At > sim.Second {
				first = min(first, r.At)
			}
		}
		if off := math.Abs((first - want).Seconds()); off > 0.01 {
			t.Errorf("%d misses: it subscribes again at %v, not at %v", misses, first, want)
		}
	}
}

// Two subscriptions are open at one server and none at the other. What counts
// them sends requests to the other; what does not spreads them evenly.
func TestSubscriptionsCountAsLoadUnlessTheyAreLeftOut(t *testing.T) {
	for _, row := range []struct {
		counts     string
		least, top float64
	}{{"all", 1, 1}, {"requests", 0.4, 0.6}} {
		text := trial.Text(trial.Object{
			"version": 1, "title": "load", "duration": "200s",
			"nodes": trial.Object{
				"phone": trial.Object{"kind": "client"}, "tv": trial.Object{"kind": "client", "count": 2},
				"lb": trial.Object{"kind": "balancer", "to": trial.List{"old", "new"}, "policy": "leastConnections", "counts": row.counts,
					"health": trial.Object{"interval": "100ms", "timeout": "50ms", "unhealthy": 1, "healthy": 1}},
				"old": trial.Object{"kind": "server", "service": "1ms"}, "new": trial.Object{"kind": "server", "service": "1ms"},
			},
			"flows": trial.Object{
				"page": trial.Object{"from": "phone", "to": "lb", "pattern": "requestResponse", "send": trial.Object{"arrivals": "constant", "rate": "5/s", "start": "15s"}},
				"news": trial.Object{"from": "tv", "to": "lb", "pattern": "push", "updates": trial.Object{"arrivals": "times", "times": trial.List{"100s"}}},
			},
			// while "new" is down both subscribe to "old"
			"timeline": trial.Object{"away": trial.Object{"at": "0s", "for": "10s", "fault": "crash", "target": "new"}},
		})
		got := figures(t, text, "new.requests", "page.operations")
		if share := got[0] / got[1]; share < row.least-0.02 || share > row.top+0.02 {
			t.Errorf("counts %s: a share of %v goes where no subscription is open", row.counts, share)
		}
	}
}
