package faults

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// paired is a server of two machines that is asked ten times a second, from 50 ms on.
func paired(t *testing.T, timeline string) *tape {
	t.Helper()
	return play(t, `"duration": "40s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "workers": 10, "service": "10ms",
			"standby": {"interval": "1s", "misses": 3, "takeOver": "500ms"}}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "timeout": "200ms", "send": {"arrivals": "constant", "rate": "10/s"}}},
		"timeline": {`+timeline+`}`)
}

// turns are when the address is lost and when somebody has it again, and whether that
// is another machine.
func (p *tape) turns() (down, up []sim.Time, other []bool) {
	for _, r := range p.of(trace.Up, "api") {
		up, other = append(up, r.At), append(other, r.Aux == 1)
	}
	return times(p.of(trace.Down, "api")), up, other
}

// The last heartbeat was at 5 s, so that the third is missed at 8 s.
func TestStandbyCountsFromTheLastHeartbeat(t *testing.T) {
	p := paired(t, `"gone": {"at": "5250ms", "for": "20s", "fault": "crash", "target": "api"}`)
	down, up, other := p.turns()
	if !slices.Equal(down, []sim.Time{5250 * ms}) || !slices.Equal(up, []sim.Time{8500 * ms}) || !other[0] {
		t.Errorf("it is down at %v and up at %v", down, up)
	}
	if n, out := p.figure("api.takeOvers"), p.figure("api.downtime"); n != 1 || math.Abs(out-3.25) > 1e-9 {
		t.Errorf("%v take-overs, down for %v s", n, out)
	}
}

// A heartbeat that is due at the instant of the crash is not sent: 4 s was the last.
func TestCrashComesBeforeTheHeartbeat(t *testing.T) {
	if _, up, _ := paired(t, `"gone": {"at": "5s", "fault": "crash", "target": "api"}`).turns(); !slices.Equal(up, []sim.Time{7500 * ms}) {
		t.Errorf("it is up at %v", up)
	}
}

func TestMachineThatIsBackBeforeTheMissesKeepsTheAddress(t *testing.T) {
	p := paired(t, `"gone": {"at": "5250ms", "for": "2740ms", "fault": "crash", "target": "api"}`)
	if _, up, other := p.turns(); !slices.Equal(up, []sim.Time{7990 * ms}) || other[0] || p.figure("api.takeOvers") != 0 {
		t.Errorf("it is up at %v, by another: %v", up, other)
	}
	if _, up, other := paired(t, `"gone": {"at": "5250ms", "for": "2760ms", "fault": "crash", "target": "api"}`).turns(); !slices.Equal(up, []sim.Time{8500 * ms}) || !other[0] {
		t.Errorf("it is back when the other has decided, and up at %v", up)
	}
}

// What stands still for less than an interval sends its next heartbeat when that is due,
// at 6 s; what was due meanwhile it sends at the end, at 6.4 s; and who begins anew sends
// one at once, at 5.5 s. The address moves 3.5 s after the last before the crash.
func TestHeartbeatsGoOnAfterAPauseAndBeginAnewAfterACrash(t *testing.T) {
	for _, row := range []struct{ first, second, up string }{
		{`"at": "5250ms", "for": "250ms", "fault": "pause"`, "6100ms", "9.5s"},
		{`"at": "5250ms", "for": "1150ms", "fault": "pause"`, "7300ms", "9.9s"},
		{`"at": "5250ms", "for": "250ms", "fault": "crash"`, "6100ms", "9s"},
	} {
		p := paired(t, `"one": {`+row.first+`, "target": "api"}, "two": {"at": "`+row.second+`", "for": "20s", "fault": "crash", "target": "api"}`)
		_, up, _ := p.turns()
		if last := up[len(up)-1]; last.String() != row.up {
			t.Errorf("%s: the other has the address at %v, not at %s", row.first, last, row.up)
		}
	}
}

// The second machine crashes, 2.7 s after it had the address, while the first is down
// until 20 s: that has to hear nothing for three intervals of its own.
func TestTwoCrashesInARowWaitForTheFirstToReturn(t *testing.T) {
	p := paired(t, `"one": {"at": "5250ms", "for": "14750ms", "fault": "crash", "target": "api"},
		"two": {"at": "11200ms", "for": "20s", "fault": "crash", "target": "api"}`)
	down, up, _ := p.turns()
	if !slices.Equal(down, []sim.Time{5250 * ms, 11200 * ms}) || !slices.Equal(up, []sim.Time{8500 * ms, 23500 * ms}) {
		t.Errorf("it is down at %v and up at %v", down, up)
	}
}

