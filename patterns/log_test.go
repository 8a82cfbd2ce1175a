package patterns_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// readLater is a log with one reader (or more) whose work takes 100 ms. Every way
// takes 10 ms.
const readLater = `{
  "version": 1, "title": "Read later", "duration": "60s",
  "nodes": {"bus": {"kind": "broker", "durable": true}, "reader": {"kind": "server", "count": COUNT, "service": "100ms"}},
  "hop": {"latency": "10ms", "connection": {"open": "ready"}},
  "flows": {"news": {"from": "reader", "to": "bus", "pattern": "log", "log": {"session": "2s", OPTIONS},
            "updates": {"audience": "all", "arrivals": "times", "times": [TIMES]}}},
  "timeline": {FAULT}
}`

func TestReadersOfALogGoOnFromTheirOffset(t *testing.T) {
	fault := func(what, target, at, length string) string {
		return fmt.Sprintf(`"fault": {"at": %q, "for": %q, "fault": %q, "target": %q}`, at, length, what, target)
	}
	for _, row := range []struct {
		reason, options, times, fault string
		count                         int
		want                          map[string]float64
	}{
		{"a fetch waits for it", `"partitions": 1`, `"1s"`, "", 1, map[string]float64{"news.ok": 1, "news.staleness.max": 0.11, "news.redeliveries": 0}},
		// The first goes at once; the second waits for the next fetch.
		{"two at once", `"partitions": 1`, `"1s", "1s"`, "", 1, map[string]float64{"news.ok": 2, "news.staleness.max": 0.11 + 0.02 + 0.1, "news.deliveries": 2}},
		{"two while one is worked on", `"partitions": 1`, `"1s", "1050ms", "1060ms"`, "", 1, map[string]float64{"news.ok": 3, "news.deliveries": 2, "news.handouts": 3}},
		{"a batch of one at most", `"batch": 1`, `"1s", "1050ms", "1060ms"`, "", 1, map[string]float64{"news.ok": 3, "news.deliveries": 3, "news.handouts": 3}},
		// Back at 2.05 s it opens a connection, asks, and reads it again.
		{"a crash before the commit", `"commit": "after"`, `"1s"`, fault("crash", "reader", "1050ms", "1s"), 1,
			map[string]float64{"news.ok": 1, "news.staleness.max": 1.05 + 0.04 + 0.1, "news.redeliveries": 1, "news.appliedTwice": 0}},
		{"a crash after the commit", `"commit": "before"`, `"1s"`, fault("crash", "reader", "1050ms", "1s"), 1,
			map[string]float64{"news.ok": 0, "news.lost": 1, "news.redeliveries": 0}},
		{"late for one, in time for the other", `"retention": "2s"`, `"1s", "4s"`, fault("crash", "reader", "500ms", "4500ms"), 1,
			map[string]float64{"news.ok": 1, "news.expired": 1, "news.staleness.max": 1 + 0.04 + 0.1, "news.lag.end": 0}},
		{"no room for three", `"capacity": 2`, `"1s", "2s", "3s"`, fault("crash", "reader", "500ms", "4500ms"), 1,
			map[string]float64{"news.ok": 2, "news.dropped": 1, "news.lag.max": 2}},
		{"behind the newest", `"retention": "2s", "begin": "latest"`, `"1s", "4s", "6s"`, fault("crash", "reader", "500ms", "4500ms"), 1,
			map[string]float64{"news.ok": 1, "news.losses": 2}},
		// The second reader's partition goes to the first, and back again.
		{"a reader is silent", `"partitions": 2`, `"1s", "1s", "5s", "5s"`, fault("crash", "reader/1", "1050ms", "10s"), 2,
			map[string]float64{"news.ok": 4, "news.redeliveries": 1, "news.rebalances": 4, "reader/0.served": 4}},
		{"a reader says goodbye", `"partitions": 2, "leave": "reset"`, `"2s", "2s"`, fault("crash", "reader/1", "1s", "10s"), 2,
			map[string]float64{"news.ok": 2, "news.staleness.max": 0.11 + 0.02 + 0.1}},
		// It goes on working where it was, and its commit counts for nothing.
		{"a reader is paused for longer than its session", `"partitions": 2`, `"1s", "1s"`, fault("pause", "reader/1", "1050ms", "3s"), 2,
			map[string]float64{"news.ok": 2, "news.applied": 3, "news.appliedTwice": 1}},
		// Back at 4 s, its fetch brings both 40 ms later: 100 ms for its state, 20 ms for the next fetch, 100 ms of work.
		{"a state is made again", `"state": {"apply": "50ms"}`, `"1s", "2s", "4050ms"`, fault("crash", "reader", "3s", "1s"), 1,
			map[string]float64{"news.ok": 3, "news.applied": 3, "news.replayed": 2, "news.rebuild.max": 0.01 + 0.1, "news.staleness.max": 0.04 - 0.05 + 0.1 + 0.02 + 0.1}},
		{"a state is made again from its snapshot", `"state": {"apply": "50ms", "snapshot": 2}`, `"1s", "1500ms", "2s", "4050ms"`, fault("crash", "reader", "3s", "1s"), 1,
			map[string]float64{"news.ok": 4, "news.replayed": 1, "news.staleness.max": 0.04 - 0.05 + 0.05 + 0.02 + 0.1}},
		{"a state of what is kept", `"state": {}, "retention": "2200ms"`, `"1s", "2s"`, fault("crash", "reader", "3s", "1s"), 1,
			map[string]float64{"news.ok": 2, "news.replayed": 1}},
		{"a state that is not lost in a pause", `"state": {}`, `"1s", "2s"`, fault("pause", "reader", "3s", "1s"), 1,
			map[string]float64{"news.ok": 2, "news.replayed": 0}},
		// The other makes it once it has the partition, and the one that comes back once more.
		{"a state for what was another's", `"state": {}, "partitions": 2`, `"1s", "1s", "1200ms", "1200ms"`, fault("crash", "reader/1", "2s", "30s"), 2,
			map[string]float64{"news.ok": 4, "news.replayed": 4}},
		// The one that is away is given the other's partition, and begins both anew when it is back;
		// so does the other.
		{"a state for who was away", `"state": {}, "partitions": 2`, `"1s", "1s", "6s", "6s"`, fault("crash", "reader/1", "1500ms", "30s") + `, ` + strings.Replace(fault("crash", "reader/0", "3s", "1500ms"), "fault", "other", 1), 2,
			map[string]float64{"news.ok": 4, "news.replayed": 2 + 2}},
		{"a broker that loses nothing", `"partitions": 1`, `"1s", "3s"`, fault("crash", "bus", "1050ms", "1s"), 1, map[string]float64{"news.ok": 2, "news.losses": 0}},
	} {
		text := strings.NewReplacer("COUNT", fmt.Sprint(row.count), "OPTIONS", row.options, "TIMES", row.times, "FAULT", row.fault).Replace(readLater)
		hold(t, row.reason, run(t, text), row.want)
	}
}

