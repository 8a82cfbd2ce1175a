package models_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"backchat/sim"
	"backchat/sim/trace"
	"backchat/tests/trial"
)

// A spreader is the model of one replica of a balancer: it knows what is under
// way and tells which targets it may pick.
type spreader struct {
	policy      string
	choices     int
	replacement bool
	weights     []int
	replica     int

	turn   int
	credit []int
	out    []bool
	load   []int
}

func (s *spreader) crashes() {
	n := len(s.weights)
	s.turn, s.credit, s.out, s.load = s.replica, make([]int, n), make([]bool, n), make([]int, n)
}

func (s *spreader) fit() (fit []int) {
	for k, out := range s.out {
		if !out {
			fit = append(fit, k)
		}
	}
	return fit
}

// inTurn is the target whose turn it is; by weight, the one that is owed most:
// each is owed its weight more every time, and who is picked is paid for all.
func (s *spreader) inTurn(fit []int) int {
	if s.policy == "roundRobin" {
		s.turn++
		return fit[(s.turn-1)%len(fit)]
	}
	all := 0
	for _, k := range fit {
		s.credit[k] += s.weights[k]
		all += s.weights[k]
	}
	best := slices.MaxFunc(fit, func(a, b int) int { return s.credit[a] - s.credit[b] })
	s.credit[best] -= all
	return best
}

// chance is with what probability a target is picked that has no more under way
// than any other, and whether target k may be picked at all. Of several that
// are drawn the least loaded is picked.
func (s *spreader) chance(fit []int, k int) (best float64, may bool) {
	least := math.MaxInt
	for _, j := range fit {
		least = min(least, s.load[j])
	}
	lower, more := 0, 0 // those with less under way than k; with more than the least
	for _, j := range fit {
		if s.load[j] < s.load[k] {
			lower++
		}
		if s.load[j] > least {
			more++
		}
	}
	switch n, m := len(fit), min(s.choices, len(fit)); {
	case s.policy == "leastConnections":
		return 1, lower == 0
	case s.replacement:
		return 1 - math.Pow(float64(more)/float64(n), float64(s.choices)), true
	default:
		none := 1.0 // of the best is drawn
		for i := range m {
			none *= float64(more-i) / float64(n-i)
		}
		return 1 - none, lower <= n-m
	}
}

// An exchange is what a balancer has under way at a target.
type exchange struct {
	by     *spreader
	target int
	asked  uint32 // the connection that it was asked on
	stream bool   // it is not over with its first answer
	counts bool
}

// A spreading is what the records of a run with a balancer say, held against
// the model.
type spreading struct {
	by      map[trace.Place]*spreader
	first   trace.Place // of the targets
	cancel  bool        // what is given up is taken back wherever it is
	streams bool        // subscriptions count

	under map[uint32]*exchange // by connection: each exchange has its own

	best, expected, variance float64 // picks of a target with the least load
}

func (s *spreading) read(t *rapid.T, records []trace.Record) {
	for i := range records {
		r := &records[i]
		by := s.by[r.Node]
		switch {
		case by == nil:
		case r.Kind == trace.Down:
			s.over(func(_ uint32, x *exchange) bool { return x.by == by })
			by.crashes()
		case r.Kind == trace.Unfit, r.Kind == trace.Fit:
			by.out[r.Peer-s.first] = r.Kind == trace.Unfit
		case r.Kind != trace.Arrive || thrownAway(records[i+1:], r):
		case r.Shape == trace.Request || r.Shape == trace.Subscribe:
			s.picks(t, by, r, records[i+1:])
		case r.Shape == trace.Response:
			s.over(func(conn uint32, x *exchange) bool { return conn == r.Conn && (!x.stream || r.Status != trace.OK) })
		case r.Shape == trace.Resetting || r.Shape == trace.Cancelling && s.cancel:
			s.over(func(conn uint32, x *exchange) bool { return conn == r.Conn || x.asked == r.Conn })
		}
	}
}

// over ends exchanges: they are no load any more.
func (s *spreading) over(which func(conn uint32, x *exchange) bool) {
	for conn, x := range s.under {
		if which(conn, x) {
			delete(s.under, conn)
			if x.counts {
				x.by.load[x.target]--
			}
		}
	}
}

// picks holds the target of a request that has come against the model. It is
// seen by the connection that is opened to it in the same instant.
func (s *spreading) picks(t *rapid.T, by *spreader, r *trace.Record, after []trace.Record) {
	fit := by.fit()
	i := slices.IndexFunc(after, func(o trace.Record) bool { return o.Kind == trace.Open || o.Kind == trace.Arrive || o.At > r.At })
	if i < 0 || after[i].Kind != trace.Open || after[i].At > r.At {
		if len(fit) > 0 {
			t.Errorf("at %v nobody is picked of %v", r.At, fit)
		}
		return
	}
	k := int(after[i].Peer - s.first)
	switch {
	case !slices.Contains(fit, k):
		t.Errorf("at %v target %d is picked, of %v", r.At, k, fit)
	case by.policy == "roundRobin" || by.policy == "weighted":
		if want := by.inTurn(fit); k != want {
			t.Errorf("at %v target %d is picked, in turn were %d", r.At, k, want)
		}
	default:
		best, may := by.chance(fit, k)
		if !may {
			t.Errorf("at %v target %d is picked, of %v, under way are %v", r.At, k, fit, by.load)
		}
		s.expected, s.variance = s.expected+best, s.variance+best*(1-best)
		if !slices.ContainsFunc(fit, func(j int) bool { return by.load[j] < by.load[k] }) {
			s.best++
		}
	}
	x := &exchange{by: by, target: k, asked: r.Conn, stream: r.Shape == trace.Subscribe}
	x.counts = !x.stream || s.streams
	s.under[after[i].Conn] = x
	if x.counts {
		by.load[k]++
	}
}

