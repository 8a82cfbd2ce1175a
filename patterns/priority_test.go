package patterns_test

import (
	"strings"
	"testing"
)

// TestWhatIsPublishedHasTheFlowsPriority: the broker works on one message, and one waits,
// which an important one has rejected.
func TestWhatIsPublishedHasTheFlowsPriority(t *testing.T) {
	const text = `{
	  "version": 1, "title": "Important", "duration": "10s", "warmup": "0s",
	  "nodes": {"web": {"kind": "client"}, "bus": {"kind": "broker", "workers": 1, "queue": 1, "full": "leastImportant", "service": "1s"}, "worker": {"kind": "server"}},
	  "hop": {"latency": "0s", "connection": {"open": "ready"}},
	  "flows": {
	    "low":  {"from": "web", "to": "bus", "pattern": "queue", "queue": {"consumers": "worker"}, "send": {"arrivals": "times", "times": ["4s", "4100ms"]}},
	    "high": {FLOW, "priority": 5}}
	}`
	const times = `{"arrivals": "times", "times": ["4200ms"], "source": "web"}`
	const news = `"from": "worker", "to": "bus", "updates": ` + times
	for _, row := range []struct{ what, flow string }{
		{"a job", `"from": "web", "to": "bus", "pattern": "queue", "queue": {"consumers": "worker"}, "send": {"arrivals": "times", "times": ["4200ms"]}`},
		{"a message", news + `, "pattern": "publishSubscribe"`},
		{"an entry of a log", news + `, "pattern": "log", "log": {"wait": "20s"}`},
		{"a batch", news + `, "pattern": "log", "log": {"wait": "20s", "producer": {}}`},
	} {
		hold(t, row.what, run(t, strings.Replace(text, "FLOW", row.flow, 1)), map[string]float64{"low.ok": 1, "low.rejected": 1, "high.ok": 1})
	}
}
