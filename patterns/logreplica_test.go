package patterns_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// kept is a log that three replicas keep. What comes up takes 10 ms to the leader, a
// fetch of it 10 ms back to its reader, which works for 1 ms, and between replicas all
// takes 50 ms.
const kept = `{
  "version": 1, "title": "Kept three times", "duration": "60s",
  "nodes": {"shop": {"kind": "client"}, "bus": {"kind": "broker", "count": 3, "durable": DURABLE}, "reader": {"kind": "server", "workers": 9, "service": "1ms"}},
  "hop": {"latency": "10ms", "connection": {"open": "ready"}},
  "flows": {"news": {"from": "reader", "to": "bus", "pattern": "log", "timeout": "20s", RETRY
            "log": {"order": "none", "wait": "20s", "session": "1m", "reconnect": {"backoff": "100ms", "factor": 1, "jitter": "none"},
                    MORE "replication": {"delay": "50ms", "detect": "1s", OPTIONS}},
            "updates": {"source": "shop", "audience": "all", "arrivals": "times", "times": [TIMES]}}},
  "timeline": {FAULTS}
}`

func TestReplicasKeepALog(t *testing.T) {
	crash := func(which, at, length string) string {
		return fmt.Sprintf(`"crash%s%s": {"at": %q, "for": %q, "fault": "crash", "target": "bus/%s"}`, which, at, at, length, which)
	}
	const again = `"retry": {"attempts": 100, "backoff": "100ms", "factor": 1, "jitter": "none"},`
	for _, row := range []struct {
		reason, options, times, faults, more string
		want                                 map[string]float64
	}{
		{"the leader has it", `"acks": "leader"`, `"1s"`, "", "", map[string]float64{"news.accepted.max": 0.02, "news.staleness.max": 0.01 + 0.1 + 0.01 + 0.001}},
		{"all have it: there and back", `"acks": "all"`, `"1s"`, "", "", map[string]float64{"news.accepted.max": 0.02 + 0.1, "news.staleness.max": 0.01 + 0.1 + 0.01 + 0.001}},
		// The second waits for the fetch that comes 100 ms after the first was handed on.
		{"the fetch is on its way", `"acks": "all"`, `"1s", "1030ms"`, "", "", map[string]float64{"news.accepted.min": 0.02 + 0.1, "news.accepted.max": 0.02 + 0.07 + 0.1}},
		{"a batch is one promise", `"acks": "all"`, `"1s", "1s"`, "", `"producer": {"count": 2},`, map[string]float64{"news.batches": 1, "news.accepted.min": 0.02 + 0.1, "news.accepted.max": 0.02 + 0.1}},
		{"a follower that is missed", `"acks": "all"`, `"1s"`, crash("1", "500ms", "9s"), "", map[string]float64{"news.accepted.max": 0.5 + 0.01}},
		{"a follower that is not waited for", `"acks": "all"`, `"2s"`, crash("1", "500ms", "9s"), "", map[string]float64{"news.accepted.max": 0.02 + 0.1}},
		{"too few are in sync", `"acks": "all", "minInSync": 3`, `"2s", "8s"`, crash("1", "500ms", "4s"), "", map[string]float64{"news.ok": 1, "news.notEnoughReplicas": 1}},
		{"nobody reads what too few have", `"acks": "leader", "minInSync": 3`, `"2s"`, crash("1", "500ms", "4s"), "", map[string]float64{"news.accepted.max": 0.02, "news.staleness.max": 2.55 + 0.1 + 0.011}},
		// It is back at 4.5 s; 50 ms later the leader knows that it lacks what has come
		// up, hands that over, and has it in sync 100 ms after that.
		{"a follower that catches up", `"acks": "all", "minInSync": 2`, `"2s"`, crash("1", "500ms", "4s") + ", " + crash("2", "3s", "20s") + ", " + crash("0", "6s", "20s"), "", map[string]float64{"news.ok": 1}},
		// The first reaches the followers, the second does not.
		{"a leader crashes that has told more than it has handed on", `"acks": "leader"`, `"1s", "1020ms"`, crash("0", "1050ms", "30s"), again, map[string]float64{"news.ok": 1, "news.truncated": 1, "news.losses": 1}},
		{"a leader crashes that has promised nothing", `"acks": "all"`, `"1s", "1020ms"`, crash("0", "1050ms", "30s"), again, map[string]float64{"news.ok": 2, "news.truncated": 0, "news.accepted.count": 2}},
		{"nobody asks for it again", `"acks": "all"`, `"1s", "1020ms"`, crash("0", "1050ms", "30s"), "", map[string]float64{"news.ok": 1, "news.lost": 1}},
		{"a batch that is cut off comes again", `"acks": "all"`, `"1s", "1020ms", "1020ms"`, crash("0", "1060ms", "30s"), again + `|"producer": {"linger": "1ms"},`, map[string]float64{"news.ok": 3, "news.truncated": 0, "news.applied": 3}},
		{"a leader that is back before it is missed leads no more", `"acks": "leader"`, `"1s", "1020ms"`, crash("0", "1050ms", "300ms"), again, map[string]float64{"news.ok": 1, "news.truncated": 1}},
		{"the only one in sync leads when it is back", `"acks": "leader"`, `"5s", "5020ms"`, crash("1", "1s", "30s") + ", " + crash("2", "1s", "30s") + ", " + crash("0", "5100ms", "3s"), again, map[string]float64{"news.ok": 2}},
		{"who was not in sync leads never", `"acks": "leader"`, `"5s", "20s"`, crash("1", "1s", "8s") + ", " + crash("2", "1s", "50s") + ", " + crash("0", "5100ms", "20s"), again, map[string]float64{"news.ok": 2, "news.truncated": 0, "bus/1.served": 0}},
	} {
		retry, more := "", row.more
		if rest, ok := strings.CutPrefix(row.more, again); ok {
			retry, more = again, strings.TrimPrefix(rest, "|")
		}
		text := strings.NewReplacer("DURABLE", "true", "RETRY", retry, "MORE", more, "OPTIONS", row.options, "TIMES", row.times, "FAULTS", row.faults).Replace(kept)
		hold(t, row.reason, run(t, text), row.want)
	}
}

