package steady

import (
	"fmt"
	"runtime"
	"testing"

	"backchat/patterns/scenario/build"
	"backchat/tests/trial"
)

// A listener that waits keeps its place, a wire and a connection, its call and
// attempt, and what it and its server know of it; what its subscribing has
// taken is given back.
func TestIdleListenerTakesLittle(t *testing.T) {
	const most = 1100 // bytes of the heap
	few, many := idle(t, 20_000), idle(t, 40_000)
	if each := (many - few) / 20_000; each > most {
		t.Errorf("each of 20,000 listeners more takes %d bytes, more than %d", each, most)
	}
}

// idle is the heap that so many push listeners take who hear next to nothing.
func idle(t *testing.T, listeners int) int64 {
	t.Helper()
	s, err := trial.Parse(fmt.Appendf(nil, `{"version": 1, "title": "idle", "duration": "20s",
		"nodes": {"phone": {"kind": "client", "count": %d}, "api": {"kind": "server", "workers": 1000}},
		"flows": {"news": {"from": "phone", "to": "api", "pattern": "push", "updates": {"totalRate": "1/s"}}}}`, listeners), "base")
	if err != nil {
		t.Fatal(err)
	}
	before := heap()
	run, err := build.New(s, s.Topology(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Go(t.Context()); err != nil {
		t.Fatal(err)
	}
	taken := heap() - before
	runtime.KeepAlive(run)
	return taken
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
