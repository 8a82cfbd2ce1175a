package faults

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// ejecting are 100 requests a second, one at a time, to servers behind a balancer
// that says so of them.
func ejecting(t *testing.T, duration string, servers int, balancer, timeline string) *tape {
	t.Helper()
	return play(t, fmt.Sprintf(`"duration": %q,
		"nodes": {"phone": {"kind": "client"}, "lb": {"kind": "balancer", "to": "api", %s}, "api": {"kind": "server", "count": %d, "workers": 100}},
		"flows": {"ask": {"from": "phone", "to": "lb", "pattern": "requestResponse", "send": {"arrivals": "constant", "rate": "100/s"}}},
		"timeline": {%s}`, duration, balancer, servers, timeline))
}

// requests are when a server gets requests.
func (p *tape) requests(place string) []sim.Time {
	return times(some(p.of(trace.Arrive, place), func(r *trace.Record) bool { return r.Shape == trace.Request }))
}

// within is how many of some instants lie in [from, to).
func within(all []sim.Time, from, to sim.Time) (n int) {
	for _, at := range all {
		if at >= from && at < to {
			n++
		}
	}
	return n
}

func TestAsManyErrorsInARowAsAreSaidEjectATarget(t *testing.T) {
	p := ejecting(t, "3s", 4, `"ejection": {"errors": 7, "base": "10s"}`, `"bad": {"at": "1s", "fault": "errors", "target": "api/2"}`)
	out := p.of(trace.Eject, "")
	if len(out) != 1 || p.Topology.Name(out[0].Peer) != "api/2" || out[0].Status != trace.Failed || out[0].Until != out[0].At+10*sim.Second {
		t.Fatalf("ejected are %v", out)
	}
	if n := len(some(p.of(trace.Finish, "api/2"), func(r *trace.Record) bool { return r.Status == trace.Failed })); n != 7 {
		t.Errorf("%d requests fail before that", n)
	}
	if n := within(p.requests("api/2"), out[0].At, 3*sim.Second); n > 0 {
		t.Errorf("it still gets %d requests", n)
	}
	if n := within(p.requests("api/0"), 2*sim.Second, 3*sim.Second); n < 32 || n > 34 {
		t.Errorf("each of the three others gets %d of 100 requests", n)
	}
}

// Of requests that fail with probability p it takes (p^-k - 1)/(1 - p) until k in a
// row have: 14 for every second one and three. Its standard deviation is 11.9
// (Feller, An Introduction to Probability Theory and Its Applications, XIII.7).
func TestErrorsInARowTakeTheRequestsOfTheory(t *testing.T) {
	p := ejecting(t, "100s", 1, `"ejection": {"errors": 3, "base": "1ms", "longest": "1ms"}`, `"bad": {"at": "0s", "fault": "errors", "failing": 0.5, "target": "api"}`)
	n := float64(len(p.of(trace.Eject, "")))
	each := float64(len(p.requests("api"))) / n
	if d := (each - 14) / (11.9 / math.Sqrt(n)); math.Abs(d) > 4 {
		t.Errorf("%.1f requests for each of %.0f ejections, %.1f standard errors off 14", each, n, d)
	}
}

func TestEjectionsGetLongerAndAreForgotten(t *testing.T) {
	for _, row := range []struct {
		reason, options string
		bad             string // when it fails
		want            []sim.Time
	}{
		{"each is one base longer", `"forgive": "1m"`, `"for": "20s"`, []sim.Time{1, 2, 3, 4, 5, 6}},
		{"up to the longest", `"forgive": "1m", "longest": "2s"`, `"for": "9s"`, []sim.Time{1, 2, 2, 2, 2}},
		{"one is forgotten for each time that passes well", `"forgive": "3500ms"`, `"for": "2500ms"`, []sim.Time{1, 2, 1, 2}},
	} {
		p := ejecting(t, "22s", 2, `"ejection": {"errors": 1, "base": "1s", `+row.options+`}`,
			`"bad": {"at": "1s", "fault": "errors", "target": "api/0", `+row.bad+`}, "again": {"at": "15s", "fault": "errors", "target": "api/0", "for": "2500ms"}`)
		var got []sim.Time
		for _, r := range p.of(trace.Eject, "") {
			got = append(got, (r.Until-r.At)/sim.Second)
		}
		if diff := cmp.Diff(row.want, got[:min(len(got), len(row.want))]); diff != "" {
			t.Errorf("%s: seconds out: %s", row.reason, diff)
		}
	}
}

