package claims

import (
	"fmt"
	"testing"

	"backchat/tests/trial"
)

// TestAHundredThousandStreamsAreHeldWhereThereIsMemoryForThem has PU-3 with a crowd a
// hundred times that of the gallery's thread for each: what each connection takes is
// bytes, whoever holds it, and a thread's stack decides how many there is room for.
func TestAHundredThousandStreamsAreHeldWhereThereIsMemoryForThem(t *testing.T) {
	const (
		crowd  = 100_000
		each   = 20 << 10
		thread = 64 << 10
		limit  = 6400 << 20
		room   = limit / (each + thread)
	)
	for _, row := range []struct {
		name, feed string
		want       map[string]float64
	}{
		{"an event loop", `"memory": {"perConnection": "20KiB", "limit": "6400MiB"}`,
			map[string]float64{"feed.memory.max": crowd * each, "feed.connections.max": crowd, "live.okShare": 1, "feed.downtime": 0}},
		{"a thread for each", `"memory": {"perConnection": "20KiB", "thread": "64KiB", "limit": "6400MiB", "restart": "1h"}`,
			map[string]float64{"feed.connections.max": room + 1, "live.okShare": 0}},
		{"threads, and no more than there is room for", fmt.Sprintf(`"maxConnections": %d, "backlog": 0, "overflow": "refuses", "memory": {"perConnection": "20KiB", "thread": "64KiB", "limit": "6400MiB"}`, room),
			map[string]float64{"feed.memory.max": room * (each + thread), "feed.connections.max": room, "live.okShare": float64(room) / crowd, "feed.downtime": 0}},
	} {
		run, err := trial.Of(fmt.Appendf(nil, `{
			"version": 1, "title": %q, "seed": 4, "duration": "8s", "warmup": "0s",
			"nodes": {"phone": {"kind": "client", "count": %d}, "feed": {"kind": "server", "service": "1us", %s}},
			"links": {"access": {"from": "phone", "to": "feed", "latency": "30ms"}},
			"flows": {"live": {"from": "phone", "to": "feed", "pattern": "push", "updates": {"audience": "all", "arrivals": "times", "times": ["6s"]}}}
		}`, row.name, crowd, row.feed), "base", trial.Figures)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range row.want {
			if m, _ := run.Figures.Lookup(name); m.Value != want {
				t.Errorf("%s: %s is %v, want %v", row.name, name, m.Value, want)
			}
		}
	}
}
