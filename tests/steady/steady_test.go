// Package steady counts what a run allocates once it has all that it needs.
package steady

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"backchat/patterns"
	"backchat/patterns/node"
	"backchat/patterns/scenario"
	"backchat/patterns/scenario/build"
	"backchat/sim"
	"backchat/sim/metrics"
	"backchat/tests/trial"
)

// own are options of a pattern that make the engine do something more. The
// first are those without which it does not talk.
var own = map[string][]trial.Object{
	"queue":            {{"consumers": "worker"}, {"consumers": "worker", "redeliver": "4ms", "extend": "300us"}, {"consumers": "worker", "prefetch": 2, "redeliver": "4ms", "capacity": 50, "full": "dropOldest"}, {"consumers": "worker", "reply": true}, {"consumers": "worker", "delay": trial.Object{"dist": "exponential", "mean": "3ms"}, "priorities": trial.List{trial.Object{"priority": 1, "share": 0.3}}, "capacity": 50, "full": "leastImportant"}},
	"log":              {{}, {"partitions": 2, "batch": 3, "retention": "100ms"}, {"producer": trial.Object{"linger": "5ms", "count": 5}}, {"retention": "100ms", "replication": trial.Object{"delay": "5ms"}}},
	"publishSubscribe": {{}, {"delivery": "atLeastOnce", "redeliver": "3ms", "prefetch": 1}},
	"push":             {{}, {"service": "100us", "buffer": 10, "reconnect": trial.Object{"heartbeat": "100ms"}}},
	"shortPolling":     {{"interval": "20ms"}},
	"pageLoad":         {{"objects": 2, "size": "100B"}, {"objects": 2, "size": "100B", "known": "atOnce"}},
	"upload":           {{"size": "1KB"}, {"mode": "chunked", "size": "1KB", "chunk": "500B", "parallel": 2}},
	"longPolling":      {{}, {"hold": "20ms", "gather": 2, "jitter": "1ms"}},
}

// ways are ways to talk that each make the engine do something more for an
// operation.
var ways = []struct {
	name  string
	asks  bool // for patterns whose operations are asked for alone
	patch func(flow, server, frame trial.Object)
}{
	{"plain", false, func(_, _, _ trial.Object) {}},
	{"one at a time on a connection", false, func(_, _, frame trial.Object) {
		frame["hop"] = trial.Object{"latency": "1ms", "connection": trial.Object{"streams": 1}}
	}},
	{"a connection each", false, func(_, _, frame trial.Object) {
		frame["hop"] = trial.Object{"latency": "1ms", "connection": trial.Object{"open": "each"}}
	}},
	{"a wire that loses and doubles", false, func(flow, _, frame trial.Object) {
		frame["hop"] = trial.Object{"latency": trial.Object{"dist": "exponential", "mean": "1ms"}, "loss": 0.02, "duplicate": 0.02, "bandwidth": "100Mbit/s"}
		flow["timeout"], flow["retry"] = "100ms", trial.Object{"backoff": "10ms"}
	}},
	{"retries", true, func(flow, server, _ trial.Object) {
		server["errors"] = 0.2
		flow["timeout"], flow["retry"] = "4ms", trial.Object{"attempts": 3, "backoff": "1ms", "budget": 0.5}
	}},
	{"taking back", true, func(flow, _, _ trial.Object) {
		flow["timeout"], flow["cancel"], flow["retry"] = "4ms", "always", trial.Object{"backoff": "1ms"}
	}},
	{"hedges", true, func(flow, _, _ trial.Object) { flow["hedge"] = "3ms" }},
	{"a breaker", true, func(flow, server, _ trial.Object) {
		server["errors"] = 0.5
		flow["breaker"] = trial.Object{"failures": 2, "open": "5ms"}
	}},
	{"a breaker by rate", true, func(flow, server, _ trial.Object) {
		server["errors"] = 0.5
		flow["breaker"] = trial.Object{"open": "5ms", "trials": 2, "rate": trial.Object{"calls": 4, "window": "1s"}}
	}},
	{"a limit that adapts", true, func(_, server, _ trial.Object) {
		server["concurrency"] = trial.Object{"limit": 4, "gradient": trial.Object{"least": 2, "window": "10ms"}}
	}},
	{"idempotency", true, func(flow, _, _ trial.Object) {
		flow["idempotent"], flow["timeout"], flow["retry"] = true, "4ms", trial.Object{"backoff": "1ms"}
	}},
	{"poison", true, func(flow, _, _ trial.Object) { flow["poison"], flow["deadLetter"] = 0.1, true }},
	{"sidecars", false, func(_, server, frame trial.Object) {
		server["sidecar"] = trial.Object{}
		frame["nodes"].(trial.Object)["client"].(trial.Object)["sidecar"] = trial.Object{"retry": trial.Object{}}
	}},
	{"sidecars that give up", true, func(_, server, frame trial.Object) {
		server["sidecar"] = trial.Object{}
		frame["nodes"].(trial.Object)["client"].(trial.Object)["sidecar"] = trial.Object{"timeout": "4ms", "retry": trial.Object{"backoff": "1ms"}}
	}},
	{"a balancer whose clients give up", true, func(flow, _, frame trial.Object) {
		if flow["to"] == "server" {
			frame["nodes"].(trial.Object)["balancer"] = trial.Object{"kind": "balancer", "to": "server", "service": "10us", "health": trial.Object{"interval": "10ms"}}
			flow["to"] = "balancer"
		}
		flow["timeout"] = "5ms"
	}},
	{"calls", true, func(_, server, _ trial.Object) {
		server["calls"] = trial.List{trial.Object{"to": "store", "share": 0.5}, trial.Object{"to": "store", "fanout": true, "need": 2}}
	}},
	{"blocking", true, func(_, server, _ trial.Object) {
		server["blocking"], server["workers"], server["calls"] = true, 50, trial.List{trial.Object{"to": "store"}}
	}},
	{"processor sharing", true, func(_, server, _ trial.Object) { server["discipline"] = "processorSharing" }},
	{"preemption and patience", true, func(_, server, _ trial.Object) {
		server["discipline"], server["patience"], server["queue"] = "preemptive", "2ms", 5
	}},
}

