package found_test

import (
	"math"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// measured is a metric of a variant of one of the scenarios.
func measured(t *testing.T, text []byte, variant string, names ...string) []float64 {
	t.Helper()
	run, err := trial.Of(text, variant, trial.Figures|trial.Checks)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Checks.Err(); err != nil {
		t.Errorf("%s: %v", variant, err)
	}
	var all []float64
	for _, name := range names {
		m, ok := run.Figures.Lookup(name)
		if !ok {
			t.Fatalf("there is no metric %s", name)
		}
		all = append(all, m.Value)
	}
	return all
}

// within holds a mean over draws against what it is in the long run.
func within(t *testing.T, what string, got, want, deviation float64) {
	t.Helper()
	if math.Abs(got-want) > 4*deviation {
		t.Errorf("%s: %v, want %v ± %v", what, got, want, deviation)
	}
}

// slowAtTimes is what the variants of hedge.json measure: 10 ms, or, one time in
// a hundred, 1 s.
func slowAtTimes(t *testing.T) map[string][]float64 {
	t.Helper()
	all := map[string][]float64{}
	for _, variant := range [...]string{"hedge", "retry", "demand"} {
		all[variant] = measured(t, file(t, "hedge.json"), variant,
			"get.operations", "get.retries", "get.timedOut", "get.latency.mean", "get.latency.p999")
	}
	return all
}

func TestAnotherAttemptCuresAServerThatIsSlowAtTimes(t *testing.T) {
	got := slowAtTimes(t)
	hedge, retry, demand := got["hedge"], got["retry"], got["demand"]
	ops := hedge[0]
	within(t, "hedges", hedge[1], .01*ops, math.Sqrt(.0099*ops))
	// 99 % take 10 ms; of the rest 99 % take 20 + 10 ms, the others 1 s.
	mean, square := 9.9+.01*(.99*30+.01*1000), 99+.01*(.99*900+.01*1e6)
	within(t, "mean in ms, hedged", hedge[3]*1e3, mean, math.Sqrt((square-mean*mean)/ops))
	if !near(hedge[4], .030) {
		t.Errorf("hedged, the 99.9th percentile is %v s, want 30 ms", hedge[4])
	}
	within(t, "operations that time out twice", retry[2], 1e-4*ops, math.Sqrt(1e-4*ops))
	if hedge[1] != retry[1] {
		t.Errorf("%v first attempts are slow where they are hedged, %v where they are tried again: every variant must meet the same",
			hedge[1], retry[1])
	}
	// What the request itself asks for, its twin asks for too.
	within(t, "mean in ms, of what is asked for", demand[3]*1e3, 9.9+10, math.Sqrt(.0099*990*990/ops))
	if !near(demand[4], 1) {
		t.Errorf("the 99.9th percentile of what is asked for is %v s, want 1 s", demand[4])
	}
}

// near allows for the bins of quantiles.
func near(got, want float64) bool { return math.Abs(got-want) <= .001*want }

// A way is how a request comes to the server that errs half of the time, and
// how many independent attempts it has.
type way struct {
	reason   string
	attempts float64
	client   trial.Object
	api      trial.Object
	flow     trial.Object
	to       string
}

var (
	twice     = trial.Object{"attempts": 2, "backoff": "0s"}
	retrying  = trial.Object{"service": "0s", "hop": "0s", "retry": twice}
	doorstep  = trial.Object{"service": "0s", "hop": "0s"}
	callTwice = trial.Object{"calls": trial.List{trial.Object{"to": "db", "retry": twice}}}
)

var ways = []way{
	{reason: "one attempt", attempts: 1},
	{reason: "two attempts of the flow", attempts: 2, flow: trial.Object{"retry": twice}},
	{reason: "through a balancer", attempts: 2, flow: trial.Object{"retry": twice}, to: "lb"},
	{reason: "two by the flow, each of them two by the sidecar", attempts: 4, flow: trial.Object{"retry": twice}, client: trial.Object{"sidecar": retrying}},
	{reason: "through sidecars at both ends and a balancer", attempts: 4, flow: trial.Object{"retry": twice},
		client: trial.Object{"sidecar": retrying}, api: trial.Object{"sidecar": doorstep}, to: "lb"},
	{reason: "two calls of the server for each of two attempts", attempts: 4, flow: trial.Object{"retry": twice}, api: callTwice},
	{reason: "by the flow, the server, and its sidecar", attempts: 8, flow: trial.Object{"retry": twice},
		api: trial.Object{"calls": callTwice["calls"], "sidecar": retrying}},
}

// scenario is 20,000 requests; what errs is the last server on their way.
func (w *way) scenario() []byte {
	client, flaky := trial.Object{"kind": "client"}, trial.Object{"kind": "server", "errors": 0.5}
	nodes := trial.Object{"phone": client, "api": flaky, "lb": trial.Object{"kind": "balancer", "to": "api"}}
	if w.api["calls"] != nil {
		nodes["api"], nodes["db"] = trial.Object{"kind": "server"}, flaky
	}
	for key, value := range w.api {
		nodes["api"].(trial.Object)[key] = value
	}
	for key, value := range w.client {
		client[key] = value
	}
	to := w.to
	if to == "" {
		to = "api"
	}
	flow := trial.Object{"from": "phone", "to": to, "pattern": "requestResponse",
		"send": trial.Object{"arrivals": "constant", "rate": "100/s", "stop": "200s"}}
	for key, value := range w.flow {
		flow[key] = value
	}
	return trial.Text(trial.Object{
		"version": 1, "title": "attempts", "seed": 5, "duration": "201s", "hop": trial.Object{"latency": "0s"},
		"nodes": nodes, "flows": trial.Object{"ask": flow},
	})
}

func TestEveryAttemptErrsByItselfHoweverFarItHasCome(t *testing.T) {
	for _, w := range ways {
		want := 1 - math.Pow(.5, w.attempts)
		got := measured(t, w.scenario(), "base", "ask.okShare", "ask.operations")
		within(t, w.reason, got[0], want, math.Sqrt(want*(1-want)/got[1]))
	}
}

func TestHedgeWithinAFanOutDrawsAnew(t *testing.T) {
	two := trial.Object{"dist": "empirical", "values": trial.List{"10ms", "1s"}, "shares": trial.List{.99, .01}}
	run := func(call trial.Object) float64 {
		call["to"], call["fanout"] = "leaf", true
		return measured(t, trial.Text(trial.Object{
			"version": 1, "title": "fan-out", "seed": 3, "duration": "1001s", "hop": trial.Object{"latency": "0s"},
			"nodes": trial.Object{
				"user": trial.Object{"kind": "client"},
				"root": trial.Object{"kind": "server", "workers": 1000, "calls": trial.List{call}},
				"leaf": trial.Object{"kind": "server", "count": 10, "workers": 1000, "service": two},
			},
			"flows": trial.Object{"get": trial.Object{"from": "user", "to": "root", "pattern": "requestResponse",
				"send": trial.Object{"arrivals": "constant", "rate": "20/s", "stop": "1000s"}}},
		}), "base", "get.latency.p95")[0]
	}
	if got := run(trial.Object{}); !near(got, 1) {
		t.Errorf("the 95th percentile of ten leaves is %v s, want 1 s: 1 - 0.99^10 = 9.6 %% have a slow one", got)
	}
	if got := run(trial.Object{"hedge": "20ms"}); !near(got, .03) {
		t.Errorf("hedged it is %v s, want 30 ms: 0.1 %% have a leaf that is slow twice", got)
	}
}

// A message that is handed over again is worked on by another chance: one
// that fails half of the time is done after two handouts on average.
func TestRedeliveryMeetsAnotherChance(t *testing.T) {
	got := measured(t, trial.Text(trial.Object{
		"version": 1, "title": "handed over again", "seed": 3, "duration": "200s", "hop": trial.Object{"latency": "0s"},
		"nodes": trial.Object{
			"shop": trial.Object{"kind": "client"}, "bus": trial.Object{"kind": "broker"},
			"worker": trial.Object{"kind": "server", "workers": 10, "errors": 0.5},
		},
		"flows": trial.Object{"jobs": trial.Object{"from": "shop", "to": "bus", "pattern": "queue",
			"queue": trial.Object{"consumers": "worker"}, "send": trial.Object{"arrivals": "constant", "rate": "100/s", "stop": "199s"}}},
	}), "base", "jobs.okShare", "jobs.handouts", "jobs.operations")
	if got[0] != 1 {
		t.Errorf("%v of the jobs are done", got[0])
	}
	within(t, "handouts a job", got[1]/got[2], 2, math.Sqrt(2/got[2]))
}

// Two listeners of one update are served by chances of their own.
func TestSubscribersOfOneUpdateMeetChancesOfTheirOwn(t *testing.T) {
	run, err := trial.Of(trial.Text(trial.Object{
		"version": 1, "title": "copies", "seed": 3, "duration": "20s", "hop": trial.Object{"latency": "0s"},
		"nodes": trial.Object{
			"shop": trial.Object{"kind": "client"}, "bus": trial.Object{"kind": "broker"},
			"worker": trial.Object{"kind": "server", "count": 2, "workers": 10,
				"service": trial.Object{"dist": "exponential", "mean": "10ms"}},
		},
		"flows": trial.Object{"news": trial.Object{"from": "worker", "to": "bus", "pattern": "publishSubscribe",
			"updates": trial.Object{"source": "shop", "audience": "all", "totalRate": "10/s", "start": "1s"}}},
	}), "base", trial.Records)
	if err != nil {
		t.Fatal(err)
	}
	works := map[sim.Time]int{}
	for _, r := range run.Records {
		if r.Shape == trace.Delivery && r.Kind == trace.Finish && r.Aux > 0 {
			works[sim.Time(r.Aux)]++
		}
	}
	if len(works) < 300 {
		t.Errorf("%d different works", len(works))
	}
	for work, n := range works {
		if n > 1 {
			t.Errorf("%d deliveries take %v", n, work)
		}
	}
}
