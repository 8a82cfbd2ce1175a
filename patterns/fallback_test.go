package patterns_test

import (
	"strings"
	"testing"
)

// anyWay is a reader who tries what it can, through a proxy. Every way takes 10 ms,
// so that 40 ms are there and back; a connection that replaces one takes 20 ms to open.
const anyWay = `{
  "version": 1, "title": "Any way", "duration": "60s",
  "nodes": {"reader": {"kind": "client"}, "proxy": {"kind": "balancer", "to": "api", PROXY}, "api": {"kind": "server"}},
  "hop": {"latency": "10ms", "connection": {"open": "ready"}},
  "flows": {"news": {"from": "reader", "to": "proxy", "pattern": "fallback", "fallback": {OPTIONS},
            "updates": {"arrivals": "times", "times": ["1s", "20s", "20010ms", "40s"]}}},
  "timeline": {FAULT}
}`

func TestListenersFallBackToTheFirstWayThatPasses(t *testing.T) {
	const (
		passes  = `"upgrades": "passed"`
		held    = `"upgrades": "refused", "buffering": {"size": "1MiB"}`
		crashes = `"crash": {"at": "19500ms", "for": "1s", "fault": "crash", "target": "TARGET"}`
	)
	for _, row := range []struct {
		reason, proxy, options, fault string
		want                          map[string]float64
	}{
		{"a WebSocket passes", passes, "", "", map[string]float64{"news.ok": 4, "news.staleness.max": 0.02, "news.requests": 1}},
		{"it is refused, and a stream passes", `"upgrades": "refused"`, "", "", map[string]float64{"news.ok": 4, "news.staleness.max": 0.02, "news.requests": 2}},
		// Refused at 20 ms, the stream is given up at 10.02 s with its connection, and its
		// poll, by another, brings the first update; the third comes 10 ms after an answer has left, and waits for
		// the next poll. A fifth is held at the end.
		{"the stream is held, and polls pass", held, "", "", map[string]float64{"news.ok": 4, "news.staleness.max": 10.08 - 1, "news.staleness.min": 0.02, "news.requests": 2 + 5}},
		{"no stream passes, and there is no other way", held, `"ways": ["serverSentEvents", "webSocket"]`, "", map[string]float64{"news.ok": 0, "news.unfinished": 4}},
		{"the server is away for a while", passes, `"reconnect": {"backoff": "2s", "jitter": "none"}`, strings.Replace(crashes, "TARGET", "api", 1),
			map[string]float64{"news.ok": 4, "news.staleness.max": 19.52 + 2 + 0.04 + 0.02 - 20, "news.requests": 2}},
		{"the reader tries the first way again when it is back", `"upgrades": "refused"`, "", strings.Replace(crashes, "TARGET", "reader", 1),
			map[string]float64{"news.ok": 4, "news.staleness.max": 0.5 + 0.02 + 0.02 + 0.04, "news.requests": 4}},
	} {
		text := strings.NewReplacer("PROXY", row.proxy, "OPTIONS", row.options, "FAULT", row.fault).Replace(anyWay)
		hold(t, row.reason, run(t, text), row.want)
	}
}
