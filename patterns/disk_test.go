package patterns_test

import (
	"strings"
	"testing"
)

// written are jobs for a durable broker whose disk takes 10 ms for a sync. Ways and
// work take no time.
const written = `{
  "version": 1, "title": "Written", "duration": "20s", "warmup": "0s",
  "nodes": {"web": {"kind": "client", "count": COUNT}, "bus": {"kind": "broker", "durable": true, "sync": "10ms", "disk": "DISK"}, "worker": {"kind": "server", "workers": 1000}},
  "hop": {"latency": "0s", "connection": {"open": "ready"}},
  "flows": {"jobs": {"from": "web", "to": "bus", "pattern": "queue", "queue": {"consumers": "worker", "prefetch": 1000}, "send": {SEND}}},
  "timeline": {FAULT}
}`

// TestADiskTakesOneSyncAtATime: three messages at once take one sync each, or the
// latter two share the second. What more come than the disk has time for waits, and
// is in time where a sync is for all that wait.
func TestADiskTakesOneSyncAtATime(t *testing.T) {
	const times, flood, crash = `"arrivals": "times", "times": ["1s"]`, `"arrivals": "constant", "rate": "400/s", "stop": "10s"`,
		`"c": {"at": "1015ms", "for": "1s", "fault": "crash", "target": "bus"}`
	for _, row := range []struct {
		reason, disk, count, send, fault string
		want                             map[string]float64
	}{
		{"each in its own time", "parallel", "3", times, "", map[string]float64{"jobs.accepted.mean": 0.01, "jobs.ok": 3}},
		{"one after the other", "serial", "3", times, "", map[string]float64{"jobs.accepted.mean": (0.01 + 0.02 + 0.03) / 3, "jobs.latency.max": 0.03}},
		{"the others together", "group", "3", times, "", map[string]float64{"jobs.accepted.mean": (0.01 + 0.02 + 0.02) / 3, "jobs.latency.max": 0.02}},
		// One sync is over, the second not.
		{"a crash in the second sync", "serial", "3", times, crash, map[string]float64{"jobs.ok": 1}},
		{"a crash in the second sync, which is for two", "group", "3", times, crash, map[string]float64{"jobs.ok": 1}},
		// 4,000 messages, of which the disk takes 100 a second.
		{"more than there is time for", "serial", "1", flood, "", map[string]float64{"jobs.ok": 2000}},
		// Who comes as a sync begins waits for two.
		{"four in each sync", "group", "1", flood, "", map[string]float64{"jobs.ok": 4000, "jobs.accepted.max": 0.02}},
	} {
		text := strings.NewReplacer("COUNT", row.count, "DISK", row.disk, "SEND", row.send, "FAULT", row.fault).Replace(written)
		hold(t, row.reason, run(t, text), row.want)
	}
}
