package faults

import (
	"slices"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// heard is when a listener with a heartbeat every 100 ms subscribes.
func subscribes(t *testing.T, timeline string) []sim.Time {
	t.Helper()
	p := play(t, `"duration": "5s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "1ms"}},
		"flows": {"news": {"from": "phone", "to": "api", "pattern": "push",
			"push": {"reconnect": {"backoff": "100ms", "jitter": "none", "timeout": "400ms", "heartbeat": "100ms"}},
			"updates": {"arrivals": "constant", "rate": "3/s"}}},
		"timeline": {`+timeline+`}`)
	return times(some(p.of(trace.Ask, "phone"), func(r *trace.Record) bool { return r.Shape == trace.Subscribe }))
}

func TestListenerThatHearsHeartbeatsStaysSubscribed(t *testing.T) {
	if got := subscribes(t, ""); !slices.Equal(got, []sim.Time{0}) {
		t.Errorf("it subscribes at %v, though the other side is never silent", got)
	}
}

// The server's crash is noticed by its reset; an alarm that were kept from
// before would end the next subscription.
func TestAlarmOfABrokenSubscriptionIsOver(t *testing.T) {
	got := subscribes(t, `"crash": {"at": "1s", "for": "20ms", "fault": "crash", "target": "api"}`)
	if len(got) != 2 || got[1] < sim.Second || got[1] > 1200*ms {
		t.Errorf("it subscribes at %v, not once more after 1 s", got)
	}
}

// The listener's own crash takes its alarm along.
func TestAlarmOfAListenerThatCrashedIsOver(t *testing.T) {
	got := subscribes(t, `"crash": {"at": "1s", "for": "20ms", "fault": "crash", "target": "phone"}`)
	if len(got) != 2 || got[1] != 1020*ms {
		t.Errorf("it subscribes at %v, not once more at 1.02 s", got)
	}
}

// Five updates come while the listener is away, three of which the buffer has
// room for.
func TestBufferKeepsTheLatestInTheirOrder(t *testing.T) {
	p := play(t, `"duration": "3s",
		"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "0s"}},
		"flows": {"news": {"from": "phone", "to": "api", "pattern": "push", "push": {"buffer": 3, "reconnect": {"backoff": "100ms", "jitter": "none"}},
			"updates": {"arrivals": "times", "times": ["1100ms", "1200ms", "1300ms", "1400ms", "1500ms"]}}},
		"timeline": {"away": {"at": "1s", "for": "1s", "fault": "crash", "target": "phone"}}`)
	fates := map[uint32]trace.Status{}
	for _, r := range p.of(trace.End, "") {
		fates[r.Op] = r.Status
	}
	var pushed []uint32
	for _, r := range some(p.of(trace.Send, "api"), func(r *trace.Record) bool { return r.Shape == trace.Push && r.Op != 0 }) {
		pushed = append(pushed, r.Op)
	}
	if !slices.Equal(pushed, []uint32{3, 4, 5}) {
		t.Errorf("pushed are %v, not 3, 4, 5", pushed)
	}
	for op, want := range map[uint32]trace.Status{1: trace.Dropped, 2: trace.Dropped, 3: trace.OK, 4: trace.OK, 5: trace.OK} {
		if fates[op] != want {
			t.Errorf("update %d is %v, not %v", op, fates[op], want)
		}
	}
}
