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

// Each other one at work doubles what one takes, when it is taken up: the first is
// alone, and has 50 ms left when it is interrupted and as many when it goes on beside
// another; those who come later find one at work.
func TestWhoIsInterruptedContendsOnce(t *testing.T) {
	p := play(t, `"duration": "2s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "discipline": "preemptive", "workers": 2, "steps": [{"work": "1ms", "contention": {"serial": 1}}]}},
		"flows": {`+job("first", "0s", "100ms", "")+","+job("other", "10ms", "100ms", `"priority": 2, `)+","+job("urgent", "50ms", "20ms", `"priority": 1, `)+`}`)
	if got, want := p.order(trace.Finish), []string{"first", "urgent", "first", "other"}; !slices.Equal(got, want) {
		t.Errorf("finished are %v, not %v", got, want)
	}
	if got, want := times(p.of(trace.Finish, "api")), []sim.Time{51 * ms, 91 * ms, 141 * ms, 211 * ms}; !slices.Equal(got, want) {
		t.Errorf("they finish at %v, not %v", got, want)
	}
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
