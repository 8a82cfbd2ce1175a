package properties

import (
	"fmt"
	"slices"

	"backchat/patterns/node"
	"backchat/tests/trial"
)

// drawNodes draws the places: clients, servers one of which may call the
// other, a balancer or two, a broker and its consumers, and one node of each
// other kind.
func (w *world) drawNodes() {
	w.routed = w.chance("routes", 25)
	w.add("phone", 3, w.node("client"))
	w.add("tablet", 2, w.node("client"))
	w.add("db", 3, w.server())
	w.add("lb2", 1, w.balancer("db"))
	w.drawOthers()
	w.add("api", 3, w.server("db", "lb2", "storeNode"))
	w.add("lb", 2, w.balancer(append([]string{"api", "db"}, othersThat(node.Answers)...)...))
	w.add("bus", 1, w.node("broker"))
	w.add("worker", 3, w.server("db"))
}

func (w *world) add(id string, most int, n trial.Object) {
	if n["dns"] != nil {
		most = 1
	}
	count := w.number("count of "+id, 1, most)
	if count > 1 {
		n["count"] = count
	}
	w.nodes[id], w.counts[id] = n, count
}

func (w *world) node(kind string) trial.Object {
	n := w.draw(kind)
	n["kind"] = kind
	if s := sub(n, "sidecar"); s != nil && kind == "client" {
		clear(s, "limiter") // nobody asks it
	}
	if n["sidecar"] != nil {
		clear(n, "liveness", "standby", "maxConnections", "backlog", "memory") // connections end there
	}
	if n["backlog"] != nil {
		w.maybe(n, 50, "overflow", func() any { return w.one("overflow", "drops", "refuses") })
	}
	if kind == "store" && n["cache"] == nil {
		w.maybe(n, 60, "table", func() any { return w.draw("table") })
	}
	return n
}

func (w *world) server(calls ...string) trial.Object {
	n := w.node("server")
	if len(calls) > 0 && w.chance("calls", 40) {
		list := trial.List{}
		for range w.number("calls", 1, 2) {
			list = append(list, w.call(calls))
		}
		n["calls"] = list
	}
	if w.chance("steps", 25) {
		clear(n, "service", "calls")
		pooled := w.chance("pools", 60)
		if pooled {
			n["pools"] = trial.Object{"rows": w.draw("pool")}
		}
		n["steps"] = w.steps(calls, pooled, 0)
	}
	if w.routed {
		n["routes"] = trial.Object{"read": trial.Object{"steps": w.steps(calls, n["pools"] != nil, 0)}}
	}
	return n
}

// steps draws what a server does, one after the other.
func (w *world) steps(calls []string, pooled bool, deep int) trial.List {
	list := trial.List{}
	for range w.number("steps", 1, 3) {
		list = append(list, w.step(calls, pooled, deep))
	}
	return list
}

// step draws one of them, which are the plainer the deeper they stand.
func (w *world) step(calls []string, pooled bool, deep int) trial.Object {
	verbs := []string{"work", "wait"}
	if len(calls) > 0 {
		verbs = append(verbs, "call", "call", "call")
	}
	if deep < 2 {
		verbs = append(verbs, "all", "any", "do")
	}
	if deep == 0 {
		verbs = append(verbs, "answer")
	}
	if pooled {
		verbs = append(verbs, "hold", "free", "hold")
	}
	x, verb := trial.Object{}, w.one("verb", verbs...)
	switch verb {
	case "call":
		x = w.call(calls)
		x["call"] = x["to"]
		delete(x, "to")
	case "work", "wait":
		x[verb] = w.law(w.one("mean", "5ms", "0s", "40ms"))
		if verb == "work" {
			w.maybe(x, 20, "contention", func() any { return w.draw("contention") })
		}
	case "answer":
		x[verb] = true
	case "hold", "free":
		x[verb] = "rows"
		if verb == "hold" && deep < 2 {
			w.maybe(x, 50, "do", func() any { return w.steps(calls, pooled, deep+1) })
		}
	default:
		x[verb] = w.steps(calls, pooled, deep+1)
	}
	if verb == "all" {
		w.maybe(x, 30, "need", func() any { return w.number("need", 1, len(x["all"].(trial.List))) })
	}
	if deep < 6 && verb != "work" && verb != "wait" && verb != "do" && verb != "free" && verb != "answer" {
		w.maybe(x, 30, "else", func() any { return w.steps(calls, pooled, deep+2) })
	}
	if w.chance("fail", 6) {
		return trial.Object{"fail": w.any("fail", "failed", "rejected", "timedOut"), "share": []float64{0.5, 0.1}[w.number("share of failures", 0, 1)]}
	}
	w.maybe(x, 20, "share", w.share)
	return x
}

