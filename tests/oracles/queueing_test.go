package oracles

import (
	"math"
	"testing"
)

func TestOneServerKeepsTheFormulas(t *testing.T) {
	var rows []row
	mm1 := func(rho, thousands float64) row {
		return row{scenario: queue(rho, thousands, server(exponential(1), nil))}
	}
	add := func(r row, name, figure string, scale, want float64) {
		r.name, r.figure, r.scale, r.want = name, figure, scale, want
		rows = append(rows, r)
	}
	for _, c := range []struct {
		rho, thousands float64
		soak           bool
	}{{.3, 100, false}, {.5, 800, false}, {.8, 800, false}, {.9, 1000, true}, {.95, 4000, true}} {
		r := mm1(c.rho, c.thousands)
		r.soak = c.soak
		add(r, name("M/M/1 mean time at %v", c.rho), "f.latency.mean", 1e3, 1/(1-c.rho))
		add(r, name("M/M/1 mean wait at %v", c.rho), "api.wait.mean", 1e3, c.rho/(1-c.rho))
		add(r, name("M/M/1 utilization at %v", c.rho), "api.utilization", 1, c.rho)
		add(r, name("M/M/1 share that waits at %v", c.rho), "api.waited", 1, c.rho)
		for i, figure := range [...]string{"p50", "p90", "p99"} {
			quantile := -math.Log(1-[...]float64{.5, .9, .99}[i]) / (1 - c.rho)
			add(r, name("M/M/1 %s at %v", figure, c.rho), "f.latency."+figure, 1e3, quantile)
		}
	}
	for _, n := range []int{1, 3, 5} {
		add(mm1(.7, 500), name("M/M/1 share of time with %d or more", n), name("api.population.atLeast.%d", n), 1, math.Pow(.7, float64(n)))
	}
	run(t, rows)
}

func TestBoundedQueuesRejectByTheFormulas(t *testing.T) {
	var rows []row
	for _, c := range []struct {
		lambda float64
		k      int
	}{{.9, 10}, {1.2, 5}, {.8, 4}, {2, 3}} {
		s := queue(c.lambda, 200, server(exponential(1), object{"queue": c.k - 1}))
		rows = append(rows, row{
			name: name("M/M/1/%d blocking at %v", c.k, c.lambda), scenario: s, want: 1 - boundedShare(c.lambda, c.k, c.k), figure: "f.okShare",
		}, row{
			name: name("M/M/1/%d time at %v", c.k, c.lambda), scenario: s, want: boundedTime(c.lambda, c.k), figure: "f.latency.mean", scale: 1e3,
		})
	}
	for _, c := range []struct {
		c   int
		a   float64
		law object
	}{
		{1, .5, exponential(1)}, {5, 3, exponential(1)}, {10, 10, law("erlang", 1, "stages", 3)}, {50, 45, law("lognormal", 1, "cv", 2)},
		{20, 25, law("hyperexponential", 1, "cv", 3)},
	} {
		b := erlangB(c.c, c.a)
		rows = append(rows, row{
			name: name("Erlang B: %d servers offered %v, %v", c.c, c.a, c.law["dist"]), want: 1 - b, figure: "f.okShare",
			scenario: queue(c.a, 200, server(c.law, object{"workers": c.c, "queue": 0})),
		}, row{
			name: name("Erlang B: %d requests in hand at most, offered %v, %v", c.c, c.a, c.law["dist"]), want: 1 - b, figure: "f.okShare",
			scenario: queue(c.a, 200, server(c.law, object{"workers": 1000, "concurrency": object{"limit": c.c}})),
		})
	}
	run(t, rows)
}

func TestManyServersShareAQueueByErlangC(t *testing.T) {
	var rows []row
	for _, c := range []struct {
		c int
		a float64
	}{{2, 1}, {2, 1.6}, {4, 3.2}, {10, 7}, {8, 6}} {
		s := queue(c.a, 800, server(exponential(1), object{"workers": c.c}))
		wait := erlangC(c.c, c.a)
		rows = append(rows,
			row{name: name("M/M/%d share that waits at %v", c.c, c.a), scenario: s, figure: "api.waited", want: wait},
			row{name: name("M/M/%d mean wait at %v", c.c, c.a), scenario: s, figure: "api.wait.mean", scale: 1e3, want: wait / (float64(c.c) - c.a)},
		)
	}
	s := queue(20, 300, server(exponential(1), object{"workers": 1000}))
	rows = append(rows, row{name: "M/M/inf population", scenario: s, figure: "api.population.mean", want: 20})
	run(t, rows)
}

