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

// TestADiskThatStallsMakesNoProgress: a sync that has 6 ms to go when its disk stalls
// has them still when that goes on, and so has what comes meanwhile all of its own.
func TestADiskThatStallsMakesNoProgress(t *testing.T) {
	const times, flood = `"arrivals": "times", "times": ["1s"]`, `"arrivals": "constant", "rate": "50/s", "stop": "10s"`
	stall := func(at, long string) string {
		return `"at": "` + at + `", "for": "` + long + `", "fault": "diskStall", "target": "bus"`
	}
	for _, row := range []struct {
		reason, disk, count, send, fault string
		want                             map[string]float64
	}{
		{"before they come", "serial", "3", times, `"s": {` + stall("500ms", "600ms") + `}`, map[string]float64{"jobs.accepted.mean": 0.1 + (0.01+0.02+0.03)/3}},
		{"before they come, and all but the first share a sync", "group", "3", times, `"s": {` + stall("500ms", "600ms") + `}`, map[string]float64{"jobs.accepted.max": 0.11, "jobs.ok": 3}},
		{"in the first sync", "serial", "3", times, `"s": {` + stall("1004ms", "100ms") + `}`, map[string]float64{"jobs.accepted.mean": 0.1 + (0.01+0.02+0.03)/3}},
		{"in the second sync", "serial", "3", times, `"s": {` + stall("1014ms", "100ms") + `}`, map[string]float64{"jobs.accepted.mean": 0.1*2/3 + (0.01+0.02+0.03)/3}},
		{"once all is written", "serial", "3", times, `"s": {` + stall("1030001us", "100ms") + `}`, map[string]float64{"jobs.accepted.mean": (0.01 + 0.02 + 0.03) / 3}},
		{"twice at once: until both are over", "serial", "1", times, `"s": {` + stall("1004ms", "100ms") + `}, "t": {` + stall("1054ms", "100ms") + `}`, map[string]float64{"jobs.accepted.mean": 0.16}},
		{"twice in one sync", "serial", "1", times, `"s": {` + stall("1004ms", "100ms") + `}, "t": {` + stall("1107ms", "100ms") + `}`, map[string]float64{"jobs.accepted.mean": 0.21}},
		{"a crash meanwhile, and it stalls still", "serial", "1", `"arrivals": "times", "times": ["1s", "1300ms"]`,
			`"s": {` + stall("1004ms", "500ms") + `}, "c": {"at": "1100ms", "for": "100ms", "fault": "crash", "target": "bus"}`, map[string]float64{"jobs.ok": 1, "jobs.accepted.max": 0.214}},
		// One comes every 20 ms. That of 1 s is written at 2.01 s, and the k'th after it
		// 10 ms x k later, until none is left after a hundred; or the fifty that wait by
		// then are at 2.02 s.
		{"the backlog goes one by one", "serial", "1", flood, `"s": {` + stall("1001ms", "1s") + `}`, map[string]float64{"jobs.ok": 500, "jobs.accepted.max": 1.01, "jobs.accepted.mean": 0.01 + 50.5/500}},
		{"the backlog goes in one sync", "group", "1", flood, `"s": {` + stall("1001ms", "1s") + `}`, map[string]float64{"jobs.ok": 500, "jobs.accepted.max": 1.01, "jobs.accepted.mean": 0.01 + 26.0/500}},
	} {
		text := strings.NewReplacer("COUNT", row.count, "DISK", row.disk, "SEND", row.send, "FAULT", row.fault).Replace(written)
		hold(t, row.reason, run(t, text), row.want)
	}
}

