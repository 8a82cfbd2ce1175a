package patterns_test

import (
	"fmt"
	"strings"
	"testing"
)

// notified are phones that a provider tells of what an app says; one of them may be off.
// Every way takes 10 ms.
const notified = `{
  "version": 1, "title": "Notified", "duration": "100s", "warmup": "0s", "keys": {"match": {"count": KEYS}},
  "nodes": {"app": {"kind": "client"}, "provider": {"kind": "broker", "durable": true}, "phone": {"kind": "client", "count": 2}},
  "hop": {"latency": "10ms", "connection": {"open": "ready"}},
  "flows": {"goal": {"from": "phone", "to": "provider", "pattern": "publishSubscribe", "about": "match",
    "publishSubscribe": {"delivery": "atLeastOnce", "reconnect": {"backoff": "10ms", "jitter": "none"}OPTIONS},
    "updates": {"source": "app", "audience": "all", "arrivals": "constant", "totalRate": "1/s", "stop": "50s"}}},
  "timeline": {"off": {"at": "9500ms", "for": "20s", "fault": FAULT, "target": TARGET}}
}`

// TestWhatAProviderKeepsIsLatestOrInTime: what is said while a phone is off, twenty
// times, is kept for it, and for the other for as long as it is under way.
func TestWhatAProviderKeepsIsLatestOrInTime(t *testing.T) {
	for _, row := range []struct {
		reason, options, keys, fault, target string
		want                                 map[string]float64
	}{
		{"all is kept", "", "1", "crash", "phone/0", map[string]float64{"ok": 100, "backlog.max": 21}},
		{"the latest is kept", `, "collapse": true`, "1", "crash", "phone/0", map[string]float64{"ok": 81, "coalesced": 19, "losses": 0, "backlog.max": 2}},
		{"the latest of each key", `, "collapse": true`, "2", "crash", "phone/0", map[string]float64{"ok": 82, "coalesced": 18, "losses": 0, "backlog.max": 3}},
		{"what is in time", `, "expire": "5s"`, "1", "crash", "phone/0", map[string]float64{"ok": 85, "expired": 15, "losses": 15, "backlog.max": 6}},
		{"the latest, where it is in time", `, "collapse": true, "expire": "500ms"`, "1", "crash", "phone/0", map[string]float64{"ok": 80, "expired": 20, "coalesced": 0}},
		{"who takes what is said has it", `, "collapse": true, "expire": "500ms"`, "1", "slow", "provider", map[string]float64{"ok": 100, "expired": 0, "coalesced": 0}},
	} {
		fault := fmt.Sprintf("%q", row.fault)
		if row.fault == "slow" {
			fault += `, "factor": 1`
		}
		text := strings.NewReplacer("KEYS", row.keys, "OPTIONS", row.options, "FAULT", fault, "TARGET", fmt.Sprintf("%q", row.target)).Replace(notified)
		want := map[string]float64{}
		for name, value := range row.want {
			want["goal."+name] = value
		}
		hold(t, row.reason, run(t, text), want)
	}
}

// busy are states of one thing for a server that works for 2500 ms on each and takes
// one at a time. The ways take no time.
const busy = `{
  "version": 1, "title": "Busy", "duration": "100s", "warmup": "0s",
  "nodes": {"bus": {"kind": "broker", "durable": true}, "board": {"kind": "server", "workers": 1, "service": "2500ms"}},
  "hop": {"latency": "0s", "connection": {"open": "ready"}},
  "flows": {"state": {"from": "board", "to": "bus", "pattern": "publishSubscribe",
    "publishSubscribe": {"delivery": "atLeastOnce", "prefetch": 1, "collapse": true, "reconnect": {"backoff": "10ms", "jitter": "none"}},
    "updates": {"audience": "all", "arrivals": "times", "times": ["1s", "2s", "3s", "10s"]}}},
  "timeline": {FAULT}
}`

func TestWhatComesBackOutOfDateIsNotSaidAgain(t *testing.T) {
	for _, row := range []struct {
		reason, fault string
		want          map[string]float64
	}{
		{"it has its time: the first, the third, the last", ``, map[string]float64{"ok": 3, "coalesced": 1, "redeliveries": 0}},
		{"a later one waits", `"f": {"at": "2500ms", "for": "100ms", "fault": "crash", "target": "board"}`,
			map[string]float64{"ok": 3, "coalesced": 1, "redeliveries": 0}},
		{"the broker is away, too", `"f": {"at": "2500ms", "for": "100ms", "fault": "crash", "target": "bus"}`,
			map[string]float64{"ok": 3, "coalesced": 1, "redeliveries": 0}},
		{"it is the last", `"f": {"at": "1500ms", "for": "100ms", "fault": "crash", "target": "board"}`,
			map[string]float64{"ok": 3, "coalesced": 1, "redeliveries": 1}},
	} {
		want := map[string]float64{}
		for name, value := range row.want {
			want["state."+name] = value
		}
		hold(t, row.reason, run(t, strings.Replace(busy, "FAULT", row.fault, 1)), want)
	}
}

// TestWhatComesBackIsTheLastOnceTheLaterIsDone: of two servers that share a copy the
// first is slow with the first state, and the second has done the second as both crash.
// So the first comes back, and waits until the third takes its place.
func TestWhatComesBackIsTheLastOnceTheLaterIsDone(t *testing.T) {
	figures := run(t, `{
  "version": 1, "title": "Shared", "duration": "100s", "warmup": "0s",
  "nodes": {"bus": {"kind": "broker"}, "board": {"kind": "server", "count": 2, "workers": 1, "service": "2500ms"}},
  "hop": {"latency": "0s", "connection": {"open": "ready"}},
  "flows": {"state": {"from": "board", "to": "bus", "pattern": "publishSubscribe",
    "publishSubscribe": {"delivery": "atLeastOnce", "group": "node", "prefetch": 1, "collapse": true},
    "updates": {"audience": "all", "arrivals": "times", "times": ["1s", "2s", "5s"]}}},
  "timeline": {"slow": {"at": "0s", "fault": "slow", "target": "board/0", "factor": 0.1},
    "down": {"at": "4800ms", "for": "1s", "fault": "crash", "target": "board"}}
}`)
	hold(t, "shared", figures, map[string]float64{"state.ok": 2, "state.coalesced": 1, "state.redeliveries": 0})
}