// Three callers of four are in zone a: where balancers keep to their zone, its four
// workers are a queue of their own with three quarters of the load.
func TestEachZoneIsAQueueOfItsOwn(t *testing.T) {
	s := queue(4, 400, nil)
	s["nodes"] = object{
		"phone": object{"kind": "client", "count": 4, "zones": []string{"a", "a", "a", "b"}},
		"lb":    object{"kind": "balancer", "count": 2, "zones": []string{"a", "b"}, "to": "api", "preferZone": object{}},
		"api":   server(exponential(1), object{"count": 2, "zones": []string{"a", "b"}, "workers": 4}),
	}
	s["flows"].(object)["f"].(object)["to"] = "lb"
	s["flows"].(object)["f"].(object)["pick"] = "ownZone"
	run(t, []row{
		{name: "M/M/4 with three quarters of the load: utilization", scenario: s, figure: "api/0.utilization", want: 3. / 4},
		{name: "M/M/4 with a quarter of the load: utilization", scenario: s, figure: "api/1.utilization", want: 1. / 4},
		{name: "M/M/4 with three quarters, and with a quarter of the load: mean wait", scenario: s, figure: "api.wait.mean", scale: 1e3, want: 0.75*erlangC(4, 3)/(4-3) + 0.25*erlangC(4, 1)/(4-1)},
	})
}

// TestPoolsTurnAwayAndLetWaitByErlang holds units of a pool, which steps hold for a
// while, against what servers would be.
func TestPoolsTurnAwayAndLetWaitByErlang(t *testing.T) {
	var rows []row
	for _, c := range []struct {
		c   int
		a   float64
		law object
	}{{5, 3, exponential(1)}, {10, 10, law("erlang", 1, "stages", 3)}} {
		rows = append(rows, row{
			name: name("Erlang B: a pool of %d offered %v", c.c, c.a), want: 1 - erlangB(c.c, c.a), figure: "f.okShare",
			scenario: queue(c.a, 200, pooling(c.c, c.law, object{"waiting": 0})),
		})
	}
	for _, c := range []struct {
		c int
		a float64
	}{{2, 1}, {8, 6}} {
		s := queue(c.a, 500, pooling(c.c, exponential(1), nil))
		rows = append(rows,
			row{name: name("Erlang C: mean wait for a pool of %d at %v", c.c, c.a), scenario: s, figure: "api.pool.wait.mean", scale: 1e3, want: erlangC(c.c, c.a) / (float64(c.c) - c.a)},
			row{name: name("Units taken of a pool of %d at %v", c.c, c.a), scenario: s, figure: "api.pool.taken.mean", want: c.a},
		)
	}
	run(t, rows)
}

// pooling is a server whose requests each hold one of c units for a while.
func pooling(c int, law object, pool object) object {
	return object{
		"kind": "server", "workers": 100_000, "pools": object{"unit": with(object{"size": c}, pool)},
		"steps": list{object{"hold": "unit", "do": list{object{"wait": law}}}},
	}
}

func TestServiceLawsActByTheirSecondMoment(t *testing.T) {
	var rows []row
	for _, c := range []struct {
		rho, scv, thousands float64
		law                 any
		name                string
	}{
		{.8, 0, 150, ms(1), "constant"},
		{.7, 1. / 3 / 4, 150, law("uniform", 1, "cv", 0.28867513459481287), "uniform"},
		{.7, .25, 150, law("gamma", 1, "cv", .5), "gamma"},
		{.7, .25, 150, law("erlang", 1, "stages", 4), "erlang"},
		{.5, 4, 700, law("hyperexponential", 1, "cv", 2), "hyperexponential"},
		{.6, 1, 300, law("lognormal", 1, "cv", 1), "lognormal"},
		{.5, 1 / 24., 150, law("pareto", 1, "shape", 6), "pareto"},
	} {
		rows = append(rows, row{
			name: "M/G/1 mean wait, " + c.name, want: pollaczek(c.rho, c.scv), figure: "api.wait.mean", scale: 1e3,
			scenario: queue(c.rho, c.thousands, server(c.law, nil)),
		})
	}
	run(t, rows)
}

