package patterns_test

import (
	"strings"
	"testing"
)

// buggy are three jobs for a worker that takes 10 ms for one and fails at all until
// 10 s; after two deliveries they are set aside. Ways take no time.
const buggy = `{
  "version": 1, "title": "Buggy", "duration": "30s", "warmup": "0s",
  "nodes": {"web": {"kind": "client"}, "bus": {"kind": "broker", DURABLE}, "worker": {"kind": "server", "service": "10ms"}},
  "hop": {"latency": "0s", "connection": {"open": "ready"}},
  "flows": {"jobs": {"from": "web", "to": "bus", "pattern": "queue",
    "queue": {"consumers": "worker", "deliveries": 2, QUEUE}, "send": {"arrivals": "times", "times": ["1s", "1100ms", "1200ms"]}}},
  "timeline": {"bug": {"at": "0s", "for": "10s", "fault": "errors", "target": "worker"}, FAULTS}
}`

// TestARedrivePutsBackWhatIsSetAside: each message once, in their order, as new to
// deliveries; what is set aside anew meanwhile stays there.
func TestARedrivePutsBackWhatIsSetAside(t *testing.T) {
	redrive := func(at, more string) string {
		return `{"at": "` + at + `", "fault": "redrive", "target": "bus"` + more + `}`
	}
	const lasting, volatile, keep = `"durable": true`, `"durable": false`, `"deadLetters": "keep"`
	const crash = `"c": {"at": "9s", "for": "500ms", "fault": "crash", "target": "bus"}`
	for _, row := range []struct {
		reason, durable, queue, faults string
		want                           map[string]float64
	}{
		{"nobody puts them back", volatile, keep, `"n": {"at": "2s", "say": "nothing"}`, map[string]float64{
			"jobs.ok": 0, "jobs.unfinished": 3, "jobs.deadLettered": 0, "jobs.deadLetters.end": 3, "jobs.deadLetters.max": 3, "jobs.backlog.end": 0,
			"jobs.handouts": 6, "jobs.redeliveries": 3, "jobs.redriven": 0}},
		{"they are not kept", volatile, `"deadLetters": "drop"`, `"n": {"at": "2s", "say": "nothing"}`, map[string]float64{
			"jobs.deadLettered": 3, "jobs.deadLetters.max": 0}},
		{"at once, mended", volatile, keep, `"r": ` + redrive("11s", ""), map[string]float64{
			"jobs.ok": 3, "jobs.redriven": 3, "jobs.redrivenOk": 3, "jobs.deadLetters.end": 0, "jobs.handouts": 9, "jobs.redeliveries": 3,
			"jobs.latency.mean": 10 - 0.1 + 0.02, "jobs.latency.max": 10.01, "jobs.cause.inService.total": 3 * 3 * 0.01}},
		{"two a second, mended", volatile, keep, `"r": ` + redrive("11s", `, "rate": "2/s"`), map[string]float64{
			"jobs.ok": 3, "jobs.redriven": 3, "jobs.latency.max": 10.81, "jobs.latency.mean": 10 + 0.4 + 0.01}},
		{"at once, not mended", volatile, keep, `"r": ` + redrive("5s", ""), map[string]float64{
			"jobs.ok": 0, "jobs.redriven": 3, "jobs.redrivenOk": 0, "jobs.deadLetters.end": 3, "jobs.handouts": 12, "jobs.redeliveries": 6}},
		// The first is back among them after 20 ms, before the third is put back.
		{"sixty a second, not mended", volatile, keep, `"r": ` + redrive("5s", `, "rate": "60/s"`), map[string]float64{
			"jobs.redriven": 3, "jobs.deadLetters.end": 3, "jobs.handouts": 12}},
		{"before and after", volatile, keep, `"r": ` + redrive("5s", "") + `, "s": ` + redrive("11s", ""), map[string]float64{
			"jobs.ok": 3, "jobs.redriven": 6, "jobs.redrivenOk": 3, "jobs.handouts": 15}},
		{"two at a time take turns", volatile, keep, `"r": ` + redrive("11s", `, "rate": "1/s"`) + `, "s": ` + redrive("11500ms", `, "rate": "1/s"`), map[string]float64{
			"jobs.ok": 3, "jobs.redriven": 3, "jobs.latency.max": 10.81}},
		{"only those that are there as it begins", volatile, keep, `"r": ` + redrive("1110ms", ""), map[string]float64{
			"jobs.redriven": 1, "jobs.deadLetters.end": 3}},
		{"a crash loses them", volatile, keep, crash + `, "r": ` + redrive("11s", ""), map[string]float64{
			"jobs.lost": 3, "jobs.redriven": 0, "jobs.deadLetters.end": 0}},
		{"a crash that they outlive", lasting, keep, crash + `, "r": ` + redrive("11s", ""), map[string]float64{
			"jobs.ok": 3, "jobs.redriven": 3}},
		{"a broker that is down puts nothing back", lasting, keep, crash + `, "r": ` + redrive("9200ms", ""), map[string]float64{
			"jobs.redriven": 0, "jobs.deadLetters.end": 3}},
		{"a crash ends what puts them back", lasting, keep, `"r": ` + redrive("7500ms", `, "rate": "1/s"`) + `, ` + crash, map[string]float64{
			"jobs.redriven": 2, "jobs.deadLetters.end": 3}},
		{"room for one: the others stay", volatile, keep + `, "capacity": 1`, `"r": ` + redrive("11s", ""), map[string]float64{
			"jobs.ok": 1, "jobs.redriven": 1, "jobs.deadLetters.end": 2}},
		{"room for one: the others are tried again", volatile, keep + `, "capacity": 1`, `"r": ` + redrive("11s", `, "rate": "125/s"`), map[string]float64{
			"jobs.ok": 3, "jobs.redriven": 3, "jobs.latency.mean": 10 - 0.1 + 0.016 + 0.01}},
		{"what is put back may expire anew", volatile, keep + `, "expire": "15ms"`, `"p": {"at": "11s", "fault": "pause", "target": "bus"}, "r": ` + redrive("12s", ""), map[string]float64{
			"jobs.expired": 3}},
	} {
		text := strings.NewReplacer("DURABLE", row.durable, "QUEUE", row.queue, "FAULTS", row.faults).Replace(buggy)
		hold(t, row.reason, run(t, text), row.want)
	}
}
