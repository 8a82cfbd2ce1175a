package found_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"backchat/patterns/scenario/build"
	"backchat/tests/trial"
)

// Heap and not charge: what the machine says of a listener that has subscribed
// and hears nothing.
func TestIdleListenerTakesLittleMemory(t *testing.T) {
	const listeners, most = 20000, 1700 // bytes for each
	text := fmt.Appendf(nil, `{"version": 1, "title": "Silence", "duration": "2s", "nodes": {"c": {"kind": "client", "count": %d}, "s": {"kind": "server"}},
		"flows": {"f": {"from": "c", "to": "s", "pattern": "push", "updates": {"totalRate": "0.000001/s", "audience": "all"}}}}`, listeners)
	s, err := trial.Parse(text, "base")
	if err != nil {
		t.Fatal(err)
	}
	top := s.Topology()
	before := heap()
	run, err := build.New(s, top, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Go(context.Background()); err != nil {
		t.Fatal(err)
	}
	each := int((heap() - before) / listeners)
	runtime.KeepAlive(run)
	if each > most {
		t.Errorf("%d bytes for each listener", each)
	}
}
