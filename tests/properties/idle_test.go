package properties

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"backchat/patterns"
	"backchat/tests/trial"
)

// fitIdle takes out what could do nothing beside the rest, which is refused.
func (w *world) fitIdle() {
	fitBeside(w.nodes)
	fitBeside(w.flows)
	for _, id := range w.ids() {
		eachCall(w.nodes[id], func(call trial.Object, to string) { w.fitCall(id, call, to) })
		n := w.nodes[id].(trial.Object)
		eachObject(n, fitRetry)
		if n["health"] == nil && n["ejection"] == nil {
			clear(n, "panic")
		}
		if n["maxConnections"] == nil && !w.pauses(id) {
			clear(n, "backlog", "overflow")
		}
		if s := sub(n, "sessions"); s["timeToLive"] == nil {
			clear(s, "jitter")
		} else if s["idle"] != nil && long(s["idle"].(string)) >= long(s["timeToLive"].(string)) {
			clear(s, "idle")
		}
		if n["queue"] == nil || n["discipline"] == "processorSharing" {
			clear(n, "full")
		}
		if to, _ := n["to"].(trial.List); n["kind"] == "balancer" && !slices.ContainsFunc(to, w.zoned) {
			clear(n, "preferZone")
		}
	}
	for _, f := range w.flows {
		w.fitFlow(f.(trial.Object))
	}
	for _, l := range w.links {
		l := l.(trial.Object)
		if !w.parted(l["from"], l["to"]) {
			clear(l, "across")
		}
		if t := sub(l, "transport"); t != nil && !slices.Contains([]string{"http1", "http2", "http3"}, protocolOf(t)) {
			clear(sub(t, "tls"), "earlyData")
		}
		if t := sub(l, "transport"); t != nil && inTheClear(t) {
			clear(sub(t, "tls"), "resumed", "tickets", "certificate", "names", "recordRamp")
		}
		if tls := sub(sub(l, "transport"), "tls"); tls["resumed"] == true {
			clear(tls, "certificate")
		}
		if t := sub(l, "transport"); t != nil && (inTheClear(t) || protocolOf(t) != "stream") {
			clear(sub(t, "tls"), "sslRequest")
		}
	}
	if ids := w.ids(); !slices.ContainsFunc(ids, func(a string) bool {
		return slices.ContainsFunc(ids, func(b string) bool { return w.parted(a, b) })
	}) {
		clear(sub(w.frame, "hop"), "across")
	}
}

// pauses tells whether a node's process stands still at times.
func (w *world) pauses(id string) bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(w.faults)), func(f any) bool {
		return f.(trial.Object)["fault"] == "pause" && victim(f.(trial.Object)) == id
	})
}

// inTheClear tells whether there is no TLS in a transport.
func inTheClear(t trial.Object) bool {
	if v := sub(t, "tls")["version"]; v != nil {
		return v == "none"
	}
	name, _ := t["preset"].(string)
	return protocols[name] == "stream"
}

// fitFlow does so for a flow.
func (w *world) fitFlow(f trial.Object) {
	fitRetry(f)
	fitHedge(f)
	w.fitEjection(f, f["to"])
	pattern := f["pattern"].(string)
	fitKept(sub(f, "queue"))
	fitKept(sub(f, "publishSubscribe"))
	if rate := sub(sub(f, "breaker"), "rate"); rate != nil && sub(f, "send")["arrivals"] == "constant" {
		rate["calls"] = 1 // there may be one alone that counts
	}
	fitOutbox(sub(sub(f, pattern), "outbox"))
	if !triesWay(f, "longPolling") {
		clear(sub(f, "fallback"), "hold")
	}
	if x := sub(f, "upload"); pattern == "upload" && f["retry"] == nil && (x == nil || x["mode"] != "oneShot") {
		if x == nil {
			x = trial.Object{}
			f["upload"] = x
		}
		x["mode"] = "chunked" // without a retry it ends with its first interruption
	}
	if x := sub(f, "upload"); x != nil && x["mode"] != nil && x["mode"] != "resumable" {
		clear(x, "cutOff")
	}
	if pattern == "upload" {
		clear(f, "request")
	}
	if !patterns.Name(pattern).Row().Asks && sub(f, "updates")["source"] == nil {
		clear(f, "tied")
	}
	if from := f["from"].(trial.List); f["pick"] == "ownZone" && !(w.zoned(f["to"]) && slices.ContainsFunc(from, w.zoned)) {
		clear(f, "pick")
	}
}

