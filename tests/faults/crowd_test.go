package faults

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// crowd is 4,000 phones who all ask one server at one instant, of which more wait
// for their connection, travel and wait for the worker at a time than are kept
// one by one.
func crowd(t *testing.T, policy, timeline string) *tape {
	t.Helper()
	return play(t, `"duration": "5s",
		"nodes": {"phone": {"kind": "client", "count": 4000}, "api": {"kind": "server", "workers": 1, "service": "1ms"}},
		"links": {"access": {"from": "phone", "to": "api", "latency": "1ms"}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", `+policy+`
			"send": {"arrivals": "times", "times": ["0s"]}}},
		"timeline": {`+timeline+`}`)
}

// numbers are those of the messages that the server's records of a kind are about.
func (p *tape) numbers(kind trace.Kind) (found []uint32) {
	for _, r := range p.of(kind, "api") {
		found = append(found, r.Msg)
	}
	return found
}

// left counts those who leave the server's line, by why.
func (p *tape) left() map[trace.Status]int {
	count := map[trace.Status]int{}
	for _, r := range p.of(trace.Drop, "api") {
		count[r.Status]++
	}
	return count
}

func TestCrowdIsServedInTheOrderOfItsComing(t *testing.T) {
	p := crowd(t, "", "")
	served := p.numbers(trace.Serve)
	if len(served) != 4000 || !slices.IsSorted(served) {
		t.Fatalf("%d are served, in their order: %t", len(served), slices.IsSorted(served))
	}
	if last := p.of(trace.Serve, "api")[3999]; sim.Time(last.Aux) != 3999*ms {
		t.Errorf("the last has waited for %v", sim.Time(last.Aux))
	}
}

func TestWhoGivesUpInACrowdLeavesTheLine(t *testing.T) {
	p := crowd(t, `"timeout": "1500ms", "cancel": "queued", `, "")
	served, cancelled := p.numbers(trace.Serve), p.left()[trace.Cancelled]
	if len(served) != 1500 || len(served)+cancelled != 4000 || !slices.IsSorted(served) {
		t.Errorf("%d are served, %d leave", len(served), cancelled)
	}
}

func TestCrashLosesTheCrowdThatWaits(t *testing.T) {
	p := crowd(t, "", `"down": {"at": "1s", "for": "1s", "fault": "crash", "target": "api"}`)
	served, lost := len(p.numbers(trace.Serve)), p.left()[trace.Crashed]
	if served+lost != 4000 || served < 900 || served > 1000 {
		t.Errorf("%d are served, %d are lost", served, lost)
	}
}

// Those who wait for a connection that does not open learn of it one by one.
func TestCrowdWhoseConnectionsDoNotOpenFails(t *testing.T) {
	p := crowd(t, `"timeout": "1s", `, `"away": {"at": "0s", "for": "5s", "fault": "partition", "target": "access"}`)
	failed := 0
	for _, r := range p.Records {
		if r.Kind == trace.End && r.Status == trace.TimedOut {
			failed++
		}
	}
	if failed != 4000 || len(p.numbers(trace.Serve)) != 0 {
		t.Errorf("%d time out", failed)
	}
}
