package oracles

import (
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// TestQueueWithPrioritiesKeepsCobhamsFormula: whoever works on one message at a time is
// a server without preemption (Cobham, Priority assignment in waiting line problems,
// 1954): class k waits W0 / ((1 - s(k-1)) (1 - s(k))), where s(k) is the load of the
// classes up to k, and W0 what is left of the work under way.
func TestQueueWithPrioritiesKeepsCobhamsFormula(t *testing.T) {
	var rows []row
	for _, c := range []struct {
		rho, scv float64
		law      any
		shares   []float64
	}{{.8, 1, exponential(1), []float64{.3, .7}}, {.85, 0, ms(1), []float64{.2, .3, .5}}, {.7, 4, law("hyperexponential", 1, "cv", 2), []float64{.1, .6, .3}}} {
		s := ranked(c.rho, c.law, c.shares)
		before, rest := 0.0, 0.0
		for k, share := range c.shares {
			after := before + c.rho*share
			takes := 1 + c.rho*(1+c.scv)/2/(1-before)/(1-after)
			rows = append(rows,
				row{name: name("queue: time of class %d of %v", k+1, c), want: takes, gauge: newOfRank(k + 1), scale: 1e3, scenario: s})
			if before = after; k > 0 {
				rest += takes * share
			} else {
				rows = append(rows, row{name: name("queue: time of the first class by its figure, %v", c), want: takes, figure: "f.latencyFirst.mean", scale: 1e3, scenario: s})
			}
		}
		rows = append(rows, row{name: name("queue: time of the others by their figure, %v", c), want: rest / (1 - c.shares[0]), figure: "f.latencyRest.mean", scale: 1e3, scenario: s})
	}
	run(t, rows)
}

// TestDelayedMessagesAreKeptByLittlesLaw: with a worker for each, messages are kept for
// their delay and their work, whatever the laws of either.
func TestDelayedMessagesAreKeptByLittlesLaw(t *testing.T) {
	var rows []row
	for _, c := range []struct {
		delay any
		name  string
	}{{ms(30), "constant"}, {exponential(30), "exponential"}, {law("lognormal", 30, "cv", 2), "lognormal"}} {
		s := scenario(200_000, 10_000, object{"phone": client, "bus": object{"kind": "broker"}, "worker": server(exponential(5), object{"workers": 1000})}, object{
			"f": object{"from": list{"phone"}, "to": "bus", "pattern": "queue", "send": poisson(1),
				"queue": object{"consumers": list{"worker"}, "prefetch": 1000, "delay": c.delay}},
		})
		rows = append(rows,
			row{name: "queue: time with a delay, " + c.name, want: 35, figure: "f.latency.mean", scale: 1e3, scenario: s},
			row{name: "queue: messages kept with a delay, " + c.name, want: 35, figure: "f.backlog.mean", scenario: s})
	}
	run(t, rows)
}

// ranked is a queue of messages whose classes have these shares, the most important
// first. The flow's own class is the last but one.
func ranked(rho float64, service any, shares []float64) object {
	var own list
	for k, share := range shares {
		if k != len(shares)-2 {
			own = append(own, object{"priority": len(shares) - 2 - k, "share": share})
		}
	}
	length := 400_000 / rho
	return scenario(length, length/20, object{"phone": client, "bus": object{"kind": "broker"}, "worker": server(service, nil)}, object{
		"f": object{"from": list{"phone"}, "to": "bus", "pattern": "queue", "send": poisson(rho),
			"queue": object{"consumers": list{"worker"}, "priorities": own}},
	})
}

// ofRank is how long the operations of one class take that begin in the window.
type ofRank struct {
	counted
	rank  uint32
	begun map[uint32]sim.Time
}

func newOfRank(rank int) func() gauge {
	return func() gauge { return &ofRank{rank: uint32(rank), begun: map[uint32]sim.Time{}} }
}

func (g *ofRank) Fold(batch []trace.Record) {
	for i := range batch {
		r := &batch[i]
		switch {
		case r.Kind == trace.Begin:
			g.begun[r.Op] = r.At
		case r.Kind == trace.Deliver && r.Parent != g.rank:
			delete(g.begun, r.Op)
		case r.Kind == trace.End:
			if at, ok := g.begun[r.Op]; ok {
				g.add((r.At - at).Seconds())
				delete(g.begun, r.Op)
			}
		}
	}
}