// cache draws what a store is that keeps copies: of what db has, mostly.
func (w *world) cache() any {
	c := w.draw("cache")
	if w.chance("origin", 75) {
		c["origin"] = w.call([]string{"db"})
		clear(sub(c, "origin"), "fanout", "need")
	} else {
		clear(c, "coalesce", "stale", "negative", "writes")
	}
	if c["timeToLive"] == nil {
		clear(c, "jitter")
	}
	return c
}

func (w *world) call(to []string) trial.Object {
	c := w.draw("call")
	c["to"] = w.one("callee", to...)
	if w.routed && w.routes(c["to"].(string)) {
		w.maybe(c, 40, "route", func() any { return "read" })
	}
	if c["to"] == "db" && w.chance("fanout", 40) {
		c["fanout"] = true
		w.maybe(c, 50, "need", func() any { return w.number("need", 1, w.counts["db"]) })
	}
	return c
}

// routes tells whether what is asked of a node ends up at servers.
func (w *world) routes(id string) bool {
	switch n := sub(w.nodes, id); n["kind"] {
	case "server":
		return true
	case "balancer":
		return slices.ContainsFunc(n["to"].(trial.List), func(to any) bool { return w.routes(to.(string)) })
	}
	return false
}

func (w *world) balancer(to ...string) trial.Object {
	n := w.node("balancer")
	targets := w.pick("targets", to...)
	n["to"] = targets
	if p := n["policy"]; p == "leastConnections" || p == "twoChoices" || p == "peakEWMA" || p == "consistentHashing" && n["bound"] != nil {
		delete(n, "reply") // they need to see the answers
	}
	if n["reply"] == "direct" {
		clear(n, "buffering", "readTimeout", "ejection") // so do these
	}
	if n["dns"] != nil {
		clear(n, "reply", "spreads", "service", "workers", "upgrades", "buffering", "readTimeout", "ejection", "bound") // it sees no requests
		if p, _ := n["policy"].(string); p != "" && node.BalancingName(p).Row().Loads {
			n["policy"] = "roundRobin"
		}
	}
	if notServer := func(id any) bool { return sub(w.nodes, id.(string))["kind"] != "server" }; n["policy"] == "prequal" && (n["dns"] != nil || slices.ContainsFunc(targets, notServer)) {
		n["policy"] = "roundRobin" // it probes servers
	}
	if n["zones"] == nil || n["dns"] != nil {
		delete(n, "preferZone")
	}
	if n["spreads"] == "connections" {
		clear(n, "buffering", "ejection")
	}
	if p := n["policy"]; p == "modulo" || p == "consistentHashing" || p == "sticky" {
		clear(n, "slowStart", "preferZone") // what belongs together goes to one of them
	}
	w.maybe(n, 20, "weights", func() any {
		weights := trial.Object{}
		for _, id := range targets {
			weights[id.(string)] = []float64{1, 0.5, 3}[w.number("weight", 0, 2)]
		}
		if w.chance("one without", 30) {
			weights[fmt.Sprintf("%s/0", targets[0])] = 0
			weights[fmt.Sprintf("%s", targets[0])] = 1
			if w.counts[targets[0].(string)] == 1 {
				weights[fmt.Sprintf("%s/0", targets[0])] = 2
			}
		}
		return weights
	})
	return n
}
