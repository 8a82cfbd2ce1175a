package oracles

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"backchat/sim/metrics"
	"backchat/sim/trace"
	"backchat/tests/validation"
)

// An oracle is a row of the table of known results that this project was
// given.
type oracle struct {
	Name     string         `json:"name"`
	Params   map[string]any `json:"params"`
	Quantity string         `json:"quantity"`
	Value    float64        `json:"value"`
	Formula  string         `json:"formula"`
	Source   string         `json:"source"`
	Kind     string         `json:"kind"`
}

func (o *oracle) key() string {
	params, _ := json.Marshal(o.Params)
	return fmt.Sprintf("%s %s %s", o.Name, params, o.Quantity)
}

func (o *oracle) number(param string) float64 { return o.Params[param].(float64) }

// unexpressed are the rows that no scenario can express yet, and why.
var unexpressed = map[string]string{}

func TestEveryGivenRowHolds(t *testing.T) {
	text, err := os.ReadFile("../oracles.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []oracle
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	var rows []row
	var given []*oracle // of each row
	left := map[string]bool{}
	for i := range all {
		o := &all[i]
		r, ok := o.row()
		reason, known := unexpressed[o.Name]
		switch {
		case ok == known:
			t.Errorf("%s must have a scenario or a reason to have none, and not both", o.key())
		case known:
			left[o.Name] = true
			t.Logf("not expressed: %s: %s", o.key(), reason)
		default:
			r.name, r.want, r.exact = o.key(), o.Value, o.Kind == "exact"
			rows, given = append(rows, r), append(given, o)
		}
	}
	for name := range unexpressed {
		if !left[name] {
			t.Errorf("no row is called %q", name)
		}
	}
	run(t, rows)
	if !slices.ContainsFunc(rows, func(r row) bool { return r.found.N == 0 }) { // as where only some of them are run
		validation.Hold(t, "theory", table(rows, given))
	}
}

// table is what the document says of the rows.
func table(rows []row, given []*oracle) string {
	t := validation.NewTable("result", "of", "formula", "exact", "ours", "off", "runs", "source")
	for i, r := range rows {
		o := given[i]
		ours := figure(r.found.Mean)
		if half := r.found.Half(); half > 0 {
			ours += " ± " + metrics.Decimal(half, 2)
		}
		off := "0"
		if d := 100 * (r.found.Mean/r.want - 1); math.Abs(d) >= 0.005 {
			off = fmt.Sprintf("%+.2f %%", d)
		}
		t.Row(o.Name+": "+o.Quantity, o.parameters(), o.Formula, figure(r.want), ours, off, fmt.Sprint(r.found.N), o.Source)
	}
	text := fmt.Sprintf("%d results of theory, each in the unit of its formula.\n\n%s", len(rows), t)
	for i, r := range rows {
		if left := 1 - r.want; left > 0 && left < leastTolerance {
			text += fmt.Sprintf("\n%s: only that it is nearly 1 is held. What is left of 1, %s, is less than such runs show.\n", given[i].Name, metrics.Decimal(left, 2))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(unexpressed)) {
		text += fmt.Sprintf("\nNot expressed yet: %s: %s.\n", name, unexpressed[name])
	}
	return text
}

// figure is a value in five digits, or, where these would make 1 of what is less, in two
// digits of what it lacks.
func figure(x float64) string {
	if text := metrics.Decimal(x, 5); text != "1" || x >= 1 {
		return text
	}
	return metrics.Decimal(x, 1-int(math.Floor(math.Log10(1-x))))
}

func TestWhatIsLessThanOneIsNotTakenForOne(t *testing.T) {
	for x, want := range map[float64]string{1: "1", 0.99: "0.99", 0.999999: "0.999999", 0.9999985: "0.9999985", 0.99999: "0.99999", 0.94495: "0.94495", 12: "12"} {
		if got := figure(x); got != want {
			t.Errorf("%v is told as %s, want %s", x, got, want)
		}
	}
}

// parameters are what the result is for.
func (o *oracle) parameters() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(o.Params)) {
		all = append(all, fmt.Sprintf("%s = %v", name, o.Params[name]))
	}
	return strings.Join(all, ", ")
}

