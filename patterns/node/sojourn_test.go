package node

import (
	"testing"

	"backchat/sim"
)

func TestWhatHasWaitedTooLongIsStaleByWhetherTheQueueStands(t *testing.T) {
	w, _ := operations(0)
	shop := &Workshop{w: w, sojourn: &Sojourn{Target: 5 * ms, Interval: 100 * ms}, stands: 100 * ms}
	for _, c := range []struct {
		filled, since sim.Time // before now
		stale         bool
		reason        string
	}{
		{100 * ms, 100 * ms, false, "a burst may wait for the interval"},
		{101 * ms, 6 * ms, true, "a queue that stands makes everybody late"},
		{101 * ms, 5 * ms, false, "within the target"},
	} {
		at := &stationAt{shop: shop, filled: w.Now() - c.filled}
		if got := at.stale(&Job{since: w.Now() - c.since}); got != c.stale {
			t.Errorf("%s: stale is %v", c.reason, got)
		}
	}
}