// TestADurableLogLosesNothing draws crashes of readers and of the broker, and
// pauses: whatever the log has acknowledged is read, once at least.
func TestADurableLogLosesNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		one := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(r, label) }
		var faults []string
		for i := range rapid.IntRange(0, 4).Draw(r, "faults") {
			faults = append(faults, fmt.Sprintf(`"f%d": {"at": %q, "for": %q, "fault": %q, "target": %q}`, i,
				one("at", "500ms", "1s", "1003ms", "1100ms", "2s", "3s"), one("for", "20ms", "300ms", "1500ms", "4s"),
				one("fault", "crash", "crash", "pause", "partition"), one("target", "bus", "mail", "bill", "bill/0", "bill/1")))
		}
		text := fmt.Sprintf(`{
			"version": 1, "title": "Nothing is lost", "duration": "120s", "warmup": "0s",
			"nodes": {"shop": {"kind": "client"}, "bus": {"kind": "broker", "durable": true, "sync": "3ms", "service": "100us"},
			          "bill": {"kind": "server", "count": %d, "service": "20ms"}, "mail": {"kind": "server", "service": "5ms"}},
			"hop": {"latency": "10ms", "loss": 0.02, "retransmit": "50ms"},
			"flows": {"news": {"from": ["bill", "mail"], "to": "bus", "pattern": "log", "timeout": "200ms", "retry": {"attempts": 200, "backoff": "100ms"},
			          "log": {"partitions": %d, "batch": %d, "session": %q, "rebalance": %q, "leave": %q, "order": %q, "timeout": "1s", %s "reconnect": {"backoff": "100ms", "cap": "1s"}},
			          "updates": {"source": "shop", "audience": "all", "totalRate": "30/s", "stop": "4s"}}},
			"timeline": {%s}}`,
			rapid.IntRange(1, 3).Draw(r, "readers"), rapid.IntRange(1, 4).Draw(r, "partitions"), rapid.IntRange(1, 20).Draw(r, "batch"),
			one("session", "300ms", "1s", "5s"), one("rebalance", "cooperative", "eager"), one("leave", "session", "reset"), one("order", "partition", "none"),
			one("state", "", `"state": {"apply": "2ms"},`, `"state": {"snapshot": 7},`),
			strings.Join(faults, ", "))
		if strings.Contains(text, `"bill/1"`) && strings.Contains(text, `"count": 1`) {
			return
		}
		figures := run(t, text)
		if ok, _ := figures.Lookup("news.okShare"); ok.Value != 1 {
			r.Fatalf("%v of the messages were read\n%s", ok.Value, text)
		}
	})
}
