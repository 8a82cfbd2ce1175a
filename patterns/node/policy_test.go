package node

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"backchat/sim"
)

const ms = sim.Millisecond

func TestBackoffGrowsByItsFactorUpToItsCap(t *testing.T) {
	b := Backoff{First: 100 * ms, Factor: 2, Cap: sim.Second, Jitter: "none"}
	var waits []sim.Time
	for try := range uint32(6) {
		waits = append(waits, b.Wait(try+1, 0, nil))
	}
	want := []sim.Time{100 * ms, 200 * ms, 400 * ms, 800 * ms, sim.Second, sim.Second}
	if diff := cmp.Diff(want, waits); diff != "" {
		t.Error(diff)
	}
}

func TestJitterKeepsToItsRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draws := sim.NewStream(sim.NewKey(rapid.Uint64().Draw(t, "seed")))
		try := rapid.Uint32Range(1, 12).Draw(t, "try")
		last := sim.Time(rapid.Int64Range(0, int64(sim.Minute)).Draw(t, "last"))
		b := Backoff{First: 100 * ms, Factor: 2, Cap: 10 * sim.Second, Jitter: "none", Share: 0.2}
		plain := b.Wait(try, 0, nil)
		for jitter, bounds := range map[string][2]sim.Time{
			"full":         {0, plain},
			"equal":        {plain / 2, plain},
			"decorrelated": {min(100*ms, 10*sim.Second), min(10*sim.Second, 3*max(last, 100*ms))},
			"share":        {plain * 8 / 10, min(10*sim.Second, plain*12/10)},
		} {
			b.Jitter = jitter
			got := b.Wait(try, last, &draws)
			if got < bounds[0] || got > bounds[1] {
				t.Fatalf("%s: %v is outside %v..%v", jitter, got, bounds[0], bounds[1])
			}
		}
	})
}

func TestRetryWaitsByItsListOfDelays(t *testing.T) {
	r := Retry{Backoff: sim.Second, Factor: 2, Cap: sim.Millisecond, Jitter: "none", Delays: []sim.Time{10, 0, 40}}
	for i, want := range []sim.Time{10, 0, 40, 40, 40} {
		if got := r.wait(uint32(i+1), 0, nil); got != want {
			t.Errorf("after attempt %d it waits %v, want %v", i+1, got, want)
		}
	}
	r.Jitter = "full"
	draws := sim.NewStream(1)
	for range 100 {
		if got := r.wait(3, 0, &draws); got < 0 || got > 40 {
			t.Errorf("spread, the third wait is %v", got)
		}
	}
}