func TestOperationAllocatesNothingInSteadyState(t *testing.T) {
	for _, p := range patterns.All {
		for _, way := range ways {
			if way.asks && !p.Asks {
				continue
			}
			t.Run(p.Name+"/"+way.name, func(t *testing.T) { allocatesNothing(t, conversation(t, p, nil, way.patch)) })
		}
		for i, options := range own[p.Name] {
			t.Run(fmt.Sprintf("%s/with options/%d", p.Name, i), func(t *testing.T) {
				allocatesNothing(t, conversation(t, p, options, func(_, _, _ trial.Object) {}))
			})
		}
	}
}

// allocatesNothing compares a run with one of twice the time.
func allocatesNothing(t *testing.T, s *scenario.Scenario) {
	t.Helper()
	short, ops := allocations(t, s, 10*sim.Second)
	long, twice := allocations(t, s, 20*sim.Second)
	more := twice - ops
	if more < 5000 {
		t.Fatalf("%d operations more: too few to tell", more)
	}
	if extra := int(long) - int(short); extra > more/50 {
		t.Errorf("%d operations more allocate %d times more", more, extra)
	}
}

// conversation is the scenario of a flow by a pattern, patched.
func conversation(t *testing.T, p *patterns.Pattern, options trial.Object, patch func(flow, server, frame trial.Object)) *scenario.Scenario {
	to := "server"
	if !slices.Contains(node.KindsThat(p.To), "server") {
		to = "broker"
	}
	server := trial.Object{"kind": "server", "count": 2, "workers": 4, "service": trial.Object{"dist": "exponential", "mean": "1ms"}}
	flow := trial.Object{"from": "client", "to": to, "pattern": p.Name}
	if all := own[p.Name]; options == nil && len(all) > 0 {
		options = all[0]
	}
	if options != nil {
		flow[p.Name] = options
	}
	load := trial.Object{"rate": "40/s"}
	if p.Name == "log" { // its readers are one group, which has one update for all of them
		load["rate"] = "800/s"
		if options["producer"] != nil || options["replication"] != nil {
			load["source"] = "worker"
		}
	}
	if p.Asks {
		flow["send"] = load
	} else {
		flow["updates"] = load
	}
	frame := trial.Object{
		"version": 1, "title": "steady", "duration": "20s", "hop": trial.Object{"latency": "1ms"},
		"nodes": trial.Object{
			"client": trial.Object{"kind": "client", "count": 20}, "server": server, "broker": trial.Object{"kind": "broker", "workers": 4},
			"worker": server, "store": trial.Object{"kind": "server", "count": 3, "workers": 8, "service": "100us"},
		},
		"flows": trial.Object{"flow": flow},
	}
	patch(flow, server, frame)
	s, err := trial.Parse(trial.Text(frame), "base")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// allocations counts those of a run of some duration, which is ready, and its
// operations.
func allocations(t *testing.T, s *scenario.Scenario, duration sim.Time) (allocations uint64, operations int) {
	timed := *s
	timed.Duration = duration
	top := timed.Topology()
	figures := metrics.New(top, timed.Measured(metrics.Options{}))
	run, err := build.New(&timed, top, 1, figures)
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := run.Go(context.Background()); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	figures.Close(run.Now())
	count, _ := figures.Lookup("flow.operations")
	return after.Mallocs - before.Mallocs, int(count.Value)
}