// saved are writes to a table whose disk takes 10 ms for a sync. Ways and work take no
// time.
const saved = `{
  "version": 1, "title": "Saved", "duration": "20s", "warmup": "0s", "keys": {"row": {"count": 2}},
  "nodes": {"web": {"kind": "client", "count": COUNT}, "db": {"kind": "store", "workers": 1000, "table": {"sync": "10ms", "disk": "DISK"}}, "app": {"kind": "server", "workers": 9, "steps": [{"call": "db", "access": "read"}, {"wait": "1ms"}, {"call": "db", "access": "compare"}]}},
  "hop": {"latency": "0s", "connection": {"open": "ready"}},
  "flows": {"save": {"from": "web", "to": "TO", "pattern": "requestResponse", "about": "row", "writes": WRITES, "send": {SEND}}},
  "timeline": {FAULT}
}`

// TestATableWritesThroughItsDisk: as a broker does. What it is asked to read it has at
// hand, and a write takes effect, for whoever compares, once it is there.
func TestATableWritesThroughItsDisk(t *testing.T) {
	const times, flood = `"arrivals": "times", "times": ["1s"]`, `"arrivals": "constant", "rate": "400/s", "stop": "10s"`
	event := func(what, at, long string) string {
		return `"f": {"at": "` + at + `", "for": "` + long + `", "fault": "` + what + `", "target": "db"}`
	}
	for _, row := range []struct {
		reason, disk, count, to, writes, send, fault string
		want                                         map[string]float64
	}{
		{"reads", "serial", "3", "db", "0", times, "", map[string]float64{"save.latency.max": 0, "save.ok": 3}},
		{"each in its own time", "parallel", "3", "db", "1", times, "", map[string]float64{"save.latency.mean": 0.01, "save.ok": 3, "save.cause.inService.total": 0.03}},
		{"one after the other", "serial", "3", "db", "1", times, "", map[string]float64{"save.latency.mean": (0.01 + 0.02 + 0.03) / 3, "save.cause.queued.total": 0.01 + 0.02}},
		{"the others together", "group", "3", "db", "1", times, "", map[string]float64{"save.latency.mean": (0.01 + 0.02 + 0.02) / 3, "save.latency.max": 0.02}},
		{"a crash in the second sync", "serial", "3", "db", "1", times, event("crash", "1015ms", "1s"), map[string]float64{"save.ok": 1}},
		{"a crash with each under way", "parallel", "3", "db", "1", times, event("crash", "1005ms", "1s"), map[string]float64{"save.ok": 0}},
		{"its disk is free when it is back", "serial", "1", "db", "1", `"arrivals": "times", "times": ["1s", "1007ms"]`, event("crash", "1005ms", "1ms"), map[string]float64{"save.ok": 1, "save.latency.max": 0.01}},
		{"a stall in the second sync", "serial", "3", "db", "1", times, event("diskStall", "1014ms", "100ms"), map[string]float64{"save.latency.mean": 0.1*2/3 + (0.01+0.02+0.03)/3}},
		{"more than there is time for", "serial", "1", "db", "1", flood, "", map[string]float64{"save.ok": 2000}},
		{"four in each sync", "group", "1", "db", "1", flood, "", map[string]float64{"save.ok": 4000, "save.latency.max": 0.02}},
		{"who goes on though its caller does not", "serial", "3", "db", `1, "timeout": "15ms"`, times, "", map[string]float64{"save.ok": 1, "save.timedOut": 2, "db.writes": 3}},
		{"who is taken back", "serial", "3", "db", `1, "timeout": "15ms", "cancel": "always"`, times, "", map[string]float64{"save.ok": 1, "save.timedOut": 2, "db.writes": 1}},
		// All are about one of two rows, and have read it before any was written.
		{"who is there first", "serial", "3", "app", "0", times, "", map[string]float64{"save.latency.max": 0.001 + 0.02, "save.ok": 2, "save.conflict": 1}},
	} {
		text := strings.NewReplacer("COUNT", row.count, "DISK", row.disk, "TO", row.to, "WRITES", row.writes, "SEND", row.send, "FAULT", row.fault).Replace(saved)
		hold(t, row.reason, run(t, text), row.want)
	}
}
