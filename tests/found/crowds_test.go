//go:build unix

package found_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"backchat/tests/trial"
)

// What a place has is found by the place: were all places' things looked
// through for each that crashes, a crowd that crashes would cost its square.
func TestCrowdThatCrashesCostsLittleMoreThanOneThatDoesNot(t *testing.T) {
	const crowd, most = 30000, 8 // times what a run without the crash takes
	for _, row := range []struct{ name, flow string }{
		{"callers", `"to": "s", "pattern": "requestResponse", "send": {"rate": "0.1/s"}, "timeout": "5s"`},
		{"push", `"to": "s", "pattern": "push", "updates": {"totalRate": "1/s"}`},
		{"long polls", `"to": "s", "pattern": "longPolling", "updates": {"totalRate": "1/s"}`},
		{"polls", `"to": "s", "pattern": "shortPolling", "shortPolling": {"interval": "10s"}, "updates": {"totalRate": "1/s"}`},
		{"subscribers", `"to": "b", "pattern": "publishSubscribe", "updates": {"totalRate": "1/s"}`},
		{"a group that shares", `"to": "b", "pattern": "publishSubscribe", "publishSubscribe": {"group": "node", "delivery": "atLeastOnce", "prefetch": 1}, "updates": {"totalRate": "1000/s"}`},
	} {
		calm, crash := crowded(t, crowd, row.flow, ""), crowded(t, crowd, row.flow, `"down": {"at": "5s", "fault": "crash", "target": "c"}`)
		if crash > most*calm {
			t.Errorf("%s: %v with a crash, %v without", row.name, crash, calm)
		}
	}
}

// crowded is the processor's time that a run with so many clients takes.
func crowded(t *testing.T, clients int, flow, timeline string) time.Duration {
	t.Helper()
	before := processor(t)
	if _, err := trial.Of(fmt.Appendf(nil, `{"version": 1, "title": "A crowd", "duration": "10s",
		"nodes": {"c": {"kind": "client", "count": %d}, "s": {"kind": "server", "workers": 1000}, "b": {"kind": "broker", "workers": 1000}},
		"flows": {"f": {"from": "c", %s}}, "timeline": {%s}}`, clients, flow, timeline), "base", 0); err != nil {
		t.Fatal(err)
	}
	return processor(t) - before
}

// processor is how long this process has had a processor.
func processor(t *testing.T) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