func TestDisciplinesKeepTheirLaws(t *testing.T) {
	var rows []row
	for _, c := range []struct {
		law  any
		name string
	}{{exponential(1), "exponential"}, {ms(1), "constant"}, {law("hyperexponential", 1, "cv", 2), "hyperexponential"}} {
		rows = append(rows, row{
			name: "M/G/1 processor sharing is insensitive: " + c.name, want: 1 / .3, figure: "f.latency.mean", scale: 1e3,
			scenario: queue(.7, 400, server(c.law, object{"discipline": "processorSharing"})),
		})
	}
	rows = append(rows,
		row{
			name: "last in, first out waits as long on average, exponential", want: .8 / .2, figure: "api.wait.mean", scale: 1e3,
			scenario: queue(.8, 500, server(exponential(1), object{"discipline": "lifo"})),
		}, row{
			name: "last in, first out waits as long on average, constant", want: pollaczek(.7, 0), figure: "api.wait.mean", scale: 1e3,
			scenario: queue(.7, 300, server(ms(1), object{"discipline": "lifo"})),
		})
	for _, c := range []struct{ high, low float64 }{{.3, .5}, {.2, .4}} {
		w0, s1, s := c.high+c.low, 1-c.high, 1-c.high-c.low
		plain, preemptive := classes(c.high, c.low, 400, "priority"), classes(c.high, c.low, 400, "preemptive")
		rows = append(rows,
			row{name: name("priority: wait of the first class, %v", c), want: w0 / s1, figure: "high.cause.queued.mean", scale: 1e3, scenario: plain},
			row{name: name("priority: wait of the second class, %v", c), want: w0 / s1 / s, figure: "low.cause.queued.mean", scale: 1e3, scenario: plain},
			row{name: name("preemptive: time of the first class, %v", c), want: 1 / s1, figure: "high.latency.mean", scale: 1e3, scenario: preemptive},
			row{name: name("preemptive: time of the second class, %v", c), want: 1/s1 + w0/s1/s, figure: "low.latency.mean", scale: 1e3, scenario: preemptive},
		)
	}
	run(t, rows)
}

// TestFullQueueYieldsToWhoIsMoreImportant: where the first class interrupts the second
// and takes its room, it sees a queue of its own; and whoever is refused, it is one
// for each who finds no room.
func TestFullQueueYieldsToWhoIsMoreImportant(t *testing.T) {
	var rows []row
	for _, c := range []struct {
		high, low float64
		k         int
	}{{.5, .8, 4}, {.9, .3, 3}} {
		s := classesOf(c.high, c.low, 300, object{"discipline": "preemptive", "queue": c.k - 1, "full": "leastImportant"})
		both, first := boundedShare(c.high+c.low, c.k, c.k), boundedShare(c.high, c.k, c.k)
		rows = append(rows,
			row{name: name("full queue yields: share served of the first class, %v", c), want: 1 - first, figure: "high.okShare", scenario: s},
			row{name: name("full queue yields: share served of the second class, %v", c), want: 1 - ((c.high+c.low)*both-c.high*first)/c.low, figure: "low.okShare", scenario: s},
		)
	}
	run(t, rows)
}

// classes is a server asked by two flows, of which one goes first.
func classes(high, low, thousands float64, discipline string) object {
	return classesOf(high, low, thousands, object{"discipline": discipline})
}

func classesOf(high, low, thousands float64, api object) object {
	length := thousands * 1000 / (high + low)
	return scenario(length, length/20,
		object{"phone": client, "api": server(exponential(1), api)},
		object{"high": asks(poisson(high), object{"priority": 1}), "low": asks(poisson(low), nil)})
}