// row is the scenario that expresses the oracle, where there is one.
func (o *oracle) row() (row, bool) {
	for _, family := range [...]func() (row, bool){o.queueing, o.disciplined, o.balanced, o.heard, o.repeated, o.gathered, o.wired, o.failing, o.limited} {
		if r, ok := family(); ok {
			return r, true
		}
	}
	return row{}, false
}

func (o *oracle) queueing() (row, bool) {
	switch o.Name {
	case "M/M/1":
		lambda := o.number("lam")
		r := row{scenario: queue(lambda, 200, server(exponential(1), nil)), figure: "f.latency.mean", scale: 1e3}
		switch {
		case lambda == .9:
			r.scenario = queue(lambda, 1800, server(exponential(1), nil))
		case lambda == .8:
			return row{scenario: queue(lambda, 1800, server(exponential(1), nil)), figure: "api.population.atLeast.10"}, true
		}
		if o.Quantity == "p99 time in system" {
			r.figure = "f.latency.p99"
		}
		return r, true
	case "M/M/1/K":
		api := server(exponential(1), object{"queue": o.number("K") - 1})
		return row{scenario: queue(o.number("lam"), 200, api), figure: "f.latency.mean", scale: 1e3}, true
	case "M/M/c":
		api := server(exponential(1), object{"workers": o.number("c")})
		thousands := 600.0
		if o.number("c") == 100 {
			thousands = 2400
		}
		return row{scenario: queue(o.number("lam"), thousands, api), figure: "api.waited"}, true
	case "M/G/c/c":
		api := server(law("lognormal", 1, "cv", 2), object{"workers": 100, "queue": 0})
		return row{scenario: queue(100, 700, api), gauge: func() gauge { return &rejected{} }}, true
	case "M/D/1":
		return row{scenario: queue(o.number("lam"), 600, server("1ms", nil)), figure: "api.wait.mean", scale: 1e3}, true
	case "M/G/1 lognormal mean1 scv4":
		return row{scenario: queue(.7, 1500, server(law("lognormal", 1, "cv", 2), nil)), figure: "api.wait.mean", scale: 1e3}, true
	case "M/E2/1":
		return row{scenario: queue(.8, 500, server(law("erlang", 1, "stages", 2), nil)), figure: "api.wait.mean", scale: 1e3}, true
	}
	return row{}, false
}

func (o *oracle) disciplined() (row, bool) {
	switch o.Name {
	case "M/G/1-PS":
		s := scenario(1e6, 2e4, object{"phone": client, "api": server(exponential(1), object{"discipline": "processorSharing"})},
			object{"f": asks(poisson(.5), nil), "tagged": asks(poisson(.1), object{"demand": "3ms"})})
		return row{scenario: s, figure: "tagged.latency.mean", scale: 1e3}, true
	case "Jackson tandem 3":
		s := scenario(8e5, 2e4, object{
			"phone": client, "api": server(exponential(1), object{"calls": list{object{"to": "b"}, object{"to": "c"}}}),
			"b": server(exponential(1/.8), nil), "c": server(exponential(1/.9), nil),
		}, object{"f": asks(poisson(.6), nil)})
		return row{scenario: s, figure: "f.latency.mean", scale: 1e3}, true
	case "Priority M/M/1 non-preemptive":
		return row{scenario: classes(.3, .5, 500, "priority"), figure: "low.cause.queued.mean", scale: 1e3}, true
	case "Priority M/M/1 preemptive-resume":
		return row{scenario: classes(.3, .5, 500, "preemptive"), figure: "low.latency.mean", scale: 1e3}, true
	case "Closed clients with think time (machine repairman)":
		return closedRow(int(o.number("N")), o.number("think"), o.number("service")), true
	case "Batch arrivals M^[5]/M/1":
		send := object{"totalRate": "160/s", "burst": object{"size": 5, "gap": "0s"}}
		s := scenario(1.5e6, 2e4, object{"phone": client, "api": server(exponential(1), nil)}, object{"f": asks(send, nil)})
		return row{scenario: s, figure: "api.population.mean"}, true
	case "M/M/1+M (client timeout, exp patience)":
		return row{scenario: queue(1.2, 200, server(exponential(1), object{"patience": exponential(2)})), gauge: func() gauge { return &rejected{} }}, true
	case "Little's law":
		s := scenario(1e4, 1e3, object{"phone": client, "api": server("200ms", object{"workers": 100})},
			object{"f": asks(object{"arrivals": "constant", "rate": "50/s"}, nil)})
		return row{scenario: s, figure: "api.population.mean"}, true
	}
	return row{}, false
}