// triesWay tells whether a way is among those of a fallback.
func triesWay(f trial.Object, way string) bool {
	ways, said := sub(f, "fallback")["ways"]
	return !said || strings.Contains(fmt.Sprint(ways), way)
}

// fitOutbox takes out limits that an outbox does not ask for.
func fitOutbox(box trial.Object) {
	full := box["full"]
	if full == "block" {
		clear(box, "limit")
	}
	if full != nil && full != "disconnect" || box["limit"] == "0B" {
		clear(box, "soft")
	}
	if box["soft"] == nil {
		clear(box, "softFor")
	}
	if full != "coalesce" {
		clear(box, "keys")
	}
}

// fitCall does so for a call of a node's.
func (w *world) fitCall(id string, call trial.Object, to string) {
	fitHedge(call)
	w.fitEjection(call, to)
	if call["pick"] == "ownZone" && to != "" && !(w.zoned(id) && w.zoned(to)) {
		clear(call, "pick")
	}
}

// fitEjection takes out an ejection of the only one that could be asked.
func (w *world) fitEjection(said trial.Object, to any) {
	n, known := w.nodes[to.(string)].(trial.Object)
	if count, _ := n["count"].(int); known && count < 2 {
		clear(said, "ejection")
	}
}

// fitKept takes out what a queue makes no use of, or would let nothing through by.
func fitKept(queue trial.Object) {
	capacity, bounded := queue["capacity"].(int)
	if !bounded {
		clear(queue, "full")
	}
	if n, ok := queue["prefetch"].(int); ok && bounded && n > capacity {
		clear(queue, "prefetch")
	}
	if delay, ok := queue["delay"].(string); ok && queue["expire"] != nil && long(delay) >= long(queue["expire"].(string)) {
		clear(queue, "delay")
	}
}

// fitRetry takes out waits before attempts that are not made, and attempts that would
// come after the deadline.
func fitRetry(said trial.Object) {
	r := sub(said, "retry")
	attempts, ok := r["attempts"].(int)
	if !ok {
		return
	}
	if delays, _ := r["delays"].(trial.List); len(delays) >= attempts {
		r["delays"] = delays[:attempts-1]
		if attempts == 1 {
			clear(r, "delays")
		}
	}
	if deadline, ok := said["deadline"].(string); ok && least(r) >= long(deadline) {
		clear(said, "retry")
	}
}

// least is the shortest wait before a second attempt.
func least(retry trial.Object) time.Duration {
	said := func(field string, or time.Duration) time.Duration {
		if text, ok := retry[field].(string); ok {
			return long(text)
		}
		return or
	}
	wait := min(said("backoff", 100*time.Millisecond), said("cap", 30*time.Second))
	if delays, _ := retry["delays"].(trial.List); len(delays) > 0 {
		wait = long(delays[0].(string))
	}
	switch retry["jitter"] {
	case nil, "full":
		return 0
	case "equal":
		return wait / 2
	}
	return wait
}

// fitHedge takes out a hedge that comes when the request, or its only attempt, is over.
func fitHedge(said trial.Object) {
	hedge, hedged := said["hedge"].(string)
	if deadline, ok := said["deadline"].(string); ok && hedged && long(hedge) >= long(deadline) {
		clear(said, "hedge")
		return
	}
	timeout, bounded := said["timeout"].(string)
	if !hedged || !bounded || said["retry"] != nil {
		return
	}
	connect, told := said["connectTimeout"].(string)
	if !told {
		connect = timeout
	}
	if long(hedge) > long(connect)+long(timeout) {
		clear(said, "hedge")
	}
}

// long is how long a duration is that is drawn.
func long(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		panic(err)
	}
	return d
}

// zoned tells whether a node is in zones.
func (w *world) zoned(id any) bool { return len(w.zonesOf(id)) > 0 }

// zonesOf are the zones of a node.
func (w *world) zonesOf(id any) []string {
	name, _ := id.(string)
	n, _ := w.nodes[name].(trial.Object)
	zones, _ := n["zones"].([]string)
	return zones
}

// parted tells whether replicas of two nodes may be in different zones.
func (w *world) parted(a, b any) bool {
	return slices.ContainsFunc(w.zonesOf(a), func(zone string) bool {
		return slices.ContainsFunc(w.zonesOf(b), func(other string) bool { return other != zone })
	})
}