func TestArrivalsActByTheirTransform(t *testing.T) {
	var rows []row
	for _, c := range []struct {
		name  string
		sigma float64
		send  object
	}{
		{"D/M/1", geometricRoot(func(s float64) float64 { return math.Exp(-s / .8) }), object{"arrivals": "constant", "rate": "800/s"}},
		{"E2/M/1", geometricRoot(erlangGaps(2, .8)), object{"arrivals": "gaps", "gap": law("erlang", 1.25, "stages", 2)}},
		{"E4/M/1", geometricRoot(erlangGaps(4, .7)), object{"arrivals": "gaps", "gap": law("erlang", 1/.7, "stages", 4)}},
		{"H2/M/1", geometricRoot(func(s float64) float64 { return .75/(1+s) + .25/(1+4*s) }),
			object{"arrivals": "gaps", "gap": object{"dist": "hyperexponential", "values": list{"1ms", "4ms"}, "shares": list{.75, .25}}}},
	} {
		rows = append(rows, row{
			name: c.name, want: 1 / (1 - c.sigma), figure: "f.latency.mean", scale: 1e3,
			scenario: scenario(400_000, 20_000, object{"phone": client, "api": server(exponential(1), nil)}, object{"f": asks(c.send, nil)}),
		})
	}
	burst := object{"totalRate": "200/s", "burst": object{"size": 3, "gap": "0s"}}
	rows = append(rows, row{
		name: "batches of 3", want: .6 * (1 + 3) / (2 * .4), figure: "api.population.mean",
		scenario: scenario(600_000, 20_000, object{"phone": client, "api": server(exponential(1), nil)}, object{"f": asks(burst, nil)}),
	})
	for _, c := range []struct {
		n              int
		think, service float64
	}{{5, 3, 1}, {30, 20, 1}, {2, 1, 1}} {
		rows = append(rows, closedRow(c.n, c.think, c.service))
	}
	for _, c := range []struct{ lambda, theta float64 }{{.8, 1}, {2, .25}} {
		rows = append(rows, row{
			name: name("M/M/1+M: share served at %v", c), want: 1 - impatient(c.lambda, c.theta), figure: "f.okShare",
			scenario: queue(c.lambda, 200, server(exponential(1), object{"patience": exponential(1 / c.theta)})),
		})
	}
	for _, c := range []struct{ lambda, deadline float64 }{{.8, 3}, {1.5, 10}} {
		rows = append(rows, row{
			name: name("M/M/1 with a deadline that goes along: share served at %v", c), want: 1 - late(c.lambda, c.deadline), figure: "f.okShare",
			scenario: scenario(400_000, 20_000, object{"phone": client, "api": server(exponential(1), nil)},
				object{"f": asks(poisson(c.lambda), object{"deadline": ms(c.deadline)})}),
		})
	}
	run(t, rows)
}

// closedRow is so many clients that think and then wait for a server.
func closedRow(n int, think, service float64) row {
	length := 200_000 * max(service, think/float64(n))
	return row{
		name: name("closed: %d clients that think for %v, served in %v", n, think, service),
		want: meanValue(n, think, service), figure: "f.latency.mean", scale: 1e3,
		scenario: scenario(length, length/20, object{
			"phone": object{"kind": "client", "count": n}, "api": server(exponential(service), nil),
		}, object{"f": asks(object{"arrivals": "closed", "think": exponential(think)}, nil)}),
	}
}

// TestTheDiskOfATableIsAQueueOfItsOwn: with a sync for each write it is a server. With one
// for all that wait a write that finds the disk idle takes one sync, and any other the rest
// of one, half of it on average, and another. After a sync the disk is idle where nobody
// has come meanwhile.
func TestTheDiskOfATableIsAQueueOfItsOwn(t *testing.T) {
	writes := func(perMs float64, sync any, disk string) object {
		s := queue(perMs, 200, object{"kind": "store", "workers": 1000, "table": object{"sync": sync, "disk": disk}})
		s["keys"] = object{"row": object{"count": 1000}}
		s["flows"] = object{"f": asks(poisson(perMs), object{"about": "row", "writes": 1})}
		return s
	}
	var rows []row
	for _, rho := range []float64{.5, .8} {
		rows = append(rows,
			row{name: name("M/M/1 disk at %v", rho), scenario: writes(rho, exponential(1), "serial"), figure: "f.latency.mean", scale: 1e3, want: 1 / (1 - rho)},
			row{name: name("M/D/1 disk at %v", rho), scenario: writes(rho, "1ms", "serial"), figure: "f.latency.mean", scale: 1e3, want: 1 + rho/2/(1-rho)},
		)
	}
	for _, perMs := range []float64{.5, 1, 3} {
		idle := 1 / (1 + perMs*math.Exp(perMs))
		rows = append(rows, row{name: name("group commit of %v a sync", perMs), scenario: writes(perMs, "1ms", "group"), figure: "f.latency.mean", scale: 1e3, want: idle + 1.5*(1-idle)})
	}
	run(t, rows)
}
