package patterns_test

import (
	"strings"
	"testing"
)

// caused are requests of one client, so all about one key, of which each leaves a
// message in a log of four partitions.
const caused = `{
  "version": 1, "title": "Caused", "duration": "100s", "keys": {"account": {"count": 1000}},
  "hop": {"latency": "0s", "connection": {"open": "ready"}},
  "nodes": {"shop": {"kind": "client"}, "api": {"kind": "server", "steps": [STEPS]}, "bus": {"kind": "broker"}, "ledger": {"kind": "server", "workers": 10}},
  "flows": {
    "order": {"from": "shop", "to": "api", "pattern": "requestResponse", "about": {"keys": "account", "by": "speaker"}, "send": {"arrivals": "constant", "rate": "20/s", "stop": "90s"}},
    "event": {"from": "ledger", "to": "bus", "pattern": "log", "about": {"keys": "account", "by": "BY"}, "log": {"partitions": 4},
      "updates": {ARRIVALS, "source": "api", "audience": "all"}}}
}`

// TestWhatIsPublishedIsAboutTheKeyOfItsCause: all that is about one key goes to one of
// the four partitions, which gets four times its share; what draws a key of its own
// goes to all of them, to each about as often.
func TestWhatIsPublishedIsAboutTheKeyOfItsCause(t *testing.T) {
	publishes, answers := `{"work": "1ms"}, {"publish": "event"}`, `{"work": "1ms"}, {"answer": true}, {"work": "1ms"}, {"publish": "event"}`
	for _, row := range []struct {
		reason, steps, arrivals, by string
		least, most                 float64 // of the imbalance
	}{
		{"by a step", publishes, `"arrivals": "steps"`, "cause", 4, 4},
		{"by a step, after the answer", answers, `"arrivals": "steps"`, "cause", 4, 4},
		{"after another", `{"work": "1ms"}`, `"arrivals": "after", "after": "order"`, "cause", 4, 4},
		{"by a step, by chance", publishes, `"arrivals": "steps"`, "chance", 1, 1.2},
		{"after another, by chance", `{"work": "1ms"}`, `"arrivals": "after", "after": "order"`, "chance", 1, 1.2},
	} {
		figures := run(t, strings.NewReplacer("STEPS", row.steps, "ARRIVALS", row.arrivals, "BY", row.by).Replace(caused))
		hold(t, row.reason, figures, map[string]float64{"event.operations": 1800, "event.ok": 1800})
		if m, _ := figures.Lookup("event.partitions.imbalance"); m.Value < row.least || m.Value > row.most {
			t.Errorf("%s: the partitions' imbalance is %v, want %v to %v", row.reason, m.Value, row.least, row.most)
		}
	}
}