func TestNoMoreAreEjectedThanMayBe(t *testing.T) {
	for most, want := range map[string]int{"0": 0, "0.1": 1, "0.25": 1, "0.26": 2, "1": 4} {
		p := ejecting(t, "5s", 4, `"ejection": {"most": `+most+`, "base": "1m"}`, `"bad": {"at": "1s", "fault": "errors", "target": "api"}`)
		if n := len(p.of(trace.Eject, "")); n != want {
			t.Errorf("of four %d are ejected where %s may be, not %d", n, most, want)
		}
	}
}

// Of four targets two are ejected, which is not below the half: three are.
func TestBelowThePanicThresholdItCountsOnAll(t *testing.T) {
	for bad, panics := range map[int]bool{2: false, 3: true} {
		timeline := ""
		for k := range bad {
			timeline += fmt.Sprintf(`"bad%d": {"at": "1s", "fault": "errors", "target": "api/%d"},`, k, k)
		}
		p := ejecting(t, "5s", 4, `"panic": 0.5, "ejection": {"most": 1, "base": "1m"}`, timeline[:len(timeline)-1])
		if n := within(p.requests("api/0"), 2*sim.Second, 5*sim.Second); panics && (n < 74 || n > 76) || !panics && n > 0 {
			t.Errorf("one of %d that are ejected of four gets %d of 300 requests", bad, n)
		}
		if n := within(p.requests("api/3"), 2*sim.Second, 5*sim.Second); panics && (n < 74 || n > 76) || !panics && (n < 149 || n > 151) {
			t.Errorf("with %d ejected of four one that is well gets %d of 300 requests", bad, n)
		}
	}
}

// Three of four fail at once and are out for two seconds each: from the third on it
// panics, until the first is back, and all that comes meanwhile goes to all.
func TestAPanicIsSaidAndMeasured(t *testing.T) {
	bad := ""
	for k := range 3 {
		bad += fmt.Sprintf(`"bad%d": {"at": "1s", "for": "500ms", "fault": "errors", "target": "api/%d"},`, k, k)
	}
	for _, row := range []struct {
		reason, more string
		panics       []int64
		over         func(back []trace.Record) sim.Time
	}{
		{"until the first of them is back", "", []int64{3, 0}, func(back []trace.Record) sim.Time { return back[0].At }},
		{"until it crashes, and forgets them", `"crash": {"at": "2s", "for": "1s", "fault": "crash", "target": "lb"},`, []int64{3, 0}, func([]trace.Record) sim.Time { return 2 * sim.Second }},
	} {
		p := ejecting(t, "5s", 4, `"panic": 0.5, "ejection": {"errors": 1, "most": 1, "base": "2s"}`, (bad + row.more)[:len(bad+row.more)-1])
		out, back, panics := p.of(trace.Eject, ""), p.of(trace.Readmit, ""), p.of(trace.Panic, "lb")
		if len(out) != 3 || len(back) != 3 || len(panics) != 2 {
			t.Fatalf("%s: out %v, back %v, panics %v", row.reason, times(out), times(back), times(panics))
		}
		from, to := out[2].At, row.over(back)
		if diff := cmp.Diff([]sim.Time{from, to}, times(panics)); diff != "" || panics[0].Aux != row.panics[0] || panics[1].Aux != row.panics[1] {
			t.Errorf("%s: it panics with %d and %d: %s", row.reason, panics[0].Aux, panics[1].Aux, diff)
		}
		away := sim.Time(0)
		for i := range out {
			away += back[i].At - out[i].At
		}
		came := p.requests("lb")
		for name, want := range map[string]float64{
			"lb.ejections": 3, "api.ejections": 3, "api/1.ejections": 1, "api/3.ejections": 0,
			"lb.ejections.time": away.Seconds(), "api.ejections.time": away.Seconds(), "api/0.ejections.time": (back[0].At - out[0].At).Seconds(),
			"lb.panic.time": (to - from).Seconds(), "lb.panic.share": float64(within(came, from+1, to)) / float64(len(came)),
		} {
			if got := p.figure(name); math.Abs(got-want) > 1e-12 {
				t.Errorf("%s: %s is %v, not %v", row.reason, name, got, want)
			}
		}
	}
}