func (o *oracle) balanced() (row, bool) {
	switch o.Name {
	case "Supermarket d=1":
		return row{scenario: supermarket(1, 50, .7, 500), figure: "f.latency.mean", scale: 1e3, reps: 5}, true
	case "Supermarket d=2", "Supermarket d=3":
		n, thousands := 400, 600.0
		if o.number("lam") > .98 {
			n, thousands = 1000, 3000
		}
		s := supermarket(int(o.number("d")), n, o.number("lam"), thousands)
		return row{scenario: s, figure: "f.latency.mean", scale: 1e3, reps: 4, slack: .01}, true
	case "JSQ n=2":
		s := spread(2, .8, 400, object{"policy": "leastConnections"})
		return row{scenario: s, figure: "f.latency.mean", scale: 1e3}, true
	case "Round robin over n exp servers (E_n/M/1 each)":
		s := spread(int(o.number("n")), o.number("lam_per_server"), 600, object{"policy": "roundRobin"})
		return row{scenario: s, figure: "f.latency.mean", scale: 1e3}, true
	case "Coupon collector (random LB touches every backend)":
		return row{scenario: collected(50), gauge: newCollector(50)}, true
	case "Consistent hashing, v points per node":
		n := int(o.number("n"))
		return row{scenario: rings(n, int(o.number("v"))), gauge: newShares(n), reps: 12}, true
	case "Modulo hashing add node":
		return row{scenario: oneMore(int(o.number("n")), "modulo"), figure: "f.moved", scale: 1.0 / hashedKeys}, true
	}
	return row{}, false
}

func (o *oracle) heard() (row, bool) {
	switch {
	case o.Name == "Short polling" && o.Quantity == "p99 delivery delay":
		return row{scenario: polled("10s", "1/s", 20, "50ms"), figure: "f.staleness.p99"}, true
	case o.Name == "Short polling":
		return row{scenario: polled("5s", "0.1/s", 20, "0s"), gauge: func() gauge { return &pollsPerNews{} }}, true
	case o.Name == "Long polling":
		return row{scenario: longPolled("30s", "0.1/s", "50ms", 1e5), figure: "f.emptyShare"}, true
	case o.Name == "SSE reconnect":
		return row{scenario: outages("3s", 10), gauge: func() gauge { return &comingBack{} }, reps: 2}, true
	}
	return row{}, false
}

func (o *oracle) repeated() (row, bool) {
	switch o.Name {
	case "Retries":
		return row{scenario: lossy(.1, 0, 3), figure: "f.attemptsPerOperation"}, true
	case "Retries request+reply loss":
		return row{scenario: lossy(.05, .05, 1_000_000), figure: "f.attemptsPerOperation"}, true
	case "At-least-once duplicates":
		return row{scenario: lostAcks(.05), gauge: func() gauge { return &processedTwice{} }}, true
	case "Exponential backoff":
		s := alwaysFailing(object{"attempts": 7, "backoff": "100ms", "factor": 2, "cap": "2s"})
		return row{scenario: s, gauge: func() gauge { return &lasting{op: 1, cause: trace.BackingOff} }}, true
	case "Circuit breaker, k consecutive failures":
		return row{scenario: broken(.2, object{"failures": 3}, 600), gauge: func() gauge { return &untilOpen{} }}, true
	}
	return row{}, false
}

