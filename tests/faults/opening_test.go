package faults

import (
	"fmt"
	"testing"

	"backchat/sim"
	"backchat/sim/trace"
)

// A host falls silent while it is asked for a connection for the first time, and
// comes back: it has not heard, is asked again after the first time-out of who
// asks (1 s over TCP; 200 ms, 400 and so on over QUIC), and serves what comes over
// it. Where only its process is gone, its host refuses TCP at once.
func TestWhoeverMissedAnOpeningIsAskedAgain(t *testing.T) {
	for _, row := range []struct {
		transport, how string
		silent         sim.Time
		want           trace.Status
		from, to       sim.Time // the operation ends, after it begins
	}{
		{"http1", "host", 10 * sim.Millisecond, trace.OK, 245 * sim.Millisecond, 245 * sim.Millisecond},
		{"http1", "host", 300 * sim.Millisecond, trace.OK, 1245 * sim.Millisecond, 1325 * sim.Millisecond},
		{"http2", "host", 3 * sim.Second, trace.OK, 3245 * sim.Millisecond, 3405 * sim.Millisecond},
		{"http3", "host", 300 * sim.Millisecond, trace.OK, 765 * sim.Millisecond, 765 * sim.Millisecond},
		{"http1", "process", 300 * sim.Millisecond, trace.Failed, 80 * sim.Millisecond, 80 * sim.Millisecond},
	} {
		p := play(t, fmt.Sprintf(`"duration": "60s",
	"nodes": {"phone": {"kind": "client"}, "api": {"kind": "server", "service": "5ms"}},
	"links": {"access": {"from": "phone", "to": "api", "latency": "40ms", "transport": %q}},
	"flows": {"ask": {"from": "phone", "to": "api", "pattern": "requestResponse", "timeout": "40s", "send": {"arrivals": "times", "times": ["1s"]}}},
	"timeline": {"gone": {"at": "1020ms", "for": "%dms", "fault": "crash", "how": %q, "target": "api"}}`, row.transport, row.silent/sim.Millisecond, row.how))
		for _, r := range p.of(trace.End, "") {
			if took := r.At - sim.Second; r.Status != row.want || took < row.from || took > row.to {
				t.Errorf("%s, the %s gone for %v: it ends %v after %v, and would be %v after %v to %v", row.transport, row.how, row.silent, r.Status, took, row.want, row.from, row.to)
			}
		}
	}
}