func TestReplicasWithoutADiskKeepALogWhileOneIsLeft(t *testing.T) {
	for _, row := range []struct {
		reason, faults string
		want           map[string]float64
	}{
		{"the leader crashes", `"a": {"at": "2s", "for": "5s", "fault": "crash", "target": "bus/0"}`, map[string]float64{"news.losses": 0, "news.ok": 2}},
		{"all crash before it is read", `"b": {"at": "1s", "for": "10s", "fault": "crash", "target": "reader"}, "a": {"at": "2s", "for": "5s", "fault": "crash", "target": "bus/*"}`, map[string]float64{"news.losses": 1, "news.ok": 1}},
	} {
		text := strings.NewReplacer("DURABLE", "false", "RETRY", "", "MORE", "", "OPTIONS", `"acks": "all"`, "TIMES", `"1500ms", "20s"`, "FAULTS", row.faults).Replace(kept)
		hold(t, row.reason, run(t, text), row.want)
	}
}

// TestWhatAllReplicasHaveIsNeverLost draws crashes: of any replicas that have disks, or
// of fewer than are to be in sync of those that have none.
func TestWhatAllReplicasHaveIsNeverLost(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		one := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(r, label) }
		durable, least := rapid.Bool().Draw(r, "durable"), rapid.IntRange(1, 3).Draw(r, "least")
		fragile := 3
		if !durable {
			fragile = least - 1
		}
		var faults []string
		for i := range rapid.IntRange(0, 6).Draw(r, "faults") {
			target := "bill"
			if fragile > 0 {
				target = fmt.Sprintf("bus/%d", (rapid.IntRange(0, fragile-1).Draw(r, "target")))
			}
			faults = append(faults, fmt.Sprintf(`"f%d": {"at": %q, "for": %q, "fault": "crash", "how": %q, "target": %q}`, i,
				one("at", "500ms", "1s", "1003ms", "1100ms", "2s", "3s"), one("for", "20ms", "300ms", "1500ms", "4s"), one("how", "process", "host"), target))
		}
		text := fmt.Sprintf(`{
			"version": 1, "title": "Nothing is lost", "duration": "120s", "warmup": "0s",
			"nodes": {"shop": {"kind": "client"}, "bus": {"kind": "broker", "count": 3, "durable": %v, "service": "100us"}, "bill": {"kind": "server", "count": 2, "service": "5ms"}},
			"hop": {"latency": "10ms", "loss": 0.02, "retransmit": "50ms"},
			"flows": {"news": {"from": "bill", "to": "bus", "pattern": "log", "timeout": "200ms", "retry": {"attempts": 500, "backoff": "100ms", "factor": 1},
			          "log": {"partitions": %d, "session": "1s", "timeout": "1s", %s "reconnect": {"backoff": "100ms", "cap": "1s"},
			                  "replication": {"minInSync": %d, "delay": {"dist": "exponential", "mean": %q}, "detect": %q}},
			          "updates": {"source": "shop", "audience": "all", "totalRate": "30/s", "stop": "4s"}}},
			"timeline": {%s}}`,
			durable, rapid.IntRange(1, 3).Draw(r, "partitions"), one("producer", "", `"producer": {"linger": "30ms"},`), least,
			one("delay", "1ms", "20ms", "80ms"), one("detect", "0s", "100ms", "2s"), strings.Join(faults, ", "))
		figures := run(t, text)
		if ok, _ := figures.Lookup("news.okShare"); ok.Value != 1 {
			r.Fatalf("%v of the messages were read\n%s", ok.Value, text)
		}
	})
}
