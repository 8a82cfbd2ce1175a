package faults

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"backchat/sim"
	"backchat/sim/trace"
)

// crowding are requests of four flows, of rising importance, to one worker with room
// for two: at 1 ms one that it works on, then one each at the times of the flows.
func crowding(t *testing.T, server string, at ...string) map[string][]trace.Status {
	t.Helper()
	flows := `"first": {"from": "phone", "to": "api", "pattern": "requestResponse", "priority": 9, "send": {"arrivals": "times", "times": ["1ms"]}}`
	for priority, times := range at {
		flows += fmt.Sprintf(`, "p%d": {"from": "phone", "to": "api", "pattern": "requestResponse", "priority": %[1]d, "send": {"arrivals": "times", "times": [%s]}}`, priority, times)
	}
	p := play(t, `"duration": "3s", "nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "100ms", "queue": 2, `+server+`}}, "flows": {`+flows+`}`)
	began, fate := map[uint32]sim.Time{}, map[string][]trace.Status{}
	for _, r := range p.Records {
		switch r.Kind {
		case trace.Begin:
			began[r.Op] = r.At
		case trace.End:
			fate[began[r.Op].String()] = append(fate[began[r.Op].String()], r.Status)
		}
	}
	return fate
}

func TestWhoIsMoreImportantTakesTheRoomOfTheLeastImportantWhoWaits(t *testing.T) {
	ok, no := []trace.Status{trace.OK}, []trace.Status{trace.Rejected}
	for _, row := range []struct {
		reason, server string
		at             []string
		want           [4]([]trace.Status) // of those at 2, 3, 4 and 5 ms
	}{
		{"as it stands who comes is refused", `"discipline": "fifo"`, []string{`"2ms"`, `"3ms"`, `"4ms"`, `"5ms"`}, [4][]trace.Status{ok, ok, no, no}},
		{"the least important goes, then the next", `"discipline": "fifo", "full": "leastImportant"`, []string{`"2ms"`, `"3ms"`, `"4ms"`, `"5ms"`}, [4][]trace.Status{no, no, ok, ok}},
		{"whatever its place in the line", `"discipline": "fifo", "full": "leastImportant"`, []string{`"3ms"`, `"2ms"`, `"4ms"`, `"5ms"`}, [4][]trace.Status{no, no, ok, ok}},
		{"also where the queue goes by importance", `"discipline": "priority", "full": "leastImportant"`, []string{`"3ms"`, `"2ms"`, `"4ms"`, `"5ms"`}, [4][]trace.Status{no, no, ok, ok}},
		{"nobody yields to an equal, nor to who is less important", `"discipline": "lifo", "full": "leastImportant"`, []string{`"5ms"`, `"2ms", "3ms", "4ms"`, `"900ms"`, `"900ms"`}, [4][]trace.Status{ok, ok, no, no}},
		{"of equals the last yields", `"discipline": "fifo", "full": "leastImportant"`, []string{`"2ms", "3ms"`, `"4ms"`, `"5ms"`, `"900ms"`}, [4][]trace.Status{no, no, ok, ok}},
		{"and one alone: it is the last", `"discipline": "priority", "full": "leastImportant"`, []string{`"2ms", "3ms"`, `"4ms"`, `"900ms"`, `"900ms"`}, [4][]trace.Status{ok, no, ok, nil}},
		{"a thread stays with nobody who yields", `"blocking": true, "full": "leastImportant"`, []string{`"2ms"`, `"3ms"`, `"4ms"`, `"5ms"`}, [4][]trace.Status{no, no, ok, ok}},
	} {
		fate := crowding(t, row.server, row.at...)
		var got [4][]trace.Status
		for i := range got {
			got[i] = fate[(sim.Time(i+2) * ms).String()]
		}
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s: %s", row.reason, diff)
		}
	}
}

// Who waits in a crowd is packed, and found all the same.
func TestOneOfACrowdYields(t *testing.T) {
	p := play(t, `"duration": "3s", "nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "100us", "queue": 2000, "full": "leastImportant"}},
		"flows": {"many": {"from": "phone", "to": "api", "pattern": "requestResponse", "send": {"arrivals": "times", "times": ["1ms"], "burst": {"size": 2001}}},
			"one": {"from": "phone", "to": "api", "pattern": "requestResponse", "priority": 1, "send": {"arrivals": "times", "times": ["1ms"]}}}`)
	if ok, rejected, dropped := p.figure("one.ok"), p.figure("many.rejected"), p.figure("api.dropped"); ok != 1 || rejected != 1 || dropped != 1 {
		t.Errorf("of the important one %v is served; %v of the crowd are rejected, %v have waited", ok, rejected, dropped)
	}
}
