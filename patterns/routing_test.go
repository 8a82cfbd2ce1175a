package patterns_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// routed is an exchange for two queues, one of which has two replicas. Messages
// are about the keys a.x, a.y, b.x and nobody, in turn of their being drawn.
const routed = `{
  "version": 1, "title": "Routed", "duration": "60s", "keys": {"topic": {"count": 4}},
  "nodes": {"shop": {"kind": "client"}, "bus": {"kind": "broker"}, "one": {"kind": "server"}, "two": {"kind": "server", "count": 2}},
  "hop": {"latency": "10ms", "connection": {"open": "ready"}},
  "flows": {"news": {"from": ["one", "two"], "to": "bus", "pattern": "publishSubscribe", "about": "topic",
    "publishSubscribe": {"delivery": "atLeastOnce", "group": GROUP, "exchange": {"kind": "topic", "keys": ["a.x", "a.y", "b.x", "nobody"], "unroutable": UNROUTABLE,
      "bindings": [{"to": "one", "key": "a.*"}, {"to": "one", "key": "a.x"}, {"to": "two", "key": "#.x"}]}},
    "updates": {SOURCE "audience": "all", "arrivals": "constant", "totalRate": "10/s", "stop": "40s"}}}
}`

// TestAnExchangeSaysWhoGetsWhat: a.x goes to both, once each; a.y and b.x to one of
// them; what nobody is bound to to nobody, which is told or is not.
func TestAnExchangeSaysWhoGetsWhat(t *testing.T) {
	for _, row := range []struct {
		group, unroutable, source string
		copies                    float64 // of the second's, for each message
		gone                      string
	}{
		{"node", "drop", "", 1, "news.dropped"},
		{"replica", "drop", "", 2, "news.dropped"},
		{"node", "drop", `"source": "shop",`, 1, "news.dropped"},
		{"node", "return", `"source": "shop",`, 1, "news.notFound"},
		{"replica", "return", "", 2, "news.notFound"},
	} {
		figures := run(t, strings.NewReplacer("GROUP", fmt.Sprintf("%q", row.group), "UNROUTABLE", fmt.Sprintf("%q", row.unroutable), "SOURCE", row.source).Replace(routed))
		of := func(name string) float64 {
			m, known := figures.Lookup(name)
			if !known {
				t.Fatal(name)
			}
			return m.Value
		}
		one, two, gone := of("one.served"), of("two.served")/row.copies, of(row.gone)
		if of("news.operations") != one+of("two.served")+gone || gone < 60 || one < 150 || two < 150 {
			t.Errorf("%+v: %v operations: %v, %v and %v", row, of("news.operations"), one, two, gone)
		}
		if both := one + two + gone - 400; both < 60 {
			t.Errorf("%+v: %v of 400 messages went to both", row, both)
		}
	}
}

// asked are jobs with replies. Every way takes 10 ms, the work 20 ms.
const asked = `{
  "version": 1, "title": "Asked", "duration": "60s",
  "nodes": {"web": {"kind": "client", "count": 2}, "bus": {"kind": "broker"}, "worker": {"kind": "server", "count": 2, "service": "20ms"}},
  "hop": {"latency": "10ms", "connection": {"open": "ready"}},
  "flows": {"ask": {"from": "web", "to": "bus", "pattern": "queue", "queue": {"consumers": "worker", "reply": true, OPTIONS},
    "send": {"arrivals": "times", "times": ["1s"]}}},
  "timeline": {FAULT}
}`

func TestAReplyGoesBackToWhoHasAsked(t *testing.T) {
	for _, row := range []struct {
		reason, options, fault string
		want                   map[string]float64
	}{
		{"there and back", `"prefetch": 1`, "", map[string]float64{"ask.ok": 2, "ask.latency.mean": 0.06, "ask.applied": 2}},
		// The first two ways and the work are done again once the broker knows.
		{"a worker crashes", `"prefetch": 1`, `"c": {"at": "1030ms", "for": "10s", "fault": "crash", "target": "worker/0"}`,
			map[string]float64{"ask.ok": 2, "ask.redeliveries": 1, "ask.applied": 2, "ask.latency.min": 0.06}},
		{"nobody works", `"expire": "2s"`, `"c": {"at": "0s", "for": "10s", "fault": "crash", "target": "worker"}`, map[string]float64{"ask.expired": 2}},
		{"the broker forgets the replies", `"prefetch": 1`, `"c": {"at": "1055ms", "for": "1s", "fault": "crash", "target": "bus"}`, map[string]float64{"ask.lost": 2}},
		{"the broker is not there for the replies", `"prefetch": 1`, `"c": {"at": "1045ms", "for": "1s", "fault": "crash", "target": "bus"}`, map[string]float64{"ask.lost": 2}},
	} {
		text := strings.NewReplacer("OPTIONS", row.options, "FAULT", row.fault).Replace(asked)
		hold(t, row.reason, run(t, text), row.want)
	}
}

// TestADurableBrokerLosesNoReply draws crashes of all who take part but the
// producers: every job is answered in the end.
func TestADurableBrokerLosesNoReply(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		one := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(r, label) }
		var faults []string
		for i := range rapid.IntRange(0, 4).Draw(r, "faults") {
			faults = append(faults, fmt.Sprintf(`"f%d": {"at": %q, "for": %q, "fault": %q, "target": %q}`, i,
				one("at", "500ms", "1s", "1003ms", "1100ms", "2s", "3s"), one("for", "20ms", "300ms", "1500ms"),
				one("fault", "crash", "pause", "partition"), one("target", "bus", "worker", "worker/0")))
		}
		figures := run(t, fmt.Sprintf(`{
			"version": 1, "title": "Every job is answered", "duration": "200s", "warmup": "0s",
			"nodes": {"web": {"kind": "client", "count": 2}, "bus": {"kind": "broker", "durable": true, "sync": "3ms", "disk": %q}, "worker": {"kind": "server", "count": 2, "service": "20ms"}},
			"hop": {"latency": "10ms", "loss": 0.02, "retransmit": "50ms"},
			"flows": {"ask": {"from": "web", "to": "bus", "pattern": "queue", "timeout": "200ms", "retry": {"attempts": 200, "backoff": "100ms"},
				"queue": {"consumers": "worker", "reply": true, "redeliver": "1s", "prefetch": %d, "reconnect": {"backoff": "100ms", "cap": "1s"}}, "send": {"rate": "10/s", "stop": "4s"}}},
			"timeline": {%s}}`, one("disk", "parallel", "serial", "group"), rapid.IntRange(1, 3).Draw(r, "prefetch"), strings.Join(faults, ", ")))
		if ok, _ := figures.Lookup("ask.okShare"); ok.Value != 1 {
			r.Fatalf("%v of the jobs were answered", ok.Value)
		}
	})
}
