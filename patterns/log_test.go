package patterns_test

import (
	"fmt"
	"math"
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
		{"no room while it works", `"capacity": 1`, `"1s", "1010ms", "1020ms", "1030ms"`, "", 1,
			map[string]float64{"news.ok": 2, "news.dropped": 2, "news.lost": 0}},
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

// TestACompactedLogKeepsTheNewestOfEachKey: all messages are about one key. A reader that
// is away asks again 40 ms after it is back.
func TestACompactedLogKeepsTheNewestOfEachKey(t *testing.T) {
	const away = `"fault": {"at": "500ms", "for": "4500ms", "fault": "crash", "target": "reader"}`
	const later = `"fault": {"at": "3500ms", "for": "2500ms", "fault": "crash", "target": "reader"}`
	const three = `"1s", "2s", "3s"`
	for _, row := range []struct {
		reason, options, times, fault string
		want                          map[string]float64
	}{
		{"nothing is compacted", `"partitions": 1`, three, away, map[string]float64{"news.ok": 3, "news.backlog.end": 3}},
		{"only the newest is read", `"compact": {"interval": "4s"}`, three, away, map[string]float64{"news.ok": 1, "news.coalesced": 2, "news.handouts": 1, "news.backlog.end": 1, "news.lag.max": 3, "news.lag.end": 0}},
		{"the cleaner has not come", `"compact": {"interval": "7s"}`, three, away, map[string]float64{"news.ok": 3, "news.coalesced": 0, "news.backlog.max": 3, "news.backlog.end": 1}},
		{"some are too young", `"compact": {"interval": "4s", "lag": "1500ms"}`, three, away, map[string]float64{"news.ok": 2, "news.coalesced": 1, "news.backlog.end": 1}},
		{"a message that supersedes is as old", `"compact": {"interval": "4s", "lag": "2500ms"}`, three, away, map[string]float64{"news.ok": 3, "news.backlog.end": 1}},
		{"what is read already stays done", `"compact": {"interval": "4s"}`, three, "", map[string]float64{"news.ok": 3, "news.coalesced": 0, "news.backlog.end": 1}},
		// It works on the first from 1.01 s on.
		{"what a reader has in hand it has", `"compact": {"interval": "1050ms"}, "batch": 1`, `"1s", "1010ms"`, "", map[string]float64{"news.ok": 2, "news.coalesced": 0, "news.backlog.end": 1}},
		{"a crash takes it out of its hand", `"compact": {"interval": "1050ms"}`, `"1s", "1001ms"`, `"fault": {"at": "1030ms", "for": "1s", "fault": "crash", "target": "reader"}`, map[string]float64{"news.ok": 1, "news.coalesced": 1, "news.redeliveries": 0}},
		{"retention takes what is left", `"compact": {"interval": "4s"}, "retention": "3500ms"`, three, away, map[string]float64{"news.ok": 1, "news.coalesced": 2, "news.backlog.end": 0}},
		{"what is compacted takes no room", `"compact": {"interval": "2500ms"}, "capacity": 2`, three, away, map[string]float64{"news.ok": 1, "news.coalesced": 2, "news.dropped": 0}},
		{"a state of the newest", `"compact": {"interval": "4s"}, "state": {"apply": "50ms"}`, three, later, map[string]float64{"news.ok": 3, "news.replayed": 1, "news.rebuild.max": 0.01 + 0.05}},
		{"a state of all", `"state": {"apply": "50ms"}`, three, later, map[string]float64{"news.replayed": 3, "news.rebuild.max": 0.01 + 0.15}},
		// What is read again at 6.04 s is superseded by what is not: there is nothing to make.
		{"a state of nothing", `"compact": {"interval": "5500ms"}, "state": {"apply": "50ms"}`, three + `, "5s"`, later, map[string]float64{"news.ok": 4, "news.replayed": 0, "news.handouts": 4}},
		// The rest of three goes while the first is applied, and is left out as the next fetch comes.
		{"a state whose rest is superseded while it is made", `"compact": {"interval": "6100ms"}, "batch": 1, "state": {"apply": "200ms"}`, three + `, "5s"`, later, map[string]float64{"news.ok": 4, "news.replayed": 3, "news.rebuild.max": 0.01 + 0.2 + 0.01}},
		{"a broker that is down is not compacted", `"compact": {"interval": "4s"}`, three, away + `, "down": {"at": "3500ms", "for": "1s", "fault": "crash", "target": "bus"}`, map[string]float64{"news.ok": 3, "news.backlog.end": 1}},
	} {
		text := strings.NewReplacer("COUNT", "1", "OPTIONS", row.options, "TIMES", row.times, "FAULT", row.fault,
			`"flows": {"news": {`, `"keys": {"one": {"count": 1}}, "flows": {"news": {"about": "one", `).Replace(readLater)
		hold(t, row.reason, run(t, text), row.want)
	}
}

// TestACompactedLogHasATable: of n messages about K keys that are drawn evenly
// K(1-(1-1/K)^n) are kept, and a state is made of them in that many times its apply.
func TestACompactedLogHasATable(t *testing.T) {
	for _, keys := range []float64{50, 400} {
		figures := run(t, fmt.Sprintf(`{
			"version": 1, "title": "A table", "duration": "100s", "warmup": "0s",
			"nodes": {"bus": {"kind": "broker", "durable": true}, "reader": {"kind": "server", "service": "1ms"}},
			"hop": {"latency": "0s", "connection": {"open": "ready"}}, "keys": {"user": {"count": %v}},
			"flows": {"news": {"from": "reader", "to": "bus", "pattern": "log", "about": "user", "log": {"compact": {"interval": "1s"}, "batch": 100000, "state": {"apply": "10ms"}},
			          "updates": {"audience": "all", "arrivals": "constant", "totalRate": "10/s", "stop": "60s"}}},
			"timeline": {"fault": {"at": "70s", "for": "1s", "fault": "crash", "target": "reader"}}}`, keys))
		look := func(what string) float64 {
			f, ok := figures.Lookup("news." + what)
			if !ok {
				t.Fatal(what)
			}
			return f.Value
		}
		// The variance of the distinct keys is below what each by itself would have.
		const n = 600
		left := math.Pow(1-1/keys, n)
		want, spread := keys*(1-left), math.Sqrt(keys*left*(1-left))
		if got := look("backlog.end"); math.Abs(got-want) > 4*spread+0.5 || got == n {
			t.Errorf("of %v messages about %v keys %v are kept, not %.1f", n, keys, got, want)
		}
		if got := look("replayed"); got != look("backlog.end") {
			t.Errorf("%v are read again, of %v that are kept", got, look("backlog.end"))
		}
		if got := look("rebuild.max"); math.Abs(got-0.01*look("replayed")) > 1e-9 {
			t.Errorf("a state of %v is made in %v s", look("replayed"), got)
		}
	}
}

// TestADurableLogLosesNothing draws crashes of readers and of the broker, and
// pauses: whatever the log has acknowledged is read, once at least, unless a later message
// of its key is.
func TestADurableLogLosesNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		one := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(r, label) }
		var faults []string
		for i := range rapid.IntRange(0, 4).Draw(r, "faults") {
			faults = append(faults, fmt.Sprintf(`"f%d": {"at": %q, "for": %q, "fault": %q, "target": %q}`, i,
				one("at", "500ms", "1s", "1003ms", "1100ms", "2s", "3s"), one("for", "20ms", "300ms", "1500ms", "4s"),
				one("fault", "crash", "crash", "pause", "partition"), one("target", "bus", "mail", "bill", "bill/0", "bill/1")))
		}
		compact := one("compact", "", "", `"compact": {"interval": "300ms"},`, `"compact": {"interval": "1s", "lag": "500ms"},`)
		about := ""
		if compact != "" {
			about = `"about": "few",`
		}
		text := fmt.Sprintf(`{
			"version": 1, "title": "Nothing is lost", "duration": "120s", "warmup": "0s",
			"nodes": {"shop": {"kind": "client"}, "bus": {"kind": "broker", "durable": true, "sync": "3ms", "service": "100us"},
			          "bill": {"kind": "server", "count": %d, "service": "20ms"}, "mail": {"kind": "server", "service": "5ms"}},
			"hop": {"latency": "10ms", "loss": 0.02, "retransmit": "50ms"}, "keys": {"few": {"count": 20}},
			"flows": {"news": {%s "from": ["bill", "mail"], "to": "bus", "pattern": "log", "timeout": "200ms", "retry": {"attempts": 200, "backoff": "100ms"},
			          "log": {"partitions": %d, "batch": %d, "session": %q, "rebalance": %q, "leave": %q, "order": %q, "timeout": "1s", %s "reconnect": {"backoff": "100ms", "cap": "1s"}},
			          "updates": {"source": "shop", "audience": "all", "totalRate": "30/s", "stop": "4s"}}},
			"timeline": {%s}}`,
			rapid.IntRange(1, 3).Draw(r, "readers"), about, rapid.IntRange(1, 4).Draw(r, "partitions"), rapid.IntRange(1, 20).Draw(r, "batch"),
			one("session", "300ms", "1s", "5s"), one("rebalance", "cooperative", "eager"), one("leave", "session", "reset"), one("order", "partition", "none"),
			one("producer", "", `"producer": {"linger": "30ms"},`, `"producer": {"linger": "0s", "count": 2},`)+one("state", "", `"state": {"apply": "2ms"},`, `"state": {"snapshot": 7},`)+compact,
			strings.Join(faults, ", "))
		if strings.Contains(text, `"bill/1"`) && strings.Contains(text, `"count": 1`) {
			return
		}
		figures := run(t, text)
		ok, _ := figures.Lookup("news.ok")
		superseded, _ := figures.Lookup("news.coalesced")
		if all, _ := figures.Lookup("news.operations"); ok.Value+superseded.Value != all.Value || compact == "" && superseded.Value > 0 {
			r.Fatalf("of %v messages %v were read, and %v superseded\n%s", all.Value, ok.Value, superseded.Value, text)
		}
	})
}

