package faults

import (
	"testing"

	"backchat/sim/trace"
)

// handled is one request that is taken back after 20 ms, of a server that handles it so.
func handled(t *testing.T, cancel, server string) *tape {
	t.Helper()
	return play(t, `"duration": "2s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", `+server+`}, "db": {"kind": "server", "workers": 1, "steps": [{"work": "50ms"}, {"work": "60ms"}]}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "timeout": "20ms", "cancel": "`+cancel+`",
			"send": {"arrivals": "times", "times": ["0s"]}}}`)
}

// worked is for how long a node has, in milliseconds.
func (p *tape) workedMs(node string) float64 {
	cpu, _ := p.Figures.Lookup(node + ".cpu")
	return float64(int(cpu.Value*1e6+0.5)) / 1e3
}

// The word that it is taken back comes to the server 20 ms after the request, which is
// there after 1 ms, and to who is asked by it 1 ms after that, where it says so.
func TestWhatIsTakenBackBetweenTwoStepsGoesOnToNone(t *testing.T) {
	for _, row := range []struct {
		reason, server, cancel string
		api, db                float64
	}{
		{"a timer", `"steps": [{"work": "5ms"}, {"wait": "1s"}, {"work": "7ms"}]`, "always", 5, 0},
		{"a timer, and only queues are left", `"steps": [{"work": "5ms"}, {"wait": "1s"}, {"work": "7ms"}]`, "queued", 12, 0},
		{"a thread that waits", `"blocking": true, "steps": [{"work": "5ms"}, {"wait": "1s"}, {"work": "7ms"}]`, "always", 5, 0},
		{"a call, which goes on", `"steps": [{"work": "5ms"}, {"call": "db"}, {"work": "7ms"}]`, "always", 5, 110},
		{"a call that is taken back itself, 14 ms after its work has begun", `"steps": [{"work": "5ms"}, {"call": "db", "cancel": "always"}, {"work": "7ms"}]`, "always", 5, 15},
		{"branches, which are taken back as well", `"workers": 4, "steps": [{"work": "5ms"}, {"all": [{"work": "500ms"}, {"wait": "200ms"}, {"call": "db", "cancel": "always"}]}, {"work": "7ms"}]`, "always", 5 + 15, 15},
		{"a unit that nobody gives back", `"pools": {"rows": {"size": 1}}, "steps": [{"hold": "rows"}, {"hold": "rows"}, {"work": "7ms"}]`, "always", 0, 0},
	} {
		t.Run(row.reason, func(t *testing.T) {
			p := handled(t, row.cancel, row.server)
			if api, db := p.workedMs("api"), p.workedMs("db"); api != row.api || db != row.db {
				t.Errorf("the server works for %v ms, and who it calls for %v ms, not %v and %v", api, db, row.api, row.db)
			}
			if got := p.ends()[trace.TimedOut]; got != 1 {
				t.Errorf("it ends as %v", p.ends())
			}
		})
	}
}