// drawSpreading draws a scenario with requests and subscriptions by a balancer,
// of which some are given up, and crashes on all sides.
func drawSpreading(t *rapid.T) (text []byte, s *spreading, made func(replica int) *spreader) {
	policy := rapid.SampledFrom([]string{"roundRobin", "weighted", "leastConnections", "twoChoices"}).Draw(t, "policy")
	choices, replacement := rapid.IntRange(1, 3).Draw(t, "choices"), rapid.Bool().Draw(t, "replacement")
	counts := rapid.SampledFrom([]string{"all", "requests"}).Draw(t, "counts")
	cancel := rapid.SampledFrom([]string{"none", "queued", "always"}).Draw(t, "cancel")
	weights, given := []int{}, trial.Object{}
	for k := range rapid.IntRange(2, 4).Draw(t, "targets") {
		weights = append(weights, rapid.IntRange(1, 4).Draw(t, "weight"))
		given[fmt.Sprint("api/", k)] = weights[k]
	}
	balancer := trial.Object{
		"kind": "balancer", "count": rapid.IntRange(1, 2).Draw(t, "balancers"), "to": "api", "policy": policy,
	}
	switch policy {
	case "weighted":
		balancer["weights"] = given
	case "twoChoices":
		balancer["choices"], balancer["replacement"], balancer["counts"] = choices, replacement, counts
	case "leastConnections":
		balancer["counts"] = counts
	}
	if rapid.Bool().Draw(t, "checked") {
		balancer["health"] = trial.Object{"interval": "100ms", "timeout": "30ms", "unhealthy": 2, "healthy": 1}
	}
	timeline := trial.Object{}
	for i, target := range []string{"api/0", "api", "lb/0", "lb", "phone", "ear"} {
		if rapid.Bool().Draw(t, target+" crashes") {
			from := rapid.IntRange(10, 180).Draw(t, "from") * 10
			length := rapid.IntRange(1, 40).Draw(t, "length") * 10
			timeline[fmt.Sprint("c", i)] = crash(target, "process", spell{sim.Time(from) * ms, sim.Time(from+length) * ms})
		}
	}
	text = trial.Text(trial.Object{
		"version": 1, "title": "a balancer", "duration": "2s", "seed": rapid.IntRange(0, 1000).Draw(t, "seed"),
		"hop": trial.Object{"latency": trial.Object{"dist": "uniform", "min": "1ms", "max": "2ms"}, "connection": trial.Object{"open": "each"}},
		"nodes": trial.Object{
			"phone": trial.Object{"kind": "client", "count": 2}, "ear": trial.Object{"kind": "client", "count": 3}, "lb": balancer,
			"api": trial.Object{"kind": "server", "count": len(weights), "workers": 2, "service": trial.Object{"dist": "exponential", "mean": "30ms"}},
		},
		"flows": trial.Object{
			"ask":  trial.Object{"from": "phone", "to": "lb", "pattern": "requestResponse", "timeout": "50ms", "cancel": cancel, "send": trial.Object{"rate": "40/s"}},
			"hear": trial.Object{"from": "ear", "to": "lb", "pattern": "push", "push": trial.Object{"reconnect": trial.Object{"backoff": "50ms"}}, "updates": trial.Object{"rate": "5/s"}},
		},
		"timeline": timeline,
	})
	s = &spreading{by: map[trace.Place]*spreader{}, cancel: cancel == "always", streams: counts == "all", under: map[uint32]*exchange{}}
	return text, s, func(replica int) *spreader {
		by := &spreader{policy: policy, choices: choices, replacement: replacement, weights: weights, replica: replica}
		by.crashes()
		return by
	}
}

func TestBalancersPickByWhatIsUnderWay(t *testing.T) {
	var best, expected, variance float64
	rapid.Check(t, func(t *rapid.T) {
		text, s, made := drawSpreading(t)
		run := recorded(t, text)
		for _, n := range run.Topology.Nodes {
			switch n.ID {
			case "api":
				s.first = n.First
			case "lb":
				for i := range n.Count {
					s.by[n.First+trace.Place(i)] = made(i)
				}
			}
		}
		s.read(t, run.Records)
		if t.Failed() {
			t.Log(string(text))
		}
		best, expected, variance = best+s.best, expected+s.expected, variance+s.variance
	})
	if off := (best - expected) / math.Sqrt(variance); math.Abs(off) > 5 {
		t.Errorf("of the least loaded %v were picked, %v are expected: %.1f standard deviations off", best, expected, off)
	}
	t.Logf("%v picks of the least loaded, %.0f expected", best, expected)
}
