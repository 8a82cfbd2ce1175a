package patterns_test

import (
	"strings"
	"testing"
)

// behindAProxy is a reader of six events, each of 101 B or so with what is around
// it, through a proxy. Every way takes 10 ms.
const behindAProxy = `{
  "version": 1, "title": "Behind a proxy", "duration": "20s",
  "nodes": {"reader": {"kind": "client"}, "proxy": {"kind": "balancer", "to": "api", PROXY}, "api": {"kind": "server"}},
  "hop": {"latency": "10ms", "connection": {"open": "ready"}},
  "flows": {"log": {"from": "reader", "to": "proxy", "pattern": "PATTERN", "serverSentEvents": {"frame": "0B", "keepAlive": "0s", "buffer": 0, "errors": "retry"},
            "updates": {"arrivals": "times", "times": ["1s", "2s", "3s", "4s", "5s", "6s"], "size": "100B"}}},
  "timeline": {FAULT}
}`

func TestWhoBuffersPassesOnWhatIsEnough(t *testing.T) {
	const three, all, none = `"buffering": {"size": "303B"}`, `"buffering": {"size": "1MiB"}`, `"upgrades": "passed"`
	for _, row := range []struct {
		reason, pattern, proxy, fault string
		want                          map[string]float64
	}{
		{"nobody buffers", "serverSentEvents", none, "", map[string]float64{"log.ok": 6, "log.staleness.max": 0.02}},
		{"three events are enough", "serverSentEvents", three, "", map[string]float64{"log.ok": 6, "log.staleness.max": 2.02, "log.staleness.min": 0.02}},
		{"there is never enough", "serverSentEvents", all, "", map[string]float64{"log.ok": 0, "log.unfinished": 6}},
		{"what has left HTTP is not seen", "push", all, "", map[string]float64{"log.ok": 6, "log.staleness.max": 0.02}},
		{"the end of an answer brings what was kept", "serverSentEvents", all, `"crash": {"at": "6500ms", "for": "10s", "fault": "crash", "target": "api"}`,
			map[string]float64{"log.ok": 6, "log.staleness.max": 5.52}},
		{"what was kept for one who has gone is lost", "serverSentEvents", all, `"crash": {"at": "3500ms", "for": "16s", "fault": "crash", "target": "reader"}`,
			map[string]float64{"log.ok": 0, "log.lost": 6}},
		{"what a proxy has kept is lost with it", "serverSentEvents", all, `"crash": {"at": "3500ms", "for": "16s", "fault": "crash", "target": "proxy"}`,
			map[string]float64{"log.ok": 0, "log.lost": 6}},
		{"a WebSocket is refused", "push", `"upgrades": "refused"`, "", map[string]float64{"log.ok": 0, "log.lost": 6}},
		{"server-sent events are no WebSocket", "serverSentEvents", `"upgrades": "refused"`, "", map[string]float64{"log.ok": 6}},
		{"a proxy waits no longer", "serverSentEvents", `"readTimeout": "1500ms"`, "", map[string]float64{"log.requests": 4}},
	} {
		text := strings.NewReplacer("PATTERN", row.pattern, "PROXY", row.proxy, "FAULT", row.fault).Replace(behindAProxy)
		hold(t, row.reason, run(t, text), row.want)
	}
}
