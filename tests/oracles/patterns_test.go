package oracles

import (
	"math"
	"strconv"

	"backchat/sim/trace"
)

// wire is a link between two nodes that is ready, and takes no time unless
// more says so.
func wire(from, to string, more object) object {
	l := with(object{
		"from": from, "to": to, "latency": "0s", "header": "0B", "connection": object{"open": "ready"},
	}, more)
	if l["transport"] != nil {
		delete(l, "header") // packets have their own
	}
	return object{"l": l}
}

func linked(s, links object) object { return with(s, object{"links": links}) }

// spread is so many servers behind a balancer, at a load of lambda each.
func spread(n int, lambda, thousands float64, policy object) object {
	total := lambda * float64(n)
	length := thousands * 1000 / total
	return scenario(length, length/5, object{
		"phone": client, "lb": with(object{"kind": "balancer", "to": list{"api"}}, policy),
		"api": server(exponential(1), object{"count": n}),
	}, object{"f": asks(poisson(total), object{"to": "lb"})})
}

// supermarket is the choice of the best of d servers.
func supermarket(d, n int, lambda, thousands float64) object {
	return spread(n, lambda, thousands, object{"policy": "twoChoices", "choices": d, "replacement": true})
}

// polled is listeners that ask for news at an interval of some seconds.
func polled(interval, rate string, listeners int, latency string) object {
	s := scenario(4e6, 1e5, object{"phone": object{"kind": "client", "count": listeners}, "api": server("0s", nil)}, object{
		"f": object{"from": list{"phone"}, "to": "api", "pattern": "shortPolling", "shortPolling": object{"interval": interval},
			"updates": object{"rate": rate}},
	})
	return linked(s, wire("phone", "api", object{"latency": latency}))
}

// longPolled is listeners whose requests are held for some seconds.
func longPolled(hold, rate, latency string, seconds float64) object {
	s := scenario(seconds*1e3, 1e3, object{"phone": object{"kind": "client", "count": 20}, "api": server("0s", nil)}, object{
		"f": object{"from": list{"phone"}, "to": "api", "pattern": "longPolling", "longPolling": object{"hold": hold},
			"updates": object{"rate": rate}},
	})
	return linked(s, wire("phone", "api", object{"latency": latency}))
}

// lossy is a client that tries again what is lost on the way there and back.
func lossy(up, down float64, attempts int) object {
	s := scenario(1.2e5, 0, object{"phone": client, "api": server("0s", nil)}, object{
		"f": asks(object{"totalRate": "1000/s", "stop": "110s"}, object{"timeout": "10ms",
			"retry": object{"attempts": attempts, "backoff": "0s"}}),
	})
	return linked(s, wire("phone", "api", object{"up": object{"loss": up}, "down": object{"loss": down}}))
}

// lostAcks is a queue whose consumers' acknowledgements are lost.
func lostAcks(share float64) object {
	s := scenario(1.2e5, 0, object{"phone": client, "bus": object{"kind": "broker"}, "worker": server("0s", nil)}, object{
		"f": object{"from": list{"phone"}, "to": "bus", "pattern": "queue", "send": object{"totalRate": "1000/s", "stop": "100s"},
			"queue": object{"consumers": list{"worker"}, "prefetch": 100000, "redeliver": "50ms"}},
	})
	return linked(s, wire("worker", "bus", object{"up": object{"loss": share}}))
}

// alwaysFailing is one request that is made again and again, in vain.
func alwaysFailing(retry object) object {
	return scenario(1e5, 0, object{"phone": client, "api": server("0s", object{"errors": 1})},
		object{"f": asks(object{"arrivals": "times", "times": list{"1s"}}, object{"retry": with(retry, object{"jitter": "none"})})})
}

// fanned asks n servers at once, and goes on when as many as it needs have
// answered.
func fanned(n, need int, thousands float64, leaf object) object {
	call := object{"to": "leaf", "fanout": true, "need": need}
	return scenario(thousands*1000, 100, object{
		"phone": client, "api": server("0s", object{"workers": 1000, "calls": list{call}}),
		"leaf": with(leaf, object{"count": n, "workers": 10000}),
	}, object{"f": asks(poisson(1), nil)})
}

// hedged asks a second of two servers when the first is late.
func hedged() object {
	return scenario(4e7, 0, object{
		"phone": client, "lb": object{"kind": "balancer", "to": list{"a", "b"}},
		"a": server(exponential(1), object{"workers": 100}), "b": server(exponential(1), object{"workers": 100}),
	}, object{"f": asks(object{"arrivals": "constant", "rate": "20/s"}, object{"to": "lb", "hedge": ms(2.995732)})})
}

// sent is one request of some bytes over a wire.
func sent(count int, more object, flow object) object {
	s := scenario(1e5, 0, object{"phone": client, "api": server("0s", object{"workers": 100})}, object{
		"f": asks(object{"arrivals": "times", "times": list{"1s"}, "burst": object{"size": count}}, flow),
	})
	return linked(s, wire("phone", "api", more))
}

// reordered is pairs of messages on a wire whose delay is exponential.
func reordered(gap, mean float64) object {
	s := scenario(4e6, 0, object{"phone": client, "api": server("0s", object{"workers": 1000})}, object{
		"f": asks(object{"arrivals": "constant", "rate": "20/s", "burst": object{"size": 2, "gap": ms(gap)}}, nil),
	})
	return linked(s, wire("phone", "api", object{"up": object{"latency": exponential(mean), "order": "none"}}))
}

func newOvertaking() gauge { return &overtaking{early: map[uint32]bool{}} }

// broken is a client whose circuit breaker opens by so many failures.
func broken(errors float64, breaker object, seconds float64) object {
	breaker["open"] = "1ns"
	return scenario(seconds*1e3, 0, object{"phone": client, "api": server("1us", object{"errors": errors})}, object{
		"f": asks(object{"arrivals": "closed", "think": "999us"}, object{"breaker": breaker}),
	})
}

// collected is a balancer that picks servers at random.
func collected(n int) object {
	return scenario(5e5, 0, object{
		"phone": client, "lb": object{"kind": "balancer", "to": list{"api"}, "policy": "random"}, "api": server("0s", object{"count": n}),
	}, object{"f": asks(object{"arrivals": "constant", "rate": "1000/s"}, object{"to": "lb"})})
}

func newCollector(n int) func() gauge {
	return func() gauge { return &collector{of: n, seen: map[trace.Place]bool{}} }
}

// outages is a listener whose server crashes for exponential times, and who
// comes back after waits that do not grow.
func outages(retry string, mean float64) object {
	timeline := object{}
	const n, apart = 4000, 400
	for i := range n { // one from each of n equally likely parts of the law
		timeline["crash"+strconv.Itoa(i)] = object{
			"at": strconv.Itoa((i+1)*apart) + "s", "fault": "crash", "target": "api",
			"for": ms(-1e3 * mean * math.Log(1-(float64(i)+.5)/n)),
		}
	}
	reconnect := object{"backoff": retry, "factor": 1, "jitter": "none", "timeout": "1h"}
	s := scenario((n+1)*apart*1e3, 0, object{"phone": client, "api": server("0s", nil)}, object{
		"f": object{"from": list{"phone"}, "to": "api", "pattern": "push", "push": object{"reconnect": reconnect}, "updates": object{"rate": "0/s"}},
	})
	return with(s, object{"timeline": timeline})
}
