package properties

import "backchat/tests/trial"

// drawNodes draws the places: clients, servers one of which may call the
// other, a balancer or two, a broker and its consumers.
func (w *world) drawNodes() {
	w.add("phone", 3, w.client())
	w.add("tablet", 2, w.client())
	w.add("db", 3, w.server())
	w.add("lb2", 1, w.balancer("db"))
	w.add("api", 3, w.server("db", "lb2"))
	w.add("lb", 2, w.balancer("api", "db"))
	w.add("bus", 1, w.broker())
	w.add("worker", 3, w.server("db"))
}

func (w *world) add(id string, most int, n trial.Object) {
	count := w.number("count of "+id, 1, most)
	if count > 1 {
		n["count"] = count
	}
	w.nodes[id], w.counts[id] = n, count
}

func (w *world) client() trial.Object {
	n := trial.Object{"kind": "client"}
	w.maybe(n, 15, "sidecar", w.sidecar)
	return n
}

func (w *world) server(calls ...string) trial.Object {
	n := trial.Object{"kind": "server", "service": w.lawOf("service", "5ms", "0s", "40ms", "200ms")()}
	w.station(n)
	w.maybe(n, 20, "errors", w.share)
	w.maybe(n, 20, "blocking", w.yes)
	w.maybe(n, 20, "restart", w.duration("restart", "0s", "300ms"))
	w.maybe(n, 15, "sidecar", w.sidecar)
	if len(calls) > 0 && w.chance("calls", 35) {
		list := trial.List{}
		for range w.number("calls", 1, 2) {
			list = append(list, w.call(calls))
		}
		n["calls"] = list
	}
	return n
}

func (w *world) station(n trial.Object) {
	w.maybe(n, 50, "workers", w.count("workers", 1, 4))
	w.maybe(n, 30, "queue", w.count("queue", 0, 5))
	w.maybe(n, 40, "discipline", func() any {
		return w.one("discipline", "fifo", "lifo", "priority", "preemptive", "processorSharing")
	})
	w.maybe(n, 15, "patience", w.lawOf("patience", "20ms", "0s", "300ms"))
}

func (w *world) call(to []string) trial.Object {
	c := trial.Object{"to": w.one("callee", to...)}
	if c["to"] == "db" && w.chance("fanout", 30) {
		c["fanout"] = true
		w.maybe(c, 50, "need", w.count("need", 1, w.counts["db"]))
	}
	w.maybe(c, 25, "share", w.share)
	w.maybe(c, 25, "demand", w.lawOf("demand", "10ms", "0s", "100ms"))
	w.maybe(c, 25, "request", w.size)
	w.maybe(c, 25, "response", w.size)
	w.policy(c)
	return c
}

func (w *world) balancer(to ...string) trial.Object {
	n := trial.Object{"kind": "balancer", "to": w.pick("targets", to...)}
	w.maybe(n, 60, "policy", func() any {
		return w.one("policy", "roundRobin", "random", "weighted", "leastConnections", "twoChoices")
	})
	w.maybe(n, 30, "replacement", w.yes)
	w.maybe(n, 30, "counts", func() any { return "requests" })
	if n["policy"] != "leastConnections" && n["policy"] != "twoChoices" { // they need to see the answers
		w.maybe(n, 25, "reply", func() any { return "direct" })
	}
	w.maybe(n, 25, "service", w.lawOf("balancer's service", "1ms", "0s"))
	w.maybe(n, 30, "health", w.health)
	return n
}

func (w *world) health() any {
	return trial.Object{
		"interval": w.one("interval", "500ms", "100ms"), "timeout": w.one("timeout", "50ms", "700ms"),
		"unhealthy": w.number("unhealthy", 1, 2), "healthy": w.number("healthy", 1, 2),
		"path": w.one("path", "queue", "beside"), "demand": w.one("check's demand", "0s", "3ms"),
	}
}

func (w *world) broker() trial.Object {
	n := trial.Object{"kind": "broker"}
	w.maybe(n, 50, "durable", w.yes)
	w.maybe(n, 30, "sync", w.lawOf("sync", "2ms", "0s", "50ms"))
	w.maybe(n, 40, "service", w.lawOf("broker's service", "1ms", "0s", "20ms"))
	if w.chance("broker's station", 30) {
		w.station(n)
	}
	return n
}

func (w *world) sidecar() any {
	s := trial.Object{}
	w.maybe(s, 40, "hop", w.lawOf("hop", "50us", "0s", "1ms"))
	w.maybe(s, 40, "service", w.lawOf("sidecar's service", "100us", "0s", "5ms"))
	w.maybe(s, 40, "shares", func() any { return false })
	w.policy(s)
	return s
}

// policy draws how a caller asks.
func (w *world) policy(o trial.Object) {
	w.maybe(o, 35, "timeout", w.lawOf("timeout", "100ms", "20ms", "1s"))
	w.maybe(o, 15, "connectTimeout", w.duration("connectTimeout", "50ms", "5ms", "1s"))
	w.maybe(o, 30, "retry", w.retry)
	w.maybe(o, 25, "cancel", func() any { return w.one("cancel", "always", "queued") })
	w.maybe(o, 15, "hedge", w.duration("hedge", "30ms", "0s", "200ms"))
	w.maybe(o, 30, "pick", func() any { return w.one("pick", "pinned", "random") })
	w.maybe(o, 15, "breaker", func() any {
		return trial.Object{"failures": w.number("failures", 1, 3), "open": w.one("open", "200ms", "1s"), "trials": w.number("trials", 1, 2)}
	})
}

func (w *world) retry() any {
	r := trial.Object{"attempts": w.number("attempts", 1, 4)}
	w.maybe(r, 50, "backoff", w.duration("backoff", "10ms", "0s", "300ms"))
	w.maybe(r, 60, "jitter", func() any { return w.one("jitter", "none", "full", "equal", "decorrelated") })
	w.maybe(r, 30, "cap", w.duration("cap", "50ms", "0s"))
	w.maybe(r, 25, "budget", w.share)
	w.maybe(r, 25, "on", func() any {
		return w.pick("on", "timedOut", "failed", "rejected", "refused", "breakerOpen")
	})
	return r
}
