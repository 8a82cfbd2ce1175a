package faults

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// busy is a server whose one worker works from 100 ms on for so long, and says how its
// liveness is checked.
func busy(t *testing.T, work, liveness, timeline string) *tape {
	t.Helper()
	return play(t, `"duration": "20s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "`+work+`", "liveness": {`+liveness+`}}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["100ms"]}}},
		"timeline": {`+timeline+`}`)
}

// A check each second times out after 500 ms; the third in a row ends the process, which
// is back 4 s later, with nothing to do.
func TestProcessThatFailsItsLivenessChecksIsRestarted(t *testing.T) {
	p := busy(t, "10s", `"interval": "1s", "timeout": "500ms", "failures": 3, "restart": "4s"`, ``)
	ailing, down, up := p.of(trace.Ailing, "api"), p.of(trace.Down, "api"), p.of(trace.Up, "api")
	if len(ailing) != 3 || ailing[2].Aux != 3 || ailing[0].Header+ailing[1].Header != 0 || ailing[2].Header != 1 || ailing[0].Status != trace.TimedOut {
		t.Fatalf("its failures are %v", ailing)
	}
	if at := times(ailing); at[1]-at[0] != sim.Second || at[2]-at[1] != sim.Second {
		t.Errorf("it fails at %v", at)
	}
	if len(down) != 1 || len(up) != 1 || down[0].At != ailing[2].At || up[0].At != down[0].At+4*sim.Second {
		t.Errorf("it is down at %v and up at %v", times(down), times(up))
	}
	if got := p.figure("api.liveness.restarts"); got != 1 || p.figure("api.liveness.failed") != 3 {
		t.Errorf("%v restarts", got)
	}
	if n := p.ends()[trace.OK]; n != 0 {
		t.Error("what was lost is done")
	}
}

// What is asked for twice, six seconds apart, has checks fail as often, from one on.
func TestGoodLivenessCheckCountsAnew(t *testing.T) {
	p := busy(t, "2800ms", `"interval": "1s", "timeout": "500ms", "failures": 4, "restart": "4s"`, `"again": {"at": "6100ms", "send": "ask"}`)
	var row []int64
	for _, r := range p.of(trace.Ailing, "api") {
		row = append(row, r.Aux)
	}
	if n := len(row) / 2; n < 1 || row[0] != 1 || !slices.Equal(row[:n], row[n:]) || len(p.of(trace.Down, "")) != 0 {
		t.Errorf("its failures in a row are %v", row)
	}
}

func TestLivenessCheckBesideTheQueueSeesAPauseAndNoWork(t *testing.T) {
	const beside = `"interval": "1s", "timeout": "500ms", "path": "beside"`
	if n := len(busy(t, "10s", beside, ``).of(trace.Ailing, "")); n != 0 {
		t.Errorf("%d checks of a busy process fail", n)
	}
	p := busy(t, "10s", beside, `"still": {"at": "3s", "for": "1500ms", "fault": "pause", "target": "api"}`)
	if n := len(p.of(trace.Ailing, "")); n < 1 || n > 2 {
		t.Errorf("%d checks of a process that is paused for 1.5 s fail", n)
	}
}

// One that finds no room fails at once.
func TestLivenessCheckWithoutRoomFailsAtOnce(t *testing.T) {
	p := play(t, `"duration": "4s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "10s", "queue": 0, "liveness": {"interval": "1s", "failures": 10}}},
		"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["0s"]}}}`)
	ailing := p.of(trace.Ailing, "api")
	if len(ailing) < 3 || ailing[1].Status != trace.Rejected || p.of(trace.Drop, "api")[1].At != ailing[1].At {
		t.Errorf("its failures are %v", ailing)
	}
}

// An answer that comes 200 ms after the check has timed out is none.
func TestLateAnswerToALivenessCheckIsNone(t *testing.T) {
	p := busy(t, "0s", `"interval": "1s", "timeout": "500ms", "failures": 3, "demand": "700ms", "restart": "0s"`, ``)
	if n := len(p.of(trace.Down, "api")); n < 5 || n > 7 {
		t.Errorf("of 20 checks that come to nothing, every third brings a restart: %d", n)
	}
}
