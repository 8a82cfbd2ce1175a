package faults

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// jobs are flows, each with one operation, of a scenario with one server.
func jobs(t *testing.T, server string, flows string) *tape {
	t.Helper()
	return play(t, `"duration": "2s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "0s", `+server+`}},
		"flows": {`+flows+`}`)
}

// job is a flow with one operation.
func job(id, at, demand, more string) string {
	return `"` + id + `": {"from": "phone", "to": "api", "pattern": "requestResponse", "demand": "` + demand + `", ` + more +
		`"send": {"arrivals": "times", "times": ["` + at + `"]}}`
}

// order is the flows of records of a kind, in their order.
func (p *tape) order(kind trace.Kind) []string {
	ids := []string{}
	for _, r := range p.of(kind, "api") {
		ids = append(ids, p.Topology.Flows[r.Flow-1].ID)
	}
	return ids
}

func TestWhatWasPreemptedGoesOnBeforeItsEquals(t *testing.T) {
	p := jobs(t, `"discipline": "preemptive"`,
		job("first", "0s", "100ms", "")+","+job("second", "10ms", "100ms", "")+","+job("urgent", "50ms", "100ms", `"priority": 1, `))
	if got, want := p.order(trace.Serve), []string{"first", "urgent", "first", "second"}; !slices.Equal(got, want) {
		t.Errorf("served are %v, not %v", got, want)
	}
	if got, want := times(p.of(trace.Finish, "api")), []sim.Time{51 * ms, 151 * ms, 201 * ms, 301 * ms}; !slices.Equal(got, want) {
		t.Errorf("work ends at %v, not at %v", got, want)
	}
}

// All three are done at 66 ms: the later one is, the less it needs.
func TestWhatIsDoneTogetherLeavesInTheOrderOfComing(t *testing.T) {
	p := jobs(t, `"discipline": "processorSharing"`,
		job("a", "20ms", "15ms", "")+","+job("b", "10ms", "20ms", "")+","+job("c", "0s", "30ms", ""))
	if got, want := p.order(trace.Finish), []string{"c", "b", "a"}; !slices.Equal(got, want) {
		t.Errorf("done are %v, not %v", got, want)
	}
	for _, at := range times(p.of(trace.Finish, "api")) {
		if at != 66*ms {
			t.Errorf("one is done at %v, not with the others at 66 ms", at)
		}
	}
}
