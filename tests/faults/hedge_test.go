package faults

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// spent is what an operation spends its time on, part by part, which its figures and
// its waterfall agree on.
func (p *tape) spent(op uint32) []trace.Span {
	p.t.Helper()
	w := trace.NewWaterfall(op)
	w.Fold(p.Records)
	var whole sim.Time
	for _, s := range w.Spans {
		whole += s.To - s.From
	}
	if w.To-w.From != whole {
		p.t.Errorf("of the %v of operation %d, %v have a cause", w.To-w.From, op, whole)
	}
	return w.Spans
}

// part is a span from where the one before ended.
type part struct {
	cause trace.Cause
	takes sim.Time
}

// hedged is one request of a client's to two servers, of whose 30 ms the second needs
// as long as is said, by a factor of its speed; the hedge asks it after 20 ms.
func hedged(first, second, flow, more string) string {
	return `"duration": "1s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "count": 2, "workers": 1, "service": "5ms"}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "hedge": "20ms", "pick": "roundRobin",
			"send": {"arrivals": "times", "times": ["0s"]}` + flow + `}},
		"timeline": {"one": {"at": "0s", "fault": "slow", "factor": ` + first + `, "target": "api/0"},
			"two": {"at": "0s", "fault": "slow", "factor": ` + second + `, "target": "api/1"}` + more + `}`
}

func TestAHedgedOperationHasSpentItsTimeOnTheAttemptThatCounts(t *testing.T) {
	const flies, works, waits = trace.InFlight, trace.InService, trace.Queued
	both := `"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "count": 2, "workers": 1, "service": "30ms"}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "tied": true, "hedge": "1500us", "send": {"arrivals": "times", "times": ["0s", "5ms", "10ms"]}}}`
	for _, row := range []struct {
		reason, text string
		op           uint32
		want         []part
	}{
		{"the hedge's answer is the first: the first attempt's until it is sent, then its own",
			hedged("0.05", "1", "", ""), 1,
			[]part{{flies, 1 * ms}, {works, 19 * ms}, {flies, 1 * ms}, {works, 5 * ms}, {flies, 1 * ms}}},
		{"the first attempt's answer is the first: its own alone",
			hedged("0.2", "0.05", "", ""), 1,
			[]part{{flies, 1 * ms}, {works, 25 * ms}, {flies, 1 * ms}}},
		{"the hedge comes to nothing: that of the first alone",
			hedged("0.2", "0.05", "", `, "gone": {"at": "22ms", "fault": "crash", "target": "api/1", "for": "100ms"}`), 1,
			[]part{{flies, 1 * ms}, {works, 25 * ms}, {flies, 1 * ms}}},
		{"the first attempt comes to nothing: the first's until the hedge is sent, then the hedge's",
			hedged("0.05", "0.2", "", `, "gone": {"at": "30ms", "fault": "crash", "target": "api/0", "for": "100ms"}`), 1,
			[]part{{flies, 1 * ms}, {works, 19 * ms}, {flies, 1 * ms}, {works, 25 * ms}, {flies, 1 * ms}}},
		{"both come to nothing, and it is tried again: that of the hedge, the last to fail",
			hedged("0.05", "0.05", `, "retry": {"attempts": 3, "backoff": "200ms", "jitter": "none"}`,
				`, "gone": {"at": "30ms", "fault": "crash", "target": "api/0", "for": "100ms"}, "too": {"at": "40ms", "fault": "crash", "target": "api/1", "for": "100ms"},
				"fast": {"at": "200ms", "fault": "slow", "factor": 20, "target": "api"}`), 1,
			[]part{{flies, 1 * ms}, {works, 19 * ms}, {flies, 1 * ms}, {works, 19 * ms}, {trace.Unanswered, 1 * ms}, {trace.BackingOff, 400 * ms}, {trace.Connecting, 2 * ms}, {flies, 1 * ms}, {works, 5 * ms}, {flies, 1 * ms}}},
		{"its deadline passes while both are under way: the first's, which has been so from the beginning",
			hedged("0.05", "0.05", `, "deadline": "60ms"`, ""), 1,
			[]part{{flies, 1 * ms}, {works, 59 * ms}}},
		{"the run ends while both are under way: the first's as well",
			strings.Replace(hedged("0.05", "0.05", "", ""), `"1s"`, `"60ms"`, 1), 1,
			[]part{{flies, 1 * ms}, {works, 59 * ms}}},
		{"of two tied requests the first is begun", `"duration": "1s", ` + both, 3,
			[]part{{flies, 1 * ms}, {waits, 20 * ms}, {works, 30 * ms}, {flies, 1 * ms}}},
		{"of two tied requests the twin is begun", `"duration": "1s", ` + both + `, "timeline": {"slow": {"at": "0s", "fault": "slow", "factor": 0.25, "target": "api/0"}}`, 3,
			[]part{{flies, 1 * ms}, {waits, ms / 2}, {flies, 1 * ms}, {waits, 23*ms + ms/2}, {works, 30 * ms}, {flies, 1 * ms}}},
	} {
		t.Run(row.reason, func(t *testing.T) {
			p := play(t, row.text)
			var got []part
			for _, s := range p.spent(row.op) {
				got = append(got, part{s.Cause, s.To - s.From})
			}
			if diff := cmp.Diff(row.want, got, cmp.AllowUnexported(part{})); diff != "" {
				t.Errorf("operation %d (-want +got):\n%s", row.op, diff)
			}
			p.sameInFigures("ask")
		})
	}
}