// TestMessagesGoTogether: what comes up at the source takes 10 ms to the broker, and
// 10 ms more to its reader, which works for 1 ms.
func TestMessagesGoTogether(t *testing.T) {
	for _, row := range []struct {
		reason, producer, times, more, fault string
		want                                 map[string]float64
	}{
		{"it lingers", `{"linger": "50ms"}`, `"1s"`, "", "", map[string]float64{"news.batches": 1, "news.staleness.max": 0.05 + 0.021}},
		{"with what comes up meanwhile", `{"linger": "50ms"}`, `"1s", "1030ms", "1050ms"`, "", "", map[string]float64{"news.batches": 2, "news.staleness.max": 0.05 + 0.021, "news.staleness.min": 0.02 + 0.021}},
		{"a batch that is full", `{"linger": "50ms", "count": 2}`, `"1s", "1030ms", "1040ms"`, "", "", map[string]float64{"news.batches": 2, "news.staleness.min": 0.021}},
		{"a batch that has its content", `{"linger": "50ms", "size": "200B"}`, `"1s", "1030ms"`, "", "", map[string]float64{"news.batches": 1, "news.staleness.min": 0.021}},
		{"a message that is too much for it", `{"linger": "50ms", "size": "199B"}`, `"1s", "1030ms"`, "", "", map[string]float64{"news.batches": 2, "news.cause.held.total": 0.03 + 0.05}},
		{"at one instant", `{"linger": "1ns"}`, `"1s", "1s", "1001ms"`, "", "", map[string]float64{"news.batches": 2, "news.staleness.min": 0.021}},
		{"one header for all", `{"linger": "50ms"}`, `"1s", "1010ms", "1020ms"`, "", "", map[string]float64{"in.bytes.up": 300 + 60 + 40}},
		{"a partition each", `{"linger": "50ms", "count": 2}`, `"1s", "1s", "1s", "1s"`, `"partitions": 2, `, "", map[string]float64{"news.batches": 2, "news.partitions.imbalance": 1, "news.deliveries": 2}},
		{"a source that crashes", `{"linger": "50ms"}`, `"1s", "1030ms"`, "", `"fault": {"at": "1040ms", "for": "1s", "fault": "crash", "target": "shop"}`, map[string]float64{"news.batches": 0, "news.lost": 2}},
	} {
		hold(t, row.reason, run(t, fmt.Sprintf(`{
			"version": 1, "title": "Together", "duration": "10s",
			"nodes": {"shop": {"kind": "client"}, "bus": {"kind": "broker", "durable": true}, "reader": {"kind": "server", "workers": 9, "service": "1ms"}},
			"hop": {"latency": "10ms", "connection": {"open": "ready"}}, "links": {"in": {"from": "shop", "to": "bus", "latency": "10ms", "connection": {"open": "ready"}}},
			"flows": {"news": {"from": "reader", "to": "bus", "pattern": "log", "log": {%s"order": "none", "wait": "20s", "producer": %s},
			          "updates": {"source": "shop", "size": "100B", "audience": "all", "arrivals": "times", "times": [%s]}}},
			"timeline": {%s}}`, row.more, row.producer, row.times, row.fault)), row.want)
	}
}