func (o *oracle) gathered() (row, bool) {
	switch o.Name {
	case "Fan-out wait-for-all, exp mean 1":
		n := int(o.number("n"))
		r := row{scenario: fanned(n, n, 10, server(exponential(1), nil)), figure: "f.latency.mean", scale: 1e3}
		if o.Quantity == "p99 latency" {
			r.figure = "f.latency.p99"
		}
		return r, true
	case "Quorum 3 of 5, exp mean 1":
		return row{scenario: fanned(5, 3, 20, server(exponential(1), nil)), figure: "f.latency.mean", scale: 1e3}, true
	case "Hedged request after p95, exp mean 1":
		return row{scenario: hedged(), figure: "f.latency.p99", scale: 1e3, reps: 4}, true
	}
	return row{}, false
}

func (o *oracle) wired() (row, bool) {
	one := func() gauge { return &lasting{op: 1} }
	slow := object{"latency": "50ms", "connection": object{"open": "first"}}
	switch o.Name {
	case "Serialization":
		s := sent(1, object{"up": object{"bandwidth": "10Mbit/s"}}, object{"request": "1500B", "headers": object{"request": "0B"}})
		return row{scenario: s, gauge: one}, true
	case "TCP slow start":
		tcp := object{"segment": name("%vB", o.number("mss")), "initialWindow": o.number("iw"), "slowStart": "plain"}
		half := object{"latency": "250ms", "transport": object{"preset": "postgres", "greeting": object{"roundTrips": 0}, "tcp": tcp}, "connection": object{"open": "first"}}
		opened := func() gauge { return &ended{since: 1.5} } // by a round trip before
		return row{scenario: sent(1, half, object{"request": name("%vB", o.number("bytes")), "response": "0B"}), gauge: opened, scale: 2}, true
	case "HTTP/1.1 or 2 over TLS 1.3":
		return row{scenario: sent(1, object{"latency": "50ms", "connection": object{"open": "first"}, "transport": "http2"}, nil), gauge: one}, true
	case "HTTP/1.1 clear TCP", "HTTP/3 QUIC new connection": // both open with one round trip
		return row{scenario: sent(1, slow, nil), gauge: one}, true
	case "any, warm kept-alive connection":
		return row{scenario: sent(1, object{"latency": "50ms"}, nil), gauge: one}, true
	case "HTTP/1.1 six connections":
		warm := object{"latency": "50ms", "connection": object{"open": "ready", "streams": 1, "max": 6}}
		return row{scenario: sent(60, warm, nil), gauge: func() gauge { return &ended{since: 1} }}, true
	case "Jitter reordering":
		return row{scenario: reordered(1, 2), gauge: newOvertaking}, true
	}
	return row{}, false
}

func (o *oracle) failing() (row, bool) {
	switch o.Name {
	case "Replicas, independent crash":
		leaf := server("0s", object{"errors": 1 - o.number("a")})
		return row{scenario: fanned(int(o.number("n")), 1, 10, leaf), figure: "f.okShare"}, true
	case "Series of dependencies":
		s := scenario(2e4, 0, object{"phone": client, "api": server("0s", object{"calls": calls(30, "dep", nil)}), "dep": server("0s", object{"errors": 1 - o.number("a")})},
			object{"f": asks(poisson(1), nil)})
		return row{scenario: s, figure: "f.okShare"}, true
	}
	return row{}, false
}

func (o *oracle) limited() (row, bool) {
	bucket := func(tokens, excess string) object {
		return object{"rate": name("%v/s", o.number("rate")), "burst": o.number("burst"), "tokens": tokens, "excess": excess}
	}
	switch o.Name {
	case "Token bucket policer, discrete tokens":
		api := server("0s", object{"limiter": bucket("whole", "refuse")})
		return row{scenario: queue(o.number("lam")/1e3, 200, api), figure: "f.okShare"}, true
	case "Token bucket shaper":
		n := int(o.number("n"))
		all := list{}
		for range n {
			all = append(all, "0s")
		}
		s := scenario(1e5, 0, object{"phone": client, "api": server("0s", object{"limiter": bucket("steady", "delay")})},
			object{"f": asks(object{"arrivals": "times", "times": all}, nil)})
		return row{scenario: s, figure: "f.latency.max"}, true
	}
	return row{}, false
}