// sameInFigures holds the times of a flow's operations by cause against their
// waterfalls.
func (p *tape) sameInFigures(flow string) {
	p.t.Helper()
	total := map[trace.Cause]sim.Time{}
	for _, end := range p.of(trace.End, "") {
		if end.Status == trace.OK {
			for _, s := range p.spent(end.Op) {
				total[s.Cause] += s.To - s.From
			}
		}
	}
	for c := trace.NoCause + 1; c < trace.Causes; c++ {
		m, known := p.Figures.Lookup(flow + ".cause." + c.String() + ".total")
		if !known {
			p.t.Fatalf("there is no figure of %v", c)
		}
		if got := sim.FromNanos(m.Value * 1e9); got != total[c] {
			p.t.Errorf("%v: %v by the figures, %v by the waterfalls", c, got, total[c])
		}
	}
}

// A gateway hedges its call of a store, and the phone its own of the gateway: the
// second gateway's second store answers first.
func TestAnAttemptThatCountsMayHaveOneOfItsOwn(t *testing.T) {
	p := play(t, `"duration": "1s",
		"nodes": {"phone": {"kind": "client"},
			"gate": {"kind": "server", "count": 2, "service": "0s", "calls": [{"to": "db", "hedge": "10ms", "pick": "roundRobin"}]},
			"db": {"kind": "server", "count": 4, "workers": 1, "service": "5ms"}},
		"flows": {"ask": {"from": "phone", "to": "gate", "pattern": "requestResponse", "hedge": "30ms", "pick": "roundRobin",
			"send": {"arrivals": "times", "times": ["0s"]}}},
		"timeline": {"slow": {"at": "0s", "fault": "slow", "factor": 0.01, "target": "db"}, "fast": {"at": "50ms", "fault": "slow", "factor": 100, "target": "db/2"}}`)
	forks := p.of(trace.Fork, "")
	if len(forks) != 3 || forks[1].At != 30*ms || forks[2].Payload == 0 {
		t.Fatalf("not three forks, the last of them at the side of the second: %v", forks)
	}
	if n := len(p.of(trace.Prevail, "")); n == 0 {
		t.Error("nothing counts")
	}
	spans := p.spent(1)
	if i := slices.IndexFunc(spans, func(s trace.Span) bool { return s.From == 30*ms }); i < 0 {
		t.Errorf("the second attempt of the phone's is not what counts: %v", spans)
	}
	p.sameInFigures("ask")
}
