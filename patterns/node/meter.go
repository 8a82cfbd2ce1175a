package node

import "backchat/sim"

// A meter adds up how long the workers of a station are busy.
type meter struct {
	area sim.Time // nanoseconds of busy workers
	at   sim.Time // up to when
}

// meterBytes is what is kept of one.
const meterBytes = 16

// pass adds what there is up to now. It is called before the number of workers that
// are busy changes.
func (m *meter) pass(t *stationAt) {
	busy, now := t.busy, t.shop.w.Now()
	if t.shop.shares {
		busy = min(t.sharing.len(), t.shop.workers)
	}
	m.area += sim.Time(busy) * (now - m.at)
	m.at = now
}

// metered has the meter, if there is one, add what there is up to now.
func (t *stationAt) metered() {
	if t.meter != nil {
		t.meter.pass(t)
	}
}
