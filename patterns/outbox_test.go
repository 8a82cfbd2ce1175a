package patterns_test

import (
	"math"
	"strings"
	"testing"
)

// ticker is a screen that is pushed five updates at once, of which its line
// carries one a second, whether they come over a WebSocket or in a stream of events.
const ticker = `{
  "version": 1, "title": "Ticker", "duration": "30s",
  "nodes": {"screen": {"kind": "client"}, "api": {"kind": "server"}},
  "links": {"line": {"from": "screen", "to": "api", "latency": "0s", "bandwidth": "8kbit/s", "header": "0B", "connection": {"open": "ready"}}},
  "flows": {"ticks": {"from": "screen", "to": "api", "pattern": PATTERN, "push": {"outbox": OUTBOX},
            "serverSentEvents": {"outbox": OUTBOX, "buffer": 0, "frame": "0B", "keepAlive": "0s", "retry": "60s", "cap": "60s"},
            "headers": {"push": "0B"},
            "updates": {"size": "1000B", "arrivals": "times", "times": ["10s", "10s", "10s", "10s", "10s"]}}}
}`

func TestOutboxKeepsToItsLimits(t *testing.T) {
	for _, row := range []struct {
		reason, outbox                             string
		ok, dropped, coalesced, lost, disconnected float64
		staleness, backlog                         float64 // the oldest that is heard, in seconds; the most that wait
	}{
		{"all wait for the line", `{"socket": "1B", "full": "block"}`, 5, 0, 0, 0, 0, 5, 4},
		{"a socket takes as much as it holds", `{"socket": "3000B", "full": "block"}`, 5, 0, 0, 0, 0, 5, 2},
		{"the oldest makes room", `{"socket": "1B", "full": "dropOldest", "limit": "2000B"}`, 3, 2, 0, 0, 0, 3, 2},
		{"what has no room at all goes", `{"socket": "1B", "full": "dropOldest", "limit": "999B"}`, 1, 4, 0, 0, 0, 1, 0},
		{"the latest takes the place of what waits", `{"socket": "1B", "full": "coalesce"}`, 2, 0, 3, 0, 0, 2, 1},
		{"more than the limit ends it", `{"socket": "1B", "limit": "3000B"}`, 1, 0, 0, 4, 1, 1, 4},
		{"as much as the limit does not", `{"socket": "1B", "limit": "4000B"}`, 5, 0, 0, 0, 0, 5, 4},
		{"more than the soft limit for too long ends it", `{"socket": "1B", "soft": "3000B", "softFor": "999ms"}`, 1, 0, 0, 4, 1, 1, 4},
		{"less than the soft limit in time does not", `{"socket": "1B", "soft": "3000B", "softFor": "1001ms"}`, 5, 0, 0, 0, 0, 5, 4},
	} {
		for pattern, within := range map[string]float64{"push": 1e-9, "serverSentEvents": 0.006} { // ids of events are a byte each
			figures := run(t, strings.NewReplacer("OUTBOX", row.outbox, "PATTERN", `"`+pattern+`"`).Replace(ticker))
			for name, want := range map[string]float64{
				"ok": row.ok, "dropped": row.dropped, "coalesced": row.coalesced, "lost": row.lost, "disconnected": row.disconnected,
				"staleness.max": row.staleness, "backlog.max": row.backlog, "outbox.max": 1000 * row.backlog,
			} {
				if m, _ := figures.Lookup("ticks." + name); math.Abs(m.Value-want) > within {
					t.Errorf("%s, by %s: %s is %v, want %v", row.reason, pattern, name, m.Value, want)
				}
			}
		}
	}
}
