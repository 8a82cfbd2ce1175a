package faults

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// inHand are requests at given times, of a server that may have so many in hand.
func inHand(t *testing.T, server, flow, more string) *tape {
	t.Helper()
	return play(t, `"duration": "3s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", `+server+`}, "db": {"kind": "server", "workers": 10, "service": "100ms"}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", `+flow+`}}`+more)
}

// served are when requests have ended well, and refused when they were too many.
func (p *tape) outcomes() (served, refused []sim.Time) {
	ends := p.of(trace.End, "")
	return times(some(ends, func(r *trace.Record) bool { return r.Status == trace.OK })),
		times(some(ends, func(r *trace.Record) bool { return r.Status == trace.Limited }))
}

func TestWhatIsBeyondTheLimitIsRefusedAtOnce(t *testing.T) {
	const four = `"send": {"arrivals": "times", "times": ["1ms", "2ms", "3ms", "4ms"]}`
	for _, row := range []struct {
		reason, server, flow string
		served, refused      []sim.Time
	}{
		{"who waits for a worker is in hand", `"workers": 1, "service": "100ms", "concurrency": {"limit": 2}`, four, []sim.Time{103 * ms, 203 * ms}, []sim.Time{5 * ms, 6 * ms}},
		{"so is who is worked on by a worker of its own", `"workers": 9, "service": "100ms", "concurrency": {"limit": 2}`, four, []sim.Time{103 * ms, 104 * ms}, []sim.Time{5 * ms, 6 * ms}},
		{"and who waits for what was asked of another", `"workers": 9, "calls": [{"to": "db"}], "concurrency": {"limit": 3}`, four, []sim.Time{105 * ms, 106 * ms, 107 * ms}, []sim.Time{6 * ms}},
		{"a place is free again when its request is done", `"workers": 9, "service": "100ms", "concurrency": {"limit": 1}`,
			`"send": {"arrivals": "times", "times": ["1ms", "100ms", "102ms"]}`, []sim.Time{103 * ms, 204 * ms}, []sim.Time{102 * ms}},
		{"a repeat that waits for another's result is not in hand", `"workers": 9, "service": "100ms", "concurrency": {"limit": 2}`,
			`"idempotent": true, "hedge": "50ms", "send": {"arrivals": "times", "times": ["1ms", "60ms"]}`, []sim.Time{103 * ms, 162 * ms}, []sim.Time{}},
	} {
		served, refused := inHand(t, row.server, row.flow, "").outcomes()
		if diff := cmp.Diff([][]sim.Time{row.served, row.refused}, [][]sim.Time{served, refused}); diff != "" {
			t.Errorf("%s: served and refused: %s", row.reason, diff)
		}
	}
}

func TestPlaceIsGivenBackHoweverARequestEnds(t *testing.T) {
	const server = `"service": "500ms", "concurrency": {"limit": 1}`
	const two = `"send": {"arrivals": "times", "times": ["1ms", "1s"]}`
	for _, row := range []struct{ reason, server, flow, more string }{
		{"answered", server, two, ""},
		{"taken back", server, `"timeout": "100ms", "cancel": "always", ` + two, ""},
		{"its deadline is over", server, `"deadline": "100ms", ` + two, ""},
		{"refused by the queue", `"workers": 1, "queue": 0, "service": "500ms", "concurrency": {"limit": 2}`, `"send": {"arrivals": "times", "times": ["1ms", "2ms", "900ms", "910ms"]}`, ""},
		{"lost by a crash", server, two, `, "timeline": {"bang": {"at": "100ms", "for": "1ms", "fault": "crash", "how": "process", "target": "api"}}`},
		{"an error", `"errors": 1, ` + server, two, ""},
		{"several steps", `"workers": 2, "steps": [{"all": [{"call": "db"}, {"call": "db"}]}, {"work": "100ms"}], "concurrency": {"limit": 1}`, two, ""},
		{"a crowd", `"service": "100us", "concurrency": {"limit": 3000}`, `"send": {"arrivals": "times", "times": ["1ms", "1s"], "burst": {"size": 3000}}`, ""},
	} {
		if n := inHand(t, row.server, row.flow, row.more).figure("api.limited"); n > 0 {
			t.Errorf("%s: %v are refused", row.reason, n)
		}
	}
}

// A server of 5 workers and 20 ms each takes up to 250 requests a second. 500 keep it
// at its limit, which grows as long as requests take no longer than they used to.
func TestLimitAdaptsToWhatTheServerCanDo(t *testing.T) {
	const adapts = `"workers": 5, "service": "20ms", "concurrency": {"limit": 2, "gradient": {"least": 1, "most": 50, "room": 2, "tolerance": 1.2, "window": "50ms", "samples": 1}}`
	p := inHand(t, adapts, `"send": {"arrivals": "constant", "rate": "500/s"}`, "")
	all := p.of(trace.Limits, "api")
	if all[0].At != 0 || all[0].Aux != 2 {
		t.Errorf("it begins at %d with %d", all[0].At, all[0].Aux)
	}
	for i := range all[1:] {
		if all[i].Aux == all[i+1].Aux {
			t.Errorf("at %d it says %d once more", all[i+1].At, all[i].Aux)
		}
	}
	if most := p.figure("api.concurrency.limit.max"); most < 6 || most > 20 {
		t.Errorf("with five workers it lets %v in", most)
	}
	if n := p.figure("api.throughput"); n < 225 || n > 251 {
		t.Errorf("%v are served a second, of 250", n)
	}
}
