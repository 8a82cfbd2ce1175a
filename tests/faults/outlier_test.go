package faults

import (
	"fmt"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// choosing are 100 requests a second, of a caller who chooses among four servers by
// that policy.
func choosing(t *testing.T, policy, more, timeline string) *tape {
	t.Helper()
	return play(t, fmt.Sprintf(`"duration": "3s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "count": 4, "workers": 100}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", %s, "send": {"arrivals": "constant", "rate": "100/s"}}%s},
		"timeline": {%s}`, policy, more, timeline))
}

const oneFails = `"bad": {"at": "1s", "fault": "errors", "target": "api/2"}`

func TestACallerEjectsByItselfWhoseAnswersAreErrors(t *testing.T) {
	for _, pick := range []string{"roundRobin", "random"} {
		t.Run(pick, func(t *testing.T) {
			p := choosing(t, `"pick": "`+pick+`", "ejection": {"errors": 7, "base": "10s"}`, "", oneFails)
			out := p.of(trace.Eject, "phone")
			if len(out) != 1 || p.Topology.Name(out[0].Peer) != "api/2" || out[0].Status != trace.Failed || out[0].Until != out[0].At+10*sim.Second {
				t.Fatalf("ejected are %v", out)
			}
			if n := p.ends()[trace.Failed]; n != 7 {
				t.Errorf("%d requests fail, not 7", n)
			}
			if n := within(p.requests("api/2"), out[0].At, 3*sim.Second); n > 0 {
				t.Errorf("it still gets %d requests", n)
			}
			if n := within(p.requests("api/0"), 2*sim.Second, 3*sim.Second); n < 25 || n > 45 || pick != "random" && (n < 32 || n > 34) {
				t.Errorf("each of the three others gets %d of 100 requests", n)
			}
			if got, _ := p.Figures.Lookup("phone.ejections"); got.Value != 1 {
				t.Errorf("%v ejections", got.Value)
			}
		})
	}
}

// Of those who always ask the same one, the one whose server fails asks the next.
func TestWhoIsPinnedToAnEjectedTargetAsksTheNext(t *testing.T) {
	p := play(t, `"duration": "3s",
		"nodes": {"phone": {"kind": "client", "count": 4}, "api": {"kind": "server", "count": 4, "workers": 100}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "pick": "pinned", "ejection": {"errors": 3, "base": "10s"}, "send": {"arrivals": "constant", "rate": "10/s"}}},
		"timeline": {`+oneFails+`}`)
	if n := p.ends()[trace.Failed]; n != 3 {
		t.Errorf("%d requests fail, not 3", n)
	}
	if n := within(p.requests("api/3"), 2*sim.Second, 3*sim.Second); n != 20 {
		t.Errorf("the next gets %d of 40 requests, not its own and those of its neighbour", n)
	}
}

func TestNoMoreAreEjectedByACallerThanIsSaid(t *testing.T) {
	const all = `"bad": {"at": "1s", "fault": "errors", "target": "api"}`
	for _, row := range []struct {
		most string
		out  int
	}{{"0", 0}, {"0.25", 1}, {"0.5", 2}, {"1", 4}} {
		p := choosing(t, `"ejection": {"errors": 2, "base": "10s", "most": `+row.most+`}`, "", all)
		if n := len(p.of(trace.Eject, "phone")); n != row.out {
			t.Errorf("most %s: %d are ejected, not %d", row.most, n, row.out)
		}
		if n := within(p.requests("api/0"), 2*sim.Second, 3*sim.Second); row.out == 4 && (n < 24 || n > 26) {
			t.Errorf("where all are out, each gets %d of 100 requests", n)
		}
	}
}

// Two flows of one phone, of which one ejects after two errors and one after nine: each
// goes by what it has seen. When the phone crashes it forgets both, and has to see the
// errors anew.
func TestEachPolicyEjectsByWhatItHasSeen(t *testing.T) {
	more := `, "more": {"from": "phone", "to": "api", "pattern": "requestResponse", "ejection": {"errors": 9, "base": "10s"}, "send": {"arrivals": "constant", "rate": "100/s"}}`
	p := choosing(t, `"ejection": {"errors": 2, "base": "10s"}`, more, oneFails+`, "gone": {"at": "2s", "for": "1ms", "fault": "crash", "target": "phone"}`)
	if n := p.ends()[trace.Failed]; n != 2*(2+9) {
		t.Errorf("%d requests fail, not 22", n)
	}
	var back, out int
	for _, r := range p.of(trace.Readmit, "phone") {
		if back++; r.Status != trace.Crashed || r.At != 2*sim.Second {
			t.Errorf("it returns at %v: %v", r.At, r.Status)
		}
	}
	if out = len(p.of(trace.Eject, "phone")); out != 4 || back != 2 {
		t.Errorf("%d ejections, of which a crash ends %d", out, back)
	}
}

func TestATargetReturnsToItsCallerWhenItWasSaid(t *testing.T) {
	p := choosing(t, `"ejection": {"errors": 2, "base": "500ms"}`, "", `"bad": {"at": "1s", "for": "100ms", "fault": "errors", "target": "api/2"}`)
	out, back := p.of(trace.Eject, "phone"), p.of(trace.Readmit, "phone")
	if len(out) != 1 || len(back) != 1 || back[0].At != out[0].At+500*ms {
		t.Fatalf("out %v, back %v", out, back)
	}
	if n := within(p.requests("api/2"), back[0].At, back[0].At+sim.Second); n < 24 || n > 26 {
		t.Errorf("it gets %d of 100 requests then", n)
	}
}
