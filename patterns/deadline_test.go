package patterns_test

import (
	"fmt"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// toil adds up what is worked at a place, and when that was last, and lists what leaves
// a queue unserved.
type toil struct {
	at    trace.Place
	work  sim.Time
	last  sim.Time
	drops []sim.Time
}

func (f *toil) Fold(batch []trace.Record) {
	for i := range batch {
		switch r := &batch[i]; {
		case r.Node != f.at:
		case r.Kind == trace.Drop && r.Status == trace.TimedOut, r.Kind == trace.Discard:
			f.drops = append(f.drops, r.At)
		case r.Kind == trace.Finish:
			f.work += sim.Time(r.Aux)
			fallthrough
		case r.Kind == trace.Serve:
			f.last = r.At
		}
	}
}

// One request begins at 100 ms and is wanted until 150 ms.
func TestNobodyWorksForWhoeverWantsItNoMore(t *testing.T) {
	const millisecond = sim.Millisecond
	for _, c := range []struct {
		reason string
		api    string // beside its kind
		times  string
		work   sim.Time // at the database, in all
		last   sim.Time // when that was
		drops  string   // what leaves its queue unserved, or comes too late
	}{
		{"it is cut short where it is worked on: it has got there at 124 ms", `"service": "20ms", "calls": [{"to": "db"}]`, `"100ms"`,
			26 * millisecond, 150 * millisecond, "[]"},
		{"who waits leaves the queue, and nobody is served after", `"workers": 3, "service": "20ms", "calls": [{"to": "db"}]`, `"100ms", "100ms", "101ms"`,
			27 * millisecond, 151 * millisecond, "[150ms]"},
		{"what travels is thrown away where it arrives", `"service": "46500us", "calls": [{"to": "db"}]`, `"100ms"`, 0, 0, "[150.5ms]"},
		{"nothing is asked for by who is let go", `"service": "48ms", "calls": [{"to": "db"}]`, `"100ms"`, 0, 0, "[]"},
		{"a thread that waits is free", `"blocking": true, "service": "20ms", "calls": [{"to": "db", "demand": "5ms"}, {"to": "db"}]`, `"100ms"`,
			24 * millisecond, 150 * millisecond, "[]"},
		{"branches end as well", `"steps": [{"work": "20ms"}, {"any": [{"call": "db"}, {"wait": "1s"}]}]`, `"100ms"`,
			26 * millisecond, 150 * millisecond, "[]"},
		{"a time-out of its own is earlier, further attempts are not later", `"service": "20ms", "calls": [{"to": "db", "timeout": "9ms", "cancel": "always", "retry": {"attempts": 9, "backoff": "5ms", "factor": 1, "jitter": "none"}}]`, `"100ms"`,
			18 * millisecond, 147 * millisecond, "[]"},
		{"what goes on behind its answer is its server's own affair", `"steps": [{"work": "20ms"}, {"answer": true}, {"call": "db"}]`, `"100ms"`,
			100 * millisecond, 224 * millisecond, "[]"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			f := &toil{at: 2} // after the api
			figures := run(t, fmt.Sprintf(`{"version": 1, "title": "a deadline", "seed": 3, "duration": "1s",
			  "nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "to": "api"}, "api": {"kind": "server", %s}, "db": {"kind": "server", "service": "100ms"}},
			  "hop": {"latency": "1ms", "connection": {"open": "ready"}}, "links": {"far": {"from": "lb", "to": "api", "latency": "2ms", "connection": {"open": "ready"}}},
			  "flows": {"ask": {"from": "phone", "to": "lb", "pattern": "requestResponse", "deadline": "50ms", "send": {"arrivals": "times", "times": [%s]}}}
			}`, c.api, c.times), f)
			if got := fmt.Sprint(f.drops); f.work != c.work || f.last != c.last || got != c.drops {
				t.Errorf("the database worked for %v, last at %v, and dropped %v; want %v, %v, %v", f.work, f.last, got, c.work, c.last, c.drops)
			}
			if m, _ := figures.Lookup("ask.latencyAll.max"); m.Value > .1 {
				t.Errorf("an operation took %v s", m.Value)
			}
			hold(t, "nobody is left with anything", figures, map[string]float64{"api.queue.end": 0, "db.queue.end": 0, "ask.unfinished": 0})
		})
	}
}