// The one that has crashed comes back as the passive one, and takes over in turn.
func TestPairTakesOverThereAndBack(t *testing.T) {
	p := paired(t, `"one": {"at": "5250ms", "for": "4s", "fault": "crash", "target": "api"},
		"two": {"at": "15200ms", "for": "4s", "fault": "crash", "target": "api"}`)
	_, up, other := p.turns() // heartbeats from 8.5 s on: the last at 14.5 s
	if !slices.Equal(up, []sim.Time{8500 * ms, 18 * sim.Second}) || !slices.Equal(other, []bool{true, true}) {
		t.Errorf("it is up at %v, by another: %v", up, other)
	}
}

// What stands still has the address until it is switched off, with all it has in hand;
// the end of the stall finds the other machine at work.
func TestLongPauseIsTakenOver(t *testing.T) {
	p := paired(t, `"still": {"at": "5250ms", "for": "10s", "fault": "pause", "target": "api"}`)
	down, up, _ := p.turns()
	if !slices.Equal(down, []sim.Time{8 * sim.Second}) || !slices.Equal(up, []sim.Time{8500 * ms}) {
		t.Errorf("it is down at %v and up at %v", down, up)
	}
	if out := p.figure("api.downtime"); math.Abs(out-3.25) > 1e-9 {
		t.Errorf("nobody is served from the pause on, until the other has the address: down for %v s", out)
	}
	speeds := p.of(trace.Speed, "api")
	if !slices.Equal(times(speeds), []sim.Time{5250 * ms, 8500 * ms}) || speeds[1].Aux != trace.NormalSpeed {
		t.Errorf("its speed changes at %v", times(speeds))
	}
	late := some(p.of(trace.Finish, "api"), func(r *trace.Record) bool { return r.Status == trace.OK && r.At > 5250*ms })
	if len(late) == 0 || late[0].At < 8500*ms {
		t.Error("what stood still goes on")
	}
	p = paired(t, `"still": {"at": "5250ms", "for": "2s", "fault": "pause", "target": "api"}, "slow": {"at": "10s", "for": "5s", "fault": "slow", "factor": 0.5, "target": "api"}`)
	if down, _, _ := p.turns(); len(down) != 0 || p.figure("api.downtime") != 2 {
		t.Errorf("a stall of two seconds takes it down at %v, for %v s", down, p.figure("api.downtime"))
	}
}

func TestNobodyWithTheAddressIsAsTheOneThatHadIt(t *testing.T) {
	for how, want := range map[string]trace.Status{"process": trace.Failed, "host": trace.TimedOut} {
		p := paired(t, `"gone": {"at": "5250ms", "for": "20s", "fault": "crash", "how": "`+how+`", "target": "api"}`)
		for _, r := range p.of(trace.End, "") {
			if r.At > 5500*ms && r.At < 8500*ms && r.Status != want {
				t.Errorf("%s: at %v an operation ends %v", how, r.At, r.Status)
			}
		}
	}
}

// A crash each 20.63 s finds the heartbeats, which begin anew with each take-over, 0.13 s
// further on each time: a hundred of them find each hundredth of the interval once. So
// the last heartbeat is 0.505 s old on average, and the address away for 3 s - 0.505 s +
// 0.5 s.
func TestAvailabilityIsTheMeanOutageByThePeriod(t *testing.T) {
	var crashes []string
	for i := range 100 {
		crashes = append(crashes, fmt.Sprintf(`"c%d": {"at": "%dms", "for": "10s", "fault": "crash", "target": "api"}`, i, 10_000+20_630*i))
	}
	p := play(t, `"duration": "2063s", "nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "standby": {"takeOver": "500ms"}}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["1s"]}}},
		"timeline": {`+strings.Join(crashes, ",")+`}`)
	if got, want := p.figure("api.availability"), 1-(3-0.505+0.5)/20.63; math.Abs(got-want) > 1e-9 {
		t.Errorf("it is available for %v of the time, not %v", got, want)
	}
	if n := p.figure("api.takeOvers"); n != 100 {
		t.Errorf("%v take-overs", n)
	}
}