// TestALogTellsTheLagOfThePartitionThatIsFurthestBehind: eight messages come at once, for
// two readers with a partition each. Both groups are as far behind.
func TestALogTellsTheLagOfThePartitionThatIsFurthestBehind(t *testing.T) {
	for _, row := range []struct {
		reason, about, warmup string
		want                  map[string]float64
	}{
		{"all in one", `"about": "user", `, "0s", map[string]float64{"news.lag.max": 16, "news.lag.partition": 8, "news.partitions.imbalance": 2}},
		{"half in each", "", "0s", map[string]float64{"news.lag.max": 16, "news.lag.partition": 4, "news.partitions.imbalance": 2 * 5. / 9}},
		// Of four that are worked on one after the other, each a fetch, two are left; the last comes within the window.
		{"what is left of it in the window", "", "1250ms", map[string]float64{"news.lag.max": 10, "news.lag.partition": 3}},
	} {
		hold(t, row.reason, run(t, fmt.Sprintf(`{
			"version": 1, "title": "Behind", "duration": "10s", "warmup": %q, "keys": {"user": {"count": 2, "law": "zipf", "exponent": 10}},
			"nodes": {"bus": {"kind": "broker", "durable": true}, "reader": {"kind": "server", "count": 2, "service": "100ms"}, "other": {"kind": "server", "count": 2, "service": "100ms"}},
			"hop": {"latency": "0s", "connection": {"open": "ready"}},
			"flows": {"news": {"from": ["reader", "other"], "to": "bus", "pattern": "log", %s"log": {"partitions": 2, "batch": 1},
			          "updates": {"audience": "all", "arrivals": "times", "times": ["1s", "1s", "1s", "1s", "1s", "1s", "1s", "1s", "1260ms"]}}}}`, row.warmup, row.about)), row.want)
	}
}
