package properties

import (
	"slices"

	"backchat/tests/trial"
)

// drawFlow draws a conversation by any pattern.
func (w *world) drawFlow(id string) {
	f := trial.Object{"pattern": w.one("pattern", "requestResponse", "shortPolling", "longPolling", "push", "publishSubscribe", "queue")}
	w.parties(f)
	w.maybe(f, 25, "demand", w.lawOf("demand", "10ms", "0s", "100ms"))
	w.maybe(f, 20, "idempotent", w.yes)
	w.maybe(f, 15, "poison", w.share)
	w.maybe(f, 25, "priority", w.count("priority", -1, 2))
	w.maybe(f, 20, "request", w.size)
	w.maybe(f, 20, "response", w.size)
	w.policy(f)
	w.options(f)
	w.flows[id] = f
}

// parties draws who takes part, and what is said when.
func (w *world) parties(f trial.Object) {
	switch f["pattern"] {
	case "queue":
		f["from"], f["to"] = w.pick("producers", "phone", "tablet", "api"), "bus"
		f["send"] = w.send(true)
	case "publishSubscribe":
		f["from"], f["to"] = w.pick("listeners", "phone", "worker", "tablet", "api"), "bus"
		f["updates"] = w.updates(false)
	case "requestResponse":
		f["from"], f["to"] = w.pick("askers", "phone", "tablet"), w.one("asked", "api", "lb", "db", "lb2")
		f["send"] = w.send(true)
	default:
		f["from"], f["to"] = w.pick("listeners", "phone", "tablet"), w.one("asked", "api", "lb", "db")
		f["updates"] = w.updates(f["to"] == "lb")
		if u := f["updates"].(trial.Object); u["source"] == "db" && f["to"] != "api" {
			u["source"] = "tablet"
		}
	}
}

// send draws when something is wanted.
func (w *world) send(closed bool) trial.Object {
	s := trial.Object{}
	arrivals := []string{"poisson", "constant", "gaps", "times"}
	if closed {
		arrivals = append(arrivals, "closed")
	}
	s["arrivals"] = w.one("arrivals", arrivals...)
	switch s["arrivals"] {
	case "poisson", "constant":
		s[w.one("rate of", "rate", "totalRate")] = w.one("rate", "2/s", "20/s", "5/s")
		w.maybe(s, 15, "changes", func() any {
			return trial.List{trial.Object{"at": "500ms", "over": w.one("over", "0s", "1s"), "factor": w.number("factor", 0, 4)}}
		})
	case "gaps":
		s["gap"] = w.lawOf("gap", "150ms", "400ms")()
	case "times":
		s["times"] = trial.List{"0s", "1s", "1s", "1500ms"}
	case "closed":
		s["think"] = w.lawOf("think", "100ms", "500ms")()
	}
	if s["arrivals"] != "closed" {
		w.maybe(s, 25, "burst", func() any {
			return trial.Object{"size": w.number("burst", 2, 6), "gap": w.one("burst's gap", "0s", "3ms")}
		})
	}
	w.maybe(s, 15, "start", w.duration("start", "200ms"))
	w.maybe(s, 20, "stop", w.duration("stop", "1800ms"))
	return s
}

func (w *world) updates(balanced bool) trial.Object {
	u := w.send(false)
	if u["rate"] != nil && w.chance("audience", 30) {
		delete(u, "rate")
		u["totalRate"], u["audience"] = "4/s", "all"
	} else if u["rate"] == nil {
		w.maybe(u, 30, "audience", func() any { return "all" })
	}
	w.maybe(u, 35, "source", func() any { return w.one("source", "db", "tablet") })
	w.maybe(u, 30, "size", w.size)
	if !balanced {
		w.maybe(u, 20, "spread", w.lawOf("spread", "20ms", "0s", "300ms"))
	}
	return u
}

// options draws the options of the flow's pattern.
func (w *world) options(f trial.Object) {
	pattern := f["pattern"].(string)
	o := trial.Object{}
	switch pattern {
	case "shortPolling":
		w.maybe(o, 80, "interval", w.duration("interval", "300ms", "50ms", "2s"))
		w.maybe(o, 30, "stagger", func() any { return w.one("stagger", "even", "none") })
	case "longPolling":
		w.maybe(o, 60, "hold", w.duration("hold", "500ms", "0s", "3s"))
		w.maybe(o, 30, "pause", w.duration("pause", "20ms", "0s"))
		w.maybe(o, 20, "jitter", w.duration("jitter", "30ms"))
	case "push":
		w.maybe(o, 30, "service", w.lawOf("push's service", "2ms", "30ms"))
		w.maybe(o, 50, "buffer", w.count("buffer", 0, 5))
	case "publishSubscribe":
		w.maybe(o, 60, "delivery", func() any { return "atLeastOnce" })
		w.maybe(o, 40, "group", func() any { return "node" })
		w.maybe(o, 25, "confirm", func() any { return false })
		w.keeping(o, "dropOldest", "dropNewest")
	case "queue":
		o["consumers"] = w.consumers(f)
		w.maybe(o, 25, "confirm", func() any { return false })
		w.maybe(o, 20, "expire", w.duration("expire", "300ms", "10ms"))
		w.keeping(o, "reject", "dropOldest", "dropNewest")
	}
	if pattern != "requestResponse" && pattern != "shortPolling" {
		w.maybe(o, 70, "reconnect", w.reconnect)
	}
	if len(o) > 0 {
		f[pattern] = o
	}
}

func (w *world) consumers(f trial.Object) trial.List {
	if from := f["from"].(trial.List); slices.Contains(from, any("api")) {
		return trial.List{"worker"}
	}
	return w.pick("consumers", "worker", "api")
}

// keeping draws how a broker keeps and hands over messages.
func (w *world) keeping(o trial.Object, full ...string) {
	w.maybe(o, 30, "ack", func() any { return "before" })
	w.maybe(o, 40, "prefetch", w.count("prefetch", 1, 3))
	w.maybe(o, 40, "redeliver", w.duration("redeliver", "300ms", "30ms", "1s"))
	w.maybe(o, 35, "deliveries", w.count("deliveries", 1, 3))
	w.maybe(o, 25, "capacity", w.count("capacity", 1, 5))
	w.maybe(o, 40, "full", func() any { return w.one("full", full...) })
}

func (w *world) reconnect() any {
	r := trial.Object{}
	w.maybe(r, 60, "backoff", w.duration("reconnect's backoff", "50ms", "300ms"))
	w.maybe(r, 40, "cap", w.duration("reconnect's cap", "200ms", "1s"))
	w.maybe(r, 40, "jitter", func() any { return w.one("reconnect's jitter", "none", "equal", "decorrelated") })
	w.maybe(r, 40, "timeout", w.duration("reconnect's timeout", "400ms", "30ms"))
	w.maybe(r, 40, "heartbeat", w.duration("heartbeat", "200ms", "20ms"))
	return r
}
