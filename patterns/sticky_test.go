package patterns_test

import (
	"fmt"
	"testing"
)

// TestWhoHasAskedBeforeIsSentToTheSameTarget counts what takes effect elsewhere
// than the last operation of the same user. User 4 asks once before all others do.
func TestWhoHasAskedBeforeIsSentToTheSameTarget(t *testing.T) {
	const lbCrash = `, "c": {"at": "5s", "for": "1s", "fault": "crash", "target": "lb"}`
	for _, row := range []struct {
		reason, policy, timeline string
		moved                    float64
	}{
		{"in turn", `"policy": "roundRobin"`, ``, 9*5 + 1},
		{"the same one", `"policy": "sticky"`, ``, 0},
		{"the cookie outlives the balancer", `"policy": "sticky"`, lbCrash, 0},
		{"its memory does not", `"policy": "sticky", "stick": "table"`, lbCrash, 4},
		{"another one where that is out", `"policy": "sticky", "health": {"interval": "100ms", "unhealthy": 1}`, `, "c": {"at": "5s", "fault": "crash", "target": "api/0"}`, 3},
		{"it is over when nobody asks for long", `"policy": "sticky", "stickFor": "500ms"`, ``, 9*5 + 1},
		{"it goes on as long as somebody asks", `"policy": "sticky", "stickFor": "1500ms"`, ``, 0},
	} {
		times := `"1s", "2s", "3s", "4s", "8s", "9s", "10s", "11s", "12s", "13s"`
		if row.policy == `"policy": "sticky", "stickFor": "1500ms"` {
			times = `"1s", "2s", "3s", "4s", "5s", "6s", "7s", "8s", "9s", "10s"`
		}
		hold(t, row.reason, run(t, fmt.Sprintf(`{
			"version": 1, "title": "Five users", "duration": "20s", "hop": {"latency": "0s", "connection": {"open": "ready"}},
			"nodes": {"user": {"kind": "client", "count": 5}, "lb": {"kind": "balancer", "to": "api", %s}, "api": {"kind": "server", "count": 2, "workers": 9}},
			"keys": {"account": {"count": 5}},
			"flows": {"ask": {"from": "user", "to": "lb", "pattern": "requestResponse", "about": {"keys": "account", "by": "speaker"}, "send": {"arrivals": "times", "times": [%s]}}},
			"timeline": {"first": {"at": "500ms", "send": "ask", "target": "user/4"}%s}
		}`, row.policy, times, row.timeline)), map[string]float64{"ask.moved": row.moved, "ask.ok": 51})
	}
}