// A balancer that does not panic says nothing of it, however many are out.
func TestWithoutAPanicThresholdNothingIsSaidOfIt(t *testing.T) {
	p := ejecting(t, "3s", 2, `"ejection": {"errors": 1, "most": 1, "base": "1s"}`, `"bad": {"at": "1s", "fault": "errors", "target": "api"}`)
	if n := len(p.of(trace.Eject, "")); n < 2 {
		t.Errorf("%d are ejected", n)
	}
	if n := len(p.of(trace.Panic, "")); n > 0 {
		t.Errorf("it panics %d times", n)
	}
}

// Checks find two of three unfit: it panics as soon as the second is.
func TestItPanicsForThoseWhoseChecksFail(t *testing.T) {
	p := ejecting(t, "5s", 3, `"panic": 0.5, "health": {"interval": "100ms", "timeout": "50ms", "unhealthy": 1, "healthy": 1}`,
		`"a": {"at": "1s", "for": "1s", "fault": "pause", "target": "api/0"}, "b": {"at": "1s", "for": "2s", "fault": "pause", "target": "api/1"}`)
	unfit, fit, panics := p.of(trace.Unfit, ""), p.of(trace.Fit, ""), p.of(trace.Panic, "lb")
	if len(unfit) != 2 || len(fit) != 2 {
		t.Fatalf("unfit at %v, fit at %v", times(unfit), times(fit))
	}
	if diff := cmp.Diff([]sim.Time{unfit[1].At, fit[0].At}, times(panics)); diff != "" {
		t.Error(diff)
	}
}

// One of two gets t/window of its half at t: a quarter of all within the window;
// with a least of 0.4, it is 0.4^2 + (1 - 0.4^2)/2 = 0.58 of its half.
func TestWhoComesBackGetsItsShareByAndBy(t *testing.T) {
	for _, policy := range []string{"random", "roundRobin", "leastConnections", "twoChoices"} {
		for least, want := range map[string]float64{"0": 0.25, "0.4": 0.29} {
			p := ejecting(t, "60s", 2, `"policy": "`+policy+`", "slowStart": {"window": "40s", "least": `+least+`}, "ejection": {"errors": 1, "base": "5s"}`,
				`"bad": {"at": "1s", "for": "100ms", "fault": "errors", "target": "api/0"}`)
			back := p.of(trace.Readmit, "")
			if len(back) != 1 {
				t.Fatalf("%s: it comes back %d times", policy, len(back))
			}
			from := back[0].At
			got := float64(within(p.requests("api/0"), from, from+40*sim.Second)) / 4000
			if d := (got - want) / math.Sqrt(want*(1-want)/4000); math.Abs(d) > 4 {
				t.Errorf("%s: it gets %.3f of what is asked, %.1f standard errors off %v", policy, got, d, want)
			}
			if half := float64(within(p.requests("api/0"), from+40*sim.Second, 60*sim.Second)) / float64(within(p.requests("lb"), from+40*sim.Second, 60*sim.Second)); half < 0.44 || half > 0.56 {
				t.Errorf("%s: once it is warm it gets %.3f", policy, half)
			}
		}
	}
}

func TestCrashedBalancerForgetsWhomItHasEjected(t *testing.T) {
	p := ejecting(t, "4s", 2, `"ejection": {"errors": 2, "base": "1m"}`,
		`"bad": {"at": "1s", "fault": "errors", "target": "api/0"}, "crash": {"at": "2s", "for": "1s", "fault": "crash", "target": "lb"}`)
	if n := len(p.of(trace.Eject, "")); n != 2 {
		t.Errorf("it ejects %d times", n)
	}
	if diff := cmp.Diff([]sim.Time{2 * sim.Second}, times(p.of(trace.Readmit, ""))); diff != "" {
		t.Error("it forgets:", diff)
	}
}
