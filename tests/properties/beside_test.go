package properties

import (
	"slices"

	"backchat/tests/trial"
)

// balanced are the policies of balancers that each of their options is for.
var balanced = map[string][]string{
	"choices": {"twoChoices", "peakEWMA"}, "replacement": {"twoChoices"}, "counts": {"leastConnections", "twoChoices", "peakEWMA"},
	"refresh": {"leastConnections", "twoChoices", "peakEWMA", "consistentHashing"}, "decay": {"peakEWMA"},
	"probes": {"prequal"}, "pool": {"prequal"}, "probeAge": {"prequal"}, "reuse": {"prequal"}, "discard": {"prequal"}, "hot": {"prequal"},
	"weights": {"weighted"}, "by": {"modulo", "consistentHashing", "sticky"}, "virtualNodes": {"consistentHashing"}, "bound": {"consistentHashing"},
	"stick": {"sticky"}, "stickFor": {"sticky"},
}

// fitBeside takes out of whatever stands in what is said what does nothing without
// another field of the same object.
func fitBeside(said any) {
	eachObject(said, func(o trial.Object) {
		if o["kind"] == "balancer" {
			for field, policies := range balanced {
				if p, _ := o["policy"].(string); !slices.Contains(policies, p) {
					clear(o, field)
				}
			}
		}
		if o["kind"] == "broker" && o["durable"] != true {
			clear(o, "sync", "disk")
		}
		for _, of := range []string{"health", "liveness"} {
			if x := sub(o, of); x["path"] == "beside" {
				clear(x, "demand")
			}
		}
		for _, of := range []string{"cache", "sessions"} {
			if x := sub(o, of); x["capacity"] == nil {
				clear(x, "eviction")
			}
		}
		if x := sub(o, "cache"); x["timeToLive"] == nil {
			clear(x, "stale")
		}
		if x := sub(o, "table"); x["sync"] == nil {
			clear(x, "disk")
		}
		if x := sub(o, "lifecycle"); x["warmup"] == nil {
			clear(x, "cold")
		}
		if x := sub(o, "memory"); x["limit"] == nil {
			clear(x, "restart")
		}
		if x := sub(o, "limiter"); x["excess"] != "delay" {
			clear(x, "queue")
		}
		if x := sub(o, "retry"); x["delays"] != nil {
			clear(x, "backoff", "factor", "cap")
		}
		if x := sub(o, "breaker"); x["rate"] != nil {
			clear(x, "failures")
		}
		if x := sub(sub(o, "breaker"), "rate"); x["size"] != nil {
			clear(x, "window")
		}
		if x := sub(o, "reconnect"); x["heartbeat"] == nil {
			clear(x, "misses")
		}
		if x := sub(o, "reconnect"); x["jitter"] != "share" {
			clear(x, "share")
		}
		if x := sub(o, "publishSubscribe"); x["delivery"] != "atLeastOnce" {
			clear(x, "ack", "prefetch", "redeliver", "deliveries", "capacity", "full", "expire", "collapse")
		}
	})
}
