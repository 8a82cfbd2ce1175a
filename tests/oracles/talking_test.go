package oracles

import (
	"math"
	"testing"

	"backchat/sim/trace"
)

func TestListenersHearByTheFormulas(t *testing.T) {
	var rows []row
	for _, c := range []struct {
		interval        string
		seconds, perSec float64
		rate            string
	}{{"1s", 1, 1, "1/s"}, {"5s", 5, .2, "0.2/s"}, {"10s", 10, .05, "0.05/s"}} {
		s := polled(c.interval, c.rate, 50, "50ms")
		rows = append(rows,
			row{name: "short polling: mean staleness at " + c.interval, scenario: s, figure: "f.staleness.mean", want: c.seconds/2 + .05},
			row{name: "short polling: empty answers at " + c.interval, scenario: s, figure: "f.emptyShare", want: math.Exp(-c.perSec * c.seconds)})
	}
	for _, c := range []struct {
		rate    string
		lambda  float64
		latency string
		oneWay  float64
	}{{"1/s", 1, "50ms", .05}, {"10/s", 10, "50ms", .05}, {"10/s", 10, "150ms", .15}} {
		rows = append(rows, row{
			name: "long polling: mean staleness at " + c.rate + " over " + c.latency, figure: "f.staleness.mean",
			scenario: longPolled("1000s", c.rate, c.latency, 3e3), want: c.oneWay + gapWait(c.lambda, 2*c.oneWay),
		})
	}
	run(t, rows)
}

func TestCallersTryAgainByTheFormulas(t *testing.T) {
	var rows []row
	for _, c := range []struct {
		up, down float64
		attempts int
	}{{.3, 0, 2}, {.2, .1, 4}, {.5, 0, 8}} {
		s, p := lossy(c.up, c.down, c.attempts), 1-(1-c.up)*(1-c.down)
		rows = append(rows,
			row{name: name("retries: attempts at %v", c), scenario: s, figure: "f.attemptsPerOperation", want: truncated(p, c.attempts)},
			row{name: name("retries: success at %v", c), scenario: s, figure: "f.okShare", want: 1 - math.Pow(p, float64(c.attempts))})
	}
	for _, q := range []float64{.2, .5} {
		rows = append(rows, row{name: name("duplicates where %v of the acknowledgements are lost", q), want: q,
			scenario: lostAcks(q), gauge: func() gauge { return &processedTwice{} }})
	}
	backingOff := func() gauge { return &lasting{op: 1, cause: trace.BackingOff} }
	rows = append(rows,
		row{name: "backoff by 3, capped", want: .01 + .03 + .09 + .2, exact: true, gauge: backingOff,
			scenario: alwaysFailing(object{"attempts": 5, "backoff": "10ms", "factor": 3, "cap": "200ms"})},
		row{name: "backoff that does not grow", want: 9 * .05, exact: true, gauge: backingOff,
			scenario: alwaysFailing(object{"attempts": 10, "backoff": "50ms", "factor": 1})},
		row{name: "breaker opens after 2 in a row of .3", want: runOf(.3, 2), scenario: broken(.3, object{"failures": 2}, 100), gauge: func() gauge { return &untilOpen{} }},
		row{name: "breaker opens by 2 of the latest 3 of .3", want: twoOfThree(.3), gauge: func() gauge { return &untilOpen{} },
			scenario: broken(.3, object{"rate": object{"share": .6, "calls": 3, "size": 3}}, 100)},
		row{name: "a listener comes back by 5 s after outages of 8 s", want: 1 / (1 - math.Exp(-5./8)), scenario: outages("5s", 8),
			gauge: func() gauge { return &comingBack{} }, reps: 2})
	run(t, rows)
}

func TestGatheringKeepsOrderStatistics(t *testing.T) {
	var rows []row
	leaf := server(exponential(1), nil)
	for _, c := range []struct{ n, need int }{{2, 2}, {5, 5}, {50, 50}, {3, 2}, {3, 1}, {9, 5}} {
		rows = append(rows, row{name: name("%d of %d", c.need, c.n), want: harmonic(c.n) - harmonic(c.n-c.need),
			scenario: fanned(c.n, c.need, 20, leaf), figure: "f.latency.mean", scale: 1e3})
	}
	rows = append(rows,
		row{name: "one of 3 that fail at .3", want: 1 - math.Pow(.3, 3), figure: "f.okShare", scenario: fanned(3, 1, 20, server("0s", object{"errors": .3}))},
		row{name: "coupons of 10", want: 10 * harmonic(10), scenario: collected(10), gauge: newCollector(10)},
		row{name: "a random split leaves Poisson arrivals", want: 1 / .4, figure: "f.latency.mean", scale: 1e3,
			scenario: spread(4, .6, 200, object{"policy": "random"})},
		row{name: "round robin over 3", want: 1 / (1 - geometricRoot(erlangGaps(3, .7))), figure: "f.latency.mean", scale: 1e3,
			scenario: spread(3, .7, 200, object{"policy": "roundRobin"})})
	run(t, rows)
}

// What is wanted is the stationary mean of the Markov chain of the queue
// lengths, sorted and cut at 10, 16 and 22, found by power iteration.
func TestTheBetterOfTwoKeepsTheChainOfQueueLengths(t *testing.T) {
	two := func(load, thousands float64, replacement bool) object {
		return spread(4, load, thousands, object{"policy": "twoChoices", "replacement": replacement})
	}
	run(t, []row{
		{name: "distinct, at .5", want: 1.324461, scenario: two(.5, 100, false), figure: "f.latency.mean", scale: 1e3},
		{name: "distinct, at .8", want: 2.330118, scenario: two(.8, 300, false), figure: "f.latency.mean", scale: 1e3},
		{name: "distinct, at .9", want: 3.748612, scenario: two(.9, 800, false), figure: "f.latency.mean", scale: 1e3, soak: true},
		{name: "with replacement, at .5", want: 1.421327, scenario: two(.5, 100, true), figure: "f.latency.mean", scale: 1e3},
		{name: "with replacement, at .8", want: 2.535062, scenario: two(.8, 300, true), figure: "f.latency.mean", scale: 1e3},
	})
}

func TestWiresKeepTheirArithmetic(t *testing.T) {
	last := func() gauge { return &ended{since: 1} }
	one := func() gauge { return &lasting{op: 1} }
	slow := object{"up": object{"bandwidth": "8Mbit/s"}}
	bare := object{"request": "1000B", "headers": object{"request": "0B"}}
	run(t, []row{
		{name: "five messages one behind the other", want: .005, exact: true, scenario: sent(5, slow, bare), gauge: last},
		{name: "there and back at different speeds", want: .05, exact: true, gauge: one,
			scenario: sent(1, object{"up": object{"latency": "30ms"}, "down": object{"latency": "20ms"}}, nil)},
		{name: "25 exchanges over 4 connections", want: .7, exact: true, gauge: last,
			scenario: sent(25, object{"latency": "50ms", "connection": object{"open": "ready", "streams": 1, "max": 4}}, nil)},
		{name: "all on one connection", want: .1, exact: true, gauge: last,
			scenario: sent(25, object{"latency": "50ms", "connection": object{"open": "ready", "max": 1}}, nil)},
		{name: "overtaking at a gap of the mean", want: math.Exp(-1) / 2, scenario: reordered(1, 1), gauge: newOvertaking},
		{name: "overtaking without a gap to speak of", want: math.Exp(-.1) / 2, scenario: reordered(.1, 1), gauge: newOvertaking},
	})
}
