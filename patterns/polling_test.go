package patterns_test

import (
	"strings"
	"testing"
)

// upload is a client that asks how far something is, which gets on by a fifth
// at 5 s, 10 s, ... 25 s. Every way takes 40 ms.
const upload = `{
  "version": 1, "title": "Upload", "duration": "60s",
  "nodes": {"browser": {"kind": "client"}, "api": {"kind": "server"}},
  "hop": {"latency": "40ms", "connection": {"open": "ready"}},
  "flows": {"progress": {"from": "browser", "to": "api", "pattern": "PATTERN", "PATTERN": OPTIONS,
            "updates": {"arrivals": "times", "times": ["5s", "10s", "15s", "20s", "25s"]}}}
}`

func TestPollsEndWhenEnoughIsHeardAndAreHeldForEnough(t *testing.T) {
	const first, next, last = 4.96, 4.92, 34.92 // how long requests are held that come at 0.04 s, 80 ms after a step, and after the last
	for _, row := range []struct {
		reason, pattern, options      string
		polls, empty, staleness, held float64 // the latter two in seconds
	}{
		{"each step is told, and asked for again", "longPolling", `{"hold": "40s"}`, 6, 0, 0.04, first + 4*next + last},
		{"who has heard the last step asks no more", "longPolling", `{"hold": "40s", "until": 5}`, 5, 0, 0.04, first + 4*next},
		{"one request is held until all is done", "longPolling", `{"hold": "40s", "until": 5, "gather": 5}`, 1, 0, 20.04, 24.96},
		{"a hold that ends before is answered with what there is", "longPolling", `{"hold": "12s", "until": 5, "gather": 5}`, 3, 0, 11.24, 3 * 12},
		{"short polls end too", "shortPolling", `{"interval": "2s", "stagger": "none", "until": 5}`, 14, 9, 1.08, 0},
		{"short polls that never end", "shortPolling", `{"interval": "2s", "stagger": "none"}`, 30, 25, 1.08, 0},
	} {
		text := strings.NewReplacer("PATTERN", row.pattern, "OPTIONS", row.options).Replace(upload)
		figures := run(t, text)
		hold(t, row.reason, figures, map[string]float64{
			"progress.polls": row.polls, "progress.emptyAnswers": row.empty, "progress.staleness.max": row.staleness, "api.held.mean": row.held / 60,
		})
	}
}
